"""A table's cells → its figures: counted, composed and rounded. Source: counting rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath

import polars as pl

from rus_pipeline.figures.conditions import Value
from rus_pipeline.figures.declaration import (
    Aggregate,
    Context,
    CountedItem,
    Difference,
    Formula,
    Item,
    Measure,
    ShareOfColumn,
    ShareOfRow,
    Table,
    Total,
    UnknownItem,
)
from rus_pipeline.figures.figure import Component, Counted, Figure, Role, Rule, Status, figure_id
from rus_pipeline.figures.offered import columns_of, rows_of
from rus_pipeline.figures.plan import CellPlan, plan, without
from rus_pipeline.figures.rounding import half_away, per_cent, per_cents_to_100
from rus_pipeline.figures.words import words
from rus_pipeline.ingest.files.delivered_names import stem_of
from rus_pipeline.slices import STEM_OF, WITH_THE_YEAR_BEFORE, Slice
from rus_pipeline.slices.variables import files_behind

NOTHING_TO_SHARE = "Der er intet at regne andelen af"
NOTHING_TO_RANK = "Der er ingen forløb at regne det af"

_RULES: Mapping[type[Formula], Rule] = {
    Total: Rule.TOTAL,
    Difference: Rule.DIFFERENCE,
    ShareOfRow: Rule.SHARE,
}


def figures(table: Table, context: Context) -> list[Figure]:
    """Return the table's figures in the edition, row by row."""
    cells = plan(table, context)
    counts = _count([cell for cell in cells if cell.measure is not None], context)
    shown = _without_empty_unknowns(cells, counts)
    composed = _Composition(shown, counts)
    record = _Record(table, context, {cell.at for cell in shown})
    return [record.figure(cell, composed.of(cell)) for cell in shown]


def _count(cells: Sequence[CellPlan], context: Context) -> dict[tuple[str, str], Decimal | None]:
    """Count every cell that has rows to count, available or not, in one pass for each shape.

    A quantile of none is None.
    """
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
    counts: dict[tuple[str, str], Decimal | None] = {}
    for (varying, group), result in zip(members, pl.collect_all(queries), strict=True):
        found = {tuple(row[:-1]): row[-1] for row in result.select(*varying, "@value").iter_rows()}
        for cell in group:
            at = tuple((cell.where or {})[name] for name in varying)
            counted = found.get(at)
            ranked = cell.measure is not None and cell.measure.aggregate is Aggregate.QUANTILE
            none = None if ranked else Decimal(0)
            counts[cell.at] = none if counted is None else Decimal(counted)
    return counts


def _aggregate(measure: Measure | None) -> pl.Expr:
    if measure is None or measure.aggregate is Aggregate.ROWS:
        return pl.len()
    if measure.aggregate is Aggregate.SUM:
        return pl.col(measure.over[0]).sum()
    if measure.per_cent is not None:
        values = pl.col(measure.over[0]).drop_nulls().sort()
        rank = (values.len().cast(pl.Int64) * measure.per_cent + 99) // 100  # nearest_rank
        return values.slice(rank - 1, 1).first()
    if len(measure.over) == 1:
        return pl.col(measure.over[0]).n_unique()
    return pl.struct(measure.over).n_unique()


def _without_empty_unknowns(
    cells: Sequence[CellPlan], counts: Mapping[tuple[str, str], Decimal | None]
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


class _Record:
    """What the figures of one table say of themselves beside their numbers."""

    def __init__(self, table: Table, context: Context, cells: AbstractSet[tuple[str, str]]) -> None:
        self._table, self._rows, self._cells = table, context.slice, cells
        self._edition = context.year
        self._title = table.headline(context.edition)
        self._definition = table.described(context.edition)
        self._words = context.edition.words
        items = (*rows_of(table, context), *columns_of(table, context))
        self._closed = {name for item in items for name in _closed(item)}

    def figure(self, cell: CellPlan, outcome: _Outcome) -> Figure:
        made = outcome.status is Status.OBSERVED
        counted = self._counted(cell) if made else None
        return Figure(
            figure_id=self._id(*cell.at),
            table_id=self._table.id,
            row_key=cell.row.key,
            column_key=cell.column.key,
            row_label=cell.row.label,
            column_label=cell.column.label,
            title=self._title,
            definition=self._definition,
            words=words(cell, outcome.status, outcome.reason, self._words),
            unit=cell.unit,
            value=None if outcome.value is None else half_away(outcome.value),
            exact=outcome.value,
            status=outcome.status,
            reason=outcome.reason,
            rule=_rule(cell, outcome.status),
            counted=counted,
            components=tuple(self._components(cell)) if made else (),
            closed=() if counted is None else tuple(sorted(self._closed & counted.where.keys())),
        )

    def _id(self, row: str, column: str) -> str:
        return figure_id(self._edition, self._table.id, row, column)

    def _components(self, cell: CellPlan) -> Iterator[Component]:
        for part in cell.components:
            if (part.row, part.column) in self._cells:
                yield Component(self._id(part.row, part.column), part.role)

    def _counted(self, cell: CellPlan) -> Counted | None:
        if cell.measure is None:
            return None
        where = sorted((cell.where or {}).items())
        return Counted(
            source=cell.source,
            aggregate=cell.measure.aggregate.value,
            over=cell.measure.over,
            where={name: list(v) if isinstance(v, tuple) else v for name, v in where},
            per_cent=cell.measure.per_cent,
            files=tuple(_files(cell.source, dict(where), self._rows)),
        )


def _closed(item: Item) -> Iterable[str]:
    """Return the variables of an item that is there only where something counts in it."""
    match item:
        case UnknownItem(where=where) | CountedItem(where=where, present=True):
            return where
        case _:
            return ()


def _rule(cell: CellPlan, status: Status) -> Rule:
    match status, cell.formula:
        case Status.PUBLISHED, _:
            return Rule.PUBLISHED
        case Status.NOT_AVAILABLE, _:
            return Rule.NOT_AVAILABLE
        case _, None:
            return Rule.COUNTED
        case _, ShareOfColumn(adds_up=True):
            return Rule.SHARE_TO_100
        case _, ShareOfColumn():
            return Rule.SHARE
        case _, formula:
            return _RULES[type(formula)]


def _files(source: str, where: Mapping[str, Value], rows: Slice) -> Iterator[str]:
    """Yield the raw files that tell which rows count, of the year that the cell names if any."""
    year = max(rows.udtraek)
    years: list[int | None] = [year - 1, year] if source in WITH_THE_YEAR_BEFORE else [year]
    if "aar" in where:
        named = int(str(where["aar"]))
        years = [rows.postings_from.get(named) if source == "posteringer" else named]
    stems = files_behind(STEM_OF.get(source, source), where)
    for one in years:
        yield from (
            file
            for file in rows.files
            if file.startswith(f"{one}/") and stem_of(PurePath(file).name) in stems
        )


class _Composition:
    """The values of a table's cells, each composed once, of those it rests on."""

    def __init__(
        self, cells: Sequence[CellPlan], counts: Mapping[tuple[str, str], Decimal | None]
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
            case None if self._counts[cell.at] is None:
                return _Outcome(None, Status.NOT_AVAILABLE, NOTHING_TO_RANK)
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
