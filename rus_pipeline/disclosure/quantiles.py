"""What a quantile tells of the counts beside it: how many courses are of fewer days, and of more.

A quantile is public where it is of ten courses or more and discloses no small count. Source:
counting rules, What else the field counts.
"""

from collections.abc import Iterator, Mapping, Sequence

from rus_pipeline.disclosure.constraints import Constraint
from rus_pipeline.figures.figure import Figure
from rus_pipeline.slices.variables.durations import DAYS_OF

DAYS = "dage"
FEW_TO_RANK = 10
"""So many courses a quantile is shown of."""


def few_to_rank(figures: Mapping[str, Figure], rows: Mapping[str, int]) -> frozenset[str]:
    """Return the quantiles (of figures by id) that are of too few ``rows`` to be shown."""
    return frozenset(
        name
        for name, figure in figures.items()
        if figure.unit == DAYS and figure.value is not None and rows[name] < FEW_TO_RANK
    )


def quantile_constraints(
    figures: Mapping[str, Figure], hidden: frozenset[str]
) -> Iterator[Constraint]:
    """Yield what each quantile tells, if it is shown, of the counts of its row by bands of days.

    Of n courses at least those that its number says are of its days or fewer, and fewer than that
    number are of fewer. ``hidden`` are the quantiles that are not shown: nobody knows why one is
    not, so that they tell nothing.
    """
    bands: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures.values():
        if figure.unit != DAYS and figure.column_key in DAYS_OF:
            bands.setdefault((figure.table_id, figure.row_key), []).append(figure)
    for name, figure in figures.items():
        beside = bands.get((figure.table_id, figure.row_key), [])
        if figure.unit != DAYS or figure.value is None or figure.counted is None or name in hidden:
            continue
        if beside and all(one.value is not None and not one.reason for one in beside):
            yield from _told(figure, beside, int(figure.value), figure.counted.per_cent or 0)


def _told(
    figure: Figure, beside: Sequence[Figure], days: int, per_cent: int
) -> Iterator[Constraint]:
    own = {one.figure_id: DAYS_OF[one.column_key] for one in beside}
    reached = {n: 100 * (first <= days) - per_cent for n, (first, _) in own.items()}
    fewer = {n: per_cent - 100 * (last < days) for n, (_, last) in own.items()}
    for terms, least in ((dict.fromkeys(own, 1), FEW_TO_RANK), (reached, 0), (fewer, 1)):
        yield Constraint(terms, equal=False, least=least, of=figure.figure_id)
