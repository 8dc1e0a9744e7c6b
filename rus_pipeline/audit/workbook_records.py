"""The number of records in a workbook, counted by simpler code than the pipeline's reader.

White space is nothing. Source: extract contract, Workbooks.
"""

import io
import posixpath
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from rus_pipeline.core.errors import ExtractError, Place

# White space to the contract and none to Python: zero-width, soft hyphens, byte-order marks.
_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u2060\ufeff]")


def records(path: Path, sheet: str, header_row: int) -> int:
    """Return how many rows below ``header_row`` of the sheet of that name hold anything.

    Raises ExtractError for an ``.xls`` that xlrd does not read: its rows are not counted twice.
    """
    with path.open("rb") as file:
        rows = _rows_of_package if file.read(2) == b"PK" else _rows_of_xls
    return sum(number > header_row for number in rows(path, sheet))


def _rows_of_package(path: Path, sheet: str) -> Iterator[int]:
    with ZipFile(path) as book:
        if "content.xml" in book.namelist():
            yield from _rows_of_ods(book, sheet)
        elif "xl/workbook.bin" in book.namelist():
            yield from _rows_of_xlsb(book, sheet)
        else:
            yield from _rows_of_xlsx(book, sheet)


def _says(text: str | None) -> bool:
    return bool(_UNSEEN.sub("", text or "").strip())


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _find(element: ET.Element, name: str) -> Iterator[ET.Element]:
    return (found for found in element.iter() if _local(found.tag) == name)


def _texts(element: ET.Element, name: str) -> str:
    return "".join(found.text or "" for found in _find(element, name))


def _part(book: ZipFile, name: str) -> str:
    """Return the name that the package has for a part: some tools write it otherwise."""
    return next(
        part
        for part in book.namelist()
        if part.replace("\\", "/").casefold() == name.strip("/").casefold()
    )


