"""The year's key figures, each with its change since the year before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from rus_pipeline.core.danish import number
from rus_pipeline.figures.figure import Figure, Status, Unit
from rus_pipeline.report.cells import cell, marked, with_unit
from rus_pipeline.report.development import Series

_WORDS = {
    Unit.COURSES: ("flere", "færre"),
    Unit.PERSONS: ("flere", "færre"),
    Unit.KRONER: ("kr. højere", "kr. lavere"),
    Unit.PER_CENT: ("procentpoint højere", "procentpoint lavere"),
    Unit.DAYS: ("dage længere", "dage kortere"),
}

_MOST = 6
"""So many key figures stand beside the sentences. Source: report contract, Kort fortalt."""

Written = Callable[[Figure, str], str]
"""How a figure that is shown by a text is written."""


def _bare(_: Figure, text: str) -> str:
    return text


def in_words(figure: Figure, written: Written = _bare) -> str:
    """Return a figure with its unit in words, its number as ``written``."""
    if figure.value is None:
        return written(figure, cell(figure))
    named = figure.unit in {Unit.KRONER, Unit.DAYS}
    unit = f"\N{NO-BREAK SPACE}{figure.unit}" if named else ""
    return written(figure, with_unit(figure)) + unit


def distance(now: Figure, before: Figure) -> tuple[str, str]:
    """Return how far two known figures are apart, and the words for it: 4, flere."""
    assert now.value is not None
    assert before.value is not None
    change = now.value - before.value
    more, fewer = _WORDS[now.unit]
    return number(abs(change)), more if change > 0 else fewer


def marked_distance(now: Figure, before: Figure, text: str) -> str:
    """Return the distance of two figures as HTML that says which they are."""
    assert now.value is not None
    assert before.value is not None
    return (
        f'<data value="{now.value - before.value}" data-figur="{escape(now.figure_id)}"'
        f' data-fra="{escape(before.figure_id)}">{escape(text)}</data>'
    )


@dataclass(frozen=True)
class KeyFigure:
    """A main figure of the year, beside those of the years before it."""

    year: int
    series: Series

    @property
    def label(self) -> str:
        """Return what it is called."""
        return self.series.label

    @property
    def table(self) -> str:
        """Return the id of the table that it is of."""
        return self.series.table

    @property
    def now(self) -> Figure:
        """Return the year's own."""
        return self.series.figures[self.year]

    @property
    def before(self) -> Figure | None:
        """Return that of the year before, None where there is no edition of it."""
        return self.series.figures.get(self.year - 1)

    @property
    def comparable(self) -> bool:
        """Return whether the year before is counted in the same way."""
        return self.year not in self.series.breaks

    @property
    def change(self) -> Decimal | None:
        """Return the change, where both are known and counted alike."""
        now, before = self.now.value, self.before.value if self.before else None
        return None if now is None or before is None or not self.comparable else now - before

    @property
    def html(self) -> str:
        """Return the figure in words, as HTML that says which figure it is."""
        return in_words(self.now, marked)

    @property
    def text(self) -> str:
        """Return the figure in words."""
        return in_words(self.now)

    @property
    def change_html(self) -> str:
        """Return the change in words. Both figures and the change say what they are in markup."""
        return self._change(marked, marked_distance)

    @property
    def change_text(self) -> str:
        """Return the change in words."""
        return self._change(_bare, lambda _now, _before, text: text)

    def _change(self, written: Written, sized: Callable[[Figure, Figure, str], str]) -> str:
        year = self.year - 1
        if self.before is None:
            return f"Der er ingen udgave for {year}"
        if self.before.value is None:
            hidden = self.before.status is Status.SUPPRESSED
            return f"{year}: {written(self.before, 'skjult' if hidden else 'ikke oplyst')}"
        before = in_words(self.before, written)
        if not self.comparable:
            return f"{year}: {before}, opgjort på en anden måde"
        if self.change is None:
            return f"{year}: {before}"
        if self.change == 0:
            return f"Uændret fra {year} ({before})"
        size, way = distance(self.now, self.before)
        return f"{sized(self.now, self.before, size)} {way} end i {year} ({before})"


def key_figures(series: Sequence[Series], year: int) -> list[KeyFigure]:
    """Return the year's key figures that are not suppressed, six at most, in their order."""
    found = [KeyFigure(year, one) for one in series if year in one.figures and one.main.key]
    return [one for one in found if one.now.status is not Status.SUPPRESSED][:_MOST]
