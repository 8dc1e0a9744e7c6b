"""Each group as one bar of 100 %, its parts named beside it with count and share."""

from collections.abc import Sequence
from decimal import Decimal

from rus_pipeline.core.danish import listed
from rus_pipeline.figures.declaration import TOTAL
from rus_pipeline.figures.figure import Figure, Status
from rus_pipeline.figures.layout import Layout, Line
from rus_pipeline.figures.presentation import Parts
from rus_pipeline.figures.rounding import per_cent
from rus_pipeline.report.cells import HIDDEN, UNKNOWN, ZERO, cell, with_unit
from rus_pipeline.report.charts.shown import (
    Json,
    Picture,
    Shown,
    first_large,
    first_small,
    shown,
    with_rest,
)
from rus_pipeline.report.charts.style import (
    INK,
    NUMBERS,
    QUIET,
    WIDE,
    WRITTEN,
    apart,
    beside,
    chart,
    colour_of,
    coloured,
    layer,
    scaled,
    shades,
    texts,
    view,
)

_COLUMNS, _BETWEEN, _LEAST = 2, 12, 110
_BAR, _LEADER = 28, 16
_LINE, _LINES = 16, 35  # half of what a part's two lines are apart, and the room of both
_PERCENT = "\N{NO-BREAK SPACE}%"


def picture(declared: Parts, layout: Layout, figures: Sequence[Figure]) -> Picture:
    """Return a bar for each group."""
    whole = shown(layout, figures, declared.along)
    of = Shown(
        whole.unit,
        whole.groups,
        tuple(part for part in whole.series if not part.unknown and part.key not in declared.apart),
        whole.figures,
    )
    alone = len(of.groups) == 1
    height = max(_LEAST, _LINES * len(of.series))
    width = WIDE if alone else (WIDE - _BETWEEN) / _COLUMNS
    views = [
        view(width, height, _bar(group, of, height), "" if alone else group.label)
        for group in of.groups
    ]
    spec = views[0] if alone else beside(views, _COLUMNS, _BETWEEN)
    found = tuple(
        figure
        for group in of.groups
        for figure in own(of, group)
        if _is_known(of, group) or figure.value is None
    )
    return Picture(chart(spec), with_rest(words(of, declared.said), found), found)


def own(of: Shown, group: Line) -> list[Figure]:
    """Return the figures of a group's parts."""
    return [figure for part in of.series if (figure := of.at(group, part)) is not None]


def drawn(of: Shown, group: Line) -> bool:
    """Return whether a group has a bar: each of its parts is known, and there are any.

    Where one is not, the lengths of the others would tell it.
    """
    return _is_known(of, group) and any(figure.value for figure in own(of, group))


def _is_known(of: Shown, group: Line) -> bool:
    return all(figure.value is not None for figure in own(of, group))


def share(figure: Figure, of: Sequence[Figure]) -> str:
    """Return a part's share of the whole as the chart tells it. Rules, opening (rounding)."""
    assert figure.value is not None
    whole = sum((f.value for f in of if f.value is not None), Decimal(0))
    return f"{per_cent(figure.value, whole):.0f}{_PERCENT}"


def _bar(group: Line, of: Shown, height: float) -> list[Json]:
    parts = own(of, group)
    if not drawn(of, group):
        rows: list[Json] = [{"tekst": _symbol(parts)}]
        mark = texts(align="left", fontSize=NUMBERS + 2)
        symbol = layer("tal", mark, rows, x={"value": 0}, y={"value": 8}, text=WRITTEN)
        return [symbol]
    values = [figure.value or Decimal(0) for figure in parts]
    whole = sum(values)
    before = [sum(values[:n], Decimal(0)) / whole for n in range(len(values))]
    middles = [float(at + value / whole / 2) for at, value in zip(before, values, strict=True)]
    labels = [cell(f) + (f" ({share(f, parts)})" if f.value else "") for f in parts]
    between = _LINES / height
    places = within(apart(middles, between), between)
    named = [part for part in of.series if of.at(group, part) is not None]
    colours = dict(zip(of.series, shades(colour_of(group.key), len(of.series)), strict=True))
    rows = [
        {
            "fra": float(at),
            "til": float(at + value / whole),
            "midt": middle,
            "ved": place,
            "navn": part.label,
            "tekst": label,
            "farve": colours[part],
        }
        for at, value, middle, place, part, label in zip(
            before, values, middles, places, named, labels, strict=True
        )
    ]

    def y(field: str) -> Json:
        return scaled(field, 1, 0)

    return [
        layer(
            "maerker",
            {"type": "rect", "stroke": INK, "strokeWidth": 0.8},
            [row for row, value in zip(rows, values, strict=True) if value],
            x={"value": 0},
            x2={"value": _BAR},
            y=y("fra"),
            y2={"field": "til"},
            color=coloured(),
        ),
        layer(
            "veje",
            {"type": "rule", "color": QUIET, "strokeWidth": 0.8},
            rows,
            x={"value": _BAR},
            x2={"value": _BAR + _LEADER - 3},
            y=y("midt"),
            y2={"field": "ved"},
        ),
        layer(
            "navne",
            texts(align="left", dy=-_LINE / 2),
            rows,
            x={"value": _BAR + _LEADER},
            y=y("ved"),
            text={"field": "navn", "type": "nominal"},
        ),
        layer(
            "tal",
            texts(align="left", dy=_LINE / 2, fontWeight=600),
            rows,
            x={"value": _BAR + _LEADER},
            y=y("ved"),
            text=WRITTEN,
        ),
    ]


def words(of: Shown, said: str) -> list[str]:
    """Return what part of each group that is drawn ``said`` tells of, or which is its largest."""
    groups = [group for group in of.groups if drawn(of, group)]
    if not groups:
        return []
    if said:
        first = [(group, own(of, group)[0], own(of, group)) for group in groups]
        told = [f"{share(f, all_)} ({with_unit(f)}){_where(g, of)}" for g, f, all_ in first]
        return [f"{first_large(said)} {listed(told)}."]
    return [f"{first_large(listed([_largest(group, of) for group in groups]))}."]


def _largest(group: Line, of: Shown) -> str:
    """Return which part of a group is the largest, or which are."""
    parts = own(of, group)
    high = max(figure.value or Decimal(0) for figure in parts)
    named = [(p, f) for p in of.series if (f := of.at(group, p)) and f.value == high]
    label = listed([part.label for part, _ in named])
    figure = named[0][1]
    each = " hver" if len(named) > 1 else ""
    number = f"{with_unit(figure)}{each}, {share(figure, parts)}"
    if len(of.groups) == 1:
        return f"{label} fylder mest ({number})"
    return f"{_where(group, of).strip()} fylder {label} mest ({number})"


def _where(group: Line, of: Shown) -> str:
    if len(of.groups) == 1:
        return ""
    return " i alt" if group.key == TOTAL else f" ved {first_small(group.label)}"


def within(places: Sequence[float], between: float) -> list[float]:
    """Return places moved into 0 to 1, in order, half the distance from either end."""
    found = list(places)
    least = between / 2
    for n, place in enumerate(found):
        found[n] = max(place, least)
        least = found[n] + between
    most = 1 - between / 2
    for n in reversed(range(len(found))):
        found[n] = min(found[n], most)
        most = found[n] - between
    return found


def _symbol(parts: Sequence[Figure]) -> str:
    """Return what stands for a group without a bar."""
    status = {figure.status for figure in parts}
    if Status.SUPPRESSED in status:
        return HIDDEN
    return UNKNOWN if Status.NOT_AVAILABLE in status else ZERO
