"""OpenDocument spreadsheets from XML written out."""

from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr

from rus_pipeline_tests.ingest.workbooks.books import Book, Error, Formula
from rus_pipeline_tests.ingest.workbooks.packages import package

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in [
        ("office", "office"),
        ("style", "style"),
        ("table", "table"),
        ("text", "text"),
        ("draw", "drawing"),
    ]
)
EXTENSIONS = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def of_xml(tables: str, *, settings: str = "", styles: str = "") -> bytes:
    """Return a spreadsheet with these tables; ``settings`` before them, and automatic styles."""
    content = (
        f"<office:document-content {SPACES} {EXTENSIONS}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{settings}{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return package({"mimetype": MIMETYPE, "content.xml": content})


def table(rows: str, name: str = "A", style: str = "vist") -> str:
    return (
        f'<table:table table:name={quoteattr(name)} table:style-name="{style}">{rows}</table:table>'
    )


def text_cell(text: str) -> str:
    return (
        f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p>'
        "</table:table-cell>"
    )


def cell(value: object) -> str:
    """Return a cell as LibreOffice writes it."""
    formula = ""
    if isinstance(value, Formula):
        formula, value = ' table:formula="of:=[.A1]+[.B1]"', value.result
        if value is None:
            return f"<table:table-cell{formula}/>"
    match value:
        case None:
            return "<table:table-cell/>"
        case Error():
            return (
                '<table:table-cell table:formula="of:=NA()" office:value-type="string"'
                ' office:string-value="" calcext:value-type="error">'
                f"<text:p>{value.mark}</text:p></table:table-cell>"
            )
        case bool():
            said = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
            shown = "SAND" if value else "FALSK"
        case str():
            return text_cell(value).replace("<table:table-cell", f"<table:table-cell{formula}", 1)
        case datetime() | date():
            said = f'office:value-type="date" office:date-value="{value.isoformat()}"'
            shown = f"{value:%d-%m-%y}"
        case _:
            said = f'office:value-type="float" office:value="{value}"'
            shown = str(value).replace(".", ",")
    return f"<table:table-cell{formula} {said}><text:p>{shown}</text:p></table:table-cell>"


def ods(book: Book) -> bytes:
    tables = []
    for page in book.pages:
        rows, before = [], 0
        for number, cells in sorted(page.rows.items()):
            if number > before + 1:
                gap = number - before - 1
                rows.append(
                    f'<table:table-row table:number-rows-repeated="{gap}">'
                    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
                )
            seen = ' table:visibility="filter"' if number in page.hidden else ""
            rows.append(f"<table:table-row{seen}>{''.join(map(cell, cells))}</table:table-row>")
            before = number
        style = "vist" if page.state == "visible" else "skjult"
        tables.append(table("".join(rows), page.name, style))
    null_date = '<table:null-date table:date-value="1904-01-01"/>' if book.is_1904 else ""
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table">'
        f'<style:table-properties table:display="{shown}"/></style:style>'
        for name, shown in (("vist", "true"), ("skjult", "false"))
    )
    settings = f"<table:calculation-settings>{null_date}</table:calculation-settings>"
    return of_xml("".join(tables), settings=settings, styles=styles)
