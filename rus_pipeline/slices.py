"""Validated rows + variables → an edition's slice: the rows that its figures are counted from.

A slice stands for itself: what the edition reads of earlier extracts is in it too, with the file
and line it came from. What belongs here: which extracts an edition reads, and which rows of them.
What does not: what is counted (``tables``). Source: counting rules, Words and Tables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from rus_pipeline.edition import Edition
from rus_pipeline.errors import ExtractError, InputError, Place
from rus_pipeline.extracts.folder import SCHEMAS, Extract, RawFolder
from rus_pipeline.extracts.reading import find_file
from rus_pipeline.extracts.schema import CODE, EXTRACTED
from rus_pipeline.udtraek import Udtraek, read_udtraek
from rus_pipeline.variables import derive

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
NARRATIVE = "tvaergaaende"

SOURCES = (
    COURSES,
    COURSES_BY_YEAR,
    EXTERNAL,
    EXTERNAL_BY_YEAR,
    POSTINGS,
    STAYS,
    GRANTS,
    RETURNS,
    NARRATIVE,
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
    NARRATIVE: "tværgående indsats",
}

# Source → the delivered file that its rows come from, where the two have different names.
STEM_OF = {COURSES_BY_YEAR: COURSES, RETURNS: COURSES, EXTERNAL_BY_YEAR: EXTERNAL}


@dataclass(frozen=True)
class Gap:
    """What a source cannot tell of a year: nothing, for ``whole``, or the columns left out."""

    whole: str | None = None
    columns: Mapping[str, str] | None = None

    def reason(self, needed: frozenset[str]) -> str | None:
        """Return why figures that need these delivered columns are not available, or None."""
        if self.whole is not None:
            return self.whole
        missing = sorted(needed & (self.columns or {}).keys())
        return "; ".join((self.columns or {})[name] for name in missing) or None


@dataclass(frozen=True)
class Slice:
    """The rows of an edition, by source, each with its file, line and variables as columns.

    ``gaps`` maps (source, year) to what is not there; ``udtraek`` maps each edition read to its
    extract's facts; ``postings_from`` each year of tables 4 and 5 to the edition whose folder holds
    its postings; ``files`` each raw file read to its sha256; ``fictitious``: an extract behind
    it is.
    """

    frames: Mapping[str, pl.DataFrame]
    gaps: Mapping[tuple[str, int], Gap]
    udtraek: Mapping[int, Udtraek]
    postings_from: Mapping[int, int | None]
    files: Mapping[str, str]
    fictitious: bool


class EditionError(InputError):
    """An edition cannot be built, because of its own extract or an earlier one that it reads."""

    def __init__(self, edition: int, cause: ExtractError, read: int) -> None:
        self.edition = edition
        self.cause = cause
        behind = "" if read == edition else f"læser udtrækket {read}, som ikke kan bruges: "
        super().__init__(f"{behind}{cause}")


def years_behind(source: str, edition: int) -> range:
    """Return the years whose extracts a source of the edition's slice reads, where there are any.

    The year before (tilbagevenden), the last six (developments, postings) or every one since 2017
    (tabel-03-udvikling); else the edition's own. Source: counting rules, Tables.
    """
    first = {
        COURSES_BY_YEAR: edition - YEARS + 1,
        POSTINGS: edition - YEARS + 1,
        EXTERNAL_BY_YEAR: min(FIRST_EXTERNAL, edition),
        RETURNS: edition - 1,
    }
    return range(first.get(source, edition), edition + 1)


def upstream(edition: int) -> list[int]:
    """Return every year whose extract the edition reads where there is one, itself included."""
    return sorted({year for source in SOURCES for year in years_behind(source, edition)})


def build_slice(folder: RawFolder, edition: Edition) -> Slice:
    """Build the slice of an edition from the raw folder.

    Raises EditionError where its extract, or an earlier one that it reads, cannot be used.
    """
    extracts = {
        year: _extract(folder, edition.year, year)
        for year in upstream(edition.year)
        if year in folder.editions
    }
    if edition.year not in extracts:
        cause = ExtractError(Place(str(edition.year)), "udgaven har ingen mappe i råmappen")
        raise EditionError(edition.year, cause, edition.year)
    sources = dict(_posting_sources(folder, edition))
    for year in sources.values():
        if year is not None and year not in extracts:
            extracts[year] = _extract(folder, edition.year, year)
    own = extracts[edition.year]
    gaps: dict[tuple[str, int], Gap] = {}
    for year, extract in extracts.items():
        gaps[COURSES, year] = gaps[COURSES_BY_YEAR, year] = _gap(extract, COURSES)
        gaps[EXTERNAL, year] = gaps[EXTERNAL_BY_YEAR, year] = _gap(extract, EXTERNAL)
    for stem in (STAYS, GRANTS, NARRATIVE):
        gaps[stem, edition.year] = _gap(own, stem)
    for year, source in sources.items():
        gaps[POSTINGS, year] = (
            Gap(f"Intet udtræk dækker regnskabsåret {year}")
            if source is None
            else _gap(extracts[source], POSTINGS)
        )
    before = extracts.get(edition.year - 1)
    gaps[RETURNS, edition.year] = (
        Gap(f"Der er intet udtræk for {edition.year - 1}") if before is None else Gap()
    )
    frames = {
        COURSES: _derived(own, COURSES, edition),
        COURSES_BY_YEAR: _each_year(
            {y: e for y, e in extracts.items() if y in years_behind(COURSES_BY_YEAR, edition.year)},
            COURSES,
            edition,
            ("aktiv", "kolonne"),
        ).filter("aktiv"),
        EXTERNAL: _derived(own, EXTERNAL, edition),
        EXTERNAL_BY_YEAR: _each_year(extracts, EXTERNAL, edition),
        POSTINGS: _postings(extracts, sources, edition),
        STAYS: _derived(own, STAYS, edition),
        GRANTS: _derived(own, GRANTS, edition),
        RETURNS: _returns(before, own),
        NARRATIVE: _narrative(own),
    }
    return Slice(
        frames=frames,
        gaps=gaps,
        udtraek={year: extract.udtraek for year, extract in sorted(extracts.items())},
        postings_from=sources,
        files={
            file.file: file.sha256
            for _, extract in sorted(extracts.items())
            for file in extract.files.values()
        },
        fictitious=any(extract.fictitious for extract in extracts.values()),
    )


def _extract(folder: RawFolder, edition: int, year: int) -> Extract:
    try:
        return folder.extract(year)
    except ExtractError as error:
        raise EditionError(edition, error, year) from None


def _gap(extract: Extract, stem: str) -> Gap:
    file = extract.files.get(stem)
    if file is None:
        return Gap(f"Filen {extract.edition}/{stem}.csv er ikke leveret")
    return Gap(
        columns={
            name: f"Kolonnen {name} er ikke leveret i {file.file}" for name in sorted(file.left_out)
        }
    )


def _derived(
    extract: Extract, stem: str, edition: Edition, names: tuple[str, ...] | None = None
) -> pl.DataFrame:
    file = extract.files.get(stem)
    rows = _empty(stem) if file is None else file.frame
    dated = rows.with_columns(pl.lit(extract.udtraek.udtrukket).alias(EXTRACTED))
    return derive(dated, stem, edition, names)


def _empty(stem: str) -> pl.DataFrame:
    return pl.DataFrame(schema={"file": CODE, "line": pl.Int64, **SCHEMAS[stem].dtypes})


def _each_year(
    extracts: Mapping[int, Extract],
    stem: str,
    edition: Edition,
    names: tuple[str, ...] | None = None,
) -> pl.DataFrame:
    """Return the rows of a file of each extract, as of that extract's own year (``aar``)."""
    return pl.concat(
        _derived(extract, stem, Edition(year, edition.center), names).with_columns(
            pl.lit(str(year), CODE).alias("aar")
        )
        for year, extract in sorted(extracts.items())
    )


