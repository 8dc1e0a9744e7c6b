"""A bar chart in Vega-Lite: what it shows, and how it is drawn.

Every chart has one of two shapes, so that they are written out here: building them with a library
takes longer than drawing them. A test holds them to Vega-Lite's schema.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rus_pipeline.figures.figure import Figure, Unit
from rus_pipeline.figures.layout import Line
from rus_pipeline.report.cells import cell

COLOURS = ("#1f5a8c", "#d1701c", "#7fb2d9", "#f2b877")
"""A series' colour, by its place. Dark and light of blue and orange: they stay apart in every
common form of colour blindness and in grey (a test measures it), each outlined in a dark line."""

FONT = "Rapport Sans, Liberation Sans, sans-serif"
_INK = "#1d2a35"
_WIDTH = 380
_PANEL, _BESIDE = 170, 2  # how wide a panel is, and so many stand beside each other
_BAND = 17
_WIDEST_LABEL = 260
_SURELY_WITHIN = 16  # letters of 13 pixels, were each wider than it is high
_ROOM_FOR_NUMBERS = 50  # left of bars that go below zero


@dataclass(frozen=True)
class Bars:
    """What a chart shows: series of bars over the same groups, each bar a figure or nothing."""

    unit: Unit
    groups: tuple[Line, ...]
    series: tuple[Line, ...]
    figures: Mapping[tuple[str, str], Figure]

    @property
    def crowded(self) -> bool:
        """Return whether there are more series than colours.

        No colour is used twice: there is a panel for each spanner, or one colour for all bars, of
        which each bears its name.
        """
        return len(self.series) > len(COLOURS)

    @property
    def panels(self) -> tuple[str, ...]:
        """Return the spanner of each panel, none where all series stand in one."""
        spanners = tuple(dict.fromkeys(series.spanner for series in self.series))
        shorts = {series.short for series in self.series}
        fits = self.crowded and "" not in spanners and len(shorts) <= len(COLOURS)
        return spanners if fits else ()

    def name(self, series: Line) -> str:
        """Return what a series is called where it stands."""
        return series.short if self.panels else series.label

    def each(self) -> Iterator[tuple[Line, Line, Figure]]:
        """Yield every bar: its group, its series and its figure."""
        for group in self.groups:
            for series in self.series:
                figure = self.figures.get((group.key, series.key))
                if figure is not None:
                    yield group, series, figure


def vega_lite(shown: Bars) -> dict[str, object]:
    """Return the bars in Vega-Lite: bars, a line at zero, a number at each bar's end.

    Panels have one scale.
    """
    groups = [group.label for group in shown.groups]
    labels = list(dict.fromkeys(shown.name(series) for series in shown.series))
    in_one_colour = shown.crowded and not shown.panels
    below = any(figure.value is not None and figure.value < 0 for *_, figure in shown.each())
    place = {
        "y": {
            "field": "gruppe",
            "type": "nominal",
            "sort": groups,
            "scale": {"paddingInner": 0.25, "paddingOuter": 0.1},
            "axis": {
                "title": None,
                "ticks": False,
                "domain": False,
                "labelAngle": 0,
                "labelLimit": _limit(groups),
                "labelPadding": 6,
                "offset": _ROOM_FOR_NUMBERS if below else 0,
            },
        },
        "yOffset": {"field": "serie", "type": "nominal", "sort": labels},
    }
    legend = {
        "title": None,
        "orient": "top",
        "columns": 2,
        "symbolType": "square",
        "symbolSize": 140,
        "labelLimit": _limit(labels),
    }
    drawn = {
        "mark": {"type": "bar", "stroke": _INK, "strokeWidth": 0.6},
        "encoding": {
            **place,
            "x": {
                "field": "tal",
                "type": "quantitative",
                "axis": {
                    "title": None,
                    "labels": False,
                    "ticks": False,
                    "domain": False,
                    "grid": False,
                },
            },
            "color": {"value": COLOURS[0]}
            if in_one_colour
            else {
                "field": "serie",
                "type": "nominal",
                "sort": labels,
                "scale": {"domain": labels, "range": list(COLOURS)},
                "legend": legend if len(labels) > 1 else None,
            },
        },
    }
    zero = {"mark": {"type": "rule", "color": _INK}, "encoding": {"x": {"datum": 0}}}
    number = {
        **place,
        "x": {"field": "ved", "type": "quantitative"},
        "text": {"field": "tekst", "type": "nominal"},
    }
    numbers = {"type": "text", "fontSize": 13, "baseline": "middle"}
    after = {
        "transform": [{"filter": "!datum.under"}],
        "mark": {**numbers, "align": "left", "dx": 4},
        "encoding": number,
    }
    before = {
        "transform": [{"filter": "datum.under"}],
        "mark": {**numbers, "align": "right", "dx": -4},
        "encoding": number,
    }
    bars: dict[str, object] = {
        "width": _PANEL if shown.panels else _WIDTH,
        "height": (_BAND * len(labels) + 12) * len(groups),
        "layer": [drawn, zero, after, before],
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "transparent",
        "padding": 4,
        "data": {"values": _rows(shown)},
        **(_in_panels(shown.panels, bars) if shown.panels else bars),
        "config": {
            "aria": False,
            "font": FONT,
            "axis": {"labelFontSize": 13, "labelColor": _INK},
            "legend": {"labelFontSize": 13, "labelColor": _INK},
            "view": {"stroke": None},
            "text": {"color": _INK},
        },
    }


def _in_panels(panels: Sequence[str], bars: Mapping[str, object]) -> dict[str, object]:
    """Return bars in panels, each under its heading."""
    heading = {
        "title": None,
        "labelOrient": "top",
        "labelAnchor": "start",
        "labelAngle": 0,
        "labelFontSize": 14,
        "labelFontWeight": "bold",
        "labelColor": _INK,
        "labelLimit": _limit(panels),
    }
    facet = {"field": "panel", "type": "nominal", "sort": list(panels), "header": heading}
    return {"facet": facet, "columns": _BESIDE, "spec": bars}


def _limit(labels: Sequence[str]) -> int:
    """Return how wide a label may be before it is cut, in pixels; 0 is as wide as it is.

    Every label that has a limit is measured several times more, a sixth of what a chart costs.
    """
    return 0 if max(map(len, labels), default=0) <= _SURELY_WITHIN else _WIDEST_LABEL


def _rows(shown: Bars) -> list[dict[str, object]]:
    named = shown.crowded and not shown.panels
    return [
        {
            **({"panel": series.spanner} if shown.panels else {}),
            "gruppe": group.label,
            "serie": shown.name(series),
            "tal": None if figure.value is None else int(figure.value),
            "tekst": f"{cell(figure)} {series.label}" if named else cell(figure),
            "ved": 0 if figure.value is None else int(figure.value),
            "under": figure.value is not None and figure.value < 0,
        }
        for group, series, figure in shown.each()
    ]
