"""Stock: courses under way at the end of each month."""

from collections.abc import Iterator

from rus_pipeline.core.danish import MONTHS
from rus_pipeline.figures.axes import area_columns
from rus_pipeline.figures.declaration import (
    COURSES,
    TOTAL,
    Chapter,
    Context,
    CountedItem,
    Item,
    MissingItem,
    Table,
    fixed,
)
from rus_pipeline.figures.presentation import Axes, OverTime
from rus_pipeline.slices import COURSES as SOURCE
from rus_pipeline.slices.variables import UNDER_WAY, month_end


def _rows(context: Context) -> list[Item]:
    return list(_months(context))


def _months(context: Context) -> Iterator[Item]:
    drawn = context.udtraek[context.year].udtrukket
    for (month, variable), name in zip(UNDER_WAY.items(), MONTHS, strict=True):
        if month_end(context.year, month) > drawn:
            yield MissingItem(month, name.capitalize(), "Udtrækket er fra før månedens sidste dag")
        else:
            yield CountedItem(month, name.capitalize(), {variable: True})


TABLE = Table(
    id="bestand",
    chapter=Chapter.FLOW,
    title="Forløb i gang ved udgangen af hver måned i {year}",
    source=SOURCE,
    measure=COURSES,
    rows=_rows,
    columns=fixed(*area_columns()),
    definition=(
        "Antal forløb, der var i gang ved udgangen af månedens sidste dag{uanset}:"
        " indskrevet den dag eller før, og udskrevet efter dagen eller endnu ikke."
    ),
    notes=("Et forløb tæller i hver måned, det er i gang: månederne kan ikke lægges sammen.",),
    stub="Måned",
    chart=OverTime(Axes.ROWS, (TOTAL,), said=((TOTAL, "var i gang"),)),
)
