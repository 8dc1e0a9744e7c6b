"""``forloeb.csv``: courses of treatment from the journal."""

import pandera.polars as pa
import polars as pl

from rus_pipeline.ingest.extract_model import (
    Dato,
    Id,
    JaNej,
    Kode,
    Kommune,
    Person,
    RowCheck,
    birth_date,
    born_after,
    column,
    past_date,
    rule,
    too_old_on,
)
from rus_pipeline.ingest.schema import delivered
from rus_pipeline.ingest.schemas import SCHEMAS, synonyms

_contact = pl.col("henvendelsesdato")
_admission = pl.col("indskrivningsdato")
_discharge = pl.col("udskrivningsdato")
_no_discharge = delivered("udskrivningsdato").is_null()
_no_admission = delivered("indskrivningsdato").is_null()
_waiting = _contact.is_not_null() & _no_discharge


def _missing(name: str, needed: pl.Expr) -> RowCheck:
    return rule("mangler", name, delivered(name).is_null() & needed)


def _before(name: str, other: pl.Expr) -> RowCheck:
    return rule("dato_raekkefoelge", name, pl.col(name) < other)


def _without_discharge(name: str) -> RowCheck:
    return rule("felt_uventet", name, pl.col(name).is_not_null() & _no_discharge)


class Forloeb(pa.DataFrameModel):
    """A course of treatment, or a citizen who waits for one."""

    forloeb_id: Id = column(
        "Forløbets id i journalen",
        required=True,
        unique=True,
        synonyms=synonyms.FORLOEB_ID,
    )
    person: Person = column(
        "Personnøgle; tom ved anonym behandling",
        delivered_as="cpr",
        must_be_delivered=True,
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
        must_be_delivered=True,
        synonyms=synonyms.KOMMUNE,
    )
    henvendelsesdato: Dato = past_date(
        "Første henvendelse",
        secondary=True,
        synonyms=("Henvendelse", "Første henvendelse", "Dato for henvendelse"),
    )
    koen: Kode = column(
        "Køn: af CPR, for anonyme som leveret",
        secondary=True,
        codes="koen",
        read_where=delivered("cpr").is_null(),
    )
    indskrivningsdato: Dato = past_date(
        "Indskrivning; mangler, mens borgeren venter",
        must_be_delivered=True,
        synonyms=("Startdato", "Indskrivning", "Dato for indskrivning"),
    )
    udskrivningsdato: Dato = past_date(
        "Udskrivning; mangler, mens forløbet er åbent",
        must_be_delivered=True,
        synonyms=("Slutdato", "Udskrivning", "Dato for udskrivning"),
    )
    afslutningsaarsag: Kode = column(
        "Hvorfor forløbet sluttede",
        must_be_delivered=True,
        codes="afslutningsaarsager",
        synonyms=("Årsag til afslutning", "Afslutningsgrund", "Udskrivningsårsag"),
    )
    behandlingsplandato: Dato = past_date(
        "Behandlingsplanens dato",
        secondary=True,
        synonyms=("Behandlingsplan dato", "Dato for behandlingsplan"),
    )
    laegesamtale_oensket: JaNej = column(
        "Om borgeren ønsker lægesamtale", secondary=True, synonyms=("Ønsker lægesamtale",)
    )
    laegesamtaledato: Dato = past_date(
        "Lægesamtalens dato", secondary=True, synonyms=("Lægesamtale dato", "Dato for lægesamtale")
    )
    opfoelgning_1md_dato: Dato = past_date(
        "Opfølgning efter en måned",
        secondary=True,
        synonyms=("Opfølgning 1 md", "Opfølgning 1 måned"),
    )
    opfoelgning_6md_dato: Dato = past_date(
        "Opfølgning efter seks måneder",
        secondary=True,
        synonyms=("Opfølgning 6 md", "Opfølgning 6 måneder"),
    )
    afvist_psykiatri_dato: Dato = past_date(
        "Afvist af psykiatrien på grund af rusmiddelbruget",
        secondary=True,
        synonyms=("Afvist af psykiatrien", "Dato for afvisning i psykiatrien"),
    )
    effekt: Kode = column("Effekt ved afslutning (kun Stof)", secondary=True, codes="effekter")

    cpr_missing = _missing("cpr", pl.col("indsats") == "paaroerende")
    # Waiting is told by the contact as read, which may be emptied for being in the wrong order.
    admission_missing = rule(
        "mangler", "indskrivningsdato", _no_admission & ~_waiting, as_read=True
    )
    reason_missing = _missing("afslutningsaarsag", _discharge.is_not_null())
    discharge_before_admission = _before("udskrivningsdato", _admission)
    contact_after_admission = rule("dato_raekkefoelge", "henvendelsesdato", _contact > _admission)
    plan_before_contact = _before("behandlingsplandato", _contact)
    doctor_before_contact = _before("laegesamtaledato", _contact)
    born_after_admission = born_after("indskrivningsdato")
    too_old_at_admission = too_old_on("indskrivningsdato")
    reason_without_discharge = _without_discharge("afslutningsaarsag")
    follow_up_1_before_discharge = _before("opfoelgning_1md_dato", _discharge)
    follow_up_1_without_discharge = _without_discharge("opfoelgning_1md_dato")
    follow_up_6_before_discharge = _before("opfoelgning_6md_dato", _discharge)
    follow_up_6_without_discharge = _without_discharge("opfoelgning_6md_dato")
    effect_unexpected = rule(
        "felt_uventet",
        "effekt",
        pl.col("effekt").is_not_null()
        & (_no_discharge | pl.col("indsats").is_in(["alkohol", "paaroerende"])),
    )

    class Config:
        """How the file is named and described."""

        name = "forloeb"
        description = SCHEMAS["forloeb"].description
