"""Which whole numbers counts can be: found one after the other, each with numbers for all the rest.

What belongs here: asking a program for whole numbers as seldom as can be. What does not: what its
columns and rows stand for.
"""

from collections.abc import Iterable, Sequence
from math import ceil, floor, inf
from random import Random

import numpy as np

from rus_pipeline.disclosure.linear import Linear, Optimum

_NEAR = 1e-6
_FARTHEST = 1 << 30
_DIRECTIONS = 12


class WholeValues:
    """The values that columns of a program are seen to take, in solutions that are whole.

    A solution shows a value of every column. Most that are found for any numbers are whole already;
    only where they are not is the program held to whole numbers. ``bounds`` are those of its
    columns.
    """

    def __init__(
        self, program: Linear, columns: Iterable[int], bounds: Sequence[tuple[float, float]]
    ) -> None:
        self._program = program
        self._bounds = bounds
        self._around = False
        self._settled = False
        self.seen: dict[int, set[int]] = {column: set() for column in columns}

    def note(self, found: Optimum | None) -> None:
        """Note what a solution shows, if it is whole."""
        if found is None or not found.columns:
            return
        values = np.asarray(found.columns)
        whole = np.rint(values)
        if np.abs(values - whole).max(initial=0.0) < _NEAR:
            for column, seen in self.seen.items():
                seen.add(int(whole[column]))

    def at_least(self, column: int, wanted: int, low: float, high: float, tries: int) -> bool:
        """Return whether a column can take so many values, all of them from ``low`` to ``high``.

        Whole numbers are asked for one by one, so many ``tries`` from the least. One that is not
        found to be possible within a fixed effort counts as impossible.
        """
        first, last = ceil(low - _NEAR), _FARTHEST if high == inf else floor(high + _NEAR)
        # Where any numbers do, a few tries tell whether they are mostly whole.
        if self._look(column, wanted, range(first, min(last, first + 2 * wanted) + 1)):
            return True
        self._program.whole(whole=True)
        tried = range(first, min(last, first + tries) + 1)
        found = self._look(column, wanted, tried)
        # Where every value is seen or known to be impossible, there is no other to be found.
        if not found and not (tried.stop > last and self._settled):
            self._look_around()
            found = len(self.seen[column]) >= wanted
        self._program.whole(whole=False)
        return found

    def _look_around(self) -> None:
        """Ask once for the least of many costs: some whole numbers are found that way alone."""
        if self._around:
            return
        self._around = True
        of = Random(0)  # noqa: S311 - directions, not secrets
        for _ in range(_DIRECTIONS):
            self.note(self._program.least({c: of.uniform(-1, 1) for c in sorted(self.seen)}))

    def _look(self, column: int, wanted: int, values: range) -> bool:
        """Ask for values until enough are seen, and note whether the answers were certain."""
        seen = self.seen[column]
        self._settled = True
        for value in values:
            if len(seen) >= wanted:
                break
            if value not in seen:
                self._program.bound_column(column, value, value)
                found = self._program.least({})
                self.note(found)
                self._program.bound_column(column, *self._bounds[column])
                impossible = found is None and not self._program.gave_up
                self._settled &= impossible or value in seen
        return len(seen) >= wanted
