"""What a whole per cent tells of the counts behind it: the interval that rounding leaves.

Source: counting rules, Words, andel; audit contract, The public edition.
"""

from collections.abc import Iterator, Mapping

from rus_pipeline.disclosure.constraints import Share


def share_rows(share: Share, value: int) -> Iterator[tuple[Mapping[str, int], int]]:
    """Yield what counts meet where the share is so many per cent: (count → factor, least sum).

    Rounded by itself, half away from zero, the exact share is at least half a per cent below and
    less than half above; rounded to 100 together, it is less than one away. Counts are whole, so
    that less than is one less at least.
    """
    half = 1 if share.to_100 else 2
    lower, upper = (value - 1, value + 1) if share.to_100 else (2 * value - 1, 2 * value + 1)
    yield _less(share, 100 * half, lower), 1 if share.to_100 else 0
    yield _less(share, -100 * half, -upper), 1


def _less(share: Share, part: int, whole: int) -> dict[str, int]:
    terms = dict.fromkeys(share.whole, -whole)
    terms[share.part] = terms.get(share.part, 0) + part
    return terms
