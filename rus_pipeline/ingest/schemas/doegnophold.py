"""``doegnophold.csv``: residential stays."""

import pandera.polars as pa
import polars as pl

from rus_pipeline.ingest.extract_model import (
    Beloeb,
    Dato,
    Id,
    Kode,
    Kommune,
    Person,
    birth_date,
    born_after,
    column,
    past_date,
    rule,
    too_old_on,
)
from rus_pipeline.ingest.schemas import SCHEMAS, synonyms


class Doegnophold(pa.DataFrameModel):
    """A residential stay that the centre has taken part in."""

    ophold_id: Id = column(
        "Opholdets id",
        required=True,
        unique=True,
        synonyms=("Opholds-id", "Opholdsid", "Opholds-nr", "Opholdsnummer"),
    )
    person: Person = column(
        "Personnøgle",
        delivered_as="cpr",
        required=True,
        synonyms=synonyms.CPR,
    )
    foedselsdato: pl.Date = birth_date()
    kommune: Kommune = column(
        "Bopælskommune, fire cifre eller uoplyst",
        synonyms=synonyms.KOMMUNE,
    )
    omraade: Kode = column("Alkohol eller stof", required=True, codes="omraader")
    startdato: Dato = past_date("Opholdets start", required=True, synonyms=synonyms.STARTDATO)
    slutdato: Dato = column("Opholdets slutning; kan være planlagt", synonyms=synonyms.SLUTDATO)
    beloeb: Beloeb = column(
        "Hele opholdets pris, kr.", required=True, synonyms=(*synonyms.BELOEB, "Pris")
    )

    end_before_start = rule(
        "dato_raekkefoelge", "slutdato", pl.col("slutdato") < pl.col("startdato")
    )
    born_after_start = born_after("startdato")
    too_old_at_start = too_old_on("startdato")

    class Config:
        """How the file is named and described."""

        name = "doegnophold"
        description = SCHEMAS["doegnophold"].description
