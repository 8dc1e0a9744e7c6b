"""A sheet of an ``.xlsx`` that python-calamine reads as it is, which nearly every one is.

It is given the rows alone, in a package of its own, because of three things that it does: it reads
the whole sheet a second time for merged cells, it makes a table as large as the cell that is
farthest out, and it has its own opinion of which number formats are dates. An error cell and a
formula that was never calculated it gives as empty cells: those are found by what they look like,
and read by ``xlsx_cells``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import cast
from xml.parsers.expat import ExpatError
from zipfile import ZipFile

from rus_pipeline.ingest.files.lines import Cell
from rus_pipeline.ingest.files.workbooks.number_formats import Shown
from rus_pipeline.ingest.files.workbooks.sheet import (
    DAY_ZERO_1904,
    LAST_COLUMN,
    LAST_ROW,
    Sheet,
    hidden_among,
)
from rus_pipeline.ingest.files.workbooks.xlsx_book import Book
from rus_pipeline.ingest.files.workbooks.xlsx_cells import read_every_cell

_SHEET_DATA = re.compile(rb"<((?:\w+:)?)sheetData\s*>")
_FORMULA = rb"<(?:\w+:)?f[\s/>]"
# An error cell, or a formula that nothing or an empty value follows.
_NO_USABLE_VALUE = (
    rb"""\st\s*=\s*["']e["']"""
    rb"|(?:</(?:\w+:)?f\s*>|<(?:\w+:)?f(?:\s[^<>]*)?/>)\s*"
    rb"(?:</|<(?:\w+:)?v(?:\s[^<>]*)?/>|<(?:\w+:)?v(?:\s[^<>]*)?>\s*</)"
)
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s[^<>]*?\bhidden\s*=\s*["'](?:1|true)["'][^<>]*>""")
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["']([0-9]{1,7})["']""")
_ENCODING = re.compile(rb"""\s*<\?xml[^>]*\sencoding\s*=\s*["'](?!utf-8)""", re.IGNORECASE)
_COUNT = re.compile(rb"uniqueCount\W+([0-9]+)")

_SAMPLE = 1 << 16  # bytes
# A table of so many cells, or eight for each that the sheet has, is no larger than others are.
_LARGEST_TABLE = 2_000_000
_TABLE_PER_CELL = 8
_MOST_UNUSABLE = 200_000

_NUMBER_FORMATS = {Shown.NUMBER: 0, Shown.DATE: 22, Shown.ELAPSED: 46}
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = {
    "_rels/.rels": f'<Relationships><Relationship Id="a" Type="{_LINK}/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="a" Type="{_LINK}/worksheet"'
    ' Target="sheet.xml"/></Relationships>',
}

_Rows = Sequence[tuple[int, Sequence[Cell]]]


@dataclass(frozen=True)
class _Span:
    """Where the rows are in the XML of a sheet, and what each of its cells begins with."""

    start: int
    end: int
    cell: bytes


def read_plainly(name: str, xml: bytes, book: Book, shared: bytes) -> Sheet | None:
    """Read the XML of a sheet; ``shared`` is that of the texts that cells share, or nothing.

    Returns None for a sheet that is not plain or that python-calamine cannot read.
    """
    span = _plain_span(xml)
    if span is None or not _is_plain_text_table(shared):
        return None
    hidden = _hidden_rows(xml, span)
    unusable = _without_usable_value(xml, span, book)
    if hidden is None or unusable is None:
        return None
    table = _table(xml, span, book, shared)
    if table is None:
        return None
    for number, cells in unusable:
        table += [[] for _ in range(number - len(table))]
        row = table[number - 1]
        row += [""] * (len(cells) - len(row))
        row[: len(cells)] = [cell if cell != "" else row[at] for at, cell in enumerate(cells)]
    rows = [
        (number, row)
        for number, row in enumerate(table, 1)
        if any(row) or any(cell != "" for cell in row)
    ]
    return Sheet(name, rows, hidden_among(rows, hidden), book.epoch)


def _plain_span(xml: bytes) -> _Span | None:
    opening = _SHEET_DATA.search(xml, 0, _SAMPLE)
    if opening is None or not _is_plain_xml(xml[: opening.start()]):
        return None
    prefix = opening[1]
    end = xml.rfind(b"</" + prefix + b"sheetData")
    span = _Span(opening.start(), end, b"<" + prefix + b"c")
    if end < 0 or xml.find(b":c" if not prefix else b"<c", span.start, end) >= 0:
        return None
    return span if _fits_a_table(xml, span) else None


def _is_plain_xml(xml: bytes) -> bool:
    """Return whether XML is in UTF-8, without a document type, comments and CDATA."""
    start = xml.removeprefix(b"\xef\xbb\xbf")
    return start.lstrip()[:1] == b"<" and b"<!" not in xml and _ENCODING.match(start) is None


def _is_plain_text_table(xml: bytes) -> bool:
    """Return whether the texts that cells share are plain, and as many as it says, or fewer."""
    if not xml:
        return True
    return _is_plain_xml(xml) and all(int(count) <= len(xml) for count in _COUNT.findall(xml))


def _without_usable_value(xml: bytes, span: _Span, book: Book) -> _Rows | None:
    """Return the rows of the cells that may be errors, or formulas without a result.

    Returns None where they are too many to be read one by one, or are not to be told apart.
    """
    hints = (span.cell[:-1] + b"f", b'"e"', b"'e'")  # what is in what the pattern finds
    if not any(xml.find(hint, span.start, span.end) >= 0 for hint in hints):
        return []
    pattern = _NO_USABLE_VALUE if book.calculated else _NO_USABLE_VALUE + b"|" + _FORMULA
    end = b"</" + span.cell[1:] + b">"
    cells: list[bytes] = []
    at = span.start
    for found in re.compile(pattern).finditer(xml, span.start, span.end):
        if found.start() < at:  # in the cell before
            continue
        start = xml.rfind(span.cell + b" ", at, found.start())
        last = xml.find(end, found.start(), span.end)
        if start < 0 or last < 0 or len(cells) == _MOST_UNUSABLE:
            return None
        at = last + len(end)
        cells.append(xml[start:at])
    alone = b"<sheetData>" + b"".join(cells) + b"</sheetData>"
    try:
        return read_every_cell("", alone, book, ()).rows
    except (ExpatError, IndexError, ValueError):
        return None


def _fits_a_table(xml: bytes, span: _Span) -> bool:
    """Return whether a table as large as the farthest cell asks for is of a usual size.

    Each cell must say first where it is. How far out they are is taken from the first and the last
    of them, where a search finds none that is more than twice as far.
    """
    reference = re.compile(span.cell + b' r="([A-Z]+)([0-9]+)"')
    first = reference.findall(xml, span.start, min(span.end, span.start + _SAMPLE))
    last = reference.findall(xml, max(span.start, span.end - _SAMPLE), span.end)
    rows, columns = _farthest(first + last)
    others = re.compile(span.cell + b'(?! r="' + _within(rows, columns) + b'")')
    cells = xml.count(span.cell, span.start, span.end)
    if others.search(xml, span.start, span.end) is not None:
        every = reference.findall(xml, span.start, span.end)
        if len(every) < cells:
            return False
        rows, columns = _farthest(every)
    if rows > LAST_ROW or columns > LAST_COLUMN:
        return False
    return rows * columns <= max(_LARGEST_TABLE, _TABLE_PER_CELL * cells)


def _farthest(references: Sequence[tuple[bytes, bytes]]) -> tuple[int, int]:
    """Return the last row and column of the references."""
    rows = max((int(digits[:9]) for _, digits in references), default=1)
    columns = max((_column(letters[:9]) for letters, _ in references), default=1)
    return rows, columns


def _column(letters: bytes) -> int:
    """Return the number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _within(rows: int, columns: int) -> bytes:
    """Return what matches a reference that is not more than twice as far out."""
    letters = ""
    while columns > 0:
        columns, letter = divmod(columns - 1, 26)
        letters = chr(ord("A") + letter) + letters
    digits = str(rows)
    fewer_letters, fewer_digits = len(letters) - 1, len(digits) - 1
    return (
        f"(?:[A-{letters[0]}][A-Z]{{{fewer_letters}}}|[A-Z]{{0,{fewer_letters}}})"
        f"(?:[1-{digits[0]}][0-9]{{{fewer_digits}}}|[0-9]{{0,{fewer_digits}}})"
    ).encode()


def _hidden_rows(xml: bytes, span: _Span) -> set[int] | None:
    """Return the numbers of the hidden rows; None where one does not say its number."""
    if xml.find(b"hidden", span.start, span.end) < 0:
        return set()
    found = [_ROW_NUMBER.search(tag[0]) for tag in _HIDDEN_ROW.finditer(xml, span.start, span.end)]
    numbers = {int(number[1]) for number in found if number is not None}
    return numbers if None not in found else None


def _table(xml: bytes, span: _Span, book: Book, shared: bytes) -> list[list[Cell]] | None:
    """Return python-calamine's table of the sheet's cells, from A1 on; None where it cannot."""
    from python_calamine import CalamineError, CalamineWorkbook

    package = BytesIO()
    with ZipFile(package, "w") as parts:
        for part, text in _PARTS.items():
            parts.writestr(part, text)
        parts.writestr("xl/workbook.xml", _workbook(book))
        parts.writestr("xl/styles.xml", _styles(book.shown))
        if shared:
            parts.writestr("xl/sharedStrings.xml", shared)
        with parts.open("xl/sheet.xml", "w", force_zip64=True) as sheet:
            # The list of merged cells is looked for from the start, and ends at the first.
            sheet.write(b"<worksheet><mergeCells></mergeCells>")
            sheet.write(memoryview(xml)[span.start : span.end])
            sheet.write(b"</sheetData></worksheet>")
    package.seek(0)
    try:
        with CalamineWorkbook.from_filelike(package) as workbook:
            package.close()
            table = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
            return cast("list[list[Cell]]", table)
    except (CalamineError, OverflowError):
        return None
    except BaseException as error:
        # Of a number that is no day: what Rust raises has no name to be imported by.
        if type(error).__name__ != "PanicException":
            raise
        return None


def _workbook(book: Book) -> str:
    is_1904 = int(book.epoch == DAY_ZERO_1904)
    return (
        f'<workbook><workbookPr date1904="{is_1904}"/>'
        '<sheets><sheet name="a" sheetId="1" r:id="a"/></sheets></workbook>'
    )


def _styles(shown: Sequence[Shown]) -> str:
    formats = "".join(f'<xf numFmtId="{_NUMBER_FORMATS[each]}"/>' for each in shown)
    return f"<styleSheet><cellXfs>{formats}</cellXfs></styleSheet>"
