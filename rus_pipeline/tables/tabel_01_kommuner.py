"""Table 1's note: the other municipalities, one by one."""

from rus_pipeline.core.codes import key, kommuner
from rus_pipeline.figures.axes import WITHOUT_RELATIVES, danish_order
from rus_pipeline.figures.conditions import Value
from rus_pipeline.figures.declaration import (
    COUNT,
    ByEdition,
    Chapter,
    Context,
    CountedItem,
    Item,
    Table,
    fixed,
    persons_by,
)
from rus_pipeline.figures.presentation import Ranked
from rus_pipeline.slices import COURSES
from rus_pipeline.slices.variables import OTHER_KOMMUNER

_OTHERS: dict[str, Value] = {"aktiv": True, "raekke": OTHER_KOMMUNER}
# Until 2022 table 1 has no column for relatives.
_POPULATION = {0: {**_OTHERS, "egen_behandling": True}, 2023: _OTHERS}


def _rows(context: Context) -> list[Item]:
    present = context.values(COURSES, "kommune", ByEdition(_POPULATION).at(context.layout))
    names = [code.navn for code in kommuner(context.edition.last).values()]
    return [
        CountedItem(key(name), name, {"kommune": key(name)}, present=True)
        for name in sorted(names, key=danish_order)
        if key(name) in present
    ]


TABLE = Table(
    id="tabel-01-kommuner",
    chapter=Chapter.PERSONS,
    title="Personer fra andre kommuner i {year}",
    source=COURSES,
    measure=persons_by("kolonne"),
    population=_POPULATION,
    rows=_rows,
    columns=fixed(CountedItem(COUNT, "Antal")),
    of=WITHOUT_RELATIVES,
    definition=(
        "Rækken Andre kommuner i tabel 1, kommune for kommune: antal forskellige personer i hver"
        " af tabellens kolonner, lagt sammen."
    ),
    notes=("En person, der er flyttet mellem to af kommunerne, tæller med i begge.",),
    stub="Kommune",
    chart=Ranked(COUNT, "kom fra {}"),
)
