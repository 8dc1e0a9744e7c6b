"""Quality standard: the effect at the end of drug treatment."""

from rus_pipeline.core.codes import codes_on
from rus_pipeline.figures.axes import DRUGS, HOME_ALONE
from rus_pipeline.figures.declaration import (
    COUNT,
    COURSES,
    Chapter,
    Context,
    CountedItem,
    Item,
    Table,
    fixed,
    share_column,
    unknown_row,
)
from rus_pipeline.figures.presentation import Axes, Parts
from rus_pipeline.slices import COURSES as SOURCE
from rus_pipeline.slices.variables import UNKNOWN


def _rows(context: Context) -> list[Item]:
    effects = codes_on("effekter", context.edition.last)
    known = [CountedItem(code.kode, code.navn, {"effekt": code.kode}) for code in effects]
    return [*known, unknown_row({"effekt": UNKNOWN})]


TABLE = Table(
    id="kvalitet-effekt",
    chapter=Chapter.QUALITY,
    title="Effekt af afsluttet stofbehandling",
    source=SOURCE,
    measure=COURSES,
    population={0: {"omraade": DRUGS, "udskrevet": True, "hjemme": True}},
    rows=_rows,
    columns=fixed(CountedItem(COUNT, "Antal"), share_column(COUNT, adds_up=False)),
    definition=(
        "Hjemkommunens stofforløb med udskrivning i året, også anonyme og ved dødsfald, efter den"
        " effekt som er noteret ved afslutningen."
        " Andelen er af de forløb, hvor effekten er noteret."
    ),
    notes=(HOME_ALONE,),
    says_left_out=True,
    stub="Effekt",
    chart=Parts(Axes.COLUMNS),
)
