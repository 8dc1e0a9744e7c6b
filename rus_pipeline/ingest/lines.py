"""A csv in which each physical line is a record, read in pieces: its bytes → columns of text.

Nearly every csv is one: either no field is quoted, or no quoted field needs its quotes. The memory
that reading takes does not grow with the file. Any other csv is read by ``reading``.
Source: extract contract, File dialect.
"""

import codecs
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None

DELIMITER = ";"
_PIECE = 1 << 24  # bytes read at once

_SEPARATORS = b"\x1c\x1d\x1e\x1f"  # white space to Python, and none to Polars
_NOT_PLAIN = b"\0" + _SEPARATORS
_QUOTE = b'"'
_OUTSIDE_QUOTES = b" \t"  # what may stand between a field's quotes and its ends
_WIDEST = 256  # bytes of it on one side of a field, or the file is read by the csv module
_SPACE = ord(" ")
# Control characters and the first bytes, in UTF-8, of characters that may be white space.
_OTHER_SPACE = (*b"\t\v\f\r\x1c\x1d\x1e\x1f", 0xC2, 0xE1, 0xE2, 0xE3)
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
    """What one pass over a file's bytes finds: its digest, encoding and pieces.

    ``plain`` is whether it can be read line by line: no quote but around whole fields that are the
    same without, no UTF-16 (where the byte of a line end may be part of a character), nothing that
    is no character or unclear white space.
    """

    sha256: str
    encoding: str
    pieces: tuple[Piece, ...]
    plain: bool


def survey(file: BinaryIO) -> Survey:
    """Survey a file in one pass over its bytes."""
    digest = hashlib.sha256()
    pieces: list[Piece] = []
    line, utf8, windows, plain = 1, True, True, True
    for offset, data in _whole_lines(file):
        digest.update(data)
        pieces.append(Piece(offset, len(data), line))
        line += line_ends(data)
        utf8 = utf8 and _is_utf8(data)
        windows = windows and not any(byte in data for byte in _NOT_WINDOWS)
        plain = plain and not any(byte in data for byte in _NOT_PLAIN) and _is_bare(data)
    mark = os.pread(file.fileno(), 3, 0)
    plain = plain and (utf8 or windows) and not mark.startswith((b"\xff\xfe", b"\xfe\xff"))
    encoding = ("utf-8-sig" if mark == codecs.BOM_UTF8 else "utf-8") if utf8 else "cp1252"
    # What begins as UTF-8 with its mark is nothing else, whatever its bytes are.
    plain = plain and (utf8 or mark != codecs.BOM_UTF8)
    return Survey(digest.hexdigest(), encoding, tuple(pieces), plain)


def _is_bare(data: bytes) -> bool:
    """Return whether every field of whole lines is the same with its quotes left out.

    It is where quotes stand around a whole field, white space outside them aside, and within it no
    delimiter, line end or quote.
    """
    import numpy as np

    if _QUOTE not in data:
        return True
    # A line end before and after, so that every field has something on both sides.
    text = b"\n%b\n" % data.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b" \n")
    characters = np.frombuffer(text, np.uint8)
    quotes = np.flatnonzero(characters == ord(_QUOTE))
    if quotes.size % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    ends = np.flatnonzero((characters == ord("\n")) | (characters == ord(DELIMITER)))
    field = np.searchsorted(ends, opening)
    return bool(
        (np.searchsorted(ends, closing) == field).all()
        and _only_space(characters, ends[field - 1] + 1, opening)
        and _only_space(characters, closing + 1, ends[field])
    )


