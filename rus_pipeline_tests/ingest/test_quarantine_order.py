"""Rules between dates, and between a date and the extract's own facts."""

from datetime import date

import pytest

from rus_pipeline_tests.ingest.checking import DISCHARGED, EMPTIED, OUT, checked, listed, row
from rus_pipeline_tests.raw import fictitious_cpr

STEMS_WITH_AN_END = ["eksterne_forloeb", "doegnophold"]
STARTS = [
    ("forloeb", "indskrivningsdato"),
    ("eksterne_forloeb", "startdato"),
    ("doegnophold", "startdato"),
]


def test_discharge_before_admission(tmp_path):
    file = checked(tmp_path, "forloeb", {**DISCHARGED, "udskrivningsdato": "28-02-2023"})
    assert listed(file) == [(2, "udskrivningsdato", "dato_raekkefoelge", OUT)]


@pytest.mark.parametrize("stem", STEMS_WITH_AN_END)
def test_end_before_start(tmp_path, stem):
    file = checked(tmp_path, stem, {"slutdato": "28-02-2023"})
    assert listed(file) == [(2, "slutdato", "dato_raekkefoelge", OUT)]


def test_contact_after_admission(tmp_path):
    file = checked(tmp_path, "forloeb", {"henvendelsesdato": "02-03-2023"})
    assert listed(file) == [(2, "henvendelsesdato", "dato_raekkefoelge", EMPTIED)]
    assert row(file)["henvendelsesdato"] is None


@pytest.mark.parametrize("column", ["behandlingsplandato", "laegesamtaledato"])
def test_plan_or_doctors_talk_before_contact(tmp_path, column):
    file = checked(tmp_path, "forloeb", {"henvendelsesdato": "01-02-2023", column: "31-01-2023"})
    assert listed(file) == [(2, column, "dato_raekkefoelge", EMPTIED)]
    assert row(file)[column] is None


@pytest.mark.parametrize("column", ["opfoelgning_1md_dato", "opfoelgning_6md_dato"])
def test_follow_up_before_discharge(tmp_path, column):
    file = checked(tmp_path, "forloeb", {**DISCHARGED, column: "31-05-2023"})
    assert listed(file) == [(2, column, "dato_raekkefoelge", EMPTIED)]
    assert row(file)[column] is None


@pytest.mark.parametrize(("stem", "start"), STARTS)
def test_birth_after_the_start(tmp_path, stem, start):
    born = {"cpr": fictitious_cpr(date(2023, 3, 2)), start: "01-03-2023"}
    assert listed(checked(tmp_path, stem, born)) == [(2, "cpr", "dato_raekkefoelge", OUT)]


def test_everything_on_one_day_is_in_order(tmp_path):
    day = "01-03-2023"
    columns = [
        "henvendelsesdato",
        "indskrivningsdato",
        "udskrivningsdato",
        "behandlingsplandato",
        "laegesamtaledato",
        "opfoelgning_1md_dato",
        "opfoelgning_6md_dato",
    ]
    born = {"cpr": fictitious_cpr(date(2023, 3, 1))}
    file = checked(tmp_path, "forloeb", {**DISCHARGED, **born, **dict.fromkeys(columns, day)})
    assert listed(file) == []


@pytest.mark.parametrize("stem", STEMS_WITH_AN_END)
def test_an_end_on_the_day_of_the_start_is_in_order(tmp_path, stem):
    assert listed(checked(tmp_path, stem, {"slutdato": "01-03-2023"})) == []


def test_a_plan_may_be_made_before_admission(tmp_path):
    days = {"henvendelsesdato": "01-02-2023", "behandlingsplandato": "15-02-2023"}
    assert listed(checked(tmp_path, "forloeb", days)) == []


@pytest.mark.parametrize(
    ("cells", "column", "rule", "action"),
    [
        (
            {"indskrivningsdato": "?", "henvendelsesdato": "01-12-2023"},
            "indskrivningsdato",
            "dato_ugyldig",
            OUT,
        ),
        (
            {"henvendelsesdato": "?", "behandlingsplandato": "01-01-2020"},
            "henvendelsesdato",
            "dato_ugyldig",
            EMPTIED,
        ),
        (
            {**DISCHARGED, "udskrivningsdato": "?", "opfoelgning_1md_dato": "01-01-2020"},
            "udskrivningsdato",
            "dato_ugyldig",
            OUT,
        ),
        (
            {"indskrivningsdato": "?", "cpr": fictitious_cpr(date(2023, 12, 1))},
            "indskrivningsdato",
            "dato_ugyldig",
            OUT,
        ),
    ],
)
def test_no_comparison_with_a_date_that_cannot_be_read(tmp_path, cells, column, rule, action):
    assert listed(checked(tmp_path, "forloeb", cells)) == [(2, column, rule, action)]


