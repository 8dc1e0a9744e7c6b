"""Linear relations and inclusions between columns of 0 and 1 that hold on every row."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

Vector = np.ndarray[tuple[int], np.dtype[np.float32]]
"""A column: 1 where a row counts, else 0."""

_Matrix = np.ndarray[tuple[int, int], np.dtype[np.float32]]
_Matrix64 = np.ndarray[tuple[int, int], np.dtype[np.float64]]
_Counts = np.ndarray[tuple[int, int], np.dtype[np.int64]]
_Booleans = np.ndarray[tuple[int, int], np.dtype[np.bool_]]
_Factors = np.ndarray[tuple[int], np.dtype[np.float64]]
_Residues = np.ndarray[tuple[int, int], np.dtype[np.int64]]
_TINY = 1e-6
_PRIME = (1 << 31) - 1  # the product of two residues is below 2^63
_GREATEST, _LARGEST = 12, 1000  # of a relation's factors: denominator, and numerator


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
    filled = nonzero.sum(axis=1)
    tried = np.union1d(nonzero.argmax(axis=0), len(matrix) - 1 - nonzero[::-1].argmax(axis=0))
    reduced: _Residues = np.zeros((0, len(names)), dtype=np.int64)
    random = np.random.default_rng(0)  # the same multiples each time
    while True:
        sparse_first = tried[np.argsort(filled[tried], kind="stable")]  # these fill in less
        reduced, pivots = _reduced(np.vstack([reduced, matrix[sparse_first].astype(np.int64)]))
        found = _null_space(reduced, pivots)
        # A row that breaks a relation breaks a sum of random multiples of all, but once in 2^31.
        # Sums of so few residues are exact.
        multiples = random.integers(1, _PRIME, found.shape[1])
        together = np.zeros(len(names), dtype=np.int64)
        for relation, multiple in zip(found.T.astype(np.int64), multiples, strict=True):
            together = (together + relation * multiple) % _PRIME
        broken = np.flatnonzero(np.fmod(matrix @ together.astype(np.float64), _PRIME))
        if not broken.size:
            break
        tried = broken[: len(names)]
    return [
        _integer_factors({names[at]: float(relation[at]) for at in _dependent_first(relation)})
        for relation in _as_fractions(found).T
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


def _reduced(left: _Residues) -> tuple[_Residues, list[int]]:
    """Return rows that have the same relations modulo a prime, and the column that each begins in.

    By Gauss-Jordan elimination, which is exact so, where the errors of floating point grow from
    step to step. Rows that are reduced already cost little.
    """
    pivots: list[int] = []
    for at in range(left.shape[1]):
        row = len(pivots)
        nonzero = np.flatnonzero(left[row:, at])
        if not nonzero.size:
            continue
        best = row + int(nonzero[0])
        rest = left[:, at:]  # earlier columns are not read again
        rest[[row, best]] = rest[[best, row]]
        if rest[row, 0] != 1:
            rest[row] = rest[row] * pow(int(rest[row, 0]), -1, _PRIME) % _PRIME
        others = np.flatnonzero(rest[:, 0])
        others = others[others != row]
        changed = np.flatnonzero(rest[row])
        at_both = np.ix_(others, changed)
        rest[at_both] = (rest[at_both] - np.outer(rest[others, 0], rest[row, changed])) % _PRIME
        pivots.append(at)
    return left[: len(pivots)], pivots


def _null_space(reduced: _Residues, pivots: Sequence[int]) -> _Matrix64:
    """Return a basis of the null space of reduced rows modulo the prime, as columns.

    Each expresses a column by earlier ones. Rows with the same relations have the same basis.
    """
    columns = reduced.shape[1]
    free = np.setdiff1d(np.arange(columns), pivots)
    found = np.zeros((columns, free.size))
    found[free, np.arange(free.size)] = _PRIME - 1
    found[pivots] = reduced[:, free]
    return found


def _as_fractions(residues: _Matrix64) -> _Matrix64:
    """Return the fractions of small numbers that are these, modulo the prime."""
    found = np.full(residues.shape, np.nan)
    for below in range(_GREATEST, 0, -1):
        above = np.fmod(residues * below, _PRIME)
        above = np.where(above > _PRIME // 2, above - _PRIME, above)
        small = np.abs(above) <= _LARGEST
        found[small] = above[small] / below
    if np.isnan(found).any():
        raise ArithmeticError("a relation has no small factors")
    return found


def _integer_factors(relation: Mapping[str, float]) -> dict[str, int]:
    """Return a relation scaled to integer factors. Relations between table sums have small ones."""
    for times in range(1, _GREATEST + 1):
        factors = {name: times * factor for name, factor in relation.items()}
        if all(abs(factor - round(factor)) < _TINY for factor in factors.values()):
            return {name: round(f) for name, f in factors.items() if round(f)}
    raise ArithmeticError(f"no integer factors: {relation}")
