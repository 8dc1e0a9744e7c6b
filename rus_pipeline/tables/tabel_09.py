"""Table 9: admissions and discharges by month."""

from rus_pipeline.core.danish import MONTHS
from rus_pipeline.figures.declaration import (
    COURSES,
    Chapter,
    CountedItem,
    Table,
    VariableItem,
    fixed,
    with_total,
)
from rus_pipeline.figures.presentation import Axes, OverTime
from rus_pipeline.slices import COURSES as SOURCE

TABLE = Table(
    id="tabel-09",
    chapter=Chapter.COURSES,
    title="Ind- og udskrivninger i {year}, måned for måned",
    source=SOURCE,
    measure=COURSES,
    rows=fixed(
        *with_total(
            [CountedItem(f"{n:02}", month.capitalize()) for n, month in enumerate(MONTHS, 1)]
        )
    ),
    columns=fixed(
        VariableItem("indskrivninger", "Indskrivninger", "indskrivningsmaaned"),
        VariableItem("udskrivninger", "Udskrivninger", "udskrivningsmaaned"),
    ),
    definition="Antal forløb med indskrivning, henholdsvis udskrivning, i måneden; alle forløb.",
    stub="Måned",
    chart=OverTime(Axes.ROWS, said=(("indskrivninger", "begyndte"), ("udskrivninger", "sluttede"))),
)
