"""Table 3: citizens of the home municipality in treatment elsewhere."""

from rus_pipeline.figures.axes import (
    ALCOHOL,
    DRUGS,
    DRUGS_ADULT,
    DRUGS_YOUNG,
    home_row,
    treatment_columns,
)
from rus_pipeline.figures.conditions import When
from rus_pipeline.figures.declaration import PERSONS, Chapter, Table, fixed
from rus_pipeline.slices import EXTERNAL

TABLE = Table(
    id="tabel-03",
    chapter=Chapter.PERSONS,
    title="Borgere fra {hjemkommune} i behandling uden for kommunen i {year}",
    source=EXTERNAL,
    measure=PERSONS,
    population={0: {"overlapper": True, "hjemme": True, "egen_behandling": True}},
    rows=home_row,
    columns=fixed(*treatment_columns(ALCOHOL, DRUGS_ADULT, DRUGS_YOUNG)),
    definition=(
        "Antal forskellige personer fra hjemkommunen med et forløb hos en anden leverandør, som"
        " kommunen betaler, og som var i gang på et tidspunkt i året."
    ),
    of={"omraade": (ALCOHOL, DRUGS)},
    notes=(
        When("Borgere kan frit vælge, hvor de søger alkoholbehandling.", of={"omraade": ALCOHOL}),
    ),
    stub="Kommune",
)
