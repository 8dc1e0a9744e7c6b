"""A table's plan → its figures: counted, composed and rounded.

What belongs here: numbers. What does not: which cells there are (``plan``). Source: counting rules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import polars as pl

from rus_pipeline.figures.declaration import (
    Aggregate,
    Context,
    Difference,
    Measure,
    Role,
    ShareOfColumn,
    ShareOfRow,
    Table,
    Total,
)
from rus_pipeline.figures.plan import CellPlan, figure_id, plan, without
from rus_pipeline.figures.rounding import half_away, per_cent, per_cents_to_100

NOTHING_TO_SHARE = "Der er intet at regne andelen af"

FIGURES_SCHEMA = pl.Schema(
    {  # type: ignore[arg-type] # a Decimal with its scale beside plain type classes
        "figure_id": pl.String,
        "edition": pl.Int32,
        "table_id": pl.String,
        "row_key": pl.String,
        "column_key": pl.String,
        "value": pl.Decimal(18, 0),
        "unit": pl.String,
        "status": pl.String,
        "reason": pl.String,
    }
)


class Status(StrEnum):
    """What a figure's value is. Source: counting rules."""

    OBSERVED = "observed"
    PUBLISHED = "published"
    NOT_AVAILABLE = "not_available"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True)
class Figure:
    """A published number: how it is made, its exact value and its rounded one."""

    id: str
    table_id: str
    plan: CellPlan
    exact: Decimal | None
    status: Status
    reason: str | None

    @property
    def value(self) -> Decimal | None:
        """Return the value as published: whole, rounded once."""
        return None if self.exact is None else half_away(self.exact)


def figures(table: Table, context: Context) -> list[Figure]:
    """Return the table's figures in the edition, row by row."""
    cells = plan(table, context)
    counts = _count([cell for cell in cells if cell.measure is not None], context)
    kept = _without_empty_unknowns(cells, counts)
    composed = _Composition(kept, counts)
    return [
        Figure(
            id=figure_id(context.year, table.id, *cell.at),
            table_id=table.id,
            plan=cell,
            exact=composed.of(cell).value,
            status=composed.of(cell).status,
            reason=composed.of(cell).reason,
        )
        for cell in kept
    ]


def as_frame(edition: int, all_figures: Sequence[Figure]) -> pl.DataFrame:
    """Return figures as a frame (``FIGURES_SCHEMA``), in the order given."""
    return pl.DataFrame(
        [
            (f.id, edition, f.table_id, *f.plan.at, f.value, f.plan.unit, f.status, f.reason)
            for f in all_figures
        ],
        schema=FIGURES_SCHEMA,
        orient="row",
    )


def _count(cells: Sequence[CellPlan], context: Context) -> dict[tuple[str, str], Decimal]:
    """Count every cell that has rows to count, available or not, in one pass for each shape."""
    groups: dict[tuple[object, ...], list[CellPlan]] = {}
    for cell in cells:
        where = cell.where or {}
        shape = tuple(
            (name, value if isinstance(value, tuple) else None)
            for name, value in sorted(where.items())
        )
        groups.setdefault((cell.measure, shape), []).append(cell)
    queries: list[pl.LazyFrame] = []
    members: list[tuple[list[str], list[CellPlan]]] = []
    for group in groups.values():
        frame = context.slice.frames[group[0].source].lazy()
        names = sorted(group[0].where or {})
        varying: list[str] = []
        for name in names:
            values = {(cell.where or {})[name] for cell in group}
            if len(values) > 1:
                varying.append(name)
                continue
            value = values.pop()
            frame = frame.filter(
                pl.col(name).is_in(value) if isinstance(value, tuple) else pl.col(name) == value
            )
        aggregate = _aggregate(group[0].measure).alias("@value")
        grouped = frame.group_by(varying).agg(aggregate) if varying else frame.select(aggregate)
        queries.append(grouped)
        members.append((varying, group))
    counts: dict[tuple[str, str], Decimal] = {}
    for (varying, group), result in zip(members, pl.collect_all(queries), strict=True):
        found = {tuple(row[:-1]): row[-1] for row in result.select(*varying, "@value").iter_rows()}
        for cell in group:
            at = tuple((cell.where or {})[name] for name in varying)
            counts[cell.at] = Decimal(found.get(at) or 0)
    return counts


def _aggregate(measure: Measure | None) -> pl.Expr:
    if measure is None or measure.aggregate is Aggregate.ROWS:
        return pl.len()
    if measure.aggregate is Aggregate.SUM:
        return pl.col(measure.over[0]).sum()
    if len(measure.over) == 1:
        return pl.col(measure.over[0]).n_unique()
    return pl.struct(measure.over).n_unique()


