"""A panel of bars for each column, over the same rows and on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rus_pipeline.core.danish import listed
from rus_pipeline.figures.figure import Figure, Status
from rus_pipeline.figures.layout import Layout, Line
from rus_pipeline.figures.presentation import Axes
from rus_pipeline.report.cells import cell, with_unit
from rus_pipeline.report.charts.horizontal import Bar, bars_width, lying
from rus_pipeline.report.charts.shown import Picture, Shown, first_small, shown, with_rest
from rus_pipeline.report.charts.style import WIDE, beside, chart, colour_of

_NOTHING = Decimal(0)
_COLUMNS, _BETWEEN = 2, 12
_TOLD = 4  # so many panels are described one by one


def picture(layout: Layout, figures: Sequence[Figure]) -> Picture:
    """Return the panels of a table."""
    of = shown(layout, figures, Axes.ROWS)
    high = max([_NOTHING, *(f.value for *_, f in of.each() if f.value is not None)])
    panels = {
        series: [
            Bar(
                group.label,
                cell(figure),
                None if figure.value is None else (_NOTHING, figure.value),
                colour_of(series.key),
            )
            for group, figure in of.of(series)
        ]
        for series in of.series
    }
    every = [bar for bars in panels.values() for bar in bars]
    panel = (WIDE - _BETWEEN) / _COLUMNS
    width = bars_width(every, panel)
    views = [lying(bars, width, _NOTHING, high, series.label) for series, bars in panels.items()]
    found = tuple(figure for series in of.series for _, figure in of.of(series))
    spec = chart(beside(views, _COLUMNS, panel - width + _BETWEEN))
    return Picture(spec, with_rest(words(of), found), found)


def words(of: Shown) -> list[str]:
    """Return which row has the most in each panel; panels with the same answer in one sentence.

    Where there are many panels, only those that have the most of all are described. The row of
    unknown values is no answer, and a panel of nothing has none.
    """
    found = [answer for series in of.series if (answer := _most(of, series)) is not None]
    if len(of.series) > _TOLD:
        high = max((answer.value for answer in found), default=_NOTHING)
        found = [answer for answer in found if answer.value == high]
    panels: dict[tuple[str, str], list[str]] = {}
    for answer in found:
        panels.setdefault((answer.alone, answer.rows), []).append(answer.panel)
    return [
        f"Flest{alone} ved {listed(named)} er {rows}." for (alone, rows), named in panels.items()
    ]


@dataclass(frozen=True)
class _Most:
    panel: str
    rows: str
    value: Decimal
    alone: str


def _most(of: Shown, series: Line) -> _Most | None:
    own = [(group, figure) for group, figure in of.of(series) if not group.unknown]
    known = [(group, figure, f) for group, figure in own if (f := figure.value) is not None]
    high = max((value for *_, value in known), default=_NOTHING)
    if high == 0:
        return None
    most = [(group, figure) for group, figure, value in known if value == high]
    hidden = any(figure.status is Status.SUPPRESSED for _, figure in own)
    alone = " af dem, der vises," if hidden else " af de kendte"
    number = with_unit(most[0][1]) + (" hver" if len(most) > 1 else "")
    return _Most(
        f"{first_small(series.label)} ({number})",
        listed([first_small(group.label) for group, _ in most]),
        high,
        alone if len(known) < len(own) else "",
    )
