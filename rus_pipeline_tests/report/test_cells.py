"""A cell of a table in a page: its figure in Danish, and the letter of its reason."""

from dataclasses import replace
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.figure import Component, Role, Unit
from rus_pipeline.report.sheets import Heading, Row, Sheet, counted_sheet
from rus_pipeline.report.tables import table_html
from rus_pipeline_tests.figures.made import layout_of
from rus_pipeline_tests.figures.small_table import small_table
from rus_pipeline_tests.raw import opened, raw_folder
from rus_pipeline_tests.report.test_downloads import figure


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1234, Unit.COURSES, "1.234"),
        (-1234, Unit.KRONER, "−1.234"),
        (1234567, Unit.KRONER, "1.234.567"),
        (999, Unit.PERSONS, "999"),
        (92, Unit.PER_CENT, "92\N{NO-BREAK SPACE}%"),
        (0, Unit.COURSES, "-"),
        (0, Unit.PER_CENT, "-"),
        (None, Unit.COURSES, "?"),
        (None, Unit.PER_CENT, "?"),
        ("0.4", Unit.KRONER, "0"),
        ("-0.4", Unit.KRONER, "0"),
        ("-0.5", Unit.KRONER, "−1"),
    ],
)
def test_a_figure_in_a_table_is_written_in_danish(value, unit, text):
    reason = "r" if value is None else None
    cells = ((figure("a", "x", value, unit, reason=reason),),)
    sheet = Sheet("t", "Titel", "", (Heading("x", "X", numeric=True),), (Row("A", cells),))
    assert BeautifulSoup(table_html(sheet), "html.parser").td.get_text() == text


def of_reasons(*reasons):
    """Return the table of a figure that is not known for each reason, as HTML."""
    found = [figure(f"r{n}", "x", None, reason=why) for n, why in enumerate(reasons)]
    by_reason = {why: tuple(f.figure_id for f in found if f.reason == why) for why in reasons}
    rows = tuple(Row(f"R{n}", ((f,),)) for n, f in enumerate(found))
    heading = (Heading("x", "X", numeric=True),)
    sheet = Sheet("t", "Titel", "", heading, rows, ("Definition.",), by_reason)
    return BeautifulSoup(table_html(sheet), "html.parser")


def letters(table):
    return [cell.sup.get_text() for cell in table.select("td")]


def test_each_reason_has_a_letter_and_stands_under_the_table():
    table = of_reasons("ukendt", "for få.")
    assert letters(table) == ["a", "b"]
    assert [note.get_text() for note in table.select(".noter p")] == [
        "Definition.",
        "a Ukendt.",
        "b For få.",
    ]


def test_one_letter_serves_every_cell_of_a_reason():
    table = of_reasons("ukendt", "for få", "ukendt")
    assert letters(table) == ["a", "b", "a"]
    assert len(table.select(".noter p")) == 3


def test_a_letter_leads_to_its_reason():
    table = of_reasons("ukendt", "for få")
    leads = [table.find(id=link["href"][1:]).get_text() for link in table.select("td a")]
    assert leads == ["a Ukendt.", "b For få."]


def test_a_figure_without_a_reason_has_no_letter():
    known = figure("a", "x", Decimal(1))
    sheet = Sheet("t", "Titel", "", (Heading("x", "X", numeric=True),), (Row("A", ((known,),)),))
    assert BeautifulSoup(table_html(sheet), "html.parser").sup is None


def test_after_z_comes_aa():
    found = letters(of_reasons(*(f"grund {n}" for n in range(53))))
    assert found[:2] == ["a", "b"]
    assert found[25:29] == ["z", "aa", "ab", "ac"]
    assert found[51:] == ["az", "ba"]


def test_a_share_of_something_that_rounds_to_nothing_is_not_none(tmp_path):
    part, none, whole = (figure(row, "antal", n) for row, n in (("a", 1), ("b", 0), ("c", 273)))
    shares = [
        replace(
            figure(of.row_key, "andel", 0, Unit.PER_CENT),
            components=(
                Component(of.figure_id, Role.NUMERATOR),
                *(Component(one.figure_id, Role.DENOMINATOR) for one in (part, none, whole)),
            ),
        )
        for of in (part, none)
    ]
    figures = [part, none, whole, *shares]
    edition = Edition(2023, opened(raw_folder(tmp_path)).center)
    sheet = counted_sheet(small_table(), edition, layout_of(figures), figures)
    page = BeautifulSoup(table_html(sheet), "html.parser")
    assert [row.select("td")[1].get_text() for row in page.select("tbody tr")[:2]] == [
        "0\N{NO-BREAK SPACE}%",
        "-",
    ]
    assert sheet.notes[-1] == "En streg (-) er nul. 0 er mindre end en halv."
