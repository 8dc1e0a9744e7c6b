"""The raw files as an auditor finds them: which line each row starts on, and a digest of its bytes.

A row of a text file is its bytes from the first of its line to the last before its line end, line
breaks within quotes included; a row of a workbook is its cells as text, with a tab between, in
UTF-8.
"""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, BinaryIO

from rus_pipeline.ingest.files.file_layout import FileLayout
from rus_pipeline.ingest.files.quoted_text import records
from rus_pipeline.ingest.files.text_lines import UTF_8, WINDOWS, starts_with_mark, tidy
from rus_pipeline.ingest.files.workbooks import visible_sheets

_BLOCK = 1 << 16
_LINE_END = re.compile(r"\r\n|\r|\n")

ROWS = "rows.parquet"
"""In a release: ``file``, ``line`` and ``row_sha256`` of every row of every raw file behind it."""


def located(found: Mapping[str, Any]) -> dict[str, tuple[FileLayout, Sequence[int]]]:
    """Return each raw file's layout and ``line_index``, from what an edition holds of them.

    Releases of before files had layouts have indexes alone.
    """
    return {
        file: (FileLayout(sheet="" if own else "1"), own)
        if isinstance(own, list)
        else (FileLayout.from_json(own["layout"]), own["index"])
        for file, own in found.items()
    }


def line_index(path: Path, layout: FileLayout) -> list[int]:
    """Return how many lines end before each 64 KiB of a text file; nothing for other files.

    With it a row of a large file is found without reading what is before it. A file in UTF-16, or
    with lines that end in a carriage return alone, has none.
    """
    if layout.encoding not in (UTF_8, WINDOWS):
        return []
    counts: list[int] = []
    ended, alone, split = 0, 0, False
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            counts.append(ended)
            ended += block.count(b"\n")
            alone += block.count(b"\r") - block.count(b"\r\n") - (split and block[:1] == b"\n")
            split = block.endswith(b"\r")
    return [] if alone else counts


def row_digests(
    path: Path, lines: Iterable[int], layout: FileLayout, index: Sequence[int] = ()
) -> dict[int, str]:
    """Return line → sha256 in hex of the row that starts on it, of those ``lines`` that have one.

    ``index`` is the file's ``line_index``. The lines are such that a row starts on them; one past
    the end has none.
    """
    wanted = sorted(set(lines))
    known = index or line_index(path, layout)
    if known:
        with path.open("rb") as file:
            found = [(line, _row_at(file, known, line, layout)) for line in wanted]
    else:
        found = [row for row in raw_rows(path, layout) if row[0] in set(wanted)] if wanted else []
    return {line: hashlib.sha256(row).hexdigest() for line, row in found if row}


def _row_at(file: BinaryIO, index: Sequence[int], line: int, layout: FileLayout) -> bytes:
    """Return the bytes of the row that starts on a line, or nothing past the end."""
    block = bisect_left(index, line - 1, lo=1) - 1 if line > 1 else 0
    file.seek(block * _BLOCK)
    if line == 1:
        file.seek(starts_with_mark(file.read(4))[1])
    for _ in range(line - 1 - index[block]):
        file.readline()
    read: list[bytes] = []

    def following() -> Iterator[str]:
        # A delimiter, a quote and a line end are the same bytes in every encoding but UTF-16.
        while raw := file.readline():
            read.append(raw)
            yield raw.decode("latin-1").rstrip("\r\n")

    next(records(following(), layout.delimiter), None)
    return b"".join(read).removesuffix(b"\n").removesuffix(b"\r")


def raw_rows(path: Path, layout: FileLayout) -> Iterator[tuple[int, bytes]]:
    """Yield each row below the header that is not blank: its line and its bytes."""
    rows = _sheet_rows(path, layout.sheet) if layout.sheet else _text_rows(path, layout)
    return ((line, row) for line, row in rows if line > layout.header_line)


def _text_rows(path: Path, layout: FileLayout) -> Iterator[tuple[int, bytes]]:
    data = path.read_bytes()
    text = data[starts_with_mark(data)[1] :].decode(layout.encoding)
    ends = [*_LINE_END.finditer(text)]
    starts = [0, *(end.end() for end in ends)]
    stops = [*(end.start() for end in ends), len(text)]
    lines = [text[start:stop] for start, stop in zip(starts, stops, strict=True)]
    end = (len(lines) + 1, [""])
    for (line, cells), (after, _) in pairwise(chain(records(lines, layout.delimiter), [end])):
        if any(map(tidy, cells)):
            yield line, text[starts[line - 1] : stops[after - 2]].encode(layout.encoding)


def _sheet_rows(path: Path, name: str) -> Iterator[tuple[int, bytes]]:
    sheet = next(sheet for sheet in visible_sheets(path) if sheet.name == name)
    for line, cells in sheet.rows:
        text = "\t".join("" if cell is None else str(cell) for cell in cells).rstrip("\t")
        if text.strip():
            yield line, text.encode()
