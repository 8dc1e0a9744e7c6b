"""The cells of a sheet of an ``.xlsx``, from its XML: of every kind, however far out.

It takes five times as long as ``xlsx_plain``, which reads the sheets that have no such cell.
Source: extract contract, Workbooks; ECMA-376, part 1, chapter 18.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

from rus_pipeline.ingest.files.lines import Cell
from rus_pipeline.ingest.files.workbooks.markup import is_true, local, parser
from rus_pipeline.ingest.files.workbooks.number_formats import Shown, as_shown
from rus_pipeline.ingest.files.workbooks.sheet import LAST_COLUMN, LAST_ROW, Sheet, sheet_of_cells
from rus_pipeline.ingest.files.workbooks.xlsx_book import Book, TextReader
from rus_pipeline.ingest.values.error_marks import NOT_AVAILABLE, UNCALCULATED, is_error_mark


def read_every_cell(name: str, xml: bytes, book: Book, shared: Sequence[str]) -> Sheet:
    """Read the XML of a sheet; ``shared`` are the texts that cells share.

    Raises ExpatError, ValueError or IndexError where it is broken.
    """
    cells = _SheetReader(book, shared)
    reader = parser()
    reader.StartElementHandler = cells.start
    reader.EndElementHandler = cells.end
    reader.CharacterDataHandler = cells.text
    reader.Parse(xml, True)  # noqa: FBT003
    return sheet_of_cells(name, cells.cells, cells.hidden, book.epoch)


class _SheetReader:
    """Takes what expat says of a sheet; has then its ``cells`` and its ``hidden`` rows."""

    def __init__(self, book: Book, shared: Sequence[str]) -> None:
        self.cells: dict[int, dict[int, Cell]] = {}
        self.hidden: set[int] = set()
        self._book = book
        self._shared = shared
        self._no_result = ("",) if book.calculated else ("", "0")
        self._in_data = False
        self._row = 0
        self._position = -1
        self._kind: str | None = None
        self._format = ""
        self._has_formula = False
        self._value: str | None = None
        self._in_value = False
        self._own_text: TextReader | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element: a row, a cell, its formula, its value or its text."""
        name = local(name)
        if not self._in_data:
            self._in_data = name == "sheetData"
        elif name == "c":
            at = attributes.get("r")
            self._position = self._position + 1 if at is None else self._place(at)
            self._kind = attributes.get("t")
            self._format = attributes.get("s", "0")
            self._has_formula = False
            self._value = None
            self._own_text = None
        elif name == "v":
            self._in_value, self._value = True, ""
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self._row = _row_number(attributes.get("r", self._row + 1))
            self._position = -1
            if is_true(attributes.get("hidden")):
                self.hidden.add(self._row)
        elif name == "is":
            self._own_text = TextReader()
        elif self._own_text is not None:
            self._own_text.start(name, attributes)

    def text(self, text: str) -> None:
        """Take characters of a value or a text."""
        if self._in_value:
            self._value = (self._value or "") + text
        elif self._own_text is not None:
            self._own_text.text(text)

    def end(self, name: str) -> None:
        """End an element: with a cell, what it holds is known."""
        name = local(name)
        if name == "v":
            self._in_value = False
        elif name == "c" and self._in_data:
            cell = self._cell()
            if cell != "":
                if not 0 <= self._position < LAST_COLUMN:
                    raise ValueError("no sheet has that column")
                self.cells.setdefault(self._row, {})[self._position] = cell
            self._own_text = None
        elif name == "sheetData":
            self._in_data = False
        elif self._own_text is not None:
            self._own_text.end(name)

    def _place(self, reference: str) -> int:
        """Return the position that a cell says that it has, and take its row."""
        letters = reference.rstrip("0123456789")
        self._row = _row_number(reference[len(letters) :])
        return _column(letters)

    def _cell(self) -> Cell:
        text = self._value or ""
        if self._kind == "e":
            return text.strip() if is_error_mark(text.strip()) else NOT_AVAILABLE
        if self._has_no_result(text.strip()):
            return UNCALCULATED
        match self._kind:
            case "inlineStr" | "is":
                return "" if self._own_text is None else self._own_text.whole()
            case "s":
                return self._shared[int(text)] if text.isdecimal() else ""
            case "b":
                return text != "0" if text else ""
            case "d":
                return _from_iso(text)
            case None | "n" if text:
                return self._number(text)
            case None if self._own_text is not None:
                return self._own_text.whole()
            case _:
                return text

    def _has_no_result(self, text: str) -> bool:
        if not self._has_formula or self._kind == "inlineStr":
            return False
        if self._kind == "str" and self._value is not None:
            return False  # a formula may well have an empty text as its result
        return text in (self._no_result if self._kind in (None, "n") else ("",))

    def _number(self, text: str) -> Cell:
        try:
            number = float(text)
        except ValueError:
            return text
        cell_format = int(self._format) if self._format.isdecimal() else 0
        known = self._book.shown
        shown = known[cell_format] if cell_format < len(known) else Shown.NUMBER
        return as_shown(number, shown, self._book.epoch)


def _row_number(row: str | int) -> int:
    number = int(row)
    if not 1 <= number <= LAST_ROW:
        raise ValueError("no sheet has that row")
    return number


@cache
def _column(letters: str) -> int:
    """Return the position of a column in its rows: A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z" or number > LAST_COLUMN:
            raise ValueError("no sheet has that column")
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _from_iso(text: str) -> date | datetime | str:
    """Return the day or moment of a text in ISO 8601, or the text."""
    try:
        if "T" in text:
            return datetime.fromisoformat(text.removesuffix("Z"))
        return date.fromisoformat(text)
    except ValueError:
        return text
