"""Delivered files → records of cells, with the line that each starts on.

It is the only reader, of every dialect. Source: extract contract, File dialect.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from rus_pipeline.core.codes import alike
from rus_pipeline.core.danish import number_of
from rus_pipeline.core.errors import ExtractError, Place
from rus_pipeline.ingest.files import header as headers
from rus_pipeline.ingest.files import quoted_text
from rus_pipeline.ingest.files.delivered_names import is_workbook
from rus_pipeline.ingest.files.file_layout import FileLayout
from rus_pipeline.ingest.files.header import FoundHeader
from rus_pipeline.ingest.files.headings import Headings
from rus_pipeline.ingest.files.lines import Cell, Header, Rows, is_blank
from rus_pipeline.ingest.files.text_file import TextFile, refuse_encoded_twice, survey
from rus_pipeline.ingest.files.text_lines import (
    UTF_8,
    WINDOWS,
    as_utf8,
    starts_with_mark,
    with_line_feeds,
)
from rus_pipeline.ingest.files.workbooks import Sheet, UnreadableWorkbookError, visible_sheets
from rus_pipeline.ingest.values.error_marks import is_error_mark

if TYPE_CHECKING:
    from datetime import date

_HEAD = 1 << 20  # bytes in which the header is
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class ReadRows(Protocol):
    """Reads some records of a file: all of them, or those on the lines that ``only`` names."""

    def __call__(self, *, only: Sequence[int] | None = None) -> Rows:  # noqa: D102
        ...


@dataclass(frozen=True)
class Records:
    """What a file holds.

    ``headings`` as delivered; ``pieces`` read the records under them, each the next of them, as
    often as they are called: a large file is never whole in memory. Called with lines, they read
    the records on those alone. ``sha256`` is the file's, ``layout`` where its rows are.
    """

    file: str
    headings: tuple[str, ...]
    pieces: tuple[ReadRows, ...]
    sha256: str
    layout: FileLayout
    warnings: tuple[str, ...] = ()

    @property
    def header_line(self) -> int:
        """Return the line of the header."""
        return self.layout.header_line


def read_records(path: Path, shown: str, headings: Headings) -> Records:
    """Read a delivered file; ``shown`` is its name relative to the raw folder.

    Raises ExtractError for undecodable bytes, text encoded twice, a quote never closed, an
    unreadable workbook, a file without a header, and a heading that stands twice or is an error
    mark. Whether the header has every required column is for ``delivery`` to say.
    """
    if is_workbook(path.name):
        return _read_workbook(path, shown, headings)
    return _read_text(path, shown, headings)


def _read_text(path: Path, shown: str, headings: Headings) -> Records:
    file = path.open("rb")  # stays open for as long as its pieces are read
    head = file.read(_HEAD)
    guessed = _guessed(head)
    delimiter, found = headers.in_text(_head_text(head, guessed), headings)
    file.seek(0)
    seen = survey(file, delimiter)
    if seen.encoding is None:
        with file:
            raise _undecodable(path, shown)
    encoding = seen.encoding
    if encoding != guessed:
        before = delimiter
        delimiter, found = headers.in_text(_head_text(head, encoding), headings)
        if delimiter != before:
            file.seek(0)
            seen = survey(file, delimiter)
    names = _checked_headings(found, shown)
    cut = _header(delimiter, names, headings)
    pieces: list[ReadRows]
    if seen.regular:
        text = TextFile(file, shown, seen, names.line, cut)
        pieces = [partial(text.rows, piece) for piece in text.pieces]
    else:
        with file:
            pieces = [_read_quoted(file, encoding, shown, names.line, cut)]
    return Records(
        shown,
        names.headings,
        tuple(pieces),
        seen.sha256,
        FileLayout(names.line, encoding, delimiter),
        tuple(_skipped(names, shown, "linje", "linjer")),
    )


def _guessed(head: bytes) -> str:
    """Return the encoding that the beginning of a text has, as well as it alone tells that."""
    marked, skipped = starts_with_mark(head)
    return marked or (UTF_8 if _is_utf8(head[skipped:]) else WINDOWS)


def _head_text(head: bytes, encoding: str) -> str:
    """Return the beginning of a text; what is cut in the middle of a character is left out."""
    data = head[starts_with_mark(head)[1] :]
    text = data.decode(encoding, errors="ignore")
    return with_line_feeds(text.encode()).decode()


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.end == len(data) == _HEAD
    return True


def _undecodable(path: Path, shown: str) -> ExtractError:
    data = path.read_bytes()
    if data.startswith((_ZIP, _OLE)):
        return ExtractError(
            Place(shown), "filen er et regneark og ikke tekst; giv den dets endelse, fx .xlsx"
        )
    return ExtractError(
        Place(shown, _first_unreadable(data)),
        "tegnene kan ikke læses; ventet UTF-8, UTF-16 eller Windows-1252."
        " Gem filen igen i et af dem",
    )


def _first_unreadable(data: bytes) -> int:
    """Return the line of the first bytes that are no text in any encoding."""
    marked, skipped = starts_with_mark(data)
    encoding = marked or WINDOWS
    try:
        text = data[skipped:].decode(encoding)
        before = text.partition("\0")[0]
    except UnicodeDecodeError as error:
        before = data[skipped : skipped + error.start].decode(encoding, errors="ignore")
        before = before.partition("\0")[0]
    return with_line_feeds(before.encode()).count(b"\n") + 1


def _read_quoted(
    file: BinaryIO, encoding: str, shown: str, header_line: int, cut: Header
) -> ReadRows:
    file.seek(0)
    data = file.read()
    data = data[starts_with_mark(data)[1] :]
    text = with_line_feeds(as_utf8(data, encoding))
    refuse_encoded_twice(text, shown, 1)
    rows = quoted_text.whole_records(text.decode(), cut.delimiter, shown)
    return _by_column(((line, row) for line, row in rows if line > header_line), cut)


def _read_workbook(path: Path, shown: str, headings: Headings) -> Records:
    try:
        sheets = [(one, headers.in_rows(one.rows, headings)) for one in visible_sheets(path)]
    except UnreadableWorkbookError as error:
        raise ExtractError(Place(shown), f"regnearket kan ikke læses: {error}") from None
    sheet, header = _the_sheet(sheets, shown)
    found = _checked_headings(header, shown)
    cut = _header("", found, headings)
    below = ((line, _filled(row, cut.width)) for line, row in sheet.rows if line > found.line)
    return Records(
        shown,
        found.headings,
        (_by_column(below, cut, sheet.epoch),),
        hashlib.sha256(path.read_bytes()).hexdigest(),
        FileLayout(found.line, "", "", sheet.name),
        (*_skipped(found, shown, "række", "rækker"), *_hidden(sheet, shown)),
    )


def _the_sheet(
    sheets: Sequence[tuple[Sheet, FoundHeader | None]], shown: str
) -> tuple[Sheet, FoundHeader | None]:
    """Return the sheet that holds the required columns, or the one that comes nearest.

    Raises ExtractError where several hold them, or no sheet is visible.
    """
    if not sheets:
        raise ExtractError(Place(shown), "regnearket har intet synligt ark; vis arket med rækkerne")
    whole = [sheet.name for sheet, found in sheets if found is not None and found.complete]
    if len(whole) > 1:
        raise ExtractError(
            Place(shown),
            f"arkene {' og '.join(whole)} har alle kolonnerne; slet eller skjul dem, der ikke skal"
            " læses",
        )
    return max(sheets, key=lambda one: _nearness(one[1]))


def _nearness(found: FoundHeader | None) -> tuple[bool, int, int]:
    return (False, 0, 0) if found is None else (found.complete, *found.nearness)


def _hidden(sheet: Sheet, shown: str) -> Iterator[str]:
    if sheet.hidden_rows:
        rows = number_of(sheet.hidden_rows, "skjult række", "skjulte rækker")
        yield f"{shown}: {rows} i arket {sheet.name} er læst med"


def _filled(row: Sequence[Cell], width: int) -> Sequence[Cell]:
    """Return a row of a sheet with a cell in each column, as every row of a sheet has."""
    return row if len(row) >= width else [*row, *[""] * (width - len(row))]


def _header(delimiter: str, found: FoundHeader, headings: Headings) -> Header:
    columns = headings.columns(found.headings)
    amounts = tuple(at for at, name in enumerate(columns) if name in headings.amounts)
    return Header(delimiter, len(found.headings), amounts)


def _by_column(
    rows: Iterator[tuple[int, Sequence[Cell]]], cut: Header, epoch: "date | None" = None
) -> ReadRows:
    """Return what reads rows that are in memory, by column."""
    import polars as pl

    right: list[tuple[int, Sequence[Cell]]] = []
    others: list[tuple[int, Sequence[Cell]]] = []
    for line, row in rows:
        if not is_blank(row):
            cells = cut.cut(row)
            (right if len(cells) == cut.width else others).append((line, cells))

    def read(*, only: Sequence[int] | None = None) -> Rows:
        wanted = None if only is None else frozenset(only)
        chosen = right if wanted is None else [row for row in right if row[0] in wanted]
        columns = list(zip(*(row for _, row in chosen), strict=True))
        return Rows(
            pl.Series([line for line, _ in chosen], dtype=pl.Int64),
            columns or [()] * cut.width,
            others if only is None else [],
            epoch,
        )

    return read


def _skipped(found: FoundHeader, shown: str, one: str, several: str) -> Iterator[str]:
    if found.skipped and found.complete:
        yield f"{shown}: {number_of(found.skipped, one, several)} før overskriften er sprunget over"


def _checked_headings(found: FoundHeader | None, shown: str) -> FoundHeader:
    if found is None:
        raise ExtractError(Place(shown, 1), "filen er tom; ventet en linje med kolonnenavne")
    seen: set[str] = set()
    for position, heading in enumerate(found.headings, 1):
        if is_error_mark(heading):
            raise ExtractError(
                Place(shown, found.line),
                f"overskriften over kolonne {position} er en fejl ({heading});"
                " skriv kolonnens navn, eller slet kolonnen",
            )
        if heading and alike(heading) in seen:
            raise ExtractError(
                Place(shown, found.line, heading), "kolonnen står to gange; fjern den ene"
            )
        seen.add(alike(heading))
    return found
