"""*Kort fortalt*: which sentences a year gets, and how each reads. Source: report contract."""

import pytest
from bs4 import BeautifulSoup

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.figure import Component, Role, Status, Unit
from rus_pipeline.report.brief import in_brief
from rus_pipeline.report.development import series_of
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.figures.made import figure_of
from rus_pipeline_tests.raw import opened, raw_folder

SPACE = "\N{NO-BREAK SPACE}"
HIDDEN = "hidden"


@pytest.fixture
def center(tmp_path):
    return opened(raw_folder(tmp_path)).center


@pytest.fixture
def told(center):
    """Return a year's sentences, of values by place for it and for the year before it."""

    def sentences(now, before=None, year=2023, unit=Unit.COURSES):
        figures = figures_of(now, year, unit)
        earlier = None if before is None else figures_of(before, year - 1, unit)
        editions = [Edition(year, center)]
        if earlier is not None:
            editions.insert(0, Edition(year - 1, center))
        known = {year: figures} | ({} if earlier is None else {year - 1: earlier})
        series = series_of(counted_tables(), editions, known)
        return in_brief(editions[-1], figures, earlier, series)

    return sentences


def figures_of(values, year, unit):
    """Return figures by id, of values by ``table/row/column``; a share names what it is of."""
    found = {}
    for place, value in values.items():
        table, row, column = place.split("/")
        share = column == "andel"
        status = Status.SUPPRESSED if value == HIDDEN else Status.OBSERVED
        figure = figure_of(
            table,
            row,
            column,
            None if value == HIDDEN else value,
            unit=Unit.PER_CENT if share else Unit.KRONER if row == "udgift" else unit,
            status=status,
            year=year,
        )
        if share:
            of = Component(f"{year}/{table}/{row}/hele", Role.DENOMINATOR)
            figure = vars(figure) | {"components": (of,)}
            figure = type(figure_of(table, row, column, 0))(**figure)
        found[figure.figure_id] = figure
    return found


def texts(sentences):
    return [sentence.text for sentence in sentences]


BEGUN = "tabel-07/forloeb/i-alt"
ENDED = "tabel-08/forloeb/i-alt"


def test_persons_are_told_with_where_they_come_from(told):
    now = {
        "tabel-01/samarbejde/i-alt": 400,
        "tabel-01/faxe/i-alt": 330,
        "tabel-01/stevns/i-alt": 70,
        "tabel-01/andre-kommuner/i-alt": 55,
    }
    assert texts(told(now, {"tabel-01/samarbejde/i-alt": 390}, year=2022)) == [
        "400 personer fra Faxe og Stevns var i behandling i 2022: 330 fra Faxe og 70 fra Stevns, 10"
        " flere end i 2021 (390); desuden kom 55 fra andre kommuner."
    ]


def test_a_municipality_of_fewer_than_twenty_is_not_named(told):
    now = {
        "tabel-01/samarbejde/i-alt": 340,
        "tabel-01/faxe/i-alt": 321,
        "tabel-01/stevns/i-alt": 19,
        "tabel-01/andre-kommuner/i-alt": 19,
    }
    assert texts(told(now)) == [
        "340 personer fra Faxe og Stevns var i behandling i 2023 (der er ingen udgave for 2022)."
    ]


def test_a_year_counted_otherwise_is_not_compared_and_it_is_said_why(told):
    (text,) = texts(told({ENDED: 274}, {ENDED: 174}))
    assert text == (
        "274 forløb sluttede (kan ikke sammenlignes med 2022: pårørende og borgere fra andre"
        " kommuner er nu talt med)."
    )


def test_what_began_and_what_ended_are_one_sentence(told):
    assert texts(told({BEGUN: 286, ENDED: 274}, {BEGUN: 290, ENDED: 300}, year=2022)) == [
        "286 forløb begyndte, 4 færre end i 2021 (290), og 274 sluttede, 26 færre end i 2021 (300)."
    ]


@pytest.mark.parametrize(
    ("now", "before", "told_as"),
    [
        (20, 23, ["20 forløb begyndte, 3 færre end i 2022 (23)."]),
        (20, 22, ["20 forløb begyndte, omtrent som i 2022 (22)."]),
        (22, 19, ["22 forløb begyndte (i 2022 under 20)."]),
        (22, HIDDEN, ["22 forløb begyndte (skjult for 2022)."]),
        (19, 30, []),
        (HIDDEN, 30, []),
    ],
)
def test_small_counts_and_changes_and_hidden_figures_are_not_spoken_of(told, now, before, told_as):
    assert texts(told({BEGUN: now}, {BEGUN: before})) == told_as


def test_shares_within_the_guarantee_are_told_where_twenty_stand_behind(told):
    table = "kvalitet-behandlingsgaranti"
    now = {
        f"{table}/alkohol/andel": 92,
        f"{table}/alkohol/hele": 20,
        f"{table}/stof/andel": 95,
        f"{table}/stof/hele": 19,
    }
    assert texts(told(now, {f"{table}/alkohol/andel": 80})) == [
        f"Inden for 14 dage efter henvendelsen kom 92{SPACE}% i alkoholbehandling, 12 procentpoint"
        f" mere end i 2022 (80{SPACE}%); tallene gælder borgere fra Faxe Kommune."
    ]


def test_money_is_told_with_the_same_table_a_year_before(told):
    now = {"tabel-05/udgift/2023": 500_000, "tabel-05/udgift/2022": 400_000}
    assert texts(told(now)) == [
        f"Ambulant behandling hos andre kostede 500.000{SPACE}kr. for stoffer, 100.000 kr. mere end"
        f" i 2022 (400.000{SPACE}kr.)."
    ]


def test_the_greatest_change_is_the_greatest_for_its_size(told):
    now = {
        "udvikling-forloeb/2023/alkohol": 130,
        "udvikling-forloeb/2022/alkohol": 100,
        "tabel-10/udeblevet/antal": 38,
    }
    assert texts(told(now, {"tabel-10/udeblevet/antal": 25})) == [
        "Den største ændring: 38 afsluttede forløb med årsagen udeblevet, 13 flere end i 2022 (25)."
    ]


def test_every_number_of_a_sentence_says_which_figure_it_is(told):
    (sentence,) = told({BEGUN: 286}, {BEGUN: 290})
    page = BeautifulSoup(sentence.html, "html.parser")
    assert page.get_text() == sentence.text
    assert [(d["value"], d["data-figur"], d.get("data-fra")) for d in page.select("data")] == [
        ("286", "2023/tabel-07/forloeb/i-alt", None),
        ("-4", "2023/tabel-07/forloeb/i-alt", "2022/tabel-07/forloeb/i-alt"),
        ("290", "2022/tabel-07/forloeb/i-alt", None),
    ]
