"""Rounding: once, exactly, half away from zero; shares by largest remainder."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rus_pipeline.figures.rounding import half_away, nearest_rank, per_cent, per_cents_to_100


def numbers(*values) -> list[Decimal]:
    return [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("0.49", 0),
        ("0.50", 1),
        ("1.50", 2),
        ("2.50", 3),
        ("-0.49", 0),
        ("-0.50", -1),
        ("-2.50", -3),
        ("-107940.80", -107941),
        ("9999999999999999.50", 10000000000000000),
    ],
)
def test_half_away_from_zero(exact, rounded):
    assert half_away(Decimal(exact)) == rounded


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(1, 8, 13), (1, 3, 33), (2, 3, 67), (0, 7, 0), (7, 7, 100)]
)
def test_whole_per_cent(part, whole, share):
    assert per_cent(Decimal(part), Decimal(whole)) == share


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        ([1, 1, 1], [34, 33, 33]),
        ([1, 1, 1, 1, 1, 1], [17, 17, 17, 17, 16, 16]),
        ([1, 2, 5], [12, 25, 63]),
        ([5, 2, 1], [63, 25, 12]),
        ([0, 0, 3], [0, 0, 100]),
        ([1, 199], [0, 100]),
        ([3, 5, 8, 16, 11, 57], [3, 5, 8, 16, 11, 57]),
        ([7], [100]),
    ],
)
def test_largest_remainder(counts, shares):
    assert per_cents_to_100(numbers(*counts)) == numbers(*shares)


COUNTS = st.lists(st.integers(0, 500), min_size=1, max_size=12)


@given(COUNTS)
def test_shares_add_to_100(counts):
    assume(sum(counts))
    assert sum(per_cents_to_100(numbers(*counts))) == 100


@given(COUNTS)
def test_no_share_is_a_whole_per_cent_or_more_from_the_exact_one(counts):
    assume(sum(counts))
    for count, share in zip(counts, per_cents_to_100(numbers(*counts)), strict=True):
        assert abs(share * sum(counts) - 100 * count) < sum(counts)


@given(COUNTS)
def test_a_larger_count_never_has_a_smaller_share(counts):
    assume(sum(counts))
    shares = per_cents_to_100(numbers(*counts))
    assert [shares[i] for i in sorted(range(len(counts)), key=lambda i: (counts[i], -i))] == sorted(
        shares
    )


@pytest.mark.parametrize(
    ("count", "share", "number"),
    [(0, 50, 0), (1, 50, 1), (2, 50, 1), (3, 50, 2), (4, 25, 1), (5, 25, 2), (10, 90, 9)],
)
def test_the_number_of_a_quantile_is_rounded_up(count, share, number):
    assert nearest_rank(count, share) == number
