"""How much of an edition its public edition shows. Source: report contract, Public edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from rus_pipeline.disclosure.public_state import COUNTS
from rus_pipeline.disclosure.recoding import Recoding
from rus_pipeline.figures.figure import Figure, Rule


@dataclass(frozen=True)
class Coverage:
    """How many cells are shown as they are, shown in a sum (``recoded``), and suppressed.

    ``persons`` are the persons and courses that the inner cells of all tables count, those in
    several of them several times; ``persons_shown`` those of them in a cell or sum that is shown.
    """

    shown: int
    recoded: int
    suppressed: int
    persons_shown: int
    persons: int

    @property
    def cells(self) -> int:
        """Return how many cells have a number."""
        return self.shown + self.recoded + self.suppressed

    @property
    def per_cent(self) -> Decimal:
        """Return the share of persons and courses in shown cells, to a tenth of a per cent."""
        if not self.persons:
            return Decimal(100)
        return Decimal((2000 * self.persons_shown + self.persons) // (2 * self.persons)) / 10


def coverage(
    figures: Mapping[str, Figure], recoding: Recoding, suppressed: frozenset[str]
) -> Coverage:
    """Return how much is shown of an edition's figures (by id)."""
    sums = recoding.sum_of(figures)
    cells = {"shown": 0, "recoded": 0, "suppressed": 0}
    persons = {True: 0, False: 0}
    for name, figure in figures.items():
        if figure.value is None:
            continue
        hidden = sums.get(name, name) in suppressed
        cells["suppressed" if hidden else "recoded" if name in sums else "shown"] += 1
        if figure.unit in COUNTS and figure.rule == Rule.COUNTED:
            persons[not hidden] += int(figure.value)
    return Coverage(**cells, persons_shown=persons[True], persons=sum(persons.values()))