def _without_empty_unknowns(
    cells: Sequence[CellPlan], counts: Mapping[tuple[str, str], Decimal]
) -> list[CellPlan]:
    """Leave out the rows and columns for unknown values in which every count is zero."""
    seen = {
        key
        for cell in cells
        if counts.get(cell.at)
        for item, key in (
            (cell.row, ("row", cell.row.key)),
            (cell.column, ("column", cell.column.key)),
        )
        if item.unknown
    }
    return [
        cell
        for cell in cells
        if (not cell.row.unknown or ("row", cell.row.key) in seen)
        and (not cell.column.unknown or ("column", cell.column.key) in seen)
    ]


@dataclass(frozen=True)
class _Outcome:
    value: Decimal | None
    status: Status
    reason: str | None


class _Composition:
    """The values of a table's cells, each composed once, of those it rests on."""

    def __init__(
        self, cells: Sequence[CellPlan], counts: Mapping[tuple[str, str], Decimal]
    ) -> None:
        self._cells = {cell.at: cell for cell in cells}
        self._counts = counts
        self._done: dict[tuple[str, str], _Outcome] = {}

    def of(self, cell: CellPlan) -> _Outcome:
        if cell.at not in self._done:
            self._done[cell.at] = self._compose(cell)
        return self._done[cell.at]

    def _compose(self, cell: CellPlan) -> _Outcome:
        if cell.unavailable is not None:
            return _Outcome(None, Status.NOT_AVAILABLE, cell.unavailable)
        if cell.printed is not None:
            return _Outcome(cell.printed.value, Status.PUBLISHED, cell.printed.source)
        match cell.formula:
            case None:
                return _Outcome(self._counts[cell.at], Status.OBSERVED, cell.partial)
            case Total():
                return self._total(cell)
            case Difference():
                return self._difference(cell)
            case ShareOfColumn(adds_up=True):
                return self._share(cell, adds_up=True)
            case _:
                return self._share(cell, adds_up=False)

    def _parts(self, cell: CellPlan, *roles: Role) -> list[tuple[CellPlan, _Outcome]]:
        """Return the cell's components that exist; an unknown row may have been left out."""
        at = [(c.row, c.column) for c in cell.components if c.role in roles]
        return [(self._cells[key], self.of(self._cells[key])) for key in at if key in self._cells]

    def _total(self, cell: CellPlan) -> _Outcome:
        value, reason = self._sum(cell, Role.ADDEND)
        status = Status.OBSERVED if value is not None else Status.NOT_AVAILABLE
        return _Outcome(value, status, reason)

    def _sum(self, cell: CellPlan, role: Role) -> tuple[Decimal | None, str | None]:
        """Return the sum of what is available, and the reason that names what is not."""
        parts = self._parts(cell, role)
        available = [outcome.value for _, outcome in parts if outcome.value is not None]
        missing = [
            (_label(cell, part), outcome.reason or "")
            for part, outcome in parts
            if outcome.value is None
        ]
        if not available and len({reason for _, reason in missing}) == 1:
            return None, missing[0][1]
        reasons = [without(missing)]
        reasons += [o.reason for _, o in parts if o.status is Status.OBSERVED and o.reason]
        reason = "; ".join(dict.fromkeys(text for text in reasons if text)) or None
        return (sum(available, Decimal(0)) if available else None), reason

    def _difference(self, cell: CellPlan) -> _Outcome:
        (_, minuend), (_, subtrahend) = self._parts(cell, Role.MINUEND, Role.SUBTRAHEND)
        if minuend.value is None or subtrahend.value is None:
            return _Outcome(None, Status.NOT_AVAILABLE, minuend.reason or subtrahend.reason)
        return _Outcome(minuend.value - subtrahend.value, Status.OBSERVED, None)

    def _share(self, cell: CellPlan, *, adds_up: bool) -> _Outcome:
        ((_, part),) = self._parts(cell, Role.NUMERATOR)
        if part.value is None:
            return _Outcome(None, Status.NOT_AVAILABLE, part.reason)
        whole, reason = self._sum(cell, Role.DENOMINATOR)
        if isinstance(cell.formula, ShareOfRow) and any(
            outcome.value is None for _, outcome in self._parts(cell, Role.DENOMINATOR)
        ):
            return _Outcome(None, Status.NOT_AVAILABLE, reason)
        if not whole:
            return _Outcome(None, Status.NOT_AVAILABLE, reason or NOTHING_TO_SHARE)
        if not adds_up:
            return _Outcome(per_cent(part.value, whole), Status.OBSERVED, reason)
        known = [
            (other, outcome.value)
            for other, outcome in self._parts(cell, Role.DENOMINATOR)
            if outcome.value is not None
        ]
        shares = per_cents_to_100([value for _, value in known])
        own = next(i for i, (other, _) in enumerate(known) if other.row.key == cell.row.key)
        return _Outcome(shares[own], Status.OBSERVED, reason)


def _label(cell: CellPlan, part: CellPlan) -> str:
    """Return what tells a component apart: its column's label in a row, else its row's."""
    return part.column.label if part.row.key == cell.row.key else part.row.label
