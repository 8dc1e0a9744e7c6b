"""Quality standard: follow-up one and six months after discharge."""

from rus_pipeline.figures.axes import DRUGS
from rus_pipeline.figures.declaration import (
    COURSES,
    Chapter,
    CountedItem,
    Table,
    VariableItem,
    fixed,
    with_total,
)
from rus_pipeline.slices import COURSES as SOURCE
from rus_pipeline.slices.variables import FOLLOWED_UP, FOLLOWED_UP_LATE, WAITING

_LABELS = {FOLLOWED_UP: "Rettidig", FOLLOWED_UP_LATE: "Forsinket", WAITING: "Afventer"}

TABLE = Table(
    id="kvalitet-opfoelgning",
    chapter=Chapter.QUALITY,
    title="Opfølgning efter afsluttet stofbehandling",
    source=SOURCE,
    measure=COURSES,
    population={0: {"omraade": DRUGS, "udskrevet": True, "doed": False}},
    rows=fixed(
        VariableItem("1-md", "Efter 1 måned", "opfoelgning_1md"),
        VariableItem("6-md", "Efter 6 måneder", "opfoelgning_6md"),
    ),
    columns=fixed(*with_total([CountedItem(k, label) for k, label in _LABELS.items()])),
    definition=(
        "Stofforløb med udskrivning i året, undtagen ved dødsfald: om der er fulgt op senest 1,"
        " henholdsvis 6, kalendermåneder efter udskrivningen. Forsinket er også den, hvis frist er"
        " ude uden opfølgning."
    ),
)
