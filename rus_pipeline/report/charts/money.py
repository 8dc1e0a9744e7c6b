"""Kroner over years: expense and income as columns, the result as a marked line, in thousands."""

from collections.abc import Sequence
from decimal import Decimal

from rus_pipeline.core.danish import listed, number
from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.layout import Layout, Line
from rus_pipeline.figures.presentation import Axes, Money
from rus_pipeline.figures.rounding import half_away
from rus_pipeline.report.cells import cell
from rus_pipeline.report.charts.shown import Json, Picture, Shown, shown, with_rest
from rus_pipeline.report.charts.style import (
    INK,
    LETTERS,
    QUIET,
    WIDE,
    WRITTEN,
    apart,
    chart,
    colour_of,
    coloured,
    layer,
    scaled,
    texts,
    view,
    wide,
    widest,
)

_HIGH = 220
_SIZE = 12  # of the numbers over columns
_COLUMN = 0.42  # of a year's step, each of the two
_OUT = 1.5  # so many pixels the numbers of the two stand further from each other
_DIAMOND = {
    "type": "point",
    "shape": "diamond",
    "size": 80,
    "fill": INK,
    "stroke": "#ffffff",
    "opacity": 1,
}
_THOUSAND, _NOTHING = Decimal(1000), Decimal(0)


def picture(declared: Money, layout: Layout, figures: Sequence[Figure]) -> Picture:
    """Return expense, income and result over the years."""
    keys = (declared.expense, declared.income, declared.result)
    of = shown(layout, figures, Axes.COLUMNS, keys)
    found = tuple(figure for *_, figure in of.each())
    return Picture(chart(_view(of)), with_rest(words(of), found), found)


def thousands(figure: Figure) -> str:
    """Return kroner as whole thousands, half away from zero; a symbol stays what it is."""
    return cell(figure) if not figure.value else number(half_away(figure.value / _THOUSAND))


def _view(of: Shown) -> Json:
    expense, income, result = of.series
    values = [_NOTHING, *(figure.value for *_, figure in of.each() if figure.value is not None)]
    low, high = float(min(values)), float(max(*values, min(values) + 1))
    names = [income.label, *result.label.split()]
    width = WIDE - wide(expense.label) - widest(names) - 20
    count = len(of.groups)
    step = width / count
    x, y = scaled("n", -0.5, count - 0.5), scaled("tal", low, high)
    columns = [
        {
            **_row(n + side * _COLUMN / 2, figure, colour_of(series.key)),
            "ved": n + side * (_COLUMN / 2 + _OUT / step),
        }
        for series, side in ((expense, -1), (income, 1))
        for n, group in enumerate(of.groups)
        if (figure := of.at(group, series)) is not None
    ]
    results = [
        _row(n, figure, INK)
        for n, group in enumerate(of.groups)
        if (figure := of.at(group, result)) is not None
    ]
    runs = _runs(results)
    upright = widest((str(row["tekst"]) for row in columns), _SIZE) > step * _COLUMN + 4
    over = (
        texts(fontSize=_SIZE, angle=270, align="left", dx=4)
        if upright
        else texts(fontSize=_SIZE, dy=-8)
    )
    years: list[Json] = [{"n": n, "tekst": group.label} for n, group in enumerate(of.groups)]
    marked = [row for row in results if row["kendt"]]
    return view(
        width,
        _HIGH,
        [
            layer(
                "maerker",
                {"type": "bar", "orient": "vertical", "size": step * _COLUMN - 1},
                [row for row in columns if row["kendt"]],
                x=x,
                y=y,
                y2={"datum": 0},
                color=coloured(),
            ),
            layer(
                "nul",
                {"type": "rule", "color": INK},
                [{"tal": 0}],
                y=y,
                x={"value": 0},
                x2={"value": "width"},
            ),
            *(
                layer(
                    name,
                    {"type": "line", "color": colour, "strokeWidth": thick},
                    runs,
                    x=x,
                    y=y,
                    detail={"field": "linje", "type": "nominal"},
                )
                for name, colour, thick in (("rand", "#ffffff", 5), ("linjer", INK, 2))
            ),
            layer(
                "resultater",
                _DIAMOND,
                marked,
                x=x,
                y=y,
            ),
            layer(
                "bag",
                {"type": "rect", "color": "#ffffff", "opacity": 0.8},
                [] if upright else _behind(columns, width / count, (high - low) / _HIGH),
                x={**x, "field": "fra"},
                x2={"field": "til"},
                y={**y, "field": "top"},
                y2={"field": "op"},
            ),
            layer(
                "tal", over, columns, x={**x, "field": "ved"}, y={**y, "field": "top"}, text=WRITTEN
            ),
            layer(
                "tal_resultat",
                texts(fontSize=_SIZE, fontWeight=600),
                results,
                x=x,
                y={"value": _HIGH + 16},
                text=WRITTEN,
            ),
            layer("raekke", _DIAMOND, [{}], x={"value": -12}, y={"value": _HIGH + 15}),
            layer("tider", texts(), years, x=x, y={"value": _HIGH + 36}, text=WRITTEN),
            layer(
                "enhed",
                texts(align="left", color=QUIET),
                [{"tekst": "tusind kr."}],
                x={"value": -wide(expense.label) - 6},
                y={"value": -24},
                text=WRITTEN,
            ),
            *_names(of, x, y, width, (high - low) / _HIGH),
        ],
    )


