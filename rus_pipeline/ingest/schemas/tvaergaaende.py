"""``tvaergaaende.csv``: the narrative rows of tables 13 and 14."""

import pandera.polars as pa

from rus_pipeline.ingest.extract_model import Kode, Tekst, column
from rus_pipeline.ingest.schemas import SCHEMAS


class Tvaergaaende(pa.DataFrameModel):
    """A narrative row."""

    type: Kode = column(
        "Indsats (tabel 13) eller fokus (tabel 14)", required=True, codes="tvaergaaende_typer"
    )
    omraade: Tekst = column("Området", required=True)
    tekst: Tekst = column("Teksten", required=True)

    class Config:
        """How the file is named and described."""

        name = "tvaergaaende"
        description = SCHEMAS["tvaergaaende"].description
