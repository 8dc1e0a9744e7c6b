"""Numbers that met a program once: those that meet it as it is now need not be looked for again.

What belongs here: keeping them, and telling which still hold when bounds have changed. What does
not: finding them (``linear``), or whole numbers (``whole``).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from rus_pipeline.disclosure.linear import Optimum

_TINY = 1e-7  # how far off the solver itself lets a number be


class Seen:
    """Solutions of one program, of which column bounds and some lower bounds of rows change.

    ``rows`` are the rows whose bound changes; whatever else there is holds of every solution.
    """

    def __init__(self, columns: int, rows: Sequence[Mapping[int, float]]) -> None:
        self._rows = np.zeros((len(rows), columns))
        for row, terms in enumerate(rows):
            self._rows[row, list(terms)] = list(terms.values())
        self._every: list[np.ndarray[tuple[int], np.dtype[np.float64]]] = []
        self._columns = columns
        self._low, self._high = np.full(columns, np.inf), np.full(columns, -np.inf)

    def note(self, found: Optimum) -> None:
        """Note a solution of the program as it is now."""
        if len(found.columns):
            values = np.array(found.columns, dtype=np.float64)
            self._every.append(values)
            self._low, self._high = np.minimum(self._low, values), np.maximum(self._high, values)

    def bound(self, columns: Sequence[tuple[float, float]], rows: Sequence[float]) -> None:
        """Leave the solutions that meet other bounds of the columns, and lower ones of the rows."""
        points = np.array(self._every, dtype=np.float64).reshape(-1, self._columns)
        bounds = np.array(columns, dtype=np.float64).reshape(-1, 2)
        low, high = bounds[:, 0] - _TINY, bounds[:, 1] + _TINY
        points = points[((points >= low) & (points <= high)).all(axis=1)]
        least = np.array(rows, dtype=np.float64) - _TINY
        points = points[(points @ self._rows.T >= least).all(axis=1)]
        self._low = points.min(axis=0, initial=np.inf)
        self._high = points.max(axis=0, initial=-np.inf)

    def width(self, column: int) -> float:
        """Return how far apart a column's numbers are in the solutions that hold; below 0: none."""
        return float(self._high[column] - self._low[column])
