"""Cell suppression: which counts and shares to suppress, at the least cost, as an optimisation.

A master program chooses what is suppressed. For each primary suppression the intruder's problem is
a linear program, whose duals give cuts for the master where a choice discloses too much (Fischetti
and Salazar González, "Models and algorithms for optimizing cell suppression in tabular data with
linear constraints", JASA 95, 2000). Constraints, counts and costs come from ``protect``. Source:
audit contract, The public edition.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import count, islice
from math import ceil

from rus_pipeline.core.solver import Program
from rus_pipeline.disclosure.chosen_suppressions import (
    NEAR,
    ChosenSuppressions,
    Interval,
    SuppressionProblem,
)


@dataclass(frozen=True)
class Suppression:
    """What to suppress, and the primary suppressions that nothing can protect.

    ``disclosed`` maps each of those to the known counts and shares that disclose it.
    """

    suppressed: frozenset[str]
    disclosed: Mapping[str, tuple[str, ...]]


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
        self._intruder = ChosenSuppressions(problem)
        self._master = Program(guessing=False)  # there is one cheapest choice
        self._switches = {name: self._master.switch() for name in sorted(problem.costs)}
        self._required = set(problem.primary & self._switches.keys())
        self._disclosed: dict[str, tuple[str, ...]] = {}
        self._wanted = dict.fromkeys(sorted(problem.primary), problem.least_values)
        self._sums = list(_sums_of_choices(problem))

    def optimum(self) -> Suppression:
        """Return the cheapest suppression that protects what can be protected."""
        self._intruder.suppress(self._switches)
        self._intruder.find_extremes(self._wanted)
        for name in list(self._wanted):
            if self._intruder.is_seen_to_have_values(name):
                continue
            if self._intruder.interval(name).values < self._problem.least_values:
                self._keep_what_it_has(name)
        for names in self._sums:
            for name in names & self._wanted.keys() - self._disclosed.keys():
                self._require_another(name, names)
        among: AbstractSet[str] = self._switches.keys()
        if self._problem.patience is not None:
            # Integers are asked for only of the cheaper choice among what is chosen.
            among = self._choice(among, integers=False)
        return Suppression(frozenset(self._choice(among, integers=True)), self._disclosed)

    def _choice(self, among: AbstractSet[str], *, integers: bool) -> set[str]:
        """Return the cheapest choice of these names that protects what can be protected.

        With patience, it is the cheapest only if it is found before that ends. Without
        ``integers`` an interval need only be wide enough, however few integers it holds.
        """
        objective = {self._switches[name]: cost for name, cost in self._problem.costs.items()}
        self._allow(among)
        for rounds in count():
            solution = self._master.minimise(objective)
            if solution is None:  # these are not enough, all of them are
                self._allow(self._switches.keys())
                solution = self._master.minimise(objective)
            assert solution is not None
            chosen = {n for n, switch in self._switches.items() if solution.values[switch]}
            self._intruder.suppress(chosen)
            if self._protects(chosen, integers=integers):
                break
            if self._problem.patience is not None and rounds >= self._problem.patience:
                for name in chosen:
                    self._master.fix(self._switches[name], 1)
        return chosen

    def _allow(self, among: AbstractSet[str]) -> None:
        """Allow the master to suppress these names, and those that it must."""
        for name, switch in self._switches.items():
            self._master.bound(switch, name in self._required, name in self._required | among)

    def _protects(self, chosen: set[str], *, integers: bool) -> bool:
        """Return whether a choice protects every count; add a cut to the master where not."""
        given_up = len(self._wanted)
        unprotected: list[str] = []
        for names in self._sums:
            alone = names & chosen
            if len(alone) == 1 and not alone & self._problem.primary:
                self._require_another(next(iter(alone)), names)
        for name, wanted in list(self._wanted.items()):
            if self._intruder.is_seen_protected(name, wanted):
                continue
            self._intruder.find_least(name)
            if self._intruder.is_seen_protected(name, wanted):
                continue
            interval = self._intruder.interval(name)
            if interval.high - interval.low < wanted - 1 - NEAR:
                self._cut(name, interval)
                unprotected.append(name)
        if not unprotected and integers:
            self._intruder.find_extremes(self._wanted)
            unprotected = [*islice(filter(self._has_too_few_integers, self._wanted), 1)]
            for name in unprotected:
                self._forbid(name, chosen)
        return not unprotected and given_up == len(self._wanted)

    def _has_too_few_integers(self, name: str) -> bool:
        return self._intruder.has_too_few_integers(name, self._wanted[name])

    def _require_another(self, name: str, names: frozenset[str]) -> None:
        """Require that a count of a sum is suppressed together with another of it, or not at all.

        Suppressed alone it would follow from the others: that protects nothing. Each count of the
        sum has a cost, so that every cheapest choice meets this.
        """
        others = dict.fromkeys((self._switches[other] for other in names - {name}), 1)
        if others and name in self._problem.primary:
            self._master.constrain(others, lower=1)
        elif others:
            self._master.constrain({**others, self._switches[name]: -1}, lower=0)

    def _cut(self, name: str, interval: Interval) -> None:
        """Require suppressions that could together make a count's interval wide enough."""
        switches, primary = self._switches, self._problem.primary
        fixed, found = self._intruder.gains(interval)
        rest = self._wanted[name] - 1 - fixed
        rest -= sum(gain for other, gain in found.items() if other in primary & switches.keys())
        gains = {n: min(gain, rest) for n, gain in found.items() if n not in primary}
        if not gains:
            self._give_up(name)
            return
        # Integer factors, rounded so that the cut never requires more than it may.
        factors = {switches[n]: ceil(1000 * gain / rest - NEAR) for n, gain in gains.items()}
        self._master.constrain(factors, lower=1000)

    def _forbid(self, name: str, chosen: set[str]) -> None:
        """Require more where a count's interval is wide enough, but holds too few integers.

        Shares of an unknown whole cause that: few wholes have a part of exactly so many per cent.
        The cheapest share whose suppression is enough is suppressed, or else all of them. Where
        shares are not the cause, at least one more name must be suppressed.
        """
        costs = self._problem.costs
        shares_beside = self._intruder.shares_beside(name)
        shown = sorted(shares_beside & costs.keys() - chosen, key=costs.__getitem__)
        if shown and self._is_enough(name, chosen, shown):
            # Where the first n together are not enough, none of them is enough alone.
            before = bisect_left(
                range(1, len(shown)), 1, key=lambda n: self._is_enough(name, chosen, shown[:n])
            )
            one = next((s for s in shown[before:] if self._is_enough(name, chosen, [s])), None)
            shares = shown if one is None else [one]
            self._required.update(shares)
            for share in shares:
                self._master.fix(self._switches[share], 1)
            return
        left = self._switches.keys() - chosen
        if left:
            self._master.constrain(dict.fromkeys((self._switches[n] for n in left), 1), lower=1)
        else:
            self._give_up(name)

    def _is_enough(self, name: str, chosen: set[str], shares: Iterable[str]) -> bool:
        """Return whether a count has enough integers once these shares are suppressed, too."""
        self._intruder.suppress(chosen.union(shares))
        return not self._has_too_few_integers(name)

    def _keep_what_it_has(self, name: str) -> None:
        """Record that nothing protects a count; what is shown may narrow it no further.

        All that may be suppressed is, so that it has as many values as it can have.
        """
        self._disclosed[name] = self._intruder.disclosing(name)
        self._wanted[name] = self._intruder.attained(name)

    def _give_up(self, name: str) -> None:
        """Record that nothing protects a count, and what discloses it."""
        self._disclosed.setdefault(name, self._intruder.disclosing(name))
        del self._wanted[name]


def _sums_of_choices(problem: SuppressionProblem) -> Iterator[frozenset[str]]:
    """Yield the counts of each sum in which whatever is not shown is so by choice."""
    for one in problem.constraints.linear:
        names = one.terms.keys() - problem.known
        if one.equal and names <= problem.costs.keys():
            yield frozenset(names)
