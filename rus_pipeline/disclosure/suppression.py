"""Cell suppression: which counts and shares to suppress, at the least cost, as an optimisation.

A master program chooses what is suppressed. For each primary suppression the intruder's problem is
a linear program, whose duals give cuts for the master where a choice discloses too much (Fischetti
and Salazar González, "Models and algorithms for optimizing cell suppression in tabular data with
linear constraints", JASA 95, 2000). Constraints, counts and costs come from ``protect``. Source:
audit contract, The public edition.
"""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from math import ceil, floor

from rus_pipeline.core.solver import INFINITY, Program
from rus_pipeline.disclosure.attainable_integers import AttainableIntegers
from rus_pipeline.disclosure.constraints import LATENT, Constraints, ContradictionError
from rus_pipeline.disclosure.linear_program import LinearProgram, Optimum, Row
from rus_pipeline.disclosure.share_bounds import share_bounds
from rus_pipeline.disclosure.solution_pool import SolutionPool

_TINY = 1e-7
_NEAR = 1e-5
_TRIES = 12  # so many integers of a count are tried
_ROOM = 50  # how far above its value a suppressed count is followed


@dataclass(frozen=True)
class SuppressionProblem:
    """One connected group of counts in which primary suppressions must be protected.

    ``counts`` are the true values and ``shares`` those of the shares. ``known`` counts are shown
    whatever is chosen. ``costs`` maps each count or share that may be shown or suppressed to the
    cost of suppressing it. ``primary`` are the counts to protect: each must keep at least
    ``least_values`` feasible values. Every other count is suppressed whatever is chosen.
    """

    constraints: Constraints
    counts: Mapping[str, int]
    known: frozenset[str]
    costs: Mapping[str, int]
    shares: Mapping[str, int]
    primary: frozenset[str]
    least_values: int


@dataclass(frozen=True)
class Suppression:
    """What to suppress, and the primary suppressions that nothing can protect.

    ``disclosed`` maps each of those to the known counts and shares that disclose it.
    """

    suppressed: frozenset[str]
    disclosed: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Interval:
    """A count's feasible interval, and a bound on how wide other suppressions could make it.

    The width is at most ``fixed`` plus the ``gains`` of the names that are suppressed.
    """

    low: float
    high: float
    fixed: float
    gains: Mapping[str, float]

    @property
    def values(self) -> int:
        """Return how many integers there are; ``sys.maxsize`` where the interval is unbounded."""
        if INFINITY in (self.high, -self.low):
            return sys.maxsize
        return floor(self.high + _NEAR) - ceil(self.low - _NEAR) + 1


