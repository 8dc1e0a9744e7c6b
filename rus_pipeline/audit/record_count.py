"""The number of records in a raw file, counted by simpler code than the pipeline's reader.

A blank line and a line of delimiters alone are no records.
Source: extract contract, File dialect.
"""

import re
from pathlib import Path

from rus_pipeline.audit import workbook_records
from rus_pipeline.ingest.workbooks import SUFFIXES, visible_sheets

_BLOCK = 1 << 22
_VISIBLE = [code for code in range(ord("!"), ord("~") + 1) if code != ord(";")]
_QUOTED = re.compile(r'[ \t]*"(?:[^"]|"")*("|\Z)')


def records(path: Path) -> int:
    """Return how many records a ``.csv`` or a workbook has below its header."""
    filled = _workbook_rows(path) if path.suffix.lower() in SUFFIXES else _text_rows(path)
    return max(filled - 1, 0)


def _workbook_rows(path: Path) -> int:
    sheet = next(visible_sheets(path), None)
    return 0 if sheet is None else workbook_records.records(path, sheet.name, 0)


def _text_rows(path: Path) -> int:
    with path.open("rb") as file:
        marked = file.read(2) in (b"\xff\xfe", b"\xfe\xff")
    if marked:
        return _filled(path, "utf-16")
    plain = _plainly_filled(path)
    if plain is not None:
        return plain
    try:
        return _filled(path, "utf-8-sig")
    except UnicodeDecodeError:
        return _filled(path, "cp1252")


def _plainly_filled(path: Path) -> int | None:
    """Return how many lines hold anything; None where the first byte of each may not tell that."""
    import numpy as np

    visible = np.isin(np.arange(256), _VISIBLE)
    filled = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK) + file.readline():
            if b'"' in block:
                return None
            characters = np.frombuffer(block, np.uint8)
            ends = np.flatnonzero(characters[:-1] == ord("\n"))
            starts = np.append(0, ends + 1)
            sure = visible[characters[starts]]
            filled += int(np.count_nonzero(sure))
            spans = np.column_stack([starts, np.append(ends, len(block))])
            for begin, end in spans[~sure].tolist():
                line = block[begin:end]
                if visible[characters[begin:end]].any():
                    filled += 1
                elif not line.isascii():
                    return None
                else:
                    filled += bool(line.decode().replace(";", "").strip())
    return filled


def _filled(path: Path, encoding: str) -> int:
    filled = 0
    open_row = ""
    with path.open(encoding=encoding, newline="\n") as lines:
        for ended in lines:
            line = ended.removesuffix("\n")
            if not open_row and '"' not in line:
                filled += bool(line.replace(";", "").strip())
                continue
            open_row = f"{open_row}\n{line}" if open_row else line
            if _ends_within_quotes(open_row):
                continue
            filled += _has_content(open_row)
            open_row = ""
    return filled


def _fields(row: str) -> list[str]:
    """Return the fields of a row, quoted ones with their quotes."""
    found: list[str] = []
    at = 0
    while at <= len(row):
        quoted = _QUOTED.match(row, at)
        end = row.find(";", quoted.end() if quoted else at)
        end = len(row) if end < 0 else end
        found.append(row[at:end])
        at = end + 1
    return found


def _ends_within_quotes(row: str) -> bool:
    last = _fields(row)[-1]
    quoted = _QUOTED.match(last)
    return quoted is not None and quoted[1] != '"'


def _has_content(row: str) -> bool:
    return any(_unquoted(field).strip() for field in _fields(row))


def _unquoted(field: str) -> str:
    quoted = _QUOTED.match(field)
    if quoted is None:
        return field
    return quoted[0].lstrip()[1:-1].replace('""', '"') + field[quoted.end() :]
