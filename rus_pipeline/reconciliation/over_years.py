"""Distinct persons over several years, for a printed number that no figure of one edition is.

They are counted from the rows of every year's own extract, as a table counts those of one year.
Source: audit contract, Published figures; counting rules, Words, Edition.
"""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from rus_pipeline.core.danish import listed
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.declaration import Table
from rus_pipeline.figures.offered import population_of
from rus_pipeline.reconciliation.claimed_figures import ClaimedPersons
from rus_pipeline.slices import COURSES, COURSES_BY_YEAR, Slice
from rus_pipeline.slices.variables import needs


@dataclass(frozen=True)
class PersonsOverYears:
    """How many persons there are, and those of each year in words; or None, and why not."""

    count: Decimal | None
    reason: str


def persons_over_years(
    claimed: ClaimedPersons, table: Table, edition: Edition, rows: Slice
) -> PersonsOverYears:
    """Return the distinct persons of ``claimed.years`` that ``table`` counts.

    ``rows`` is the edition's slice with ``COURSES_BY_YEAR``.
    """
    where = population_of(table, edition)
    for year in claimed.years:
        missing = _missing(year, table, frozenset(where), rows)
        if missing is not None:
            return PersonsOverYears(None, missing)
    found = rows.frames[COURSES_BY_YEAR].filter(
        pl.col("aar").cast(pl.String).is_in([str(year) for year in claimed.years]),
        *(pl.col(name) == value for name, value in where.items()),
    )
    by_year = {
        year: found.filter(pl.col("aar") == str(year))["person"].n_unique()
        for year in claimed.years
    }
    told = listed([f"{count} i {year}/{table.id}" for year, count in by_year.items()])
    count = found["person"].n_unique()
    return PersonsOverYears(Decimal(count), f"{count} forskellige personer: {told}")


def _missing(year: int, table: Table, variables: frozenset[str], rows: Slice) -> str | None:
    """Return why the year's persons are not known, or None."""
    if year not in rows.udtraek:
        return f"Der er intet udtræk for {year}"
    gap = rows.gaps[COURSES_BY_YEAR, year].reason(needs(COURSES, variables))
    if gap is not None:
        return gap
    untold = (cell.grund for cell in rows.udtraek[year].ikke_oplyst if cell.tabel == table.id)
    return next(untold, None)
