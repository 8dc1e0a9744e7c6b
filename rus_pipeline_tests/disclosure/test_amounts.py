"""Suppressed amounts of money: those of few persons, and others so that none is determined."""

from itertools import combinations

import numpy as np
import pytest

from rus_pipeline.disclosure.amounts import suppressed_amounts
from rus_pipeline.disclosure.constraints import Constraint

ROW = Constraint({"a": 1, "b": 1, "c": 1, "r": -1})
AMOUNTS = {"a": 100, "b": 300, "c": 200, "r": 600}


def test_without_primary_suppressions_nothing_is_suppressed():
    assert suppressed_amounts([ROW], AMOUNTS, []) == frozenset()


def test_an_unconstrained_amount_is_suppressed_alone():
    assert suppressed_amounts([], {"a": 100, "b": 300}, ["a"]) == {"a"}


def test_the_smallest_other_amount_of_the_sum_is_suppressed_too():
    assert suppressed_amounts([ROW], AMOUNTS, ["a"]) == {"a", "c"}


def test_two_primary_amounts_of_a_sum_protect_each_other():
    assert suppressed_amounts([ROW], AMOUNTS, ["a", "b"]) == {"a", "b"}


def test_an_amount_of_zero_is_not_suppressed():
    assert suppressed_amounts([ROW], {**AMOUNTS, "c": 0, "r": 400}, ["a"]) == {"a", "b"}


def test_a_missing_amount_is_not_suppressed():
    amounts = {"a": 100, "b": 300, "r": 400}
    assert suppressed_amounts([ROW], amounts, ["a"]) == {"a", "b"}


def test_a_difference_is_a_constraint_as_a_sum_is():
    result = Constraint({"result": -1, "income": 1, "cost": -1})
    amounts = {"result": 50, "income": 200, "cost": 150}
    assert suppressed_amounts([result], amounts, ["cost"]) == {"cost", "result"}


def test_a_secondary_suppression_is_protected_in_its_other_sum_too():
    # Where c protects a in the row, something must protect c in the column.
    column = Constraint({"c": 1, "d": 1, "e": 1, "k": -1})
    amounts = {**AMOUNTS, "d": 20, "e": 70, "k": 290}
    assert suppressed_amounts([ROW, column], amounts, ["a"]) >= {"a", "c", "d"}


def test_an_amount_can_be_determined_by_two_sums_together():
    # a + b and a − b are shown: each follows, though two are suppressed in both.
    constraints = [
        Constraint({"a": 1, "b": 1, "sum": -1}),
        Constraint({"a": 1, "b": -1, "rest": -1}),
    ]
    amounts = {"a": 300, "b": 100, "sum": 400, "rest": 200}
    assert suppressed_amounts(constraints, amounts, ["a", "b"]) == {"a", "b", "rest"}


def test_of_two_equal_amounts_the_first_is_suppressed():
    assert suppressed_amounts([ROW], {**AMOUNTS, "b": 200, "r": 500}, ["a"]) == {"a", "b"}


@pytest.mark.parametrize("few", [*combinations("abcd", 2)])
def test_no_suppressed_amount_of_a_table_is_determined(few):
    constraints = [
        Constraint({"a": 1, "b": 1, "r1": -1}),
        Constraint({"c": 1, "d": 1, "r2": -1}),
        Constraint({"a": 1, "c": 1, "k1": -1}),
        Constraint({"b": 1, "d": 1, "k2": -1}),
        Constraint({"r1": 1, "r2": 1, "all": -1}),
        Constraint({"k1": 1, "k2": 1, "all": -1}),
    ]
    amounts = {"a": 1, "b": 2, "c": 4, "d": 8, "r1": 3, "r2": 12, "k1": 5, "k2": 10, "all": 15}
    suppressed = sorted(suppressed_amounts(constraints, amounts, few))
    matrix = np.array(
        [[constraint.terms.get(name, 0) for name in suppressed] for constraint in constraints]
    )
    # A change of every suppressed amount that no sum shows: none of them is fixed.
    _, sizes, directions = np.linalg.svd(matrix)
    free = directions[np.sum(sizes > 1e-9) :]
    assert (np.abs(free).max(axis=0) > 1e-9).all()
