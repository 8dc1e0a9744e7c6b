"""The rows of one column as bars, by size or in the table's order."""

from collections.abc import Sequence
from decimal import Decimal

from rus_pipeline.core.danish import listed
from rus_pipeline.figures.figure import Figure, Status
from rus_pipeline.figures.layout import Layout, Line
from rus_pipeline.figures.presentation import Axes, Ranked
from rus_pipeline.report.cells import cell, with_unit
from rus_pipeline.report.charts.horizontal import Bar, bars_width, lying
from rus_pipeline.report.charts.shown import Picture, Shown, shown, with_rest
from rus_pipeline.report.charts.style import WIDE, chart, colour_of

_NOTHING = Decimal(0)
_NAMED = 3  # so many are named at most that share the second place


def picture(declared: Ranked, layout: Layout, figures: Sequence[Figure]) -> Picture:
    """Return the bars of a column."""
    of = shown(layout, figures, Axes.ROWS, (declared.series,))
    (series,) = of.series
    rows = of.of(series)
    if declared.by_size:
        rows = by_size(rows)
    bars = [
        Bar(
            group.label,
            cell(figure),
            None if figure.value is None else (_NOTHING, figure.value),
            colour_of(series.key),
        )
        for group, figure in rows
    ]
    values = [_NOTHING, *(value for *_, value in of.known(series))]
    spec = chart(lying(bars, bars_width(bars, WIDE), min(values), max(values)))
    found = tuple(figure for _, figure in rows)
    return Picture(spec, with_rest([words(of, series, declared.said)], found), found)


def by_size(rows: Sequence[tuple[Line, Figure]]) -> list[tuple[Line, Figure]]:
    """Return rows from the largest to the smallest, those that are alike in the table's order.

    What is several together stands after them, and what is not known last in the table's order: its
    place tells nothing of its size.
    """
    known = [(row, f, f.value) for row, f in rows if f.value is not None]
    known.sort(key=lambda found: (found[0].together, -found[2]))
    return [*((row, f) for row, f, _ in known), *((row, f) for row, f in rows if f.value is None)]


def words(of: Shown, series: Line, said: str) -> str:
    """Return which are the most, and which come next.

    Those of unknown values, and several together, are no answer: they are not compared.
    """
    known = [found for found in of.known(series) if _is_compared(found[0])]
    if not known:
        return ""
    values = sorted({value for *_, value in known}, reverse=True)
    whole = len(known) == len([group for group, _ in of.of(series) if _is_compared(group)])
    if values[0] == 0:
        return "Der er ingen." if whole else "Der er ingen i de grupper, der vises."
    if len(values) == 1 and len(known) > 1:
        return f"Der er lige mange i {'alle' if whole else 'dem, der vises'}: {_each(known)}."
    hidden = any(figure.status is Status.SUPPRESSED for _, figure in of.of(series))
    most = [found for found in known if found[2] == values[0]]
    next_ = [found for found in known if len(values) > 1 and found[2] == values[1]]
    alone = "" if whole else (" af dem, der vises," if hidden else " af de kendte")
    named = said.format(listed([group.label for group, *_ in most]))
    after = (
        f"; derefter {listed([group.label for group, *_ in next_])} ({_each(next_)})"
        if values[-1] != values[0] and 0 < len(next_) <= _NAMED and values[1] > 0
        else ""
    )
    return f"Flest{alone} {named} ({_each(most)}){after}."


def _is_compared(group: Line) -> bool:
    return not group.unknown and not group.together


def _each(alike: Sequence[tuple[Line, Figure, Decimal]]) -> str:
    return with_unit(alike[0][1]) + (" hver" if len(alike) > 1 else "")
