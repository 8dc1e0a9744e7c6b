"""Table 1: persons in treatment, by municipality and kind of treatment."""

from rus_pipeline.figures.axes import (
    ALCOHOL,
    DRUGS_ADULT,
    DRUGS_YOUNG,
    RELATIVES,
    WITHOUT_RELATIVES,
    kommune_rows,
    together_label,
    treatment_columns,
)
from rus_pipeline.figures.declaration import (
    PERSONS,
    TOTAL,
    Chapter,
    ComposedItem,
    Context,
    Item,
    Table,
    Total,
    by_edition,
)
from rus_pipeline.figures.presentation import Main
from rus_pipeline.slices import COURSES


def _rows(context: Context) -> list[Item]:
    own = context.edition.kommuner
    together = ComposedItem(
        "samarbejde",
        together_label(context.edition),
        Total(tuple(kommune.key for kommune in own)),
        only=(TOTAL,),
    )
    return [*kommune_rows(context), together]


TABLE = Table(
    id="tabel-01",
    chapter=Chapter.PERSONS,
    title="Personer i rusmiddelbehandling i {year}, efter kommune",
    source=COURSES,
    measure=PERSONS,
    population={0: {"aktiv": True}},
    rows=_rows,
    columns=by_edition(
        {
            0: treatment_columns(ALCOHOL, DRUGS_ADULT, DRUGS_YOUNG),
            2023: treatment_columns(ALCOHOL, DRUGS_ADULT, DRUGS_YOUNG, RELATIVES),
        }
    ),
    of=WITHOUT_RELATIVES,
    definition=(
        "Antal forskellige personer med et forløb, der var i gang på et tidspunkt i året."
        " Alderen er opgjort på indskrivningsdagen, dog tidligst 1. januar."
    ),
    notes=(
        "En person med forløb i flere kolonner tæller med i hver af dem; i alt er rækkens sum.",
    ),
    stub="Kommune",
    main=(
        Main(
            "personer fra {own} i behandling",
            "samarbejde",
            TOTAL,
            since=2023,
            because="pårørende er nu talt med",
        ),
    ),
)
