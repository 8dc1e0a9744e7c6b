"""Length: how many days the courses of the year's discharges lasted."""

from rus_pipeline.figures.axes import area_rows, day_bands
from rus_pipeline.figures.declaration import COURSES, Chapter, CountedItem, Table, fixed, quantile
from rus_pipeline.figures.field_sources import RETENTION
from rus_pipeline.figures.presentation import Axes, Parts
from rus_pipeline.slices import COURSES as SOURCE
from rus_pipeline.slices.variables import LASTED

TABLE = Table(
    id="laengde",
    chapter=Chapter.OUTCOME,
    title="Hvor længe forløb afsluttet i {year} varede",
    source=SOURCE,
    measure=COURSES,
    population={0: {"udskrevet": True}},
    rows=fixed(*area_rows()),
    columns=fixed(
        *day_bands("laengde", LASTED),
        CountedItem("nedre-kvartil", "Nedre kvartil, dage", measure=quantile("forloebsdage", 25)),
        CountedItem("median", "Median, dage", measure=quantile("forloebsdage", 50)),
        CountedItem("oevre-kvartil", "Øvre kvartil, dage", measure=quantile("forloebsdage", 75)),
    ),
    definition=(
        "Antal forløb med udskrivning i året{uanset}, efter dage fra indskrivning til"
        " udskrivning: udskrevet samme dag er 0 dage. Median og kvartiler: forløbene ordnes fra det"
        " korteste til det længste; tallet er dagene for forløbet med nummeret en fjerdedel,"
        " halvdelen eller tre fjerdedele af antallet, rundet op. De er målt på rækkens egne forløb,"
        " i rækken I alt på alle."
    ),
    notes=(f"De 84 dage er de 12 uger i {RETENTION}.",),
    chart=Parts(Axes.ROWS),
)
