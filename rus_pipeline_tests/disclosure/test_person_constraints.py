"""Constraints between counts of distinct persons, on declarations made by hand.

A person is in as many parts as they have rows in, and once in the whole.
"""

from datetime import date

import pytest

from rus_pipeline.disclosure.populations import populations
from rus_pipeline.disclosure.row_constraints import row_constraints
from rus_pipeline_tests.disclosure.edition_constraints import EditionConstraints
from rus_pipeline_tests.disclosure.figures import by_id, persons, rows
from rus_pipeline_tests.raw import opened, raw_folder

BOTH = ("person", "kolonne")


@pytest.fixture
def between(tmp_path):
    center = opened(raw_folder(tmp_path)).center

    def between(*figures):
        (population,) = populations(by_id(*figures))
        return EditionConstraints(
            {}, row_constraints(population, center, date(2024, 1, 31), [], 2023)
        )

    return between


def test_equal_conditions_count_the_same_persons(between):
    found = between(persons("2023/a", aktiv=True), persons("2023/b", aktiv=True))
    assert found.adds_up({"2023/a": 1, "2023/b": -1})


def test_equivalent_conditions_count_the_same_persons(between):
    found = between(
        persons("2023/a", aktiv=True, kolonne="alkohol"),
        persons("2023/b", aktiv=True, omraade="alkohol"),
    )
    assert found.adds_up({"2023/a": 1, "2023/b": -1})


def test_persons_by_column_over_one_column_are_its_persons(between):
    found = between(
        persons("2023/a", kolonne="alkohol"), persons("2023/b", BOTH, kolonne=["alkohol"])
    )
    assert found.adds_up({"2023/a": 1, "2023/b": -1})


def test_persons_by_column_are_the_sum_over_columns(between):
    found = between(
        persons("2023/alkohol", kolonne="alkohol"),
        persons("2023/stof", kolonne="stof-voksne"),
        persons("2023/both", BOTH, kolonne=["alkohol", "stof-voksne"]),
    )
    assert found.adds_up({"2023/alkohol": 1, "2023/stof": 1, "2023/both": -1})


RAEKKER = ("faxe", "stevns", "andre-kommuner", "uoplyst")


def test_persons_by_kommune_add_up_where_nobody_moved(between):
    kommuner = [persons(f"2023/{raekke}", aktiv=True, raekke=raekke) for raekke in RAEKKER]
    found = between(persons("2023/all", aktiv=True), *kommuner)
    terms = {"2023/all": -1, **dict.fromkeys((raekke.figure_id for raekke in kommuner), 1)}
    assert found.adds_up(terms, nobody_moved=True)
    assert not found.adds_up(terms)


def test_persons_by_kommune_are_at_least_all_persons(between):
    kommuner = [persons(f"2023/{raekke}", aktiv=True, raekke=raekke) for raekke in RAEKKER]
    found = between(persons("2023/all", aktiv=True), *kommuner)
    terms = {"2023/all": -1, **dict.fromkeys((raekke.figure_id for raekke in kommuner), 1)}
    assert found.never_below_zero(terms)


def test_persons_by_kommune_are_at_least_all_persons_by_column(between):
    # One who moved from Faxe is in both kommuner, and once in the column.
    own = {"aktiv": True, "egen_behandling": True}
    by_omraade = ("person", "omraade")
    kommuner = [persons(f"2023/{raekke}", by_omraade, raekke=raekke, **own) for raekke in RAEKKER]
    columns = [persons(f"2023/{column}", omraade=column, **own) for column in ("alkohol", "stof")]
    found = between(*kommuner, *columns)
    more = dict.fromkeys((raekke.figure_id for raekke in kommuner), 1)
    less = dict.fromkeys((column.figure_id for column in columns), -1)
    assert found.never_below_zero({**more, **less})


def test_persons_are_at_most_their_rows(between):
    found = between(persons("2023/persons", aktiv=True), rows("2023/rows", aktiv=True))
    assert found.never_below_zero({"2023/rows": 1, "2023/persons": -1})


def test_persons_can_be_fewer_than_their_rows(between):
    found = between(persons("2023/persons", aktiv=True), rows("2023/rows", aktiv=True))
    assert not found.never_below_zero({"2023/persons": 1, "2023/rows": -1})


def test_persons_of_some_rows_are_at_most_those_of_all(between):
    found = between(
        persons("2023/some", aktiv=True, omraade="stof"), persons("2023/all", aktiv=True)
    )
    assert found.never_below_zero({"2023/all": 1, "2023/some": -1})


def test_parts_that_share_persons_do_not_add_up(between):
    found = between(
        persons("2023/alkohol", aktiv=True, kolonne="alkohol"),
        persons("2023/stof", aktiv=True, kolonne="stof-voksne"),
        persons("2023/unge", aktiv=True, kolonne="stof-unge"),
        persons("2023/paaroerende", aktiv=True, kolonne="paaroerende"),
        persons("2023/all", aktiv=True),
    )
    parts = dict.fromkeys(("alkohol", "stof", "unge", "paaroerende"), 1)
    terms = {f"2023/{part}": 1 for part in parts} | {"2023/all": -1}
    assert not found.adds_up(terms)
    assert found.never_below_zero(terms)
