"""Figures and layouts made by hand, for tests of what is done with them."""

from decimal import Decimal

from rus_pipeline.figures.figure import Figure, Rule, Status, Unit, figure_id
from rus_pipeline.figures.layout import Layout, Line
from rus_pipeline.figures.rounding import half_away


def figure_of(
    table, row, column, value, *, unit=Unit.COURSES, status=Status.OBSERVED, reason=None, year=2023
):
    """Return a figure that was counted from nothing in particular; None is no value."""
    exact = None if value is None else Decimal(value)
    return Figure(
        figure_id=figure_id(year, table, row, column),
        table_id=table,
        row_key=row,
        column_key=column,
        row_label=row.capitalize(),
        column_label=column.capitalize(),
        title="",
        definition="",
        words="",
        unit=unit,
        value=None if exact is None else half_away(exact),
        exact=exact,
        status=status,
        reason=reason,
        rule=Rule.COUNTED,
        counted=None,
        components=(),
    )


def layout_of(figures):
    """Return the rows and columns of figures, none of them composed."""
    rows = dict.fromkeys(figure.row_key for figure in figures)
    columns = dict.fromkeys(figure.column_key for figure in figures)
    return Layout(*(tuple(Line(k, k.capitalize()) for k in keys) for keys in (rows, columns)))
