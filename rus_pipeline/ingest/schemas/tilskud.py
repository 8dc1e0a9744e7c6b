"""``tilskud.csv``: grants by year."""

import pandera.polars as pa

from rus_pipeline.ingest.extract_model import Aar, Beloeb, Tekst, column
from rus_pipeline.ingest.schemas import SCHEMAS, synonyms


class Tilskud(pa.DataFrameModel):
    """A grant."""

    pulje: Tekst = column("Puljens navn", required=True, synonyms=("Puljenavn",))
    aar: Aar = column(
        "Året, som tilskuddet er til", required=True, synonyms=("Årstal", "Bevillingsår")
    )
    beloeb: Beloeb = column("Tilskud, kr.", required=True, synonyms=(*synonyms.BELOEB, "Tilskud"))

    class Config:
        """How the file is named and described."""

        name = "tilskud"
        description = SCHEMAS["tilskud"].description
