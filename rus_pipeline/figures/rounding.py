"""Rounding, done once and exactly. Source: counting rules, Words, andel and money."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

_HUNDRED = 100


def half_away(value: Decimal) -> Decimal:
    """Return ``value`` as a whole number, half away from zero."""
    return value.quantize(Decimal(1), ROUND_HALF_UP)


def per_cent(part: Decimal, whole: Decimal) -> Decimal:
    """Return ``part`` of ``whole`` (above zero) as whole per cent, half away from zero."""
    return half_away(_HUNDRED * part / whole)


def nearest_rank(count: int, percent: int) -> int:
    """Return the number, in order from 1, of the value of ``count`` that is a quantile; 0 of none.

    ``count`` times ``percent`` of 100, rounded up. Source: counting rules, What else, quantile.
    """
    return (count * percent + _HUNDRED - 1) // _HUNDRED


def per_cents_to_100(counts: Sequence[Decimal]) -> list[Decimal]:
    """Return each count's whole per cent of their sum (above zero), adding to 100.

    By largest remainder; ties go to the larger count, then to the earlier one.
    """
    whole = sum(counts, Decimal(0))
    floors = [_HUNDRED * count // whole for count in counts]
    remainders = [_HUNDRED * count % whole for count in counts]
    first = sorted(range(len(counts)), key=lambda i: (-remainders[i], -counts[i], i))
    for i in first[: int(_HUNDRED - sum(floors))]:
        floors[i] += 1
    return floors
