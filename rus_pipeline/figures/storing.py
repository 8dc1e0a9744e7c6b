"""Figures and their plans → the declaration that is kept.

What belongs here: how a figure is made, in plain data and in Danish words. What does not: the form
of the file (``stored``).
"""

from collections.abc import Iterator, Mapping, Sequence

from rus_pipeline.core.danish import listed
from rus_pipeline.figures.counting import Figure, Status
from rus_pipeline.figures.declaration import (
    Aggregate,
    Context,
    Difference,
    Formula,
    Measure,
    ShareOfColumn,
    ShareOfRow,
    Table,
    Total,
    Value,
)
from rus_pipeline.figures.plan import CellPlan, figure_id
from rus_pipeline.figures.stored import Component, Counted, StoredFigure
from rus_pipeline.slices import DESCRIPTIONS, RETURNS, STEM_OF, Slice
from rus_pipeline.slices.variables import VARIABLES

_RULES: Mapping[type[Formula], str] = {
    Total: "total",
    Difference: "difference",
    ShareOfRow: "share",
}
_SUFFIXES = (".csv", ".xlsx")


def stored(
    tables: Sequence[Table], figures: Mapping[str, Sequence[Figure]], context: Context
) -> Iterator[StoredFigure]:
    """Yield every figure of the edition as it is kept; ``figures`` are by table."""
    for table in tables:
        ids = {figure.id for figure in figures[table.id]}
        closed = _closed(table, context)
        for figure in figures[table.id]:
            yield _stored(table, figure, ids, closed, context)


def _closed(table: Table, context: Context) -> set[str]:
    """Return the variables of the items that are not there where nothing counts in them."""
    items = (*table.rows(context), *table.columns(context))
    return {name for item in items if item.unknown or item.present for name in item.where}


def _stored(
    table: Table, figure: Figure, ids: set[str], closed: set[str], context: Context
) -> StoredFigure:
    cell = figure.plan
    made = figure.status is Status.OBSERVED
    counted = _counted(cell, context.slice) if made and cell.measure is not None else None
    components = tuple(_components(figure, ids)) if made else ()
    return StoredFigure(
        figure_id=figure.id,
        table_id=table.id,
        row_key=cell.row.key,
        column_key=cell.column.key,
        row_label=cell.row.label,
        column_label=cell.column.label,
        title=table.headline(context.edition),
        definition=table.definition,
        words=_words(figure),
        unit=cell.unit.value,
        value=None if figure.value is None else str(figure.value),
        exact=None if figure.exact is None else str(figure.exact),
        status=figure.status.value,
        reason=figure.reason,
        rule=_rule(figure),
        counted=counted,
        components=components,
        closed=tuple(sorted(closed & counted.where.keys())) if counted is not None else (),
    )


def _rule(figure: Figure) -> str:
    if figure.status is not Status.OBSERVED:
        return figure.status.value.replace("_", "-")
    formula = figure.plan.formula
    if formula is None:
        return "counted"
    if isinstance(formula, ShareOfColumn):
        return "share-to-100" if formula.adds_up else "share"
    return _RULES[type(formula)]


def _counted(cell: CellPlan, rows: Slice) -> Counted:
    assert cell.measure is not None
    where = cell.where or {}
    return Counted(
        source=cell.source,
        aggregate=cell.measure.aggregate.value,
        over=cell.measure.over,
        where={name: list(v) if isinstance(v, tuple) else v for name, v in sorted(where.items())},
        files=tuple(_files(cell.source, where, rows)),
    )


def _files(source: str, where: Mapping[str, Value], rows: Slice) -> Iterator[str]:
    """Yield the raw files whose rows the source holds, of the year that the cell names if any."""
    year = max(rows.udtraek)
    years: list[int | None] = [year - 1, year] if source == RETURNS else [year]
    if "aar" in where:
        named = int(str(where["aar"]))
        years = [rows.postings_from.get(named) if source == "posteringer" else named]
    stem = STEM_OF.get(source, source)
    for one in years:
        yield from (f for s in _SUFFIXES if (f := f"{one}/{stem}{s}") in rows.files)


def _components(figure: Figure, ids: set[str]) -> Iterator[Component]:
    edition = int(figure.id.partition("/")[0])
    for part in figure.plan.components:
        component = figure_id(edition, figure.table_id, part.row, part.column)
        if component in ids:
            yield Component(component, part.role.value)


def _words(figure: Figure) -> str:
    """Return in Danish how the figure is made, so that a person can take it again by hand."""
    cell = figure.plan
    if figure.status is Status.NOT_AVAILABLE:
        return f"Ikke oplyst: {figure.reason}."
    if figure.status is Status.PUBLISHED:
        return f"Taget fra en trykt rapport: {figure.reason}."
    how = _formula_words(cell.formula) if cell.formula is not None else _counted_words(cell)
    return f"{how[:1].upper()}{how[1:]}."


def _formula_words(formula: Formula) -> str:
    match formula:
        case Total():
            return "summen af de tal, som rækken eller kolonnen lægger sammen"
        case Difference(minuend, subtrahend):
            return f"{minuend} minus {subtrahend}, regnet før afrunding"
        case ShareOfColumn(of, adds_up):
            ending = ", afrundet så andelene giver 100 i alt" if adds_up else ""
            return f"andelen i hele procent af kolonnen {of} over de kendte rækker{ending}"
        case ShareOfRow(part, whole, _):
            return f"andelen i hele procent af {part} i {listed(list(whole))}"


def _counted_words(cell: CellPlan) -> str:
    assert cell.measure is not None
    conditions = [
        f"{_described(cell.source, name)} er {_value_words(value)}"
        for name, value in sorted((cell.where or {}).items())
    ]
    where = f", hvor {'; '.join(conditions)}" if conditions else ""
    return f"{_measured(cell.measure)} i {DESCRIPTIONS[cell.source]}{where}"


def _measured(measure: Measure) -> str:
    match measure.aggregate:
        case Aggregate.ROWS:
            return "antallet af rækker"
        case Aggregate.SUM:
            return f"summen af {measure.over[0]} over rækkerne"
        case Aggregate.DISTINCT:
            by = (
                f" i hver {listed(list(measure.over[1:]))}, lagt sammen,"
                if measure.over[1:]
                else ""
            )
            return f"antallet af forskellige personer{by} blandt rækkerne"


def _described(source: str, name: str) -> str:
    known = VARIABLES.get(STEM_OF.get(source, source), {})
    if name not in known:
        return name
    description = known[name].description
    return f"{description[:1].lower()}{description[1:]} ({name})"


def _value_words(value: Value) -> str:
    match value:
        case bool():
            return "ja" if value else "nej"
        case tuple():
            return " eller ".join(value)
        case str():
            return value
