"""What a course's measurements tell: how its ORS score changed from the first to the last.

It is joined to the courses before their variables are derived. Source: counting rules, effekt-ors.
"""

import polars as pl

from rus_pipeline.ingest.schema import DTYPES, Kind

ORS_CHANGE = "@ors_aendring"
"""Column of the change, null of a course with fewer than two scores or without a discharge."""

FIRST_LINE, LAST_LINE = "ors_foerste_linje", "ors_sidste_linje"
"""Columns of the lines in ``maalinger`` on which the first and the last score stand."""

_PLACES = 1 << 32  # more than a file has rows


def with_ors_change(courses: pl.DataFrame, measures: pl.DataFrame | None) -> pl.DataFrame:
    """Return the courses with the change of their ORS scores (``ORS_CHANGE``), in the same order.

    Scores count from admission to discharge, both days included; of one day the later line is the
    last. Where there are ``measures`` (rows of ``maalinger``), the courses have ``FIRST_LINE`` and
    ``LAST_LINE``, too. Without a delivered file nothing is joined.
    """
    if measures is None:
        return courses.with_columns(pl.lit(None, DTYPES[Kind.SCORE]).alias(ORS_CHANGE))
    scores = measures.filter(pl.col("instrument") == "ors")
    ended = (
        courses.lazy()
        .with_row_index("@nr")
        .filter(pl.col("udskrivningsdato").is_not_null())
        .select("@nr", "forloeb_id", "indskrivningsdato", "udskrivningsdato")
    )
    # The day, and the place among all scores, in one number: the least is the first.
    order = pl.col("dato").cast(pl.Int32).cast(pl.Int64) * _PLACES + pl.int_range(pl.len())
    found = (
        scores.lazy()
        .select("forloeb_id", "dato", order.alias("@orden"))
        .join(ended, on="forloeb_id")
        .filter(pl.col("dato").is_between("indskrivningsdato", "udskrivningsdato"))
        .group_by("@nr")
        .agg(
            pl.len().alias("@antal"),
            (pl.col("@orden").min() % _PLACES).alias("@foerste"),
            (pl.col("@orden").max() % _PLACES).alias("@sidste"),
        )
        .filter(pl.col("@antal") > 1)
        .collect()
    )
    first, last = (scores[["line", "score"]][found[name]] for name in ("@foerste", "@sidste"))
    changes = pl.DataFrame(
        {
            "@nr": found["@nr"],
            ORS_CHANGE: last["score"] - first["score"],
            FIRST_LINE: first["line"].cast(pl.UInt32),
            LAST_LINE: last["line"].cast(pl.UInt32),
        }
    )
    return (
        courses.with_row_index("@nr")
        .join(changes, on="@nr", how="left", maintain_order="left")
        .drop("@nr")
    )
