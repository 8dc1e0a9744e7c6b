"""Counts that are one and the same are one unknown; unknowns that are tied belong together.

What belongs here: which counts are equal by a tie, and which hang together. What does not: what is
shown of them (``attacker``, ``suppression``).
"""

from collections.abc import Callable, Iterable, Iterator

from rus_pipeline.disclosure.constraints import Constraint, Constraints, Share


class Classes:
    """Counts by the class of those that are equal to them by ties of two."""

    def __init__(self, ties: Iterable[Constraint]) -> None:
        self._parent: dict[str, str] = {}
        for tie in ties:
            if tie.equal and tie.exact and sorted(tie.terms.values()) == [-1, 1]:
                one, other = (self.of(name) for name in tie.terms)
                if one != other:
                    self._parent[max(one, other)] = min(one, other)

    def of(self, name: str) -> str:
        """Return the class of a count: the first of its names."""
        while name in self._parent:
            name = self._parent[name]
        return name

    def tie(self, tie: Constraint) -> Constraint | None:
        """Return a tie between classes, or None where it says nothing of them."""
        terms: dict[str, int] = {}
        for name, factor in tie.terms.items():
            terms[self.of(name)] = terms.get(self.of(name), 0) + factor
        terms = {name: factor for name, factor in terms.items() if factor}
        return Constraint(terms, equal=tie.equal, exact=tie.exact) if terms else None

    def ties(self, ties: Constraints) -> Constraints:
        """Return ties between classes, each once."""
        found: dict[object, Constraint] = {}
        for tie in ties.ties:
            between = self.tie(tie)
            if between is not None:
                key = frozenset(between.terms.items()), tie.equal, tie.exact
                found.setdefault(key, between)
        shares = tuple(
            Share(s.figure_id, self.of(s.part), tuple(map(self.of, s.whole)), s.to_100)
            for s in ties.shares
        )
        return Constraints(tuple(found.values()), shares)


def together(ties: Constraints, unknown: Callable[[str], bool]) -> Iterator[Constraints]:
    """Yield the ties of each group of unknowns that hang together.

    What is known ties nothing together; ties of known counts alone are left out.
    """
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    scopes: list[tuple[Constraint | Share, list[str]]] = [
        *((tie, [n for n in tie.terms if unknown(n)]) for tie in ties.ties),
        *((s, [n for n in {s.part, *s.whole} if unknown(n)]) for s in ties.shares),
    ]
    for _, names in scopes:
        for name in names:
            parent[root(name)] = root(names[0])
    groups: dict[str, tuple[list[Constraint], list[Share]]] = {}
    for item, names in scopes:
        if names:
            own, shares = groups.setdefault(root(names[0]), ([], []))
            if isinstance(item, Constraint):
                own.append(item)
            else:
                shares.append(item)
    for own, shares in groups.values():
        yield Constraints(tuple(own), tuple(shares))
