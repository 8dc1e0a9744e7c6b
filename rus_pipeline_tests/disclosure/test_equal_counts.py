"""Equal counts merged into one unknown, and unknowns split into connected groups."""

from rus_pipeline.disclosure.constraints import Constraint, Constraints, Share
from rus_pipeline.disclosure.equal_counts import EqualCounts, connected_groups


def same(one, other, **more):
    return Constraint({one: 1, other: -1}, **more)


def total(name, *parts, **more):
    return Constraint({name: -1, **dict.fromkeys(parts, 1)}, **more)


def test_equal_counts_have_one_representative():
    equal = EqualCounts([same("b", "a"), same("b", "c")])
    assert {equal.representative(name) for name in "abc"} == {"a"}


def test_equality_is_transitive_in_whatever_order():
    equal = EqualCounts([same("c", "d"), same("a", "b"), same("d", "b")])
    assert {equal.representative(name) for name in "abcd"} == {"a"}


def test_two_totals_of_the_same_counts_are_equal():
    equal = EqualCounts(
        [total("r", "a", "b"), same("b", "c"), Constraint({"s": 1, "a": -1, "c": -1})]
    )
    assert equal.representative("s") == "r"


def test_totals_of_other_counts_and_differences_are_not_equal():
    equal = EqualCounts(
        [total("r", "a", "b"), total("s", "a", "c"), Constraint({"t": 1, "a": -1, "b": 1})]
    )
    assert [equal.representative(name) for name in "rst"] == ["r", "s", "t"]


def test_a_total_of_multiples_is_not_the_total():
    equal = EqualCounts([total("r", "a", "b"), Constraint({"s": -1, "a": 2, "b": 1})])
    assert equal.representative("s") == "s"


def test_a_count_that_equals_no_other_represents_itself():
    assert EqualCounts([same("a", "b")]).representative("c") == "c"


def test_an_inequality_merges_nothing():
    assert EqualCounts([same("a", "b", equal=False)]).representative("b") == "b"


def test_an_inexact_equality_merges_nothing():
    assert EqualCounts([same("a", "b", exact=False)]).representative("b") == "b"


def test_opposite_counts_are_not_equal():
    assert EqualCounts([Constraint({"a": 1, "b": 1})]).representative("b") == "b"


def test_equal_multiples_are_not_merged():
    assert EqualCounts([Constraint({"a": 2, "b": -2})]).representative("b") == "b"


def test_a_constraint_is_rewritten_between_representatives():
    assert EqualCounts([same("a", "b")]).merge_one(total("r", "b", "c")) == total("r", "a", "c")


def test_factors_of_equal_counts_are_added():
    assert EqualCounts([same("a", "b")]).merge_one(total("r", "a", "b")) == Constraint(
        {"r": -1, "a": 2}
    )


def test_a_constraint_between_equal_counts_disappears():
    assert EqualCounts([same("a", "b")]).merge_one(same("b", "a")) is None


def test_a_rewritten_constraint_keeps_its_kind():
    constraint = total("r", "a", exact=False, equal=False)
    assert EqualCounts([]).merge_one(constraint) == constraint


def test_duplicate_constraints_are_merged_to_one():
    equal = EqualCounts([same("a", "b")])
    constraints = Constraints((total("r", "a", "c"), total("r", "b", "c")), ())
    assert equal.merge(constraints).linear == (total("r", "a", "c"),)


def test_an_exact_constraint_is_kept_beside_an_inexact_one():
    between = (total("r", "a", "c", exact=False), total("r", "a", "c"))
    assert total("r", "a", "c") in EqualCounts([]).merge(Constraints(between, ())).linear


def test_a_share_is_rewritten_between_representatives():
    share = Share("%", "b", ("b", "c"), to_100=True)
    kept = EqualCounts([same("a", "b")]).merge(Constraints((), (share,))).shares
    assert kept == (Share("%", "a", ("a", "c"), to_100=True),)


def groups(constraints, *known, shares=()):
    found = connected_groups(
        Constraints(tuple(constraints), tuple(shares)), lambda name: name not in known
    )
    return [group.linear for group in found]


FIRST, SECOND = total("r", "a", "b"), total("s", "b", "c")


def test_constraints_with_an_unknown_in_common_are_one_group():
    assert groups([FIRST, SECOND], "r", "s") == [(FIRST, SECOND)]


def test_a_known_count_connects_nothing():
    assert groups([FIRST, SECOND], "b") == [(FIRST,), (SECOND,)]


def test_constraints_are_connected_through_a_third():
    middle = same("a", "d")
    far = total("t", "d", "e")
    assert groups([FIRST, far, middle]) == [(FIRST, far, middle)]


def test_constraints_of_known_counts_are_left_out():
    assert groups([FIRST, SECOND], "r", "a", "b") == [(SECOND,)]


def test_a_share_connects_counts():
    share = Share("%", "a", ("a", "c"), to_100=False)
    (group,) = connected_groups(Constraints((FIRST, SECOND), (share,)), lambda name: name != "b")
    assert group == Constraints((FIRST, SECOND), (share,))
