"""Bars that lie: a label, a bar from one value to another, and its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rus_pipeline.report.charts.shown import Json
from rus_pipeline.report.charts.style import (
    INK,
    LETTERS,
    NUMBERS,
    WRITTEN,
    coloured,
    layer,
    scaled,
    texts,
    view,
    widest,
)

_WIDEST_LABEL = 230
_ROW, _BAR = 24, 16


@dataclass(frozen=True)
class Bar:
    """A bar from ``begin`` to ``end``, or None where it is not known, and its number or symbol."""

    label: str
    text: str
    ends: tuple[Decimal, Decimal] | None
    colour: str

    @property
    def below(self) -> bool:
        """Return whether the bar ends below zero."""
        return self.ends is not None and self.ends[1] < 0


def bars_width(bars: Sequence[Bar], wide: float) -> float:
    """Return how long bars may be, so that labels, bars and numbers are ``wide`` together."""
    return wide - _label_room(bars) - widest((bar.text for bar in bars), NUMBERS) - 8


def _label_room(bars: Sequence[Bar]) -> float:
    numbers = widest((bar.text for bar in bars if bar.below), NUMBERS)
    return min(widest(bar.label for bar in bars), _WIDEST_LABEL) + numbers + 12


def lying(bars: Sequence[Bar], width: float, low: Decimal, high: Decimal, title: str = "") -> Json:
    """Return bars on a scale from ``low`` to ``high``, ``width`` long, and a line at zero.

    What is not known has its symbol at zero.
    """
    height = _ROW * len(bars)
    rows: list[Json] = [
        {
            "sted": n,
            "navn": bar.label,
            "tekst": bar.text,
            "fra": int(bar.ends[0]) if bar.ends else 0,
            "til": int(bar.ends[1]) if bar.ends else 0,
            "ved": int(min(bar.ends) if bar.below else max(bar.ends)) if bar.ends else 0,
            "farve": bar.colour,
        }
        for n, bar in enumerate(bars)
    ]
    y = scaled("sted", len(bars) - 0.5, -0.5)
    x = scaled("til", float(low), float(max(high, low + 1)))
    at, written = {**x, "field": "ved"}, {"text": WRITTEN}
    left = widest((bar.text for bar in bars if bar.below), NUMBERS)

    def where(what: Sequence[bool]) -> list[Json]:
        return [row for row, wanted in zip(rows, what, strict=True) if wanted]

    return view(
        width,
        height,
        [
            layer(
                "navne",
                texts(align="right", fontSize=LETTERS, limit=_WIDEST_LABEL),
                rows,
                x={"value": -left - 8},
                y=y,
                text={"field": "navn", "type": "nominal"},
            ),
            layer(
                "maerker",
                {"type": "bar", "height": _BAR},
                where([bar.ends is not None for bar in bars]),
                x={**x, "field": "fra"},
                x2={"field": "til"},
                y=y,
                color=coloured(),
            ),
            layer(
                "nul",
                {"type": "rule", "color": INK},
                [{"til": 0}],
                x=x,
                y={"value": 0},
                y2={"value": height},
            ),
            layer(
                "tal",
                texts(align="left", dx=4),
                where([not bar.below for bar in bars]),
                x=at,
                y=y,
                **written,
            ),
            layer(
                "tal_under",
                texts(align="right", dx=-4),
                where([bar.below for bar in bars]),
                x=at,
                y=y,
                **written,
            ),
        ],
        title,
    )
