"""What a table quoted from another document is declared as. Its cells are claims, not figures.

What belongs here: the types. What does not: reading a printed number (``published``), or drawing.
"""

from dataclasses import dataclass

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.declaration import Chapter


@dataclass(frozen=True)
class ClaimAt:
    """Where a printed number stands among the claims: its table, row and column there."""

    table: str
    row: str
    column: str


@dataclass(frozen=True)
class FigureAt:
    """A figure of the edition to show beside a claim: its label, table, row and column."""

    label: str
    table: str
    row: str
    column: str


@dataclass(frozen=True)
class Transcribed:
    """A document's table as printed, by row and column.

    ``source`` is the claims' table. ``total`` is the label of a row that adds up each column, as an
    interval where a count is suppressed; None is no such row.
    """

    id: str
    title: str
    source: str
    definition: str
    stub: str
    total: str | None = None
    notes: tuple[str, ...] = ()
    chapter: Chapter = Chapter.OTHER

    def headline(self, _edition: Edition) -> str:
        """Return the title, the same in every edition."""
        return self.title


@dataclass(frozen=True)
class Promise:
    """A promise, the claims that state it in numbers, and the figures that measure it."""

    words: str
    claims: tuple[ClaimAt, ...]
    measured: tuple[FigureAt, ...]


@dataclass(frozen=True)
class Promises:
    """A document's promises, each beside what measures it in the edition."""

    id: str
    title: str
    promises: tuple[Promise, ...]
    definition: str
    notes: tuple[str, ...] = ()
    chapter: Chapter = Chapter.OTHER

    def headline(self, edition: Edition) -> str:
        """Return the title; ``{year}`` is the edition's."""
        return self.title.format(year=edition.year)


@dataclass(frozen=True)
class Goal:
    """A goal that a share falls to ``target``: where it began, and what was measured since.

    ``measured`` are labels with claims; each is compared with the target by itself.
    """

    words: str
    baseline: tuple[str, ClaimAt]
    target: tuple[str, ClaimAt]
    measured: tuple[tuple[str, ClaimAt], ...]


@dataclass(frozen=True)
class Goals:
    """A document's goals in numbers, and what the measures say about reaching them."""

    id: str
    title: str
    goals: tuple[Goal, ...]
    definition: str
    notes: tuple[str, ...] = ()
    chapter: Chapter = Chapter.OTHER

    def headline(self, _edition: Edition) -> str:
        """Return the title, the same in every edition."""
        return self.title
