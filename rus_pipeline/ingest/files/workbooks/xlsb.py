"""Binary workbooks (``.xlsb``): a package like an ``.xlsx``, whose parts are records.

python-calamine gives an error cell as an empty one, and a date that is stored as an integer as a
number. Source: extract contract, Workbooks; [MS-XLSB].
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from rus_pipeline.ingest.files.lines import Cell
from rus_pipeline.ingest.files.workbooks.biff import error_mark, unpacked
from rus_pipeline.ingest.files.workbooks.number_formats import Shown, as_shown, epoch_of, shown_by
from rus_pipeline.ingest.files.workbooks.package import Package
from rus_pipeline.ingest.files.workbooks.sheet import (
    DAY_ZERO_1900,
    LAST_COLUMN,
    LAST_ROW,
    Sheet,
    sheet_of_cells,
)
from rus_pipeline.ingest.values.error_marks import UNCALCULATED

_BOOK, _BUNDLED_SHEET, _CALCULATION = 0x99, 0x9C, 0x9D
_FORMAT, _BEGIN_CELL_FORMATS, _CELL_FORMAT, _END_CELL_FORMATS = 0x2C, 0x269, 0x2F, 0x26A
_SHARED_TEXT = 0x13
_ROW, _END_OF_CELLS = 0x00, 0x92
_PACKED, _ERROR, _BOOL, _NUMBER, _TEXT, _SHARED = range(0x02, 0x08)
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOL, _FORMULA_ERROR = range(0x08, 0x0C)
_RICH_TEXT = 0x3E
_CELLS = frozenset((*range(_PACKED, _FORMULA_ERROR + 1), _RICH_TEXT))

_FROM_1904 = 0x01
_FULL_CALCULATION_ON_LOAD = 0x01
_HIDDEN_ROW = 0x10
_NO_TEXT = 0xFFFFFFFF


@dataclass
class _Book:
    """What a workbook says for all of its sheets; ``sheets`` are the visible ones: name, link."""

    epoch: date = DAY_ZERO_1900
    calculated: bool = True
    sheets: list[tuple[str, str]] = field(default_factory=list)


def xlsb_sheets(package: Package) -> Iterator[Sheet]:
    """Yield the visible sheets of a ``.xlsb``.

    Raises ValueError, IndexError, KeyError or struct.error where it is broken.
    """
    main = package.main_part()
    links = [(part, link["Id"], link["Type"]) for part, link in package.linked(main)]
    parts = {type_.rpartition("/")[2]: part for part, _, type_ in links}
    worksheets = {id_: part for part, id_, type_ in links if type_.endswith("/worksheet")}
    book = _read_book(package.read(main))
    shown = _read_formats(package.read(parts["styles"])) if "styles" in parts else []
    texts = (
        [
            _text(record, 1)[0]
            for kind, record in _records(package.read(parts["sharedStrings"]))
            if kind == _SHARED_TEXT
        ]
        if "sharedStrings" in parts
        else []
    )
    listed = [(name, worksheets[link]) for name, link in book.sheets if link in worksheets]
    if len({part for _, part in listed}) < len(listed):
        raise ValueError("two sheets are one part")
    for name, part in listed:
        reader = _SheetReader(book, shown, texts)
        reader.read(package.read(part))
        yield sheet_of_cells(name, reader.cells, reader.hidden, book.epoch)


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each record: its kind and its bytes. Both kind and size have seven bits a byte."""
    at, end = 0, len(part)
    while at < end:
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (part[at] << 7)
            at += 1
        size = part[at]
        at += 1
        if size & 0x80:
            size &= 0x7F
            for shift in (7, 14, 21):
                more = part[at]
                at += 1
                size |= (more & 0x7F) << shift
                if not more & 0x80:
                    break
        if at + size > end:
            raise ValueError("cut short")
        yield kind, part[at : at + size]
        at += size


def _text(record: bytes, at: int) -> tuple[str, int]:
    """Return the text at a place in a record, and where it ends."""
    (length,) = struct.unpack_from("<I", record, at)
    if length == _NO_TEXT:
        return "", at + 4
    end = at + 4 + 2 * length
    if end > len(record):
        raise ValueError("cut short")
    return record[at + 4 : end].decode("utf-16-le", "replace"), end


def _read_book(part: bytes) -> _Book:
    book = _Book()
    for kind, record in _records(part):
        if kind == _BOOK:
            book.epoch = epoch_of(is_1904=bool(record[0] & _FROM_1904))
        elif kind == _BUNDLED_SHEET:
            (state,) = struct.unpack_from("<I", record)
            link, end = _text(record, 8)
            name, _ = _text(record, end)
            if state == 0:
                book.sheets.append((name, link))
        elif kind == _CALCULATION:
            (flags,) = struct.unpack_from("<24xH", record)
            book.calculated = not flags & _FULL_CALCULATION_ON_LOAD
    return book


def _read_formats(part: bytes) -> list[Shown]:
    """Return what each cell format shows of a number."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    in_cell_formats = False
    for kind, record in _records(part):
        if kind == _FORMAT:
            (number,) = struct.unpack_from("<H", record)
            codes[number], _ = _text(record, 2)
        elif kind in (_BEGIN_CELL_FORMATS, _END_CELL_FORMATS):
            in_cell_formats = kind == _BEGIN_CELL_FORMATS
        elif kind == _CELL_FORMAT and in_cell_formats:
            formats += struct.unpack_from("<2xH", record)
    return [shown_by(number, codes.get(number)) for number in formats]


class _SheetReader:
    """Reads the part of a sheet; has then its ``cells`` and the numbers of ``hidden`` rows."""

    def __init__(self, book: _Book, shown: list[Shown], texts: list[str]) -> None:
        self.cells: dict[int, dict[int, Cell]] = {}
        self.hidden: set[int] = set()
        self._book = book
        self._shown = shown
        self._texts = texts

    def read(self, part: bytes) -> None:
        """Read the records of the part."""
        row = 0
        for kind, record in _records(part):
            if kind == _ROW:
                row = int.from_bytes(record[:4], "little") + 1
                if row > LAST_ROW:
                    raise ValueError("no sheet has that row")
                if record[11] & _HIDDEN_ROW:
                    self.hidden.add(row)
            elif kind in _CELLS:
                (column,) = struct.unpack_from("<I", record)
                if column >= LAST_COLUMN:
                    raise ValueError("no sheet has that column")
                cell = self._cell(kind, record)
                if cell != "":
                    self.cells.setdefault(row, {})[column] = cell
            elif kind == _END_OF_CELLS:
                return
        raise ValueError("cut short")

    def _cell(self, kind: int, record: bytes) -> Cell:
        if kind in (_ERROR, _FORMULA_ERROR):
            return error_mark(record[8])
        if kind in (_BOOL, _FORMULA_BOOL):
            return bool(record[8])
        if kind in (_TEXT, _FORMULA_TEXT, _RICH_TEXT):
            return _text(record, 9 if kind == _RICH_TEXT else 8)[0]
        if kind in (_SHARED, _PACKED):
            number = int.from_bytes(record[8:12], "little")
            if kind == _SHARED:
                return self._texts[number]
            return self._number(record, unpacked(number))
        (result,) = struct.unpack_from("<d", record, 8)
        if kind == _FORMULA_NUMBER and result == 0 and not self._book.calculated:
            return UNCALCULATED
        return self._number(record, result)

    def _number(self, record: bytes, number: float) -> Cell:
        cell_format = int.from_bytes(record[4:7], "little")
        shown = self._shown[cell_format] if cell_format < len(self._shown) else Shown.NUMBER
        return as_shown(number, shown, self._book.epoch)
