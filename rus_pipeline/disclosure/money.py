"""Amounts of few persons: which others are hidden with them, so that none can be reckoned out.

What belongs here: sums and differences of amounts, by linear algebra. What does not: counts
(``suppression``).
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from rus_pipeline.disclosure.constraints import Constraint


def hidden_money(
    ties: Sequence[Constraint], amounts: Mapping[str, int], few: Iterable[str]
) -> frozenset[str]:
    """Return the amounts to hide: ``few``, and the smallest others until none of them follows.

    ``amounts`` are the sizes of all that there are; what is zero is not hidden.
    """
    hidden = set(few)
    while (followed := _follows(ties, hidden)) is not None:
        beside = {n for tie in ties for n in tie.terms if followed in tie.terms}
        others = sorted((amounts[n], n) for n in beside - hidden if amounts.get(n))
        if not others:
            others = sorted((amounts[n], n) for n in amounts.keys() - hidden if amounts[n])
        hidden.add(others[0][1])
    return frozenset(hidden)


def _follows(ties: Sequence[Constraint], hidden: set[str]) -> str | None:
    """Return a hidden amount that follows from those that are shown, or None."""
    names = sorted(hidden)
    rows = [[tie.terms.get(n, 0) for n in names] for tie in ties if hidden & tie.terms.keys()]
    if not rows:
        return None
    matrix = np.array(rows, dtype=np.float64)
    rank = np.linalg.matrix_rank(matrix)
    for at, name in enumerate(names):
        alone = np.zeros((1, len(names)))
        alone[0, at] = 1
        if np.linalg.matrix_rank(np.vstack([matrix, alone])) == rank:
            return name
    return None
