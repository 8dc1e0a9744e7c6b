"""How counts of persons are tied, on declarations made by hand.

A person is in as many parts as he has rows in, and once in the whole. What belongs here: ties of
distinct counts. What does not: ties of rows, or the real declarations (``test_shared_rows``).
"""

from datetime import date

import pytest

from rus_pipeline.disclosure.populations import populations
from rus_pipeline.disclosure.shared_rows import shared_rows
from rus_pipeline_tests.disclosure.figures import by_id, persons, rows
from rus_pipeline_tests.disclosure.found import Found
from rus_pipeline_tests.raw import opened, raw_folder

BOTH = ("person", "kolonne")


@pytest.fixture
def tied(tmp_path):
    center = opened(raw_folder(tmp_path)).center

    def tied(*figures):
        (population,) = populations(by_id(*figures))
        return Found({}, shared_rows(population, center, date(2024, 1, 31), [], 2023))

    return tied


def test_persons_of_the_same_rows_are_the_same(tied):
    found = tied(persons("2023/a", aktiv=True), persons("2023/b", aktiv=True))
    assert found.adds_up({"2023/a": 1, "2023/b": -1})


def test_persons_of_conditions_that_say_the_same_are_the_same(tied):
    found = tied(
        persons("2023/a", aktiv=True, kolonne="alkohol"),
        persons("2023/b", aktiv=True, omraade="alkohol"),
    )
    assert found.adds_up({"2023/a": 1, "2023/b": -1})


def test_persons_by_column_of_one_column_are_its_persons(tied):
    found = tied(persons("2023/a", kolonne="alkohol"), persons("2023/b", BOTH, kolonne=["alkohol"]))
    assert found.adds_up({"2023/a": 1, "2023/b": -1})


def test_persons_by_column_are_the_sum_of_each_columns(tied):
    found = tied(
        persons("2023/alkohol", kolonne="alkohol"),
        persons("2023/stof", kolonne="stof-voksne"),
        persons("2023/both", BOTH, kolonne=["alkohol", "stof-voksne"]),
    )
    assert found.adds_up({"2023/alkohol": 1, "2023/stof": 1, "2023/both": -1})


PLACES = ("faxe", "stevns", "andre-kommuner", "uoplyst")


def test_persons_of_places_are_those_of_all_where_nobody_moved(tied):
    places = [persons(f"2023/{place}", aktiv=True, raekke=place) for place in PLACES]
    found = tied(persons("2023/all", aktiv=True), *places)
    terms = {"2023/all": -1, **dict.fromkeys((place.figure_id for place in places), 1)}
    assert found.adds_up(terms, moved=True)
    assert not found.adds_up(terms)


def test_persons_of_places_are_no_fewer_than_those_of_all(tied):
    places = [persons(f"2023/{place}", aktiv=True, raekke=place) for place in PLACES]
    found = tied(persons("2023/all", aktiv=True), *places)
    terms = {"2023/all": -1, **dict.fromkeys((place.figure_id for place in places), 1)}
    assert found.never_below_zero(terms)


def test_persons_of_places_are_no_fewer_than_those_of_all_by_column(tied):
    # One who moved from Faxe is in both places, and once in the column.
    own = {"aktiv": True, "egen_behandling": True}
    told_apart = ("person", "omraade")
    places = [persons(f"2023/{place}", told_apart, raekke=place, **own) for place in PLACES]
    columns = [persons(f"2023/{column}", omraade=column, **own) for column in ("alkohol", "stof")]
    found = tied(*places, *columns)
    more = dict.fromkeys((place.figure_id for place in places), 1)
    less = dict.fromkeys((column.figure_id for column in columns), -1)
    assert found.never_below_zero({**more, **less})


def test_persons_are_no_more_than_their_rows(tied):
    found = tied(persons("2023/persons", aktiv=True), rows("2023/rows", aktiv=True))
    assert found.never_below_zero({"2023/rows": 1, "2023/persons": -1})


def test_persons_may_be_fewer_than_their_rows(tied):
    found = tied(persons("2023/persons", aktiv=True), rows("2023/rows", aktiv=True))
    assert not found.never_below_zero({"2023/persons": 1, "2023/rows": -1})


def test_persons_of_some_rows_are_no_more_than_those_of_all(tied):
    found = tied(persons("2023/some", aktiv=True, omraade="stof"), persons("2023/all", aktiv=True))
    assert found.never_below_zero({"2023/all": 1, "2023/some": -1})


def test_persons_in_two_parts_are_not_thought_to_add_up(tied):
    found = tied(
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
