"""Workbooks of Excel 5 to 2003 (``.xls``): records in a stream of a compound file.

Source: extract contract, Workbooks; [MS-XLS].
"""

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from rus_pipeline.ingest.files.workbooks.compound_file import CompoundFile
from rus_pipeline.ingest.files.workbooks.kinds import ENCRYPTED, NO_WORKBOOK
from rus_pipeline.ingest.files.workbooks.number_formats import Shown, epoch_of, shown_by
from rus_pipeline.ingest.files.workbooks.sheet import (
    DAY_ZERO_1900,
    Sheet,
    UnreadableWorkbookError,
    sheet_of_cells,
)
from rus_pipeline.ingest.files.workbooks.xls_cells import CellReader, Texts
from rus_pipeline.ingest.files.workbooks.xls_text import code_page, shared_texts

_BEGIN, _END, _CONTINUE = 0x809, 0x0A, 0x3C
_HIDDEN_SHEET, _WORKSHEET = 3, 0
_EXCEL_97, _EXCEL_5 = 0x600, 0x500
_PROPERTIES = "\x05SummaryInformation"  # a stream that every program that calculates writes


@dataclass
class _Book:
    """What a workbook says for all of its sheets, as far as it has been read.

    ``calculated`` is whether a program that calculates formulas saved it; ``sheets`` are the
    visible ones, each its name and where it begins; ``formats`` are the number formats of each
    cell format, ``codes`` those that are not built in.
    """

    texts: Texts
    calculated: bool
    epoch: date = DAY_ZERO_1900
    sheets: list[tuple[str, int]] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    formats: list[int] = field(default_factory=list)

    def shown(self) -> list[Shown]:
        """Return what each cell format shows of a number."""
        return [shown_by(number, self.codes.get(number)) for number in self.formats]


def xls_sheets(path: Path) -> Iterator[Sheet]:
    """Yield the visible sheets of a ``.xls``.

    Raises UnreadableWorkbookError for one that is encrypted, or a document of another kind, and
    ValueError, IndexError, KeyError, LookupError or struct.error where it is broken.
    """
    file = CompoundFile(path.read_bytes())
    if "EncryptedPackage" in file.names:
        raise UnreadableWorkbookError(ENCRYPTED)
    names = {name.casefold(): name for name in file.names}
    name = names.get("workbook", names.get("book"))
    if name is None:
        raise UnreadableWorkbookError(NO_WORKBOOK)
    stream = file.read(name)
    book = _read_book(stream, calculated=_PROPERTIES in file.names)
    for title, start in book.sheets:
        reader = CellReader(book.texts, book.shown(), book.epoch, calculated=book.calculated)
        for kind, pieces in _records(stream, start):
            reader.take(kind, pieces)
        yield sheet_of_cells(title, reader.cells, reader.hidden, book.epoch)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, Sequence[bytes]]]:
    """Yield the records of a substream but for those of a substream within it.

    Each is its kind, and its bytes with those of the records that continue it.
    """
    depth = 0
    kind, record, at = _record(stream, at)
    if kind != _BEGIN:
        raise ValueError("no sheet begins here")
    while True:
        depth += (kind == _BEGIN) - (kind == _END)
        if depth == 0:
            return
        pieces = [record]
        following, more, after = _record(stream, at)
        while following == _CONTINUE:
            pieces.append(more)
            following, more, after = _record(stream, after)
        if depth == 1:
            yield kind, pieces
        kind, record, at = following, more, after


def _record(stream: bytes, at: int) -> tuple[int, bytes, int]:
    """Return the record at a place: its kind, its bytes, and where the next begins."""
    kind, size = struct.unpack_from("<HH", stream, at)
    end = at + 4 + size
    if end > len(stream):
        raise ValueError("cut short")
    return kind, stream[at + 4 : end], end


def _read_book(stream: bytes, *, calculated: bool) -> _Book:
    records = _records(stream, 0)
    _, (begin,) = next(records)
    (version,) = struct.unpack_from("<H", begin)
    if version < _EXCEL_5:
        raise ValueError("an unknown version")
    book = _Book(Texts(is_97=version >= _EXCEL_97), calculated)
    for kind, pieces in records:
        take = _TAKES.get(kind)
        if take is not None:
            take(book, pieces)
    if len({start for _, start in book.sheets}) < len(book.sheets):
        raise ValueError("two sheets in one place")
    return book


def _take_password(_book: _Book, _pieces: Sequence[bytes]) -> None:
    raise UnreadableWorkbookError(ENCRYPTED)


def _take_code_page(book: _Book, pieces: Sequence[bytes]) -> None:
    book.texts.encoding = code_page(*struct.unpack_from("<H", pieces[0]))


def _take_date_system(book: _Book, pieces: Sequence[bytes]) -> None:
    book.epoch = epoch_of(is_1904=pieces[0][:2] == b"\1\0")


def _take_calculation(book: _Book, _pieces: Sequence[bytes]) -> None:
    book.calculated = True


def _take_sheet(book: _Book, pieces: Sequence[bytes]) -> None:
    start, state, type_ = struct.unpack_from("<IBB", pieces[0])
    if state & _HIDDEN_SHEET == 0 and type_ == _WORKSHEET:
        book.sheets.append((book.texts.at(pieces, 6, length_bytes=1), start))


def _take_number_format(book: _Book, pieces: Sequence[bytes]) -> None:
    (number,) = struct.unpack_from("<H", pieces[0])
    book.codes[number] = book.texts.at(pieces, 2, length_bytes=2 if book.texts.is_97 else 1)


def _take_cell_format(book: _Book, pieces: Sequence[bytes]) -> None:
    book.formats += struct.unpack_from("<2xH", pieces[0])


def _take_shared_texts(book: _Book, pieces: Sequence[bytes]) -> None:
    book.texts.shared = shared_texts(pieces)


_TAKES: Mapping[int, Callable[[_Book, Sequence[bytes]], None]] = {
    0x2F: _take_password,
    0x42: _take_code_page,
    0x22: _take_date_system,
    0x1C1: _take_calculation,  # Excel says with which version it last calculated
    0x85: _take_sheet,
    0x41E: _take_number_format,
    0xE0: _take_cell_format,
    0xFC: _take_shared_texts,
}
