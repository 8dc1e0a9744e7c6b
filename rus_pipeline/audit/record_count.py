"""The number of records in a raw file, counted by simpler code than the pipeline's reader.

A blank line and a line of delimiters alone are no records.
Source: extract contract, File dialect.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from rus_pipeline.audit import workbook_records
from rus_pipeline.ingest.files.file_layout import FileLayout

_BLOCK = 1 << 22
# White space, and characters that cannot be seen (Cf: soft hyphens, zero-width spaces …).
_INVISIBLE = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85" + "".join(
    chr(code)
    for code in range(0x20, 0x10000)
    if unicodedata.category(chr(code)) in ("Zs", "Zl", "Zp", "Cf")
)


def records(path: Path, layout: FileLayout) -> int:
    """Return how many records a raw file has below its header."""
    if layout.sheet:
        return workbook_records.records(path, layout.sheet, layout.header_line)
    if not layout.encoding.startswith("utf-16"):
        plain = _plainly_filled(path, layout)
        if plain is not None:
            return plain
    return _filled(path, layout)


def _plainly_filled(path: Path, layout: FileLayout) -> int | None:
    """Return how many lines below the header hold anything.

    None where the first bytes of each may not tell that, or a quote or carriage return may.
    """
    import numpy as np

    visible = np.zeros(256, np.bool_)
    visible[ord("!") : ord("~") + 1] = True
    visible[ord(layout.delimiter)] = visible[ord("'")] = False
    filled, passed = 0, 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK) + file.readline():
            if b'"' in block or b"\r" in block.replace(b"\r\n", b""):
                return None
            characters = np.frombuffer(block, np.uint8)
            ends = np.flatnonzero(characters[:-1] == ord("\n"))
            starts = np.append(0, ends + 1)
            below = starts[max(layout.header_line - passed, 0) :]
            passed += starts.size
            sure = visible[characters[below]]
            filled += int(np.count_nonzero(sure))
            for begin in below[~sure].tolist():
                line = block[begin : block.find(b"\n", begin) + 1 or len(block)]
                filled += _is_filled(line.decode(layout.encoding), layout.delimiter)
    return filled


def _filled(path: Path, layout: FileLayout) -> int:
    return sum(
        line > layout.header_line and _is_filled(row, layout.delimiter)
        for line, row in _rows(path, layout)
    )


def _rows(path: Path, layout: FileLayout) -> Iterator[tuple[int, str]]:
    """Yield each row of a text file with the line that it starts on."""
    begun, open_row = 1, ""
    encoding = layout.encoding if layout.encoding != "utf-8" else "utf-8-sig"
    with path.open(encoding=encoding) as lines:
        for number, ended in enumerate(lines, 1):
            line = ended.removesuffix("\n")
            begun = begun if open_row else number
            row = f"{open_row}\n{line}" if open_row else line
            open_row = ""
            if '"' in row and _ends_within_quotes(row, layout.delimiter):
                open_row = row
            else:
                yield begun, row
    if open_row:
        yield begun, open_row


@cache
def _patterns(delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what a row of closed quotes alone matches, and the beginning of a quoted field."""
    end = re.escape(delimiter)
    field = rf'(?:[ \t]*=?"(?:[^"]|"")*"[ \t]*|[^"{end}]*)'
    return re.compile(rf"{field}(?:{end}{field})*"), re.compile(r'[ \t]*=?"(?:[^"]|"")*("|\Z)')


def _ends_within_quotes(row: str, delimiter: str) -> bool:
    closed, quoted_field = _patterns(delimiter)
    if closed.fullmatch(row):
        return False
    at = 0
    while at <= len(row):
        quoted = quoted_field.match(row, at)
        if quoted is not None and quoted[1] != '"':
            return True
        end = row.find(delimiter, quoted.end() if quoted else at)
        if end < 0:
            return False
        at = end + 1
    return False


def _is_filled(row: str, delimiter: str) -> bool:
    """Return whether a row has any character that is seen, besides quotes around nothing."""
    bare = row.strip(f"{delimiter}{_INVISIBLE}")
    if bare.strip(f"{delimiter}{_INVISIBLE}\"='"):
        return True
    return any(_unquoted(field.strip(_INVISIBLE)) for field in bare.split(delimiter))


def _unquoted(field: str) -> str:
    inner = field.removeprefix("=")
    if len(inner) > 1 and inner[0] == inner[-1] == '"':
        return inner[1:-1].strip(_INVISIBLE)
    return field.removeprefix("'").strip(_INVISIBLE)
