"""Feasible solutions found earlier, so that the solver is not asked what they already show."""

from collections.abc import Mapping, Sequence

import numpy as np

from rus_pipeline.disclosure.linear_program import Optimum

_TOLERANCE = 1e-7  # how far off a bound the solver itself lets a value be


class SolutionPool:
    """Solutions of one linear program whose column bounds and some lower row bounds change.

    ``rows`` (column → factor) are the rows whose lower bound changes. Every other row holds in
    every solution.
    """

    def __init__(self, columns: int, rows: Sequence[Mapping[int, float]]) -> None:
        self._rows = np.zeros((len(rows), columns))
        for row, terms in enumerate(rows):
            self._rows[row, list(terms)] = list(terms.values())
        self._solutions: list[np.ndarray[tuple[int], np.dtype[np.float64]]] = []
        self._columns = columns
        self._low, self._high = np.full(columns, np.inf), np.full(columns, -np.inf)

    def add(self, found: Optimum) -> None:
        """Add a solution of the program under its current bounds."""
        if len(found.columns):
            values = np.array(found.columns, dtype=np.float64)
            self._solutions.append(values)
            self._low, self._high = np.minimum(self._low, values), np.maximum(self._high, values)

    def bound(self, columns: Sequence[tuple[float, float]], rows: Sequence[float]) -> None:
        """Change the bounds of the columns and the lower bounds of ``rows``.

        Solutions outside them do not count until bounds change again.
        """
        points = np.array(self._solutions, dtype=np.float64).reshape(-1, self._columns)
        bounds = np.array(columns, dtype=np.float64).reshape(-1, 2)
        low, high = bounds[:, 0] - _TOLERANCE, bounds[:, 1] + _TOLERANCE
        points = points[((points >= low) & (points <= high)).all(axis=1)]
        least = np.array(rows, dtype=np.float64) - _TOLERANCE
        points = points[(points @ self._rows.T >= least).all(axis=1)]
        self._low = points.min(axis=0, initial=np.inf)
        self._high = points.max(axis=0, initial=-np.inf)

    def width(self, column: int) -> float:
        """Return the range of a column over the solutions that count, below 0 if there are none."""
        return float(self._high[column] - self._low[column])
