"""The intruder's linear program under a choice of suppressions, split in connected components.

A count that is shown connects nothing, so that most components are small. A component that an
earlier choice had as well is not solved again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rus_pipeline.core.solver import INFINITY
from rus_pipeline.disclosure.attainable_integers import AttainableIntegers
from rus_pipeline.disclosure.linear_program import LinearProgram, Optimum, Vector
from rus_pipeline.disclosure.solution_pool import SolutionPool

_TINY = 1e-7
_TRIES = 12  # so many integers of a count are tried


@dataclass(frozen=True)
class SystemRow:
    """A row of a system: ``low`` ≤ the sum of factor × column, and equal to it if ``equal``.

    ``slack`` is how far above ``low`` the true values are. ``share`` is the share that the row
    follows from, empty for a constraint.
    """

    terms: Mapping[int, int]
    low: int
    equal: bool
    slack: float
    share: str

    @property
    def high(self) -> float:
        """Return the upper bound."""
        return self.low if self.equal else INFINITY


@dataclass(frozen=True)
class System:
    """All columns and rows of an intruder's problem, with what each may be.

    ``truth`` are the true values, ``lower`` and ``upper`` the bounds of a suppressed column.
    ``primary`` are the columns to protect.
    """

    rows: Sequence[SystemRow]
    truth: Vector
    lower: Vector
    upper: Vector
    primary: Sequence[int]


@dataclass(frozen=True)
class Bound:
    """The least or greatest value of a column, and what holds it there.

    ``rows`` maps each binding row to its dual, ``columns`` each binding column, suppressed or
    shown, to its own.
    """

    value: float
    rows: Mapping[int, float]
    columns: Mapping[int, float]


class Component:
    """Suppressed columns that rows connect; every other column has its true value.

    Solutions that it finds are added to ``pool``.
    """

    def __init__(
        self, system: System, columns: Sequence[int], rows: Sequence[int], pool: SolutionPool
    ) -> None:
        self.rows = rows
        self._columns = list(columns)
        self._system = system
        self._pool = pool
        self._at = {column: own for own, column in enumerate(columns)}
        bounds = [(float(system.lower[c]), float(system.upper[c])) for c in columns]
        self._program = LinearProgram(bounds, [self._row(system.rows[row]) for row in rows])
        self._primary = [self._at[column] for column in system.primary if column in self._at]
        self._integers = AttainableIntegers(self._program, self._primary, bounds, self._add_to_pool)
        self._integers.add(system.truth[self._columns])  # feasible whatever is suppressed
        for solution in pool.points(columns):
            self._integers.add(solution)
        self._bounds: dict[tuple[int, int], Bound] = {}

    def _row(self, row: SystemRow) -> tuple[Mapping[int, float], float, float]:
        shown = sum(f * self._system.truth[c] for c, f in row.terms.items() if c not in self._at)
        terms = {self._at[c]: float(f) for c, f in row.terms.items() if c in self._at}
        return terms, row.low - shown, row.high - shown

    def find_extremes(self) -> None:
        """Find solutions in which the columns to protect are small, and large, together."""
        for sign in (1.0, -1.0):
            self._minimise(dict.fromkeys(self._primary, sign))

    def least(self, column: int) -> Bound:
        """Return the least value of a column over real numbers."""
        return self._extreme(column, 1)

    def greatest(self, column: int) -> Bound:
        """Return the greatest value of a column over real numbers."""
        return self._extreme(column, -1)

    def _extreme(self, column: int, sign: int) -> Bound:
        if (column, sign) not in self._bounds:
            optimum = self._minimise({self._at[column]: float(sign)})
            self._bounds[column, sign] = self._bound(optimum, sign)
        return self._bounds[column, sign]

    def _minimise(self, cost: Mapping[int, float]) -> Optimum:
        optimum = self._program.minimise_feasible(cost)
        if len(optimum.columns):  # else unbounded
            self._integers.add(optimum.columns)
            self._add_to_pool(np.array(optimum.columns, dtype=np.float64))
        return optimum

    def _add_to_pool(self, found: Vector) -> None:
        solution = self._system.truth.copy()
        solution[self._columns] = found
        self._pool.add(solution)

    def _bound(self, optimum: Optimum, sign: int) -> Bound:
        if not len(optimum.columns):
            return Bound(sign * optimum.value, {}, {})
        rows = {
            row: dual
            for row, dual in zip(self.rows, optimum.row_duals, strict=True)
            if abs(dual) > _TINY
        }
        columns = dict(zip(self._columns, optimum.column_duals, strict=True))
        # The solver knows no shown column: its dual follows from those of the rows.
        for row, dual in rows.items():
            for column, factor in self._system.rows[row].terms.items():
                if column not in self._at:
                    columns[column] = columns.get(column, 0.0) - dual * factor
        binding = {column: dual for column, dual in columns.items() if abs(dual) > _TINY}
        return Bound(sign * optimum.value, rows, binding)

    def has_too_few_integers(self, column: int, wanted: int) -> bool:
        """Return whether a column attains fewer integers, or is not soon seen to attain enough."""
        own = self._at[column]
        if self._integers.has_near(own, wanted):
            return False
        low, high = self.least(column).value, self.greatest(column).value
        return not self._integers.at_least(own, wanted, low, high, _TRIES)


class Components:
    """The components of a system under one choice of suppressions after another.

    ``choose`` must be called before any question is asked.
    """

    def __init__(self, system: System) -> None:
        self._system = system
        self._rows_of: list[list[int]] = [[] for _ in system.truth]
        for row, one in enumerate(system.rows):
            for column in one.terms:
                self._rows_of[column].append(row)
        self._share_rows = [row for row, one in enumerate(system.rows) if one.share]
        self._pool = SolutionPool(
            len(system.truth), [system.rows[row].terms for row in self._share_rows]
        )
        self._pool.add(system.truth)
        self._made: dict[tuple[tuple[int, ...], tuple[int, ...]], Component] = {}
        self._of: dict[int, Component] = {}
        self._suppressed: frozenset[int] = frozenset()
        self._inactive: frozenset[int] = frozenset()

    def choose(self, columns: frozenset[int], shares: frozenset[str]) -> None:
        """Set which columns and shares are suppressed."""
        rows = self._system.rows
        self._of = {}
        self._suppressed = columns
        self._inactive = frozenset(row for row in self._share_rows if rows[row].share in shares)
        low, high, free = self._system.truth.copy(), self._system.truth.copy(), list(columns)
        low[free], high[free] = self._system.lower[free], self._system.upper[free]
        least = [-INFINITY if r in self._inactive else rows[r].low for r in self._share_rows]
        self._pool.bound(low, high, np.array(least, dtype=np.float64))

    def range(self, column: int) -> tuple[float, float]:
        """Return least and greatest value of a column in the solutions found so far."""
        return self._pool.range(column)

    def of(self, column: int) -> Component:
        """Return the component of a suppressed column."""
        if column not in self._of:
            columns, rows = self._connected(column)
            key = tuple(sorted(columns)), tuple(sorted(rows))
            if key not in self._made:
                self._made[key] = Component(self._system, *key, self._pool)
            for one in columns:
                self._of[one] = self._made[key]
        return self._of[column]

    def _connected(self, column: int) -> tuple[set[int], set[int]]:
        columns, rows, waiting = {column}, set[int](), [column]
        while waiting:
            for row in self._rows_of[waiting.pop()]:
                if row not in rows and row not in self._inactive:
                    rows.add(row)
                    new = self._suppressed.intersection(self._system.rows[row].terms) - columns
                    columns |= new
                    waiting += new
        return columns, rows
