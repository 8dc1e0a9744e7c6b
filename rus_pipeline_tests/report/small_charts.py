"""Charts of made-up tables, and the markup they are drawn as."""

from bs4 import BeautifulSoup

from rus_pipeline.figures.figure import Status, Unit
from rus_pipeline.report.charts import drawing, drawing_html
from rus_pipeline.report.charts.pictures import picture
from rus_pipeline_tests.figures.made import layout_of
from rus_pipeline_tests.report.test_downloads import figure

HIDDEN = ".."
"""The value of a suppressed figure; that of an unknown one is None."""

REST = "Alle tal står i tabellen."


def figures_of(cells, unit=Unit.COURSES):
    """Return the figures of a table: row → column → value."""
    return [
        figure(row, column, None, unit, reason="skjult", status=Status.SUPPRESSED)
        if value == HIDDEN
        else figure(row, column, value, unit, reason="ukendt" if value is None else None)
        for row, values in cells.items()
        for column, value in values.items()
    ]


def pictured(chart, cells, unit=Unit.COURSES, layout=None):
    """Return the picture of a table."""
    found = figures_of(cells, unit)
    return picture(chart, layout or layout_of(found), found)


def drawn(chart, cells, unit=Unit.COURSES, layout=None, title="Titel", name="billede"):
    """Return the chart of a table as it stands in a page."""
    found = figures_of(cells, unit)
    made = drawing(chart, layout or layout_of(found), found, title)
    return BeautifulSoup("" if made is None else drawing_html(made, name), "html.parser")


def said(chart, cells, unit=Unit.COURSES, layout=None):
    """Return what a chart says of its figures, without where the rest is."""
    words = pictured(chart, cells, unit, layout).words
    assert words.endswith(REST)
    return words.removesuffix(REST).strip()
