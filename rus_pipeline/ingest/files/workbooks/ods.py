"""OpenDocument spreadsheets (``.ods``): one XML part with all of the sheets.

Rows and cells that are alike in a row stand there once, with how often they are repeated.
Source: extract contract, Workbooks; OpenDocument 1.3, part 3, chapters 9 and 19.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from rus_pipeline.ingest.files.lines import Cell
from rus_pipeline.ingest.files.workbooks.kinds import ENCRYPTED
from rus_pipeline.ingest.files.workbooks.markup import parser
from rus_pipeline.ingest.files.workbooks.package import Package
from rus_pipeline.ingest.files.workbooks.sheet import (
    DAY_ZERO_1900,
    LAST_COLUMN,
    LAST_ROW,
    Sheet,
    UnreadableWorkbookError,
    sheet_of_cells,
)
from rus_pipeline.ingest.values.error_marks import NOT_AVAILABLE, UNCALCULATED, is_error_mark

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_ENCRYPTED_PARTS = b"encryption-data"
_ENCRYPTED_WHOLE = "encrypted-package"

_DURATION = re.compile(
    r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d{1,6})\d*)?S)?)?", re.ASCII
)
_CELLS = ("table:table-cell", "table:covered-table-cell")
# Comments, pictures, what was changed and what other programs sent may hold cells and text, too.
_NO_CONTENT = (
    "office:annotation",
    "draw:",
    "dr3d:",
    "table:shapes",
    "table:tracked-changes",
    "table:dde-link",
)
_IN_PARAGRAPH = {"text:tab": "\t", "text:line-break": "\n"}

# How many cells a file may have by repeating what stands there once.
_MOST_REPEATED = 1 << 23


@dataclass
class _Table:
    """A sheet as far as it has been read; ``style`` says whether it is shown."""

    name: str
    style: str
    cells: dict[int, Mapping[int, Cell]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    rows: int = 0


def ods_sheets(package: Package) -> Iterator[Sheet]:
    """Yield the visible sheets of an ``.ods``.

    Raises UnreadableWorkbookError for one that is encrypted, and KeyError, ValueError, ExpatError
    or BadZipFile where it is broken.
    """
    if _ENCRYPTED_WHOLE in package or (
        _MANIFEST in package and _ENCRYPTED_PARTS in package.read(_MANIFEST)
    ):
        raise UnreadableWorkbookError(ENCRYPTED)
    content = _Content()
    reader = parser()
    reader.StartElementHandler = content.start
    reader.EndElementHandler = content.end
    reader.CharacterDataHandler = content.text
    with package.open(_CONTENT) as xml:
        reader.ParseFile(xml)
    for table in content.tables:
        if table.style not in content.hidden_styles:
            yield sheet_of_cells(table.name, table.cells, table.hidden, content.epoch)


class _Content:
    """Takes what expat says of the content; has then its ``tables`` and their ``epoch``."""

    def __init__(self) -> None:
        self.tables: list[_Table] = []
        self.hidden_styles: set[str] = set()
        self.epoch = DAY_ZERO_1900
        self._style = ""
        self._skipped = 0  # how deep within what is no content
        self._repeated = 0
        self._row: dict[int, Cell] = {}
        self._row_attributes: Mapping[str, str] = {}
        self._column = 0
        self._cell: Mapping[str, str] | None = None
        self._paragraphs: list[str] = []
        self._depth = 0  # within a paragraph

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if self._skipped or name.startswith(_NO_CONTENT):
            self._skipped += 1
        elif self._depth:
            self._depth += 1
            spaces = _count(attributes, "text:c") if name == "text:s" else 0
            self._paragraphs[-1] += _IN_PARAGRAPH.get(name, " " * spaces)
        elif self._cell is not None:
            if name == "text:p":
                self._depth = 1
                self._paragraphs.append("")
        else:
            self._start_outside_cells(name, attributes)

    def _start_outside_cells(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _CELLS:
            self._cell, self._paragraphs = attributes, []
        elif name == "table:table-row":
            self._row, self._row_attributes, self._column = {}, attributes, 0
        elif name == "table:table":
            table = _Table(attributes["table:name"], attributes.get("table:style-name", ""))
            self.tables.append(table)
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self.hidden_styles.add(self._style)
        elif name == "table:null-date":
            self.epoch = date.fromisoformat(attributes.get("table:date-value", str(DAY_ZERO_1900)))

    def text(self, text: str) -> None:
        """Take characters, which are a cell's within its paragraphs."""
        if self._depth and not self._skipped:
            self._paragraphs[-1] += text

    def end(self, name: str) -> None:
        """End an element: with a cell or a row, what it holds is known."""
        if self._skipped:
            self._skipped -= 1
        elif self._depth:
            self._depth -= 1
        elif name in _CELLS and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif name == "table:table-row":
            self._end_row(self.tables[-1])

    def _end_cell(self, attributes: Mapping[str, str]) -> None:
        repeated = _count(attributes, "table:number-columns-repeated")
        cell = _cell(attributes, "\n".join(self._paragraphs))
        if cell != "":
            if self._column + repeated > LAST_COLUMN:
                raise ValueError("no sheet has that column")
            self._count_repeated(repeated - 1)
            self._row.update(dict.fromkeys(range(self._column, self._column + repeated), cell))
        self._column += repeated

    def _end_row(self, table: _Table) -> None:
        repeated = _count(self._row_attributes, "table:number-rows-repeated")
        first = table.rows + 1
        table.rows += repeated
        if not self._row:
            return
        if table.rows > LAST_ROW:
            raise ValueError("no sheet has that row")
        self._count_repeated((repeated - 1) * len(self._row))
        numbers = range(first, first + repeated)
        table.cells.update(dict.fromkeys(numbers, self._row))
        if self._row_attributes.get("table:visibility", "visible") != "visible":
            table.hidden.update(numbers)

    def _count_repeated(self, cells: int) -> None:
        self._repeated += cells
        if self._repeated > _MOST_REPEATED:
            raise UnreadableWorkbookError(
                "regnearket har millioner af ens celler efter hinanden;"
                " slet dem, der ikke er rækker af udtrækket, og gem filen igen som .xlsx"
            )


