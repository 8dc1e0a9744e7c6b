"""Charts of made-up tables, and the markup they are drawn as."""

from bs4 import BeautifulSoup

from rus_pipeline.figures.figure import Unit
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


def drawn(of, title="Titel", name="billede"):
    return BeautifulSoup(chart_html(of, title, name), "html.parser")