def _posting_sources(folder: RawFolder, edition: Edition) -> Iterator[tuple[int, int | None]]:
    """Yield each year of tables 4 and 5 and the folder that its postings come from.

    The newest folder up to the edition with a ``posteringer`` file whose ``regnskabsaar`` names the
    year. Source: counting rules, Postings.
    """
    wanted = set(years_behind(POSTINGS, edition.year))
    found: dict[int, int] = {}
    for year in reversed([year for year in folder.editions if year <= edition.year]):
        if wanted <= found.keys():
            break
        try:
            if find_file(folder.path / str(year), POSTINGS) is None:
                continue
            covered = read_udtraek(folder.path, year).regnskabsaar
        except ExtractError as error:
            raise EditionError(edition.year, error, year) from None
        for posted in covered:
            found.setdefault(posted, year)
    for year in sorted(wanted):
        yield year, found.get(year)


def _postings(
    extracts: Mapping[int, Extract], sources: Mapping[int, int | None], edition: Edition
) -> pl.DataFrame:
    own = _derived(extracts[edition.year], POSTINGS, edition).clear()
    return pl.concat(
        [
            own,
            *(
                _derived(extracts[source], POSTINGS, edition).filter(pl.col("aar") == str(year))
                for year, source in sources.items()
                if source is not None
            ),
        ]
    )


def _returns(before: Extract | None, own: Extract) -> pl.DataFrame:
    """Return the last discharge from drug treatment of each person in the year before.

    ``file``, ``line``, ``person``, and ``vendt_tilbage``: admitted to drug treatment again, later
    and within 12 calendar months, in the extract of either year. Source: counting rules,
    kvalitet-tilbagevenden.
    """
    drugs = pl.col("indsats") == "stof"
    known = pl.col("foedselsdato").is_not_null()
    courses = (before or own).files[COURSES].frame
    discharges = (
        courses.filter(
            drugs
            & known
            & (pl.col("afslutningsaarsag") != "doed")
            & (pl.col("udskrivningsdato").dt.year() == own.edition - 1)
        )
        .sort("udskrivningsdato", "line")
        .unique("person", keep="last", maintain_order=True)
        .select("file", "line", "person", "udskrivningsdato")
    )
    if before is None:
        discharges = discharges.clear()
    admissions = pl.concat(
        extract.files[COURSES].frame.filter(drugs & known).select("person", "indskrivningsdato")
        for extract in (before or own, own)
    )
    again = (
        discharges.join(admissions, on="person")
        .filter(
            (pl.col("indskrivningsdato") > pl.col("udskrivningsdato"))
            & (pl.col("indskrivningsdato") <= pl.col("udskrivningsdato").dt.offset_by("12mo"))
        )["person"]
        .unique()
    )
    return (
        discharges.sort("file", "line")
        .with_columns(pl.col("person").is_in(again.implode()).alias("vendt_tilbage"))
        .drop("udskrivningsdato")
    )


def _narrative(extract: Extract) -> pl.DataFrame:
    file = extract.files.get(NARRATIVE)
    frame = _empty(NARRATIVE) if file is None else file.frame
    return frame.select("file", "line", "type", "omraade", "tekst")
