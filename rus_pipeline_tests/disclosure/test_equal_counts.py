"""Counts that are one and the same, and unknowns that hang together.

What belongs here: ``Classes`` and ``together``. What does not: what is shown of them.
"""

from rus_pipeline.disclosure.constraints import Constraint, Constraints, Share
from rus_pipeline.disclosure.equal_counts import Classes, together


def same(one, other, **more):
    return Constraint({one: 1, other: -1}, **more)


def total(name, *parts, **more):
    return Constraint({name: -1, **dict.fromkeys(parts, 1)}, **more)


def test_counts_that_are_equal_are_one():
    classes = Classes([same("b", "a"), same("b", "c")])
    assert {classes.of(name) for name in "abc"} == {"a"}


def test_counts_are_equal_through_others_in_whatever_order():
    classes = Classes([same("c", "d"), same("a", "b"), same("d", "b")])
    assert {classes.of(name) for name in "abcd"} == {"a"}


def test_a_count_that_nothing_equals_is_its_own():
    assert Classes([same("a", "b")]).of("c") == "c"


def test_a_part_is_not_its_whole():
    assert Classes([same("a", "b", equal=False)]).of("b") == "b"


def test_counts_that_are_equal_where_nobody_moved_are_two():
    assert Classes([same("a", "b", exact=False)]).of("b") == "b"


def test_counts_that_add_up_to_nothing_are_two():
    assert Classes([Constraint({"a": 1, "b": 1})]).of("b") == "b"


def test_a_count_twice_another_is_not_the_other():
    assert Classes([Constraint({"a": 2, "b": -2})]).of("b") == "b"


def test_a_tie_is_told_between_classes():
    assert Classes([same("a", "b")]).tie(total("r", "b", "c")) == total("r", "a", "c")


def test_a_count_that_comes_twice_counts_twice():
    assert Classes([same("a", "b")]).tie(total("r", "a", "b")) == Constraint({"r": -1, "a": 2})


def test_a_tie_between_equals_says_nothing():
    assert Classes([same("a", "b")]).tie(same("b", "a")) is None


def test_a_tie_keeps_what_it_is():
    tie = total("r", "a", exact=False, equal=False)
    assert Classes([]).tie(tie) == tie


def test_a_tie_that_is_told_twice_is_kept_once():
    classes = Classes([same("a", "b")])
    ties = Constraints((total("r", "a", "c"), total("r", "b", "c")), ())
    assert classes.ties(ties).ties == (total("r", "a", "c"),)


def test_an_exact_tie_is_kept_beside_one_that_is_not():
    between = (total("r", "a", "c", exact=False), total("r", "a", "c"))
    assert total("r", "a", "c") in Classes([]).ties(Constraints(between, ())).ties


def test_a_share_is_told_between_classes():
    share = Share("%", "b", ("b", "c"), to_100=True)
    kept = Classes([same("a", "b")]).ties(Constraints((), (share,))).shares
    assert kept == (Share("%", "a", ("a", "c"), to_100=True),)


def groups(ties, *known, shares=()):
    found = together(Constraints(tuple(ties), tuple(shares)), lambda name: name not in known)
    return [group.ties for group in found]


FIRST, SECOND = total("r", "a", "b"), total("s", "b", "c")


def test_ties_with_an_unknown_in_common_hang_together():
    assert groups([FIRST, SECOND], "r", "s") == [(FIRST, SECOND)]


def test_what_is_known_ties_nothing_together():
    assert groups([FIRST, SECOND], "b") == [(FIRST,), (SECOND,)]


def test_ties_hang_together_through_a_third():
    middle = same("a", "d")
    far = total("t", "d", "e")
    assert groups([FIRST, far, middle]) == [(FIRST, far, middle)]


def test_ties_of_what_is_known_are_left_out():
    assert groups([FIRST, SECOND], "r", "a", "b") == [(SECOND,)]


def test_a_share_hangs_counts_together():
    share = Share("%", "a", ("a", "c"), to_100=False)
    (group,) = together(Constraints((FIRST, SECOND), (share,)), lambda name: name != "b")
    assert group == Constraints((FIRST, SECOND), (share,))
