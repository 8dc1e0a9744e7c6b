"""The first sheet of a workbook: its rows of typed cells, and which of them hold no usable value.

python-calamine returns an error cell (``#N/A``) and a formula that was never calculated as an empty
cell. They are found in the sheet's XML, which is read only where it has such a cell.
Source: extract contract, Workbooks.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from rus_pipeline.ingest.error_marks import NOT_AVAILABLE, UNCALCULATED, is_error_mark
from rus_pipeline.ingest.lines import Cell

_CHUNK = 1 << 20
_LONGEST_SUSPECT = 1 << 10  # bytes

# What is in each that the patterns below find; to look for it takes a tenth of their time.
_HINTS = (b'"e"', b"'e'", b"<f", b":f")
_FORMULA = rb"<(?:\w+:)?f[\s/>]"
# An error cell, or a formula that nothing or an empty value follows.
_SUSPECT = (
    rb"""\st\s*=\s*["']e["']"""
    rb"|(?:</(?:\w+:)?f\s*>|<(?:\w+:)?f(?:\s[^<>]*)?/>)\s*"
    rb"(?:</|<(?:\w+:)?v(?:\s[^<>]*)?/>|<(?:\w+:)?v(?:\s[^<>]*)?>\s*</)"
)

_UNREADABLE = (
    BadZipFile,
    ZlibError,
    expat.ExpatError,
    KeyError,
    StopIteration,
    NotImplementedError,  # zipfile: a compression or encryption that it does not know
    RuntimeError,
)

Marks = Mapping[int, Mapping[int, str]]
"""Row number (from 1) → position in the row (from 0) → the mark of a cell without usable value."""


class UnreadableWorkbookError(Exception):
    """A file is no workbook that can be read; the text says why."""


def sheet_rows(path: Path) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield each row of the first sheet with its number: typed cells, ``""`` where empty.

    A cell without a usable value is its error mark (``error_marks``). Raises
    UnreadableWorkbookError.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as workbook:
            rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
        marks = unusable_cells(path)
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableWorkbookError(str(error)) from None
    blank = [""] * len(rows[0]) if rows else []
    # Formulas alone, of which none has a result, are past the end to python-calamine.
    for number in range(1, max(len(rows), *marks, 0) + 1):
        row: list[Cell] = [*(rows[number - 1] if number <= len(rows) else blank)]
        for position, mark in marks.get(number, {}).items():
            row += [""] * (position + 1 - len(row))
            row[position] = mark
        yield number, row


def unusable_cells(path: Path) -> Marks:
    """Return the cells of the first sheet that are errors, or formulas without a result.

    A file that asks to be calculated when it is opened has a 0 where no result was ever known.
    Raises ValueError where the file cannot be read.
    """
    try:
        with ZipFile(path) as book:
            sheet, calculated = _first_sheet(book)
            with book.open(sheet) as xml:
                if not _holds(xml, _SUSPECT if calculated else _SUSPECT + b"|" + _FORMULA):
                    return {}
            with book.open(sheet) as xml:
                reader = _SheetReader(zero_is_a_result=calculated)
                parser = _parser()
                parser.StartElementHandler = reader.start
                parser.EndElementHandler = reader.end
                parser.CharacterDataHandler = reader.text
                parser.ParseFile(xml)
                return reader.marks
    except _UNREADABLE as error:
        raise ValueError(str(error)) from None


def _holds(xml: IO[bytes], pattern: bytes) -> bool:
    suspect = re.compile(pattern)
    before = b""
    while chunk := xml.read(_CHUNK):
        data = before + chunk
        if any(hint in data for hint in _HINTS) and suspect.search(data):
            return True
        before = data[-_LONGEST_SUSPECT:]
    return False


def _first_sheet(book: ZipFile) -> tuple[str, bool]:
    """Return the name of the first sheet's part, and whether its formulas' results are known."""
    main = next(
        part for part, link in _linked(book, "") if link["Type"].endswith("/officeDocument")
    )
    elements = _elements(_read(book, main))
    first = next(attributes for name, attributes in elements if name == "sheet")
    link = next(value for name, value in first.items() if _local(name) == "id")
    calculated = not any(
        name == "calcPr" and attributes.get("fullCalcOnLoad") in ("1", "true")
        for name, attributes in elements
    )
    sheet = next(part for part, other in _linked(book, main) if other["Id"] == link)
    return _name(book, sheet), calculated


def _linked(book: ZipFile, part: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield each part that a part links to, and the link; ``""`` is the package itself."""
    folder, name = posixpath.split(part)
    for element, link in _elements(_read(book, f"{folder}/_rels/{name}.rels".lstrip("/"))):
        if element == "Relationship":
            yield posixpath.normpath(posixpath.join("/", folder, link["Target"])).lstrip("/"), link


def _read(book: ZipFile, part: str) -> bytes:
    return book.read(_name(book, part))


def _name(book: ZipFile, part: str) -> str:
    """Return the name that the package has for a part: some tools write it otherwise."""
    names = {name.replace("\\", "/").casefold(): name for name in book.namelist()}
    return names[part.casefold()]


def _elements(xml: bytes) -> list[tuple[str, dict[str, str]]]:
    """Return the local name and attributes of each element, in order."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda name, attributes: found.append((_local(name), attributes))
    parser.Parse(xml, True)  # noqa: FBT003
    return found


def _parser() -> expat.XMLParserType:
    """Return a parser that expands no entity: none is declared in a workbook that a tool wrote."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_declaration: object) -> None:
        raise ValueError("its XML declares entities")

    parser.EntityDeclHandler = refuse
    return parser


@cache
def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _SheetReader:
    """Finds in what expat says of a sheet the cells without a usable value (``marks``)."""

    def __init__(self, *, zero_is_a_result: bool) -> None:
        self.marks: dict[int, dict[int, str]] = {}
        self._no_result = ("",) if zero_is_a_result else ("", "0")
        self._row = 0
        self._position = -1
        self._kind: str | None = None
        self._has_formula = False
        self._in_value = False
        self._value: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element: a row, a cell, its formula or its value."""
        match _local(name):
            case "c":
                at = attributes.get("r")
                self._position = self._position + 1 if at is None else _position(at)
                self._kind = attributes.get("t")
                self._has_formula = False
                self._value = None
            case "v":
                self._in_value, self._value = True, ""
            case "f":
                self._has_formula = True
            case "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._position = -1
            case _:
                pass

    def text(self, text: str) -> None:
        """Take the text of a value."""
        if self._in_value:
            self._value = (self._value or "") + text

    def end(self, name: str) -> None:
        """End an element: with a cell, what it holds is known."""
        match _local(name):
            case "v":
                self._in_value = False
            case "c" if self._has_formula or self._kind == "e":
                mark = self._mark()
                if mark is not None:
                    self.marks.setdefault(self._row, {})[self._position] = mark
            case _:
                pass

    def _mark(self) -> str | None:
        value = (self._value or "").strip()
        if self._kind == "e":
            return value if is_error_mark(value) else NOT_AVAILABLE
        if self._kind == "inlineStr":
            return None
        if self._kind == "str" and self._value is not None:
            return None  # a formula may well have an empty text as its result
        number = self._kind in (None, "n")
        return UNCALCULATED if value in (self._no_result if number else ("",)) else None


@cache
def _column(letters: str) -> int:
    """Return the position of a column in its rows: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter.upper()) - ord("A") + 1
    return number - 1


def _position(reference: str) -> int:
    return _column(reference.rstrip("0123456789"))
