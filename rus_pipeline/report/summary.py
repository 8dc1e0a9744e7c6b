"""The year's main figures, each with its change since the year before."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from rus_pipeline.core.danish import number
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.declaration import Table
from rus_pipeline.figures.figure import Figure, Status, Unit, figure_id
from rus_pipeline.figures.presentation import Main
from rus_pipeline.report.cells import cell, marked, with_unit

_WORDS = {
    Unit.COURSES: ("flere", "færre"),
    Unit.PERSONS: ("flere", "færre"),
    Unit.KRONER: ("kr. højere", "kr. lavere"),
    Unit.PER_CENT: ("procentpoint højere", "procentpoint lavere"),
    Unit.DAYS: ("dage længere", "dage kortere"),
}


Written = Callable[[Figure, str], str]
"""How a figure that is shown by a text is written."""


def _bare(_: Figure, text: str) -> str:
    return text


@dataclass(frozen=True)
class MainFigure:
    """A main figure of an edition: what it is called, the table it is of, and its figure."""

    label: str
    table: str
    figure: Figure

    @property
    def html(self) -> str:
        """Return the figure in words, as HTML that says which figure it is."""
        return self.words(marked)

    @property
    def text(self) -> str:
        """Return the figure in words."""
        return self.words(_bare)

    def words(self, written: Written) -> str:
        """Return the figure in words, its number as ``written``."""
        figure = self.figure
        if figure.value is None:
            return written(figure, cell(figure))
        named = figure.unit in {Unit.KRONER, Unit.DAYS}
        unit = f"\N{NO-BREAK SPACE}{figure.unit}" if named else ""
        return written(figure, with_unit(figure)) + unit


@dataclass(frozen=True)
class Change:
    """A main figure beside the same one of the year before; ``comparable``: counted alike."""

    now: MainFigure
    year_before: int
    before: Figure | None
    comparable: bool

    @property
    def value(self) -> Decimal | None:
        """Return the change, where both are known and counted alike."""
        now, before = self.now.figure.value, self.before.value if self.before else None
        return None if now is None or before is None or not self.comparable else now - before

    @property
    def html(self) -> str:
        """Return the change in words. Both figures and the change say what they are in markup."""
        return self._words(marked, self._marked_size)

    @property
    def text(self) -> str:
        """Return the change in words."""
        return self._words(_bare, lambda size: size)

    def _words(self, written: Written, sized: Callable[[str], str]) -> str:
        year = self.year_before
        if self.before is None:
            return f"Der er ingen udgave for {year}"
        if self.before.value is None:
            hidden = self.before.status is Status.SUPPRESSED
            return f"{year}: {written(self.before, 'skjult' if hidden else 'ikke oplyst')}"
        before = MainFigure("", self.now.table, self.before).words(written)
        if not self.comparable:
            return f"{year}: {before}, opgjort på en anden måde"
        change = self.value
        if change is None:
            return f"{year}: {before}"
        if change == 0:
            return f"Uændret fra {year} ({before})"
        more, fewer = _WORDS[self.now.figure.unit]
        size = sized(number(abs(change)))
        return f"{size} {more if change > 0 else fewer} end i {year} ({before})"

    def _marked_size(self, size: str) -> str:
        """Return the size of the change as HTML that says which two figures it is between."""
        assert self.before is not None
        return (
            f'<data value="{self.value}" data-figur="{escape(self.now.figure.figure_id)}"'
            f' data-fra="{escape(self.before.figure_id)}">{size}</data>'
        )


def main_figures(
    tables: Sequence[Table], edition: Edition, figures: Mapping[str, Figure]
) -> Iterator[tuple[Main, MainFigure]]:
    """Yield the edition's main figures that are among ``figures`` (by id), in table order."""
    for table in tables:
        for main in table.main:
            figure = figures.get(figure_id(edition.year, table.id, *main.at(edition.year)))
            if figure is not None:
                yield main, MainFigure(main.name(edition), table.id, figure)


def changes(
    tables: Sequence[Table],
    edition: Edition,
    figures: Mapping[str, Figure],
    before: Mapping[str, Figure],
) -> list[Change]:
    """Return the edition's main figures beside those of the year before, each by id."""
    year = edition.year - 1
    layout_before = Edition(year, edition.center).layout
    return [
        Change(
            now,
            year,
            before.get(figure_id(year, now.table, *main.at(year))),
            comparable=not layout_before < main.since <= edition.layout,
        )
        for main, now in main_figures(tables, edition, figures)
    ]
