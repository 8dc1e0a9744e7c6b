"""``posteringer.csv``: ledger postings. One voucher may have several lines, alike ones too."""

import pandera.polars as pa
import polars as pl

from rus_pipeline.ingest.extract_model import Beloeb, Dato, Kode, Tekst, column, past_date, rule
from rus_pipeline.ingest.schema import COVERED
from rus_pipeline.ingest.schemas import SCHEMAS


class Posteringer(pa.DataFrameModel):
    """A line of a voucher."""

    bilagsnr: Tekst = column("Bilagets nummer", synonyms=("Bilags-nr", "Bilagsnummer", "Bilag"))
    bogfoeringsdato: Dato = past_date(
        "Hvornår posten er bogført", required=True, synonyms=("Bogføringsdag", "Posteringsdato")
    )
    omraade: Kode = column("Alkohol eller stof", required=True, codes="omraader")
    form: Kode = column("Ambulant eller døgn", required=True, codes="former")
    art: Kode = column("Udgift eller indtægt", required=True, codes="arter")
    beloeb: Beloeb = column(
        "Beløb, kr.; negativt er en rettelse", required=True, synonyms=("Beløb kr", "Beløb i kr")
    )

    outside_the_years = rule(
        "dato_udenfor",
        "bogfoeringsdato",
        ~pl.col("bogfoeringsdato").dt.year().is_in(pl.col(COVERED)),
    )

    class Config:
        """How the file is named and described."""

        name = "posteringer"
        description = SCHEMAS["posteringer"].description
