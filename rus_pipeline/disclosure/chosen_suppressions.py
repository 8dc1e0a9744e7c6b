"""What the intruder can compute under one choice of suppressions after another.

The intruder's linear program of a group of counts. Its answers are those of ``components``; its
duals say what suppressing another name could add to a count's interval. ``suppression`` asks it.
Source: audit contract, The public edition.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor

import numpy as np

from rus_pipeline.core.solver import INFINITY
from rus_pipeline.disclosure.components import Bound, Component, Components, System, SystemRow
from rus_pipeline.disclosure.constraints import LATENT, Constraints, ContradictionError
from rus_pipeline.disclosure.linear_program import LinearProgram
from rus_pipeline.disclosure.share_bounds import share_bounds

_TINY = 1e-7
NEAR = 1e-5
"""What is nearer to a number than this is taken to be it."""
_ROOM = 50  # how far above its value a suppressed count is followed


@dataclass(frozen=True)
class SuppressionProblem:
    """One connected group of counts in which primary suppressions must be protected.

    ``counts`` are the true values and ``shares`` those of the shares. ``known`` counts are shown
    whatever is chosen. ``costs`` maps each count or share that may be shown or suppressed to the
    cost of suppressing it. ``primary`` are the counts to protect: each must keep at least
    ``least_values`` feasible values. Every other count is suppressed whatever is chosen. A
    suppressed count is above zero, but for those that ``may_be_zero``. After
    ``patience`` rounds what is chosen stays so, and more is added; the choice is then searched for
    a cheaper one in the same way, and need not be the cheapest.
    """

    constraints: Constraints
    counts: Mapping[str, int]
    known: frozenset[str]
    costs: Mapping[str, int]
    shares: Mapping[str, int]
    primary: frozenset[str]
    least_values: int
    may_be_zero: frozenset[str] = frozenset()
    patience: int | None = None


@dataclass(frozen=True)
class Interval:
    """A count's feasible interval over real numbers, with what holds its two bounds."""

    low: float
    high: float
    bounds: tuple[Bound, Bound]

    @property
    def values(self) -> int:
        """Return how many integers there are; ``sys.maxsize`` where the interval is unbounded."""
        return _integers_between(self.low, self.high)


