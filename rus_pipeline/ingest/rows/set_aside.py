"""Rows that count in nothing though no rule puts them out: what ``center.toml`` sets aside.

``udeladt``: the account is not the centre's. ``samlet``: the row is joined with the first of its
course, which counts for all. Source: extract contract, The raw folder.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from rus_pipeline.core.danish import number_of
from rus_pipeline.core.errors import mask
from rus_pipeline.ingest.values.accounts import ACCOUNT

LEFT_OUT, JOINED = "udeladt", "samlet"
EXPLANATIONS = {
    LEFT_OUT: "kontoen er »ikke med« under [konti] i center.toml",
    JOINED: "lagt sammen med den første række af samme forløb ([saml.forloeb] i center.toml)",
}
COURSE_LINE = "course_line"

# ``konto`` (masked) of a row left out; ``course_line``: the line that a joined row is joined with.
SCHEMA: Mapping[str, Any] = {
    "line": pl.Int64,
    "kind": pl.Enum([LEFT_OUT, JOINED]),
    ACCOUNT: pl.String,
    COURSE_LINE: pl.Int64,
}


def set_aside(left_out: pl.DataFrame, joined: pl.DataFrame) -> pl.DataFrame:
    """Return one list (``SCHEMA``) of rows left out (``line``, ``konto``) and joined.

    ``joined`` has ``line`` and ``course_line``.
    """
    accounts = left_out[ACCOUNT].unique()
    masked = pl.col(ACCOUNT).replace_strict(
        accounts, pl.Series([mask(account) for account in accounts], dtype=pl.String)
    )
    return pl.concat(
        [
            pl.DataFrame(schema=SCHEMA),
            left_out.select("line", _kind(LEFT_OUT), masked),
            joined.select("line", _kind(JOINED), COURSE_LINE),
        ],
        how="diagonal",
    )


def all_set_aside(lists: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the lists of several files, by name, as one with ``file``, by file and line."""
    named = [
        rows.select(pl.lit(file).alias("file"), pl.all()) for file, rows in sorted(lists.items())
    ]
    return pl.concat([pl.DataFrame(schema={"file": pl.String, **SCHEMA}), *named])


def count_of(rows: pl.DataFrame, kind: str) -> int:
    """Return how many rows of a list are of a kind."""
    return int((rows["kind"] == kind).sum())


def in_words(left_out: int, joined: int) -> str:
    """Return how many rows are set aside and why, in Danish; "" where there are none."""
    counts = {LEFT_OUT: left_out, JOINED: joined}
    return "; ".join(
        f"{number_of(count, 'række', 'rækker')} {kind}: {EXPLANATIONS[kind]}"
        for kind, count in counts.items()
        if count
    )


def _kind(kind: str) -> pl.Expr:
    return pl.lit(kind, SCHEMA["kind"]).alias("kind")
