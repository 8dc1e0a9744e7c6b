"""Constraints that figures declare of themselves, and how constraints are stored."""

from dataclasses import replace

import pytest

from rus_pipeline.disclosure.constraints import (
    Constraint,
    Constraints,
    Share,
    composed_constraints,
    read_constraints,
    write_constraints,
    year_of,
    zeros_are_shown,
)
from rus_pipeline_tests.disclosure.figures import by_id, figure, rows

A, B = figure("2023/a"), figure("2023/b")


def of(name, rule, **roles):
    parts = [(f"2023/{part}", role) for role, names in roles.items() for part in names]
    return figure(name, rule=rule, parts=parts)


def test_a_total_equals_the_sum_of_its_addends():
    total = of("2023/r", "total", addend="ab")
    constraints, shares = composed_constraints(by_id(A, B, total))
    assert (constraints, shares) == ([Constraint({"2023/r": -1, "2023/a": 1, "2023/b": 1})], [])


def test_an_addend_without_a_value_is_left_out():
    total = of("2023/r", "total", addend="ab")
    constraints, _ = composed_constraints(by_id(A, replace(B, value=None), total))
    assert constraints == [Constraint({"2023/r": -1, "2023/a": 1})]


def test_a_difference_equals_minuend_less_subtrahend():
    rest = of("2023/r", "difference", minuend="a", subtrahend="b")
    constraints, _ = composed_constraints(by_id(A, B, rest))
    assert constraints == [Constraint({"2023/r": -1, "2023/a": 1, "2023/b": -1})]


@pytest.mark.parametrize(("rule", "to_100"), [("share", False), ("share-to-100", True)])
def test_a_share_has_a_part_and_a_whole(rule, to_100):
    share = of("2023/r", rule, numerator="a", denominator="ab")
    constraints, shares = composed_constraints(by_id(A, B, share))
    assert constraints == []
    assert shares == [Share("2023/r", "2023/a", ("2023/a", "2023/b"), to_100)]


def test_a_counted_figure_declares_no_constraint():
    assert composed_constraints(by_id(rows("2023/a", aktiv=True))) == ([], [])


def test_constraints_are_read_as_they_were_written(tmp_path):
    constraints = Constraints(
        (
            Constraint({"2023/å": 1, "@x": -1}),
            Constraint({"a": 2}, equal=False),
            Constraint({"a": 1}, exact=False),
        ),
        (Share("s", "a", ("a", "b"), to_100=True), Share("t", "a", ("r",), to_100=False)),
    )
    write_constraints(tmp_path / "ties.json", constraints)
    assert read_constraints(tmp_path / "ties.json") == constraints


def test_an_empty_system_is_read_as_empty(tmp_path):
    write_constraints(tmp_path / "ties.json", Constraints((), ()))
    assert read_constraints(tmp_path / "ties.json") == Constraints((), ())


@pytest.mark.parametrize("name", ["2023/tabel-01/faxe/i-alt", "2023-r1:2023/tabel-01/faxe/i-alt"])
def test_the_year_of_a_figure_id_is_its_editions(name):
    assert year_of(name) == 2023


def test_an_edition_says_whether_it_shows_every_zero(tmp_path):
    path = tmp_path / "ties.json"
    some = Constraints((Constraint({"a": 1, "b": -1}),), ())
    for shows in (True, False):
        write_constraints(path, some, zeros_shown=shows)
        assert zeros_are_shown(path) is shows
        assert read_constraints(path) == some
