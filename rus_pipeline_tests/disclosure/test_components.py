"""Components of suppressed counts: what one tells of a count is what the whole program tells."""

import random

import numpy as np
import pytest

from rus_pipeline.core.solver import INFINITY
from rus_pipeline.disclosure.components import Components, System, SystemRow
from rus_pipeline.disclosure.linear_program import LinearProgram


def a_row(*columns, share="", low=0, equal=True, slack=0.0):
    """Return the row that the last column is the sum of the others."""
    *parts, total = columns
    return SystemRow({**dict.fromkeys(parts, 1), total: -1}, low, equal, slack, share)


def a_system(truth, *rows):
    truth = np.array(truth, dtype=np.float64)
    lower, upper = np.minimum(truth, 1), 2 * truth + 50
    return System(rows, truth, lower, upper, range(len(truth)))


# Two sums, 0 + 1 = 2 and 3 + 4 = 5, and 2 + 5 = 6.
SUMS = a_system([3, 7, 10, 4, 6, 10, 20], a_row(0, 1, 2), a_row(3, 4, 5), a_row(2, 5, 6))


def components(system, *columns, shares=()):
    found = Components(system)
    found.choose(frozenset(columns), frozenset(shares))
    return found


def interval(found, column):
    return found.of(column).least(column).value, found.of(column).greatest(column).value


def test_suppressed_counts_of_a_sum_are_one_component():
    found = components(SUMS, 0, 1, 3, 4)
    assert found.of(0) is found.of(1)
    assert found.of(0) is not found.of(3)


def test_a_suppressed_total_connects_two_sums():
    found = components(SUMS, 0, 1, 2, 5, 3)
    assert found.of(0) is found.of(3)


def test_the_interval_is_what_the_shown_total_leaves():
    assert interval(components(SUMS, 0, 1, 3, 4), 0) == (1, 9)


def test_a_count_suppressed_alone_has_one_value():
    assert interval(components(SUMS, 0), 0) == (3, 3)


def test_a_shown_count_binds_what_it_is_added_to():
    bound = components(SUMS, 0, 1).of(0).greatest(0)
    # One more of the total shown is one more of the count; column 1 stands at its least.
    assert bound.columns == {1: 1.0, 2: -1.0}
    assert bound.rows.keys() == {0}


def test_a_suppressed_share_is_no_row():
    # The share says that the count is at least its true value.
    share = SystemRow({0: 1}, 3, equal=False, slack=0.0, share="%")
    system = a_system([3, 7, 10], a_row(0, 1, 2), share)
    assert interval(components(system, 0, 1), 0) == (3, 9)
    assert interval(components(system, 0, 1, shares=["%"]), 0) == (1, 9)


def test_a_component_of_an_earlier_choice_is_not_made_again():
    found = components(SUMS, 0, 1)
    before = found.of(0)
    found.choose(frozenset({0, 1, 3, 4}), frozenset())
    assert found.of(1) is before


def test_a_solution_shows_the_range_of_other_counts_too():
    found = components(SUMS, 0, 1)
    found.of(0).greatest(0)
    assert found.range(0) == (3, 9)
    assert found.range(1) == (1, 7)


def test_a_solution_of_an_earlier_choice_counts_where_it_is_feasible_still():
    found = components(SUMS, 0, 1, 3, 4)
    found.of(0).greatest(0)
    found.choose(frozenset({0, 1, 2, 5, 3, 4}), frozenset())
    assert found.range(0) == (3, 9)
    found.choose(frozenset({3, 4}), frozenset())
    assert found.range(0) == (3, 3)


def test_integers_between_two_solutions_are_attained():
    found = components(SUMS, 0, 1).of(0)
    assert not found.has_too_few_integers(0, 9)
    assert found.has_too_few_integers(0, 10)


def test_integers_that_no_integral_solution_has_are_not_attained():
    # Twice the first is thrice the second: 3 and 2, 6 and 4, 9 and 6, 12 and 8, …, up to 54 and 36.
    system = a_system([3, 2], SystemRow({0: 2, 1: -3}, 0, equal=True, slack=0.0, share=""))
    found = components(system, 0, 1).of(0)
    assert not found.has_too_few_integers(0, 4)
    tight = System(system.rows, system.truth, system.lower, np.array([10.0, 50.0]), (0, 1))
    assert not components(tight, 0, 1).of(0).has_too_few_integers(0, 3)
    assert components(tight, 0, 1).of(0).has_too_few_integers(0, 4)


@pytest.mark.parametrize("seed", range(20))
def test_intervals_are_those_of_the_whole_program(seed):
    chance = random.Random(seed)
    size = 5
    cells = [[chance.randint(1, 12) for _ in range(size)] for _ in range(size)]
    at = [[row * size + column for column in range(size)] for row in range(size)]
    totals = size * size
    truth = [cell for row in cells for cell in row]
    rows = []
    for line in (*at, *zip(*at, strict=True)):
        rows.append(a_row(*line, totals + len(rows)))
        truth.append(sum(truth[one] for one in line))
    system = a_system(truth, *rows)
    for _ in range(3):
        suppressed = {n for n in range(len(truth)) if chance.random() < 0.4}
        found = components(system, *suppressed)
        bounds = [
            (system.lower[n], system.upper[n]) if n in suppressed else (truth[n], truth[n])
            for n in range(len(truth))
        ]
        whole = LinearProgram(
            bounds, [({c: float(f) for c, f in r.terms.items()}, r.low, r.high) for r in rows]
        )
        for one in sorted(suppressed):
            low, high = whole.minimise({one: 1.0}), whole.minimise({one: -1.0})
            assert interval(found, one) == pytest.approx((low.value, -high.value))
            for bound in (found.of(one).least(one), found.of(one).greatest(one)):
                binding = {n for n in bound.columns if n not in suppressed}
                assert INFINITY not in map(abs, bound.columns.values())
                assert binding <= {c for row in bound.rows for c in rows[row].terms}
