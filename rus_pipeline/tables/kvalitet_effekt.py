"""Quality standard: the effect at the end of drug treatment."""

from rus_pipeline.core.codes import codes_on
from rus_pipeline.figures.axes import DRUGS
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
    population={0: {"omraade": DRUGS, "udskrevet": True}},
    rows=_rows,
    columns=fixed(CountedItem(COUNT, "Antal"), share_column(COUNT, adds_up=False)),
    definition=(
        "Stofforløb med udskrivning i året, efter den effekt som er noteret ved afslutningen."
        " Andelen er af de forløb, hvor effekten er noteret."
    ),
    stub="Effekt",
)
