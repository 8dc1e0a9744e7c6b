"""Small tables, and what can be made of them by trying every whole number.

What belongs here: tables with their totals and shares, and a second answer to what a hidden count
can still be, as plain as it can be written: no solver, no ties, nothing of the package but the form
of its input. What does not: anything that is expected.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, combinations
from string import ascii_lowercase

import numpy as np

from rus_pipeline.disclosure.constraints import Constraint, Constraints, Share
from rus_pipeline.disclosure.public_state import PublicFolder
from rus_pipeline.disclosure.suppression import Problem
from rus_pipeline.figures.rounding import per_cent

SMALLEST = 5


@dataclass(frozen=True)
class SmallTable:
    """Counts of which some are sums of others, and shares of one count in others.

    ``sums`` maps a total to its parts, none of them a total; ``shares`` are to be shown or hidden.
    """

    cells: Mapping[str, int]
    sums: Mapping[str, tuple[str, ...]]
    shares: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        totals = {name: sum(self.cells[p] for p in parts) for name, parts in self.sums.items()}
        return {**self.cells, **totals}

    @property
    def per_cents(self) -> dict[str, int]:
        counts = self.counts
        return {
            name: int(per_cent(Decimal(counts[part]), Decimal(sum(counts[w] for w in whole))))
            for name, (part, whole) in self.shares.items()
        }

    @property
    def ties(self) -> Constraints:
        return Constraints(
            tuple(
                Constraint({name: -1, **dict.fromkeys(parts, 1)})
                for name, parts in self.sums.items()
            ),
            tuple(Share(n, part, whole, to_100=False) for n, (part, whole) in self.shares.items()),
        )

    @property
    def small(self) -> frozenset[str]:
        return frozenset(name for name, count in self.counts.items() if 0 < count < SMALLEST)

    def problem(self, known: Collection[str] = (), costs: Mapping[str, int] | None = None):
        """Return what is to be chosen: a zero is known, and what a count costs is its size."""
        counts = self.counts
        shown = {name for name, count in counts.items() if count == 0} | set(known)
        cost = {name: count for name, count in counts.items() if name not in shown}
        return Problem(
            ties=self.ties,
            counts=counts,
            known=frozenset(shown),
            costs={**cost, **dict.fromkeys(self.shares, 1), **(costs or {})},
            shares=self.per_cents,
            small=self.small - shown,
            values=SMALLEST,
        )

    def public(self, hidden: Collection[str], name: str = "2023") -> PublicFolder:
        """Return the public folder in which these counts and shares are hidden."""
        numbers = {**self.counts, **self.per_cents}
        units = {**dict.fromkeys(self.counts, "forløb"), **dict.fromkeys(self.shares, "%")}
        values = {n: None if n in hidden else number for n, number in numbers.items()}
        return PublicFolder(name, values, frozenset(hidden), units, self.ties)

    def left(self, hidden: Collection[str], greatest: int) -> dict[str, tuple[int, int]]:
        """Return the least and greatest whole value that each hidden count can have.

        Every way to fill the cells is tried, up to ``greatest`` each; what is hidden is not zero.
        """
        ranges = [
            np.arange(1, greatest + 1) if name in hidden else np.array([count])
            for name, count in self.cells.items()
        ]
        grids = dict(zip(self.cells, np.meshgrid(*ranges, indexing="ij"), strict=True))
        counts = self.counts
        fits = np.ones_like(next(iter(grids.values())), dtype=np.bool_)
        for name, parts in self.sums.items():
            grids[name] = sum(grids[part] for part in parts)
            if name not in hidden:
                fits &= grids[name] == counts[name]
        for name, (part, whole) in self.shares.items():
            if name not in hidden:
                of = sum(grids[one] for one in whole)
                # Half away from zero, in whole numbers: floor of the exact per cent and a half.
                fits &= (200 * grids[part] + of) // (2 * of) == self.per_cents[name]
        found = {name: grid[fits] for name, grid in grids.items() if name in hidden}
        return {name: (int(grid.min()), int(grid.max())) for name, grid in found.items()}

    def safe(self, hidden: Collection[str], small: Collection[str], greatest: int) -> bool:
        """Return whether each small count can still have enough values."""
        left = self.left(hidden, greatest)
        return all(left[name][1] - left[name][0] + 1 >= SMALLEST for name in small)


def two_way(rows: list[list[int]], **more) -> SmallTable:
    """Return a table with all its totals: cells ``a``, ``b``, … as one reads, row totals ``r1``,
    ``r2``, …, column totals ``k1``, ``k2``, … and ``total``.
    """
    letters = iter(ascii_lowercase)
    names = [[next(letters) for _ in row] for row in rows]
    cells = dict(zip(chain(*names), chain(*rows), strict=True))
    sums = {f"r{n}": tuple(row) for n, row in enumerate(names, 1)}
    sums |= {f"k{n}": column for n, column in enumerate(zip(*names, strict=True), 1)}
    return SmallTable(cells, {**sums, "total": tuple(cells)}, **more)


def choices(names: Collection[str]) -> Iterator[frozenset[str]]:
    """Yield every choice of names."""
    every = (combinations(sorted(names), size) for size in range(len(names) + 1))
    return map(frozenset, chain.from_iterable(every))


def least_cost(table: SmallTable, problem: Problem, greatest: int) -> int | None:
    """Return what the cheapest safe choice loses, by trying all; None where none is safe."""
    small = problem.small
    by_cost = sorted(
        (problem_cost(problem, found | small), sorted(found | small))
        for found in choices(problem.costs.keys() - small)
    )
    return next((cost for cost, names in by_cost if table.safe(names, small, greatest)), None)


def problem_cost(problem: Problem, hidden: Collection[str]) -> int:
    """Return what is lost by hiding these."""
    return sum(problem.costs[name] for name in hidden)
