"""Integer programs: whether they are feasible, and which rows conflict."""

import random
from itertools import product

import pytest

from rus_pipeline.core.solver import INFINITY, Program


def program(columns, rows):
    """A program of so many variables from 0 to 5 with rows (factors, lower, upper)."""
    made = Program()
    for _ in range(columns):
        made.variable(0, 5)
    for factors, lower, upper in rows:
        made.constrain(dict(enumerate(factors)), lower, upper)
    return made


def test_a_feasible_program_has_no_conflict():
    assert program(2, [((1, 1), 7, 7), ((1, -1), 1, 1)]).conflict() is None


def test_a_conflict_names_only_the_rows_that_take_part_in_it():
    rows = [((1, 0, 0), 2, 2), ((0, 0, 1), 0, 4), ((1, 1, 0), 0, 1), ((0, 1, 1), 3, 5)]
    assert program(3, rows).conflict() == {0, 2}


def test_if_only_fractions_satisfy_the_rows_all_rows_are_the_conflict():
    assert program(2, [((2, -2), 1, 1), ((1, 1), 0, 9)]).conflict() == {0, 1}


def test_a_fractional_relaxation_may_still_have_a_whole_solution():
    # 3/2 of the first variable meets the row as well.
    assert program(2, [((2, 3), 3, 3)]).feasible()


def test_a_row_without_bounds_is_in_no_conflict():
    made = program(1, [((1,), 1, 1), ((1,), 2, 2)])
    assert made.conflict() == {0, 1}
    made.rebound(1)
    assert made.conflict() is None
    made.rebound(1, 3, INFINITY)
    assert made.conflict() == {0, 1}


def test_an_earlier_objective_has_no_effect():
    made = program(1, [((1,), 1, 3)])
    solution = made.minimise({0: -1})
    assert solution is not None
    assert solution.values == [3]
    assert made.conflict() is None


@pytest.mark.parametrize("seed", range(60))
def test_a_conflict_is_infeasible_and_no_conflict_is_feasible(seed):
    chance = random.Random(seed)
    rows = []
    for _ in range(4):
        lower = chance.randint(-4, 8)
        factors = tuple(chance.choice([-2, -1, 0, 0, 1, 2, 3]) for _ in range(3))
        rows.append((factors, lower, lower + chance.choice([0, 0, 3])))

    def met(some):
        return any(
            all(
                lo <= sum(f * v for f, v in zip(fs, values, strict=True)) <= hi
                for fs, lo, hi in some
            )
            for values in product(range(6), repeat=3)
        )

    found = program(3, rows).conflict()
    assert (found is None) == met(rows)
    assert found is None or not met([rows[row] for row in found])
