"""The optimal choice of suppressions, on small tables."""

import random
from dataclasses import replace

import pytest

from rus_pipeline.disclosure.chosen_suppressions import SuppressionProblem
from rus_pipeline.disclosure.constraints import Constraint, Constraints
from rus_pipeline.disclosure.intruder import disclosure_audit
from rus_pipeline.disclosure.suppression import choose_suppression
from rus_pipeline_tests.disclosure.brute_force import (
    SMALLEST,
    SmallTable,
    least_cost,
    problem_cost,
    two_way,
)

#        k1  k2  k3
#  r1     3   8   9  | 20
#  r2     7  12  11  | 30
#  r3    10   9   6  | 25
#        20  29  26  | 75
THREE_BY_THREE = two_way([[3, 8, 9], [7, 12, 11], [10, 9, 6]])


def suppressed(table, **more):
    found = choose_suppression(table.problem(**more))
    assert found.disclosed == {}
    return set(found.suppressed)


def test_a_table_without_small_counts_has_no_suppression():
    assert suppressed(two_way([[5, 8], [7, 12]])) == set()


def test_a_small_count_is_suppressed():
    assert suppressed(SmallTable({"a": 4, "b": 9}, {})) == {"a"}


def test_a_count_of_the_smallest_that_may_be_shown_is_shown():
    assert suppressed(SmallTable({"a": 5, "b": 6}, {"r": ("a", "b")})) == set()


def test_a_small_count_of_a_row_needs_one_secondary_suppression():
    table = SmallTable({"a": 3, "b": 6, "c": 20}, {"r": ("a", "b", "c")})
    assert suppressed(table) == {"a", "b"}


def test_a_small_count_of_a_two_way_table_needs_three():
    assert suppressed(THREE_BY_THREE) == {"a", "c", "g", "i"}


def test_two_small_counts_with_too_few_values_need_a_third():
    # Of 1 + 2 = 3 shown, each could only be 1 or 2.
    table = SmallTable({"a": 1, "b": 2, "c": 9, "d": 30}, {"r": ("a", "b", "c", "d")})
    assert suppressed(table) == {"a", "b", "c"}


def test_two_small_counts_with_enough_values_need_no_other():
    # Of 3 + 3 = 6 shown, each can be 1 to 5.
    table = SmallTable({"a": 3, "b": 3, "c": 9}, {"r": ("a", "b", "c")})
    assert suppressed(table) == {"a", "b"}


def test_a_cell_is_suppressed_before_a_total():
    table = SmallTable({"a": 2, "b": 30}, {"r": ("a", "b")})
    assert suppressed(table) == {"a", "b"}


def test_a_total_is_suppressed_where_it_costs_less():
    table = SmallTable({"a": 2, "b": 30}, {"r": ("a", "b")})
    assert suppressed(table, costs={"r": 1}) == {"a", "r"}


def test_the_cheapest_sufficient_count_is_suppressed():
    table = SmallTable({"a": 2, "b": 9, "c": 7, "d": 8}, {"r": ("a", "b", "c", "d")})
    assert suppressed(table) == {"a", "c"}


def test_a_zero_is_never_suppressed():
    table = SmallTable({"a": 2, "b": 0, "c": 12}, {"r": ("a", "b", "c")})
    assert suppressed(table) == {"a", "c"}


def test_a_zero_protects_nothing():
    # A count with zeros alone beside it equals its total, which must be suppressed too.
    table = two_way([[2, 0], [9, 14]])
    assert suppressed(table) == {"a", "r1", "c", "r2"}


def test_a_known_total_is_not_suppressed():
    table = SmallTable({"a": 2, "b": 30}, {"r": ("a", "b")})
    assert suppressed(table, costs={"r": 1}, known=["r"]) == {"a", "b"}


PAIR = SmallTable({"a": 1, "b": 2, "c": 9}, {"pair": ("a", "b"), "all": ("a", "b", "c")})


def test_a_total_that_leaves_too_few_values_is_suppressed():
    assert suppressed(PAIR) == {"a", "b", "pair", "c"}


