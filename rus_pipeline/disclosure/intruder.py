"""The disclosure audit: the interval that an intruder can compute for each suppressed count.

The intruder reads public folders alone. The intruder knows the constraints between figures, that
counts are non-negative integers, that a zero is shown where an edition says that all are, and the
interval that rounding leaves of a share. The audit shares nothing with the choice of suppressions
(``suppression``) but the solver. Source: audit contract, The public edition.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
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
from rus_pipeline.disclosure.equal_counts import EqualCounts, connected_groups, content_of
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


def disclosure_audit(folders: Sequence[PublicFolder]) -> list[FeasibleInterval]:
    """Return the feasible interval of each suppressed count, fewest values first.

    The counts that a public sum adds up are suppressed, too: its constraint names them. Raises
    ContradictionError where the published figures cannot all be true.
    """
    intruder = _Intruder(folders)
    return intruder.intervals(intruder.counts)


def narrow_counts(
    folders: Sequence[PublicFolder], of: PublicFolder, asked: Callable[[str], bool], enough: int
) -> tuple[list[FeasibleInterval], int]:
    """Return the suppressed counts ``asked`` for that have fewer than ``enough`` values.

    And how many were asked for: of those that are connected with the folder ``of``. As
    ``disclosure_audit``, but no interval is computed of a count that is seen to have enough values.
    """
    return _narrow(_Intruder(folders, of), asked, enough)


def newly_narrow_counts(
    folders: Sequence[PublicFolder], of: PublicFolder, asked: Callable[[str], bool], enough: int
) -> tuple[list[FeasibleInterval], int]:
    """Return what ``narrow_counts`` does, of counts that only ``of`` tells something of.

    Where it tells nothing that the other folders do not, no count can be narrowed by it.
    """
    intruder = _Intruder(folders, of)
    intruder.leave_out_what_is_told_without(of, [one for one in folders if one is not of])
    return _narrow(intruder, asked, enough)


def _narrow(
    intruder: "_Intruder", asked: Callable[[str], bool], enough: int
) -> tuple[list[FeasibleInterval], int]:
    names = {name for name in intruder.counts if asked(name)}
    found = [cell for cell in intruder.intervals(names, enough) if cell.values < enough]
    return found, len(names)


def _told_by(folders: Iterable[PublicFolder], shown: Collection[str]) -> Constraints:
    """Return what folders say of their counts together, where these figures are shown."""
    told = [folder.constraints.where(shown.__contains__) for folder in folders]
    return Constraints(
        tuple(one for each in told for one in each.linear),
        tuple(share for each in told for share in each.shares),
    )


class _Intruder:
    """What public folders say together, by default of all their counts.

    With ``of``, of those alone that are connected with that folder's own.
    """

    def __init__(self, folders: Sequence[PublicFolder], of: PublicFolder | None = None) -> None:
        shown = {n: v for folder in folders for n, v in folder.values.items() if v is not None}
        suppressed = {
            name
            for folder in folders
            for name in folder.suppressed
            if folder.units[name] in COUNTS and name not in shown
        }
        told = _told_by(folders, shown)
        suppressed |= merged_counts(told.linear)
        equal = self._equal = EqualCounts(told.linear)
        self._shown = shown
        self._known: dict[str, int] = {}
        for name, value in shown.items():
            if self._known.setdefault(equal.representative(name), value) != value:
                other = self._known[equal.representative(name)]
                raise ContradictionError(f"{name} is {value} and {other} at once")
        self._unknown: dict[str, list[str]] = {}
        for name in sorted(suppressed):
            self._unknown.setdefault(equal.representative(name), []).append(name)
        zeros_shown, others = (
            {
                equal.representative(name)
                for folder in folders
                if folder.zeros_shown is shows
                for name in folder.values
            }
            for shows in (True, False)
        )
        self._may_be_zero = others - zeros_shown
        merged = equal.merge(told)
        _refuse_contradiction(merged, self._known)
        asked = None
        if of is not None:
            own = {*of.suppressed, *of.values, *merged_counts(of.constraints.linear)}
            asked = {equal.representative(name) for name in own}
        self._groups: list[tuple[Constraints, set[str]]] = []
        self._free = set(self._unknown) - self._known.keys()
        for group in connected_groups(merged, lambda name: name not in self._known):
            names = group.names
            self._free -= names
            if asked is None or names & asked - self._known.keys():
                self._groups.append((group, names))
        if asked is not None:
            self._free &= asked

    def leave_out_what_is_told_without(
        self, of: PublicFolder, others: Sequence[PublicFolder]
    ) -> None:
        """Leave out each group of counts of which all that is known is known without ``of``."""
        if of.zeros_shown:
            return  # that a count is not zero is told by its being suppressed
        representative = self._equal.representative
        shown = {n for other in others for n, v in other.values.items() if v is not None}
        told = _told_by(others, shown)
        merged = self._equal.merge(told)
        linear, shares = set(map(content_of, merged.linear)), set(merged.shares)
        known = set(map(representative, shown))
        equal, same = EqualCounts(told.linear), dict[str, set[str]]()
        for other in others:
            for name in (*other.values, *other.constraints.names):
                same.setdefault(representative(name), set()).add(equal.representative(name))

        def is_told(group: Constraints, names: set[str]) -> bool:
            return (
                linear.issuperset(map(content_of, group.linear))
                and shares.issuperset(group.shares)
                and known.issuperset(names & self._known.keys())
                and all(len(same.get(name, ())) == 1 for name in names)
            )

        self._groups = [
            (group, names) for group, names in self._groups if not is_told(group, names)
        ]

    @property
    def counts(self) -> list[str]:
        """Return the suppressed counts, those that are equal to one that is shown too."""
        found = self._free | (self._unknown.keys() & self._known.keys())
        found = found.union(*(names & self._unknown.keys() for _, names in self._groups))
        return [name for one in found for name in self._unknown[one]]

    def intervals(
        self, names: Collection[str], enough: int | None = None
    ) -> list[FeasibleInterval]:
        """Return the feasible intervals of these counts, fewest values first.

        A count that is seen to have ``enough`` values is left out.
        """
        asked = {one for one, own in self._unknown.items() if not set(own).isdisjoint(names)}
        found: dict[str, _Interval] = {
            one: (self._known[one], self._known[one], 1) for one in asked & self._known.keys()
        }
        found |= {one: (int(one not in self._may_be_zero), inf, inf) for one in asked & self._free}
        for group, own in self._groups:
            if asked & own - self._known.keys():
                found |= _intervals(
                    group, self._known, self._shown, self._may_be_zero, asked, enough
                )
        intervals = [
            FeasibleInterval(name, *found[one])
            for one in found
            for name in self._unknown[one]
            if name in names
        ]
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
    group: Constraints,
    known: Mapping[str, int],
    shares: Mapping[str, int],
    may_be_zero: AbstractSet[str],
    wanted: Iterable[str],
    enough: int | None,
) -> dict[str, _Interval]:
    """Return the feasible interval of each wanted count of a connected group.

    One that is seen to have ``enough`` values is left out.
    """
    names = sorted(group.names - known.keys())
    at = {name: column for column, name in enumerate(names)}
    bounds: list[tuple[float, float]] = [
        (0 if n.startswith(LATENT) or n in may_be_zero else 1, inf) for n in names
    ]
    program = LinearProgram(bounds, list(_rows(group, at, known, shares)))
    asked = sorted(at.keys() & set(wanted))
    integers = AttainableIntegers(program, (at[name] for name in asked), bounds)
    if enough is not None and asked:
        integers.find_one()
        asked = [name for name in asked if not integers.has_near(at[name], enough)]
    relaxed = {name: _relaxed_interval(program, at[name], integers) for name in asked}
    return {
        name: _integer_interval(integers, at[name], *relaxed[name])
        for name in asked
        if enough is None or not integers.at_least(at[name], enough, *relaxed[name], _TRIES)
    }


def _rows(
    group: Constraints, at: Mapping[str, int], known: Mapping[str, int], shares: Mapping[str, int]
) -> Iterator[Row]:
    """Yield the constraints and bounds of shares as rows of the columns ``at``, the unknown."""
    for terms, low, high in _bounded(group, shares):
        of_known = sum(factor * known[name] for name, factor in terms.items() if name not in at)
        unknown = {at[name]: float(factor) for name, factor in terms.items() if name in at}
        yield unknown, low - of_known, high - of_known


def _bounded(
    group: Constraints, shares: Mapping[str, int]
) -> Iterator[tuple[Mapping[str, int], int, float]]:
    """Yield terms, and the lower and upper bound of their sum."""
    for one in group.linear:
        # A constraint that holds only where nobody moved is still never below zero.
        yield one.terms, one.least, 0 if one.equal and one.exact else inf
    for share in group.shares:
        for terms, least in share_bounds(share, shares[share.figure_id]):
            yield terms, least, inf


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
