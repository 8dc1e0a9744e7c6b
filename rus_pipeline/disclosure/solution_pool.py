"""Feasible solutions found earlier, so that the solver is not asked what they already show."""

from collections.abc import Mapping, Sequence

import numpy as np

from rus_pipeline.disclosure.linear_program import Vector

_TOLERANCE = 1e-7  # how far off a bound the solver itself lets a value be


class SolutionPool:
    """Solutions of one linear program whose column bounds and some lower row bounds change.

    ``rows`` (column → factor) are the rows whose lower bound changes. Every other row holds in
    every solution.
    """

    def __init__(self, columns: int, rows: Sequence[Mapping[int, int]]) -> None:
        self._rows = np.zeros((len(rows), columns))
        for row, terms in enumerate(rows):
            self._rows[row, list(terms)] = list(terms.values())
        self._solutions: list[Vector] = []
        self._points = np.zeros((0, columns))
        self._low, self._high = np.full(columns, np.inf), np.full(columns, -np.inf)

    def add(self, solution: Vector) -> None:
        """Add a solution of the program under its current bounds."""
        self._solutions.append(solution)
        self._low, self._high = np.minimum(self._low, solution), np.maximum(self._high, solution)

    def bound(self, low: Vector, high: Vector, rows: Vector) -> None:
        """Change the bounds of the columns and the lower bounds of ``rows``.

        Solutions outside them do not count until bounds change again.
        """
        points = np.array(self._solutions, dtype=np.float64).reshape(-1, len(low))
        within = (points >= low - _TOLERANCE) & (points <= high + _TOLERANCE)
        points = points[within.all(axis=1)]
        self._points = points[(points @ self._rows.T >= rows - _TOLERANCE).all(axis=1)]
        self._low = self._points.min(axis=0, initial=np.inf)
        self._high = self._points.max(axis=0, initial=-np.inf)

    def points(self, columns: Sequence[int]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """Return the values of some columns in the solutions that met the bounds when they changed.

        Each once.
        """
        points = self._points[:, list(columns)]
        first = list({point.tobytes(): row for row, point in enumerate(points)}.values())
        return points[first]

    def range(self, column: int) -> tuple[float, float]:
        """Return least and greatest value of a column in the solutions that count.

        The least is above the greatest if there are none.
        """
        return float(self._low[column]), float(self._high[column])
