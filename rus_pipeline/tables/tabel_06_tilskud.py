"""Table 6's note: grants, by year."""

from rus_pipeline.figures.declaration import (
    AMOUNT,
    Chapter,
    Context,
    CountedItem,
    Item,
    Table,
    with_total,
)
from rus_pipeline.slices import GRANTS


def _rows(context: Context) -> list[Item]:
    named = context.slice.frames[GRANTS].unique("pulje", keep="first", maintain_order=True)
    return [
        CountedItem(pulje, navn, {"pulje": pulje})
        for pulje, navn in named.select("pulje", "puljenavn").iter_rows()
    ]


def _columns(context: Context) -> tuple[Item, ...]:
    years = context.values(GRANTS, "tilskudsaar")
    return with_total([CountedItem(year, year, {"tilskudsaar": year}) for year in years])


TABLE = Table(
    id="tabel-06-tilskud",
    chapter=Chapter.ECONOMY,
    title="Tilskud fra puljer",
    source=GRANTS,
    measure=AMOUNT,
    rows=_rows,
    columns=_columns,
    definition="Bevilget tilskud fra hver pulje, efter det år som tilskuddet er til.",
    notes=("Beløb i kr.",),
    stub="Pulje",
)
