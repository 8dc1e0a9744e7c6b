"""How every chart looks: its size, letters and colours, and the Vega-Lite that all have alike."""

from collections.abc import Iterable, Mapping, Sequence

from rus_pipeline.report.charts.shown import Json

FONT = "Rapport Sans, Liberation Sans, sans-serif"
INK = "#1d2a35"
QUIET = "#5b6875"
LETTERS = 14
NUMBERS = 13
WIDE = 384
"""How wide a chart is, about. A phone shows it at nine tenths: its letters stay above 11 pixels."""

NEUTRAL, OTHER = "#33475b", "#7d8a96"
_MEANING = {
    "alkohol": "#1f5a8c",
    "stof": "#d1701c",
    "paaroerende": "#607c40",
    "indskrivninger": NEUTRAL,
    "indtaegt": NEUTRAL,
    "udskrivninger": OTHER,
    "udgift": OTHER,
}
COLOURS = tuple(dict.fromkeys(_MEANING.values()))
"""Each is seen on white; those that meet in a chart stay apart in every common form of colour
blindness and in grey (a test measures it)."""


def colour_of(key: str) -> str:
    """Return the colour of what a row or column is of, the same in every chart.

    ``alkohol-faxe`` has that of ``alkohol``, whatever the municipality.
    """
    return _MEANING.get(key.partition("-")[0], NEUTRAL)


def shades(colour: str, count: int) -> list[str]:
    """Return a colour and lighter ones, as many as asked for; each is to have an outline."""
    parts = [int(colour[n : n + 2], 16) for n in (1, 3, 5)]
    lighter = [n / max(count - 1, 1) * 0.85 for n in range(count)]
    return ["#" + "".join(f"{round(p + (255 - p) * t):02x}" for p in parts) for t in lighter]


def wide(text: str, size: int = LETTERS) -> float:
    """Return how many pixels a text may need."""
    return len(text) * size * 0.52


def widest(texts: Iterable[str], size: int = LETTERS) -> float:
    """Return how many pixels the widest of the texts may need."""
    return max((wide(text, size) for text in texts), default=0)


def apart(wanted: Sequence[float], between: float) -> list[float]:
    """Return places near the wanted ones, in the same order, with a distance between neighbours.

    ``wanted`` are in ascending order. Neighbours that are too close stand around their middle.
    """
    runs: list[list[float]] = []  # [middle, how many]
    for place in wanted:
        runs.append([place, 1])
        while len(runs) > 1 and _end(runs[-2], between) > _end(runs[-1], -between) - between:
            middle, count = runs.pop()
            before = runs[-1]
            before[0] = (before[0] * before[1] + middle * count) / (before[1] + count)
            before[1] += count
    return [
        middle + between * (n - (count - 1) / 2)
        for middle, count in runs
        for n in range(int(count))
    ]


def _end(run: Sequence[float], between: float) -> float:
    middle, count = run
    return middle + between * (count - 1) / 2


def layer(name: str, mark: Mapping[str, object], rows: Sequence[Json], **encoding: object) -> Json:
    """Return a layer of marks; ``name`` is part of their class in the SVG."""
    return {"name": name, "data": {"values": rows}, "mark": dict(mark), "encoding": encoding}


def scaled(field: str, low: float, high: float) -> Json:
    """Return a place on an axis that is not drawn, from ``low`` to ``high``."""
    scale = {"domain": [low, high], "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale}


def coloured(field: str = "farve") -> Json:
    """Return a colour that each row of the data names."""
    return {"field": field, "type": "nominal", "scale": None}


def texts(**how: object) -> Json:
    """Return a mark of texts."""
    return {"type": "text", "baseline": "middle", "fontSize": NUMBERS, **how}


WRITTEN: Json = {"field": "tekst", "type": "nominal"}


def view(width: float, height: float, layers: Sequence[Json], title: str = "") -> Json:
    """Return layers as one view, under its title if it has one. Empty layers are left out."""
    drawn = [one for one in layers if one["data"] != {"values": []}]
    heading = {
        "text": title,
        "anchor": "start",
        "frame": "group",
        "fontSize": LETTERS,
        "fontWeight": 600,
        "color": INK,
        "offset": 6,
    }
    return {
        **({"title": heading} if title else {}),
        "width": round(width),
        "height": round(height),
        "layer": drawn,
    }


def chart(drawn: Mapping[str, object]) -> Json:
    """Return a view, or several side by side, as a chart."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "transparent",
        "padding": 4,
        **drawn,
        "config": {
            "aria": False,
            "font": FONT,
            "view": {"stroke": None},
            "text": {"color": INK},
        },
    }


def _numbered(one: Json, n: int) -> Json:
    """Return a view whose layers have names of their own: two of one name are one to Vega-Lite."""
    layers = one["layer"]
    assert isinstance(layers, list)
    return {**one, "layer": [{**drawn, "name": f"{drawn['name']}_{n}"} for drawn in layers]}


def beside(views: Sequence[Json], columns: int, room: float) -> Json:
    """Return views beside and under each other, aligned; ``room`` is left of all but the first."""
    return {
        "concat": [_numbered(one, n) for n, one in enumerate(views)],
        "columns": columns,
        "align": "all",
        "bounds": "flush",
        "spacing": {"row": 34, "column": round(room)},
    }
