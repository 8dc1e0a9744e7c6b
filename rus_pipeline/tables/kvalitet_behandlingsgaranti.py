"""Quality standard: admitted within 14 days of the first contact."""

from rus_pipeline.figures.axes import ALCOHOL, DRUGS, LABELS, promise_columns
from rus_pipeline.figures.declaration import (
    COURSES,
    SHARE,
    Chapter,
    ComposedItem,
    CountedItem,
    ShareOfRow,
    Table,
    fixed,
)
from rus_pipeline.figures.presentation import Main
from rus_pipeline.slices import COURSES as SOURCE
from rus_pipeline.slices.variables import IN_TIME, LATE

TABLE = Table(
    id="kvalitet-behandlingsgaranti",
    chapter=Chapter.QUALITY,
    title="Behandlingsgaranti: i behandling inden for 14 dage",
    source=SOURCE,
    measure=COURSES,
    population={0: {"henvendt": True, "anonym": False}},
    rows=fixed(*(CountedItem(k, LABELS[k], {"omraade": k}) for k in (ALCOHOL, DRUGS))),
    columns=fixed(
        *promise_columns("behandlingsgaranti"),
        ComposedItem(SHARE, "Andel i tide", ShareOfRow(IN_TIME, (IN_TIME, LATE))),
    ),
    definition=(
        "Henvendelser i året, ikke anonyme, også fra dem der endnu venter: om borgeren er"
        " indskrevet senest 14 dage efter den første henvendelse. Andelen er af dem,"
        " hvis frist er ude, eller som er indskrevet."
    ),
    main=(
        Main("i alkoholbehandling inden for 14 dage", ALCOHOL, SHARE),
        Main("i stofbehandling inden for 14 dage", DRUGS, SHARE),
    ),
)
