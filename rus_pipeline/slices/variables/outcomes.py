"""Who stays in treatment, how they fare, and whom psychiatry turns away.

Source: counting rules, What else the field counts.
"""

import polars as pl

from rus_pipeline.core.edition import Edition
from rus_pipeline.ingest.schema import EXTRACTED
from rus_pipeline.slices.measures import ORS_CHANGE
from rus_pipeline.slices.variables.registry import code, variable

RETAINED, LEFT_BEFORE, TOO_EARLY = "fastholdt", "afsluttet-foer", "for-tidligt"
BETTER, SAME, WORSE, UNMEASURED = "bedring", "uaendret", "forvaerring", "uden-maaling"
RELIABLE = 5
"""Points by which an ORS score must change before the change is more than chance."""


@variable("Afvist af psykiatrien i året", "afvist_psykiatri_dato", "forloeb")
def afvist_psykiatri(edition: Edition) -> pl.Expr:
    """Turned away by psychiatry in the year. Rules, afvist-psykiatri."""
    day = pl.col("afvist_psykiatri_dato")
    return day.is_between(edition.first, edition.last).fill_null(value=False)


@variable(
    "Fastholdt i {fastholdelse} dage",
    "indskrivningsdato udskrivningsdato afslutningsaarsag",
    "forloeb",
)
def fastholdelse(edition: Edition) -> pl.Expr:
    """Still admitted on the centre's day, or completed before it. Rules, fastholdelse.

    ``for-tidligt`` where that day is after the extract's; null where nobody was admitted.
    """
    day = pl.col("indskrivningsdato").dt.offset_by(f"{edition.center.frister.fastholdelse_dage}d")
    ended = (pl.col("udskrivningsdato") < day).fill_null(value=False)
    completed = pl.col("afslutningsaarsag") == "faerdigbehandlet"
    return (
        pl.when(day.is_null())
        .then(None)
        .when(ended & completed)
        .then(code(RETAINED))
        .when(ended)
        .then(code(LEFT_BEFORE))
        .when(day > pl.col(EXTRACTED))
        .then(code(TOO_EARLY))
        .otherwise(code(RETAINED))
    )


@variable(
    "Ændring fra første til sidste ORS-måling i forløbet",
    "forloeb_id indskrivningsdato udskrivningsdato"
    " maalinger.dato maalinger.forloeb_id maalinger.instrument maalinger.score",
    "forloeb",
)
def effekt_ors(_edition: Edition) -> pl.Expr:
    """Better or worse by the reliable change of ORS, or neither. Rules, effekt-ors.

    ``uden-maaling`` where the course has fewer than two scores; null without a discharge.
    """
    change = pl.col(ORS_CHANGE)
    return (
        pl.when(pl.col("udskrivningsdato").is_null())
        .then(None)
        .when(change.is_null())
        .then(code(UNMEASURED))
        .when(change >= RELIABLE)
        .then(code(BETTER))
        .when(change <= -RELIABLE)
        .then(code(WORSE))
        .otherwise(code(SAME))
    )