def _count(attributes: Mapping[str, str], name: str) -> int:
    """Return how often something is repeated: once, where that is not said."""
    count = int(attributes.get(name, "1"))
    if count < 1:
        raise ValueError("what is repeated is there at least once")
    return count


def _cell(attributes: Mapping[str, str], text: str) -> Cell:
    """Return a cell: ``attributes`` say what it is, ``text`` is what it shows."""
    kind = attributes.get("office:value-type")
    is_formula = "table:formula" in attributes
    if attributes.get("calcext:value-type") == "error":
        return text if is_error_mark(text) else NOT_AVAILABLE
    if is_formula and is_error_mark(text):
        return text
    match kind:
        case "float" | "percentage" | "currency":
            value: Cell | None = _number(attributes.get("office:value"))
        case "date":
            value = _moment(attributes.get("office:date-value"))
        case "time":
            value = _duration(attributes.get("office:time-value"))
        case "boolean":
            value = _truth(attributes.get("office:boolean-value"))
        case "string":
            return attributes.get("office:string-value") or text
        case _:
            value = None
    if value is None:
        return UNCALCULATED if is_formula and not text else text
    return value


def _number(value: str | None) -> float | None:
    return None if value is None else float(value)


def _truth(value: str | None) -> bool | None:
    return None if value is None else value == "true"


def _moment(value: str | None) -> date | datetime | str | None:
    """Return the day or the moment of a value; the text of one that no calendar has."""
    if value is None:
        return None
    try:
        if "T" in value:
            return datetime.fromisoformat(value.removesuffix("Z"))
        return date.fromisoformat(value)
    except ValueError:
        return value


def _duration(value: str | None) -> time | timedelta | str | None:
    """Return the time of day of a value, or the duration of one that is a day or longer."""
    if value is None:
        return None
    found = _DURATION.fullmatch(value)
    if found is None:
        return value
    days, hours, minutes, seconds, fraction = (part or "0" for part in found.groups())
    try:
        duration = timedelta(
            int(days), int(seconds), int(fraction.ljust(6, "0")), 0, int(minutes), int(hours)
        )
    except OverflowError:
        return value
    return (
        (datetime.combine(DAY_ZERO_1900, time.min) + duration).time()
        if duration < timedelta(days=1)
        else duration
    )
