"""What all charts have alike: which figures they show, their markup, when there is none."""

import pytest
from bs4 import BeautifulSoup

from rus_pipeline.figures.declaration import ShareOfColumn, Total
from rus_pipeline.figures.layout import Layout, Line
from rus_pipeline.figures.presentation import (
    Axes,
    Flow,
    Money,
    Multiples,
    OverTime,
    Parts,
    Ranked,
)
from rus_pipeline.report.charts import drawing, drawing_html
from rus_pipeline.report.charts.style import apart, wide
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.figures.made import layout_of
from rus_pipeline_tests.report.small_charts import HIDDEN, drawn, figures_of, pictured

LINES, RANKED = OverTime(Axes.ROWS), Ranked("x", "kom fra {}")
THREE = {"a": {"x": 3}, "b": {"x": 2}, "c": {"x": 1}}


def ids(page):
    return [id_.removeprefix("2023/lille/") for id_ in page.figure["data-figurer"].split()]


def test_what_the_data_is_decides_how_a_table_is_drawn():
    kinds = {table.id: type(table.chart) for table in counted_tables() if table.chart is not None}
    by_kind = {kind: {i for i, k in kinds.items() if k is kind} for kind in kinds.values()}
    assert by_kind == {
        OverTime: {"tabel-03-udvikling", "tabel-09", "bestand", "udvikling-forloeb"},
        Money: {"tabel-04", "tabel-05"},
        Ranked: {"tabel-10", "tabel-01-kommuner", "afslutningsmaade", "afvist-psykiatri"},
        Parts: {
            "kvalitet-behandlingsgaranti",
            "ventetid",
            "fastholdelse",
            "laengde",
            "kvalitet-effekt",
            "effekt-ors",
            "nye-tilbage",
        },
        Multiples: {"tabel-11", "tabel-12"},
        Flow: {"stroem"},
    }


@pytest.mark.parametrize(
    ("cells", "is_drawn"),
    [
        (THREE, True),
        ({"a": {"x": 3}, "b": {"x": 2}}, False),
        ({"a": {"x": 3}, "b": {"x": 2}, "c": {"x": None}}, False),
        ({"a": {"x": 3}, "b": {"x": 2}, "c": {"x": HIDDEN}}, False),
        ({"a": {"x": 3}, "b": {"x": 0}, "c": {"x": 0}}, True),
        ({"a": {"x": 0}, "b": {"x": 0}, "c": {"x": 0}}, False),
    ],
)
def test_there_is_no_chart_of_fewer_than_three_numbers_or_of_nothing(cells, is_drawn):
    assert (drawn(RANKED, cells).figure is not None) is is_drawn


def test_totals_and_shares_are_not_drawn():
    cells = {
        "a": {"x": 1, "y": 2, "i-alt": 3, "andel": 30},
        "b": {"x": 3, "y": 4, "i-alt": 7, "andel": 70},
        "i-alt": {"x": 4, "y": 6, "i-alt": 10},
    }
    rows = (Line("a", "A"), Line("b", "B"), Line("i-alt", "I alt", Total(("a", "b"))))
    columns = (
        Line("x", "X"),
        Line("y", "Y"),
        Line("i-alt", "I alt", Total(("x", "y"))),
        Line("andel", "Andel", ShareOfColumn("i-alt", adds_up=True)),
    )
    page = drawn(LINES, cells, layout=Layout(rows, columns))
    assert ids(page) == ["a/x", "a/y", "b/x", "b/y"]
    named = OverTime(Axes.ROWS, ("i-alt",))
    page = drawn(
        named, {**cells, "c": {"i-alt": 1}}, layout=Layout((*rows, Line("c", "C")), columns)
    )
    assert ids(page) == ["a/i-alt", "b/i-alt", "c/i-alt"]


def test_a_cell_that_is_not_in_the_table_is_not_drawn():
    page = drawn(LINES, {"a": {"x": 1, "y": 2}, "b": {"x": 3}, "c": {"x": 4, "y": 5}})
    assert ids(page) == ["a/x", "a/y", "b/x", "c/x", "c/y"]


def test_a_chart_has_a_permanent_link():
    assert drawn(RANKED, THREE, name="billede-tabel-10").select_one("#billede-tabel-10").name == (
        "figure"
    )


