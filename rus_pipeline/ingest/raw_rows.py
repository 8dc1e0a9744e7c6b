"""The raw files as an auditor finds them: which line each row starts on, and a digest of its bytes.

A row of a ``.csv`` is its bytes from the first of its line to the last before its line end, line
breaks within quotes included; a row of a workbook is its cells as text, with a tab between, in
UTF-8.
"""

import csv
import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from rus_pipeline.ingest.lines import DELIMITER, line_ends
from rus_pipeline.ingest.reading import decode, without_space_before_quotes
from rus_pipeline.ingest.workbooks import SUFFIXES, first_rows

# The bytes of a text are taken without the mark that a file of this encoding begins with.
_WITHOUT_MARK = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}
_BIG_ENDIAN = b"\xfe\xff"
_UTF_16 = (b"\xff\xfe", _BIG_ENDIAN)
_UTF_8_MARK = b"\xef\xbb\xbf"
_BLOCK = 1 << 16

ROWS = "rows.parquet"
"""In a release: ``file``, ``line`` and ``row_sha256`` of every row of every raw file behind it."""


def line_index(path: Path) -> list[int]:
    """Return how many lines end before each 64 KiB of a ``.csv``; nothing for other files.

    With it a row of a large file is found without reading what is before it.
    """
    if path.suffix != ".csv":
        return []
    counts: list[int] = []
    ended = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if not counts and block.startswith(_UTF_16):
                return []
            counts.append(ended)
            ended += line_ends(block)
    return counts


def row_digests(path: Path, lines: Iterable[int], index: Sequence[int] = ()) -> dict[int, str]:
    """Return line → sha256 in hex of the row that starts on it, of those ``lines`` that have one.

    ``index`` is the file's ``line_index``. The lines are such that a row starts on them; one past
    the end has none.
    """
    wanted = sorted(set(lines))
    known = index or line_index(path)
    if known:
        with path.open("rb") as file:
            found = [(line, _row_at(file, known, line)) for line in wanted]
    else:
        found = [row for row in raw_rows(path) if row[0] in set(wanted)] if wanted else []
    return {line: hashlib.sha256(row).hexdigest() for line, row in found if row}


def _row_at(file: BinaryIO, index: Sequence[int], line: int) -> bytes:
    """Return the bytes of the row that starts on a line, or nothing past the end."""
    block = bisect_left(index, line - 1, lo=1) - 1 if line > 1 else 0
    file.seek(block * _BLOCK)
    if line == 1 and file.read(len(_UTF_8_MARK)) != _UTF_8_MARK:
        file.seek(0)
    for _ in range(line - 1 - index[block]):
        file.readline()
    read: list[bytes] = []

    def following() -> Iterator[str]:
        # A delimiter, a quote and a line end are the same bytes in every encoding but UTF-16.
        while raw := file.readline():
            read.append(raw)
            plain = raw.decode("latin-1").removesuffix("\n").removesuffix("\r")
            yield plain.replace("\r", " ") + "\n"

    next(csv.reader(without_space_before_quotes(following()), delimiter=DELIMITER), None)
    return b"".join(read).removesuffix(b"\n").removesuffix(b"\r")


def raw_rows(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield each row that is not blank: its line and its bytes. The header is the first."""
    return _workbook_rows(path) if path.suffix.lower() in SUFFIXES else _csv_rows(path)


def _csv_rows(path: Path) -> Iterator[tuple[int, bytes]]:
    data = path.read_bytes()
    text, encoding = decode(data, path.name)
    if data.startswith(_BIG_ENDIAN):
        encoding = "utf-16-be"
    encoding = _WITHOUT_MARK.get(encoding, encoding)
    lines = text.split("\n")
    plain = (line.removesuffix("\r").replace("\r", " ") + "\n" for line in lines)
    reader = csv.reader(without_space_before_quotes(plain), delimiter=DELIMITER)
    start = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            row = "\n".join(lines[start - 1 : reader.line_num]).removesuffix("\r")
            yield start, row.encode(encoding)
        start = reader.line_num + 1


def _workbook_rows(path: Path) -> Iterator[tuple[int, bytes]]:
    for line, cells in first_rows(path):
        text = "\t".join("" if cell is None else str(cell) for cell in cells).rstrip("\t")
        if text.strip():
            yield line, text.encode()
