"""Persons who began treatment in the year: new, continuing, or back again."""

from rus_pipeline.figures.axes import ALCOHOL, DRUGS, LABELS
from rus_pipeline.figures.declaration import (
    PERSONS,
    Chapter,
    CountedItem,
    Table,
    fixed,
    with_total,
)
from rus_pipeline.figures.field_sources import JOINED_COURSES, NEW_CLIENTS
from rus_pipeline.figures.presentation import Axes, Parts
from rus_pipeline.slices import ARRIVALS

_LABELS = {"nye": "Nye", "fortsat": "Fortsat", "tilbage": "Tilbage igen"}

TABLE = Table(
    id="nye-tilbage",
    chapter=Chapter.FLOW,
    title="Nye og tidligere borgere blandt de indskrevne i {year}",
    source=ARRIVALS,
    measure=PERSONS,
    rows=fixed(*(CountedItem(k, LABELS[k], {"omraade": k}) for k in (ALCOHOL, DRUGS))),
    columns=fixed(
        *with_total([CountedItem(k, label, {"ankomst": k}) for k, label in _LABELS.items()])
    ),
    of={"omraade": (ALCOHOL, DRUGS)},
    definition=(
        "Personer, ikke anonyme, indskrevet i året, ved deres første indskrivning i året til den"
        " slags behandling. Se efter deres tidligere indskrivninger til samme slags behandling i"
        " årets udtræk og i det forrige års: uden nogen er personen ny. Var et af de forløb åbent"
        " den dag eller udskrevet højst 10 dage før, er behandlingen fortsat; ellers er personen"
        " tilbage igen. Et forløb, der står åbent i det forrige udtræk og ikke er med i årets,"
        " regnes for afsluttet den dag, det forrige blev trukket."
    ),
    notes=(
        "Ny er den, der ikke har været i centrets behandling i året eller det forrige: hvem der har"
        " været det længere tilbage, står ikke i de to udtræk.",
        "Nye og tidligere behandlede skelnes som i den europæiske overvågning af"
        f" behandlingssøgende: {NEW_CLIENTS}. De 10 dage er dem, hvormed forløb samles i"
        f" {JOINED_COURSES}.",
    ),
    stub="Behandling",
    chart=Parts(Axes.ROWS),
)
