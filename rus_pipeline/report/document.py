"""The report as one document: what both its page (HTML) and its PDF are set from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rus_pipeline.figures.declaration import Chapter
from rus_pipeline.report.charts import Drawing
from rus_pipeline.report.sheets import Sheet
from rus_pipeline.report.summary import Change


@dataclass(frozen=True)
class Section:
    """A table as the report shows it: its sheet, its HTML and its chart, if it has one."""

    sheet: Sheet
    chapter: Chapter
    table: str
    drawing: Drawing | None

    @property
    def id(self) -> str:
        """Return the table's id."""
        return self.sheet.id

    @property
    def title(self) -> str:
        """Return the table's title."""
        return self.sheet.title


@dataclass(frozen=True)
class ChapterSections:
    """A chapter of the report and its sections, in order."""

    chapter: Chapter
    sections: Sequence[Section]

    @property
    def id(self) -> str:
        """Return the chapter's anchor."""
        return self.chapter.anchor

    @property
    def name(self) -> str:
        """Return the chapter's heading."""
        return self.chapter.value


@dataclass(frozen=True)
class Document:
    """A report from its title to its colophon.

    ``drawn``: the day the extract was drawn. ``introduction``'s last paragraph ends where the name
    of the colophon's chapter is to follow. ``reconciled``: how many printed numbers came to each
    outcome; None in a public edition.
    """

    title: str
    center: str
    year: int
    messages: Sequence[str]
    drawn: date
    introduction: Sequence[str]
    symbols: Sequence[tuple[str, str]]
    changes: Sequence[Change]
    chapters: Sequence[ChapterSections]
    reconciled: Sheet | None
    about: Sequence[str]
    colophon: Sequence[Sheet]
