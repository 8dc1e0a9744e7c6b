"""Smaller systems of constraints: equal counts merged into one unknown, and independent groups."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from rus_pipeline.disclosure.constraints import Constraint, Constraints, Share


class EqualCounts:
    """Counts grouped by the exact constraints that say one equals another.

    So are two totals of the same counts. Each group is represented by the first of its names.
    """

    def __init__(self, constraints: Iterable[Constraint]) -> None:
        self._parent: dict[str, str] = {}
        exact = [one for one in constraints if one.equal and one.exact]
        for one in exact:
            if sorted(one.terms.values()) == [-1, 1]:
                self._join(*one.terms)
        total_of: dict[frozenset[tuple[str, int]], str] = {}
        for one in exact:
            total = _total(one.terms)
            if total is not None:
                addends = {name: f for name, f in one.terms.items() if name != total}
                merged = self.merge_one(Constraint(addends))
                if merged is not None:
                    key = frozenset((n, -f * one.terms[total]) for n, f in merged.terms.items())
                    self._join(total_of.setdefault(key, total), total)

    def _join(self, one: str, other: str) -> None:
        left, right = self.representative(one), self.representative(other)
        if left != right:
            self._parent[max(left, right)] = min(left, right)

    def representative(self, name: str) -> str:
        """Return the name that stands for every count equal to ``name``."""
        while name in self._parent:
            name = self._parent[name]
        return name

    def merge_one(self, constraint: Constraint) -> Constraint | None:
        """Return a constraint between representatives, or None where nothing is left of it."""
        terms: dict[str, int] = {}
        for name, factor in constraint.terms.items():
            own = self.representative(name)
            terms[own] = terms.get(own, 0) + factor
        terms = {name: factor for name, factor in terms.items() if factor}
        return replace(constraint, terms=terms) if terms else None

    def merge(self, constraints: Constraints) -> Constraints:
        """Return the constraints between representatives, each linear one once."""
        found: dict[object, Constraint] = {}
        for one in constraints.linear:
            merged = self.merge_one(one)
            if merged is not None:
                found.setdefault(content_of(merged), merged)
        shares = tuple(
            Share(
                s.figure_id,
                self.representative(s.part),
                tuple(map(self.representative, s.whole)),
                s.to_100,
            )
            for s in constraints.shares
        )
        return Constraints(tuple(found.values()), shares)


def content_of(one: Constraint) -> object:
    """Return a value that is the same for the same constraint, in whatever order its terms are."""
    return frozenset(one.terms.items()), one.equal, one.exact, one.least, one.of


def _total(terms: Mapping[str, int]) -> str | None:
    """Return the one count whose factor has another sign than all the others, or None."""
    if len(terms) > 2:
        for sign in (-1, 1):
            own = [name for name, factor in terms.items() if factor * sign > 0]
            if len(own) == 1 and terms[own[0]] == sign:
                return own[0]
    return None


def connected_groups(
    constraints: Constraints, unknown: Callable[[str], bool]
) -> Iterator[Constraints]:
    """Yield the constraints of each connected group of unknowns.

    A known count connects nothing. Constraints of known counts alone are left out.
    """
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    scopes: list[tuple[Constraint | Share, list[str]]] = [
        *((one, [n for n in one.terms if unknown(n)]) for one in constraints.linear),
        *((s, [n for n in {s.part, *s.whole} if unknown(n)]) for s in constraints.shares),
    ]
    for _, names in scopes:
        for name in names:
            parent[root(name)] = root(names[0])
    groups: dict[str, tuple[list[Constraint], list[Share]]] = {}
    for item, names in scopes:
        if names:
            linear, shares = groups.setdefault(root(names[0]), ([], []))
            if isinstance(item, Constraint):
                linear.append(item)
            else:
                shares.append(item)
    for linear, shares in groups.values():
        yield Constraints(tuple(linear), tuple(shares))
