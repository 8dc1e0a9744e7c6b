"""Extracts of so many courses, as the journal exports them: one edition, or one for each year.

They are those of ``data/raw`` again and again, with ids and persons of their own: every person is
fictitious (60 added to the day), and one in ten has a second course. One row in two hundred is not
as the contract wants it, by one fault of ``faults`` after the other.
"""

import shutil
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from rus_pipeline_tests.benchmarks import SIX_YEARS, YEAR
from rus_pipeline_tests.benchmarks.faults import FAULTS

RAW = Path(__file__).parents[2] / "data" / "raw"
PIECE = 200_000  # so many rows are made at a time
EVERY = 200  # one row in so many has a fault
_SECOND = 11  # of so many rows, the last is the second course of another's person

# Written otherwise, as journals do; every one can be read.
_PLACES = ("Faxe", "stevns", "Faxe Kommune", "Haslev", "Store Heddinge", "320", " 0336 ", "Udland")
_PLACE_EVERY = 13


def write(folder: Path, courses: int, years: Sequence[int] = (YEAR,)) -> Path:
    """Write a raw folder with so many courses in each edition, in Windows-1252, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(RAW / "center.toml", folder / "center.toml")
    for year in years:
        own = folder / str(year)
        own.mkdir()
        told = f'kilde = "Cura"\nudtrukket = {year + 1}-01-31\n'
        (own / "udtraek.toml").write_text(told, encoding="utf-8")
        with (own / "forloeb.csv").open("wb") as file:
            file.write((";".join(_base(year).columns) + "\n").encode("cp1252"))
            for first in range(0, courses, PIECE):
                lines = _lines(year, first, min(courses, first + PIECE))
                file.write(("\n".join(lines.to_list()) + "\n").encode("cp1252"))
    return folder


@cache
def _base(year: int) -> pl.DataFrame:
    # Years to come repeat the newest: what they tell of is past then too.
    text = (RAW / str(min(year, YEAR)) / "forloeb.csv").read_bytes()
    courses = pl.read_csv(text, separator=";", infer_schema=False).fill_null("")
    # The other ways count no table that needs it.
    return courses.drop("afvist_psykiatri_dato", strict=False)


def _lines(year: int, first: int, end: int) -> pl.Series:
    """Return the rows numbered ``first`` to ``end`` as text, those with a fault included."""
    rows = np.arange(first, end)
    base = _base(year)
    frame = base[rows % base.height].with_columns(
        pl.Series("forloeb_id", rows).cast(pl.String).str.zfill(7).str.replace("^", "F"),
        _numbers(base, rows),
        _kommune(base["kommune"].gather(rows % base.height), rows),
    )
    lines = frame.select(pl.concat_str(pl.all(), separator=";")).to_series()
    wrong = np.flatnonzero(rows % EVERY == EVERY - 1)
    mended = [_with_fault(frame, at, first + at, year) for at in wrong.tolist()]
    return lines.scatter(wrong, mended) if mended else lines


def _with_fault(frame: pl.DataFrame, at: int, number: int, year: int) -> str:
    # Each edition begins at another fault, so that small ones have them all together.
    fault = FAULTS[(number // EVERY + 2 * (year - SIX_YEARS[0])) % len(FAULTS)]
    return fault(frame.row(at, named=True), frame.row(at - 1, named=True))


def _kommune(codes: pl.Series, rows: np.ndarray) -> pl.Series:
    at = np.flatnonzero(rows % _PLACE_EVERY == 0)
    named = [_PLACES[n // _PLACE_EVERY % len(_PLACES)] for n in rows[at].tolist()]
    return codes.scatter(at, named)


def _numbers(base: pl.DataFrame, rows: np.ndarray) -> pl.Series:
    """Return a CPR for each row: of the birth year and the sex of the row that it repeats.

    The nth person of a year and a sex has the nth number there is of them.
    """
    known = base["cpr"].str.len_chars() > 0
    other = rows - _SECOND // 2
    second = (rows % _SECOND == _SECOND - 1) & known.to_numpy()[other % base.height]
    whose = np.where(second, other, rows)
    digits = base["cpr"].str.replace("-", "", literal=True)
    yy = digits.str.slice(4, 2).cast(pl.Int64, strict=False).fill_null(0).to_numpy()
    seventh = digits.str.slice(6, 1).cast(pl.Int64, strict=False).fill_null(0).to_numpy()
    odd = digits.str.slice(9, 1).cast(pl.Int64, strict=False).fill_null(0).to_numpy() % 2
    young = (seventh > 3) & (yy < 37)
    kind = yy * 4 + young * 2 + odd
    among = np.zeros(base.height, dtype=np.int64)  # which of its kind a row of the base is
    count = np.zeros(base.height, dtype=np.int64)
    for each in np.unique(kind):
        at = np.flatnonzero(kind == each)
        among[at], count[at] = np.arange(len(at)), len(at)
    of, turn = whose % base.height, whose // base.height
    nth = turn * count[of] + among[of]
    days = np.arange(np.datetime64("2001-01-01"), np.datetime64("2002-01-01"))
    shown = pl.Series(days).dt.strftime("%d%m")
    ddmm = shown.str.slice(0, 2).cast(pl.Int64).to_numpy() + 60
    mm = shown.str.slice(2, 2).cast(pl.Int64).to_numpy()
    day, serial = nth * 97 % 365, nth // 365
    century = np.where(young[of], np.array([4, 9, 5, 6])[serial // 500 % 4], serial // 500 % 4)
    last = serial % 500 // 5 * 10 + serial % 5 * 2 + odd[of]
    whole = ((ddmm[day] * 100 + mm[day]) * 100 + yy[of]) * 10_000 + century * 1000 + last
    text = pl.Series("cpr", whole).cast(pl.String)
    text = text.str.slice(0, 6) + pl.Series(np.where(rows % 5 == 0, "", "-")) + text.str.slice(6)
    return (
        text.to_frame()
        .select(
            pl.when(pl.Series(known.to_numpy()[rows % base.height] | second))
            .then("cpr")
            .otherwise(pl.lit(""))
            .alias("cpr")
        )
        .to_series()
    )


if __name__ == "__main__":
    folder, courses, *years = sys.argv[1:]
    write(Path(folder), int(courses), [int(year) for year in years] or [YEAR])
