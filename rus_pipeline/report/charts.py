"""A counted table's bar chart: SVG, and a text alternative.

Each bar has its number and there is no numeric axis, so that everything written in a chart is a
figure of the table beside it. An unknown figure has its symbol and no bar.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from rus_pipeline.core.danish import listed
from rus_pipeline.figures.figure import Figure, Status, Unit
from rus_pipeline.figures.layout import Layout, Line
from rus_pipeline.figures.presentation import Axes, Chart
from rus_pipeline.report.cells import with_unit
from rus_pipeline.report.chart_spec import Bars, vega_lite
from rus_pipeline.storage.cache import cached

_EXTREMES = {
    Unit.COURSES: ("flest", "færrest"),
    Unit.PERSONS: ("flest", "færrest"),
    Unit.KRONER: ("størst", "mindst"),
    Unit.PER_CENT: ("højest", "lavest"),
    Unit.DAYS: ("længst", "kortest"),
}

_ARIA_OF_PARTS = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_SVG = re.compile(r"<svg (?P<attributes>[^>]*)>")


def bars(chart: Chart, layout: Layout, figures: Sequence[Figure]) -> Bars:
    """Return the bars of a chart; totals, shares and quantiles only where ``chart`` names them."""
    by_row = chart.along is Axes.ROWS
    lines = layout.rows, layout.columns
    groups, series = lines if by_row else lines[::-1]
    wanted = tuple(
        item for item in series if (item.key in chart.series if chart.series else _is_counted(item))
    )
    return Bars(
        figures[0].unit,
        tuple(item for item in groups if _is_counted(item)),
        wanted,
        {(f.at if by_row else f.at[::-1]): f for f in figures},
    )


def _is_counted(item: Line) -> bool:
    return item.formula is None and not item.ranked


@dataclass(frozen=True)
class Drawing:
    """A chart as it is drawn: its title, its SVG, what it shows in words, its figures' ids."""

    title: str
    svg: str
    words: str
    figures: tuple[str, ...]


def drawing(shown: Bars, title: str) -> Drawing | None:
    """Return the bars drawn, or None where no number of them is known."""
    if all(figure.value is None for *_, figure in shown.each()):
        return None
    ids = tuple(figure.figure_id for *_, figure in shown.each())
    return Drawing(title, _svg(shown), alternative(shown), ids)


def chart_html(shown: Bars, title: str, name: str) -> str:
    """Return the bars as a ``figure``, or nothing where no number of them is known."""
    drawn = drawing(shown, title)
    return drawing_html(drawn, name) if drawn else ""


def drawing_html(chart: Drawing, name: str) -> str:
    """Return a chart as a ``figure`` with an inline SVG.

    ``name`` begins the ids in it, which are to be unique in the page.
    """
    svg, title = chart.svg, chart.title
    description = escape(chart.words)
    root = _SVG.search(svg)
    assert root is not None
    labelled = f'<svg role="img" aria-labelledby="{name}-titel {name}-ord" {root["attributes"]}>'
    words = (
        f'{labelled}<title id="{name}-titel">{escape(title)}</title>'
        f'<desc id="{name}-ord">{description}</desc>'
    )
    # The chart is one image with words of its own; its parts are not read one by one.
    drawn = svg[: root.start()] + words + _ARIA_OF_PARTS.sub("", svg[root.end() :])
    ids = " ".join(chart.figures)
    return (
        f'<figure class="billede" data-figurer="{escape(ids)}">\n'
        f'<div class="rulle" tabindex="0" role="group" aria-label="Figur: {escape(title)}">'
        f"{drawn}</div>\n<figcaption>{description}</figcaption>\n</figure>"
    )


def alternative(shown: Bars) -> str:
    """Return in words what the chart shows: each series' highest and lowest, and what is unknown.

    Every number in it is a figure of the table.
    """
    sentences = [_series_in_words(shown, series) for series in shown.series]
    return " ".join([*filter(None, sentences), "Alle tal står i tabellen."])


def _series_in_words(shown: Bars, series: Line) -> str:
    own = [(group, figure) for group, other, figure in shown.each() if other.key == series.key]
    known = [(group, figure, figure.value) for group, figure in own if figure.value is not None]
    hidden = [group.label for group, f in own if f.status is Status.SUPPRESSED]
    if not known:
        return f"{series.label} – {'skjult' if hidden else 'ikke oplyst'}."
    values = {value for *_, value in known}
    extremes = (
        [("alle", known)]
        if len(values) == 1
        else [
            (word, [found for found in known if found[2] == value])
            for word, value in zip(_EXTREMES[shown.unit], (max(values), min(values)), strict=True)
        ]
    )
    shown_alone = " af dem, der vises" if hidden else ""
    sentences = [
        f"{word}{shown_alone}: {listed([group.label for group, *_ in alike])}"
        f" ({_in_words(alike[0][1])})"
        for word, alike in extremes
    ]
    if hidden:
        sentences.append(f"skjult: {listed(hidden)}")
    unknown = [group.label for group, f in own if f.status is Status.NOT_AVAILABLE]
    if unknown:
        sentences.append(f"ikke oplyst: {listed(unknown)}")
    return f"{series.label} – {'; '.join(sentences)}."


def _in_words(figure: Figure) -> str:
    return with_unit(figure) + (" kr." if figure.unit is Unit.KRONER else "")


def _svg(shown: Bars) -> str:
    given = json.dumps(vega_lite(shown))
    return cached(__name__, given, lambda: _converted(given).encode()).decode()


def _converted(spec: str) -> str:
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(spec)
    return svg
