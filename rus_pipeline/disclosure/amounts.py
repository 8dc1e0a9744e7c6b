"""Suppression of amounts of money: those of few persons, and others that would disclose them.

An amount is disclosed when the linear constraints between amounts determine it exactly. Counts have
a stricter rule (``suppression``).
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from rus_pipeline.disclosure.constraints import Constraint


def suppressed_amounts(
    constraints: Sequence[Constraint], amounts: Mapping[str, int], primary: Iterable[str]
) -> frozenset[str]:
    """Return the amounts to suppress: ``primary``, and others until none of them is determined.

    ``amounts`` maps every amount to its size (kroner, without sign). Secondary suppressions are
    the smallest amounts in a constraint with the one that is determined; an amount of zero is never
    suppressed.
    """
    suppressed = set(primary)
    while (determined := _determined(constraints, suppressed)) is not None:
        related = {n for c in constraints for n in c.terms if determined in c.terms}
        others = sorted((amounts[n], n) for n in related - suppressed if amounts.get(n))
        if not others:
            others = sorted((amounts[n], n) for n in amounts.keys() - suppressed if amounts[n])
        suppressed.add(others[0][1])
    return frozenset(suppressed)


def _determined(constraints: Sequence[Constraint], suppressed: set[str]) -> str | None:
    """Return a suppressed amount that the shown amounts determine, or None."""
    names = sorted(suppressed)
    rows = [[c.terms.get(n, 0) for n in names] for c in constraints if suppressed & c.terms.keys()]
    if not rows:
        return None
    matrix = np.array(rows, dtype=np.float64)
    rank = np.linalg.matrix_rank(matrix)
    for column, name in enumerate(names):
        unit = np.zeros((1, len(names)))
        unit[0, column] = 1
        if np.linalg.matrix_rank(np.vstack([matrix, unit])) == rank:
            return name
    return None
