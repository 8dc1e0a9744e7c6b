"""Linear relations and inclusions between columns of 0 and 1 that hold on every row."""

from collections.abc import Iterator, Mapping

import numpy as np

Vector = np.ndarray[tuple[int], np.dtype[np.float32]]
"""A column: 1 where a row counts, else 0."""

_Matrix = np.ndarray[tuple[int, int], np.dtype[np.float32]]
_Matrix64 = np.ndarray[tuple[int, int], np.dtype[np.float64]]
_Counts = np.ndarray[tuple[int, int], np.dtype[np.int64]]
_Booleans = np.ndarray[tuple[int, int], np.dtype[np.bool_]]
_Factors = np.ndarray[tuple[int], np.dtype[np.float64]]
_TINY = 1e-6


def linear_relations(columns: Mapping[str, Vector]) -> list[dict[str, int]]:
    """Return a basis of the linear relations between columns, each as column → integer factor.

    Columns with more rows should come first: a relation then expresses one column by wider ones
    (a part as the whole less the other parts).
    """
    names = list(columns)
    matrix = np.stack([columns[name] for name in names], axis=1).astype(np.float64)
    # The first and last row of each column mostly have the relations of all rows. Rows that break
    # one are added until none does.
    nonzero = matrix != 0
    tried = np.union1d(nonzero.argmax(axis=0), len(matrix) - 1 - nonzero[::-1].argmax(axis=0))
    while True:
        found = _null_space(matrix[tried])
        broken = np.flatnonzero((np.abs(matrix @ found) > _TINY).any(axis=1))
        if not broken.size:
            break
        tried = np.union1d(tried, broken[: len(names)])
    return [
        _integer_factors({names[at]: float(relation[at]) for at in _dependent_first(relation)})
        for relation in found.T
    ]


def inclusions(columns: Mapping[str, Vector]) -> Iterator[tuple[str, str]]:
    """Yield each (part, whole) where all rows of one column are rows of the other.

    A pair that follows from two others is left out.
    """
    names = list(columns)
    matrix = np.stack([columns[name] for name in names], axis=1)
    within = _within(_outside(matrix))
    between = (within.astype(np.float32) @ within.astype(np.float32)) > 0
    for part, whole in np.argwhere(within & ~between):
        yield names[part], names[whole]


def remainders(columns: Mapping[str, Vector], wide: set[str]) -> dict[str, Vector]:
    """Return each wide column less a wide one within it, where a third column includes the rest.

    So what two tables leave between them is seen to be within a figure of another: the discharged
    from drug treatment who are not followed up are among those who died.
    """
    names = list(columns)
    matrix = np.stack([columns[name] for name in names], axis=1)
    outside = _outside(matrix)
    within = _within(outside)
    known = {column.tobytes() for column in columns.values()}
    found: dict[str, Vector] = {}
    for part, whole in np.argwhere(within):
        if names[part] in wide and names[whole] in wide:
            # A third column includes the rest if as many rows of the whole as of the part are
            # outside it.
            holders = (outside[whole] == outside[part]) & ~within[whole]
            holders[whole] = False
            if holders.any():
                rest = matrix[:, whole] - matrix[:, part]
                if rest.tobytes() not in known:
                    known.add(rest.tobytes())
                    found[f"{names[whole]} - {names[part]}"] = rest
    return found


def _outside(matrix: _Matrix) -> _Counts:
    """Return for each two columns how many rows of the first are not rows of the second."""
    bits = np.packbits(np.ascontiguousarray(matrix.T) != 0, axis=1)
    padded = np.ascontiguousarray(np.pad(bits, ((0, 0), (0, -bits.shape[1] % 8)))).view(np.uint64)
    return np.stack([np.bitwise_count(own & ~padded).sum(axis=1, dtype=np.int64) for own in padded])


def _within(outside: _Counts) -> _Booleans:
    """Return for each two columns whether every row of the first is a row of the second."""
    within: _Booleans = outside == 0
    np.fill_diagonal(within, val=False)
    return within


def _dependent_first(relation: _Factors) -> list[int]:
    """Return the columns of a relation: the dependent one, then those that express it."""
    *others, last = np.flatnonzero(relation).tolist()
    return [last, *others]


def _null_space(matrix: _Matrix64) -> _Matrix64:
    """Return a basis of the null space, as columns: each expresses a column by earlier ones.

    By Gauss-Jordan elimination. Matrices with the same relations have the same basis.
    """
    rows, columns = matrix.shape
    found: list[_Factors] = []
    pivots: list[tuple[int, int]] = []
    row = 0
    for at in range(columns):
        free = np.abs(matrix[row:, at])
        best = row + int(free.argmax()) if free.size else row
        if row == rows or free.max(initial=0) < _TINY:
            relation = np.zeros(columns)
            relation[at] = -1
            relation[[c for _, c in pivots]] = matrix[[r for r, _ in pivots], at]
            found.append(relation)
            continue
        left = matrix[:, at:]  # earlier columns are not read again
        left[[row, best]] = left[[best, row]]
        left[row] /= left[row, 0]
        others = np.flatnonzero(np.abs(left[:, 0]) > _TINY)
        others = others[others != row]
        left[others] -= np.outer(left[others, 0], left[row])
        pivots.append((row, at))
        row += 1
    return np.stack(found, axis=1) if found else np.zeros((columns, 0))


def _integer_factors(relation: Mapping[str, float]) -> dict[str, int]:
    """Return a relation scaled to integer factors. Relations between table sums have small ones."""
    for times in range(1, 13):
        factors = {name: times * factor for name, factor in relation.items()}
        if all(abs(factor - round(factor)) < _TINY for factor in factors.values()):
            return {name: round(f) for name, f in factors.items() if round(f)}
    raise ArithmeticError(f"no integer factors: {relation}")
