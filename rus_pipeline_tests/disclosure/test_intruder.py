"""What anybody can make of public folders: that he breaks what is hidden naively, and no more.

What belongs here: ``attack`` on folders made by hand. What does not: choosing what is hidden
(``test_suppression``), or reading folders (``test_public``).
"""

import random
from decimal import Decimal

import pytest

from rus_pipeline.disclosure.constraints import Constraint, Constraints, ContradictionError, Share
from rus_pipeline.disclosure.intruder import attack
from rus_pipeline.disclosure.public_state import PublicFolder
from rus_pipeline.figures.rounding import per_cent
from rus_pipeline_tests.disclosure.plain import SmallTable, two_way

INFINITE = float("inf")


def folder(values, ties=(), shares=(), hidden=None, units=None):
    """A public folder; what has no value is hidden, unless ``hidden`` says which is."""
    without = frozenset(name for name, value in values.items() if value is None)
    return PublicFolder(
        name="2023",
        values=values,
        hidden=without if hidden is None else frozenset(hidden),
        units=dict.fromkeys(values, "forløb") | (units or {}),
        ties=Constraints(tuple(ties), tuple(shares)),
    )


def bounds(*folders):
    return {cell.name: (cell.low, cell.high) for cell in attack(folders)}


def total(name, *parts, **more):
    return Constraint({name: -1, **dict.fromkeys(parts, 1)}, **more)


def same(one, other):
    return Constraint({one: 1, other: -1})


def test_a_hidden_count_in_a_row_with_its_total_is_broken():
    table = SmallTable({"a": 3, "b": 8, "c": 9}, {"r": ("a", "b", "c")})
    assert bounds(table.public(["a"])) == {"a": (3, 3)}


def test_two_hidden_counts_of_a_row_are_anything_that_adds_up():
    table = SmallTable({"a": 3, "b": 8, "c": 9}, {"r": ("a", "b", "c")})
    assert bounds(table.public(["a", "b"])) == {"a": (1, 10), "b": (1, 10)}


def test_a_hidden_count_that_nothing_ties_may_be_anything_but_zero():
    assert bounds(folder({"a": None})) == {"a": (1, INFINITE)}


def test_hidden_counts_without_a_shown_total_have_no_greatest_value():
    found = bounds(folder({"a": None, "b": 4, "r": None}, [total("r", "a", "b")]))
    assert found == {"a": (1, INFINITE), "r": (5, INFINITE)}


def test_two_hidden_in_every_row_and_column_of_small_numbers_give_each_other_away():
    # As none of them is zero, a + b = 3, d + e = 2, a + d = 3 and b + e = 2 have one answer.
    table = two_way([[2, 1, 9], [1, 1, 8], [7, 6, 5]])
    found = bounds(table.public(["a", "b", "d", "e"]))
    assert found == {"a": (2, 2), "b": (1, 1), "d": (1, 1), "e": (1, 1)}


#   a b C .     The first two rows less the first two columns leave C alone,
#   e f . .     though two are hidden in every row and in every column.
#   . . k l
#   . . o p
BRIDGE = two_way([[3, 4, 2, 9], [5, 6, 9, 9], [9, 9, 7, 8], [9, 9, 6, 5]])


def test_two_hidden_in_every_row_and_column_may_still_give_one_away():
    found = bounds(BRIDGE.public([*"abc", *"ef", *"kl", *"op"]))
    assert {name: cell for name, cell in found.items() if cell[0] == cell[1]} == {"c": (2, 2)}


def test_a_small_sum_of_two_hidden_counts_leaves_each_few_values():
    table = SmallTable({"a": 1, "b": 2, "c": 9}, {"r": ("a", "b", "c")})
    assert bounds(table.public(["a", "b"])) == {"a": (1, 2), "b": (1, 2)}


def test_a_count_of_no_figure_may_be_zero():
    rest = Constraint({"r": 1, "a": -1, "@rest": -1})
    assert bounds(folder({"a": None, "r": 5}, [rest])) == {"a": (1, 5)}


def test_a_part_is_no_more_than_its_whole():
    found = bounds(folder({"a": None, "r": 4}, [Constraint({"r": 1, "a": -1}, equal=False)]))
    assert found == {"a": (1, 4)}


def test_persons_who_may_have_moved_bound_their_parts_from_below_alone():
    moved = Constraint({"a": 1, "b": 1, "all": -1}, exact=False)
    assert bounds(folder({"a": None, "b": 7, "all": 9}, [moved])) == {"a": (2, INFINITE)}


def test_persons_who_may_have_moved_bound_their_sum_from_above_alone():
    moved = Constraint({"a": 1, "b": 1, "all": -1}, exact=False)
    assert bounds(folder({"a": 3, "b": 7, "all": None}, [moved])) == {"all": (1, 10)}


def test_what_is_not_a_count_is_not_attacked():
    assert bounds(folder({"kroner": None}, units={"kroner": "kr."})) == {}


def test_a_figure_that_is_not_there_is_not_attacked():
    assert bounds(folder({"a": None, "b": None}, hidden=["b"])) == {"b": (1, INFINITE)}


def test_the_narrowest_comes_first():
    table = SmallTable({"a": 3, "b": 8, "c": 9, "d": 9}, {"r": ("a", "b"), "s": ("c", "d")})
    assert [cell.name for cell in attack([table.public(["a", "b", "c"])])] == ["c", "a", "b"]


def test_how_many_values_are_left_is_told():
    table = SmallTable({"a": 3, "b": 8}, {"r": ("a", "b")})
    assert [cell.values for cell in attack([table.public(["a", "b"])])] == [10, 10]


