"""Courses of treatment over the last six editions."""

from rus_pipeline.figures.axes import ALCOHOL, DRUGS, DRUGS_ADULT, DRUGS_YOUNG, LABELS, RELATIVES
from rus_pipeline.figures.declaration import (
    COURSES,
    TOTAL,
    Chapter,
    ComposedItem,
    Context,
    CountedItem,
    EditionItem,
    Item,
    Table,
    Total,
    fixed,
)
from rus_pipeline.figures.presentation import Axes, OverTime
from rus_pipeline.slices import COURSES_BY_YEAR, YEARS

_AS_TABLE_2 = ("tabel-02", "forloeb", "")
_PARTS = {ALCOHOL: (ALCOHOL,), DRUGS: (DRUGS_ADULT, DRUGS_YOUNG), RELATIVES: (RELATIVES,)}


def _rows(context: Context) -> list[Item]:
    years = range(context.year - YEARS + 1, context.year + 1)
    return [
        EditionItem(str(year), str(year), {"aar": str(year)}, extract=year)
        for year in years
        if year in context.udtraek
    ]


TABLE = Table(
    id="udvikling-forloeb",
    chapter=Chapter.DEVELOPMENT,
    title="Behandlingsforløb år for år",
    source=COURSES_BY_YEAR,
    measure=COURSES,
    population={0: {"aktiv": True}},
    rows=_rows,
    columns=fixed(
        *(
            CountedItem(k, LABELS[k], {"kolonne": parts}, same_as=_AS_TABLE_2)
            for k, parts in _PARTS.items()
        ),
        ComposedItem(TOTAL, "I alt", Total(tuple(_PARTS)), same_as=_AS_TABLE_2),
    ),
    definition=(
        "Forløb som i tabel 2, for de seneste seks år med udtræk, hvert år efter sit eget udtræk."
    ),
    stub="År",
    chart=OverTime(
        Axes.ROWS,
        said=(
            (ALCOHOL, "var i gang for alkohol"),
            (DRUGS, "var i gang for stoffer"),
            (RELATIVES, "var i gang for pårørende"),
        ),
    ),
)
