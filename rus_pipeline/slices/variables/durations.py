"""When a course was under way, how long one waited for it and how long it lasted, how it ended.

Source: counting rules, What else the field counts.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import inf

import polars as pl

from rus_pipeline.core.edition import Edition
from rus_pipeline.ingest.schema import CODE
from rus_pipeline.slices.variables.quality import WAITING, behandlingsgaranti
from rus_pipeline.slices.variables.registry import code, variable

OVERDUE = "overskredet"

MONTHS = tuple(f"{month:02}" for month in range(1, 13))

UNDER_WAY = {month: f"i_gang_{month}" for month in MONTHS}
"""Month → the variable that tells who is under way at its end."""


def bands(*begins: int) -> tuple[str, ...]:
    """Return the keys of bands of days that begin so: ``0-3`` … ``22-og-derover``."""
    closed = (f"{first}-{after - 1}" for first, after in pairwise(begins))
    return (*closed, f"{begins[-1]}-og-derover")


_WAITED, _LASTED = (0, 4, 8, 15, 22), (0, 28, 84, 182, 365)
WAITED, LASTED = bands(*_WAITED), bands(*_LASTED)
"""The bands of days from contact to admission, and from admission to discharge."""

DAYS_OF: Mapping[str, tuple[float, float]] = {
    name: (first, after - 1)
    for begins in (_WAITED, _LASTED)
    for name, (first, after) in zip(bands(*begins), pairwise((*begins, inf)), strict=True)
}
"""Band → its first day and its last, if there is one."""

PLANNED, ADVISED, BROKEN_OFF, PASSED_ON, OTHERWISE = (
    "planlagt",
    "vejledning",
    "afbrudt",
    "overfoert",
    "andet",
)
WAYS: Mapping[str, str] = {
    "faerdigbehandlet": PLANNED,
    "afsluttet-med-vejledning": ADVISED,
    "afsluttet-efter-eget-oenske": BROKEN_OFF,
    "udeblevet": BROKEN_OFF,
    "udskrevet-til-anden-institution": PASSED_ON,
    "udskrevet-til-egen-laege": PASSED_ON,
    "udskrevet-til-hospital": PASSED_ON,
}
"""Closing reason → how a course ended; every other reason is ``andet``."""


def month_end(year: int, month: str) -> date:
    """Return the last day of a month (``01`` … ``12``)."""
    following = date(year + int(month) // 12, int(month) % 12 + 1, 1)
    return following - timedelta(days=1)


def _under_way(day: date) -> pl.Expr:
    """Whether a course is under way at the end of a day. Rules, What else, under way."""
    begun = (pl.col("indskrivningsdato") <= day).fill_null(value=False)
    ended = (pl.col("udskrivningsdato") <= day).fill_null(value=False)
    return begun & ~ended


def _at_the_end_of(month: str) -> Callable[[Edition], pl.Expr]:
    return lambda edition: _under_way(month_end(edition.year, month))


for _month, _name in UNDER_WAY.items():
    variable(
        f"I gang ved udgangen af måned {_month}",
        "indskrivningsdato udskrivningsdato",
        "forloeb",
        name=_name,
    )(_at_the_end_of(_month))


@variable("I gang ved årets begyndelse", "indskrivningsdato udskrivningsdato", "forloeb")
def i_gang_primo(edition: Edition) -> pl.Expr:
    """Under way at the end of 31 December of the year before. Rules, stroem."""
    return _under_way(edition.first - timedelta(days=1))


def _days(start: str, end: str) -> pl.Expr:
    return (pl.col(end) - pl.col(start)).dt.total_days()


def _band(days: pl.Expr, begins: Sequence[int]) -> pl.Expr:
    names = bands(*begins)
    found = code(names[0])
    for first, name in zip(begins[1:], names[1:], strict=True):
        found = pl.when(days >= first).then(code(name)).otherwise(found)
    return pl.when(days.is_not_null()).then(found)


@variable("Dage fra henvendelse til indskrivning", "henvendelsesdato indskrivningsdato", "forloeb")
def ventedage(_edition: Edition) -> pl.Expr:
    """Days from contact to admission, null where either is not known. Rules, ventetid."""
    return _days("henvendelsesdato", "indskrivningsdato")


@variable("Ventetid efter henvendelsen", "henvendelsesdato indskrivningsdato", "forloeb")
def ventetid(edition: Edition) -> pl.Expr:
    """Band of days to admission; not admitted, the time not out or out. Rules, ventetid."""
    waiting = behandlingsgaranti(edition) == WAITING
    return (
        pl.when(pl.col("henvendelsesdato").is_null())
        .then(None)
        .when(pl.col("indskrivningsdato").is_not_null())
        .then(_band(ventedage(edition), _WAITED))
        .when(waiting)
        .then(code(WAITING))
        .otherwise(code(OVERDUE))
    )


@variable("Dage fra indskrivning til udskrivning", "indskrivningsdato udskrivningsdato", "forloeb")
def forloebsdage(_edition: Edition) -> pl.Expr:
    """Days from admission to discharge, null without a discharge. Rules, laengde."""
    return _days("indskrivningsdato", "udskrivningsdato")


@variable("Længde af forløbet", "indskrivningsdato udskrivningsdato", "forloeb")
def laengde(edition: Edition) -> pl.Expr:
    """Band of days from admission to discharge. Rules, laengde."""
    return _band(forloebsdage(edition), _LASTED)


@variable("Afslutningsmåde", "afslutningsaarsag", "forloeb")
def afslutningsmaade(_edition: Edition) -> pl.Expr:
    """How a course ended, by its closing reason; null without one. Rules, afslutningsmaade."""
    reason = pl.col("afslutningsaarsag")
    ways = reason.replace_strict(WAYS, default=OTHERWISE, return_dtype=CODE)
    return pl.when(reason.is_not_null()).then(ways)
