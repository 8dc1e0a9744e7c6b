"""Table 4: expense and income of outpatient alcohol treatment elsewhere, over six years."""

from rus_pipeline.figures.axes import result_rows, six_years
from rus_pipeline.figures.declaration import AMOUNT, Chapter, Table
from rus_pipeline.figures.presentation import Main, Money
from rus_pipeline.slices import POSTINGS

TABLE = Table(
    id="tabel-04",
    chapter=Chapter.ECONOMY,
    title="Ekstern ambulant alkoholbehandling, økonomi",
    source=POSTINGS,
    measure=AMOUNT,
    population={0: {"form": "ambulant", "omraade": "alkohol"}},
    rows=result_rows,
    columns=six_years,
    definition=(
        "Summen af de bogførte beløb til ambulant alkoholbehandling hos andre leverandører."
        " Årets resultat er indtægt minus udgift, regnet før afrunding til hele kroner."
    ),
    notes=("Beløb i kr. Både private og andre kommuners tilbud er med.",),
    stub="Post",
    main=(
        Main("årets resultat, ekstern alkoholbehandling", "aarets-resultat", "{year}", key=False),
    ),
    chart=Money("udgift", "indtaegt", "aarets-resultat"),
)
