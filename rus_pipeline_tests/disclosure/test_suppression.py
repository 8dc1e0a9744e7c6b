"""Choosing what is hidden: small counts, what else they need, and that the least is lost.

What belongs here: ``choose`` on small tables. What does not: what an attacker makes of a public
folder (``test_attacker``), or where ties come from (``test_shared_rows``).
"""

import random

import pytest

from rus_pipeline.disclosure.constraints import Constraint, Constraints
from rus_pipeline.disclosure.suppression import Problem, choose
from rus_pipeline_tests.disclosure.plain import (
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


def hidden(table, **more):
    choice = choose(table.problem(**more))
    assert choice.given_away == {}
    return set(choice.hidden)


def test_a_table_without_small_counts_is_shown_whole():
    assert hidden(two_way([[5, 8], [7, 12]])) == set()


def test_a_small_count_by_itself_is_hidden():
    assert hidden(SmallTable({"a": 4, "b": 9}, {})) == {"a"}


def test_a_count_of_the_smallest_that_may_be_shown_is_shown():
    assert hidden(SmallTable({"a": 5, "b": 6}, {"r": ("a", "b")})) == set()


def test_a_small_count_takes_another_of_its_row_with_it():
    table = SmallTable({"a": 3, "b": 6, "c": 20}, {"r": ("a", "b", "c")})
    assert hidden(table) == {"a", "b"}


def test_a_small_count_in_a_table_takes_three_others_with_it():
    assert hidden(THREE_BY_THREE) == {"a", "c", "g", "i"}


def test_two_small_counts_that_leave_each_other_too_few_values_take_a_third():
    # Of 1 + 2 = 3 shown, each could only be 1 or 2.
    table = SmallTable({"a": 1, "b": 2, "c": 9, "d": 30}, {"r": ("a", "b", "c", "d")})
    assert hidden(table) == {"a", "b", "c"}


def test_small_counts_that_leave_each_other_enough_values_need_no_other():
    # Of 3 + 3 = 6 shown, each can be 1 to 5.
    table = SmallTable({"a": 3, "b": 3, "c": 9}, {"r": ("a", "b", "c")})
    assert hidden(table) == {"a", "b"}


def test_a_small_cell_goes_before_a_total():
    table = SmallTable({"a": 2, "b": 30}, {"r": ("a", "b")})
    assert hidden(table) == {"a", "b"}


def test_a_total_goes_where_it_costs_less():
    table = SmallTable({"a": 2, "b": 30}, {"r": ("a", "b")})
    assert hidden(table, costs={"r": 1}) == {"a", "r"}


def test_what_is_lost_is_the_least_of_what_would_do():
    table = SmallTable({"a": 2, "b": 9, "c": 7, "d": 8}, {"r": ("a", "b", "c", "d")})
    assert hidden(table) == {"a", "c"}


def test_a_zero_is_never_hidden():
    table = SmallTable({"a": 2, "b": 0, "c": 12}, {"r": ("a", "b", "c")})
    assert hidden(table) == {"a", "c"}


def test_a_zero_leaves_nothing_to_hide_behind():
    # StagedFolder zeros alone a count is its total, which must be hidden too.
    table = two_way([[2, 0], [9, 14]])
    assert hidden(table) == {"a", "r1", "c", "r2"}


def test_a_total_that_is_known_already_is_not_hidden():
    table = SmallTable({"a": 2, "b": 30}, {"r": ("a", "b")})
    assert hidden(table, costs={"r": 1}, known=["r"]) == {"a", "b"}


PAIR = SmallTable({"a": 1, "b": 2, "c": 9}, {"pair": ("a", "b"), "all": ("a", "b", "c")})


def test_a_total_that_is_not_known_is_hidden_where_it_leaves_too_few_values():
    assert hidden(PAIR) == {"a", "b", "pair", "c"}


def test_a_total_that_is_known_leaves_its_parts_too_few_values():
    choice = choose(PAIR.problem(known=["pair"]))
    assert choice.given_away == {"a": ("pair",), "b": ("pair",)}


def test_a_count_that_nothing_protects_is_told_with_what_gives_it_away():
    table = SmallTable({"a": 2, "b": 30}, {"r": ("a", "b")})
    choice = choose(table.problem(known=["b", "r"]))
    assert choice.given_away == {"a": ("b", "r")}
    assert choice.hidden == {"a"}


def test_what_is_given_away_does_not_keep_others_from_protection():
    table = SmallTable({"a": 2, "b": 30, "c": 3, "d": 7}, {"r": ("a", "b"), "s": ("c", "d")})
    choice = choose(table.problem(known=["b", "r"]))
    assert set(choice.given_away) == {"a"}
    assert choice.hidden == {"a", "c", "d"}


def test_a_count_of_no_figure_may_be_anything():
    # What is left of the whole is printed nowhere: it may be zero.
    ties = Constraints((Constraint({"whole": 1, "a": -1, "b": -1, "@rest": -1}),), ())
    counts = {"whole": 20, "a": 3, "b": 9}
    problem = Problem(ties, counts, frozenset(), dict(counts), {}, frozenset("a"), SMALLEST)
    assert choose(problem).hidden == {"a"}


def test_a_part_of_a_shown_whole_may_be_anything_within_it():
    ties = Constraints((Constraint({"whole": 1, "part": -1}, equal=False),), ())
    counts = {"whole": 9, "part": 4}
    problem = Problem(ties, counts, frozenset(), dict(counts), {}, frozenset({"part"}), SMALLEST)
    assert choose(problem).hidden == {"part"}


def test_a_tie_that_is_a_little_off_protects_as_if_anybody_knew_by_how_much():
    # 3 and 7 persons are 9 together, as one of them moved.
    ties = Constraints((Constraint({"a": 1, "b": 1, "all": -1}, exact=False),), ())
    counts = {"a": 3, "b": 7, "all": 9}
    problem = Problem(ties, counts, frozenset(), dict(counts), {}, frozenset("a"), SMALLEST)
    assert choose(problem).hidden == {"a", "b"}


@pytest.mark.parametrize(
    ("cells", "known"),
    [
        # 1 of 11 is 9 %: with the other shown, 9 % is 1 alone.
        ({"a": 1, "b": 10}, ["b"]),
        # 2 of 40 is 5 %: of 40, 5 % is 2 alone.
        ({"a": 2, "b": 38}, ["r"]),
    ],
)
def test_a_share_that_gives_a_count_away_is_hidden(cells, known):
    table = SmallTable(cells, {"r": ("a", "b")}, {"%": ("a", ("a", "b"))})
    assert "%" in hidden(table, known=known)


def test_a_share_stays_where_its_counts_go_at_less_cost():
    table = SmallTable({"a": 3, "b": 6}, {"r": ("a", "b")}, {"%": ("a", ("a", "b"))})
    assert hidden(table, costs={"%": 1000}) == {"a", "b", "r"}


def test_a_share_that_gives_nothing_away_is_shown():
    # 3 of 2000 is 0 %: so are 1 to 9.
    table = SmallTable({"a": 3, "b": 1997}, {"r": ("a", "b")}, {"%": ("a", ("a", "b"))})
    assert hidden(table) == {"a", "b"}


def test_the_same_problem_has_the_same_choice():
    table = two_way([[3, 8, 8], [8, 12, 8], [8, 8, 8]])
    assert hidden(table) == hidden(table)


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
def test_no_safe_choice_loses_less(seed):
    chance = random.Random(seed)
    table = a_table(chance)
    problem = table.problem(known=[name for name in table.sums if chance.random() < 0.2])
    choice = choose(problem)
    least = least_cost(table, problem, greatest=26)
    assert (least is None) == bool(choice.given_away)
    assert least is None or problem_cost(problem, choice.hidden) == least


@pytest.mark.parametrize("seed", range(40))
def test_what_is_hidden_beside_shares_protects_whatever_can_be_protected(seed):
    chance = random.Random(seed)
    cells = {name: a_number(chance) for name in "abc"}
    cells["c"] += 1
    every = tuple(cells)
    shares = {f"%{name}": (name, every) for name in every if chance.random() < 0.5}
    table = SmallTable(cells, {"ab": ("a", "b"), "all": every}, shares)
    problem = table.problem(known=[name for name in table.sums if chance.random() < 0.3])
    choice = choose(problem)
    assert table.safe(choice.hidden, problem.small - choice.given_away.keys(), greatest=80)
    assert not choice.given_away or least_cost(table, problem, greatest=80) is None
