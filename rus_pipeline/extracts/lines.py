"""The csv without a quote, which nearly every one is: each physical line is a record.

It is read in pieces, so that the memory it takes does not grow with it. What belongs here: a file's
lines → columns. What does not: quotes, and what a file is that cannot be read (``reading``).
Source: extract contract, File dialect.
"""

import codecs
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

if TYPE_CHECKING:
    import polars as pl

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None

DELIMITER = ";"
_PIECE = 1 << 24  # bytes read at once

# What is white space to the reader of single cells; \\s leaves out the four separators.
_SEPARATORS = "\x1c\x1d\x1e\x1f"
_BLANK = rf"^[{DELIMITER}\s\x1c-\x1f]*$"
_NOT_WINDOWS = b"\x81\x8d\x8f\x90\x9d"  # the bytes that Windows-1252 has no character for


@dataclass(frozen=True)
class Rows:
    """Records under a header.

    ``lines`` (Int64) is where each starts that has a cell for each heading, ``columns`` their
    cells: a series is text, trimmed, null where empty. ``others`` are the records with fewer cells
    or more. Blank records are left out.
    """

    lines: "pl.Series"
    columns: Sequence["pl.Series | Sequence[Cell]"]
    others: Sequence[tuple[int, Sequence[Cell]]]


@dataclass(frozen=True)
class Piece:
    """Whole lines of a file: where they are, and the number of the first."""

    offset: int
    length: int
    line: int


@dataclass(frozen=True)
class Survey:
    """What one look at every byte of a file tells: its digest, encoding and pieces.

    ``plain`` is whether it can be read line by line: no quote, no character of two bytes or more
    that an end of line may be part of, and nothing that is no character.
    """

    sha256: str
    encoding: str
    pieces: tuple[Piece, ...]
    plain: bool


