"""A sheet of a workbook, as the reader of each format returns it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rus_pipeline.ingest.files.lines import Cell

DAY_ZERO_1900 = date(1899, 12, 30)
DAY_ZERO_1904 = date(1904, 1, 1)

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

# A row is a list as long as its last cell is far out. So many cells may be listed, or eight times
# as many as hold anything, where that is more; and in all no more than fit in memory.
_LISTED_CELLS = 20_000_000
_LISTED_PER_CELL = 8
_MOST_LISTED = 200_000_000

Cells = Mapping[int, Mapping[int, Cell]]
"""Row number (from 1) → position in the row (from 0) → a cell that is not empty."""


class UnreadableWorkbookError(Exception):
    """A workbook cannot be read; the text is a clause in Danish that says why and what to do."""


BROKEN = (
    "filen er afbrudt eller beskadiget og kan ikke læses som regneark;"
    " udtræk den igen, eller åbn den i Excel og gem som .xlsx"
)


@dataclass(frozen=True)
class Sheet:
    """A visible sheet.

    ``rows`` are those with any cell, by number (from 1): typed cells, ``""`` where empty, an error
    mark (``error_marks``) where there is no usable value. Rows differ in length: what is beyond the
    end of one is empty. ``hidden_rows`` is how many that hold anything are hidden, by hand or by a
    filter. ``epoch`` is the day that serial number 0 stands for.
    Source: extract contract, Workbooks.
    """

    name: str
    rows: Sequence[tuple[int, Sequence[Cell]]]
    hidden_rows: int
    epoch: date


def sheet_of_cells(name: str, cells: Cells, hidden: Collection[int], epoch: date) -> Sheet:
    """Return the sheet with these cells; ``hidden`` are the numbers of the hidden rows.

    Raises UnreadableWorkbookError where so many, or so few of them so far out, would not fit in
    memory.
    """
    listed = sum(max(row, default=-1) + 1 for row in cells.values())
    held = sum(len(row) for row in cells.values())
    if listed > min(max(_LISTED_CELLS, _LISTED_PER_CELL * held), _MOST_LISTED):
        raise UnreadableWorkbookError(
            f"for mange af rækkerne i arket {name} har celler langt ude til højre;"
            " slet de kolonner, og gem filen igen som .xlsx"
        )
    rows = [(number, _row(cells[number])) for number in sorted(cells) if cells[number]]
    return Sheet(name, rows, hidden_among(rows, hidden), epoch)


def _row(cells: Mapping[int, Cell]) -> Sequence[Cell]:
    row: list[Cell] = [""] * (max(cells) + 1)
    for position, cell in cells.items():
        row[position] = cell
    return row


def hidden_among(rows: Sequence[tuple[int, Sequence[Cell]]], hidden: Collection[int]) -> int:
    """Return how many of the rows are hidden and hold anything but white space."""
    if not hidden:
        return 0
    return sum(number in hidden and holds_anything(row) for number, row in rows)


def holds_anything(row: Sequence[Cell]) -> bool:
    """Return whether any cell of a row is more than white space."""
    return any(not isinstance(cell, str) or cell.strip() for cell in row)
