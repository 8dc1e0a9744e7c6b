"""Which figures to hide, so that no small count can be narrowed and the least is lost.

One optimisation over everything that may be shown: a program of which figures are hidden, and for
each small count the attacker's problem, whose dual says what a choice gives away (Fischetti and
Salazar González, "Models and algorithms for optimizing cell suppression in tabular data with linear
constraints", JASA 95, 2000). What belongs here: the optimisation. What does not: where ties, counts
and costs come from (``protect``). Source: audit contract, The public edition.
"""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from math import ceil, floor

from rus_pipeline.core.solver import INFINITY, Program
from rus_pipeline.disclosure.constraints import LATENT, Constraints, ContradictionError
from rus_pipeline.disclosure.integers import WholeValues
from rus_pipeline.disclosure.known_solutions import Seen
from rus_pipeline.disclosure.linear import Linear, Optimum, Row
from rus_pipeline.disclosure.shares import share_rows

_TINY = 1e-7
_NEAR = 1e-5
_TRIES = 12  # so many values of a count are tried in whole numbers
_ROOM = 50  # how far above its number a hidden count is followed


@dataclass(frozen=True)
class Problem:
    """What is to be protected, in one group of counts that hang together.

    ``counts`` are the true numbers; ``known`` those that are shown whatever is chosen; ``costs``
    what is lost by hiding each count or share that may be hidden or shown, by its name; ``shares``
    the values of the shares; ``small`` are the counts to protect, ``values`` how many values each
    must still be able to have. Every other count is hidden whatever is chosen.
    """

    ties: Constraints
    counts: Mapping[str, int]
    known: frozenset[str]
    costs: Mapping[str, int]
    shares: Mapping[str, int]
    small: frozenset[str]
    values: int


@dataclass(frozen=True)
class Choice:
    """What is hidden, and the small counts that cannot be protected, with what gives each away."""

    hidden: frozenset[str]
    given_away: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Reach:
    """The values that an attacker leaves a count, and what each name would add to their width."""

    low: float
    high: float
    fixed: float
    gains: Mapping[str, float]

    @property
    def values(self) -> int:
        """Return how many whole values there are; where there is no end, more than any number."""
        if INFINITY in (self.high, -self.low):
            return sys.maxsize
        return floor(self.high + _NEAR) - ceil(self.low - _NEAR) + 1


