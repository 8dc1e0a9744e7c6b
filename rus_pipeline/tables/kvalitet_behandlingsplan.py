"""Quality standard: a treatment plan within the guaranteed days of the first contact."""

from rus_pipeline.figures.axes import DRUGS, HOME_ALONE, promise_columns, promise_rows
from rus_pipeline.figures.declaration import COURSES, Chapter, Table
from rus_pipeline.slices import COURSES as SOURCE

TABLE = Table(
    id="kvalitet-behandlingsplan",
    chapter=Chapter.QUALITY,
    title="Behandlingsplan inden for {dage} dage",
    source=SOURCE,
    measure=COURSES,
    population={0: {"omraade": DRUGS, "henvendt": True, "anonym": False, "hjemme": True}},
    rows=promise_rows,
    columns=lambda context: promise_columns(context, "behandlingsplan"),
    definition=(
        "Henvendelser i året fra hjemkommunens borgere om stofbehandling, ikke anonyme, også"
        " fra dem der endnu venter: om der er en behandlingsplan senest {dage} dage efter den"
        " første henvendelse. Andelen er af dem, hvis frist er ude, eller hvor det er sket."
    ),
    notes=(HOME_ALONE,),
    says_left_out=True,
)
