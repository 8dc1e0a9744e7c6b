"""Small tables, and their suppression problem solved by trying every integer and every choice.

No solver and no constraint propagation: an independent answer to compare with.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, combinations
from string import ascii_lowercase

import numpy as np

from rus_pipeline.disclosure.chosen_suppressions import SuppressionProblem
from rus_pipeline.disclosure.constraints import Constraint, Constraints, Share
from rus_pipeline.disclosure.public_state import PublicFolder
from rus_pipeline.figures.rounding import per_cent

SMALLEST = 5


@dataclass(frozen=True)
class SmallTable:
    """Counts of which some are sums of others, and shares of one count in others.

    ``sums`` maps a total to its parts, none of them a total; ``shares`` maps a share to its
    part and the counts of its whole.
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
    def constraints(self) -> Constraints:
        return Constraints(
            tuple(
                Constraint({name: -1, **dict.fromkeys(parts, 1)})
                for name, parts in self.sums.items()
            ),
            tuple(Share(n, part, whole, to_100=False) for n, (part, whole) in self.shares.items()),
        )

    @property
    def primary(self) -> frozenset[str]:
        return frozenset(name for name, count in self.counts.items() if 0 < count < SMALLEST)

    def problem(self, known: Collection[str] = (), costs: Mapping[str, int] | None = None):
        """Return the suppression problem: a zero is known, and a count costs its size."""
        counts = self.counts
        shown = {name for name, count in counts.items() if count == 0} | set(known)
        cost = {name: count for name, count in counts.items() if name not in shown}
        return SuppressionProblem(
            constraints=self.constraints,
            counts=counts,
            known=frozenset(shown),
            costs={**cost, **dict.fromkeys(self.shares, 1), **(costs or {})},
            shares=self.per_cents,
            primary=self.primary - shown,
            least_values=SMALLEST,
        )

    def public(self, suppressed: Collection[str], name: str = "2023") -> PublicFolder:
        """Return the public folder in which these counts and shares are suppressed."""
        numbers = {**self.counts, **self.per_cents}
        units = {**dict.fromkeys(self.counts, "forløb"), **dict.fromkeys(self.shares, "%")}
        values = {n: None if n in suppressed else number for n, number in numbers.items()}
        return PublicFolder(name, values, frozenset(suppressed), units, self.constraints)

    def intervals(self, suppressed: Collection[str], greatest: int) -> dict[str, tuple[int, int]]:
        """Return the least and greatest feasible integer of each suppressed count.

        Every way to fill the cells is tried, up to ``greatest`` each. No suppressed count is zero.
        """
        ranges = [
            np.arange(1, greatest + 1) if name in suppressed else np.array([count])
            for name, count in self.cells.items()
        ]
        grids = dict(zip(self.cells, np.meshgrid(*ranges, indexing="ij"), strict=True))
        counts = self.counts
        fits = np.ones_like(next(iter(grids.values())), dtype=np.bool_)
        for name, parts in self.sums.items():
            grids[name] = sum(grids[part] for part in parts)
            if name not in suppressed:
                fits &= grids[name] == counts[name]
        for name, (part, whole) in self.shares.items():
            if name not in suppressed:
                of = sum(grids[one] for one in whole)
                # Half away from zero, in integers: floor of the exact per cent and a half.
                fits &= (200 * grids[part] + of) // (2 * of) == self.per_cents[name]
        found = {name: grid[fits] for name, grid in grids.items() if name in suppressed}
        return {name: (int(grid.min()), int(grid.max())) for name, grid in found.items()}

    def protects(
        self, suppressed: Collection[str], primary: Collection[str], greatest: int
    ) -> bool:
        """Return whether each primary suppression keeps enough feasible values."""
        intervals = self.intervals(suppressed, greatest)
        return all(intervals[name][1] - intervals[name][0] + 1 >= SMALLEST for name in primary)


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
    """Yield every subset of names."""
    every = (combinations(sorted(names), size) for size in range(len(names) + 1))
    return map(frozenset, chain.from_iterable(every))


def least_cost(table: SmallTable, problem: SuppressionProblem, greatest: int) -> int | None:
    """Return the least cost of a choice that protects, by trying all; None where none does."""
    primary = problem.primary
    by_cost = sorted(
        (problem_cost(problem, found | primary), sorted(found | primary))
        for found in choices(problem.costs.keys() - primary)
    )
    return next((cost for cost, names in by_cost if table.protects(names, primary, greatest)), None)


def problem_cost(problem: SuppressionProblem, suppressed: Collection[str]) -> int:
    """Return the cost of suppressing these."""
    return sum(problem.costs[name] for name in suppressed)
