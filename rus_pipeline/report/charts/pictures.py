"""The picture of a table, by the kind of chart that it declares."""

from collections.abc import Sequence

from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.layout import Layout
from rus_pipeline.figures.presentation import (
    Chart,
    Flow,
    Money,
    Multiples,
    OverTime,
    Parts,
    Ranked,
)
from rus_pipeline.report.charts import flow, money, multiples, parts, ranked, time
from rus_pipeline.report.charts.shown import Picture


def picture(chart: Chart, layout: Layout, figures: Sequence[Figure]) -> Picture:
    """Return what a table's chart shows. Source: report contract, Charts."""
    match chart:
        case OverTime():
            return time.picture(chart, layout, figures)
        case Money():
            return money.picture(chart, layout, figures)
        case Ranked():
            return ranked.picture(chart, layout, figures)
        case Parts():
            return parts.picture(chart, layout, figures)
        case Multiples():
            return multiples.picture(layout, figures)
        case Flow():
            return flow.picture(chart, layout, figures)
