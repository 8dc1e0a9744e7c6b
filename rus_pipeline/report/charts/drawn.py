"""A table's chart, drawn: SVG with a text alternative, and the markup of its figure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.layout import Layout
from rus_pipeline.figures.presentation import Chart
from rus_pipeline.report.charts import svg
from rus_pipeline.report.charts.pictures import picture
from rus_pipeline.report.charts.shown import Picture

_FEWEST = 3
_ARIA_OF_PARTS = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_SVG = re.compile(r"<svg (?P<attributes>[^>]*)>")


@dataclass(frozen=True)
class Drawing:
    """A chart as it is drawn: its title, its SVG, what it shows in words, its figures' ids."""

    title: str
    svg: str
    words: str
    figures: tuple[str, ...]


def drawing(chart: Chart, layout: Layout, figures: Sequence[Figure], title: str) -> Drawing | None:
    """Return a table's chart, or None where fewer than three numbers are known or all are zero.

    Source: report contract, Charts.
    """
    return _drawn(picture(chart, layout, figures), title)


def _drawn(of: Picture, title: str) -> Drawing | None:
    known = [figure.value for figure in of.figures if figure.value is not None]
    if len(known) < _FEWEST or not any(known):
        return None
    ids = tuple(figure.figure_id for figure in of.figures)
    return Drawing(title, svg.svg(of.spec), of.words, ids)


def drawing_html(chart: Drawing, name: str) -> str:
    """Return a chart as a ``figure`` with an inline SVG.

    ``name`` is its id, and begins the ids in it; they are to be unique in the page.
    """
    drawn, title = chart.svg, chart.title
    description = escape(chart.words)
    root = _SVG.search(drawn)
    assert root is not None
    labelled = f'<svg role="img" aria-labelledby="{name}-titel {name}-ord" {root["attributes"]}>'
    words = (
        f'{labelled}<title id="{name}-titel">{escape(title)}</title>'
        f'<desc id="{name}-ord">{description}</desc>'
    )
    # The chart is one image with words of its own; its parts are not read one by one.
    inline = drawn[: root.start()] + words + _ARIA_OF_PARTS.sub("", drawn[root.end() :])
    ids = " ".join(chart.figures)
    return (
        f'<figure class="billede" id="{name}" data-figurer="{escape(ids)}">\n'
        f'<div class="rulle" tabindex="0" role="group" aria-label="Figur: {escape(title)}">'
        f"{inline}</div>\n<figcaption>{description}</figcaption>\n</figure>"
    )