def test_a_known_total_that_leaves_too_few_values_discloses_its_parts():
    found = choose_suppression(PAIR.problem(known=["pair"]))
    assert found.disclosed == {"a": ("pair",), "b": ("pair",)}


def test_a_count_that_nothing_protects_comes_with_what_discloses_it():
    table = SmallTable({"a": 2, "b": 30}, {"r": ("a", "b")})
    found = choose_suppression(table.problem(known=["b", "r"]))
    assert found.disclosed == {"a": ("b", "r")}
    assert found.suppressed == {"a"}


def test_a_disclosed_count_does_not_keep_others_from_protection():
    table = SmallTable({"a": 2, "b": 30, "c": 3, "d": 7}, {"r": ("a", "b"), "s": ("c", "d")})
    found = choose_suppression(table.problem(known=["b", "r"]))
    assert set(found.disclosed) == {"a"}
    assert found.suppressed == {"a", "c", "d"}


def test_a_latent_count_protects():
    # What is left of the whole is printed nowhere: it may be zero.
    constraints = Constraints((Constraint({"whole": 1, "a": -1, "b": -1, "@rest": -1}),), ())
    counts = {"whole": 20, "a": 3, "b": 9}
    problem = SuppressionProblem(
        constraints, counts, frozenset(), dict(counts), {}, frozenset("a"), SMALLEST
    )
    assert choose_suppression(problem).suppressed == {"a"}


def test_a_part_of_a_shown_whole_is_protected_by_it():
    constraints = Constraints((Constraint({"whole": 1, "part": -1}, equal=False),), ())
    counts = {"whole": 9, "part": 4}
    problem = SuppressionProblem(
        constraints, counts, frozenset(), dict(counts), {}, frozenset({"part"}), SMALLEST
    )
    assert choose_suppression(problem).suppressed == {"part"}


def test_the_intruder_is_taken_to_know_how_far_an_inexact_constraint_is_off():
    # 3 and 7 persons are 9 together, as one of them moved.
    constraints = Constraints((Constraint({"a": 1, "b": 1, "all": -1}, exact=False),), ())
    counts = {"a": 3, "b": 7, "all": 9}
    problem = SuppressionProblem(
        constraints, counts, frozenset(), dict(counts), {}, frozenset("a"), SMALLEST
    )
    assert choose_suppression(problem).suppressed == {"a", "b"}


@pytest.mark.parametrize(
    ("cells", "known"),
    [
        # 1 of 11 is 9 %: with the other shown, 9 % is 1 alone.
        ({"a": 1, "b": 10}, ["b"]),
        # 2 of 40 is 5 %: of 40, 5 % is 2 alone.
        ({"a": 2, "b": 38}, ["r"]),
    ],
)
def test_a_share_that_discloses_a_count_is_suppressed(cells, known):
    table = SmallTable(cells, {"r": ("a", "b")}, {"%": ("a", ("a", "b"))})
    assert "%" in suppressed(table, known=known)


def test_a_share_is_shown_where_suppressing_its_counts_costs_less():
    table = SmallTable({"a": 3, "b": 6}, {"r": ("a", "b")}, {"%": ("a", ("a", "b"))})
    assert suppressed(table, costs={"%": 1000}) == {"a", "b", "r"}


def test_a_share_that_discloses_nothing_is_shown():
    # 3 of 2000 is 0 %: so are 1 to 9.
    table = SmallTable({"a": 3, "b": 1997}, {"r": ("a", "b")}, {"%": ("a", ("a", "b"))})
    assert suppressed(table) == {"a", "b"}


def test_the_same_problem_has_the_same_optimum():
    table = two_way([[3, 8, 8], [8, 12, 8], [8, 8, 8]])
    assert suppressed(table) == suppressed(table)


def a_number(chance):
    return chance.choice([0, 1, 2, 3, 4, chance.randint(0, 20), chance.randint(5, 20)])


