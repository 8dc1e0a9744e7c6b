"""Table 3's text: treatment elsewhere, year by year since 2017."""

from rus_pipeline.figures.axes import ALCOHOL, DRUGS, DRUGS_ADULT, DRUGS_YOUNG, home_row
from rus_pipeline.figures.conditions import When
from rus_pipeline.figures.declaration import (
    TOTAL,
    Chapter,
    Context,
    EditionItem,
    Item,
    MissingItem,
    Printed,
    PrintedItem,
    Table,
    persons_by,
)
from rus_pipeline.slices import EXTERNAL_BY_YEAR, FIRST_EXTERNAL


def _columns(context: Context) -> list[Item]:
    every = range(FIRST_EXTERNAL, context.year + 1)
    if context.edition.center.som is None:
        return [_year(context, year) for year in every]
    # A centre without the report's history begins where it has something to say.
    own = [year for year in every if year in context.udtraek or _printed(context, year)]
    return [_year(context, year) for year in every if own and year >= own[0]]


def _printed(context: Context, year: int) -> Printed | None:
    return context.printed.get((TABLE.id, context.edition.home.key, str(year)))


def _year(context: Context, year: int) -> Item:
    if year in context.udtraek:
        return EditionItem(
            str(year),
            str(year),
            {"aar": str(year), "kolonne": (ALCOHOL, DRUGS_ADULT, DRUGS_YOUNG)},
            extract=year,
            same_as=("tabel-03", "", TOTAL),
        )
    printed = _printed(context, year)
    if printed is None:
        missing = f"Der er intet udtræk for {year} og intet trykt tal"
        return MissingItem(str(year), str(year), missing)
    return PrintedItem(str(year), str(year), printed)


TABLE = Table(
    id="tabel-03-udvikling",
    chapter=Chapter.PERSONS,
    title="Borgere fra {hjemkommune} i behandling uden for kommunen, år for år",
    source=EXTERNAL_BY_YEAR,
    measure=persons_by("kolonne"),
    population={0: {"overlapper": True, "hjemme": True, "egen_behandling": True}},
    rows=home_row,
    columns=_columns,
    of={"omraade": (ALCOHOL, DRUGS)},
    definition=(
        When(
            f"I alt i tabel 3, for hvert år siden {FIRST_EXTERNAL}. For år uden udtræk står det"
            " tal, som er trykt i en tidligere årsrapport.",
            history=True,
        ),
        When("I alt i tabel 3, år for år siden det første udtræk.", history=False),
    ),
    stub="Kommune",
    printed=True,
)
