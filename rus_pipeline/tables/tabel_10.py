"""Table 10: closing reasons."""

from rus_pipeline.core.codes import codes_on
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
    with_total,
)
from rus_pipeline.figures.presentation import Ranked
from rus_pipeline.slices import COURSES as SOURCE


def _rows(context: Context) -> tuple[Item, ...]:
    reasons = codes_on("afslutningsaarsager", context.edition.last)
    return with_total(
        [CountedItem(code.kode, code.navn, {"afslutningsaarsag": code.kode}) for code in reasons],
        only=(COUNT,),
    )


TABLE = Table(
    id="tabel-10",
    chapter=Chapter.COURSES,
    title="Afslutningsårsager i {year}",
    source=SOURCE,
    measure=COURSES,
    population={0: {"udskrevet": True}},
    rows=_rows,
    columns=fixed(CountedItem(COUNT, "Antal"), share_column(COUNT)),
    definition=(
        "Antal forløb med udskrivning i året, efter afslutningsårsag{uanset}."
        " Andelene er hele procent, afrundet så de giver 100 i alt."
    ),
    stub="Årsag",
    chart=Ranked(COUNT, "sluttede som {}"),
)
