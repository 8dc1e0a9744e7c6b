"""Steps of a year: what there was, what came and went, and what there is in the end."""

from collections.abc import Sequence
from decimal import Decimal

from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.layout import Layout, Line
from rus_pipeline.figures.presentation import Flow
from rus_pipeline.report.cells import cell, with_unit
from rus_pipeline.report.charts.horizontal import Bar, bars_width, lying
from rus_pipeline.report.charts.shown import Picture, Shown, first_large, first_small, with_rest
from rus_pipeline.report.charts.style import WIDE, beside, chart, colour_of

_NOTHING = Decimal(0)
_COLUMNS, _BETWEEN = 2, 12
_NAMES = ("Primo", "+ indskrevet", "\N{MINUS SIGN} udskrevet", "Ultimo")


def picture(declared: Flow, layout: Layout, figures: Sequence[Figure]) -> Picture:
    """Return a panel of steps for each row, totals too, on one scale."""
    keys = (declared.start, declared.came, declared.went, declared.end)
    columns = {column.key: column for column in layout.columns}
    of = Shown(
        figures[0].unit,
        layout.rows,
        tuple(columns[key] for key in keys if key in columns),
        {figure.at: figure for figure in figures},
    )
    panels = {
        row: steps([of.figures[row.key, key] for key in keys], colour_of(row.key))
        for row in layout.rows
        if all((row.key, key) in of.figures for key in keys)
    }
    every = [bar for bars in panels.values() for bar in bars]
    high = max([_NOTHING, *(end for bar in every if bar.ends for end in bar.ends)])
    panel = (WIDE - _BETWEEN) / _COLUMNS
    width = bars_width(every, panel)
    views = [lying(bars, width, _NOTHING, high, row.label) for row, bars in panels.items()]
    found = tuple(of.figures[row.key, key] for row in panels for key in keys)
    said = words(list(panels), found)
    spec = chart(beside(views, _COLUMNS, panel - width + _BETWEEN))
    return Picture(spec, with_rest([said], found), found)


def steps(figures: Sequence[Figure], colour: str) -> list[Bar]:
    """Return the steps of a row: what came stands on what there was, what went below that.

    Where any of the four is not known, what came and went has no bar: its place would tell.
    """
    start, came, went, end = (figure.value for figure in figures)
    ends: list[tuple[Decimal, Decimal] | None] = [
        None if start is None else (_NOTHING, start),
        None,
        None,
        None if end is None else (_NOTHING, end),
    ]
    if start is not None and came is not None and went is not None and end is not None:
        ends[1], ends[2] = (start, start + came), (start + came, start + came - went)
    return [
        Bar(name, cell(figure), where, colour)
        for name, figure, where in zip(_NAMES, figures, ends, strict=True)
    ]


def words(rows: Sequence[Line], figures: Sequence[Figure]) -> str:
    """Return the year of the last row of which all four are known: the total, if it can be."""
    for n in reversed(range(len(rows))):
        start, came, went, end = figures[4 * n : 4 * n + 4]
        if start.value is None or came.value is None or went.value is None or end.value is None:
            continue
        total = rows[n].formula is not None
        where = "I alt" if total else f"{first_large('under')} {first_small(rows[n].label)}"
        change = (
            "flere end ved dets begyndelse"
            if end.value > start.value
            else "færre end ved dets begyndelse"
            if end.value < start.value
            else "lige så mange som ved dets begyndelse"
        )
        return (
            f"{where} var {with_unit(start)} forløb i gang, da året begyndte;"
            f" {with_unit(came)} kom til, og {with_unit(went)} sluttede."
            f" Ved årets udgang var {with_unit(end)} i gang, {change}."
        )
    return ""
