"""What columns and lines over time have alike: the scale, zero, the times, the breaks."""

from collections.abc import Sequence
from decimal import Decimal

from rus_pipeline.core.danish import MONTHS
from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.layout import Line
from rus_pipeline.report.cells import cell
from rus_pipeline.report.charts.shown import Json, Shown
from rus_pipeline.report.charts.style import INK, NUMBERS, QUIET, WRITTEN, layer, texts

HIGH = 190
NOTHING = Decimal(0)
_LETTERS_OF_A_MONTH, _SMALL = 3, 12


def placed(of: Shown, series: Line) -> list[tuple[int, Figure]]:
    """Return a series' figures, each with the place of its time."""
    found = ((n, of.at(group, series)) for n, group in enumerate(of.groups))
    return [(n, figure) for n, figure in found if figure is not None]


def ends(of: Shown) -> tuple[float, float]:
    """Return the ends of the scale of numbers, zero within it."""
    values = [figure.value for *_, figure in of.each() if figure.value is not None]
    low, high = min([NOTHING, *values]), max([NOTHING, *values])
    return float(low), float(max(high, low + 1))


def row_of(n: int, figure: Figure) -> Json:
    """Return a figure's place and what is written there; what is not known stands at zero."""
    value = 0 if figure.value is None else int(figure.value)
    return {"n": n, "tal": value, "tekst": cell(figure), "kendt": figure.value is not None}


def value_of(row: Json) -> float:
    """Return the value of a row."""
    value = row["tal"]
    assert isinstance(value, int)
    return value


def zero(y: Json) -> Json:
    """Return a line at zero."""
    mark = {"type": "rule", "color": INK}
    return layer("nul", mark, [{"tal": 0}], y=y, x={"value": 0}, x2={"value": "width"})


def break_marks(x: Json, breaks: Sequence[int]) -> list[Json]:
    """Return a dashed line before each time from which the numbers have another basis."""
    rows: list[Json] = [{"n": n - 0.5, "tekst": "brud"} for n in breaks]
    mark = {"type": "rule", "color": QUIET, "strokeDash": [4, 3]}
    return [
        layer("brud", mark, rows, x=x, y={"value": -14}, y2={"value": "height"}),
        layer(
            "brud_ord",
            texts(align="left", dx=3, color=QUIET),
            rows,
            x=x,
            y={"value": -20},
            text=WRITTEN,
        ),
    ]


def times_under(x: Json, times: Sequence[str], step: float) -> Json:
    """Return what each time is called, under it; ``step`` is how far apart they are."""
    rows: list[Json] = [{"n": n, "tekst": _short(time)} for n, time in enumerate(times)]
    size = _SMALL if step < 2 * NUMBERS else NUMBERS
    return layer("tider", texts(fontSize=size), rows, x=x, y={"value": HIGH + 14}, text=WRITTEN)


def _short(time: str) -> str:
    """Return a month as its first letters, anything else as it is."""
    small = time.lower()
    return small[:_LETTERS_OF_A_MONTH] if small in MONTHS else time
