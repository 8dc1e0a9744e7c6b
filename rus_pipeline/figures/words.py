"""How a figure is made, in Danish words."""

from collections.abc import Callable, Mapping

from rus_pipeline.core.danish import listed
from rus_pipeline.figures.conditions import Value
from rus_pipeline.figures.declaration import (
    Aggregate,
    Difference,
    Formula,
    Measure,
    ShareOfColumn,
    ShareOfRow,
    Total,
)
from rus_pipeline.figures.figure import Status
from rus_pipeline.figures.plan import CellPlan
from rus_pipeline.slices import DESCRIPTIONS, STEM_OF
from rus_pipeline.slices.variables import VARIABLES


def words(
    cell: CellPlan, status: Status, reason: str | None, terms: Mapping[str, str | int]
) -> str:
    """Return in Danish how a figure is made, so that a person can count it again by hand.

    ``terms`` are what the descriptions of variables name (``Edition.words``).
    """
    if status is Status.NOT_AVAILABLE:
        return f"Ikke oplyst: {reason}."
    if status is Status.PUBLISHED:
        return f"Taget fra en trykt rapport: {reason}."
    how = _formula_words(cell.formula) if cell.formula is not None else _counted_words(cell, terms)
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


def _counted_words(cell: CellPlan, terms: Mapping[str, str | int]) -> str:
    assert cell.measure is not None
    conditions = [
        f"{_described(cell.source, name, terms)} er {_value_words(value)}"
        for name, value in sorted((cell.where or {}).items())
    ]
    where = f", hvor {'; '.join(conditions)}" if conditions else ""
    measured = _measured(cell.measure, lambda name: _described(cell.source, name, terms))
    return f"{measured} i {DESCRIPTIONS[cell.source]}{where}"


def _measured(measure: Measure, described: Callable[[str], str]) -> str:
    match measure.aggregate:
        case Aggregate.ROWS:
            return "antallet af rækker"
        case Aggregate.SUM:
            return f"summen af {measure.over[0]} over rækkerne"
        case Aggregate.QUANTILE:
            return (
                f"den værdi af {described(measure.over[0])}, ordnet fra mindst til størst, hvis"
                f" nummer er {measure.per_cent} pct. af antallet, rundet op, blandt rækkerne"
            )
        case Aggregate.DISTINCT:
            by = (
                f" i hver {listed(list(measure.over[1:]))}, lagt sammen,"
                if measure.over[1:]
                else ""
            )
            return f"antallet af forskellige personer{by} blandt rækkerne"


def _described(source: str, name: str, terms: Mapping[str, str | int]) -> str:
    known = VARIABLES.get(STEM_OF.get(source, source), {})
    if name not in known:
        return name
    description = known[name].description.format_map(terms)
    return f"{description[:1].lower()}{description[1:]} ({name})"


def _value_words(value: Value) -> str:
    match value:
        case bool():
            return "ja" if value else "nej"
        case tuple():
            return " eller ".join(value)
        case str():
            return value
