"""The types that declare a table's chart and its main figures."""

from dataclasses import dataclass
from enum import StrEnum

from rus_pipeline.core.edition import Edition


@dataclass(frozen=True)
class Main:
    """A cell of a table that is one of the year's main figures, and what it is called there.

    ``column`` may be ``{year}``; ``label`` may name what ``Edition.words`` has, in braces.
    ``since`` is the first edition counted as today, and ``because`` says in Danish what is counted
    otherwise from then on: earlier editions are no basis for a change. ``key``: it is among the
    year's key figures; the others stand in the development over years alone.
    """

    label: str
    row: str
    column: str
    since: int = 0
    because: str = ""
    key: bool = True

    def name(self, edition: Edition) -> str:
        """Return what the figure is called in the edition."""
        return self.label.format_map(edition.words)

    def at(self, year: int) -> tuple[str, str]:
        """Return the row key and the column key in the edition ``year``."""
        return self.row, self.column.format(year=year)


class Axes(StrEnum):
    """Which axis of a table."""

    ROWS = "rows"
    COLUMNS = "columns"


@dataclass(frozen=True)
class Chart:
    """How a table is drawn as bars: one group for each item ``along`` an axis that is counted.

    ``series`` are the items of the other axis that stand in each group; empty is every counted one.
    """

    along: Axes
    series: tuple[str, ...] = ()
