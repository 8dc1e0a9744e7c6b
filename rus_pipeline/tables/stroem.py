"""Flow: courses under way at the start of the year, admitted, discharged, under way at its end."""

from collections.abc import Iterator

from rus_pipeline.figures.axes import (
    ALCOHOL,
    DRUGS,
    DRUGS_ADULT,
    DRUGS_YOUNG,
    RELATIVES,
    area_rows,
)
from rus_pipeline.figures.declaration import COURSES, TOTAL, Chapter, CountedItem, Table, fixed
from rus_pipeline.figures.field_sources import FLOW
from rus_pipeline.figures.presentation import Flow
from rus_pipeline.figures.sums import Equal
from rus_pipeline.slices import COURSES as SOURCE
from rus_pipeline.slices.variables import UNDER_WAY

_IN_TABLES = {
    ALCOHOL: (ALCOHOL,),
    DRUGS: (DRUGS, DRUGS_ADULT, DRUGS_YOUNG),
    RELATIVES: (RELATIVES,),
    TOTAL: (TOTAL,),
}
"""A row of this table → the columns of tables 2, 7 and 8 that are of the same, in any edition."""


def _sums() -> Iterator[Equal]:
    for row, columns in _IN_TABLES.items():
        primo, begun, ended, ultimo = (f"stroem/{row}/{column}" for column in _COLUMNS)

        def in_table(number: str, columns: tuple[str, ...] = columns) -> tuple[str, ...]:
            return tuple(f"tabel-{number}/forloeb/{column}" for column in columns)

        yield Equal((primo, begun), (ultimo,), minus=(ended,))
        yield Equal((primo, begun), in_table("02"))
        yield Equal((begun,), in_table("07"))
        yield Equal((ended,), in_table("08"), since=2023)  # everyone's from then on
        yield Equal((ended,), (f"afslutningsmaade/{TOTAL}/{row}",))
        yield Equal((ultimo,), (f"bestand/12/{row}",))


_COLUMNS = ("primo", "indskrevet", "udskrevet", "ultimo")

TABLE = Table(
    id="stroem",
    chapter=Chapter.FLOW,
    title="Forløb ind og ud i {year}",
    source=SOURCE,
    measure=COURSES,
    rows=fixed(*area_rows()),
    columns=fixed(
        CountedItem("primo", "I gang ved årets begyndelse", {"i_gang_primo": True}),
        CountedItem("indskrevet", "Indskrevet i året", {"indskrevet": True}),
        CountedItem("udskrevet", "Udskrevet i året", {"udskrevet": True}),
        CountedItem("ultimo", "I gang ved årets udgang", {UNDER_WAY["12"]: True}),
    ),
    definition=(
        "Antal forløb{uanset}: dem der var i gang ved udgangen af 31. december året"
        " før, dem med indskrivning i året, dem med udskrivning i året, og dem der var i gang ved"
        " udgangen af 31. december. Et forløb er i gang ved udgangen af en dag, når indskrivningen"
        " er den dag eller før, og udskrivningen er efter dagen eller mangler."
    ),
    notes=(
        "De to første tal er tilsammen årets forløb. Trækkes de udskrevne fra, er resten dem, der"
        " går videre ind i næste år.",
        f"Begyndte, afsluttede og fortsat åbne forløb opgøres hver for sig, som i {FLOW}.",
    ),
    chart=Flow("primo", "indskrevet", "udskrevet", "ultimo"),
    sums=tuple(_sums()),
)
