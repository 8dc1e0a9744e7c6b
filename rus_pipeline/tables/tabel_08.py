"""Table 8: discharges; until 2022 of the home municipality and its partners alone."""

from rus_pipeline.figures.axes import (
    ALCOHOL,
    ALL_COLUMNS,
    DRUGS,
    WITHOUT_RELATIVES,
    treatment_columns,
)
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
    id="tabel-08",
    chapter=Chapter.COURSES,
    title="Afsluttede forløb i {year}",
    source=SOURCE,
    measure=COURSES,
    population={0: {"udskrevet": True, "samarbejde": True}, 2023: {"udskrevet": True}},
    rows=fixed(CountedItem("forloeb", "Afsluttede forløb")),
    columns=by_edition({0: treatment_columns(ALCOHOL, DRUGS), 2023: ALL_COLUMNS}),
    of=WITHOUT_RELATIVES,
    definition="Antal forløb med udskrivning i året.",
    notes=(
        When(
            "Til og med 2022 kun borgere fra {kommunerne} og uden pårørendeforløb; fra 2023 alle.",
            history=True,
            of_partner=False,
        ),
        When("Til og med 2022 uden pårørendeforløb; fra 2023 med.", history=True, of_partner=True),
        When("Kun borgere fra {kommunerne} og uden pårørendeforløb.", history=False, until=2022),
    ),
    main=(
        Main(
            "afsluttede forløb",
            "forloeb",
            TOTAL,
            since=2023,
            because="pårørende{og_andre} er nu talt med",
        ),
    ),
)
