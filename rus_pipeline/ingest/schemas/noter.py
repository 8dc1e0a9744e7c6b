"""``noter.csv``: the centre's own notes under the report's tables."""

import pandera.polars as pa

from rus_pipeline.ingest.extract_model import Kode, Kommune, Tekst, column
from rus_pipeline.ingest.schemas import SCHEMAS


class Noter(pa.DataFrameModel):
    """A note under a table."""

    tabel: Kode = column(
        "Tabellen, som noten står under", required=True, codes="tabeller", synonyms=("Tabel-id",)
    )
    tekst: Tekst = column("Noten", required=True, synonyms=("Note",))
    kommune: Kommune = column(
        "Samarbejdskommunen, i hvis egen rapport noten står; tom: i centrets egen",
        synonyms=("Bopælskommune",),
    )

    class Config:
        """How the file is named and described."""

        name = "noter"
        description = SCHEMAS["noter"].description
