"""Waiting time: days from the first contact to admission."""

from rus_pipeline.figures.axes import ALCOHOL, DRUGS, HOME_ALONE, LABELS, day_bands
from rus_pipeline.figures.declaration import COURSES, Chapter, CountedItem, Table, fixed, quantile
from rus_pipeline.figures.field_sources import EXITS, WAITING_TIME
from rus_pipeline.figures.presentation import Axes, Parts
from rus_pipeline.figures.sums import Equal
from rus_pipeline.slices import COURSES as SOURCE
from rus_pipeline.slices.variables import OVERDUE, WAITED, WAITING

_ADMITTED = {"ventetid": WAITED}

AS_THE_GUARANTEE = tuple(
    Equal(
        tuple(f"ventetid/{row}/{column}" for column in columns),
        (f"kvalitet-behandlingsgaranti/{row}/{kept}",),
    )
    for row in (ALCOHOL, DRUGS)
    for kept, columns in {
        "inden-for-14-dage": ("0-3", "4-7", "8-14"),
        "efter-14-dage": ("15-21", "22-og-derover", OVERDUE),
    }.items()
)
"""What must add up where both tables are of the home municipality alone.

A centre whose guarantee is of another number of days has no such columns: there it is not asked.
"""

TABLE = Table(
    id="ventetid",
    chapter=Chapter.OUTCOME,
    title="Ventetid fra henvendelse til indskrivning, henvendelser i {year}",
    source=SOURCE,
    measure=COURSES,
    population={
        0: {"omraade": (ALCOHOL, DRUGS), "henvendt": True, "anonym": False, "hjemme": True}
    },
    rows=fixed(*(CountedItem(k, LABELS[k], {"omraade": k}) for k in (ALCOHOL, DRUGS))),
    columns=fixed(
        *day_bands(
            "ventetid",
            WAITED,
            CountedItem(WAITING, "Afventer", {"ventetid": WAITING}),
            CountedItem(OVERDUE, "Overskredet", {"ventetid": OVERDUE}),
        ),
        CountedItem("median", "Median, dage", _ADMITTED, quantile("ventedage", 50)),
        CountedItem("p90", "90 pct. inden for, dage", _ADMITTED, quantile("ventedage", 90)),
    ),
    definition=(
        "Henvendelser i året fra borgere i {hjemkommune}, ikke anonyme, også fra dem der endnu"
        " venter: dage fra den første henvendelse til indskrivningen, samme dag er 0 dage. De ikke"
        " indskrevne afventer, når fristen på {dage} dage ikke var ude, da udtrækket blev lavet,"
        " ellers er fristen overskredet. Median og 90 pct.: de indskrevne ordnes fra den korteste"
        " ventetid til den længste; tallet er dagene for den med nummeret halvdelen eller ni"
        " tiendedele af antallet, rundet op."
    ),
    notes=(
        HOME_ALONE,
        "Ventetiden er dage fra anmodning til iværksættelse, anonyme ikke medregnet, som i"
        f" {WAITING_TIME}. Tre uger er grænsen i {EXITS}.",
    ),
    says_left_out=True,
    chart=Parts(Axes.ROWS),
    sums=AS_THE_GUARANTEE,
)