class ChosenSuppressions:
    """The intruder's linear program, under one choice of suppressions after another.

    ``suppress`` must be called before any question is asked.
    """

    def __init__(self, problem: SuppressionProblem) -> None:
        self._problem = problem
        self._names = sorted(problem.constraints.names | problem.primary)
        self._at = {name: column for column, name in enumerate(self._names)}
        self._system = self._true_system(self._rows())
        self._components = Components(self._system)
        may_be_shown = problem.costs.keys() | problem.known
        self._always = frozenset(self._at[n] for n in self._names if n not in may_be_shown)

    def _rows(self) -> list[SystemRow]:
        """Return a row for each constraint and bound of a share, without slacks."""
        problem, rows = self._problem, list[SystemRow]()
        for one in problem.constraints.linear:
            # The intruder is taken to know by how much an inexact constraint is off.
            off = (
                one.least if one.exact else sum(f * problem.counts[n] for n, f in one.terms.items())
            )
            rows.append(SystemRow(self._columns(one.terms), off, one.equal, 0, one.of))
        for share in problem.constraints.shares:
            for terms, least in share_bounds(share, problem.shares[share.figure_id]):
                columns = self._columns(terms)
                rows.append(SystemRow(columns, least, False, 0, share.figure_id))  # noqa: FBT003
        return rows

    def _columns(self, terms: Mapping[str, int]) -> dict[int, int]:
        return {self._at[name]: factor for name, factor in terms.items()}

    def _true_system(self, rows: Sequence[SystemRow]) -> System:
        """Return the system of rows with its true values; latent counts get any that fit."""
        problem, counts = self._problem, self._problem.counts
        bounds = [
            (counts[name], counts[name]) if name in counts else (0, INFINITY)
            for name in self._names
        ]
        program = LinearProgram(
            bounds, [({c: float(f) for c, f in r.terms.items()}, r.low, r.high) for r in rows]
        )
        found = program.minimise({})
        if found is None:
            raise ContradictionError("the counts do not meet the constraints between them")
        truth = np.array(found.columns)
        limits = [self._limits(name, truth[column]) for name, column in self._at.items()]
        slacks = [
            0.0 if row.equal else sum(f * truth[c] for c, f in row.terms.items()) - row.low
            for row in rows
        ]
        return System(
            rows=[replace(row, slack=slack) for row, slack in zip(rows, slacks, strict=True)],
            truth=truth,
            lower=np.array([low for low, _ in limits], dtype=np.float64),
            upper=np.array([high for _, high in limits], dtype=np.float64),
            primary=sorted(self._at[name] for name in problem.primary),
        )

    def _limits(self, name: str, count: float) -> tuple[float, float]:
        """Return the least and greatest value of a suppressed count, as far as it is followed."""
        if name in self._problem.known:
            return count, count
        may_be_zero = name.startswith(LATENT) or name in self._problem.may_be_zero
        least = 0 if may_be_zero else min(1.0, count)
        return least, 2 * count + _ROOM if name in self._problem.costs else INFINITY

    def suppress(self, names: Iterable[str]) -> None:
        """Set which of the counts and shares with a cost are suppressed."""
        chosen = frozenset(names)
        columns = self._always.union(self._at[name] for name in chosen & self._at.keys())
        self._components.choose(columns, chosen)

    def _component(self, name: str) -> Component:
        return self._components.of(self._at[name])

    def find_extremes(self, names: Iterable[str]) -> None:
        """Find solutions that show wide intervals of many counts at once."""
        for component in {id(one): one for one in map(self._component, names)}.values():
            component.find_extremes()

    def is_seen_protected(self, name: str, wanted: int) -> bool:
        """Return whether solutions found so far show an interval wide enough for its values."""
        low, high = self._components.range(self._at[name])
        return high - low >= wanted - 1 - _TINY

    def find_least(self, name: str) -> None:
        """Find the least value of a count: often it shows already that the count is protected."""
        self._component(name).least(self._at[name])

    def is_seen_to_have_values(self, name: str) -> bool:
        """Return whether solutions found earlier show an interval with enough integers."""
        return (
            _integers_between(*self._components.range(self._at[name])) >= self._problem.least_values
        )

    def interval(self, name: str) -> Interval:
        """Return the feasible interval of a count over real numbers."""
        component, column = self._component(name), self._at[name]
        low, high = component.least(column), component.greatest(column)
        return Interval(low.value, high.value, (low, high))

    def gains(self, interval: Interval) -> tuple[float, dict[str, float]]:
        """Return what suppressing each name could add to an interval, and its width without that.

        The width is at most that number plus the gains of the names that are suppressed.
        """
        gains: dict[str, float] = {}
        return sum(self._add_gains(bound, gains) for bound in interval.bounds), gains

    def _add_gains(self, bound: Bound, gains: dict[str, float]) -> float:
        """Add what suppressing each name could gain, by the duals; return the fixed part."""
        fixed = 0.0
        for row, dual in bound.rows.items():
            one = self._system.rows[row]
            fixed += dual * one.slack  # none where the row is equal
            if one.share in self._problem.costs:  # one that is public already cannot be hidden
                gains[one.share] = INFINITY
        for column, dual in bound.columns.items():
            name, count = self._names[column], self._system.truth[column]
            if name in self._problem.known:
                continue
            low, high = self._system.lower[column], self._system.upper[column]
            gain = dual * (count - low) if dual > 0 else -dual * (high - count)
            if name in self._problem.costs:
                gains[name] = gains.get(name, 0.0) + gain
            else:
                fixed += gain
        return fixed

    def disclosing(self, name: str) -> tuple[str, ...]:
        """Return the known counts and shares that bind a count's feasible interval."""
        found: set[str] = set()
        for bound in self.interval(name).bounds:
            found |= {self._names[c] for c in bound.columns} & self._problem.known
            found |= {self._system.rows[row].share for row in bound.rows} - {""}
        return tuple(sorted(found))

    def has_too_few_integers(self, name: str, wanted: int) -> bool:
        """Return whether a count attains too few integers, or is not soon seen to attain enough.

        Where that is not seen, more is suppressed than need be, never less.
        """
        return self._component(name).has_too_few_integers(self._at[name], wanted)

    def attained(self, name: str) -> int:
        """Return how many integers a count attains, as far as is soon seen, up to the least."""
        component, column = self._component(name), self._at[name]
        wanted = self._problem.least_values
        while wanted > 1 and component.has_too_few_integers(column, wanted):
            wanted -= 1
        return wanted

    def shares_beside(self, name: str) -> set[str]:
        """Return the shown shares that could narrow a count: others say nothing of it."""
        return {self._system.rows[row].share for row in self._component(name).rows} - {""}


def _integers_between(low: float, high: float) -> int:
    """Return how many integers there are; ``sys.maxsize`` where a bound is infinite."""
    if not low <= high:
        return 0
    if INFINITY in (high, -low):
        return sys.maxsize
    return floor(high + NEAR) - ceil(low - NEAR) + 1
