"""The disclosure audit: its intervals are what hand-made public folders leave, no more."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from rus_pipeline.disclosure.constraints import Constraint, Constraints, ContradictionError, Share
from rus_pipeline.disclosure.intruder import disclosure_audit, narrow_counts, newly_narrow_counts
from rus_pipeline.disclosure.public_state import PublicFolder
from rus_pipeline.figures.rounding import per_cent
from rus_pipeline_tests.disclosure.brute_force import SmallTable, two_way

INFINITE = float("inf")


def folder(values, constraints=(), shares=(), suppressed=None, units=None):
    """A public folder; what has no value is suppressed, unless ``suppressed`` says which is."""
    without = frozenset(name for name, value in values.items() if value is None)
    return PublicFolder(
        name="2023",
        values=values,
        suppressed=without if suppressed is None else frozenset(suppressed),
        units=dict.fromkeys(values, "forløb") | (units or {}),
        constraints=Constraints(tuple(constraints), tuple(shares)),
    )


def bounds(*folders):
    return {interval.name: (interval.low, interval.high) for interval in disclosure_audit(folders)}


def total(name, *parts, **more):
    return Constraint({name: -1, **dict.fromkeys(parts, 1)}, **more)


def same(one, other):
    return Constraint({one: 1, other: -1})


def test_the_only_suppressed_count_of_a_row_is_disclosed_by_its_total():
    table = SmallTable({"a": 3, "b": 8, "c": 9}, {"r": ("a", "b", "c")})
    assert bounds(table.public(["a"])) == {"a": (3, 3)}


def test_two_suppressed_counts_of_a_row_can_be_all_that_adds_up():
    table = SmallTable({"a": 3, "b": 8, "c": 9}, {"r": ("a", "b", "c")})
    assert bounds(table.public(["a", "b"])) == {"a": (1, 10), "b": (1, 10)}


def test_an_unconstrained_count_can_be_anything_but_zero():
    assert bounds(folder({"a": None})) == {"a": (1, INFINITE)}


def test_without_a_shown_total_the_interval_is_unbounded():
    found = bounds(folder({"a": None, "b": 4, "r": None}, [total("r", "a", "b")]))
    assert found == {"a": (1, INFINITE), "r": (5, INFINITE)}


def test_two_suppressed_in_every_row_and_column_can_disclose_each_other():
    # As none of them is zero, a + b = 3, d + e = 2, a + d = 3 and b + e = 2 have one answer.
    table = two_way([[2, 1, 9], [1, 1, 8], [7, 6, 5]])
    found = bounds(table.public(["a", "b", "d", "e"]))
    assert found == {"a": (2, 2), "b": (1, 1), "d": (1, 1), "e": (1, 1)}


#   a b C .     The first two rows less the first two columns leave C alone,
#   e f . .     though two are suppressed in every row and in every column.
#   . . k l
#   . . o p
BRIDGE = two_way([[3, 4, 2, 9], [5, 6, 9, 9], [9, 9, 7, 8], [9, 9, 6, 5]])


def test_two_suppressed_in_every_row_and_column_can_disclose_one():
    found = bounds(BRIDGE.public([*"abc", *"ef", *"kl", *"op"]))
    assert {name: cell for name, cell in found.items() if cell[0] == cell[1]} == {"c": (2, 2)}


def test_a_small_sum_of_two_suppressed_counts_leaves_each_few_values():
    table = SmallTable({"a": 1, "b": 2, "c": 9}, {"r": ("a", "b", "c")})
    assert bounds(table.public(["a", "b"])) == {"a": (1, 2), "b": (1, 2)}


def test_a_latent_count_can_be_zero():
    rest = Constraint({"r": 1, "a": -1, "@rest": -1})
    assert bounds(folder({"a": None, "r": 5}, [rest])) == {"a": (1, 5)}


def test_a_part_is_at_most_its_whole():
    found = bounds(folder({"a": None, "r": 4}, [Constraint({"r": 1, "a": -1}, equal=False)]))
    assert found == {"a": (1, 4)}


def test_an_inexact_constraint_bounds_a_part_from_below_alone():
    moved = Constraint({"a": 1, "b": 1, "all": -1}, exact=False)
    assert bounds(folder({"a": None, "b": 7, "all": 9}, [moved])) == {"a": (2, INFINITE)}


def test_an_inexact_constraint_bounds_the_whole_from_above_alone():
    moved = Constraint({"a": 1, "b": 1, "all": -1}, exact=False)
    assert bounds(folder({"a": 3, "b": 7, "all": None}, [moved])) == {"all": (1, 10)}


def test_amounts_are_not_audited():
    assert bounds(folder({"kroner": None}, units={"kroner": "kr."})) == {}


def test_a_figure_without_a_value_that_is_not_suppressed_is_not_audited():
    assert bounds(folder({"a": None, "b": None}, suppressed=["b"])) == {"b": (1, INFINITE)}


def test_the_count_with_fewest_values_comes_first():
    table = SmallTable({"a": 3, "b": 8, "c": 9, "d": 9}, {"r": ("a", "b"), "s": ("c", "d")})
    assert [interval.name for interval in disclosure_audit([table.public(["a", "b", "c"])])] == [
        "c",
        "a",
        "b",
    ]


def test_the_number_of_feasible_values_is_returned():
    table = SmallTable({"a": 3, "b": 8}, {"r": ("a", "b")})
    assert [interval.values for interval in disclosure_audit([table.public(["a", "b"])])] == [
        10,
        10,
    ]


def test_last_years_edition_discloses_an_equal_count():
    last = folder({"2022/a": 3})
    this = folder({"2023/a-before": None}, [same("2022/a", "2023/a-before")])
    assert bounds(last, this) == {"2023/a-before": (3, 3)}


def test_last_years_total_discloses_the_only_suppressed_part():
    last = folder({"2022/all": 20})
    parts = {"2023/a-before": None, "2023/b-before": 17}
    this = folder(parts, [total("2022/all", *parts)])
    assert bounds(last, this) == {"2023/a-before": (3, 3)}


def test_a_release_discloses_what_was_shown_in_it():
    release = folder({"2023-r1:b": 8})
    today = folder({"a": None, "b": None, "r": 11}, [total("r", "a", "b"), same("b", "2023-r1:b")])
    assert bounds(release, today) == {"a": (3, 3), "b": (8, 8)}


def test_a_release_with_other_values_says_nothing_of_today():
    release = folder({"2023-r1:a": 4, "2023-r1:b": 8})
    today = folder({"a": None, "b": None, "r": 12}, [total("r", "a", "b")])
    assert bounds(release, today) == {"a": (1, 11), "b": (1, 11)}


def test_a_release_with_another_total_is_no_contradiction():
    release = folder({"2023-r1:a": None, "2023-r1:r": 9}, [total("2023-r1:r", "2023-r1:a")])
    today = folder({"a": None, "r": 12}, [total("r", "a")])
    assert bounds(release, today) == {"2023-r1:a": (9, 9), "a": (12, 12)}


@pytest.mark.parametrize(
    "public",
    [
        pytest.param(
            folder({"a": None, "b": 8, "r": 5}, [total("r", "a", "b")]), id="part-above-total"
        ),
        pytest.param(
            folder({"a": None, "b": 5, "r": 5}, [total("r", "a", "b")]), id="suppressed-zero"
        ),
    ],
)
def test_figures_that_cannot_all_be_true_are_a_contradiction(public):
    with pytest.raises(ContradictionError):
        disclosure_audit([public])


def test_equal_counts_with_two_values_are_a_contradiction():
    with pytest.raises(ContradictionError):
        disclosure_audit([folder({"a": None, "r": 6, "s": 7}, [same("a", "r"), same("a", "s")])])


def test_shown_counts_that_do_not_add_up_are_a_contradiction():
    with pytest.raises(ContradictionError):
        disclosure_audit([folder({"a": None, "b": 3, "c": 4, "r": 9}, [total("r", "b", "c")])])


def test_a_count_is_an_integer():
    # 2 a = 7: no whole number meets that.
    with pytest.raises(ContradictionError):
        disclosure_audit([folder({"a": None, "r": 7}, [Constraint({"r": 1, "a": -2})])])


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
            disclosure_audit([public])


def test_a_share_of_a_small_whole_discloses_its_part():
    table = SmallTable({"a": 2, "b": 38}, {"r": ("a", "b")}, {"%": ("a", ("a", "b"))})
    assert bounds(table.public(["a", "b"]))["a"] == (2, 2)


def test_a_suppressed_share_discloses_nothing():
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
def test_the_intervals_are_those_of_trying_every_integer(seed):
    chance = random.Random(seed)
    table = a_table(chance)
    numbers = {**table.counts, **table.per_cents}
    shown = {"total", "all"}
    suppressed = [n for n, v in numbers.items() if v and n not in shown and chance.random() < 0.6]
    tried = table.intervals(suppressed, greatest=max(table.counts.values()))
    assert bounds(table.public(suppressed)) == tried


@pytest.mark.parametrize("seed", range(8))
def test_narrow_counts_are_those_of_the_audit_with_too_few_values(seed):
    of = random.Random(seed)
    table = two_way([[of.randint(1, 9) for _ in range(3)] for _ in range(3)])
    public = table.public([name for name in table.counts if of.random() < 0.6])
    found, many = narrow_counts([public], public, lambda name: name != "a", 5)
    asked = [cell for cell in disclosure_audit([public]) if cell.name != "a"]
    assert found == [cell for cell in asked if cell.values < 5]
    assert many == len(asked)


def test_a_suppressed_count_may_be_zero_where_not_every_zero_is_shown():
    table = folder({"a": None, "b": None, "c": None, "r": 5}, [total("r", "a", "b")])
    assert bounds(replace(table, zeros_shown=False)) == {
        "a": (0, 5),
        "b": (0, 5),
        "c": (0, INFINITE),
    }


def test_a_count_equal_to_one_of_an_edition_that_shows_every_zero_is_none():
    partners = replace(
        folder({"p": None, "q": None, "r": 5}, [total("r", "p", "q"), same("p", "a")]),
        zeros_shown=False,
    )
    assert bounds(folder({"a": None}), partners) == {"a": (1, 5), "p": (1, 5), "q": (0, 4)}


# What a folder tells that the others do not. -----------------------------------------------------


def newly_narrow(folder, *others):
    partners = replace(folder, name="partner", zeros_shown=False)
    found, asked = newly_narrow_counts([partners, *others], partners, lambda _name: True, 5)
    return {cell.name: cell.values for cell in found}, asked


SUM_OF_FIVE = folder({"a": None, "b": None, "r": 5}, [total("r", "a", "b")])


def test_counts_of_which_all_is_told_without_a_folder_are_not_asked_of_it():
    assert newly_narrow(SUM_OF_FIVE, SUM_OF_FIVE) == ({}, 0)


def test_counts_that_a_constraint_is_new_of_are_asked():
    public = folder({"a": None, "b": None, "r": 5})
    assert newly_narrow(SUM_OF_FIVE, public) == ({"a": 4, "b": 4}, 2)


def test_counts_that_a_shown_count_is_new_of_are_asked():
    public = folder({"a": None, "b": None, "r": None}, [total("r", "a", "b")])
    assert newly_narrow(SUM_OF_FIVE, public) == ({"a": 4, "b": 4}, 2)


def test_counts_that_are_only_now_said_to_be_equal_are_asked():
    public = folder({"a": None, "b": None, "c": None, "r": 5}, [total("r", "a", "b")])
    partners = folder({"a": None, "c": None}, [same("a", "c")])
    assert newly_narrow(partners, public) == ({"a": 4, "b": 4, "c": 4}, 3)


def test_counts_that_a_shown_share_is_new_of_are_asked():
    halves = [Share("s", "a", ("r",), to_100=False)]
    public = folder({"a": None, "b": None, "r": 5, "s": None}, shares=halves, units={"s": "%"})
    assert newly_narrow(replace(public, values={**public.values, "s": 40}), public) == (
        {"a": 1},
        2,
    )


@pytest.mark.parametrize("seed", range(40))
def test_no_count_that_a_folder_narrows_is_left_out(seed):
    of = random.Random(seed)
    table = two_way(
        [[of.randint(1, 6) for _ in range(3)] for _ in range(3)], shares={"s": ("a", ("r1",))}
    )
    less, more = (
        table.public([name for name in (*table.counts, "s") if of.random() < 0.5]) for _ in range(2)
    )
    hidden = less.suppressed & more.suppressed
    partners = replace(more, name="partner", zeros_shown=False)
    alone = {cell.name: cell.values for cell in disclosure_audit([less])}
    found, _ = newly_narrow_counts([partners, less], partners, lambda _name: True, 5)
    both = {cell.name: cell.values for cell in disclosure_audit([partners, less])}
    narrower = {name for name in hidden & both.keys() if both[name] < min(5, alone[name])}
    assert narrower <= {cell.name for cell in found}
