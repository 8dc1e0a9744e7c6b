"""Delivered files → records of cells, with the line that each starts on.

It is the only reader: encoding, quotes, blank lines, workbooks. Source: extract contract, File
dialect.
"""

import csv
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rus_pipeline.core.codes import fold
from rus_pipeline.core.errors import ExtractError, Place
from rus_pipeline.ingest.error_marks import is_error_mark
from rus_pipeline.ingest.lines import (
    DELIMITER,
    Cell,
    PlainFile,
    Rows,
    survey,
    trimmed,
)
from rus_pipeline.ingest.workbooks import UnreadableWorkbookError, first_rows

if TYPE_CHECKING:
    import polars as pl

SUFFIXES = (".csv", ".xlsx")

csv.field_size_limit(sys.maxsize)  # a quote never closed swallows the rest of the file

_SPACE_BEFORE_QUOTE = re.compile(rf'(?:^|{DELIMITER})[ \t]+"', re.MULTILINE)
# White space and a quoted field (with its closing quote by itself), or neither; and what follows.
_FIELD = re.compile(
    rf'(?:[ \t]*("[^"]*(?:""[^"]*)*("?)))?([^{DELIMITER}\n]*(?:[{DELIMITER}\n]|\Z))'
)


class ReadRows(Protocol):
    """Reads some records of a file: all of them, or those on the lines that ``only`` names."""

    def __call__(self, *, only: Sequence[int] | None = None) -> Rows:  # noqa: D102
        ...


@dataclass(frozen=True)
class Records:
    """What a file holds.

    ``headings`` as delivered, on ``header_line``; ``pieces`` read the records under it, each the
    next of them, as often as they are called: a large file is never whole in memory. Called with
    lines, they read the records on those alone. ``sha256`` is the file's.
    """

    file: str
    header_line: int
    headings: tuple[str, ...]
    pieces: tuple[ReadRows, ...]
    sha256: str


def delivered_as(folder: Path, stem: str) -> list[Path]:
    """Return every file of ``stem`` in the edition's folder, whatever its format."""
    return [path for suffix in SUFFIXES if (path := folder / f"{stem}{suffix}").is_file()]


def find_file(folder: Path, stem: str) -> Path | None:
    """Return the file of ``stem`` in the edition's folder, or None.

    Raises ExtractError where it is there both as csv and as xlsx.
    """
    found = delivered_as(folder, stem)
    if len(found) > 1:
        raise ExtractError(
            Place(f"{folder.name}/{stem}.csv"),
            f"{stem}.csv og {stem}.xlsx ligger her begge; fjern den ene",
        )
    return found[0] if found else None


def read_records(path: Path, shown: str) -> Records:
    """Read a ``.csv`` or ``.xlsx``; ``shown`` is its name relative to the raw folder.

    Raises ExtractError for undecodable bytes, a quote never closed, an unreadable workbook, a file
    without a header, and a heading that stands twice or is an error mark.
    """
    if path.suffix == ".xlsx":
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return _records(shown, digest, *_by_column(_xlsx(path, shown)))
    file = path.open("rb")  # stays open for as long as its pieces are read
    seen = survey(file)
    if seen.plain:
        plain = PlainFile(file, seen)
        if len(plain.header) > 1:
            pieces: list[ReadRows] = [partial(plain.rows, piece) for piece in plain.pieces]
            return _records(shown, seen.sha256, plain.header_line, plain.header, pieces)
    with file:
        file.seek(0)
        # A lone carriage return ends no line in the contract; the csv module would refuse it.
        text = decode(file.read(), shown)[0].replace("\r\n", "\n").replace("\r", " ")
    rows = _csv(text, shown) if '"' in text else _lines(text)
    return _records(shown, seen.sha256, *_by_column(rows))


def _lines(text: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    for number, line in enumerate(text.split("\n"), 1):
        yield number, line.split(DELIMITER)


def _by_column(
    numbered: Iterator[tuple[int, Sequence[Cell]]],
) -> tuple[int, Sequence[Cell], list[ReadRows]]:
    """Return the header's line, the header, and the records under it by column."""
    import polars as pl

    filled = ((line, row) for line, row in numbered if not _is_blank(row))
    header_line, header = next(filled, (1, []))
    rows = list(filled)
    right = [(line, row) for line, row in rows if len(row) == len(header)]
    read = Rows(
        pl.Series([line for line, _ in right], dtype=pl.Int64),
        list(zip(*(row for _, row in right), strict=True)) if right else [[]] * len(header),
        [(line, row) for line, row in rows if len(row) != len(header)],
    )

    def again(*, only: Sequence[int] | None = None) -> Rows:
        if only is None:
            return read
        found = [(line, row) for line, row in right if line in set(only)]
        cells = [list(column) for column in zip(*(row for _, row in found), strict=True)]
        return Rows(pl.Series([line for line, _ in found], dtype=pl.Int64), cells, [])

    return header_line, header, [again]


def _records(
    shown: str,
    digest: str,
    header_line: int,
    header: Sequence[Cell],
    pieces: Sequence[ReadRows],
) -> Records:
    if not header:
        raise ExtractError(Place(shown, 1), "filen er tom; ventet en linje med kolonnenavne")
    headings = tuple(_heading(cell) for cell in header)
    for position, heading in enumerate(headings, 1):
        if is_error_mark(heading):
            raise ExtractError(
                Place(shown, header_line),
                f"overskriften over kolonne {position} er en fejl ({heading});"
                " skriv kolonnens navn, eller slet kolonnen",
            )
        if heading and [fold(other) for other in headings].count(fold(heading)) > 1:
            raise ExtractError(
                Place(shown, header_line, heading), "kolonnen står to gange; fjern den ene"
            )
    return Records(shown, header_line, headings, tuple(pieces), digest)


def _heading(cell: Cell) -> str:
    return typed_text(cell, "").strip()


def _is_blank(row: Sequence[Cell]) -> bool:
    return not any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in row)


