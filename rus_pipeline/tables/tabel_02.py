"""Table 2: courses of treatment."""

from rus_pipeline.figures.axes import ALCOHOL, ALL_COLUMNS, DRUGS, RELATIVES, treatment_columns
from rus_pipeline.figures.conditions import When
from rus_pipeline.figures.declaration import (
    COURSES,
    TOTAL,
    Chapter,
    CountedItem,
    Table,
    by_edition,
    fixed,
)
from rus_pipeline.figures.presentation import Main
from rus_pipeline.slices import COURSES as SOURCE

TABLE = Table(
    id="tabel-02",
    chapter=Chapter.PERSONS,
    title="Behandlingsforløb i {year}",
    source=SOURCE,
    measure=COURSES,
    population={0: {"aktiv": True}},
    rows=fixed(CountedItem("forloeb", "Forløb")),
    columns=by_edition({0: treatment_columns(ALCOHOL, DRUGS, RELATIVES), 2023: ALL_COLUMNS}),
    definition="Antal forløb, der var i gang på et tidspunkt i året{uanset}.",
    notes=(
        When(
            "Pårørendeforløb er selvstændige, som regel korte forløb. Pårørende, der blot deltager"
            " i en andens forløb, tæller ikke med.",
            of={"omraade": RELATIVES},
        ),
    ),
    main=(Main("behandlingsforløb", "forloeb", TOTAL),),
)
