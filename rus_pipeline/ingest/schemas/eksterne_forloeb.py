"""``eksterne_forloeb.csv``: treatment elsewhere that the home municipality pays for.

Source: extract contract, Columns and What bad input gets.
"""

import polars as pl

from rus_pipeline.ingest.identity import birth_date, birth_rules
from rus_pipeline.ingest.schema import Kind, Rule, column, extract_schema

SCHEMA = extract_schema(
    "eksterne_forloeb",
    "Forløb uden for centret, som hjemkommunen betaler.",
    [
        column("forloeb_id", Kind.ID, "Forløbets id", required=True),
        column("cpr", Kind.CPR, "Personnøgle", required=True),
        birth_date(),
        column(
            "indsats", Kind.KODE, "Hvad der behandles", required=True, code_list_name="indsatser"
        ),
        column("kommune", Kind.KOMMUNE, "Bopælskommune, fire cifre eller uoplyst"),
        column("leverandoer", Kind.TEKST, "Hvem der behandler"),
        column(
            "leverandoertype",
            Kind.KODE,
            "Kommunal eller privat leverandør",
            code_list_name="leverandoertyper",
        ),
        column("startdato", Kind.DATO, "Forløbets start", required=True),
        column("slutdato", Kind.DATO, "Forløbets slutning; kan være planlagt", planned=True),
    ],
    [
        Rule("dato_raekkefoelge", "slutdato", pl.col("slutdato") < pl.col("startdato")),
        *birth_rules("startdato"),
    ],
)
