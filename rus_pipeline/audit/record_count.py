"""The number of records in a raw file, counted by simpler code than the pipeline's reader.

A blank line and a line of delimiters alone are no records.
Source: extract contract, File dialect.
"""

import re
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_BLOCK = 1 << 22
_VISIBLE = [code for code in range(ord("!"), ord("~") + 1) if code != ord(";")]
_QUOTED = re.compile(r'[ \t]*"(?:[^"]|"")*("|\Z)')


def records(path: Path) -> int:
    """Return how many records a ``.csv`` or ``.xlsx`` has below its header."""
    filled = _workbook_rows(path) if path.suffix == ".xlsx" else _text_rows(path)
    return max(filled - 1, 0)


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


def _workbook_rows(path: Path) -> int:
    """Return how many rows of the first sheet hold anything, read from the workbook's own XML."""
    with ZipFile(path) as workbook:
        shared = _shared_texts(workbook)
        sheet = ET.fromstring(workbook.read(_first_sheet(workbook)))  # noqa: S314
    return sum(
        any(_cell_text(cell, shared).strip() for cell in row.iter(f"{_MAIN}c"))
        for row in sheet.iter(f"{_MAIN}row")
    )


def _first_sheet(workbook: ZipFile) -> str:
    book = ET.fromstring(workbook.read("xl/workbook.xml"))  # noqa: S314
    links = ET.fromstring(workbook.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    first = next(book.iter(f"{_MAIN}sheet"))
    wanted = next(value for name, value in first.attrib.items() if name.endswith("}id"))
    target = next(link.get("Target", "") for link in links if link.get("Id") == wanted)
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _shared_texts(workbook: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in workbook.namelist():
        return []
    root = ET.fromstring(workbook.read("xl/sharedStrings.xml"))  # noqa: S314
    return ["".join(t.text or "" for t in item.iter(f"{_MAIN}t")) for item in root]


def _cell_text(cell: ET.Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(t.text or "" for t in cell.iter(f"{_MAIN}t"))
    value = cell.findtext(f"{_MAIN}v") or ""
    # A formula without a stored result is not an empty cell, unless its result is an empty text.
    if not value and cell.get("t") != "str" and cell.find(f"{_MAIN}f") is not None:
        return "?"
    return shared[int(value)] if cell.get("t") == "s" and value else value
