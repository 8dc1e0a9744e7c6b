"""Measures: every figure of a stored edition again, from the rows that a trace finds for it.

Rows are counted over the stored slice by the stored declaration; composed figures are composed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

from rus_pipeline.audit.combinations import Combinations
from rus_pipeline.figures.figure import Counted, Figure
from rus_pipeline.figures.rounding import half_away, per_cent, per_cents_to_100
from rus_pipeline.figures.stored_edition import FiguresWithRows

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Measured:
    """A figure measured over its rows: exact value, number of rows and of distinct persons.

    ``persons`` is None if the rows are not of persons.
    """

    value: Decimal | None
    rows: int
    persons: int | None


def measures(edition: FiguresWithRows) -> dict[str, Measured]:
    """Return each figure measured over its rows, by id; without rows, value None and 0 rows."""
    by_source: dict[str, list[Figure]] = {}
    behind = {
        figure_id: edition.counted_in(figure) for figure_id, figure in edition.figures.items()
    }
    for figure_id, counted in behind.items():
        if counted:
            source = _counted(counted[0]).source
            by_source.setdefault(source, []).append(edition.figures[figure_id])
    counts: dict[str, tuple[Decimal | None, int, int | None]] = {}
    for source, figures in by_source.items():
        counts |= _over(edition.source(source), figures, behind)
    values = composed(edition.figures, {i: value for i, (value, *_) in counts.items()})
    return {
        figure_id: Measured(values[figure_id], *counts.get(figure_id, (None, 0, None))[1:])
        for figure_id in edition.figures
    }


def composed(
    figures: Mapping[str, Figure], counts: Mapping[str, Decimal | None]
) -> dict[str, Decimal | None]:
    """Return every figure's exact value by id; ``counts`` are the values of counted figures."""
    found = _Composed(figures, counts)
    return {figure_id: found.value(figure_id) for figure_id in figures}


def _over(
    rows: "pl.LazyFrame",
    figures: Sequence[Figure],
    behind: Mapping[str, Sequence[Figure]],
) -> dict[str, tuple[Decimal | None, int, int | None]]:
    """Return value (of counted figures), rows and persons of the figures of one source."""
    asked = {f.figure_id: [_counted(c) for c in behind[f.figure_id]] for f in figures}
    found = Combinations(rows, chain.from_iterable(asked.values()))
    met = found.meeting(asked)
    return {
        figure.figure_id: (
            found.value(figure.counted, met[figure.figure_id]) if figure.counted else None,
            found.rows(met[figure.figure_id]),
            found.persons(met[figure.figure_id]) if found.has_persons else None,
        )
        for figure in figures
    }


def _counted(figure: Figure) -> Counted:
    assert figure.counted is not None
    return figure.counted


class _Composed:
    """The exact value of each figure, from its components."""

    def __init__(self, figures: Mapping[str, Figure], counts: Mapping[str, Decimal | None]) -> None:
        self._figures = figures
        self._counts = counts

    def value(self, figure_id: str) -> Decimal | None:
        figure = self._figures[figure_id]
        match figure.rule:
            case "counted":
                return self._counts.get(figure_id)
            case "total":
                known = list(self._known(figure, "addend"))
                return sum(known, Decimal(0)) if known else None
            case "difference":
                minuend, subtrahend = (self._one(figure, r) for r in ("minuend", "subtrahend"))
                return None if minuend is None or subtrahend is None else minuend - subtrahend
            case "share":
                part = self._one(figure, "numerator")
                whole = sum(self._known(figure, "denominator"), Decimal(0))
                return None if part is None or not whole else per_cent(part, whole)
            case "share-to-100":
                return self._share(figure)
            case _:
                return figure.exact

    def _one(self, figure: Figure, role: str) -> Decimal | None:
        return next(iter(self._known(figure, role)), None)

    def _known(self, figure: Figure, role: str) -> Iterator[Decimal]:
        for part in figure.components:
            if part.role == role:
                value = self.value(part.figure_id)
                if value is not None:
                    yield value

    def _share(self, figure: Figure) -> Decimal | None:
        numerator = next(p.figure_id for p in figure.components if p.role == "numerator")
        known = [
            (part.figure_id, value)
            for part in figure.components
            if part.role == "denominator" and (value := self.value(part.figure_id)) is not None
        ]
        if numerator not in dict(known) or not sum(value for _, value in known):
            return None
        shares = per_cents_to_100([value for _, value in known])
        return shares[[figure_id for figure_id, _ in known].index(numerator)]


def rounded(value: Decimal | None) -> Decimal | None:
    """Return a value as it is published: whole, half away from zero."""
    return None if value is None else half_away(value)
