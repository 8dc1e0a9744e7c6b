"""Several series over time as lines: a number where there is room, a name at each end."""

from collections.abc import Sequence
from decimal import Decimal

from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.layout import Line
from rus_pipeline.report.cells import cell
from rus_pipeline.report.charts.room import AWAY, Room
from rus_pipeline.report.charts.shown import Json, Shown
from rus_pipeline.report.charts.style import (
    NUMBERS,
    WIDE,
    WRITTEN,
    apart,
    colour_of,
    coloured,
    layer,
    scaled,
    texts,
    view,
    wide,
    widest,
)
from rus_pipeline.report.charts.time_axis import (
    HIGH,
    NOTHING,
    break_marks,
    ends,
    placed,
    row_of,
    times_under,
    value_of,
    zero,
)

_EDGE = 0.35  # so much of a step stands before the first and after the last time

_Point = tuple[int, Figure, Decimal]


def lines(of: Shown, times: Sequence[str], breaks: Sequence[int]) -> Json:
    """Return several series as lines: a number where there is room, a name at each end.

    What is not known has its symbol at the bottom, and breaks the line.
    """
    low, high = ends(of)
    first, last = -_EDGE, len(times) - 1 + _EDGE
    tails = _tails(of, high - low)
    numbers = widest((str(tail["tekst"]) for tail in tails), NUMBERS)
    width = WIDE - widest(series.label for series in of.series) - numbers - 14
    x, y = scaled("n", first, last), scaled("tal", low, high)

    def pixel(n: int, value: Decimal) -> tuple[float, float]:
        across, down = (n - first) / (last - first), (high - float(value)) / (high - low)
        return across * width, down * HIGH

    points: list[Json] = []
    room = Room()
    for series in of.series:
        for k, run in enumerate(_runs(of, series, breaks)):
            line = {"farve": colour_of(series.key), "linje": f"{series.key} {k}"}
            points += [{**row_of(n, figure), **line} for n, figure, _ in run]
            room.keep_clear([pixel(n, value) for n, _, value in run])
    unknown = _unknown(of)
    for _, n, _ in unknown:
        across, down = pixel(n, NOTHING)
        room.take(across, down - NUMBERS * len(of.series) / 2, NUMBERS, NUMBERS * len(of.series))
    over, under = list[Json](), list[Json]()
    for n, figure, value in _by_weight(of):
        across, down = pixel(n, value)
        side = room.side(across, down, wide(cell(figure), NUMBERS))
        if side is not None:
            (over if side < 0 else under).append(row_of(n, figure))
    at_end = {"y": {**y, "field": "ved"}}
    return view(
        width,
        HIGH,
        [
            zero(y),
            *break_marks(x, breaks),
            layer(
                "linjer",
                {"type": "line", "strokeWidth": 2.5},
                points,
                x=x,
                y=y,
                color=coloured(),
                detail={"field": "linje", "type": "nominal"},
            ),
            layer(
                "maerker",
                {"type": "point", "filled": True, "size": 36, "opacity": 1},
                points,
                x=x,
                y=y,
                color=coloured(),
            ),
            layer(
                "veje",
                {"type": "rule"},
                [tail for tail in tails if tail["tekst"]],
                x=x,
                x2={"value": width + 3},
                y=y,
                y2={"field": "ved"},
                color=coloured(),
            ),
            times_under(x, times, width / (last - first)),
            layer("tal_over", texts(dy=-AWAY), over, x=x, y=y, text=WRITTEN),
            layer("tal_under", texts(dy=AWAY), under, x=x, y=y, text=WRITTEN),
            *(
                layer(
                    f"tal_ukendt_{k}_{n}",
                    texts(dy=-9 - NUMBERS * k),
                    [row_of(n, figure)],
                    x=x,
                    y=y,
                    text=WRITTEN,
                )
                for k, n, figure in unknown
            ),
            layer(
                "tal_sidst",
                texts(align="left", fontWeight=600),
                [tail for tail in tails if tail["tekst"]],
                x={"value": width + 6},
                text=WRITTEN,
                **at_end,
            ),
            layer(
                "navne",
                texts(align="left"),
                tails,
                x={"value": width + numbers + 10},
                text={"field": "navn", "type": "nominal"},
                **at_end,
            ),
        ],
    )


def _runs(of: Shown, series: Line, breaks: Sequence[int]) -> list[list[_Point]]:
    """Return each stretch of neighbouring times that are known and counted alike."""
    runs: list[list[_Point]] = []
    before = -2
    for n, figure in placed(of, series):
        if figure.value is not None:
            if n != before + 1 or n in breaks:
                runs.append([])
            runs[-1].append((n, figure, figure.value))
            before = n
    return runs


def _unknown(of: Shown) -> list[tuple[int, int, Figure]]:
    """Return the figures without a value: the place of their series and time."""
    return [
        (k, n, figure)
        for k, series in enumerate(of.series)
        for n, figure in placed(of, series)
        if figure.value is None
    ]


def _by_weight(of: Shown) -> list[_Point]:
    """Return the points that may have a number, all but the last time's.

    Each series' highest comes first, then its first, then the others: there may be no room for all.
    """
    first, second, rest = list[_Point](), list[_Point](), list[_Point]()
    for series in of.series:
        known = [(n, f, f.value) for n, f in placed(of, series) if f.value is not None]
        high = max((value for *_, value in known), default=NOTHING)
        for k, point in enumerate(known):
            if point[0] < len(of.groups) - 1:
                (first if point[2] == high else second if k == 0 else rest).append(point)
    return [*first, *second, *rest]


def _tails(of: Shown, span: float) -> list[Json]:
    """Return where each line ends, what stands there, and at what height there is room for it."""
    found: list[Json] = []
    for series in of.series:
        known = [(n, f, f.value) for n, f in placed(of, series) if f.value is not None]
        n, figure, value = known[-1] if known else (0, None, NOTHING)
        whole = figure is not None and n == len(of.groups) - 1
        found.append(
            {
                "n": n,
                "tal": int(value),
                "tekst": cell(figure) if figure is not None and whole else "",
                "navn": series.label,
                "farve": colour_of(series.key),
            }
        )
    found.sort(key=value_of)
    places = apart([value_of(tail) for tail in found], (NUMBERS + 4) / HIGH * span)
    return [{**tail, "ved": place} for tail, place in zip(found, places, strict=True)]
