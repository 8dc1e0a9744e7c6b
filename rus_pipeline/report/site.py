"""The pages of a report: what each is called, and which chapter stands on which.

Source: report contract, Pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rus_pipeline.figures.declaration import Chapter


@dataclass(frozen=True)
class Page:
    """A page of the report: its file in the report's folder, its name in the navigation."""

    file: str
    name: str


YEAR = Page("index.html", "Året")
QUALITY = Page("kvalitet.html", "Kvalitet")
DEVELOPMENT = Page("udvikling.html", "Udvikling")
DOCUMENTS = Page("dokumenter.html", "Andre dokumenter")
METHOD = Page("metode.html", "Metode")
RECONCILIATION = Page("afstemning.html", "Afstemning")

PAGES = (YEAR, QUALITY, DEVELOPMENT, DOCUMENTS, METHOD, RECONCILIATION)

_ELSEWHERE: Mapping[Chapter, Page] = {
    Chapter.QUALITY: QUALITY,
    Chapter.OUTCOME: QUALITY,
    Chapter.DEVELOPMENT: DEVELOPMENT,
    Chapter.OTHER: DOCUMENTS,
}


def page_of(chapter: Chapter) -> Page:
    """Return the page on which a chapter stands: the year's own, where it has none of its own."""
    return _ELSEWHERE.get(chapter, YEAR)