def test_the_words_stand_under_the_chart_and_in_it():
    page = drawn(RANKED, THREE)
    words = "Flest kom fra A (3); derefter B (2). Alle tal står i tabellen."
    assert page.figcaption.get_text() == page.svg.desc.get_text() == words


def test_the_chart_is_an_image_called_by_its_title_and_words():
    page = drawn(RANKED, THREE, title="Tabel 10. Årsager", name="billede-tabel-10")
    assert page.svg["role"] == "img"
    title, words = (page.find(id=name) for name in page.svg["aria-labelledby"].split())
    assert title.get_text() == "Tabel 10. Årsager"
    assert words is page.svg.desc


def test_ids_of_two_charts_in_a_page_are_not_the_same():
    figures = figures_of(THREE)
    made = drawing(RANKED, layout_of(figures), figures, "Titel")
    page = BeautifulSoup(drawing_html(made, "en") + drawing_html(made, "to"), "html.parser")
    found = [tag["id"] for tag in page.select("[id]")]
    assert len(found) == len(set(found)) == 6


@pytest.mark.parametrize(
    "chart", [RANKED, Multiples(), OverTime(Axes.COLUMNS), Parts(Axes.COLUMNS)]
)
def test_text_is_escaped_wherever_it_stands(chart):
    group, series = "<b>Å & Ø</b>", '"<i>Stof</i>'
    cells = {group.lower(): {"x": 7, "y": 1}, "b": {"x": 1, "y": 2}}
    rows = (Line(group.lower(), group), Line("b", "B"), Line("c", "C"))
    layout = Layout(rows, (Line("x", series), Line("y", "Y")))
    page = drawn(chart, {**cells, "c": {"x": 1, "y": 1}}, layout=layout, title='<u>T</u> & "mere"')
    assert page.select("b, i, u") == []
    texts = [mark.get_text() for mark in page.select("svg text")]
    assert group in texts or series in texts
    assert page.svg.title.get_text() == '<u>T</u> & "mere"'


def test_the_same_figures_give_the_same_bytes():
    one, other = (str(drawn(LINES, {"a": {"x": 1, "y": 2}, "b": {"x": 3}})) for _ in range(2))
    assert one == other != ""


KINDS = {
    "columns": (OverTime(Axes.ROWS, ("x",)), "x"),
    "lines": (OverTime(Axes.ROWS), "y"),
    "by size": (Ranked("x", "{}"), "x"),
    "in the table's order": (Ranked("x", "{}", by_size=False), "x"),
    "parts": (Parts(Axes.ROWS), "x"),
    "panels": (Multiples(), "y"),
}


@pytest.mark.parametrize(("chart", "column"), KINDS.values(), ids=KINDS)
def test_a_hidden_number_is_a_gap_with_its_symbol_which_tells_nothing(chart, column):
    """The picture is the same whatever is hidden, and the same as where that is not known."""
    numbers = {"a": (700, 300), "b": (900, 800), "c": (400, 600), "d": (500, 600)}
    cells = {row: dict(zip("xy", pair, strict=True)) for row, pair in numbers.items()}
    hidden = {**cells, "b": {**cells["b"], column: HIDDEN}}
    unknown = {**cells, "b": {**cells["b"], column: None}}
    one, other = (pictured(chart, found) for found in (hidden, unknown))
    assert str(one.spec).replace("'..'", "'?'") == str(other.spec)
    assert (
        one.words.replace("Skjulte tal (..)", "Ukendte tal (?)").replace(
            " af dem, der vises,", " af de kendte"
        )
        == other.words
    )
    texts = [mark.get_text() for mark in drawn(chart, hidden).select('svg [class*=" tal"] text')]
    assert texts.count("..") == 1


def test_texts_that_would_meet_stand_around_their_middle():
    assert apart([0, 10, 20], 5) == [0, 10, 20]
    assert apart([10, 10], 4) == [8, 12]
    assert apart([0, 9, 10, 11, 30], 4) == [0, 6, 10, 14, 30]
    assert apart([0, 3, 4], 4) == pytest.approx([-5 / 3, 7 / 3, 19 / 3])


def test_a_text_is_taken_for_wider_the_longer_it_is():
    assert wide("Stof", 10) == pytest.approx(20.8)