def decode(data: bytes, shown: str) -> tuple[str, str]:
    """Return a file's text and the encoding that its bytes show.

    UTF-16 and UTF-8 are told by theirs; what is neither is Windows-1252. Raises ExtractError where
    the bytes are none of these.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data.startswith(b"\xef\xbb\xbf"):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            before = data[: error.start].decode(encoding, errors="ignore")
            line = before.count("\n") + 1
        else:
            if "\0" not in text:
                return text, encoding
            line = text[: text.index("\0")].count("\n") + 1
            break
    raise ExtractError(
        Place(shown, line),
        "tegnene kan ikke læses; ventet UTF-8, UTF-16 med BOM eller Windows-1252."
        " Gem filen igen i et af dem",
    )


def without_space_before_quotes(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a csv without the white space between a field's start and its quotes.

    The csv module would take those quotes for part of the value. White space after the closing
    quote needs nothing: it is trimmed with the value. Source: extract contract, File dialect.
    """
    is_open = False  # whether the line begins within a quoted field
    for line in lines:
        if '"' not in line:
            yield line
            continue
        fields = list(_FIELD.finditer(f'"{line}' if is_open else line))
        bare = "".join(f"{field[1] or ''}{field[3]}" for field in fields)
        yield bare[1:] if is_open else bare
        is_open = any(field[1] and not field[2] for field in fields)


def _csv(text: str, shown: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    lines = text.split("\n")
    if _SPACE_BEFORE_QUOTE.search(text):
        lines = list(without_space_before_quotes(lines))
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=DELIMITER)
    while True:
        start = reader.line_num + 1
        row = next(reader, None)
        if row is None:
            return
        if reader.line_num == len(lines) and (opened := _open_quote(lines, start)) is not None:
            raise ExtractError(
                Place(shown, opened), 'et citationstegn (") åbnes her og lukkes aldrig'
            )
        yield start, row


def _open_quote(lines: Sequence[str], start: int) -> int | None:
    """Return the line of the quote that the record from line ``start`` on never closes, if any."""
    opened: int | None = None
    for number, line in enumerate(lines[start - 1 :], start):
        position = 0
        while position < len(line) or position == 0:
            if opened is None:
                if line[position : position + 1] == '"':
                    opened = number
                    position += 1
                else:
                    position = _next_field(line, position)
                    continue
            closing = line.find('"', position)
            if closing < 0:
                break
            if line[closing + 1 : closing + 2] == '"':
                position = closing + 2
            else:
                opened = None
                position = _next_field(line, closing + 1)
    return opened


def _next_field(line: str, position: int) -> int:
    delimiter = line.find(DELIMITER, position)
    return len(line) + 1 if delimiter < 0 else delimiter + 1


def _xlsx(path: Path, shown: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    try:
        rows = first_rows(path)
    except UnreadableWorkbookError as error:
        raise ExtractError(Place(shown), str(error)) from None
    header = next((row for _, row in rows if not _is_blank(row)), [])
    width = max((i + 1 for i, cell in enumerate(header) if cell != ""), default=0)
    for number, row in rows:
        used = max((i + 1 for i, cell in enumerate(row) if cell != ""), default=0)
        yield number, [*row[: max(used, width)], *[""] * (width - len(row))]


def as_text(cells: "pl.Series | Sequence[Cell]", kind: str) -> "pl.Series":
    """Return a column's cells as text (String), trimmed, null where empty.

    ``kind`` is the column's (``schema.Kind``).
    """
    import polars as pl

    if isinstance(cells, pl.Series):
        return cells
    text = pl.Series([typed_text(cell, kind) for cell in cells], dtype=pl.String)
    return text.to_frame("text").select(trimmed(pl.col("text"))).to_series()


def typed_text(cell: Cell, kind: str) -> str:
    """Return a cell as the text that the same value has in a ``.csv``.

    ``kind`` is the column's (``schema.Kind``): a number in a ``cpr`` column is padded to ten
    digits, an amount rounded to two decimals, half away from zero.
    """
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "Ja" if cell else "Nej"
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case int() | float():
            return _number_text(Decimal(repr(cell)), kind)
        case _:
            return str(cell)


def _number_text(number: Decimal, kind: str) -> str:
    if not number.is_finite():
        return str(number)
    if kind == "beloeb":
        return f"{number.quantize(Decimal('0.01'), ROUND_HALF_UP):f}".replace(".", ",")
    if number == number.to_integral_value():
        text = f"{number.to_integral_value():f}"
        return text.zfill(10) if kind == "cpr" else text
    return f"{number:f}".replace(".", ",")
