"""``forloeb.csv``: courses of treatment from the journal. Schema and row rules, nothing else.

Source: extract contract, Columns and What bad input gets.
"""

import polars as pl

from rus_pipeline.ingest.identity import birth_date, birth_rules
from rus_pipeline.ingest.schema import Kind, Rule, column, delivered, extract_schema

_contact = pl.col("henvendelsesdato")
_admission = pl.col("indskrivningsdato")
_discharge = pl.col("udskrivningsdato")
_no_discharge = delivered("udskrivningsdato").is_null()
_waiting = _contact.is_not_null() & delivered("indskrivningsdato").is_null() & _no_discharge


def _follow_up(name: str) -> list[Rule]:
    return [
        Rule("dato_raekkefoelge", name, pl.col(name) < _discharge),
        Rule("felt_uventet", name, pl.col(name).is_not_null() & _no_discharge),
    ]


SCHEMA = extract_schema(
    "forloeb",
    "Behandlingsforløb fra journalen.",
    [
        column("forloeb_id", Kind.ID, "Forløbets id i journalen", required=True),
        column(
            "cpr",
            Kind.CPR,
            "Personnøgle; tom ved anonym behandling",
            required=pl.col("indsats") == "paaroerende",
            must_be_delivered=True,
        ),
        birth_date(),
        column(
            "indsats", Kind.KODE, "Hvad der behandles", required=True, code_list_name="indsatser"
        ),
        column(
            "kommune",
            Kind.KOMMUNE,
            "Bopælskommune, fire cifre eller uoplyst",
            must_be_delivered=True,
        ),
        column("henvendelsesdato", Kind.DATO, "Første henvendelse", secondary=True),
        column(
            "koen",
            Kind.KODE,
            "Køn: af CPR, for anonyme som leveret",
            secondary=True,
            code_list_name="koen",
            read_where=delivered("cpr").is_null(),
        ),
        column(
            "indskrivningsdato",
            Kind.DATO,
            "Indskrivning; mangler, mens borgeren venter",
            required=~_waiting,
            must_be_delivered=True,
        ),
        column(
            "udskrivningsdato",
            Kind.DATO,
            "Udskrivning; mangler, mens forløbet er åbent",
            must_be_delivered=True,
        ),
        column(
            "afslutningsaarsag",
            Kind.KODE,
            "Hvorfor forløbet sluttede",
            required=_discharge.is_not_null(),
            must_be_delivered=True,
            code_list_name="afslutningsaarsager",
        ),
        column("behandlingsplandato", Kind.DATO, "Behandlingsplanens dato", secondary=True),
        column(
            "laegesamtale_oensket", Kind.JA_NEJ, "Om borgeren ønsker lægesamtale", secondary=True
        ),
        column("laegesamtaledato", Kind.DATO, "Lægesamtalens dato", secondary=True),
        column("opfoelgning_1md_dato", Kind.DATO, "Opfølgning efter en måned", secondary=True),
        column("opfoelgning_6md_dato", Kind.DATO, "Opfølgning efter seks måneder", secondary=True),
        column(
            "effekt",
            Kind.KODE,
            "Effekt ved afslutning (kun Stof)",
            secondary=True,
            code_list_name="effekter",
        ),
    ],
    [
        Rule("dato_raekkefoelge", "udskrivningsdato", _discharge < _admission),
        Rule("dato_raekkefoelge", "henvendelsesdato", _contact > _admission),
        Rule("dato_raekkefoelge", "behandlingsplandato", pl.col("behandlingsplandato") < _contact),
        Rule("dato_raekkefoelge", "laegesamtaledato", pl.col("laegesamtaledato") < _contact),
        *birth_rules("indskrivningsdato"),
        Rule(
            "felt_uventet",
            "afslutningsaarsag",
            pl.col("afslutningsaarsag").is_not_null() & _no_discharge,
        ),
        *_follow_up("opfoelgning_1md_dato"),
        *_follow_up("opfoelgning_6md_dato"),
        Rule(
            "felt_uventet",
            "effekt",
            pl.col("effekt").is_not_null()
            & (_no_discharge | pl.col("indsats").is_in(["alkohol", "paaroerende"])),
        ),
    ],
    required=True,
)
