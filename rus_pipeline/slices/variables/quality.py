"""How a course ended, and whether the quality standard's promises were met.

Source: counting rules, tabel-10 and Quality standard.
"""

import polars as pl

from rus_pipeline.core.edition import Edition
from rus_pipeline.ingest.schema import EXTRACTED
from rus_pipeline.slices.variables.registry import UNKNOWN, code, variable

WAITING = "afventer"
FOLLOWED_UP, FOLLOWED_UP_LATE = "rettidig", "forsinket"


def _guaranteed_days(edition: Edition) -> int:
    return edition.center.frister.behandlingsgaranti_dage


def in_time(edition: Edition) -> str:
    """Return the key of what was done within the centre's guarantee: ``inden-for-14-dage``."""
    return f"inden-for-{edition.center.frister.behandlingsgaranti_dage}-dage"


def late(edition: Edition) -> str:
    """Return the key of what was done later than that, or not at all: ``efter-14-dage``."""
    return f"efter-{edition.center.frister.behandlingsgaranti_dage}-dage"


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


def _outcome(done: str, due: pl.Expr, kept: str, broken: str) -> pl.Expr:
    """Whether a promise was met: in time, late (or not at all, the time out), or still open."""
    return (
        pl.when(due.is_null())
        .then(None)
        .when((pl.col(done) <= due).fill_null(value=False))
        .then(code(kept))
        .when(pl.col(done).is_not_null() | (due < pl.col(EXTRACTED)))
        .then(code(broken))
        .otherwise(code(WAITING))
    )


def _within_the_guarantee(done: str, edition: Edition) -> pl.Expr:
    due = pl.col("henvendelsesdato").dt.offset_by(f"{_guaranteed_days(edition)}d")
    return _outcome(done, due, in_time(edition), late(edition))


def _followed_up(done: str, months: int) -> pl.Expr:
    # offset_by ends in the last day of a month that has no 31st, as the rules ask.
    due = pl.col("udskrivningsdato").dt.offset_by(f"{months}mo")
    return _outcome(done, due, FOLLOWED_UP, FOLLOWED_UP_LATE)


@variable("Indskrevet inden for {dage} dage", "henvendelsesdato indskrivningsdato", "forloeb")
def behandlingsgaranti(edition: Edition) -> pl.Expr:
    """Admitted within the guaranteed days of contact. Rules, kvalitet-behandlingsgaranti."""
    return _within_the_guarantee("indskrivningsdato", edition)


@variable(
    "Behandlingsplan inden for {dage} dage", "henvendelsesdato behandlingsplandato", "forloeb"
)
def behandlingsplan(edition: Edition) -> pl.Expr:
    """Treatment plan within the guaranteed days of contact. Rules, kvalitet-behandlingsplan."""
    return _within_the_guarantee("behandlingsplandato", edition)


@variable("Lægesamtale inden for {dage} dage", "henvendelsesdato laegesamtaledato", "forloeb")
def laegesamtale(edition: Edition) -> pl.Expr:
    """Doctor's talk within the guaranteed days of contact. Rules, kvalitet-laegesamtale."""
    return _within_the_guarantee("laegesamtaledato", edition)


@variable("Ønsker lægesamtale", "laegesamtale_oensket", "forloeb")
def laegesamtale_oensket(_edition: Edition) -> pl.Expr:
    """The citizen wants a doctor's talk. Rules, kvalitet-laegesamtale."""
    return pl.col("laegesamtale_oensket").fill_null(value=False)


@variable("Opfølgning efter {foerste}", "udskrivningsdato opfoelgning_1md_dato", "forloeb")
def opfoelgning_1md(edition: Edition) -> pl.Expr:
    """First follow-up within its calendar months of discharge. Rules, kvalitet-opfoelgning."""
    return _followed_up("opfoelgning_1md_dato", edition.center.frister.opfoelgning_mdr[0])


@variable("Opfølgning efter {anden}", "udskrivningsdato opfoelgning_6md_dato", "forloeb")
def opfoelgning_6md(edition: Edition) -> pl.Expr:
    """Second follow-up within its calendar months of discharge. Rules, kvalitet-opfoelgning."""
    return _followed_up("opfoelgning_6md_dato", edition.center.frister.opfoelgning_mdr[1])
