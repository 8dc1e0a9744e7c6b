"""``posteringer.csv``: ledger postings. One voucher may have several lines, alike ones too."""

import pandera.polars as pa
import polars as pl

from rus_pipeline.ingest.extract_model import Beloeb, Dato, Kode, Tekst, column, past_date, rule
from rus_pipeline.ingest.schema import BY_ACCOUNT, COVERED, delivered
from rus_pipeline.ingest.schemas import SCHEMAS, synonyms

_told_by_account = pl.col(BY_ACCOUNT)
# An account that tells nothing is at fault itself, not the columns that it tells.
_told = ~(_told_by_account & delivered("omraade").is_null())


class Posteringer(pa.DataFrameModel):
    """A line of a voucher."""

    bilagsnr: Tekst = column("Bilagets nummer", synonyms=("Bilags-nr", "Bilagsnummer", "Bilag"))
    bogfoeringsdato: Dato = past_date(
        "Hvornår posten er bogført", required=True, synonyms=("Bogføringsdag", "Posteringsdato")
    )
    konto: Tekst = column(
        "Konto, som [konti] i center.toml kan læse omraade, form og art af",
        synonyms=("Konto-nr", "Kontonummer", "Kontostreng"),
    )
    omraade: Kode = column("Alkohol eller stof", required=True, codes="omraader", read_where=_told)
    form: Kode = column("Ambulant eller døgn", required=True, codes="former", read_where=_told)
    art: Kode = column("Udgift eller indtægt", required=True, codes="arter", read_where=_told)
    beloeb: Beloeb = column(
        "Beløb, kr.; negativt er en rettelse", required=True, synonyms=synonyms.BELOEB
    )

    account_missing = rule("mangler", "konto", _told_by_account & delivered("konto").is_null())
    account_unknown = rule("konto_ukendt", "konto", ~_told & pl.col("konto").is_not_null())
    outside_the_years = rule(
        "dato_udenfor",
        "bogfoeringsdato",
        ~pl.col("bogfoeringsdato").dt.year().is_in(pl.col(COVERED)),
    )

    class Config:
        """How the file is named and described."""

        name = "posteringer"
        description = SCHEMAS["posteringer"].description
