"""A figure: one number of the report, and how it was made.

Read by everything that shows, protects or checks figures, so it imports nothing heavy.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Where = Mapping[str, str | bool | list[str]]
"""Conditions on columns of the slice; a list is any one of its values."""


class Unit(StrEnum):
    """What a figure is a number of, as the report prints it."""

    COURSES = "forløb"
    PERSONS = "personer"
    KRONER = "kr."
    PER_CENT = "pct."
    DAYS = "dage"


class Status(StrEnum):
    """What a figure's value is. Source: counting rules."""

    OBSERVED = "observed"
    PUBLISHED = "published"
    NOT_AVAILABLE = "not_available"
    SUPPRESSED = "suppressed"


class Rule(StrEnum):
    """How a figure was made; ``SHARE_TO_100`` is rounded so that its column adds up to 100."""

    COUNTED = "counted"
    TOTAL = "total"
    DIFFERENCE = "difference"
    SHARE = "share"
    SHARE_TO_100 = "share-to-100"
    PUBLISHED = "published"
    NOT_AVAILABLE = "not-available"


class Role(StrEnum):
    """What a component is to the figure composed of it. Source: audit contract, Trace."""

    ADDEND = "addend"
    MINUEND = "minuend"
    SUBTRAHEND = "subtrahend"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


@dataclass(frozen=True)
class Counted:
    """The rows that a figure was counted from, and how they became a number.

    They are the rows of the slice's ``source`` that meet every condition of ``where``.
    ``aggregate`` is ``rows``, ``distinct`` (values of the columns ``over``), ``sum`` or
    ``quantile`` (of the one column in ``over``, by nearest rank of ``per_cent``). ``files`` are the
    raw files that the rows of ``source`` come from.
    """

    source: str
    aggregate: str
    over: tuple[str, ...]
    where: Where
    files: tuple[str, ...]
    per_cent: int | None = None


@dataclass(frozen=True)
class Component:
    """A figure that another is composed of, and its role. Source: audit contract, Trace."""

    figure_id: str
    role: Role


@dataclass(frozen=True)
class Figure:
    """One number of one edition's table, with its labels and how it was made.

    ``value`` is ``exact`` rounded to a whole number; both are None where there is none to show,
    and ``reason`` then says why. ``definition`` says in Danish what the table counts, ``words`` how
    this figure was made. ``closed`` are the variables of its conditions whose values have a row or
    column only where something counts in it.
    """

    figure_id: str
    table_id: str
    row_key: str
    column_key: str
    row_label: str
    column_label: str
    title: str
    definition: str
    words: str
    unit: Unit
    value: Decimal | None
    exact: Decimal | None
    status: Status
    reason: str | None
    rule: Rule
    counted: Counted | None
    components: tuple[Component, ...]
    closed: tuple[str, ...] = ()

    @property
    def at(self) -> tuple[str, str]:
        """Return the row key and the column key."""
        return self.row_key, self.column_key

    @property
    def place(self) -> tuple[str, str, str]:
        """Return table, row and column: what the figure is of, whatever the edition."""
        return self.table_id, self.row_key, self.column_key


def figure_id(edition: int | str, table: str, row: str, column: str) -> str:
    """Return the id of a figure. ``edition`` is the year, with what precedes it in other ids.

    Source: counting rules.
    """
    return f"{edition}/{table}/{row}/{column}"


def by_table(figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    """Return table id → its figures, in their order."""
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure.table_id, []).append(figure)
    return found
