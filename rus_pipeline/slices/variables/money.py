"""Postings, stays and grants.

Source: counting rules, tabel-04 to tabel-06.
"""

import polars as pl

from rus_pipeline.core.codes import distinct_keys
from rus_pipeline.core.edition import Edition
from rus_pipeline.ingest.schema import CODE
from rus_pipeline.slices.variables.registry import variable


@variable(
    "Område: alkohol eller stof",
    "omraade",
    "posteringer",
    "doegnophold",
    name="omraade",
    treatment=True,
)
def omraade_drift(_edition: Edition) -> pl.Expr:
    """What a posting or a stay is for. Rules, tabel-04 to tabel-06."""
    return pl.col("omraade")


@variable("Form: ambulant eller døgn", "form", "posteringer")
def form(_edition: Edition) -> pl.Expr:
    """Outpatient or residential. Rules, tabel-04 and tabel-05."""
    return pl.col("form")


@variable("Art: udgift eller indtægt", "art", "posteringer")
def art(_edition: Edition) -> pl.Expr:
    """Expense or income. Rules, tabel-04 and tabel-05."""
    return pl.col("art")


@variable("Bogført i", "bogfoeringsdato", "posteringer")
def aar(_edition: Edition) -> pl.Expr:
    """The year in which the posting is booked. Rules, tabel-04 and tabel-05."""
    return pl.col("bogfoeringsdato").dt.year().cast(pl.String).cast(CODE)


@variable("Puljens nøgle", "pulje", "tilskud")
def pulje(_edition: Edition) -> pl.Expr:
    """The grant's key in figure ids, among all grants. Rules, first paragraph."""
    return pl.col("pulje").map_batches(_grant_keys, return_dtype=pl.String)


def _grant_keys(names: pl.Series) -> pl.Series:
    return pl.Series(map(distinct_keys(names).__getitem__, names), dtype=pl.String)


@variable("Puljens navn", "pulje", "tilskud")
def puljenavn(_edition: Edition) -> pl.Expr:
    """The grant's name as delivered."""
    return pl.col("pulje")


@variable("Tilskudsår", "aar", "tilskud")
def tilskudsaar(_edition: Edition) -> pl.Expr:
    """The year that the grant is for. Rules, tabel-06-tilskud."""
    return pl.col("aar").cast(pl.String)
