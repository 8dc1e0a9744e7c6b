"""A text file read in pieces: its encoding, its records, and whether it can be cut line by line.

Nearly every text file can: either no field is quoted, or quotes stand around whole fields. The
memory that reading takes does not grow with the file. Any other is read by ``quoted_text``.
Source: extract contract, File dialect.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from rus_pipeline.core.errors import ExtractError, Place
from rus_pipeline.ingest.files.lines import Header, Rows, line_ends, rows_of_lines, some_lines
from rus_pipeline.ingest.files.text_lines import (
    BREAK_MARK,
    MARKS,
    UTF_8,
    UTF_16_LE,
    WINDOWS,
    Quoting,
    as_utf8,
    composed,
    encoded_twice,
    quoting,
    starts_with_mark,
    with_line_feeds,
    with_single_spaces,
    without_quotes,
)

_PIECE = 1 << 24  # bytes read at once
_LONGEST = 4 * _PIECE  # of a record, or its quotes are taken for what they are not
_NOT_WINDOWS = b"\x81\x8d\x8f\x90\x9d"  # the bytes that Windows-1252 has no character for
ENCODED_TWICE = (
    "teksten er kodet to gange (den har fx Ã¦, hvor der skal stå æ); eksportér filen igen som"
    " UTF-8, og åbn og gem den ikke i et andet program imellem"
)


@dataclass(frozen=True)
class Piece:
    """Whole records of a file: where they are, and the number of the line where they begin.

    ``quoted`` is whether quotes protect anything in them.
    """

    offset: int
    length: int
    line: int
    quoted: bool


@dataclass(frozen=True)
class Survey:
    """What one pass over a file's bytes finds: its digest, encoding and pieces.

    ``encoding`` is None where the bytes are no text. ``regular`` is whether the file can be read
    line by line: quotes stand around whole fields alone.
    """

    sha256: str
    encoding: str | None
    pieces: tuple[Piece, ...]
    regular: bool


def survey(file: BinaryIO, delimiter: str) -> Survey:
    """Survey a file, whose fields are parted by ``delimiter``, in one pass over its bytes."""
    digest = hashlib.sha256()
    marked, skipped = starts_with_mark(file.read(256))
    file.seek(0)
    digest.update(file.read(skipped))
    pieces: list[Piece] = []
    line, possible, regular = 1, {marked} if marked else {UTF_8, WINDOWS}, True
    for offset, data in _whole_records(file, skipped, marked or UTF_8):
        digest.update(data)
        possible = {encoding for encoding in possible if _is_text(data, encoding)}
        text = data
        if marked not in (None, UTF_8) and possible:
            text = as_utf8(data, marked)
        found = quoting(text, delimiter.encode()) if regular else Quoting.IRREGULAR
        regular = (
            found is not Quoting.IRREGULAR
            and len(data) <= _LONGEST
            and not any(mark in text for mark in MARKS)
        )
        pieces.append(Piece(offset, len(data), line, found is Quoting.AROUND))
        line += line_ends(text)
    encoding = UTF_8 if UTF_8 in possible else next(iter(possible), None)
    return Survey(digest.hexdigest(), encoding, tuple(pieces), regular)


def _is_text(data: bytes, encoding: str) -> bool:
    if encoding == WINDOWS:
        return b"\0" not in data and not any(byte in data for byte in _NOT_WINDOWS)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return "\0" not in text


def _whole_records(file: BinaryIO, start: int, encoding: str) -> Iterator[tuple[int, bytes]]:
    """Yield a file in pieces that end with a record, each with where it begins."""
    offset, rest = start, b""
    while data := file.read(_PIECE):
        whole = rest + data
        # Less than was asked for is the last there is, which may end without a line end.
        ended = len(data) < _PIECE
        end = len(whole) if ended else _end_of_records(whole, encoding)
        if end == 0 and len(whole) > _LONGEST:
            end = len(whole)
        if end:
            yield offset, whole[:end]
        offset, rest = offset + end, whole[end:]
    if rest:
        yield offset, rest


def _end_of_records(data: bytes, encoding: str) -> int:
    """Return where the last line ends that ends outside quotes; 0 where none does."""
    import numpy as np

    wide = encoding != UTF_8
    if not wide and b'"' not in data:
        # A carriage return at the end may have its line feed in what follows.
        return (data.rfind(b"\n") if b"\n" in data else data.rfind(b"\r", 0, -1)) + 1
    dtype = ("<u2" if encoding == UTF_16_LE else ">u2") if wide else "u1"
    size = 2 if wide else 1
    text = np.frombuffer(data[: len(data) // size * size], dtype)
    ends = np.flatnonzero(text == ord("\n"))
    if not ends.size:
        ends = np.flatnonzero(text[:-1] == ord("\r"))
    quotes = np.flatnonzero(text == ord('"'))
    outside = ends[np.searchsorted(quotes, ends) % 2 == 0]
    return int(outside[-1] + 1) * size if outside.size else 0


class TextFile:
    """A text file that can be read line by line, a piece at a time."""

    def __init__(
        self, file: BinaryIO, shown: str, seen: Survey, header_line: int, header: Header
    ) -> None:
        """Read the records under the header on ``header_line``; ``file`` stays open."""
        assert seen.encoding is not None
        self._file = file
        self._shown = shown
        self._encoding = seen.encoding
        self._header = header
        self._header_line = header_line
        self.pieces: tuple[Piece, ...] = seen.pieces

    def rows(self, piece: Piece, only: Sequence[int] | None = None) -> Rows:
        """Return the records of one of ``pieces``, or of those of its lines that ``only`` names.

        Raises ExtractError where the text was encoded twice.
        """
        delimiter = self._header.delimiter.encode()
        data = os.pread(self._file.fileno(), piece.length, piece.offset)
        text = with_line_feeds(as_utf8(data, self._encoding))
        refuse_encoded_twice(text, self._shown, piece.line)
        bare = without_quotes(text, delimiter) if piece.quoted else text.replace(b'"', b"")
        first = piece.line
        if first <= self._header_line:
            bare, first = _below(bare, first, self._header_line)
        numbers = None
        if only is not None:
            bare, numbers = some_lines(bare, first, only)
        lines = with_single_spaces(composed(bare), delimiter)
        return rows_of_lines(lines, self._header, first, numbers)


def _below(data: bytes, first: int, header_line: int) -> tuple[bytes, int]:
    """Return the lines below the header, and the number of the first."""
    at = 0
    while at < len(data) and first <= header_line:
        end = data.find(b"\n", at) + 1 or len(data)
        first += 1 + data.count(BREAK_MARK, at, end)
        at = end
    return data[at:], first


def refuse_encoded_twice(text: bytes, shown: str, line: int) -> None:
    """Raise ExtractError where text in UTF-8 that begins on ``line`` was encoded twice."""
    at = encoded_twice(text)
    if at is not None:
        raise ExtractError(Place(shown, line + line_ends(text[:at])), ENCODED_TWICE)
