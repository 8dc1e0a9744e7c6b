"""Charts of made-up tables, and the markup they are drawn as."""

from bs4 import BeautifulSoup

from rus_pipeline.figures.figure import Unit
from rus_pipeline.figures.layout import Layout, Line
from rus_pipeline.figures.presentation import Axes, Chart
from rus_pipeline.report.charts import bars, chart_html
from rus_pipeline_tests.figures.made import layout_of
from rus_pipeline_tests.report.test_downloads import figure

BY_ROW = Chart(Axes.ROWS)


def shown(cells, unit=Unit.COURSES, chart=BY_ROW):
    """Return the bars of a table: row → column → value, None for what is not known."""
    found = [
        figure(row, column, value, unit, reason="ukendt" if value is None else None)
        for row, values in cells.items()
        for column, value in values.items()
    ]
    return bars(chart, layout_of(found), found)


def in_panels(kommuner, counts):
    """Return the bars of a table by age: Alkohol and Stof in each municipality are ``counts``."""
    lines = [
        Line(f"{short}-{kommune}".lower(), f"{short} {kommune}", spanner=kommune, short=short)
        for kommune in kommuner
        for short in ("Alkohol", "Stof")
    ]
    found = [
        figure(age, line.key, value, Unit.COURSES)
        for age, pair in counts.items()
        for line, value in zip(lines, pair * len(kommuner), strict=True)
    ]
    layout = Layout(tuple(Line(age, age) for age in counts), tuple(lines))
    return bars(BY_ROW, layout, found)


def drawn(of, title="Titel", name="billede"):
    return BeautifulSoup(chart_html(of, title, name), "html.parser")