def survey(file: BinaryIO) -> Survey:
    """Look at every byte of a file, once."""
    digest = hashlib.sha256()
    pieces: list[Piece] = []
    line, utf8, windows, plain = 1, True, True, True
    for offset, data in _whole_lines(file):
        digest.update(data)
        pieces.append(Piece(offset, len(data), line))
        line += _line_ends(data)
        utf8 = utf8 and _is_utf8(data)
        windows = windows and not any(byte in data for byte in _NOT_WINDOWS)
        plain = plain and b'"' not in data and b"\0" not in data
    mark = os.pread(file.fileno(), 3, 0)
    plain = plain and (utf8 or windows) and not mark.startswith((b"\xff\xfe", b"\xfe\xff"))
    encoding = ("utf-8-sig" if mark == codecs.BOM_UTF8 else "utf-8") if utf8 else "cp1252"
    # What begins as UTF-8 with its mark is nothing else, whatever its bytes are.
    plain = plain and (utf8 or mark != codecs.BOM_UTF8)
    return Survey(digest.hexdigest(), encoding, tuple(pieces), plain)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _whole_lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield a file in pieces that end with a line, each with where it begins."""
    offset, kept = 0, b""
    while data := file.read(_PIECE):
        end = data.rfind(b"\n") + 1
        if end:
            yield offset, kept + data[:end]
            offset += len(kept) + end
            kept = data[end:]
        else:
            kept += data
    if kept:
        yield offset, kept


class PlainFile:
    """A csv that can be read line by line, a piece at a time.

    ``header`` is its first line that is not blank, cut in fields, on ``header_line``; empty where
    there is none.
    """

    def __init__(self, file: BinaryIO, seen: Survey) -> None:
        """Find the header; ``file`` stays open as long as this is read from."""
        self._file = file
        self._encoding = seen.encoding
        self.header: Sequence[str] = []
        self.header_line = 1
        self.pieces: list[Piece] = list(seen.pieces)
        for index, piece in enumerate(seen.pieces):
            for number, line in enumerate(self._text(piece).split("\n"), piece.line):
                if line.replace(DELIMITER, " ").strip():
                    self.header_line, self.header = number, line.split(DELIMITER)
                    self.pieces = [self._from_line(piece, number + 1), *seen.pieces[index + 1 :]]
                    return

    def rows(self, piece: Piece) -> Rows:
        """Return the records of one of ``pieces``."""
        data = self._bytes(piece)
        if self._encoding == "cp1252":
            data = data.decode("cp1252").encode()
        width = len(self.header)
        lines = _lines_of(data, width)
        even = None if lines is None else _read_even(data, width, lines, piece.line)
        return _split(data.decode(), width, piece.line) if even is None else even

    def _bytes(self, piece: Piece) -> bytes:
        data = os.pread(self._file.fileno(), piece.length, piece.offset)
        if piece.offset == 0 and self._encoding == "utf-8-sig":
            data = data.removeprefix(codecs.BOM_UTF8)
        # A lone carriage return ends no line in the contract.
        return data.replace(b"\r\n", b"\n").replace(b"\r", b" ") if b"\r" in data else data

    def _text(self, piece: Piece) -> str:
        return self._bytes(piece).decode("cp1252" if self._encoding == "cp1252" else "utf-8")

    def _from_line(self, piece: Piece, line: int) -> Piece:
        data = os.pread(self._file.fileno(), piece.length, piece.offset)
        at = 0
        for _ in range(line - piece.line):
            at = data.find(b"\n", at) + 1 or len(data)
        return Piece(piece.offset + at, piece.length - at, line)


def _lines_of(data: bytes, width: int) -> int | None:
    """Return how many lines there are if each has so many fields, by its delimiters, else None."""
    import numpy as np

    if width < 2 or not data or any(separator in data for separator in _SEPARATORS.encode()):
        return None
    characters = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero((characters == ord("\n")) | (characters == ord(DELIMITER)))
    if not data.endswith(b"\n"):
        ends = np.append(ends, len(data))
    lines, beside = divmod(ends.size, width)
    last = ends[width - 1 :: width]
    if beside or bool((characters[last[:-1]] != ord("\n")).any()):
        return None
    return lines if _line_ends(data) in (lines - 1, lines) else None


def _line_ends(data: bytes) -> int:
    """Return how many lines end in some bytes; ``bytes.count`` takes six times as long."""
    import numpy as np

    return int(np.count_nonzero(np.frombuffer(data, np.uint8) == ord("\n")))


def _read_even(data: bytes, width: int, lines: int, line: int) -> Rows | None:
    """Return the records of lines that each have so many fields; None where they were not read."""
    import polars as pl

    read = pl.read_csv(
        data,
        separator=DELIMITER,
        quote_char=None,
        has_header=False,
        schema={str(i): pl.String for i in range(width)},
    )
    if read.height != lines:
        return None
    cells = read.select(trimmed(pl.all()))
    numbers = pl.int_range(line, line + lines, eager=True)
    blank = cells.select(pl.all_horizontal(pl.all().is_null())).to_series()
    if blank.any():
        cells, numbers = cells.filter(~blank), numbers.filter(~blank)
    return Rows(numbers, cells.get_columns(), [])


def trimmed(text: "pl.Expr") -> "pl.Expr":
    """Return text without the white space around it, null where nothing is left."""
    import polars as pl

    bare = text.str.strip_chars()
    return pl.when(bare != "").then(bare)


def _split(text: str, width: int, line: int) -> Rows:
    """Return the records of a text with no quote in it, whose first line has the number ``line``.

    ``width`` is how many fields those have that are no ``others``.
    """
    import polars as pl

    every = pl.DataFrame({"text": pl.Series([text], dtype=pl.String).str.split("\n").explode()})
    filled = every.with_row_index("line", offset=line).filter(~pl.col("text").str.contains(_BLANK))
    filled = filled.with_columns(pl.col("line").cast(pl.Int64))
    fits = pl.col("text").str.count_matches(DELIMITER, literal=True) == width - 1
    numbers, *columns = (
        filled.filter(fits)
        .select("line", pl.col("text").str.split_exact(DELIMITER, width - 1).struct.unnest())
        .with_columns(trimmed(pl.exclude("line")))
        .get_columns()
    )
    others = [(number, own.split(DELIMITER)) for number, own in filled.filter(~fits).rows()]
    return Rows(numbers, columns, others)
