"""Quality standard: admitted within the guaranteed days of the first contact."""

from rus_pipeline.figures.axes import (
    ALCOHOL,
    DRUGS,
    HOME_ALONE,
    LABELS,
    promise_columns,
    share_in_time,
)
from rus_pipeline.figures.declaration import (
    COURSES,
    SHARE,
    Chapter,
    ComposedItem,
    Context,
    CountedItem,
    Item,
    Table,
    fixed,
)
from rus_pipeline.figures.presentation import Axes, Main, Parts
from rus_pipeline.slices import COURSES as SOURCE
from rus_pipeline.slices.variables import WAITING


def _columns(context: Context) -> list[Item]:
    share = ComposedItem(SHARE, "Andel i tide", share_in_time(context))
    return [*promise_columns(context, "behandlingsgaranti"), share]


TABLE = Table(
    id="kvalitet-behandlingsgaranti",
    chapter=Chapter.QUALITY,
    title="Behandlingsgaranti: i behandling inden for {dage} dage",
    source=SOURCE,
    measure=COURSES,
    population={
        0: {"omraade": (ALCOHOL, DRUGS), "henvendt": True, "anonym": False, "hjemme": True}
    },
    rows=fixed(*(CountedItem(k, LABELS[k], {"omraade": k}) for k in (ALCOHOL, DRUGS))),
    columns=_columns,
    definition=(
        "Henvendelser i året fra hjemkommunens borgere, ikke anonyme, også fra dem der endnu"
        " venter: om borgeren er indskrevet senest {dage} dage efter den første henvendelse."
        " Andelen er af dem, hvis frist er ude, eller som er indskrevet."
    ),
    notes=(HOME_ALONE,),
    says_left_out=True,
    chart=Parts(Axes.ROWS, (WAITING,), "i behandling i tide kom"),
    main=(
        Main("i alkoholbehandling inden for {dage} dage", ALCOHOL, SHARE),
        Main("i stofbehandling inden for {dage} dage", DRUGS, SHARE),
    ),
)
