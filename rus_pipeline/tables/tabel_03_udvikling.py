"""Table 3's text: treatment elsewhere, year by year since 2017."""

from collections.abc import Sequence

from rus_pipeline.figures.axes import ALCOHOL, DRUGS, DRUGS_ADULT, DRUGS_YOUNG, home_row
from rus_pipeline.figures.conditions import When, Where
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
from rus_pipeline.figures.presentation import Axes, OverTime
from rus_pipeline.slices import EXTERNAL, EXTERNAL_BY_YEAR, FIRST_EXTERNAL
from rus_pipeline.slices.variables import needs

_BREAK = "brud"
_BROKEN = f" ({_BREAK})"
_PARTS = (ALCOHOL, DRUGS_ADULT, DRUGS_YOUNG)
_POPULATION: Where = {"overlapper": True, "hjemme": True, "egen_behandling": True}
_NEEDED = needs(EXTERNAL, (*_POPULATION, "kolonne"))


def _columns(context: Context) -> list[Item]:
    every = range(FIRST_EXTERNAL, context.year + 1)
    years = list(every)
    if context.edition.center.som is not None:
        # A centre without the report's history begins where it has something to say.
        own = [year for year in every if year in context.udtraek or _printed(context, year)]
        years = [year for year in every if own and year >= own[0]]
    labels = _labels(context, years)
    return [_year(context, year, labels[year]) for year in years]


def _labels(context: Context, years: Sequence[int]) -> dict[int, str]:
    """Return what each year is called: a break where its basis is not that of the last known."""
    labels: dict[int, str] = {}
    before: object = None
    for year in years:
        basis = _basis(context, year)
        broken = before is not None and basis is not None and basis != before
        labels[year] = f"{year}{_BROKEN}" if broken else str(year)
        before = basis or before
    return labels


def _basis(context: Context, year: int) -> object:
    """Return what the year's number rests on: a printed count or the columns of table 3 counted.

    None where there is no number.
    """
    if year not in context.udtraek:
        return "trykt" if _printed(context, year) else None
    home, untold = context.edition.home.key, context.udtraek[year].not_reported
    whole = [(TABLE.id, home, str(year)), ("tabel-03", home, TOTAL)]
    own = context.udtraek[context.year].not_reported(*whole[0])
    if own or any(untold(*cell) for cell in whole) or _is_gap(context, year):
        return None
    offered = [key for key in _PARTS if context.edition.center.tilbud.offers(key)]
    return tuple(key for key in offered if not untold("tabel-03", home, key)) or None


def _is_gap(context: Context, year: int) -> bool:
    gap = context.slice.gaps.get((EXTERNAL_BY_YEAR, year))
    return gap is not None and gap.reason(_NEEDED) is not None


def _printed(context: Context, year: int) -> Printed | None:
    return context.printed.get((TABLE.id, context.edition.home.key, str(year)))


def _year(context: Context, year: int, label: str) -> Item:
    if year in context.udtraek:
        return EditionItem(
            str(year),
            label,
            {"aar": str(year), "kolonne": _PARTS},
            extract=year,
            same_as=("tabel-03", "", TOTAL),
        )
    printed = _printed(context, year)
    if printed is None:
        missing = f"Der er intet udtræk for {year} og intet trykt tal"
        return MissingItem(str(year), label, missing)
    return PrintedItem(str(year), label, printed)


TABLE = Table(
    id="tabel-03-udvikling",
    chapter=Chapter.DEVELOPMENT,
    title="Borgere fra {hjemkommune} i behandling uden for kommunen, år for år",
    source=EXTERNAL_BY_YEAR,
    measure=persons_by("kolonne"),
    population={0: _POPULATION},
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
    notes=(
        When(
            f"({_BREAK}) står ved et år, hvis tal har et andet grundlag end det forrige: trykt i en"
            " årsrapport, talt op af udtrækket, eller talt op uden de kolonner i tabel 3, som ikke"
            " kendes. Hen over et brud kan tallene ikke sammenlignes.",
            history=True,
        ),
        When(
            f"({_BREAK}) står ved et år, hvis tal er talt op af andre kolonner i tabel 3 end det"
            " forrige, fordi nogle ikke kendes. Hen over et brud kan tallene ikke sammenlignes.",
            history=False,
        ),
    ),
    chart=OverTime(
        Axes.COLUMNS, said=(("", "var i behandling uden for kommunen"),), broken=_BROKEN
    ),
    stub="Kommune",
    printed=True,
)