def _row(n: float, figure: Figure, colour: str) -> Json:
    value = 0 if figure.value is None else int(figure.value)
    return {
        "n": n,
        "tal": value,
        "top": max(value, 0),
        "tekst": thousands(figure),
        "farve": colour,
        "kendt": figure.value is not None,
    }


def _behind(rows: Sequence[Json], step: float, pixel: float) -> list[Json]:
    """Return the boxes behind the numbers of known columns, so that no line runs through one."""
    boxes: list[Json] = []
    for row in rows:
        n, top = row["ved"], row["top"]
        assert isinstance(n, float)
        assert isinstance(top, int)
        half = wide(str(row["tekst"]), _SIZE) / 2 / step
        boxes.append({"fra": n - half, "til": n + half, "top": top, "op": top + 15 * pixel})
    return boxes


def _runs(rows: Sequence[Json]) -> list[Json]:
    """Return the known points of the line, each with the stretch that it is of."""
    found: list[Json] = []
    stretch = 0
    for row in rows:
        if row["kendt"]:
            found.append({**row, "linje": str(stretch)})
        else:
            stretch += 1
    return found


def _names(of: Shown, x: Json, y: Json, width: float, pixel: float) -> list[Json]:
    """Return each series' name: left of the first column, right of the last, at the line's end."""
    expense, income, result = of.series
    first, last = of.groups[0], of.groups[-1]
    left: list[Json] = [{"tal": _level(of, first, expense), "navn": expense.label}]
    right = sorted((_level(of, last, series), n) for n, series in enumerate((income, result)))
    places = apart([level for level, _ in right], (2 * LETTERS + 6) * pixel)
    series = (income, result)
    rows: list[Json] = [
        {
            "n": len(of.groups) - 1,
            "tal": level,
            "ved": place,
            "navn": series[n].label.split(),
            "linje": series[n] is result,
        }
        for (level, n), place in zip(right, places, strict=True)
    ]
    named = {"type": "nominal", "field": "navn"}
    return [
        layer(
            "navne",
            texts(align="right", fontSize=LETTERS),
            left,
            x={"value": -4},
            y=y,
            text=named,
        ),
        layer(
            "veje",
            {"type": "rule", "color": INK},
            [row for row in rows if row["linje"]],
            x=x,
            x2={"value": width + 4},
            y=y,
            y2={"field": "ved"},
        ),
        layer(
            "navne_sidst",
            texts(align="left", fontSize=LETTERS, baseline="middle", lineHeight=LETTERS + 1),
            rows,
            x={"value": width + 8},
            y={**y, "field": "ved"},
            text=named,
        ),
    ]


def _level(of: Shown, group: Line, series: Line) -> float:
    figure = of.at(group, series)
    return 0.0 if figure is None or figure.value is None else float(figure.value)


def words(of: Shown) -> list[str]:
    """Return the last year's result, and which years ended above zero and which below it."""
    result = of.series[-1]
    last = of.groups[-1]
    spent, got, left = (of.at(last, series) for series in of.series)
    told: list[str] = []
    if spent and got and left and None not in (spent.value, got.value, left.value):
        told.append(
            f"I {last.label} var udgiften {_kroner(spent)} og indtægten {_kroner(got)}:"
            f" {_balance(left)}"
        )
    known = of.known(result)
    if len(known) > 1:
        partly = len(known) < len(of.groups)
        over = [group.label for group, _, value in known if value > 0]
        under = [group.label for group, _, value in known if value < 0]
        told += [
            f"Der var {what} i {_years(years, len(known), partly=partly)}."
            for what, years in (("overskud", over), ("underskud", under))
            if years
        ]
    return told


def _years(years: Sequence[str], all_known: int, *, partly: bool) -> str:
    if len(years) < all_known:
        return listed(years)
    return "alle de år, hvis tal er kendt" if partly else "alle årene"


def _kroner(figure: Figure) -> str:
    return f"{_plain(figure)} tusind kr."


def _plain(figure: Figure) -> str:
    """Return thousands in a sentence: nothing is 0."""
    assert figure.value is not None
    return number(half_away(abs(figure.value) / _THOUSAND))


def _balance(result: Figure) -> str:
    assert result.value is not None
    if result.value == 0:
        return "det går lige op."
    kind = "overskud" if result.value > 0 else "underskud"
    return f"et {kind} på {_kroner(result)}"
