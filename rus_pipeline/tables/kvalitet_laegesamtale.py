"""Quality standard: a doctor's talk within the guaranteed days of the first contact."""

from rus_pipeline.figures.axes import DRUGS, HOME_ALONE, promise_columns, promise_rows
from rus_pipeline.figures.declaration import COURSES, Chapter, Table
from rus_pipeline.slices import COURSES as SOURCE

TABLE = Table(
    id="kvalitet-laegesamtale",
    chapter=Chapter.QUALITY,
    title="Lægesamtale inden for {dage} dage",
    source=SOURCE,
    measure=COURSES,
    population={
        0: {
            "omraade": DRUGS,
            "henvendt": True,
            "anonym": False,
            "hjemme": True,
            "laegesamtale_oensket": True,
        }
    },
    rows=promise_rows,
    columns=lambda context: promise_columns(context, "laegesamtale"),
    definition=(
        "Henvendelser i året fra hjemkommunens borgere om stofbehandling, ikke anonyme, hvor"
        " borgeren ønsker en lægesamtale: om den er holdt senest {dage} dage efter den første"
        " henvendelse. Andelen er af dem, hvis frist er ude, eller hvor det er sket."
    ),
    notes=(HOME_ALONE,),
    says_left_out=True,
)
