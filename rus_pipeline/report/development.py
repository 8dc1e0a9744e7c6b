"""The main figures year by year: a series for each, with the breaks in how it was counted.

Source: report contract, Pages (udvikling) and Kort fortalt.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.declaration import Table
from rus_pipeline.figures.figure import Figure, figure_id
from rus_pipeline.figures.presentation import Main
from rus_pipeline.report.sheets import Heading, Row, Sheet
from rus_pipeline.report.sparkline import sparkline

BROKEN = "brud"

FiguresByYear = Mapping[int, Mapping[str, Figure]]
"""The year of an edition → its figures by id."""


@dataclass(frozen=True)
class Series:
    """A main figure in each edition that has it, as the newest of them calls it.

    ``years`` are all editions', in order.
    """

    label: str
    table: str
    main: Main
    figures: Mapping[int, Figure]
    editions: tuple[Edition, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """Return the year of every edition, in order."""
        return tuple(edition.year for edition in self.editions)

    @cached_property
    def breaks(self) -> tuple[int, ...]:
        """Return the years from which it is counted in another way than the edition before."""
        return tuple(
            now.year
            for before, now in pairwise(self.editions)
            if before.layout < self.main.since <= now.layout
        )

    @property
    def values(self) -> list[Decimal | None]:
        """Return the value of each year, None where it is not known, not shown or not there."""
        found = (self.figures.get(year) for year in self.years)
        return [None if figure is None else figure.value for figure in found]

    @property
    def line(self) -> str:
        """Return the small line of the years, or nothing for a single year."""
        return sparkline(self.years, self.values, self.breaks) if len(self.years) > 1 else ""


def series_of(
    tables: Sequence[Table], editions: Sequence[Edition], figures: FiguresByYear
) -> list[Series]:
    """Return each main figure over the editions, in the order of the newest that has it.

    ``editions`` are in order of their years; ``figures`` are of those editions.
    """
    found: dict[str, Series] = {}
    for newest in reversed(editions):
        for table, main in _declared(tables):
            name = main.name(newest)
            if name in found or _figure(figures, newest.year, table, main) is None:
                continue
            named = (
                (edition.year, _figure(figures, edition.year, table, main))
                for edition in editions
                if main.name(edition) == name
            )
            own = {year: figure for year, figure in named if figure is not None}
            found[name] = Series(name, table.id, main, own, tuple(editions))
    return list(found.values())


def development_sheet(series: Sequence[Series]) -> Sheet:
    """Return the main figures as a table, a column for each edition; each break has a note."""
    years = series[0].years if series else ()
    return Sheet(
        "hovedtal",
        "Hovedtal år for år",
        "Hovedtal",
        tuple(Heading(str(year), str(year), numeric=True) for year in years),
        tuple(
            Row(
                one.label[:1].upper() + one.label[1:],
                tuple((one.figures[y],) if y in one.figures else () for y in years),
            )
            for one in series
        ),
        tuple(_breaks(series)),
    )


def _declared(tables: Sequence[Table]) -> Iterator[tuple[Table, Main]]:
    for table in tables:
        for main in table.main:
            yield table, main


def _figure(figures: FiguresByYear, year: int, table: Table, main: Main) -> Figure | None:
    return figures.get(year, {}).get(figure_id(year, table.id, *main.at(year)))


def _breaks(series: Sequence[Series]) -> Iterator[str]:
    """Yield where each series breaks, and what changed."""
    for one in series:
        for year in one.breaks:
            why = f": {one.main.why(one.editions[-1])}" if one.main.because else ""
            yield (
                f"{one.label[:1].upper()}{one.label[1:]} er fra {year} opgjort på en anden måde end"
                f" før{why}. Hen over {year} kan tallene ikke sammenlignes."
            )