class _Attack:
    """The attacker's problem for a choice of what is hidden."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._names = sorted(problem.ties.names | problem.small)
        self._at = {name: column for column, name in enumerate(self._names)}
        rows: list[tuple[Mapping[str, int], float, float, str]] = []
        for tie in problem.ties.ties:
            # Where it does not hold exactly, the attacker is taken to know how far it is off.
            off = 0 if tie.exact else sum(f * problem.counts[n] for n, f in tie.terms.items())
            rows.append((tie.terms, off, off if tie.equal else INFINITY, ""))
        for share in problem.ties.shares:
            for terms, least in share_rows(share, problem.shares[share.figure_id]):
                rows.append((terms, least, INFINITY, share.figure_id))
        self._of_share = [(row, name, low) for row, (_, low, _, name) in enumerate(rows) if name]
        self._linear = Linear(
            [
                (problem.counts[name],) * 2 if name in problem.counts else (0, INFINITY)
                for name in self._names
            ],
            [self._row(terms, low, high) for terms, low, high, _ in rows],
        )
        self._seen = Seen(
            len(self._names), [self._row(rows[row][0], 0, 0)[0] for row, *_ in self._of_share]
        )
        # A count that is no figure has any number that fits the figures.
        fitting = self._linear.least({})
        if fitting is None:
            raise ContradictionError("the counts do not meet the ties between them")
        self._fitting = fitting
        self._seen.note(fitting)
        self._counts = dict(zip(self._names, fitting.columns, strict=True))
        self._slack = [
            0.0 if low == high else sum(f * self._counts[n] for n, f in terms.items()) - low
            for terms, low, high, _ in rows
        ]

    def _row(self, terms: Mapping[str, int], low: float, high: float) -> Row:
        return {self._at[name]: float(factor) for name, factor in terms.items()}, low, high

    def _bounds(self, name: str, *, hidden: bool) -> tuple[float, float]:
        count = self._counts[name]
        if name in self._problem.known or (name in self._problem.costs and not hidden):
            return count, count
        least = 0 if name.startswith(LATENT) else min(1.0, count)
        return least, 2 * count + _ROOM if name in self._problem.costs else INFINITY

    def hide(self, hidden: Iterable[str]) -> None:
        """Set what is hidden."""
        chosen = frozenset(hidden)
        self._now = [self._bounds(n, hidden=n in chosen) for n in self._names]
        self._linear.bound_columns(self._now)
        small = sorted(self._at[name] for name in self._problem.small)
        self._whole = WholeValues(self._linear, small, self._now)
        self._whole.note(self._fitting)  # the numbers themselves are possible whatever is hidden
        bounds = [low if n not in chosen else -INFINITY for _, n, low in self._of_share]
        for (row, *_), low in zip(self._of_share, bounds, strict=True):
            self._linear.bound_row(row, low, INFINITY)
        self._seen.bound(self._now, bounds)

    def is_wide(self, name: str) -> bool:
        """Return whether numbers that were seen already leave a count room enough."""
        return self._seen.width(self._at[name]) >= self._problem.values - 1 - _TINY

    def reach(self, name: str) -> _Reach:
        """Return what values are left to a count."""
        low = self._linear.certain({self._at[name]: 1.0})
        high = self._linear.certain({self._at[name]: -1.0})
        for found in (low, high):
            self._whole.note(found)
            self._seen.note(found)
        if INFINITY in (-low.value, -high.value):
            return _Reach(low.value, -high.value, INFINITY, {})
        gains: dict[str, float] = {}
        fixed = sum(self._gains(optimum, gains) for optimum in (low, high))
        return _Reach(low.value, -high.value, fixed, gains)

    def _gains(self, optimum: Optimum, gains: dict[str, float]) -> float:
        """Add what each name gains by being hidden, and return what is there in any case."""
        fixed = sum(
            dual * slack
            for dual, slack in zip(optimum.row_duals, self._slack, strict=True)
            if dual > _TINY
        )
        for row, name, _ in self._of_share:
            if optimum.row_duals[row] > _TINY:
                gains[name] = INFINITY
        for name, dual in zip(self._names, optimum.column_duals, strict=True):
            if abs(dual) <= _TINY or name in self._problem.known:
                continue
            low, high = self._bounds(name, hidden=True)
            count = self._counts[name]
            gain = dual * (count - low) if dual > 0 else -dual * (high - count)
            if name in self._problem.costs:
                gains[name] = gains.get(name, 0.0) + gain
            else:
                fixed += gain
        return fixed

    def givers(self, name: str) -> tuple[str, ...]:
        """Return the known counts and shares that narrow a count, as it is now."""
        found: set[str] = set()
        for sign in (1.0, -1.0):
            optimum = self._linear.certain({self._at[name]: sign})
            found |= {
                other
                for other, dual in zip(self._names, optimum.column_duals, strict=True)
                if abs(dual) > _TINY and other in self._problem.known
            }
            found |= {n for row, n, _ in self._of_share if optimum.row_duals[row] > _TINY}
        return tuple(sorted(found))

    def too_few(self, name: str) -> bool:
        """Return whether a count can be too few whole numbers, or is not soon seen to be more.

        Where it is not, more is hidden than need be, and never less.
        """
        column, wanted = self._at[name], self._problem.values
        if len(self._whole.seen[column]) >= wanted:
            return False
        reach = self.reach(name)
        return not self._whole.at_least(column, wanted, reach.low, reach.high, _TRIES)


def choose(problem: Problem) -> Choice:
    """Return what to hide so that the least is lost, and which small counts nothing can protect.

    Raises ContradictionError where the counts do not meet their ties, UndecidedError where the
    solver cannot tell what an attacker finds.
    """
    return _Search(problem).choice()


class _Search:
    """Rounds of choosing what is cheapest and asking the attacker what it gives away."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._attack = _Attack(problem)
        self._master = Program(guessing=False)  # there is one cheapest choice
        self._switches = {name: self._master.switch() for name in sorted(problem.costs)}
        for name in problem.small & self._switches.keys():
            self._master.fix(self._switches[name], 1)
        self._given_away: dict[str, tuple[str, ...]] = {}
        self._needed = sorted(problem.small)

    def choice(self) -> Choice:
        """Return the cheapest choice that protects what can be protected."""
        self._attack.hide(self._switches)
        for name in list(self._needed):
            if self._attack.reach(name).values < self._problem.values:
                self._give_up(name)
        objective = {self._switches[name]: cost for name, cost in self._problem.costs.items()}
        while True:
            solution = self._master.minimise(objective)
            assert solution is not None
            chosen = {n for n, switch in self._switches.items() if solution.values[switch]}
            self._attack.hide(chosen)
            if not self._narrowed(chosen):
                return Choice(frozenset(chosen), self._given_away)

    def _narrowed(self, chosen: set[str]) -> bool:
        """Return whether the choice narrows a count too far, and forbid it where it does."""
        given_up = len(self._given_away)
        narrow: list[str] = []
        for name in list(self._needed):
            if self._attack.is_wide(name):
                continue
            reach = self._attack.reach(name)
            if reach.high - reach.low < self._problem.values - 1 - _NEAR:
                self._cut(name, reach)
                narrow.append(name)
        if not narrow:
            narrow = [*islice(filter(self._attack.too_few, self._needed), 1)]
            for name in narrow:
                self._forbid(name, chosen)
        return bool(narrow) or given_up != len(self._given_away)

    def _forbid(self, name: str, chosen: set[str]) -> None:
        """Demand more where any numbers would do for a count, but too few whole ones.

        That comes of shares of what is not known either: few wholes have a part of just so many
        per cent. The cheapest share that mends it by itself is hidden, or else all of them; where
        shares are not the cause, something must be that is shown.
        """
        costs = self._problem.costs
        shown = sorted(self._problem.shares.keys() & costs.keys() - chosen, key=costs.__getitem__)
        for hidden in (*({share} for share in shown), set(shown)):
            self._attack.hide(chosen | hidden)
            if hidden and not self._attack.too_few(name):
                for share in hidden:
                    self._master.fix(self._switches[share], 1)
                return
        left = self._switches.keys() - chosen
        if left:
            self._master.constrain(dict.fromkeys((self._switches[n] for n in left), 1), lower=1)
        else:
            self._give_up(name)

    def _cut(self, name: str, reach: "_Reach") -> None:
        """Demand that enough of what narrows a count is hidden."""
        switches, small = self._switches, self._problem.small
        rest = self._problem.values - 1 - reach.fixed
        rest -= sum(gain for other, gain in reach.gains.items() if other in small & switches.keys())
        gains = {n: min(gain, rest) for n, gain in reach.gains.items() if n not in small}
        if not gains:
            self._give_up(name)
            return
        # Whole factors, rounded so that the demand is never more than it is.
        factors = {switches[n]: ceil(1000 * gain / rest - _NEAR) for n, gain in gains.items()}
        self._master.constrain(factors, lower=1000)

    def _give_up(self, name: str) -> None:
        """Note that nothing protects a count, and what gives it away."""
        self._given_away[name] = self._attack.givers(name)
        self._needed.remove(name)
