"""``eksterne_forloeb.csv``: treatment elsewhere that the home municipality pays for."""

import pandera.polars as pa
import polars as pl

from rus_pipeline.ingest.extract_model import (
    Dato,
    Id,
    Kode,
    Kommune,
    Person,
    Tekst,
    birth_date,
    born_after,
    column,
    past_date,
    rule,
    too_old_on,
)
from rus_pipeline.ingest.schemas import SCHEMAS, synonyms


class EksterneForloeb(pa.DataFrameModel):
    """A course of treatment outside the centre."""

    forloeb_id: Id = column(
        "Forløbets id",
        required=True,
        unique=True,
        synonyms=synonyms.FORLOEB_ID,
    )
    person: Person = column(
        "Personnøgle",
        delivered_as="cpr",
        required=True,
        synonyms=synonyms.CPR,
    )
    foedselsdato: pl.Date = birth_date()
    indsats: Kode = column(
        "Hvad der behandles",
        required=True,
        codes="indsatser",
        synonyms=synonyms.INDSATS,
    )
    kommune: Kommune = column(
        "Bopælskommune, fire cifre eller uoplyst",
        synonyms=synonyms.KOMMUNE,
    )
    leverandoer: Tekst = column(
        "Hvem der behandler", synonyms=("Leverandørnavn", "Behandlingssted")
    )
    leverandoertype: Kode = column("Kommunal eller privat leverandør", codes="leverandoertyper")
    startdato: Dato = past_date("Forløbets start", required=True, synonyms=synonyms.STARTDATO)
    slutdato: Dato = column("Forløbets slutning; kan være planlagt", synonyms=synonyms.SLUTDATO)

    end_before_start = rule(
        "dato_raekkefoelge", "slutdato", pl.col("slutdato") < pl.col("startdato")
    )
    born_after_start = born_after("startdato")
    too_old_at_start = too_old_on("startdato")

    class Config:
        """How the file is named and described."""

        name = "eksterne_forloeb"
        description = SCHEMAS["eksterne_forloeb"].description
