"""Which integers the columns of a linear program can attain in an all-integer solution."""

from collections.abc import Iterable, Sequence
from math import ceil, floor, inf
from random import Random

import numpy as np

from rus_pipeline.disclosure.linear_program import LinearProgram, Optimum

_NEAR = 1e-6
_FARTHEST = 1 << 30
_DIRECTIONS = 12


class AttainableIntegers:
    """The integers that some columns are known to attain, each in an all-integer solution.

    One solution shows a value of every column. Most solutions of the relaxed program are integral
    already; the program is made integer only for what they do not show. ``bounds`` are the columns'
    own bounds, restored after each question.
    """

    def __init__(
        self, program: LinearProgram, columns: Iterable[int], bounds: Sequence[tuple[float, float]]
    ) -> None:
        self._program = program
        self._bounds = bounds
        self._explored = False
        self._certain = False
        self.attained: dict[int, set[int]] = {column: set() for column in columns}

    def add(self, found: Optimum | None) -> None:
        """Add the values of a solution, if it is integral."""
        if found is None or not found.columns:
            return
        values = np.asarray(found.columns)
        integers = np.rint(values)
        if np.abs(values - integers).max(initial=0.0) < _NEAR:
            for column, attained in self.attained.items():
                attained.add(int(integers[column]))

    def at_least(self, column: int, wanted: int, low: float, high: float, tries: int) -> bool:
        """Return whether a column attains ``wanted`` integers, all between ``low`` and ``high``.

        At most ``tries`` integers are tried, from the least. One that is not found feasible within
        the program's fixed effort counts as infeasible.
        """
        first, last = ceil(low - _NEAR), _FARTHEST if high == inf else floor(high + _NEAR)
        # A few solutions of the relaxed program show whether they are mostly integral.
        if self._try(column, wanted, range(first, min(last, first + 2 * wanted) + 1)):
            return True
        self._program.require_integers()
        tried = range(first, min(last, first + tries) + 1)
        found = self._try(column, wanted, tried)
        # Where every integer is attained or proved infeasible, there is no other to look for.
        if not found and not (tried.stop > last and self._certain):
            self._explore()
            found = len(self.attained[column]) >= wanted
        self._program.relax_integers()
        return found

    def _explore(self) -> None:
        """Minimise random costs, once: some integer solutions are found only that way."""
        if self._explored:
            return
        self._explored = True
        random = Random(0)  # noqa: S311 - directions, not secrets
        for _ in range(_DIRECTIONS):
            cost = {column: random.uniform(-1, 1) for column in sorted(self.attained)}
            self.add(self._program.minimise(cost))

    def _try(self, column: int, wanted: int, values: range) -> bool:
        """Fix the column to each value until enough are attained; note if answers were certain."""
        attained = self.attained[column]
        self._certain = True
        for value in values:
            if len(attained) >= wanted:
                break
            if value not in attained:
                self._program.bound_column(column, value, value)
                found = self._program.minimise({})
                self.add(found)
                self._program.bound_column(column, *self._bounds[column])
                infeasible = found is None and not self._program.gave_up
                self._certain &= infeasible or value in attained
        return len(attained) >= wanted