class _Intruder:
    """The intruder's linear program, under one choice of suppressions after another.

    ``suppress`` must be called before any question is asked.
    """

    def __init__(self, problem: SuppressionProblem) -> None:
        self._problem = problem
        self._names = sorted(problem.constraints.names | problem.primary)
        self._at = {name: column for column, name in enumerate(self._names)}
        rows: list[tuple[Mapping[str, int], float, float, str]] = []
        for one in problem.constraints.linear:
            # The intruder is taken to know by how much an inexact constraint is off.
            off = 0 if one.exact else sum(f * problem.counts[n] for n, f in one.terms.items())
            rows.append((one.terms, off, off if one.equal else INFINITY, ""))
        for share in problem.constraints.shares:
            for terms, least in share_bounds(share, problem.shares[share.figure_id]):
                rows.append((terms, least, INFINITY, share.figure_id))
        self._share_rows = [(row, name, low) for row, (_, low, _, name) in enumerate(rows) if name]
        self._program = LinearProgram(
            [
                (problem.counts[name],) * 2 if name in problem.counts else (0, INFINITY)
                for name in self._names
            ],
            [self._row(terms, low, high) for terms, low, high, _ in rows],
        )
        self._pool = SolutionPool(
            len(self._names), [self._row(rows[row][0], 0, 0)[0] for row, *_ in self._share_rows]
        )
        # Latent counts get any values that fit the figures.
        truth = self._program.minimise({})
        if truth is None:
            raise ContradictionError("the counts do not meet the constraints between them")
        self._truth = truth
        self._pool.add(truth)
        self._counts = dict(zip(self._names, truth.columns, strict=True))
        self._slack = [
            0.0 if low == high else sum(f * self._counts[n] for n, f in terms.items()) - low
            for terms, low, high, _ in rows
        ]

    def _row(self, terms: Mapping[str, int], low: float, high: float) -> Row:
        return {self._at[name]: float(factor) for name, factor in terms.items()}, low, high

    def _bounds(self, name: str, *, suppressed: bool) -> tuple[float, float]:
        count = self._counts[name]
        if name in self._problem.known or (name in self._problem.costs and not suppressed):
            return count, count
        least = 0 if name.startswith(LATENT) else min(1.0, count)
        return least, 2 * count + _ROOM if name in self._problem.costs else INFINITY

    def suppress(self, names: Iterable[str]) -> None:
        """Set which of the counts and shares with a cost are suppressed."""
        chosen = frozenset(names)
        bounds = [self._bounds(n, suppressed=n in chosen) for n in self._names]
        self._program.bound_columns(bounds)
        primary = sorted(self._at[name] for name in self._problem.primary)
        self._integers = AttainableIntegers(self._program, primary, bounds)
        self._integers.add(self._truth)  # the true values are feasible whatever is suppressed
        least = [low if n not in chosen else -INFINITY for _, n, low in self._share_rows]
        for (row, *_), low in zip(self._share_rows, least, strict=True):
            self._program.bound_row(row, low, INFINITY)
        self._pool.bound(bounds, least)

    def is_seen_protected(self, name: str) -> bool:
        """Return whether solutions found earlier already show a wide enough interval."""
        return self._pool.width(self._at[name]) >= self._problem.least_values - 1 - _TINY

    def interval(self, name: str) -> _Interval:
        """Return the feasible interval of a count over real numbers."""
        low = self._program.minimise_feasible({self._at[name]: 1.0})
        high = self._program.minimise_feasible({self._at[name]: -1.0})
        for found in (low, high):
            self._integers.add(found)
            self._pool.add(found)
        if INFINITY in (-low.value, -high.value):
            return _Interval(low.value, -high.value, INFINITY, {})
        gains: dict[str, float] = {}
        fixed = sum(self._add_gains(optimum, gains) for optimum in (low, high))
        return _Interval(low.value, -high.value, fixed, gains)

    def _add_gains(self, optimum: Optimum, gains: dict[str, float]) -> float:
        """Add what suppressing each name could gain, by the duals; return the fixed part."""
        fixed = sum(
            dual * slack
            for dual, slack in zip(optimum.row_duals, self._slack, strict=True)
            if dual > _TINY
        )
        for row, name, _ in self._share_rows:
            if optimum.row_duals[row] > _TINY:
                gains[name] = INFINITY
        for name, dual in zip(self._names, optimum.column_duals, strict=True):
            if abs(dual) <= _TINY or name in self._problem.known:
                continue
            low, high = self._bounds(name, suppressed=True)
            count = self._counts[name]
            gain = dual * (count - low) if dual > 0 else -dual * (high - count)
            if name in self._problem.costs:
                gains[name] = gains.get(name, 0.0) + gain
            else:
                fixed += gain
        return fixed

    def disclosing(self, name: str) -> tuple[str, ...]:
        """Return the known counts and shares that bind a count's feasible interval."""
        found: set[str] = set()
        for sign in (1.0, -1.0):
            optimum = self._program.minimise_feasible({self._at[name]: sign})
            found |= {
                other
                for other, dual in zip(self._names, optimum.column_duals, strict=True)
                if abs(dual) > _TINY and other in self._problem.known
            }
            found |= {n for row, n, _ in self._share_rows if optimum.row_duals[row] > _TINY}
        return tuple(sorted(found))

    def has_too_few_integers(self, name: str) -> bool:
        """Return whether a count attains too few integers, or is not soon seen to attain enough.

        Where that is not seen, more is suppressed than need be, never less.
        """
        column, wanted = self._at[name], self._problem.least_values
        if len(self._integers.attained[column]) >= wanted:
            return False
        interval = self.interval(name)
        return not self._integers.at_least(column, wanted, interval.low, interval.high, _TRIES)