def _linked(book: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Return link → the kind of part that it leads to, and the name of it."""
    folder, name = posixpath.split(part)
    links = ET.fromstring(book.read(_part(book, f"{folder}/_rels/{name}.rels")))  # noqa: S314
    return {
        link.get("Id", ""): (
            link.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))),
        )
        for link in links
    }


def _main(book: ZipFile) -> str:
    return next(part for kind, part in _linked(book, "").values() if kind == "officeDocument")


def _rows_of_xlsx(book: ZipFile, sheet: str) -> Iterator[int]:
    main = _main(book)
    linked = _linked(book, main)
    listed = ET.fromstring(book.read(_part(book, main)))  # noqa: S314
    named = next(found for found in _find(listed, "sheet") if found.get("name") == sheet)
    link = next(value for name, value in named.items() if _local(name) == "id")
    shared: list[str] = []
    for kind, part in linked.values():
        if kind == "sharedStrings":
            root = ET.fromstring(book.read(_part(book, part)))  # noqa: S314
            shared = [_texts(item, "t") for item in root]
    number = 0
    with book.open(_part(book, linked[link][1])) as xml:
        for _, element in ET.iterparse(xml):  # noqa: S314
            if _local(element.tag) == "row":
                number = int(element.get("r", number + 1))
                if any(_cell_says(cell, shared) for cell in _find(element, "c")):
                    yield number
                element.clear()


def _cell_says(cell: ET.Element, shared: list[str]) -> bool:
    kind, value = cell.get("t"), _texts(cell, "v")
    if kind == "inlineStr":
        return _says(_texts(cell, "t"))
    if kind == "s" and value:
        return _says(shared[int(value)])
    # A formula without a stored result is not an empty cell, unless its result is an empty text.
    parts = {_local(part.tag) for part in cell}
    uncalculated = "f" in parts and (kind != "str" or "v" not in parts)
    return kind == "e" or uncalculated or _says(value)


def _rows_of_ods(book: ZipFile, sheet: str) -> Iterator[int]:
    root = ET.fromstring(book.read("content.xml"))  # noqa: S314
    table = next(
        table
        for table in _find(root, "table")
        if any(_local(key) == "name" and value == sheet for key, value in table.items())
    )
    number = 0
    for row in _find(table, "table-row"):
        attributes = {_local(name): value for name, value in row.items()}
        repeated = int(attributes.get("number-rows-repeated", "1"))
        if any(_ods_cell_says(cell) for cell in row):
            yield from range(number + 1, number + repeated + 1)
        number += repeated


def _ods_cell_says(cell: ET.Element) -> bool:
    attributes = {_local(name): value for name, value in cell.items()}
    text = attributes.get("string-value") or "".join(
        character for part in cell if _local(part.tag) == "p" for character in part.itertext()
    )
    valued = any(name.endswith("value") and name != "string-value" for name in attributes)
    uncalculated = "formula" in attributes and "value-type" not in attributes
    return valued or uncalculated or _says(text)


def _rows_of_xlsb(book: ZipFile, sheet: str) -> Iterator[int]:
    linked = _linked(book, "xl/workbook.bin")
    shared: list[str] = []
    for type_, part in linked.values():
        if type_ == "sharedStrings":
            items = _xlsb_records(book.read(_part(book, part)))
            shared = [_wide_text(record[1:]) for kind, record in items if kind == 0x13]
    links = {}
    for kind, record in _xlsb_records(book.read("xl/workbook.bin")):
        if kind == 0x9C:  # a sheet: its state, number, link and name
            link = _wide_text(record[8:])
            links[_wide_text(record[12 + 2 * len(link) :])] = link
    row = 0
    filled: set[int] = set()
    for kind, record in _xlsb_records(book.read(_part(book, linked[links[sheet]][1]))):
        if kind == 0x00:  # the beginning of a row
            row = int.from_bytes(record[:4], "little") + 1
        elif _xlsb_cell_says(kind, record, shared):
            filled.add(row)
    yield from filled


def _xlsb_cell_says(kind: int, record: bytes, shared: list[str]) -> bool:
    if kind == 0x07:
        return _says(shared[int.from_bytes(record[8:12], "little")])
    if kind in (0x06, 0x08, 0x3E):  # its own text, a formula's, or one with formats
        return _says(_wide_text(record[9 if kind == 0x3E else 8 :]))
    return 0x02 <= kind <= 0x0B


def _xlsb_records(part: bytes) -> Iterator[tuple[int, bytes]]:
    file = io.BytesIO(part)
    while first := file.read(1):
        kind = first[0]
        if kind > 0x7F:
            kind = kind - 0x80 + 0x80 * file.read(1)[0]
        size, byte, weight = 0, 0x80, 1
        while byte > 0x7F:
            byte = file.read(1)[0]
            size += byte % 0x80 * weight
            weight *= 0x80
        yield kind, file.read(size)


def _wide_text(record: bytes) -> str:
    length = int.from_bytes(record[:4], "little")
    return "" if length == 0xFFFFFFFF else record[4 : 4 + 2 * length].decode("utf-16-le", "replace")


def _rows_of_xls(path: Path, sheet: str) -> Iterator[int]:
    import xlrd

    unreadable = AssertionError, LookupError, ValueError, struct.error, TypeError
    try:
        book = xlrd.open_workbook(path, logfile=io.StringIO(), ignore_workbook_corruption=True)
        found = book.sheet_by_name(sheet)
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, *unreadable):
        raise ExtractError(
            Place(f"{path.parent.name}/{path.name}"),
            "rækkerne i regnearket kan ikke tælles efter af et andet program;"
            " åbn det i Excel og gem som .xlsx",
        ) from None
    for number, row in enumerate(found.get_rows(), 1):
        if any(
            cell.ctype not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
            and (cell.ctype != xlrd.XL_CELL_TEXT or _says(cell.value))
            for cell in row
        ):
            yield number
