"""Which integers the columns of a linear program can attain in an all-integer solution."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import ceil, floor, inf
from random import Random

import numpy as np

from rus_pipeline.disclosure.linear_program import Changes, LinearProgram, Matrix, Vector

_NEAR = 1e-6
_FARTHEST = 1 << 30
_DIRECTIONS = 12
_STEPS = 8  # so many steps are taken along a line


class AttainableIntegers:
    """The integers that some columns are known to attain, each in an all-integer solution.

    One solution shows a value of every column, and two show more: every integer point of the line
    through them that the rows allow is a solution too. Most solutions of the relaxed program are
    integral already; the program is made integer only for what they do not show. ``bounds`` are the
    columns' own bounds, restored after each question.
    """

    def __init__(
        self,
        program: LinearProgram,
        columns: Iterable[int],
        bounds: Sequence[tuple[float, float]],
        on_solution: Callable[[Vector], None] | None = None,
    ) -> None:
        self._on_solution = on_solution
        self._program = program
        self._bounds = bounds
        self._explored = False
        self._certain = False
        self._added: list[Sequence[float] | Vector] = []
        self._start: Vector | None = None
        self._changes: Changes | None = None
        self._attained: dict[int, set[int]] = {column: set() for column in columns}

    def add(self, solution: Sequence[float] | Vector) -> None:
        """Add a solution, integral or not; one without values is none."""
        if len(solution):
            self._added.append(solution)

    def _found(self, solution: Vector) -> None:
        self.add(solution)
        if self._on_solution is not None:
            self._on_solution(solution)

    def attained(self, column: int) -> set[int]:
        """Return the integers that the solutions added so far show that a column attains."""
        if self._added:
            self._look_at(np.array(self._added, dtype=np.float64))
            self._added = []
        return self._attained[column]

    def _look_at(self, solutions: Matrix) -> None:
        """Note the integral ones of some solutions, and those on lines from the first of all."""
        points = np.rint(solutions)
        points = points[np.abs(solutions - points).max(axis=1) < _NEAR]
        if not len(points):
            return
        if self._start is None:
            self._start = points[0]
        along = points - self._start
        along /= np.maximum(np.gcd.reduce(np.abs(along).astype(np.int64), axis=1), 1)[:, None]
        back, ahead = self._program.steps(self._start, along)
        steps = np.arange(-_STEPS, _STEPS + 1.0)[:, None]
        at, line = np.nonzero((steps >= back - _NEAR) & (steps <= ahead + _NEAR))
        points = np.vstack([points, self._start + steps[at] * along[line]])
        for column, attained in self._attained.items():
            attained.update(points[:, column].astype(np.int64).tolist())

    def find_one(self) -> None:
        """Find a solution, integral if that is not hard."""
        self._minimise({})
        self.attained(next(iter(self._attained)))
        if self._start is None:
            self._program.require_integers()
            self._minimise({})
            self._program.relax_integers()

    def has_near(self, column: int, wanted: int) -> bool:
        """Return whether a column is seen to attain ``wanted`` integers near the first solution."""
        attained = self.attained(column)
        if len(attained) >= wanted:
            return True
        if self._start is None:
            return False
        at, (low, high) = int(self._start[column]), self._bounds[column]
        least, greatest = max(at - wanted + 1, ceil(low)), min(at + wanted - 1, high)
        return self._step(column, wanted, range(least, int(greatest) + 1))

    def at_least(self, column: int, wanted: int, low: float, high: float, tries: int) -> bool:
        """Return whether a column attains ``wanted`` integers, all between ``low`` and ``high``.

        At most ``tries`` integers are tried, from the least. One that is not found feasible within
        the program's fixed effort counts as infeasible.
        """
        first, last = ceil(low - _NEAR), _FARTHEST if high == inf else floor(high + _NEAR)
        # Where little else changes, most solutions of the relaxed program are integral.
        if self._step(column, wanted, range(first, min(last, first + 2 * wanted) + 1)):
            return True
        self._program.require_integers()
        tried = range(first, min(last, first + tries) + 1)
        found = self._try(column, wanted, tried)
        # Where every integer is attained or proved infeasible, there is no other to look for.
        if not found and not (tried.stop > last and self._certain):
            self._explore()
            found = len(self.attained(column)) >= wanted
        self._program.relax_integers()
        return found

    def _explore(self) -> None:
        """Minimise random costs, once: some integer solutions are found only that way."""
        if self._explored:
            return
        self._explored = True
        random = Random(0)  # noqa: S311 - directions, not secrets
        for _ in range(_DIRECTIONS):
            self._minimise({column: random.uniform(-1, 1) for column in sorted(self._attained)})

    def _step(self, column: int, wanted: int, values: range) -> bool:
        """Change the column to each value, and as little else as can be, until enough are seen."""
        attained = self.attained(column)
        if self._start is None:
            return False
        if self._changes is None:
            self._changes = self._program.changes_from(self._start)
        for value in values:
            if len(attained) >= wanted:
                break
            if value not in attained:
                change = self._changes.least(column, value - self._start[column])
                if change is not None:
                    self._found(self._start + change)
                    attained = self.attained(column)
        return len(attained) >= wanted

    def _try(self, column: int, wanted: int, values: range) -> bool:
        """Fix the column to each value until enough are attained; note if answers were certain."""
        self._certain = True
        for value in values:
            attained = self.attained(column)
            if len(attained) >= wanted:
                break
            if value not in attained:
                self._program.bound_column(column, value, value)
                infeasible = not self._minimise({}) and not self._program.gave_up
                self._program.bound_column(column, *self._bounds[column])
                self._certain &= infeasible or value in self.attained(column)
        return len(self.attained(column)) >= wanted

    def _minimise(self, cost: Mapping[int, float]) -> bool:
        """Add the solution of the least cost, and return whether one was found."""
        found = self._program.minimise(cost)
        if found is not None and len(found.columns):
            self._found(np.array(found.columns, dtype=np.float64))
        return found is not None
