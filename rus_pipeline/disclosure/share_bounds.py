"""The linear constraints that a published whole per cent puts on the counts behind it.

Source: counting rules, Words, andel; audit contract, The public edition.
"""

from collections.abc import Iterator, Mapping

from rus_pipeline.disclosure.constraints import Share


def share_bounds(share: Share, value: int) -> Iterator[tuple[Mapping[str, int], int]]:
    """Yield the inequalities that hold where ``share`` is published as ``value`` per cent.

    Each is (count → integer factor, least sum). A share rounded by itself, half away from zero, is
    at most half a per cent below its exact value and less than half above. One rounded so that all
    add to 100 is less than one per cent away. Counts are integers, so "less than" is "at least one
    less".
    """
    half = 1 if share.to_100 else 2
    lower, upper = (value - 1, value + 1) if share.to_100 else (2 * value - 1, 2 * value + 1)
    yield _difference(share, 100 * half, lower), 1 if share.to_100 else 0
    yield _difference(share, -100 * half, -upper), 1


def _difference(share: Share, part: int, whole: int) -> dict[str, int]:
    """Return the terms of ``part`` × numerator − ``whole`` × denominator."""
    terms = dict.fromkeys(share.whole, -whole)
    terms[share.part] = terms.get(share.part, 0) + part
    return terms
