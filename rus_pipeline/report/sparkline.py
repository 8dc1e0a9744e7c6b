"""A main figure's small line of the years: inline SVG beside the number, without text."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from rus_pipeline.report.chart_spec import COLOURS

_WIDE, _HIGH = 120, 28
_EDGE = 4  # room for the dot of the last year
_NOTHING = Decimal(0)

_Point = tuple[int, Decimal]


def sparkline(years: Sequence[int], values: Sequence[Decimal | None], breaks: Sequence[int]) -> str:
    """Return the values of the years as a small line, or nothing where none is known.

    The years stand in order, as far apart as they are; the scale begins at zero. The line has a gap
    where a value is None, and a dashed mark before each year of ``breaks``, from which the years
    are counted in another way. A year without a known neighbour, and the last known, is a dot.
    Hidden from screen readers: the number beside it and its table say the same.
    Source: report contract, Kort fortalt; Symbols (breaks).
    """
    known = {year: v for year, v in zip(years, values, strict=True) if v is not None}
    if not known:
        return ""
    first, last = years[0], years[-1]
    low, high = min(_NOTHING, *known.values()), max(_NOTHING, *known.values())

    def across(year: float) -> str:
        part = (year - first) / (last - first) if last > first else 1
        return f"{_EDGE + part * (_WIDE - 2 * _EDGE):.1f}"

    def down(value: Decimal) -> str:
        part = (value - low) / (high - low) if high > low else _NOTHING
        return f"{_HIGH - _EDGE - part * (_HIGH - 2 * _EDGE):.1f}"

    def dot(year: int, radius: str) -> str:
        at = f'cx="{across(year)}" cy="{down(known[year])}"'
        return f'<circle {at} r="{radius}" fill="{COLOURS[0]}"/>'

    lines, dots = list[str](), list[str]()
    for run in _runs(years, known, breaks):
        if len(run) > 1:
            points = " ".join(f"{across(year)},{down(value)}" for year, value in run)
            lines.append(
                f'<polyline points="{points}" fill="none" stroke="{COLOURS[0]}" stroke-width="2"'
                ' stroke-linejoin="round"/>'
            )
        else:
            dots.append(dot(run[0][0], "1.5"))
    marks = [
        f'<line x1="{x}" y1="0" x2="{x}" y2="{_HIGH}" stroke="#5b6875" stroke-dasharray="2 2"/>'
        for before, year in pairwise(years)
        if year in breaks
        for x in (across((before + year) / 2),)
    ]
    return (
        f'<svg class="udviklingslinje" aria-hidden="true" focusable="false" width="{_WIDE}"'
        f' height="{_HIGH}" viewBox="0 0 {_WIDE} {_HIGH}">'
        f"{''.join([*marks, *lines, *dots, dot(max(known), '3')])}</svg>"
    )


def _runs(
    years: Sequence[int], known: dict[int, Decimal], breaks: Sequence[int]
) -> Iterator[list[_Point]]:
    """Yield each stretch of neighbouring years that are known and counted alike."""
    run = list[_Point]()
    for year in years:
        if run and (year in breaks or year not in known):
            yield run
            run = []
        if year in known:
            run.append((year, known[year]))
    if run:
        yield run