def test_last_years_edition_gives_away_what_both_tell():
    last = folder({"2022/a": 3})
    this = folder({"2023/a-before": None}, [same("2022/a", "2023/a-before")])
    assert bounds(last, this) == {"2023/a-before": (3, 3)}


def test_last_years_total_gives_away_what_this_year_leaves_out_of_it():
    last = folder({"2022/all": 20})
    parts = {"2023/a-before": None, "2023/b-before": 17}
    this = folder(parts, [total("2022/all", *parts)])
    assert bounds(last, this) == {"2023/a-before": (3, 3)}


def test_a_release_gives_away_what_was_shown_in_it():
    release = folder({"2023-r1:b": 8})
    today = folder({"a": None, "b": None, "r": 11}, [total("r", "a", "b"), same("b", "2023-r1:b")])
    assert bounds(release, today) == {"a": (3, 3), "b": (8, 8)}


def test_a_release_whose_number_differs_tells_nothing_of_today():
    release = folder({"2023-r1:a": 4, "2023-r1:b": 8})
    today = folder({"a": None, "b": None, "r": 12}, [total("r", "a", "b")])
    assert bounds(release, today) == {"a": (1, 11), "b": (1, 11)}


def test_a_release_whose_total_differs_is_no_contradiction():
    release = folder({"2023-r1:a": None, "2023-r1:r": 9}, [total("2023-r1:r", "2023-r1:a")])
    today = folder({"a": None, "r": 12}, [total("r", "a")])
    assert bounds(release, today) == {"2023-r1:a": (9, 9), "a": (12, 12)}


@pytest.mark.parametrize(
    "public",
    [
        pytest.param(
            folder({"a": None, "b": 8, "r": 5}, [total("r", "a", "b")]), id="part-above-total"
        ),
        pytest.param(folder({"a": None, "b": 5, "r": 5}, [total("r", "a", "b")]), id="hidden-zero"),
    ],
)
def test_what_cannot_all_be_true_is_a_contradiction(public):
    with pytest.raises(ContradictionError):
        attack([public])


def test_equal_counts_with_two_numbers_are_a_contradiction():
    with pytest.raises(ContradictionError):
        attack([folder({"a": None, "r": 6, "s": 7}, [same("a", "r"), same("a", "s")])])


def test_numbers_that_are_all_shown_and_do_not_add_up_are_a_contradiction():
    with pytest.raises(ContradictionError):
        attack([folder({"a": None, "b": 3, "c": 4, "r": 9}, [total("r", "b", "c")])])


def test_halves_are_no_counts():
    # 2 a = 7: no whole number meets that.
    with pytest.raises(ContradictionError):
        attack([folder({"a": None, "r": 7}, [Constraint({"r": 1, "a": -2})])])


def by_itself(part, whole):
    return {int(per_cent(Decimal(part), Decimal(whole)))}


def to_100(part, whole):
    """Every per cent that is less than one from the exact one."""
    return {value for value in range(101) if abs(100 * part - value * whole) < whole}


SHARES = [(to_100, whole, value) for whole in (7, 40, 150) for value in (0, 5, 33, 50, 100)]
SHARES += [(by_itself, whole, value) for whole in (7, 40, 150) for value in (0, 14, 50, 100)]


@pytest.mark.parametrize(("rounding", "whole", "value"), SHARES)
def test_a_share_of_a_shown_whole_leaves_exactly_what_rounds_to_it(rounding, whole, value):
    fits = [part for part in range(1, 2 * whole) if value in rounding(part, whole)]
    share = Share("%", "a", ("r",), to_100=rounding is to_100)
    public = folder({"a": None, "r": whole, "%": value}, [], [share], units={"%": "%"})
    if fits:
        assert bounds(public) == {"a": (min(fits), max(fits))}
    else:
        with pytest.raises(ContradictionError):
            attack([public])


def test_a_share_of_a_small_whole_gives_its_part_away():
    table = SmallTable({"a": 2, "b": 38}, {"r": ("a", "b")}, {"%": ("a", ("a", "b"))})
    assert bounds(table.public(["a", "b"]))["a"] == (2, 2)


def test_a_share_that_is_hidden_gives_nothing_away():
    table = SmallTable({"a": 2, "b": 38}, {"r": ("a", "b")}, {"%": ("a", ("a", "b"))})
    assert bounds(table.public(["a", "b", "%"]))["a"] == (1, 39)


def test_a_share_of_a_shown_part_bounds_its_whole():
    # 3 is 6 % of 47 to 54.
    table = SmallTable({"a": 3, "b": 47}, {"r": ("a", "b")}, {"%": ("a", ("a", "b"))})
    assert bounds(table.public(["b", "r"]))["r"] == (47, 54)


def a_table(chance):
    a, b, c, d = (chance.choice([0, 1, 2, 3, chance.randint(1, 7)]) for _ in "abcd")
    cells = {"a": a, "b": b, "c": c, "d": d + 1}
    every = tuple(cells)
    shares = {"%a": ("a", every), "%d": ("d", every)} if chance.random() < 0.5 else {}
    sums = {"ab": ("a", "b"), "bc": ("b", "c"), "all": every}
    two = two_way([[a, b], [c, d + 1]], shares=shares)
    return chance.choice([two, SmallTable(cells, sums, shares)])


@pytest.mark.parametrize("seed", range(60))
def test_the_bounds_are_those_of_trying_every_whole_number(seed):
    chance = random.Random(seed)
    table = a_table(chance)
    numbers = {**table.counts, **table.per_cents}
    always = {"total", "all"}
    hidden = [n for n, v in numbers.items() if v and n not in always and chance.random() < 0.6]
    tried = table.left(hidden, greatest=max(table.counts.values()))
    assert bounds(table.public(hidden)) == tried
