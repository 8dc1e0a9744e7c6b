"""Workbooks of Excel 97 as xlwt writes them, with records of our own where it has none."""

import struct
from datetime import date, datetime
from io import BytesIO

import xlwt
from xlwt.CompoundDoc import XlsDoc

from rus_pipeline_tests.ingest.workbooks.books import Book, Error, Formula

ERRORS = {
    "#NULL!": 0x00,
    "#DIV/0!": 0x07,
    "#VALUE!": 0x0F,
    "#REF!": 0x17,
    "#NAME?": 0x1D,
    "#NUM!": 0x24,
    "#N/A": 0x2A,
}
STATES = {"visible": 0, "hidden": 1, "very hidden": 2}


class Written:
    """A cell that is these records."""

    def __init__(self, column, records):
        self.colx, self._records = column, records

    def get_biff_data(self):
        return self._records


def record(kind: int, *values: bytes) -> bytes:
    body = b"".join(values)
    return struct.pack("<HH", kind, len(body)) + body


def wide(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def formula(row: int, column: int, result: object, *, flags: int = 0) -> bytes:
    """Return the records of a formula with this result; None is blank, as xlwt leaves it."""
    more = b""
    match result:
        case None:
            value = b"\3\0\0\0\0\0\xff\xff"
        case str():
            value = b"\0\0\0\0\0\0\xff\xff"
            more = record(0x207, wide(result))
        case bool():
            value = bytes([1, 0, result, 0, 0, 0, 0xFF, 0xFF])
        case Error():
            value = bytes([2, 0, ERRORS[result.mark], 0, 0, 0, 0xFF, 0xFF])
        case _:
            value = struct.pack("<d", result)
    return (
        record(6, struct.pack("<HHH", row, column, 15), value, struct.pack("<HI", flags, 0)) + more
    )


def xls(book: Book) -> bytes:
    return compound(stream(book))


def stream(book: Book) -> bytes:
    """Return the records of a book."""
    file = xlwt.Workbook()
    file.dates_1904 = book.is_1904
    formats = [xlwt.easyxf(num_format_str=code) for code in ("DD-MM-YYYY", "DD-MM-YYYY hh:mm")]
    for page in book.pages:
        sheet = file.add_sheet(page.name)
        sheet.visibility = STATES[page.state]
        for number, cells in page.rows.items():
            for position, cell in enumerate(cells):
                if cell is not None:
                    _write(sheet, number - 1, position, cell, *formats)
        for number in page.hidden:
            sheet.row(number - 1).hidden = True
    return file.get_biff_data()


def _write(sheet, number, position, cell, day, moment):
    row = sheet.row(number)
    match cell:
        case Error():
            row.set_cell_error(position, ERRORS[cell.mark])
        case Formula(None):
            row.write(position, xlwt.Formula("A1+B1"))
        case Formula():
            row.insert_cell(position, Written(position, formula(number, position, cell.result)))
        case datetime():
            row.write(position, cell, moment)
        case date():
            row.write(position, cell, day)
        case _:
            row.write(position, cell)


def compound(stream: bytes) -> bytes:
    """Return the compound file whose stream ``Workbook`` is this."""
    content = BytesIO()
    XlsDoc().save(content, stream)
    return content.getvalue()


def of_records(*records: bytes, book: bytes = b"", version: int = 0x600) -> bytes:
    """Return a workbook whose only sheet has these records; ``book`` are those of the workbook."""
    name = b"\1\0A" if version == 0x600 else b"\1A"
    begin = record(0x809, struct.pack("<HHHHII", version, 5, 0, 0, 0, 0))
    start = len(begin) + len(book) + 4 + 6 + len(name) + 4
    listed = record(0x85, struct.pack("<IBB", start, 0, 0), name)
    sheet = record(0x809, struct.pack("<HHHHII", version, 16, 0, 0, 0, 0))
    end = record(0x0A)
    return compound(begin + book + listed + end + sheet + b"".join(records) + end)
