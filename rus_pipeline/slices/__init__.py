"""An edition's slice: the rows that its figures are counted from, and which years they come from.

It also holds the rows of earlier extracts that the edition reads, with their file and line.
Source: counting rules, Words and Tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rus_pipeline.ingest.udtraek import Udtraek

if TYPE_CHECKING:
    import polars as pl

YEARS = 6  # tables 4 and 5 and udvikling-forloeb show so many years
FIRST_EXTERNAL = 2017  # tabel-03-udvikling begins here

COURSES = "forloeb"
COURSES_BY_YEAR = "forloeb_aar"
EXTERNAL = "eksterne_forloeb"
EXTERNAL_BY_YEAR = "eksterne_forloeb_aar"
POSTINGS = "posteringer"
STAYS = "doegnophold"
GRANTS = "tilskud"
RETURNS = "tilbagevenden"
ARRIVALS = "ankomster"
NARRATIVE = "tvaergaaende"
NOTES = "noter"
MEASURES = "maalinger"

SOURCES = (
    COURSES,
    COURSES_BY_YEAR,
    EXTERNAL,
    EXTERNAL_BY_YEAR,
    POSTINGS,
    STAYS,
    GRANTS,
    RETURNS,
    ARRIVALS,
    NARRATIVE,
    NOTES,
    MEASURES,
)

DESCRIPTIONS = {
    COURSES: "forløb i årets udtræk",
    COURSES_BY_YEAR: "forløb, hvert år efter sit eget udtræk",
    EXTERNAL: "forløb hos andre i årets udtræk",
    EXTERNAL_BY_YEAR: "forløb hos andre, hvert år efter sit eget udtræk",
    POSTINGS: "posteringer",
    STAYS: "døgnophold",
    GRANTS: "tilskud",
    RETURNS: "seneste udskrivninger fra stofbehandling i året før, én for hver person",
    ARRIVALS: "første indskrivning i året, én for hver person og slags behandling",
    NARRATIVE: "tværgående indsats",
    NOTES: "centrets egne noter",
    MEASURES: "scorer af måleredskaber",
}

# Source → the delivered file that its rows come from, where the two have different names.
STEM_OF = {
    COURSES_BY_YEAR: COURSES,
    RETURNS: COURSES,
    ARRIVALS: COURSES,
    EXTERNAL_BY_YEAR: EXTERNAL,
}

JOINED: Mapping[str, tuple[str, ...]] = {COURSES: (MEASURES,)}
"""Source → other files of the edition's own extract, what they tell being joined to its rows."""

WITH_THE_YEAR_BEFORE = frozenset({RETURNS, ARRIVALS})
"""Sources with a row a person, told by the extracts of the edition and of the year before."""


@dataclass(frozen=True)
class Gap:
    """Why a source has no rows of a year (``whole``), or column → why it was not delivered."""

    whole: str | None = None
    columns: Mapping[str, str] | None = None

    def reason(self, needed: frozenset[str]) -> str | None:
        """Return why figures that need these delivered columns are not available, or None.

        A column of another file is ``file.column``.
        """
        if self.whole is not None:
            return self.whole
        missing = sorted(needed & (self.columns or {}).keys())
        return "; ".join(dict.fromkeys((self.columns or {})[name] for name in missing)) or None


@dataclass(frozen=True)
class Slice:
    """The rows of an edition, by source, each with its file, line and variables as columns.

    ``gaps`` maps (source, year) to what was not delivered, ``udtraek`` each edition read to the
    facts of its extract. ``postings_from`` maps each year of tables 4 and 5 to the edition whose
    extract has its postings, ``files`` each raw file read to its sha256. ``fictitious`` says that
    an extract behind the slice is synthetic.
    """

    frames: Mapping[str, "pl.DataFrame"]
    gaps: Mapping[tuple[str, int], Gap]
    udtraek: Mapping[int, Udtraek]
    postings_from: Mapping[int, int | None]
    files: Mapping[str, str]
    fictitious: bool


def years_behind(source: str, edition: int) -> range:
    """Return the years whose extracts a source of the edition's slice reads, if delivered.

    The year before (tilbagevenden, ankomster), the last six (developments, postings) or every one
    since 2017 (tabel-03-udvikling); else the edition's own. Source: counting rules, Tables.
    """
    first = {
        COURSES_BY_YEAR: edition - YEARS + 1,
        POSTINGS: edition - YEARS + 1,
        EXTERNAL_BY_YEAR: min(FIRST_EXTERNAL, edition),
        RETURNS: edition - 1,
        ARRIVALS: edition - 1,
    }
    return range(first.get(source, edition), edition + 1)


def upstream(edition: int) -> list[int]:
    """Return every year whose extract the edition reads if delivered, its own included."""
    return sorted({year for source in SOURCES for year in years_behind(source, edition)})
