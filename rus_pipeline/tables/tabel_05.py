"""Table 5: expense and income of outpatient drug treatment elsewhere, over six years."""

from rus_pipeline.figures.axes import result_rows, six_years
from rus_pipeline.figures.declaration import AMOUNT, Chapter, Table
from rus_pipeline.figures.presentation import Main, Money
from rus_pipeline.slices import POSTINGS

TABLE = Table(
    id="tabel-05",
    chapter=Chapter.ECONOMY,
    title="Ekstern ambulant stofbehandling, økonomi",
    source=POSTINGS,
    measure=AMOUNT,
    population={0: {"form": "ambulant", "omraade": "stof"}},
    rows=result_rows,
    columns=six_years,
    definition=(
        "Summen af de bogførte beløb til ambulant stofbehandling hos andre leverandører."
        " Årets resultat er indtægt minus udgift, regnet før afrunding til hele kroner."
    ),
    notes=("Beløb i kr. Både private og andre kommuners tilbud er med.",),
    stub="Post",
    main=(Main("årets resultat, ekstern stofbehandling", "aarets-resultat", "{year}", key=False),),
    chart=Money("udgift", "indtaegt", "aarets-resultat"),
)
