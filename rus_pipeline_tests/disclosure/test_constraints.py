"""The ties that figures declare of themselves, and how ties are kept.

What belongs here: sums, differences and shares; the file of ties; which figures are counted of one
journal. What does not: ties that follow from conditions (``test_shared_rows``, ``test_persons``).
"""

from dataclasses import replace
from datetime import date

import pytest

from rus_pipeline.disclosure.constraints import (
    Constraint,
    Constraints,
    Share,
    composed_constraints,
    read_constraints,
    write_constraints,
    year_of,
)
from rus_pipeline.disclosure.populations import Journal, linked, name_of, populations
from rus_pipeline_tests.disclosure.figures import FILE, by_id, figure, persons, rows

A, B = figure("2023/a"), figure("2023/b")


def of(name, rule, **roles):
    parts = [(f"2023/{part}", role) for role, names in roles.items() for part in names]
    return figure(name, rule=rule, parts=parts)


def test_a_total_is_its_addends():
    total = of("2023/r", "total", addend="ab")
    ties, shares = composed_constraints(by_id(A, B, total))
    assert (ties, shares) == ([Constraint({"2023/r": -1, "2023/a": 1, "2023/b": 1})], [])


def test_a_total_is_of_the_addends_that_there_are():
    total = of("2023/r", "total", addend="ab")
    ties, _ = composed_constraints(by_id(A, replace(B, value=None), total))
    assert ties == [Constraint({"2023/r": -1, "2023/a": 1})]


def test_a_difference_is_one_less_the_other():
    rest = of("2023/r", "difference", minuend="a", subtrahend="b")
    ties, _ = composed_constraints(by_id(A, B, rest))
    assert ties == [Constraint({"2023/r": -1, "2023/a": 1, "2023/b": -1})]


@pytest.mark.parametrize(("rule", "to_100"), [("share", False), ("share-to-100", True)])
def test_a_share_is_of_one_count_in_others(rule, to_100):
    share = of("2023/r", rule, numerator="a", denominator="ab")
    ties, shares = composed_constraints(by_id(A, B, share))
    assert ties == []
    assert shares == [Share("2023/r", "2023/a", ("2023/a", "2023/b"), to_100)]


def test_a_count_declares_nothing():
    assert composed_constraints(by_id(rows("2023/a", aktiv=True))) == ([], [])


def test_ties_are_read_as_they_were_written(tmp_path):
    ties = Constraints(
        (
            Constraint({"2023/å": 1, "@x": -1}),
            Constraint({"a": 2}, equal=False),
            Constraint({"a": 1}, exact=False),
        ),
        (Share("s", "a", ("a", "b"), to_100=True), Share("t", "a", ("r",), to_100=False)),
    )
    write_constraints(tmp_path / "ties.json", ties)
    assert read_constraints(tmp_path / "ties.json") == ties


def test_no_ties_are_read_as_none(tmp_path):
    write_constraints(tmp_path / "ties.json", Constraints((), ()))
    assert read_constraints(tmp_path / "ties.json") == Constraints((), ())


@pytest.mark.parametrize("name", ["2023/tabel-01/faxe/i-alt", "2023-r1:2023/tabel-01/faxe/i-alt"])
def test_the_year_of_a_figure_is_its_editions(name):
    assert year_of(name) == 2023


def gathered(*figures):
    return populations(by_id(*figures))


def test_figures_of_the_same_file_are_of_one_journal():
    (population,) = gathered(rows("2023/a", aktiv=True), rows("2023/b", udskrevet=True))
    assert population.journal == Journal("forloeb", 2023)
    assert list(population.rows.values()) == [["2023/a"], ["2023/b"]]


def test_figures_of_the_same_rows_stand_together():
    (population,) = gathered(rows("2023/a", aktiv=True), rows("2023/b", aktiv=True))
    assert population.rows == {name_of({"aktiv": True}): ["2023/a", "2023/b"]}


def test_a_development_is_of_the_journal_of_its_year():
    developed = rows("2023/a", "forloeb_aar", aar="2021", aktiv=True)
    (population,) = gathered(developed)
    assert population.journal == Journal("forloeb", 2021)
    assert population.rows == {name_of({"aktiv": True}): ["2023/a"]}


def test_returns_are_of_no_delivered_row():
    (population,) = gathered(persons("2023/a", source="tilbagevenden"))
    assert population.journal == Journal("tilbagevenden", 2023)


DRAWN = date(2024, 1, 31)


def names(*figures):
    return {label: ids for found in gathered(*figures) for label, ids in found.labels(DRAWN)}


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


def told(digests, *, label="@=forloeb/2023/2024-01-31//{}"):
    (tie,) = linked(Constraints((Constraint({label: 1, "2023/a": -1}),), ()), digests).ties
    return tie.terms


def test_the_same_delivery_has_the_same_name():
    assert told({FILE: "x"}) == told({FILE: "x", "2022/forloeb.csv": "y", "2023/tilskud.csv": "z"})


def test_another_delivery_has_another_name():
    assert told({FILE: "x"}) != told({FILE: "y"})


def test_returns_are_of_the_year_before_too():
    label = "@=tilbagevenden/2023/2024-01-31/person/{}"
    first, second = ({FILE: "x", "2022/forloeb.csv": before} for before in "yz")
    assert told(first, label=label) != told(second, label=label)


def test_figures_keep_their_names_whatever_was_delivered():
    assert told({FILE: "x"})["2023/a"] == -1


def test_rows_of_an_extract_of_another_day_have_another_name():
    (population,) = gathered(rows("2023/a", aktiv=True))
    first, second = (dict(population.labels(date(2024, 2, day))) for day in (1, 2))
    assert first.keys().isdisjoint(second)


def test_persons_are_kept_apart_from_rows():
    (population,) = gathered(rows("2023/a", aktiv=True), persons("2023/b", aktiv=True))
    name = name_of({"aktiv": True})
    assert population.rows == {name: ["2023/a"]}
    assert population.distinct == {("person",): {name: ["2023/b"]}}


def test_what_conditions_hold_to_one_value_is_not_told_apart():
    by_column = persons("2023/a", ("person", "kolonne"), kolonne="alkohol")
    (population,) = gathered(by_column)
    assert list(population.distinct) == [("person",)]


def test_a_total_of_rows_of_one_journal_is_a_count_of_it():
    total = of("2023/r", "total", addend="ab")
    counted = [rows("2023/a", kolonne="alkohol"), rows("2023/b", kolonne="stof-voksne")]
    (population,) = gathered(*counted, total)
    assert population.totals == {"2023/r": ("2023/a", "2023/b")}


def test_a_total_of_persons_is_no_count_of_rows():
    total = of("2023/r", "total", addend="ab")
    counted = [persons("2023/a", kolonne="alkohol"), persons("2023/b", kolonne="stof-voksne")]
    (population,) = gathered(*counted, total)
    assert population.totals == {}
