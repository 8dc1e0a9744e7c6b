"""``posteringer.csv``: ledger postings. One voucher may have several lines, alike ones too.

Source: extract contract, Columns and What bad input gets.
"""

import polars as pl

from rus_pipeline.ingest.schema import COVERED, Kind, Rule, column, extract_schema

SCHEMA = extract_schema(
    "posteringer",
    "Bogførte udgifter og indtægter.",
    [
        column("bilagsnr", Kind.TEKST, "Bilagets nummer"),
        column("bogfoeringsdato", Kind.DATO, "Hvornår posten er bogført", required=True),
        column(
            "omraade", Kind.KODE, "Alkohol eller stof", required=True, code_list_name="omraader"
        ),
        column("form", Kind.KODE, "Ambulant eller døgn", required=True, code_list_name="former"),
        column("art", Kind.KODE, "Udgift eller indtægt", required=True, code_list_name="arter"),
        column("beloeb", Kind.BELOEB, "Beløb, kr.; negativt er en rettelse", required=True),
    ],
    [
        Rule(
            "dato_udenfor",
            "bogfoeringsdato",
            ~pl.col("bogfoeringsdato").dt.year().is_in(pl.col(COVERED)),
        ),
    ],
)
