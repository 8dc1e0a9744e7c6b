"""What a chart over time says in words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from rus_pipeline.core.danish import MONTHS, listed
from rus_pipeline.figures.figure import Figure, Status, Unit
from rus_pipeline.figures.layout import Line
from rus_pipeline.report.cells import with_unit
from rus_pipeline.report.charts.shown import Shown, first_large, first_small

_LONG = 3
"""So many steps in the same direction are a way things went."""

_Point = tuple[int, Figure, Decimal]


def words(
    of: Shown, times: Sequence[str], breaks: Sequence[int], said: Mapping[str, str]
) -> list[str]:
    """Return the breaks, and a sentence on each series since the last of them.

    Numbers of another basis are not compared.
    """
    since = breaks[-1] if breaks else 0
    named = [_named(time) for time in times]
    told = [
        sentence
        for series in of.series
        if (sentence := _series(of, series, since, named, _verb(of, series, said)))
    ]
    if not breaks:
        return told
    between = listed([f"mellem {named[n - 1]} og {named[n]}" for n in breaks])
    after = f"Fra {named[since]} og frem: " if since < len(times) - 1 else ""
    return [
        f"{first_large(between)} er der brud: tallene har et andet grundlag og kan ikke"
        " sammenlignes hen over det.",
        *(after + (first_small(sentence) if after else sentence) for sentence in told),
    ]


def _verb(of: Shown, series: Line, said: Mapping[str, str]) -> str:
    named = f"ved {first_small(series.label)}" if len(of.series) > 1 else ""
    found = said.get(series.key, said.get("", named))
    return f" {found}" if found else ""


def _named(time: str) -> str:
    """Return a time as it stands within a sentence."""
    small = time.lower()
    return small if small in MONTHS else time


def _series(of: Shown, series: Line, since: int, times: Sequence[str], verb: str) -> str:
    """Return when a series was highest, and how it ended."""
    own = [(n, f) for n, g in enumerate(of.groups) if n >= since and (f := of.at(g, series))]
    points = [(n, figure, figure.value) for n, figure in own if figure.value is not None]
    if not points:
        return ""
    counts = of.unit in (Unit.COURSES, Unit.PERSONS)
    low, high = min(v for *_, v in points), max(v for *_, v in points)
    n, figure, _ = points[-1]
    if len(points) == 1:
        return f"Tallet for {times[n]} er {_said(figure)}".removesuffix(".") + "."
    alone = _alone([figure for _, figure in own])
    if low == high:
        if counts and high == 0:
            return f"Ingen{verb}{alone}."
        alike = f"{'Lige mange' if counts else 'Det samme'}{verb}{alone} hver gang"
        return f"{alike}: {_said(figure)}".removesuffix(".") + "."
    most = [point for point in points if point[2] == high]
    when = listed([times[n] for n, *_ in most])
    each = " hver gang" if len(most) > 1 else ""
    word = "Flest" if counts else "Højest"
    ended = f"{word}{alone}{verb} i {when} ({_said(most[0][1])}{each}){_end(points, times)}"
    return ended.removesuffix(".") + "."


def _end(points: Sequence[_Point], times: Sequence[str]) -> str:
    """Return how a series ended: the way that it went to the last, or from where it came."""
    n, last, value = points[-1]
    high = max(v for *_, v in points)
    start = _run(points)
    if len(points) - 1 - start >= _LONG:
        begun = points[start]
        way = "op" if begun[2] < value else "ned"
        since = "siden" if begun[2] == high else f"fra {times[begun[0]]}"
        return f"; {since} gik det støt {way} til {_said(last)} i {times[n]}"
    if value == high:
        first = points[0]
        return f" mod {_said(first[1])} i {times[first[0]]}" if first[2] < high else ""
    return f"; i {times[n]} var det {_said(last)}"


def _run(points: Sequence[_Point]) -> int:
    """Return where the last way in one direction began, over neighbouring times."""
    start, way = len(points) - 1, 0
    for k in range(len(points) - 1, 0, -1):
        (before, _, old), (n, _, new) = points[k - 1], points[k]
        step = (new > old) - (new < old)
        if n != before + 1 or step == 0 or (way and step != way):
            break
        start, way = k - 1, step
    return start


def _alone(figures: Sequence[Figure]) -> str:
    status = {figure.status for figure in figures if figure.value is None}
    if Status.SUPPRESSED in status:
        return " af dem, der vises,"
    return " af de kendte" if status else ""


def _said(figure: Figure) -> str:
    return with_unit(figure) + (" kr." if figure.unit is Unit.KRONER else "")
