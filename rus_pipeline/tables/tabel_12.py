"""Table 12: courses by age at admission, of the home municipality and its partners."""

from rus_pipeline.core.codes import AgeBand, age_bands
from rus_pipeline.figures.axes import ALCOHOL, DRUGS, by_kommune
from rus_pipeline.figures.conditions import Value
from rus_pipeline.figures.declaration import (
    COURSES,
    TOTAL,
    Chapter,
    Context,
    CountedItem,
    Item,
    Table,
    share_column,
    unknown_row,
    with_total,
)
from rus_pipeline.figures.presentation import Multiples
from rus_pipeline.slices import COURSES as SOURCE
from rus_pipeline.slices.variables import ADULT, UNKNOWN

_POPULATION: dict[str, Value] = {"aktiv": True, "egen_behandling": True, "samarbejde": True}


def _rows(context: Context) -> list[Item]:
    known = [
        CountedItem(band.kode, band.navn, {"aldersgruppe": band.kode})
        for band in age_bands(context.edition.last)
        if _is_shown(band, context)
    ]
    return [*known, unknown_row({"aldersgruppe": UNKNOWN})]


def _is_shown(band: AgeBand, context: Context) -> bool:
    """Return whether a band is a row: the young where they are offered treatment, or get it."""
    young = band.til is not None and band.til < ADULT
    return (
        not young
        or context.edition.center.tilbud.unge
        or band.kode in context.values(SOURCE, "aldersgruppe", _POPULATION)
    )


def _columns(context: Context) -> list[Item]:
    return [*with_total(by_kommune(context, ALCOHOL, DRUGS)), share_column(TOTAL)]


TABLE = Table(
    id="tabel-12",
    chapter=Chapter.PROFILE,
    title="Forløb i {year}, efter alder",
    source=SOURCE,
    measure=COURSES,
    population={0: _POPULATION},
    rows=_rows,
    columns=_columns,
    of={"omraade": (ALCOHOL, DRUGS)},
    definition=(
        "Antal forløb, der var i gang på et tidspunkt i året, for borgere fra {kommunerne},"
        " uden pårørendeforløb. Alderen er opgjort på indskrivningsdagen."
        " Andelene er hele procent, afrundet så de giver 100 i alt."
    ),
    notes=("Den ældste gruppe har ingen øvre grænse.",),
    stub="Alder",
    chart=Multiples(),
)
