"""What a course's measurements tell: how its ORS score changed from the first to the last.

It is joined to the courses before their variables are derived. Source: counting rules, effekt-ors.
"""

import polars as pl

from rus_pipeline.ingest.schema import DTYPES, Kind

ORS_CHANGE = "@ors_aendring"
"""Column of the change, null of a course with fewer than two scores or without a discharge."""

FIRST_LINE, LAST_LINE = "ors_foerste_linje", "ors_sidste_linje"
"""Columns of the lines in ``maalinger`` on which the first and the last score stand."""

_LINE_BITS = 32


def with_ors_change(courses: pl.DataFrame, measures: pl.DataFrame | None) -> pl.DataFrame:
    """Return the courses with the change of their ORS scores (``ORS_CHANGE``), in the same order.

    Scores count from admission to discharge, both days included; of one day the later line is the
    last. Where there are ``measures`` (rows of ``maalinger``), the courses have ``FIRST_LINE`` and
    ``LAST_LINE``, too. Without a delivered file nothing is joined.
    """
    if measures is None:
        return courses.with_columns(pl.lit(None, DTYPES[Kind.SCORE]).alias(ORS_CHANGE))
    numbered = courses.lazy().with_row_index("@nr")
    # Day and line in one number, so that the first and the last are found without sorting.
    order = pl.col("dato").cast(pl.Int32).cast(pl.Int64) * (1 << _LINE_BITS) + pl.col("line")
    first, last = pl.col("@orden").arg_min(), pl.col("@orden").arg_max()
    changes = (
        measures.lazy()
        .filter(pl.col("instrument") == "ors")
        .select("forloeb_id", "dato", "score", "line", order.alias("@orden"))
        .join(
            numbered.select("@nr", "forloeb_id", "indskrivningsdato", "udskrivningsdato"),
            on="forloeb_id",
        )
        .filter(pl.col("dato").is_between("indskrivningsdato", "udskrivningsdato"))
        .group_by("@nr")
        .agg(
            pl.len().alias("@antal"),
            (pl.col("score").get(last) - pl.col("score").get(first)).alias(ORS_CHANGE),
            pl.col("line").get(first).cast(pl.UInt32).alias(FIRST_LINE),
            pl.col("line").get(last).cast(pl.UInt32).alias(LAST_LINE),
        )
        .filter(pl.col("@antal") > 1)
        .drop("@antal")
    )
    return numbered.join(changes, on="@nr", how="left", maintain_order="left").drop("@nr").collect()