def test_a_contact_that_is_emptied_is_still_compared_with_as_delivered(tmp_path):
    # The contact is after admission and so emptied; the plan is before the contact all the same.
    days = {"henvendelsesdato": "05-03-2023", "behandlingsplandato": "04-03-2023"}
    file = checked(tmp_path, "forloeb", days)
    assert listed(file) == [
        (2, "behandlingsplandato", "dato_raekkefoelge", EMPTIED),
        (2, "henvendelsesdato", "dato_raekkefoelge", EMPTIED),
    ]


@pytest.mark.parametrize(
    ("stem", "column", "action"),
    [
        ("forloeb", "henvendelsesdato", EMPTIED),
        ("forloeb", "indskrivningsdato", OUT),
        ("forloeb", "udskrivningsdato", OUT),
        ("forloeb", "behandlingsplandato", EMPTIED),
        ("forloeb", "laegesamtaledato", EMPTIED),
        ("forloeb", "opfoelgning_1md_dato", EMPTIED),
        ("forloeb", "opfoelgning_6md_dato", EMPTIED),
        ("eksterne_forloeb", "startdato", OUT),
        ("posteringer", "bogfoeringsdato", OUT),
        ("doegnophold", "startdato", OUT),
    ],
)
def test_a_date_after_the_extract_is_in_the_future(tmp_path, stem, column, action):
    discharged = DISCHARGED if column.startswith(("udskr", "opf")) else {}
    file = checked(
        tmp_path,
        stem,
        {**discharged, column: "01-02-2024"},
        udtraek="udtrukket = 2024-01-31\nregnskabsaar = [2023, 2024]\n",
    )
    assert (2, column, "dato_fremtid", action) in listed(file)


def test_only_the_future_is_listed_of_a_future_discharge(tmp_path):
    file = checked(tmp_path, "forloeb", {**DISCHARGED, "udskrivningsdato": "01-02-2024"})
    assert listed(file) == [(2, "udskrivningsdato", "dato_fremtid", OUT)]


def test_the_day_of_the_extract_is_not_the_future(tmp_path):
    file = checked(tmp_path, "forloeb", {**DISCHARGED, "udskrivningsdato": "31-01-2024"})
    assert listed(file) == []


@pytest.mark.parametrize("stem", STEMS_WITH_AN_END)
def test_an_end_may_be_planned(tmp_path, stem):
    file = checked(tmp_path, stem, {"slutdato": "01-12-2025"})
    assert listed(file) == []
    assert row(file)["slutdato"] == date(2025, 12, 1)


def test_posting_of_a_year_that_the_extract_does_not_cover(tmp_path):
    file = checked(tmp_path, "posteringer", {"bogfoeringsdato": "31-12-2022"})
    assert listed(file) == [(2, "bogfoeringsdato", "dato_udenfor", OUT)]


def test_posting_of_a_year_that_regnskabsaar_names(tmp_path):
    facts = "udtrukket = 2024-01-31\nregnskabsaar = [2022, 2023]\n"
    file = checked(tmp_path, "posteringer", {"bogfoeringsdato": "31-12-2022"}, udtraek=facts)
    assert listed(file) == []


def test_posting_of_the_editions_year_where_regnskabsaar_does_not_name_it(tmp_path):
    facts = "udtrukket = 2024-01-31\nregnskabsaar = [2022]\n"
    file = checked(tmp_path, "posteringer", {"bogfoeringsdato": "01-01-2023"}, udtraek=facts)
    assert listed(file) == [(2, "bogfoeringsdato", "dato_udenfor", OUT)]


@pytest.mark.parametrize(("stem", "start"), STARTS)
def test_older_than_110_at_the_start(tmp_path, stem, start):
    aged = {"cpr": fictitious_cpr(date(1912, 3, 1)), start: "01-03-2023"}
    assert listed(checked(tmp_path, stem, aged)) == [(2, "cpr", "alder_urimelig", OUT)]


@pytest.mark.parametrize(("stem", "start"), STARTS)
def test_110_until_the_day_before_the_birthday(tmp_path, stem, start):
    aged = {"cpr": fictitious_cpr(date(1912, 3, 1)), start: "28-02-2023"}
    assert listed(checked(tmp_path, stem, aged)) == []


def test_no_age_without_an_admission(tmp_path):
    waiting = {"henvendelsesdato": "01-03-2023", "indskrivningsdato": ""}
    aged = {"cpr": fictitious_cpr(date(1901, 3, 1))}
    assert listed(checked(tmp_path, "forloeb", {**waiting, **aged})) == []
