"""The types that declare a table's chart and its main figures."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from rus_pipeline.core.edition import Edition


@dataclass(frozen=True)
class Main:
    """A cell of a table that is one of the year's main figures, and what it is called there.

    ``column`` may be ``{year}``; ``label`` and ``because`` may name what ``Edition.words`` has.
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

    def why(self, edition: Edition) -> str:
        """Return what is counted otherwise since ``since``."""
        return self.because.format_map(edition.words)

    def at(self, year: int) -> tuple[str, str]:
        """Return the row key and the column key in the edition ``year``."""
        return self.row, self.column.format(year=year)


class Axes(StrEnum):
    """Which axis of a table."""

    ROWS = "rows"
    COLUMNS = "columns"


@dataclass(frozen=True)
class OverTime:
    """Months or years ``along`` an axis: a column each for one series, lines for several.

    ``series`` are items of the other axis, every counted one where it is empty; ``said`` is what
    the text under the chart says happened, by series ("begyndte"). ``broken`` ends the label of a
    time whose numbers have another basis than those before it.
    """

    along: Axes
    series: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    broken: str = ""


@dataclass(frozen=True)
class Money:
    """Kroner over years: the rows ``expense`` and ``income`` as columns, ``result`` as a line."""

    expense: str
    income: str
    result: str


@dataclass(frozen=True)
class Ranked:
    """Rows as bars of one column, ``series``: by size, or in the table's order.

    ``said`` is what the text under the chart says of the largest: "kommer fra {}".
    """

    series: str
    said: str
    by_size: bool = True


@dataclass(frozen=True)
class Parts:
    """Each item ``along`` an axis as one bar of 100 %: the parts are the items of the other axis.

    ``apart`` are no parts of the whole: a share of the table is not of them either. ``said`` is
    what the text under the chart says of the first part ("kom i gang i tide"); where it is empty,
    the text names the largest.
    """

    along: Axes
    apart: tuple[str, ...] = ()
    said: str = ""


@dataclass(frozen=True)
class Multiples:
    """A panel of bars for each counted column, over the same rows and on one scale."""


@dataclass(frozen=True)
class Flow:
    """Each row as steps: what it has at ``start``, what came and went, and what it ends with."""

    start: str
    came: str
    went: str
    end: str


Chart: TypeAlias = OverTime | Money | Ranked | Parts | Multiples | Flow
"""How a table is drawn. Source: report contract, Charts. Totals, shares and quantiles are drawn
only where a chart names them."""
