"""A chart in words: what it tells of its bars, and what it is called."""

import pytest
from bs4 import BeautifulSoup

from rus_pipeline.figures.figure import Unit
from rus_pipeline.figures.layout import Line
from rus_pipeline.report.chart_spec import Bars
from rus_pipeline.report.charts import alternative, chart_html
from rus_pipeline_tests.report.small_charts import drawn, shown
from rus_pipeline_tests.report.test_downloads import figure


def in_words(cells, unit=Unit.COURSES):
    described = alternative(shown(cells, unit))
    return described.removesuffix(" Alle tal står i tabellen.")


def test_the_highest_and_the_lowest_are_named():
    assert in_words({"a": {"x": 7}, "b": {"x": 1234}, "c": {"x": 3}}) == (
        "X – flest: B (1.234); færrest: C (3)."
    )


def test_each_series_is_told_by_itself():
    assert in_words({"a": {"x": 7, "y": 1}, "b": {"x": 3, "y": 2}}) == (
        "X – flest: A (7); færrest: B (3). Y – flest: B (2); færrest: A (1)."
    )


def test_those_that_share_a_place_are_all_named():
    assert in_words(
        {"a": {"x": 7}, "b": {"x": 0}, "c": {"x": 7}, "d": {"x": 0}, "e": {"x": 7}}
    ) == ("X – flest: A, C og E (7); færrest: B og D (0).")


def test_when_all_are_alike_there_is_no_highest():
    assert in_words({"a": {"x": 7}, "b": {"x": 7}}) == "X – alle: A og B (7)."


def test_what_is_not_known_is_named_and_is_not_the_lowest():
    assert in_words({"a": {"x": 7}, "b": {"x": None}, "c": {"x": 3}, "d": {"x": None}}) == (
        "X – flest: A (7); færrest: C (3); ikke oplyst: B og D."
    )


def test_a_series_of_which_nothing_is_known_says_so():
    assert in_words({"a": {"x": 7, "y": None}, "b": {"x": 3, "y": None}}) == (
        "X – flest: A (7); færrest: B (3). Y – ikke oplyst."
    )


@pytest.mark.parametrize(
    ("unit", "described"),
    [
        (Unit.PERSONS, "X – flest: A (1.200); færrest: B (−3)."),
        (Unit.KRONER, "X – størst: A (1.200 kr.); mindst: B (−3 kr.)."),
        (
            Unit.PER_CENT,
            "X – højest: A (1.200\N{NO-BREAK SPACE}%); lavest: B (−3\N{NO-BREAK SPACE}%).",
        ),
    ],
)
def test_the_words_fit_the_unit(unit, described):
    assert in_words({"a": {"x": 1200}, "b": {"x": -3}}, unit) == described


def test_the_reader_is_told_where_all_the_numbers_are():
    assert alternative(shown({"a": {"x": 7}})).endswith(". Alle tal står i tabellen.")


def test_the_words_stand_under_the_chart_and_in_it():
    page = drawn(shown({"a": {"x": 7}, "b": {"x": 3}}))
    words = "X – flest: A (7); færrest: B (3). Alle tal står i tabellen."
    assert page.figcaption.get_text() == page.svg.desc.get_text() == words


def test_the_chart_is_an_image_called_by_its_title_and_words():
    page = drawn(shown({"a": {"x": 7}}), "Tabel 9. Måneder", "billede-tabel-09")
    assert page.svg["role"] == "img"
    title, words = (page.find(id=name) for name in page.svg["aria-labelledby"].split())
    assert title.get_text() == "Tabel 9. Måneder"
    assert words is page.svg.desc


def test_ids_of_two_charts_in_a_page_are_not_the_same():
    of = shown({"a": {"x": 7}})
    page = BeautifulSoup(chart_html(of, "En", "en") + chart_html(of, "To", "to"), "html.parser")
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids)) == 4


def test_text_is_escaped_wherever_it_stands():
    group, series = Line("a", "<b>Å & Ø</b>"), Line("x", '"<i>Stof</i>')
    of = Bars(Unit.COURSES, (group,), (series, Line("y", "Y")), {("a", "x"): figure("a", "x", 7)})
    page = drawn(of, title='<u>Titel</u> & "mere"')
    assert page.select("b, i, u") == []
    assert page.select_one(".role-axis-label text").get_text() == "<b>Å & Ø</b>"
    assert page.select_one(".role-legend-label text").get_text() == '"<i>Stof</i>'
    assert page.svg.title.get_text() == '<u>Titel</u> & "mere"'
    assert page.div["aria-label"] == 'Figur: <u>Titel</u> & "mere"'
    assert page.figcaption.get_text().startswith('"<i>Stof</i> – alle: <b>Å & Ø</b> (7).')
