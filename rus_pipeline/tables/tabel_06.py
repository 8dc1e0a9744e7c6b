"""Table 6: residential stays of citizens of the home municipality, and what they cost."""

from rus_pipeline.figures.axes import ALCOHOL, DRUGS, LABELS
from rus_pipeline.figures.conditions import When
from rus_pipeline.figures.declaration import (
    AMOUNT,
    COUNT,
    PERSONS,
    Chapter,
    CountedItem,
    Table,
    fixed,
)
from rus_pipeline.slices import STAYS

TABLE = Table(
    id="tabel-06",
    chapter=Chapter.ECONOMY,
    title="Døgnophold for borgere fra {hjemkommune} i {year}",
    source=STAYS,
    measure=PERSONS,
    population={0: {"overlapper": True, "hjemme": True}},
    rows=fixed(*(CountedItem(k, LABELS[k], {"omraade": k}) for k in (ALCOHOL, DRUGS))),
    columns=fixed(
        CountedItem(COUNT, "Antal borgere"), CountedItem("beloeb", "Beløb (kr.)", measure=AMOUNT)
    ),
    definition=(
        "Antal forskellige personer fra hjemkommunen på døgnophold på et tidspunkt i året, og hvad"
        " de ophold koster i alt, også uden for året."
    ),
    of={"omraade": (ALCOHOL, DRUGS)},
    notes=(
        When(
            "Samarbejdskommunernes borgere er ikke med: døgnbehandling er uden for samarbejdet.",
            partners=True,
        ),
    ),
)
