"""The types that a report table is declared with. Source: counting rules, Words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

import polars as pl

from rus_pipeline.core.codes import TOTAL_KEY, key
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.conditions import Text, Value, Where, in_general, said
from rus_pipeline.figures.figure import Unit
from rus_pipeline.figures.presentation import Chart, Main
from rus_pipeline.figures.sums import Equal
from rus_pipeline.ingest.udtraek import Udtraek
from rus_pipeline.slices import Slice
from rus_pipeline.slices.variables import UNKNOWN

CellName: TypeAlias = tuple[str, str, str]
"""Table, row and column of a cell; an empty row or column is the key of the cell it is beside."""

T = TypeVar("T")
TOTAL = TOTAL_KEY
COUNT = "antal"
SHARE = "andel"


class Aggregate(StrEnum):
    """How the rows of a cell become one number."""

    ROWS = "rows"
    DISTINCT = "distinct"
    SUM = "sum"
    QUANTILE = "quantile"


@dataclass(frozen=True)
class Measure:
    """Rows, distinct values of the columns ``over``, or the exact sum of the one column in it.

    Or the quantile of that column, by nearest rank: of n values in order the one numbered n times
    ``per_cent`` of 100, rounded up.
    """

    aggregate: Aggregate
    unit: Unit
    over: tuple[str, ...] = ()
    per_cent: int | None = None


COURSES = Measure(Aggregate.ROWS, Unit.COURSES)
PERSONS = Measure(Aggregate.DISTINCT, Unit.PERSONS, ("person",))
AMOUNT = Measure(Aggregate.SUM, Unit.KRONER, ("beloeb",))


def persons_by(variable: str) -> Measure:
    """Return distinct persons for each value of ``variable``, added up."""
    return Measure(Aggregate.DISTINCT, Unit.PERSONS, ("person", variable))


def quantile(variable: str, per_cent: int) -> Measure:
    """Return the quantile of a variable that counts days. Source: counting rules, What else."""
    return Measure(Aggregate.QUANTILE, Unit.DAYS, (variable,), per_cent)


@dataclass(frozen=True)
class Total:
    """The sum of the items ``of`` on the same axis, of what is available."""

    of: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """One item less another on the same axis, taken exactly."""

    minuend: str
    subtrahend: str


@dataclass(frozen=True)
class ShareOfColumn:
    """Whole per cent of the column ``of`` over the table's known rows, adding to 100 or not.

    By largest remainder where ``adds_up``, else each rounded half away from zero.
    """

    of: str
    adds_up: bool


@dataclass(frozen=True)
class ShareOfRow:
    """Whole per cent, half away from zero, of ``part`` in the items ``whole`` of the same row.

    As a row's formula, ``row`` names the row whose cells these are.
    """

    part: str
    whole: tuple[str, ...]
    row: str | None = None


Formula: TypeAlias = Total | Difference | ShareOfColumn | ShareOfRow


@dataclass(frozen=True)
class Printed:
    """A count taken from a printed report, with where it stands."""

    value: Decimal
    source: str


@dataclass(frozen=True)
class CountedItem:
    """A row or column whose cells are counted from the rows of the slice that meet ``where``.

    ``measure`` replaces the table's. ``present`` says that the item is one of those that the rows
    hold, so that no other value has an item. ``same_as`` names the cell of another edition that
    says the same. ``spanner`` is a heading over neighbouring columns, under which this one is
    called ``short``; where the centre offers none of its neighbours, it has no spanner and is
    called ``alone``, if that is given.
    """

    key: str
    label: str
    where: Where = field(default_factory=dict[str, Value])
    measure: Measure | None = None
    present: bool = False
    same_as: CellName | None = None
    spanner: str = ""
    short: str = ""
    alone: str = ""


@dataclass(frozen=True)
class UnknownItem:
    """A row or column of unknown values: left out where all its cells are zero, without share.

    It has no cell with the items ``without`` of the other axis.
    """

    key: str
    label: str
    where: Where
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class VariableItem:
    """A row or column whose ``variable`` equals the key of the item that it crosses.

    A column of the month of admission crosses a row for each month.
    """

    key: str
    label: str
    variable: str


@dataclass(frozen=True)
class EditionItem:
    """A row or column that is counted from the extract of the edition ``extract``.

    ``same_as`` names the cell of that edition that says the same.
    """

    key: str
    label: str
    where: Where
    extract: int | None
    same_as: CellName | None = None


@dataclass(frozen=True)
class ComposedItem:
    """A row or column whose cells are composed of others, with ``only`` those items if given.

    ``same_as`` names the cell of another edition that says the same.
    """

    key: str
    label: str
    formula: Formula
    only: tuple[str, ...] | None = None
    same_as: CellName | None = None


@dataclass(frozen=True)
class PrintedItem:
    """A row or column whose only number is taken from a printed report."""

    key: str
    label: str
    printed: Printed


@dataclass(frozen=True)
class MissingItem:
    """A row or column that nothing tells: why its cells are not available."""

    key: str
    label: str
    reason: str


Item: TypeAlias = (
    CountedItem
    | UnknownItem
    | VariableItem
    | EditionItem
    | ComposedItem
    | PrintedItem
    | MissingItem
)
"""A row or a column of a table; it has a cell with every item of the other axis, or says which."""


def unknown_row(where: Where, without: tuple[str, ...] = ()) -> Item:
    """Return the ``uoplyst`` row. Source: counting rules, Words."""
    return UnknownItem(UNKNOWN, "Uoplyst", where, without)


def share_column(of: str, *, adds_up: bool = True) -> Item:
    """Return the ``andel`` column of the column ``of``. Source: counting rules, Words, andel."""
    return ComposedItem(SHARE, "Andel", ShareOfColumn(of, adds_up))


def with_total(
    items: Sequence[Item], label: str = "I alt", only: tuple[str, ...] | None = None
) -> tuple[Item, ...]:
    """Return ``items`` and then their ``i-alt``."""
    of = tuple(item.key for item in items)
    return (*items, ComposedItem(TOTAL, label, Total(of), only))


@dataclass(frozen=True)
class Context:
    """What a table's rows and columns may depend on: edition, slice, and printed counts.

    ``printed`` maps (table, row, column) to a count taken from a printed report.
    """

    edition: Edition
    slice: Slice
    printed: Mapping[tuple[str, str, str], Printed]

    @property
    def year(self) -> int:
        """Return the report year."""
        return self.edition.year

    @property
    def layout(self) -> int:
        """Return the year whose layout the edition follows."""
        return self.edition.layout

    @property
    def udtraek(self) -> Mapping[int, Udtraek]:
        """Return edition → the facts of each extract that this edition reads."""
        return self.slice.udtraek

    def values(self, source: str, variable: str, where: Where | None = None) -> list[str]:
        """Return the values of a variable among the source's rows that meet ``where``, sorted."""
        frame = self.slice.frames[source]
        for name, value in (where or {}).items():
            frame = frame.filter(pl.col(name) == value)
        return sorted(value for value in frame[variable].unique() if value is not None)