def _only_space(
    characters: "NDArray[np.uint8]", begins: "NDArray[np.intp]", ends: "NDArray[np.intp]"
) -> bool:
    """Return whether every stretch from ``begins`` to before ``ends`` is white space, and short."""
    import numpy as np

    for _ in range(_WIDEST):
        left = begins < ends
        if not left.any():
            return True
        begins, ends = begins[left], ends[left]
        if not np.isin(characters[begins], np.frombuffer(_OUTSIDE_QUOTES, np.uint8)).all():
            return False
        begins = begins + 1
    return False


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _whole_lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield a file in pieces that end with a line, each with where it begins."""
    offset, rest = 0, b""
    while data := file.read(_PIECE):
        # Less than was asked for is the last there is, which may end without a line end.
        end = data.rfind(b"\n") + 1 if len(data) == _PIECE else len(data)
        if end:
            yield offset, rest + data[:end]
            offset += len(rest) + end
            rest = data[end:]
        else:
            rest += data
    if rest:
        yield offset, rest


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

    def rows(self, piece: Piece, only: Sequence[int] | None = None) -> Rows:
        """Return the records of one of ``pieces``, or of those of its lines that ``only`` names."""
        data = self._bytes(piece)
        if only is not None:
            data = _some_lines(data, [line - piece.line for line in only])
        if self._encoding == "cp1252":
            data = _as_utf8(data)
        if only is not None:
            return _even(data, len(self.header), only)
        return _rows(data, len(self.header), piece.line)

    def _bytes(self, piece: Piece) -> bytes:
        data = os.pread(self._file.fileno(), piece.length, piece.offset)
        if piece.offset == 0 and self._encoding == "utf-8-sig":
            data = data.removeprefix(codecs.BOM_UTF8)
        if _QUOTE in data:
            data = data.replace(_QUOTE, b"")
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


def _rows(data: bytes, width: int, line: int) -> Rows:
    """Return the records of whole lines in UTF-8, of which the first has the number ``line``."""
    import numpy as np

    if data and not data.endswith(b"\n"):
        data += b"\n"
    characters = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero((characters == ord("\n")) | (characters == ord(DELIMITER)))
    last = np.flatnonzero(characters[ends] == ord("\n"))
    others = np.flatnonzero(np.diff(last, prepend=-1) != width).tolist()
    if not others:
        return _even(data, width, np.arange(line, line + last.size))
    # The bytes of the lines that have as many fields, and each of the others by itself.
    even: list[bytes] = []
    apart: list[tuple[int, Sequence[Cell]]] = []
    begins = 0
    for number in others:
        ended = int(ends[last[number - 1]]) + 1 if number else 0
        end = int(ends[last[number]]) + 1
        even.append(data[begins:ended])
        fields = data[ended : end - 1].decode().split(DELIMITER)
        if any(field.strip() for field in fields):
            apart.append((line + number, fields))
        begins = end
    numbers = np.delete(np.arange(line, line + last.size), others)
    rows = _even(b"".join([*even, data[begins:]]), width, numbers)
    return Rows(rows.lines, rows.columns, apart)


def _some_lines(data: bytes, wanted: Sequence[int]) -> bytes:
    """Return the lines with these numbers, the first being 0."""
    import numpy as np

    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
    begins = np.append(0, ends + 1)[wanted].tolist()
    after = np.append(ends, len(data))[wanted].tolist()
    return b"".join(data[begin:end] + b"\n" for begin, end in zip(begins, after, strict=True))


def _even(data: bytes, width: int, numbers: Iterable[int]) -> Rows:
    """Return the records of lines that each have so many fields."""
    import polars as pl

    schema = {str(number): pl.String for number in range(width)}
    if not data:
        return Rows(pl.Series(dtype=pl.Int64), pl.DataFrame(schema=schema).get_columns(), [])
    bare = _without_outer_spaces(data)
    cells = pl.read_csv(
        data if bare is None else bare,
        separator=DELIMITER,
        quote_char=None,
        has_header=False,
        schema=schema,
    )
    if bare is None:
        cells = cells.select(trimmed(pl.all()))
    lines = pl.Series(numbers, dtype=pl.Int64)
    blank = cells.select(pl.all_horizontal(pl.all().is_null())).to_series()
    if blank.any():
        cells, lines = cells.filter(~blank), lines.filter(~blank)
    return Rows(lines, cells.get_columns(), [])


def _as_utf8(data: bytes) -> bytes:
    """Return Windows-1252 as UTF-8.

    Latin-1, which is the same but for the bytes 80 to 9F, is decoded in a quarter of the time.
    """
    import numpy as np

    latin = not ((np.frombuffer(data, np.uint8) & 0xE0) == 0x80).any()
    return data.decode("latin-1" if latin else "cp1252").encode()


def _without_outer_spaces(data: bytes) -> bytes | None:
    """Return whole lines of UTF-8 without the spaces around their fields.

    None where there may be other white space. It takes a tenth of the time of ``trimmed``.
    """
    import numpy as np

    if any(byte in data for byte in _OTHER_SPACE):
        return None
    while True:
        characters = np.frombuffer(data, np.uint8)
        spaces = np.flatnonzero(characters == _SPACE)
        before, after = characters[spaces - 1], characters[(spaces + 1) % characters.size]
        outer = _ends_field(before) | _ends_field(after)
        if not outer.any():
            return data
        bounds = [-1, *spaces[outer].tolist(), len(data)]
        data = b"".join(data[one + 1 : other] for one, other in pairwise(bounds))
        # What stood beside two spaces has one at its end now.
        if not ((before == _SPACE) | (after == _SPACE))[outer].any():
            return data


def _ends_field(characters: "NDArray[np.uint8]") -> "NDArray[np.bool_]":
    found: NDArray[np.bool_] = (characters == ord(DELIMITER)) | (characters == ord("\n"))
    return found


def line_ends(data: bytes) -> int:
    """Return how many lines end in some bytes; ``bytes.count`` takes six times as long."""
    import numpy as np

    return int(np.count_nonzero(np.frombuffer(data, np.uint8) == ord("\n")))


def trimmed(text: "pl.Expr") -> "pl.Expr":
    """Return text without the white space around it, null where nothing is left."""
    import polars as pl

    bare = text.str.strip_chars()
    return pl.when(bare != "").then(bare)
