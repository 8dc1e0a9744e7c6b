"""Figures grouped by the rows they count, and the names that editions share for one count."""

from datetime import date

import pytest

from rus_pipeline.disclosure.constraints import Constraint, Constraints
from rus_pipeline.disclosure.populations import condition_key, populations, with_file_digests
from rus_pipeline_tests.disclosure.figures import FILE, by_id, figure, persons, rows


def total(name, *parts):
    return figure(name, rule="total", parts=[(part, "addend") for part in parts])


def populations_of(*figures):
    return populations(by_id(*figures))


def test_figures_of_the_same_file_are_one_population():
    (population,) = populations_of(rows("2023/a", aktiv=True), rows("2023/b", udskrevet=True))
    assert (population.source, population.year) == ("forloeb", 2023)
    assert list(population.rows.values()) == [["2023/a"], ["2023/b"]]


def test_figures_with_equal_conditions_have_one_key():
    (population,) = populations_of(rows("2023/a", aktiv=True), rows("2023/b", aktiv=True))
    assert population.rows == {condition_key({"aktiv": True}): ["2023/a", "2023/b"]}


def test_a_figure_of_an_earlier_year_is_of_that_years_population():
    developed = rows("2023/a", "forloeb_aar", aar="2021", aktiv=True)
    (population,) = populations_of(developed)
    assert (population.source, population.year) == ("forloeb", 2021)
    assert population.rows == {condition_key({"aktiv": True}): ["2023/a"]}


def test_returns_are_a_population_of_their_own():
    (population,) = populations_of(persons("2023/a", source="tilbagevenden"))
    assert (population.source, population.year) == ("tilbagevenden", 2023)


EXTRACT_DATE = date(2024, 1, 31)


def names(*figures):
    return {
        label: ids
        for found in populations_of(*figures)
        for label, ids in found.shared_names(EXTRACT_DATE)
    }


def test_the_same_rows_have_the_same_name_in_every_edition():
    before = names(rows("2023/a", aktiv=True))
    after = names(rows("2024/b", "forloeb_aar", aar="2023", aktiv=True))
    assert before.keys() == after.keys()


@pytest.mark.parametrize(
    "other",
    [
        rows("2023/b", udskrevet=True),
        rows("2022/b", aktiv=True),
        rows("2023/b", "eksterne_forloeb", aktiv=True),
        persons("2023/b", aktiv=True),
    ],
    ids=["conditions", "year", "source", "persons"],
)
def test_other_rows_have_another_name(other):
    assert names(rows("2023/a", aktiv=True)).keys().isdisjoint(names(other))


def terms_with_digests(digests, *, label="@=forloeb/2023/2024-01-31//{}"):
    (one,) = with_file_digests(
        Constraints((Constraint({label: 1, "2023/a": -1}),), ()), digests
    ).linear
    return one.terms


def test_the_same_delivery_has_the_same_name():
    assert terms_with_digests({FILE: "x"}) == terms_with_digests(
        {FILE: "x", "2022/forloeb.csv": "y", "2023/tilskud.csv": "z"}
    )


def test_another_delivery_has_another_name():
    assert terms_with_digests({FILE: "x"}) != terms_with_digests({FILE: "y"})


def test_returns_depend_on_the_extract_of_the_year_before_too():
    label = "@=tilbagevenden/2023/2024-01-31/person/{}"
    first, second = ({FILE: "x", "2022/forloeb.csv": before} for before in "yz")
    assert terms_with_digests(first, label=label) != terms_with_digests(second, label=label)


def test_figures_keep_their_ids():
    assert terms_with_digests({FILE: "x"})["2023/a"] == -1


def test_an_extract_of_another_day_has_other_names():
    (population,) = populations_of(rows("2023/a", aktiv=True))
    first, second = (dict(population.shared_names(date(2024, 2, day))) for day in (1, 2))
    assert first.keys().isdisjoint(second)


def test_persons_and_rows_are_counted_apart():
    (population,) = populations_of(rows("2023/a", aktiv=True), persons("2023/b", aktiv=True))
    name = condition_key({"aktiv": True})
    assert population.rows == {name: ["2023/a"]}
    assert population.distinct == {("person",): {name: ["2023/b"]}}


def test_a_column_that_the_conditions_fix_is_no_part_of_the_distinct_key():
    by_column = persons("2023/a", ("person", "kolonne"), kolonne="alkohol")
    (population,) = populations_of(by_column)
    assert list(population.distinct) == [("person",)]


def test_a_total_of_row_counts_is_a_count_of_the_population():
    added = total("2023/r", "2023/a", "2023/b")
    counted = [rows("2023/a", kolonne="alkohol"), rows("2023/b", kolonne="stof-voksne")]
    (population,) = populations_of(*counted, added)
    assert population.totals == {"2023/r": ("2023/a", "2023/b")}


def test_a_total_of_person_counts_is_not():
    added = total("2023/r", "2023/a", "2023/b")
    counted = [persons("2023/a", kolonne="alkohol"), persons("2023/b", kolonne="stof-voksne")]
    (population,) = populations_of(*counted, added)
    assert population.totals == {}
