"""The disclosure audit: the interval that an intruder can compute for each suppressed count.

The intruder reads public folders alone. The intruder knows the constraints between figures, that
counts are non-negative integers, that a zero is always shown, and the interval that rounding leaves
of a share. The audit shares nothing with the choice of suppressions (``suppression``) but the
solver. Source: audit contract, The public edition.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf

from rus_pipeline.disclosure.attainable_integers import AttainableIntegers
from rus_pipeline.disclosure.constraints import (
    LATENT,
    MERGED,
    Constraint,
    Constraints,
    ContradictionError,
)
from rus_pipeline.disclosure.equal_counts import EqualCounts, connected_groups
from rus_pipeline.disclosure.linear_program import LinearProgram, Row
from rus_pipeline.disclosure.public_state import COUNTS, PublicFolder
from rus_pipeline.disclosure.share_bounds import share_bounds

_NEAR = 1e-6
_TRIES = 400  # so many integers of a count are tried
_COUNTED = 8  # so many attainable integers are looked for; where there are fewer, all are found

_Interval = tuple[float, float, float]
"""Least, greatest and number of values."""


@dataclass(frozen=True)
class FeasibleInterval:
    """What an intruder can compute of a suppressed count: least, greatest and number of values.

    Not every integer between them need be feasible: rounded shares leave gaps.
    """

    name: str
    low: float
    high: float
    values: float


def disclosure_audit(
    folders: Sequence[PublicFolder], of: PublicFolder | None = None
) -> list[FeasibleInterval]:
    """Return the feasible interval of each suppressed count, fewest values first.

    The counts that a public sum adds up are suppressed, too: its constraint names them. With
    ``of``, only of the counts connected with that folder's own. Raises ContradictionError where the
    published figures cannot all be true.
    """
    shown = {n: v for folder in folders for n, v in folder.values.items() if v is not None}
    suppressed = {
        name
        for folder in folders
        for name in folder.suppressed
        if folder.units[name] in COUNTS and name not in shown
    }
    linear = [
        one
        for folder in folders
        for one in folder.constraints.linear
        if not one.of or one.of in shown
    ]
    suppressed |= merged_counts(linear)
    shares = [s for folder in folders for s in folder.constraints.shares if s.figure_id in shown]
    equal = EqualCounts(linear)
    known: dict[str, int] = {}
    for name, value in shown.items():
        if known.setdefault(equal.representative(name), value) != value:
            other = known[equal.representative(name)]
            raise ContradictionError(f"{name} is {value} and {other} at once")
    unknown: dict[str, list[str]] = {}
    for name in sorted(suppressed):
        unknown.setdefault(equal.representative(name), []).append(name)
    found: dict[str, _Interval] = {c: (known[c], known[c], 1) for c in unknown if c in known}
    merged = equal.merge(Constraints(tuple(linear), tuple(shares)))
    _refuse_contradiction(merged, known)
    asked = None
    if of is not None:
        own = {*of.suppressed, *of.values, *merged_counts(of.constraints.linear)}
        asked = {equal.representative(name) for name in own}
    unconstrained = set(unknown)
    for group in connected_groups(merged, lambda name: name not in known):
        names = group.names
        unconstrained -= names
        if asked is None or names & asked - known.keys():
            found |= _intervals(group, known, shown, unknown.keys())
    found |= {
        one: (1, inf, inf) for one in unconstrained - known.keys() if asked is None or one in asked
    }
    intervals = [FeasibleInterval(name, *found[one]) for one in found for name in unknown[one]]
    return sorted(intervals, key=lambda interval: (interval.values, interval.name))


def merged_counts(linear: Iterable[Constraint]) -> set[str]:
    """Return the counts among those of constraints that a public sum adds up."""
    return {name for one in linear for name in one.terms if name.startswith(MERGED)}


def _refuse_contradiction(constraints: Constraints, known: Mapping[str, int]) -> None:
    """Raise ContradictionError where counts that are all shown break a constraint."""
    for one in constraints.linear:
        if one.terms.keys() <= known.keys():
            total = sum(factor * known[name] for name, factor in one.terms.items())
            if total < one.least or (total and one.equal and one.exact):
                names = ", ".join(one.terms)
                raise ContradictionError(f"{names} do not add up")


def _intervals(
    group: Constraints, known: Mapping[str, int], shares: Mapping[str, int], wanted: Iterable[str]
) -> dict[str, _Interval]:
    """Return the feasible interval of each wanted count of a connected group."""
    names = sorted(group.names)
    at = {name: column for column, name in enumerate(names)}
    bounds: list[tuple[float, float]] = [
        (known[n], known[n]) if n in known else (0 if n.startswith(LATENT) else 1, inf)
        for n in names
    ]
    program = LinearProgram(bounds, list(_rows(group, at, shares)))
    asked = sorted(at.keys() & set(wanted))
    integers = AttainableIntegers(program, (at[name] for name in asked), bounds)
    relaxed = {name: _relaxed_interval(program, at[name], integers) for name in asked}
    return {name: _integer_interval(integers, at[name], *relaxed[name]) for name in asked}


def _rows(group: Constraints, at: Mapping[str, int], shares: Mapping[str, int]) -> Iterator[Row]:
    for one in group.linear:
        # A constraint that holds only where nobody moved is still never below zero.
        high = 0 if one.equal and one.exact else inf
        yield {at[n]: float(f) for n, f in one.terms.items()}, one.least, high
    for share in group.shares:
        for terms, least in share_bounds(share, shares[share.figure_id]):
            yield {at[n]: float(f) for n, f in terms.items()}, least, inf


def _relaxed_interval(
    program: LinearProgram, column: int, integers: AttainableIntegers
) -> tuple[float, float]:
    """Return the least and greatest value of a column over real numbers."""
    low, high = program.minimise({column: 1.0}), program.minimise({column: -1.0})
    if low is None or high is None:
        raise ContradictionError("what is public cannot all be true together")
    integers.add(low.columns)
    integers.add(high.columns)
    return low.value, -high.value


def _integer_interval(
    integers: AttainableIntegers, column: int, low: float, high: float
) -> _Interval:
    """Return the feasible interval over integers, given the one over real numbers."""
    least, greatest = ceil(low - _NEAR), high if high == inf else floor(high + _NEAR)
    many = integers.at_least(column, _COUNTED, low, high, _TRIES)
    if many or greatest - least > _TRIES:
        return least, greatest, greatest - least + 1
    attained = integers.attained(column)
    if not attained:
        raise ContradictionError("no whole number is what is public")
    return min(attained), max(attained), len(attained)
