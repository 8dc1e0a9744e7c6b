"""How the courses of the year's discharges ended, in five ways."""

from rus_pipeline.figures.axes import ALCOHOL, DRUGS, RELATIVES, area_columns
from rus_pipeline.figures.declaration import (
    COURSES,
    TOTAL,
    Chapter,
    CountedItem,
    Table,
    fixed,
    share_column,
    with_total,
)
from rus_pipeline.figures.field_sources import ALCOHOL_REGISTER, EXITS
from rus_pipeline.figures.presentation import Ranked
from rus_pipeline.slices import COURSES as SOURCE
from rus_pipeline.slices.variables import durations

_WAYS = {
    durations.PLANNED: "Planlagt afsluttet",
    durations.ADVISED: "Afsluttet med vejledning",
    durations.BROKEN_OFF: "Afbrudt af borgeren",
    durations.PASSED_ON: "Overført til andre",
    durations.OTHERWISE: "Andet",
}

TABLE = Table(
    id="afslutningsmaade",
    chapter=Chapter.OUTCOME,
    title="Hvordan forløb blev afsluttet i {year}",
    source=SOURCE,
    measure=COURSES,
    population={0: {"udskrevet": True}},
    rows=fixed(
        *with_total(
            [CountedItem(k, label, {"afslutningsmaade": k}) for k, label in _WAYS.items()],
            only=(ALCOHOL, DRUGS, RELATIVES, TOTAL),
        )
    ),
    columns=fixed(*area_columns(), share_column(TOTAL)),
    definition=(
        "Antal forløb med udskrivning i året{uanset}, efter afslutningsårsag."
        " Planlagt: Færdigbehandlet. Afbrudt: Afsluttet efter eget ønske eller Udeblevet. Overført:"
        " Udskrevet til anden institution, egen læge eller hospital. Andet: Fraflyttet, Død eller"
        " Andet. Andelene er hele procent af alle, afrundet så de giver 100 i alt."
    ),
    notes=(
        "Færdigbehandlede skilles fra dem, der gik før tid, som i"
        f" {ALCOHOL_REGISTER}; overførte for sig, som i {EXITS}.",
    ),
    stub="Måde",
    chart=Ranked(TOTAL, "sluttede som {}"),
)
