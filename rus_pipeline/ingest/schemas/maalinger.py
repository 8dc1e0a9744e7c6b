"""``maalinger.csv``: scores of the outcome instruments."""

import pandera.polars as pa
import polars as pl

from rus_pipeline.ingest.extract_model import Dato, Henvisning, Kode, Score, column, past_date, rule
from rus_pipeline.ingest.schemas import SCHEMAS, synonyms

_HIGHEST = {"ors": 40, "srs": 40, "tem": 100}
_highest = (
    pl.col("instrument")
    .cast(pl.String)
    .replace_strict(_HIGHEST, default=None, return_dtype=pl.Int64)
)


class Maalinger(pa.DataFrameModel):
    """A score that a citizen gave in a course."""

    forloeb_id: Henvisning = column(
        "Forløbets id, som det står i forloeb",
        required=True,
        synonyms=synonyms.FORLOEB_ID,
    )
    dato: Dato = past_date("Målingens dato", required=True, synonyms=("Måledato", "Målt den"))
    instrument: Kode = column(
        "Hvad der er målt med", required=True, codes="instrumenter", synonyms=("Måleredskab",)
    )
    score: Score = column(
        "Scoren: ORS og SRS 0 til 40, TEM 0 til 100",
        required=True,
        synonyms=("Samlet score", "Totalscore"),
    )

    out_of_range = rule(
        "score_ugyldig", "score", (pl.col("score") < 0) | (pl.col("score") > _highest)
    )

    class Config:
        """How the file is named and described."""

        name = "maalinger"
        description = SCHEMAS["maalinger"].description
