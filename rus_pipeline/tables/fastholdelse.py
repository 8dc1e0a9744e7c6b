"""Courses that lasted so long that treatment can work, or were completed before."""

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
from rus_pipeline.figures.field_sources import RETENTION
from rus_pipeline.figures.presentation import Axes, Parts
from rus_pipeline.slices import COURSES as SOURCE
from rus_pipeline.slices.variables import LEFT_BEFORE, RETAINED, TOO_EARLY

_LABELS = {RETAINED: "Fastholdt", LEFT_BEFORE: "Afsluttet før", TOO_EARLY: "For tidligt at sige"}

TABLE = Table(
    id="fastholdelse",
    chapter=Chapter.OUTCOME,
    title="Fastholdt i behandling i {fastholdelse} dage",
    source=SOURCE,
    measure=COURSES,
    population={0: {"indskrevet": True}},
    rows=fixed(*(CountedItem(k, LABELS[k], {"omraade": k}) for k in (ALCOHOL, DRUGS))),
    columns=fixed(
        *with_total([CountedItem(k, label, {"fastholdelse": k}) for k, label in _LABELS.items()]),
        ComposedItem(SHARE, "Andel fastholdt", ShareOfRow(RETAINED, (RETAINED, LEFT_BEFORE))),
    ),
    of={"omraade": (ALCOHOL, DRUGS)},
    definition=(
        "Forløb med indskrivning i året{uanset} og også anonyme. Læg"
        " {fastholdelse} dage til indskrivningsdatoen: forløbet er fastholdt, hvis det den dag ikke"
        " var udskrevet, eller hvis det var udskrevet før som færdigbehandlet. Udskrevet før af"
        " anden grund er afsluttet før. Er forløbet åbent, og ligger dagen efter udtrækkets dato,"
        " er det for tidligt at sige. Andelen er af de fastholdte og de afsluttede før."
    ),
    notes=(
        "Målet svarer til det engelske behandlingsregisters: mindst 12 uger i behandling eller"
        f" færdigbehandlet før. Kilde: {RETENTION}.",
    ),
    stub="Behandling",
    chart=Parts(Axes.ROWS, (TOO_EARLY,), "fastholdt er"),
)
