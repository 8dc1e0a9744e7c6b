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
from rus_pipeline.ingest.schemas import SCHEMAS


class Doegnophold(pa.DataFrameModel):
    """A residential stay that the centre has taken part in."""

    ophold_id: Id = column("Opholdets id", required=True, unique=True)
    person: Person = column("Personnøgle", delivered_as="cpr", required=True)
    foedselsdato: pl.Date = birth_date()
    kommune: Kommune = column("Bopælskommune, fire cifre eller uoplyst")
    omraade: Kode = column("Alkohol eller stof", required=True, codes="omraader")
    startdato: Dato = past_date("Opholdets start", required=True)
    slutdato: Dato = column("Opholdets slutning; kan være planlagt")
    beloeb: Beloeb = column("Hele opholdets pris, kr.", required=True)

    end_before_start = rule(
        "dato_raekkefoelge", "slutdato", pl.col("slutdato") < pl.col("startdato")
    )
    born_after_start = born_after("startdato")
    too_old_at_start = too_old_on("startdato")

    class Config:
        """How the file is named and described."""

        name = "doegnophold"
        description = SCHEMAS["doegnophold"].description
