"""``doegnophold.csv``: residential stays.

Source: extract contract, Columns and What bad input gets.
"""

import polars as pl

from rus_pipeline.ingest.identity import birth_date, birth_rules
from rus_pipeline.ingest.schema import Kind, Rule, column, extract_schema

SCHEMA = extract_schema(
    "doegnophold",
    "Døgnophold, som centret har medvirket til.",
    [
        column("ophold_id", Kind.ID, "Opholdets id", required=True),
        column("cpr", Kind.CPR, "Personnøgle", required=True),
        birth_date(),
        column("kommune", Kind.KOMMUNE, "Bopælskommune, fire cifre eller uoplyst"),
        column(
            "omraade", Kind.KODE, "Alkohol eller stof", required=True, code_list_name="omraader"
        ),
        column("startdato", Kind.DATO, "Opholdets start", required=True),
        column("slutdato", Kind.DATO, "Opholdets slutning; kan være planlagt", planned=True),
        column("beloeb", Kind.BELOEB, "Hele opholdets pris, kr.", required=True),
    ],
    [
        Rule("dato_raekkefoelge", "slutdato", pl.col("slutdato") < pl.col("startdato")),
        *birth_rules("startdato"),
    ],
)