def a_table(chance):
    """A table of two ways, of one way with totals within totals, or of totals that overlap."""
    a, b, c, d = (a_number(chance) for _ in "abcd")
    cells = {"a": a, "b": b, "c": c, "d": d}
    every = tuple(cells)
    return chance.choice(
        [
            two_way([[a, b], [c, d]]),
            SmallTable(cells, {"ab": ("a", "b"), "cd": ("c", "d"), "all": every}),
            SmallTable(cells, {"ab": ("a", "b"), "bc": ("b", "c"), "all": every}),
        ]
    )


@pytest.mark.parametrize("seed", range(60))
def test_no_choice_that_protects_costs_less(seed):
    chance = random.Random(seed)
    table = a_table(chance)
    problem = table.problem(known=[name for name in table.sums if chance.random() < 0.2])
    found = choose_suppression(problem)
    least = least_cost(table, problem, greatest=26)
    assert (least is None) == bool(found.disclosed)
    assert least is None or problem_cost(problem, found.suppressed) == least


@pytest.mark.parametrize("seed", range(40))
def test_with_shares_all_that_can_be_protected_is(seed):
    chance = random.Random(seed)
    cells = {name: a_number(chance) for name in "abc"}
    cells["c"] += 1
    every = tuple(cells)
    shares = {f"%{name}": (name, every) for name in every if chance.random() < 0.5}
    table = SmallTable(cells, {"ab": ("a", "b"), "all": every}, shares)
    problem = table.problem(known=[name for name in table.sums if chance.random() < 0.3])
    found = choose_suppression(problem)
    assert table.protects(found.suppressed, problem.primary - found.disclosed.keys(), greatest=80)
    assert not found.disclosed or least_cost(table, problem, greatest=80) is None


# The total of a and b is known to be 5, so that neither keeps five values: a may be 1 to 4.
GIVEN_UP = SmallTable({"a": 2, "b": 3, "c": 9, "d": 9}, {"ab": ("a", "b"), "ac": ("a", "c")})


def test_a_count_that_nothing_protects_keeps_the_values_it_can_have():
    found = choose_suppression(GIVEN_UP.problem(known=["ab"]))
    assert found.disclosed.keys() == {"a", "b"}
    # Were c shown with its total, a would be told.
    assert found.suppressed & {"c", "ac"}
    assert GIVEN_UP.intervals(found.suppressed, greatest=20)["a"] == (1, 4)


@pytest.mark.parametrize("seed", range(12))
def test_a_patient_search_protects_as_much(seed):
    of = random.Random(seed)
    table = two_way([[of.choice([1, 2, 3, 6, 9, 14]) for _ in range(4)] for _ in range(4)])
    best = choose_suppression(table.problem())
    soon = choose_suppression(replace(table.problem(), patience=1))
    assert soon.disclosed == best.disclosed
    cost = problem_cost(table.problem(), best.suppressed)
    assert cost <= problem_cost(table.problem(), soon.suppressed) <= 1.5 * cost
    narrow = [
        cell.name
        for cell in disclosure_audit([table.public(soon.suppressed)])
        if cell.values < SMALLEST and cell.name in table.primary
    ]
    assert set(narrow) <= soon.disclosed.keys()


def test_a_zero_is_suppressed_where_that_protects_and_it_may_be():
    table = SmallTable({"a": 4, "b": 0, "c": 30}, {"r": ("a", "b", "c")})
    problem = replace(table.problem(), least_values=4)
    assert choose_suppression(problem).suppressed == {"a", "c"}
    hides = replace(
        problem, known=frozenset(), may_be_zero=frozenset("b"), costs={**problem.costs, "b": 5}
    )
    assert choose_suppression(hides).suppressed == {"a", "b"}


def test_a_suppressed_count_that_cannot_be_zero_keeps_one_value_less():
    table = SmallTable({"a": 3, "b": 1}, {"r": ("a", "b")})
    problem = replace(table.problem(known=["r"]), primary=frozenset("a"))
    assert choose_suppression(problem).disclosed.keys() == {"a"}
    assert not choose_suppression(replace(problem, may_be_zero=frozenset("ab"))).disclosed
