"""The inequalities that a published per cent gives, against every pair of small counts."""

from decimal import Decimal

import pytest

from rus_pipeline.disclosure.constraints import Share
from rus_pipeline.disclosure.share_bounds import share_bounds
from rus_pipeline.figures.rounding import per_cent, per_cents_to_100

PAIRS = [(part, whole) for whole in range(1, 41) for part in range(whole + 1)]
BY_ITSELF = Share("%", "part", ("whole",), to_100=False)
TO_100 = Share("%", "part", ("whole",), to_100=True)


def met(share, value, **counts):
    rows = share_bounds(share, value)
    return all(sum(f * counts[n] for n, f in terms.items()) >= least for terms, least in rows)


def rounded(part, whole):
    return int(per_cent(Decimal(part), Decimal(whole)))


def test_counts_meet_their_own_share():
    assert [
        (part, whole)
        for part, whole in PAIRS
        if not met(BY_ITSELF, rounded(part, whole), part=part, whole=whole)
    ] == []


def test_counts_meet_no_share_but_their_own():
    assert [
        (part, whole, value)
        for part, whole in PAIRS
        for value in range(101)
        if met(BY_ITSELF, value, part=part, whole=whole) and value != rounded(part, whole)
    ] == []


def test_counts_meet_their_own_share_to_100():
    assert [
        (part, rest)
        for part, whole in PAIRS
        for rest in range(whole - part + 1)
        for third in [whole - part - rest]
        for value, *_ in [per_cents_to_100([Decimal(part), Decimal(rest), Decimal(third)])]
        if not met(TO_100, int(value), part=part, whole=whole)
    ] == []


def test_counts_meet_no_share_to_100_that_is_a_whole_per_cent_away():
    assert [
        (part, whole, value)
        for part, whole in PAIRS
        for value in range(101)
        if met(TO_100, value, part=part, whole=whole) and abs(100 * part - value * whole) >= whole
    ] == []


@pytest.mark.parametrize(
    ("part", "whole", "value"),
    [
        (1, 8, 13),  # 12.5 is rounded up
        (1, 200, 1),  # 0.5 too
        (1, 3, 33),
        (3, 3, 100),
        (0, 3, 0),
    ],
)
def test_the_share_of_a_part_in_a_whole(part, whole, value):
    others = {value - 1, value + 1}
    assert met(BY_ITSELF, value, part=part, whole=whole)
    assert not any(met(BY_ITSELF, other, part=part, whole=whole) for other in others)


def test_a_share_to_100_may_be_either_side_of_the_exact_one():
    shares = [value for value in range(101) if met(TO_100, value, part=1, whole=3)]
    assert shares == [33, 34]


def test_a_share_to_100_that_is_exact_is_not_moved():
    shares = [value for value in range(101) if met(TO_100, value, part=1, whole=4)]
    assert shares == [25]


def test_a_whole_of_several_counts_is_their_sum():
    share = Share("%", "a", ("a", "b", "c"), to_100=False)
    assert met(share, 25, a=1, b=1, c=2)
    assert not met(share, 26, a=1, b=1, c=2)