def choose_suppression(problem: SuppressionProblem) -> Suppression:
    """Return the cheapest suppression that protects every count that can be protected.

    Raises ContradictionError where the counts break their constraints, UndecidedError where the
    solver cannot tell what the intruder finds.
    """
    return _Search(problem).optimum()


class _Search:
    """Rounds of cutting planes: the master's cheapest choice, then the intruder's answer to it."""

    def __init__(self, problem: SuppressionProblem) -> None:
        self._problem = problem
        self._intruder = _Intruder(problem)
        self._master = Program(guessing=False)  # there is one cheapest choice
        self._switches = {name: self._master.switch() for name in sorted(problem.costs)}
        for name in problem.primary & self._switches.keys():
            self._master.fix(self._switches[name], 1)
        self._disclosed: dict[str, tuple[str, ...]] = {}
        self._to_protect = sorted(problem.primary)

    def optimum(self) -> Suppression:
        """Return the cheapest suppression that protects what can be protected."""
        self._intruder.suppress(self._switches)
        for name in list(self._to_protect):
            if self._intruder.interval(name).values < self._problem.least_values:
                self._give_up(name)
        objective = {self._switches[name]: cost for name, cost in self._problem.costs.items()}
        while True:
            solution = self._master.minimise(objective)
            assert solution is not None
            chosen = {n for n, switch in self._switches.items() if solution.values[switch]}
            self._intruder.suppress(chosen)
            if self._protects(chosen):
                return Suppression(frozenset(chosen), self._disclosed)

    def _protects(self, chosen: set[str]) -> bool:
        """Return whether a choice protects every count; add a cut to the master where not."""
        given_up = len(self._disclosed)
        unprotected: list[str] = []
        for name in list(self._to_protect):
            if self._intruder.is_seen_protected(name):
                continue
            interval = self._intruder.interval(name)
            if interval.high - interval.low < self._problem.least_values - 1 - _NEAR:
                self._cut(name, interval)
                unprotected.append(name)
        if not unprotected:
            unprotected = [
                *islice(filter(self._intruder.has_too_few_integers, self._to_protect), 1)
            ]
            for name in unprotected:
                self._forbid(name, chosen)
        return not unprotected and given_up == len(self._disclosed)

    def _cut(self, name: str, interval: _Interval) -> None:
        """Require suppressions that could together make a count's interval wide enough."""
        switches, primary = self._switches, self._problem.primary
        rest = self._problem.least_values - 1 - interval.fixed
        rest -= sum(
            gain for other, gain in interval.gains.items() if other in primary & switches.keys()
        )
        gains = {n: min(gain, rest) for n, gain in interval.gains.items() if n not in primary}
        if not gains:
            self._give_up(name)
            return
        # Integer factors, rounded so that the cut never requires more than it may.
        factors = {switches[n]: ceil(1000 * gain / rest - _NEAR) for n, gain in gains.items()}
        self._master.constrain(factors, lower=1000)

    def _forbid(self, name: str, chosen: set[str]) -> None:
        """Require more where a count's interval is wide enough, but holds too few integers.

        Shares of an unknown whole cause that: few wholes have a part of exactly so many per cent.
        The cheapest share whose suppression is enough is suppressed, or else all of them. Where
        shares are not the cause, at least one more name must be suppressed.
        """
        costs = self._problem.costs
        shown = sorted(self._problem.shares.keys() & costs.keys() - chosen, key=costs.__getitem__)
        for shares in (*({share} for share in shown), set(shown)):
            self._intruder.suppress(chosen | shares)
            if shares and not self._intruder.has_too_few_integers(name):
                for share in shares:
                    self._master.fix(self._switches[share], 1)
                return
        left = self._switches.keys() - chosen
        if left:
            self._master.constrain(dict.fromkeys((self._switches[n] for n in left), 1), lower=1)
        else:
            self._give_up(name)

    def _give_up(self, name: str) -> None:
        """Record that nothing protects a count, and what discloses it."""
        self._disclosed[name] = self._intruder.disclosing(name)
        self._to_protect.remove(name)
