"""How a course ended, and whether the quality standard's promises were met.

Source: counting rules, tabel-10 and Quality standard.
"""

import polars as pl

from rus_pipeline.core.edition import Edition
from rus_pipeline.ingest.schema import EXTRACTED
from rus_pipeline.slices.variables.registry import UNKNOWN, code, variable

PROMISED_DAYS = 14
IN_TIME, LATE, WAITING = "inden-for-14-dage", "efter-14-dage", "afventer"
FOLLOWED_UP, FOLLOWED_UP_LATE = "rettidig", "forsinket"


@variable("Afslutningsårsag", "afslutningsaarsag", "forloeb")
def afslutningsaarsag(_edition: Edition) -> pl.Expr:
    """The closing reason's key. Rules, tabel-10."""
    return pl.col("afslutningsaarsag")


@variable("Afsluttet ved dødsfald", "afslutningsaarsag", "forloeb")
def doed(_edition: Edition) -> pl.Expr:
    """Closed because the person died. Rules, Quality standard."""
    return (pl.col("afslutningsaarsag") == "doed").fill_null(value=False)


@variable("Effekt ved afslutning", "effekt", "forloeb")
def effekt(_edition: Edition) -> pl.Expr:
    """The effect's key, or ``uoplyst``. Rules, kvalitet-effekt."""
    return pl.col("effekt").fill_null(UNKNOWN)


def _outcome(done: str, due: pl.Expr, in_time: str, late: str) -> pl.Expr:
    """Whether a promise was met: in time, late (or not at all, the time out), or still open."""
    return (
        pl.when(due.is_null())
        .then(None)
        .when((pl.col(done) <= due).fill_null(value=False))
        .then(code(in_time))
        .when(pl.col(done).is_not_null() | (due < pl.col(EXTRACTED)))
        .then(code(late))
        .otherwise(code(WAITING))
    )


def _within_14_days(done: str) -> pl.Expr:
    due = pl.col("henvendelsesdato").dt.offset_by(f"{PROMISED_DAYS}d")
    return _outcome(done, due, IN_TIME, LATE)


def _followed_up(done: str, months: int) -> pl.Expr:
    # offset_by ends in the last day of a month that has no 31st, as the rules ask.
    due = pl.col("udskrivningsdato").dt.offset_by(f"{months}mo")
    return _outcome(done, due, FOLLOWED_UP, FOLLOWED_UP_LATE)


@variable("Indskrevet inden for 14 dage", "henvendelsesdato indskrivningsdato", "forloeb")
def behandlingsgaranti(_edition: Edition) -> pl.Expr:
    """Admitted within 14 days of contact. Rules, kvalitet-behandlingsgaranti."""
    return _within_14_days("indskrivningsdato")


@variable("Behandlingsplan inden for 14 dage", "henvendelsesdato behandlingsplandato", "forloeb")
def behandlingsplan(_edition: Edition) -> pl.Expr:
    """Treatment plan within 14 days of contact. Rules, kvalitet-behandlingsplan."""
    return _within_14_days("behandlingsplandato")


@variable("Lægesamtale inden for 14 dage", "henvendelsesdato laegesamtaledato", "forloeb")
def laegesamtale(_edition: Edition) -> pl.Expr:
    """Doctor's talk within 14 days of contact. Rules, kvalitet-laegesamtale."""
    return _within_14_days("laegesamtaledato")


@variable("Ønsker lægesamtale", "laegesamtale_oensket", "forloeb")
def laegesamtale_oensket(_edition: Edition) -> pl.Expr:
    """The citizen wants a doctor's talk. Rules, kvalitet-laegesamtale."""
    return pl.col("laegesamtale_oensket").fill_null(value=False)


@variable("Opfølgning efter 1 måned", "udskrivningsdato opfoelgning_1md_dato", "forloeb")
def opfoelgning_1md(_edition: Edition) -> pl.Expr:
    """Follow-up within one calendar month of discharge. Rules, kvalitet-opfoelgning."""
    return _followed_up("opfoelgning_1md_dato", 1)


@variable("Opfølgning efter 6 måneder", "udskrivningsdato opfoelgning_6md_dato", "forloeb")
def opfoelgning_6md(_edition: Edition) -> pl.Expr:
    """Follow-up within six calendar months of discharge. Rules, kvalitet-opfoelgning."""
    return _followed_up("opfoelgning_6md_dato", 6)
