"""A cell far out, and rows and cells with nothing but a format, cost next to nothing."""

import contextlib
import time

import pytest

from rus_pipeline.ingest.files.workbooks import UnreadableWorkbookError
from rus_pipeline_tests.ingest.workbooks import ods_books, xlsb_books, xlsx_books
from rus_pipeline_tests.ingest.workbooks.books import filled, sheets

LAST = 1_048_576


def xlsx(*rows):
    """Return a workbook with a cell in each of these places, and with XML that stands between."""
    return xlsx_books.of_xml("".join(rows))


def cells(row, *columns):
    held = "".join(f'<c r="{column}{row}"><v>{row}</v></c>' for column in columns)
    return f'<row r="{row}">{held}</row>'


def only_formatted(first, end):
    return "".join(f'<row r="{row}" s="1" customFormat="1"/>' for row in range(first, end))


def spent(read, *arguments):
    """Return what is read, and that it took no more than two seconds of the processor."""
    start = time.process_time()
    found = read(*arguments)
    assert time.process_time() - start < 2
    return found


@pytest.mark.parametrize(
    ("content", "numbers"),
    [
        (xlsx(cells(1, "A", "P"), cells(LAST, "A")), [1, LAST]),
        (xlsx(cells(1, "A"), cells(LAST, "XFD")), [1, LAST]),
        (xlsx(*(cells(row, "A", "XFD") for row in range(1, 500))), list(range(1, 500))),
        (xlsx(cells(1, "A", "P"), only_formatted(2, 300_000)), [1]),
        (xlsx(cells(1, "A", "P"), only_formatted(2, 300_000), cells(LAST, "A")), [1, LAST]),
        (
            xlsx("<row><c><v>1</v></c></row>", only_formatted(2, 300_000), cells(LAST, "A")),
            [1, LAST],
        ),
    ],
    ids=["last row", "last cell", "last column", "formatted", "formatted and last", "no numbers"],
)
def test_an_xlsx(tmp_path, content, numbers):
    (sheet,) = spent(sheets, tmp_path, content, ".xlsx")
    assert [number for number, _ in sheet.rows] == numbers


def test_an_xlsb(tmp_path):
    rows = b"".join(map(xlsb_books.row, range(2, 300_000)))
    last = xlsb_books.row(LAST) + xlsb_books.cell(16383, "x")
    content = xlsb_books.of_records(xlsb_books.row(1) + xlsb_books.cell(0, "a") + rows + last)
    (sheet,) = spent(sheets, tmp_path, content, ".xlsb")
    assert [(number, row[-1]) for number, row in sheet.rows] == [(1, "a"), (LAST, "x")]


def ods_row(content, repeated):
    return f'<table:table-row table:number-rows-repeated="{repeated}">{content}</table:table-row>'


EMPTY = '<table:table-cell table:number-columns-repeated="16384"/>'
WIDE = EMPTY.replace("/>", ' office:value-type="float" office:value="1"/>')


def test_an_ods(tmp_path):
    text = ods_books.text_cell("a")
    rows = ods_row(text, 1) + ods_row(EMPTY, LAST - 2) + ods_row(text, 1) + ods_row(EMPTY, LAST)
    (sheet,) = spent(sheets, tmp_path, ods_books.of_xml(ods_books.table(rows)), ".ods")
    assert filled(sheet) == {1: ["a"], LAST: ["a"]}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ods_row(WIDE, LAST), "millioner af ens celler"),
        (ods_row(WIDE, 1) * 2000, "millioner af ens celler"),
        (ods_row(ods_books.text_cell("a"), LAST + 1), "beskadiget"),
        (ods_row(EMPTY + ods_books.text_cell("a"), 1), "beskadiget"),
        (ods_row(EMPTY, -5), "beskadiget"),
    ],
)
def test_an_ods_that_repeats_more_than_a_sheet_holds(tmp_path, rows, said):
    with pytest.raises(UnreadableWorkbookError, match=said):
        spent(sheets, tmp_path, ods_books.of_xml(ods_books.table(rows)), ".ods")


def test_an_xlsx_with_too_many_far_cells_to_list(tmp_path):
    content = xlsx(
        *(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(1, 1300))
    )
    with pytest.raises(UnreadableWorkbookError, match="i arket A har celler langt ude til højre"):
        spent(sheets, tmp_path, content, ".xlsx")


@pytest.mark.parametrize(
    "data",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row>' + "<row " * 100_000 + ' hidden="">',
        '<row r="1"><c r="A1" t="str"><v>' + "a " * 5_000_000 + "</v></c></row>",
        '<row r="1"><c t="inlineStr"><is><t>' + "a " * 5_000_000 + "</t></is></c></row>",
        '<row r="1"><c r="A1">' + "<f>a</f>" * 100_000 + "</c></row>",
        '<row r="1"><c r="A1" t="e">' + " t" * 200_000 + "</c></row>",
    ],
    ids=["rows never closed", "long value", "long text", "many formulas", "many letters"],
)
def test_what_is_long_without_being_large(tmp_path, data):
    def read_or_refused():
        with contextlib.suppress(UnreadableWorkbookError):
            sheets(tmp_path, content)

    content = xlsx(data)
    spent(read_or_refused)
