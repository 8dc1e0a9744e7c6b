"""Validated rows + derived variables → the sources of an edition's slice.

Source: counting rules, Words and Tables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from rus_pipeline.core.edition import Edition
from rus_pipeline.core.errors import ExtractError, InputError, Place
from rus_pipeline.ingest.files.delivered_names import find_file
from rus_pipeline.ingest.folder import Extract, RawFolder
from rus_pipeline.ingest.schema import CODE, EXTRACTED
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.ingest.udtraek import read_udtraek
from rus_pipeline.slices import (
    COURSES,
    JOINED,
    MEASURES,
    POSTINGS,
    SOURCES,
    STEM_OF,
    WITH_THE_YEAR_BEFORE,
    Gap,
    Slice,
    upstream,
    years_behind,
)
from rus_pipeline.slices.measures import with_ors_change
from rus_pipeline.slices.persons import arrivals, returns
from rus_pipeline.slices.variables import derive

# What is counted of courses over years: udvikling-forloeb, and whom psychiatry turned away.
_OVER_YEARS = ("aktiv", "kolonne", "anonym", "afvist_psykiatri")


class EditionError(InputError):
    """An edition cannot be built, because of its own extract or an earlier one that it reads."""

    def __init__(self, edition: int, cause: ExtractError, read: int) -> None:
        self.edition = edition
        self.cause = cause
        behind = "" if read == edition else f"læser udtrækket {read}, som ikke kan bruges: "
        super().__init__(f"{behind}{cause}")


@dataclass(frozen=True)
class Source:
    """One source of a slice: its rows, and (source, year) → what was not delivered."""

    frame: pl.DataFrame
    gaps: Mapping[tuple[str, int], Gap]


def build_source(
    source: str,
    edition: Edition,
    extracts: Mapping[int, Extract],
    posted: Mapping[int, int | None],
) -> Source:
    """Return one source of the edition's slice.

    ``extracts`` maps the years of ``years_behind`` that were delivered, the edition's own among
    them, to extracts with the file that the source is made from, the edition's own also with those
    that are joined to it. ``posted`` maps each year of tables 4 and 5 to the edition whose extract
    has its postings, None where none has.
    """
    own, stem = extracts[edition.year], STEM_OF.get(source, source)
    match source:
        case "forloeb_aar":
            rows = _each_year(extracts, stem, edition, _OVER_YEARS)
            rows = rows.filter(pl.any_horizontal("aktiv", "afvist_psykiatri"))
        case "eksterne_forloeb_aar":
            rows = _each_year(extracts, stem, edition)
        case "posteringer":
            rows = _postings(extracts, posted, edition)
        case "tilbagevenden":
            rows = returns(extracts.get(edition.year - 1), own, edition)
        case "ankomster":
            rows = arrivals(extracts.get(edition.year - 1), own)
        case "tvaergaaende" | "noter" | "maalinger":
            rows = _as_delivered(own, source)
        case "forloeb":
            rows = _courses(own, edition)
        case _:
            rows = _derived(own, source, edition)
    return Source(rows, dict(_gaps(source, stem, edition.year, extracts, posted)))


def _gaps(
    source: str,
    stem: str,
    edition: int,
    extracts: Mapping[int, Extract],
    posted: Mapping[int, int | None],
) -> Iterator[tuple[tuple[str, int], Gap]]:
    if source in WITH_THE_YEAR_BEFORE:
        missing = edition - 1 not in extracts
        yield (
            (source, edition),
            Gap(f"Der er intet udtræk for {edition - 1}") if missing else Gap(),
        )
    elif source == POSTINGS:
        for year, of in posted.items():
            nowhere = Gap(f"Intet udtræk dækker regnskabsåret {year}")
            yield (source, year), nowhere if of is None else _gap(extracts[of], stem)
    else:
        for year, extract in extracts.items():
            yield (source, year), _gap(extract, stem, JOINED.get(source, ()))


def posting_sources(covered: Mapping[int, tuple[int, ...]], edition: int) -> dict[int, int | None]:
    """Return each year of tables 4 and 5 and the edition whose extract its postings come from.

    ``covered`` maps each edition with a ``posteringer`` file to the years that this covers. The
    newest up to the edition counts. Source: counting rules, Postings.
    """
    found = {
        posted: year for year in sorted(covered) if year <= edition for posted in covered[year]
    }
    return {year: found.get(year) for year in years_behind(POSTINGS, edition)}


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
    posted = posting_sources(dict(_covered(folder, edition.year)), edition.year)
    for year in posted.values():
        if year is not None and year not in extracts:
            extracts[year] = _extract(folder, edition.year, year)

    def behind(source: str) -> dict[int, Extract]:
        years = {*years_behind(source, edition.year)}
        if source == POSTINGS:
            years |= {year for year in posted.values() if year is not None}
        return {year: extract for year, extract in extracts.items() if year in years}

    built = {name: build_source(name, edition, behind(name), posted) for name in SOURCES}
    return Slice(
        frames={name: source.frame for name, source in built.items()},
        gaps={at: gap for source in built.values() for at, gap in source.gaps.items()},
        udtraek={year: extract.udtraek for year, extract in sorted(extracts.items())},
        postings_from=posted,
        files={
            file.file: file.sha256
            for _, extract in sorted(extracts.items())
            for file in extract.files.values()
        },
        fictitious=any(extract.fictitious for extract in extracts.values()),
    )


def _covered(folder: RawFolder, edition: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    for year in folder.editions:
        if year > edition:
            continue
        try:
            if find_file(folder.path / str(year), POSTINGS) is not None:
                yield year, read_udtraek(folder.path, year).regnskabsaar
        except ExtractError as error:
            raise EditionError(edition, error, year) from None


def _extract(folder: RawFolder, edition: int, year: int) -> Extract:
    try:
        return folder.extract(year)
    except ExtractError as error:
        raise EditionError(edition, error, year) from None


def _gap(extract: Extract, stem: str, joined: tuple[str, ...] = ()) -> Gap:
    file = extract.files.get(stem)
    if file is None:
        return Gap(_not_delivered(extract, stem))
    columns = {
        name: f"Kolonnen {name} er ikke leveret i {stem} for {extract.edition}"
        for name in sorted(file.left_out)
    }
    for other in joined:
        if other not in extract.files:
            names = SCHEMAS[other].delivered_names()
            columns |= {f"{other}.{name}": _not_delivered(extract, other) for name in names}
    return Gap(columns=columns)


def _not_delivered(extract: Extract, stem: str) -> str:
    return f"Filen {extract.edition}/{stem}.csv er ikke leveret"


def _courses(extract: Extract, edition: Edition) -> pl.DataFrame:
    measures = extract.files.get(MEASURES)
    courses = extract.files[COURSES].frame
    changed = with_ors_change(courses, None if measures is None else measures.frame)
    return derive(_dated(changed, extract), COURSES, edition)


def _derived(
    extract: Extract, stem: str, edition: Edition, names: tuple[str, ...] | None = None
) -> pl.DataFrame:
    file = extract.files.get(stem)
    rows = _empty(stem) if file is None else file.frame
    return derive(_dated(rows, extract), stem, edition, names)


def _dated(rows: pl.DataFrame, extract: Extract) -> pl.DataFrame:
    return rows.with_columns(pl.lit(extract.udtraek.udtrukket).alias(EXTRACTED))


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


def _postings(
    extracts: Mapping[int, Extract], posted: Mapping[int, int | None], edition: Edition
) -> pl.DataFrame:
    own = _derived(extracts[edition.year], POSTINGS, edition).clear()
    return pl.concat(
        [
            own,
            *(
                _derived(extracts[source], POSTINGS, edition).filter(pl.col("aar") == str(year))
                for year, source in posted.items()
                if source is not None
            ),
        ]
    )


def _as_delivered(extract: Extract, stem: str) -> pl.DataFrame:
    """Return the rows of a file as they are, without ids: nothing is derived from them."""
    file = extract.files.get(stem)
    rows = _empty(stem) if file is None else file.frame
    return rows.drop("forloeb_id", strict=False)
