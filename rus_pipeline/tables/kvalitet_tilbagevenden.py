"""Quality standard: persons who return to drug treatment within twelve months."""

from rus_pipeline.figures.axes import DRUGS, HOME_ALONE
from rus_pipeline.figures.declaration import (
    PERSONS,
    SHARE,
    TOTAL,
    Chapter,
    ComposedItem,
    CountedItem,
    ShareOfRow,
    Table,
    fixed,
)
from rus_pipeline.slices import RETURNS

_AGAIN = "vendt-tilbage"

TABLE = Table(
    id="kvalitet-tilbagevenden",
    chapter=Chapter.QUALITY,
    title="Tilbage i stofbehandling inden for 12 måneder",
    source=RETURNS,
    measure=PERSONS,
    population={0: {"hjemme": True}},
    of={"omraade": DRUGS},
    rows=fixed(CountedItem("personer", "Personer")),
    columns=fixed(
        CountedItem(TOTAL, "Udskrevet året før"),
        CountedItem(_AGAIN, "Vendt tilbage", {"vendt_tilbage": True}),
        ComposedItem(SHARE, "Andel", ShareOfRow(_AGAIN, (TOTAL,))),
    ),
    definition=(
        "Personer, der blev udskrevet fra stofbehandling året før, ikke anonyme og ikke ved"
        " dødsfald; den seneste udskrivning tæller, hvis borgeren da boede i hjemkommunen."
        " Vendt tilbage er den, der er indskrevet i stofbehandling igen senere, højst 12"
        " kalendermåneder efter udskrivningen, hvor end borgeren bor da."
    ),
    notes=(HOME_ALONE,),
    says_left_out=True,
)
