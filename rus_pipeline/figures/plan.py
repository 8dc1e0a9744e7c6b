"""A declared table → its cells in one edition, how each is made, and which are not available.

Source: counting rules, Words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rus_pipeline.figures.conditions import Value, Where
from rus_pipeline.figures.declaration import (
    CellName,
    ComposedItem,
    Context,
    CountedItem,
    EditionItem,
    Formula,
    Item,
    Measure,
    MissingItem,
    Printed,
    PrintedItem,
    ShareOfColumn,
    ShareOfRow,
    Table,
    Total,
    UnknownItem,
    VariableItem,
)
from rus_pipeline.figures.figure import Unit
from rus_pipeline.figures.layout import Line, Part, line, parts
from rus_pipeline.figures.offered import columns_of, is_shown, population_of, rows_of
from rus_pipeline.ingest.udtraek import Udtraek
from rus_pipeline.slices import STEM_OF
from rus_pipeline.slices.variables import needs


@dataclass(frozen=True)
class CellPlan:
    """How one cell is made.

    ``measure`` and ``where`` where it is counted from rows of ``source``; ``formula`` and
    ``components`` where it is composed; ``printed`` where it is taken from a printed report.
    ``unavailable`` is why it has no number, ``partial`` what a count leaves out.
    """

    row: Line
    column: Line
    unit: Unit
    source: str
    measure: Measure | None = None
    where: Mapping[str, Value] | None = None
    formula: Formula | None = None
    components: tuple[Part, ...] = ()
    printed: Printed | None = None
    unavailable: str | None = None
    partial: str | None = None

    @property
    def at(self) -> tuple[str, str]:
        """Return the row key and the column key."""
        return self.row.key, self.column.key


def plan(table: Table, context: Context) -> list[CellPlan]:
    """Return the table's cells in the edition, row by row; none where it has no such table."""
    if not is_shown(table, context.edition):
        return []
    rows = rows_of(table, context)
    columns = columns_of(table, context)
    return [
        _cell(table, context, row, column, rows)
        for row in rows
        for column in columns
        if _meet(row, column)
    ]


def _meet(row: Item, column: Item) -> bool:
    match row, column:
        case UnknownItem(), ComposedItem(formula=ShareOfColumn()):
            return False
        case _:
            return _has(row, column) and _has(column, row)


def _has(item: Item, other: Item) -> bool:
    match item:
        case ComposedItem(only=only):
            return only is None or other.key in only
        case UnknownItem(without=without):
            return other.key not in without
        case _:
            return True


def _cell(table: Table, context: Context, row: Item, column: Item, rows: list[Item]) -> CellPlan:
    measure = _measure(row) or _measure(column) or table.measure
    base = CellPlan(
        row=line(row),
        column=line(column),
        unit=measure.unit,
        source=table.source,
        unavailable=_unavailable(table, context, row, column),
    )
    match row, column:
        case (PrintedItem(printed=printed), _) | (_, PrintedItem(printed=printed)):
            return replace(base, printed=printed)
        case (ComposedItem(formula=Total()), CountedItem()) if base.column.ranked:
            # Quantiles do not add up: beside a sum of rows it is of all of them.
            return _counted(base, measure, table, context, row, column)
        case (ComposedItem(formula=formula), _) | (_, ComposedItem(formula=formula)):
            return _composed(base, formula, rows)
        case _:
            return _counted(base, measure, table, context, row, column)


def _composed(base: CellPlan, formula: Formula, rows: list[Item]) -> CellPlan:
    components = tuple(parts(formula, base.row, base.column, map(line, rows)))
    shared = isinstance(formula, ShareOfColumn | ShareOfRow)
    unit = Unit.PER_CENT if shared else base.unit
    return replace(base, unit=unit, formula=formula, components=components)


def _counted(
    base: CellPlan, measure: Measure, table: Table, context: Context, row: Item, column: Item
) -> CellPlan:
    population = population_of(table, context.edition)
    where = {**population, **_where(row, column), **_where(column, row)}
    reported, partial, none_reported = _reported_parts(context, row, column, where)
    return replace(
        base,
        measure=measure,
        where=reported,
        partial=partial,
        unavailable=base.unavailable
        or none_reported
        or _gap(table.source, context, reported, measure),
    )


def _measure(item: Item) -> Measure | None:
    return item.measure if isinstance(item, CountedItem) else None


def _where(item: Item, other: Item) -> Where:
    """Return the conditions that an item puts on the rows of its cell with another."""
    match item:
        case CountedItem(where=where) | UnknownItem(where=where) | EditionItem(where=where):
            return where
        case VariableItem(variable=variable):
            return {variable: other.key}
        case _:
            return {}


def _unavailable(table: Table, context: Context, row: Item, column: Item) -> str | None:
    match row, column:
        case (MissingItem(reason=reason), _) | (_, MissingItem(reason=reason)):
            return reason
        case _:
            return _not_reported(table, context, row, column)


def _not_reported(table: Table, context: Context, row: Item, column: Item) -> str | None:
    """Return why an extract does not report the cell: the edition's own or the one read for it."""
    own = context.udtraek[context.year].not_reported(table.id, row.key, column.key)
    if own is not None:
        return own
    behind, same = _behind(context, row, column)
    if behind is None:
        return None
    cells = [(table.id, row.key, column.key)]
    if same is not None:
        other_table, other_row, other_column = same
        cells.append((other_table, other_row or row.key, other_column or column.key))
    return next((reason for cell in cells if (reason := behind.not_reported(*cell))), None)


def _behind(context: Context, row: Item, column: Item) -> tuple[Udtraek | None, CellName | None]:
    """Return the facts of the extract that the cell is read from, and the same cell there."""
    behind = None
    for item in (column, row):
        if isinstance(item, EditionItem) and item.extract is not None:
            behind = context.udtraek.get(item.extract)
    return behind, _same_as(row) or _same_as(column)


def _same_as(item: Item) -> CellName | None:
    match item:
        case CountedItem() | EditionItem() | ComposedItem():
            return item.same_as
        case _:
            return None


def _reported_parts(
    context: Context, row: Item, column: Item, where: Mapping[str, Value]
) -> tuple[Mapping[str, Value], str | None, str | None]:
    """Leave out the columns that the extract behind a cell of a development does not report.

    Returns the conditions, what they leave out, and, where nothing is left, the reason.
    """
    behind, same = _behind(context, row, column)
    wanted = where.get("kolonne")
    if behind is None or same is None or not isinstance(wanted, tuple):
        return where, None, None
    table, other_row, _ = same
    reasons = {key: behind.not_reported(table, other_row or row.key, key) for key in wanted}
    reported = tuple(key for key, reason in reasons.items() if reason is None)
    missing = without([(key, reason) for key, reason in reasons.items() if reason is not None])
    if not reported:
        return where, None, missing
    return {**where, "kolonne": reported}, missing, None


def without(missing: list[tuple[str, str]]) -> str | None:
    """Return the reason of a sum over cells of which these (label, reason) are not available."""
    if not missing:
        return None
    return "Uden " + "; ".join(f"{label} ({reason})" for label, reason in missing)


def _gap(source: str, context: Context, where: Mapping[str, Value], measure: Measure) -> str | None:
    year = int(str(where.get("aar", context.year)))
    gap = context.slice.gaps.get((source, year))
    if gap is None:
        return None
    return gap.reason(needs(STEM_OF.get(source, source), (*where, *measure.over)))