@dataclass(frozen=True)
class ByEdition(Generic[T]):
    """A layout that changed: the first edition of each form → the form."""

    forms: Mapping[int, T]

    def at(self, layout: int) -> T:
        """Return the form in force in an edition that follows the layout of the year ``layout``."""
        return self.forms[max(first for first in self.forms if first <= layout)]


Axis: TypeAlias = Callable[[Context], Sequence[Item]]


def fixed(*items: Item) -> Axis:
    """Return an axis that is the same in every edition."""
    return lambda _context: items


def by_edition(forms: Mapping[int, Sequence[Item]]) -> Axis:
    """Return an axis whose form changed: the first edition of each form → its items."""
    return lambda context: ByEdition(forms).at(context.layout)


class Chapter(StrEnum):
    """The report's chapters, in order."""

    PERSONS = "Borgere i behandling"
    ECONOMY = "Økonomi"
    COURSES = "Ind- og udskrivninger"
    PROFILE = "Køn og alder"
    FLOW = "Tilgang og afgang"
    WORK = "Tværgående indsats"
    QUALITY = "Kvalitetsstandard"
    OUTCOME = "Ventetid, fastholdelse og virkning"
    DEVELOPMENT = "Udvikling over år"
    OTHER = "Andre dokumenter"

    @property
    def anchor(self) -> str:
        """Return the chapter's name in links."""
        return f"kapitel-{key(self.value)}"


@dataclass(frozen=True)
class Table:
    """A report table.

    ``source`` is the frame of the slice, ``population`` the conditions of every counted cell (by
    edition where they changed). ``of`` are conditions that some of its rows meet, where neither
    says what kind of treatment it is of: a centre that offers none of it has no such table.
    ``definition`` says in Danish what is counted; ``notes`` stand under the table. They and
    ``title`` may name what ``Edition.words`` has, in braces. ``main`` are its main figures,
    ``chart`` how it is drawn beside the table. ``printed``: it may take counts from printed
    reports. ``says_left_out``: under it stands how many others than the home municipality's it
    leaves out. ``sums`` are what its cells must add up to in other tables. ``rests_on`` are the
    files beside its source's own whose rows tell which rows it counts.
    """

    id: str
    chapter: Chapter
    title: str
    source: str
    measure: Measure
    rows: Axis
    columns: Axis
    definition: str | tuple[Text, ...]
    population: Mapping[int, Where] = field(default_factory=lambda: {0: {}})
    of: Where | ByEdition[Where] = field(default_factory=dict[str, Value])
    notes: tuple[Text, ...] = ()
    stub: str = ""
    main: tuple[Main, ...] = ()
    chart: Chart | None = None
    printed: bool = False
    says_left_out: bool = False
    sums: tuple[Equal, ...] = ()
    rests_on: tuple[str, ...] = ()

    def headline(self, edition: Edition) -> str:
        """Return the title of the edition's table."""
        return self.title.format_map(edition.words)

    def described(self, edition: Edition) -> str:
        """Return in Danish what the edition's table counts."""
        return " ".join(said(self.definition, edition))

    def said_under(self, edition: Edition) -> list[str]:
        """Return the notes under the edition's table."""
        return said(self.notes, edition)

    @property
    def in_general(self) -> str:
        """Return in Danish what the table counts, whatever the centre: its terms are ``x``."""
        return in_general(self.definition)


@dataclass(frozen=True)
class Narrative:
    """A table of text: the rows of ``tvaergaaende`` of one kind. Its rows are no figures."""

    id: str
    chapter: Chapter
    title: str
    kind: str
    definition: str

    @property
    def in_general(self) -> str:
        """Return in Danish what the table holds."""
        return self.definition

    def described(self, _edition: Edition) -> str:
        """Return in Danish what the edition's table holds."""
        return self.definition

    def headline(self, edition: Edition) -> str:
        """Return the title of the edition's table; ``{next}`` is the year after."""
        return self.title.format(year=edition.year, next=edition.year + 1)
