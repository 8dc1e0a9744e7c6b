"""Amounts of few persons, and which others are hidden so that none can be reckoned out.

What belongs here: ``hidden_money``. What does not: counts (``test_suppression``).
"""

from itertools import combinations

import numpy as np
import pytest

from rus_pipeline.disclosure.constraints import Constraint
from rus_pipeline.disclosure.money import hidden_money

ROW = Constraint({"a": 1, "b": 1, "c": 1, "r": -1})
AMOUNTS = {"a": 100, "b": 300, "c": 200, "r": 600}


def test_no_few_no_hidden():
    assert hidden_money([ROW], AMOUNTS, []) == frozenset()


def test_an_amount_that_nothing_ties_is_hidden_alone():
    assert hidden_money([], {"a": 100, "b": 300}, ["a"]) == {"a"}


def test_the_smallest_beside_it_is_hidden_with_an_amount():
    assert hidden_money([ROW], AMOUNTS, ["a"]) == {"a", "c"}


def test_two_amounts_of_a_row_hide_each_other():
    assert hidden_money([ROW], AMOUNTS, ["a", "b"]) == {"a", "b"}


def test_an_amount_of_nothing_is_not_hidden_beside():
    assert hidden_money([ROW], {**AMOUNTS, "c": 0, "r": 400}, ["a"]) == {"a", "b"}


def test_an_amount_that_is_not_there_is_not_hidden_beside():
    amounts = {"a": 100, "b": 300, "r": 400}
    assert hidden_money([ROW], amounts, ["a"]) == {"a", "b"}


def test_a_difference_is_a_tie_as_a_sum_is():
    result = Constraint({"result": -1, "income": 1, "cost": -1})
    amounts = {"result": 50, "income": 200, "cost": 150}
    assert hidden_money([result], amounts, ["cost"]) == {"cost", "result"}


def test_what_is_hidden_beside_is_hidden_from_its_other_sum_too():
    # Where c protects a in the row, something must protect c in the column.
    column = Constraint({"c": 1, "d": 1, "e": 1, "k": -1})
    amounts = {**AMOUNTS, "d": 20, "e": 70, "k": 290}
    assert hidden_money([ROW, column], amounts, ["a"]) >= {"a", "c", "d"}


def test_an_amount_follows_from_two_sums_together():
    # a + b and a − b are shown: each follows, though two are hidden in both.
    ties = [Constraint({"a": 1, "b": 1, "sum": -1}), Constraint({"a": 1, "b": -1, "rest": -1})]
    amounts = {"a": 300, "b": 100, "sum": 400, "rest": 200}
    assert hidden_money(ties, amounts, ["a", "b"]) == {"a", "b", "rest"}


def test_of_two_equal_amounts_the_first_is_hidden():
    assert hidden_money([ROW], {**AMOUNTS, "b": 200, "r": 500}, ["a"]) == {"a", "b"}


@pytest.mark.parametrize("few", [*combinations("abcd", 2)])
def test_nothing_that_is_hidden_follows_from_a_table(few):
    ties = [
        Constraint({"a": 1, "b": 1, "r1": -1}),
        Constraint({"c": 1, "d": 1, "r2": -1}),
        Constraint({"a": 1, "c": 1, "k1": -1}),
        Constraint({"b": 1, "d": 1, "k2": -1}),
        Constraint({"r1": 1, "r2": 1, "all": -1}),
        Constraint({"k1": 1, "k2": 1, "all": -1}),
    ]
    amounts = {"a": 1, "b": 2, "c": 4, "d": 8, "r1": 3, "r2": 12, "k1": 5, "k2": 10, "all": 15}
    hidden = sorted(hidden_money(ties, amounts, few))
    matrix = np.array([[tie.terms.get(name, 0) for name in hidden] for tie in ties])
    # A change of every hidden amount that no sum shows: none of them is fixed.
    _, sizes, directions = np.linalg.svd(matrix)
    free = directions[np.sum(sizes > 1e-9) :]
    assert (np.abs(free).max(axis=0) > 1e-9).all()
