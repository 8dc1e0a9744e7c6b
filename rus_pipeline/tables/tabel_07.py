"""Table 7: admissions."""

from rus_pipeline.figures.axes import ALL_COLUMNS
from rus_pipeline.figures.declaration import COURSES, TOTAL, Chapter, CountedItem, Table, fixed
from rus_pipeline.figures.presentation import Main
from rus_pipeline.slices import COURSES as SOURCE

TABLE = Table(
    id="tabel-07",
    chapter=Chapter.COURSES,
    title="Nyindskrivninger i {year}",
    source=SOURCE,
    measure=COURSES,
    population={0: {"indskrevet": True}},
    rows=fixed(CountedItem("forloeb", "Nyindskrivninger")),
    columns=fixed(*ALL_COLUMNS),
    definition="Antal forløb med indskrivning i året{uanset}.",
    main=(Main("nyindskrivninger", "forloeb", TOTAL),),
)
