"""Quality standard: follow-up one and six months (or the centre's own terms) after discharge."""

from rus_pipeline.figures.axes import DRUGS, HOME_ALONE
from rus_pipeline.figures.declaration import (
    COURSES,
    Chapter,
    Context,
    CountedItem,
    Item,
    Table,
    VariableItem,
    fixed,
    with_total,
)
from rus_pipeline.slices import COURSES as SOURCE
from rus_pipeline.slices.variables import FOLLOWED_UP, FOLLOWED_UP_LATE, WAITING

_LABELS = {FOLLOWED_UP: "Rettidig", FOLLOWED_UP_LATE: "Forsinket", WAITING: "Afventer"}


def _rows(context: Context) -> list[Item]:
    first, second = context.edition.center.frister.opfoelgning_mdr
    words = context.edition.words
    return [
        VariableItem(f"{first}-md", f"Efter {words['foerste']}", "opfoelgning_1md"),
        VariableItem(f"{second}-md", f"Efter {words['anden']}", "opfoelgning_6md"),
    ]


TABLE = Table(
    id="kvalitet-opfoelgning",
    chapter=Chapter.QUALITY,
    title="Opfølgning efter afsluttet stofbehandling",
    source=SOURCE,
    measure=COURSES,
    population={0: {"omraade": DRUGS, "udskrevet": True, "doed": False, "hjemme": True}},
    rows=_rows,
    columns=fixed(*with_total([CountedItem(k, label) for k, label in _LABELS.items()])),
    definition=(
        "Hjemkommunens stofforløb med udskrivning i året, også anonyme, undtagen ved dødsfald:"
        " om der er fulgt op senest {maaneder}, henholdsvis {senere_maaneder}, kalendermåneder"
        " efter udskrivningen. Forsinket er også den, hvis frist er ude uden opfølgning."
    ),
    notes=(HOME_ALONE,),
    says_left_out=True,
)
