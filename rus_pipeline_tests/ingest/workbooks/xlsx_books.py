"""Workbooks as XlsxWriter writes them, and from XML written out."""

from datetime import date, datetime
from io import BytesIO

from xlsxwriter import Workbook

from rus_pipeline_tests.ingest.workbooks.books import Book, Error, Formula
from rus_pipeline_tests.ingest.workbooks.packages import package

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def xlsx(book: Book) -> bytes:
    content = BytesIO()
    with Workbook(content, {"date_1904": book.is_1904}) as file:
        formats = [
            file.add_format({"num_format": code}) for code in ("dd-mm-yyyy", "dd-mm-yyyy hh:mm")
        ]
        for page in book.pages:
            sheet = file.add_worksheet(page.name)
            {"visible": sheet.activate, "hidden": sheet.hide, "very hidden": sheet.very_hidden}[
                page.state
            ]()
            for number, cells in page.rows.items():
                for position, cell in enumerate(cells):
                    _write(sheet, (number - 1, position), cell, *formats)
            for number in page.hidden:
                sheet.set_row(number - 1, None, None, {"hidden": True})
    return content.getvalue()


def _write(sheet, at, cell, day, moment):
    match cell:
        case Error():
            sheet.write_formula(*at, "=NA()", None, cell.mark)
        case Formula(None):
            sheet.write_formula(*at, "=A1+B1")
        case Formula():
            sheet.write_formula(*at, "=A1+B1", None, cell.result)
        case datetime():
            sheet.write_datetime(*at, cell, moment)
        case date():
            sheet.write_datetime(*at, cell, day)
        case str():
            sheet.write_string(*at, cell)
        case _:
            sheet.write(*at, cell)


def of_xml(data: str, *, book: str = "", styles: str = "", shared: str = "") -> bytes:
    """Return a workbook whose only sheet has this XML within ``sheetData``.

    ``book`` stands in the workbook's part, ``styles`` within ``styleSheet``, ``shared`` in ``sst``.
    """
    return package(
        {
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a"'
            f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            f'<sheet name="A" sheetId="1" r:id="a"/></sheets>{book}</workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
            f'<Relationship Id="a" Type="{OFFICE}/worksheet" Target="ark.xml"/>'
            f'<Relationship Id="b" Type="{OFFICE}/styles" Target="styles.xml"/>'
            f'<Relationship Id="c" Type="{OFFICE}/sharedStrings" Target="texts.xml"/>'
            "</Relationships>",
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
            "xl/texts.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
            "xl/ark.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>',
        }
    )
