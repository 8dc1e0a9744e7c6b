"""The rules of ``forloeb.csv`` written by hand, to compare the schema with.

Source: extract contract, What bad input gets.
"""

from datetime import date

import polars as pl

from rus_pipeline.core.codes import fold, kommune_names, names_to_codes
from rus_pipeline.ingest.values.identity import PersonKeys, age_on, read_cpr

_YES_NO = {"j": True, "ja": True, "n": False, "nej": False}
_DAYS = (
    "henvendelsesdato",
    "indskrivningsdato",
    "udskrivningsdato",
    "behandlingsplandato",
    "laegesamtaledato",
    "opfoelgning_1md_dato",
    "opfoelgning_6md_dato",
)
_OUT = ("indskrivningsdato", "udskrivningsdato")


def faults(text: pl.DataFrame, drawn: date, keys: PersonKeys) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows that can be used and (line, fault) of each thing that cannot.

    ``text`` are the rows as delivered (``delivery.DeliveredRows``), every column there.
    """
    day = date(drawn.year - 1, 12, 31)
    c = pl.col
    numbers = read_cpr(text["cpr"])
    rows = text.lazy().with_columns(numbers.select("nummer", "foedselsdato", tegn="koen"))
    identity = pl.when(c.cpr.is_null()).then("anonym " + c.forloeb_id).otherwise("nummer")
    read = rows.with_columns(
        *(_day(name) for name in _DAYS),
        *(
            _code(text, name, names_to_codes(codes, day)).alias(f"{name} =")
            for name, codes in (
                ("indsats", "indsatser"),
                ("koen", "koen"),
                ("afslutningsaarsag", "afslutningsaarsager"),
                ("effekt", "effekter"),
            )
        ),
        _kommune(text, day).alias("kommune ="),
        _code(text, "laegesamtale_oensket", _YES_NO).alias("laegesamtale_oensket ="),
        keys.person(identity).alias("person"),
    )
    admitted, ended = c("indskrivningsdato ="), c("udskrivningsdato =")
    contact, born = c("henvendelsesdato ="), c.foedselsdato
    is_open = c.udskrivningsdato.is_null()
    waiting = contact.is_not_null() & c.indskrivningsdato.is_null() & is_open
    wrong = {
        "forloeb_id": c.forloeb_id.is_null(),
        "cpr": c.cpr.is_null() & (c("indsats =") == "paaroerende"),
        "cpr ugyldig": c.cpr.is_not_null() & born.is_null(),
        "indsats": c.indsats.is_null() | c("indsats =").is_null(),
        "kommune": c("kommune =").is_null(),
        "indskrivning": c.indskrivningsdato.is_null() & ~waiting,
        "aarsag mangler": c.afslutningsaarsag.is_null() & ended.is_not_null(),
        "aarsag ukendt": c.afslutningsaarsag.is_not_null() & c("afslutningsaarsag =").is_null(),
        "aarsag uventet": c("afslutningsaarsag =").is_not_null() & is_open,
        "udskrivning foer": ended < admitted,
        "foedt efter": born > admitted,
        "alder": age_on(born, admitted) > 110,
        **{f"{n} ugyldig": c(n).is_not_null() & c(f"{n} =").is_null() for n in _OUT},
        **{f"{n} fremtid": c(f"{n} =") > drawn for n in _OUT},
    }
    plan, talk = c("behandlingsplandato ="), c("laegesamtaledato =")
    one, six = c("opfoelgning_1md_dato ="), c("opfoelgning_6md_dato =")
    not_drugs = c("indsats =").is_in(["alkohol", "paaroerende"])
    empty = {
        "koen": c.koen.is_not_null() & c("koen =").is_null() & c.cpr.is_null(),
        "effekt ukendt": c.effekt.is_not_null() & c("effekt =").is_null(),
        "effekt uventet": c("effekt =").is_not_null() & (is_open | not_drugs),
        "oensket": c.laegesamtale_oensket.is_not_null() & c("laegesamtale_oensket =").is_null(),
        "kontakt efter": contact > admitted,
        "plan foer": plan < contact,
        "samtale foer": talk < contact,
        "1 foer": one < ended,
        "6 foer": six < ended,
        "1 uventet": one.is_not_null() & is_open,
        "6 uventet": six.is_not_null() & is_open,
        **{
            f"{n} ugyldig": c(n).is_not_null() & c(f"{n} =").is_null() for n in set(_DAYS) - {*_OUT}
        },
        **{f"{n} fremtid": c(f"{n} =") > drawn for n in set(_DAYS) - {*_OUT}},
    }
    every = {f"ude: {k}": v for k, v in wrong.items()} | {f"tomt: {k}": v for k, v in empty.items()}
    told = read.with_columns(v.fill_null(value=False).alias(k) for k, v in every.items()).collect()
    found = [
        pl.DataFrame({"line": told["line"].filter(told[name])}).with_columns(fault=pl.lit(name))
        for name in every
    ]
    usable = told.drop(*every, *(name for name in _DAYS if name in text.columns))
    out = told.select(pl.any_horizontal(name for name in every if name.startswith("ude")))
    return usable.filter(~out.to_series()), pl.concat(found)


def _day(name: str) -> pl.Expr:
    text = pl.col(name)
    return (
        pl.when(text.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))
        .then(text.str.to_date("%Y-%m-%d", strict=False))
        .when(text.str.contains(r"^[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}$"))
        .then(text.str.to_date("%d-%m-%Y", strict=False))
        .alias(f"{name} =")
    )


def _code(text: pl.DataFrame, name: str, codes: dict[str, str] | dict[str, bool]) -> pl.Expr:
    known = text[name].drop_nulls().unique().to_list()
    return pl.col(name).replace_strict(known, [codes.get(fold(v)) for v in known], default=None)


def _kommune(text: pl.DataFrame, day: date) -> pl.Expr:
    filled = pl.col("kommune").fill_null("Uoplyst")
    known = text.select(filled.unique()).to_series().to_list()
    names = kommune_names(day)
    return filled.replace_strict(known, [names.find(v)[0] for v in known], default=None)
