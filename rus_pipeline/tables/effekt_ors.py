"""How the courses of the year's discharges changed the citizens' own score of their lives (ORS)."""

from rus_pipeline.figures.axes import ALCOHOL, DRUGS, LABELS
from rus_pipeline.figures.declaration import (
    COURSES,
    SHARE,
    Chapter,
    ComposedItem,
    CountedItem,
    ShareOfRow,
    Table,
    fixed,
    with_total,
)
from rus_pipeline.figures.presentation import Axes, Parts
from rus_pipeline.figures.sums import Equal
from rus_pipeline.slices import COURSES as SOURCE
from rus_pipeline.slices import MEASURES
from rus_pipeline.slices.variables import BETTER, SAME, UNMEASURED, WORSE

_MEASURED = {BETTER: "Bedring", SAME: "Uændret", WORSE: "Forværring"}
_LABELS = {**_MEASURED, UNMEASURED: "Uden to målinger"}
_ROWS = (ALCOHOL, DRUGS)

TABLE = Table(
    id="effekt-ors",
    chapter=Chapter.OUTCOME,
    title="Effekt målt med ORS i forløb afsluttet i {year}",
    source=SOURCE,
    measure=COURSES,
    population={0: {"udskrevet": True}},
    rows=fixed(*(CountedItem(k, LABELS[k], {"omraade": k}) for k in _ROWS)),
    columns=fixed(
        *with_total([CountedItem(k, label, {"effekt_ors": k}) for k, label in _LABELS.items()]),
        ComposedItem(SHARE, "Andel i bedring", ShareOfRow(BETTER, tuple(_MEASURED))),
    ),
    of={"omraade": _ROWS},
    definition=(
        "Forløb med udskrivning i året{uanset} og også anonyme. Find forløbets"
        " ORS-målinger i maalinger fra og med indskrivningsdagen til og med udskrivningsdagen, og"
        " træk den første score fra den sidste; af flere samme dag er den nederste linje den"
        " sidste. Er scoren steget mindst 5 point, er det bedring, og er den faldet mindst 5 point,"
        " forværring; ellers er forløbet uændret. Forløb med færre end to målinger står for sig, og"
        " andelen er af de øvrige."
    ),
    notes=(
        "ORS (Outcome Rating Scale) er borgerens egen vurdering af sit liv på en skala fra 0 til"
        " 40. En ændring på 5 point er den mindste, der er større end målingens usikkerhed (Miller"
        " og Duncan: »The Outcome and Session Rating Scales: Administration and Scoring Manual«,"
        " 2004).",
    ),
    stub="Behandling",
    chart=Parts(Axes.ROWS, (UNMEASURED,), "i bedring var"),
    sums=tuple(
        Equal((f"effekt-ors/{row}/i-alt",), (f"afslutningsmaade/i-alt/{row}",)) for row in _ROWS
    ),
    rests_on=(MEASURES,),
)
