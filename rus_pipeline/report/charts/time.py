"""Months or years: columns for one series, lines for several."""

from collections.abc import Sequence

from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.layout import Layout
from rus_pipeline.figures.presentation import OverTime
from rus_pipeline.report.charts import time_words
from rus_pipeline.report.charts.lines import lines
from rus_pipeline.report.charts.shown import Json, Picture, Shown, shown, with_rest
from rus_pipeline.report.charts.style import (
    NUMBERS,
    WIDE,
    WRITTEN,
    chart,
    colour_of,
    layer,
    scaled,
    texts,
    view,
    widest,
)
from rus_pipeline.report.charts.time_axis import (
    HIGH,
    break_marks,
    ends,
    placed,
    row_of,
    times_under,
    value_of,
    zero,
)

_COLUMN = 0.72  # of a step


def picture(declared: OverTime, layout: Layout, figures: Sequence[Figure]) -> Picture:
    """Return a table's figures over time."""
    of = shown(layout, figures, declared.along, declared.series)
    suffix = declared.broken
    breaks = [n for n, time in enumerate(of.groups) if suffix and time.label.endswith(suffix)]
    times = [time.label.removesuffix(suffix) for time in of.groups]
    draw = columns if len(of.series) == 1 else lines
    found = tuple(figure for *_, figure in of.each())
    words = time_words.words(of, times, breaks, dict(declared.said))
    return Picture(chart(draw(of, times, breaks)), with_rest(words, found), found)


def columns(of: Shown, times: Sequence[str], breaks: Sequence[int]) -> Json:
    """Return one series as columns, each with its number."""
    (series,) = of.series
    low, high = ends(of)
    first, last = -0.5, len(times) - 0.5
    step = WIDE / len(times)
    rows = [row_of(n, figure) for n, figure in placed(of, series)]
    upright = step < widest((str(row["tekst"]) for row in rows), NUMBERS) + 4
    x, y = scaled("n", first, last), scaled("tal", low, high)
    over, under = _numbers(1, upright=upright), _numbers(-1, upright=upright)
    below = [row for row in rows if value_of(row) < 0]
    return view(
        WIDE,
        HIGH,
        [
            layer(
                "maerker",
                {"type": "bar", "orient": "vertical", "size": step * _COLUMN},
                [row for row in rows if row["kendt"]],
                x=x,
                y=y,
                y2={"datum": 0},
                color={"value": colour_of(series.key)},
            ),
            zero(y),
            *break_marks(x, breaks),
            times_under(x, times, step),
            layer("tal", over, [r for r in rows if r not in below], x=x, y=y, text=WRITTEN),
            layer("tal_under", under, below, x=x, y=y, text=WRITTEN),
        ],
    )


def _numbers(side: int, *, upright: bool) -> Json:
    """Return the mark of numbers above (1) or below columns, upright where they are too wide."""
    if upright:
        return texts(angle=270, align="left" if side > 0 else "right", dx=4 * side)
    return texts(dy=-9 * side)
