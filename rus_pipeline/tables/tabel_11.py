"""Table 11: courses by sex."""

from rus_pipeline.figures.axes import ALCOHOL, DRUGS, DRUGS_ADULT, DRUGS_YOUNG, treatment_columns
from rus_pipeline.figures.declaration import (
    COURSES,
    TOTAL,
    Chapter,
    CountedItem,
    Table,
    fixed,
    share_column,
    unknown_row,
)
from rus_pipeline.figures.presentation import Multiples
from rus_pipeline.slices import COURSES as SOURCE
from rus_pipeline.slices.variables import UNKNOWN

TABLE = Table(
    id="tabel-11",
    chapter=Chapter.PROFILE,
    title="Forløb i {year}, efter køn",
    source=SOURCE,
    measure=COURSES,
    population={0: {"aktiv": True, "egen_behandling": True}},
    rows=fixed(
        CountedItem("kvinder", "Kvinder", {"koen": "kvinder"}),
        CountedItem("maend", "Mænd", {"koen": "maend"}),
        unknown_row({"koen": UNKNOWN}),
    ),
    columns=fixed(
        *treatment_columns(ALCOHOL, DRUGS_ADULT, DRUGS_YOUNG, variable="kolonne_ved_indskrivning"),
        share_column(TOTAL),
    ),
    of={"omraade": (ALCOHOL, DRUGS)},
    definition=(
        "Antal forløb, der var i gang på et tidspunkt i året, uden"
        " pårørendeforløb{og_uanset}. Alderen er opgjort på indskrivningsdagen. Andelene er hele"
        " procent, afrundet så de giver 100 i alt."
    ),
    stub="Køn",
    chart=Multiples(),
)
