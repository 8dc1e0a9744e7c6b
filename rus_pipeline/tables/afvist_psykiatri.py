"""Persons whom psychiatry turned away because of their use of alcohol or drugs."""

from rus_pipeline.figures.axes import kommune_rows
from rus_pipeline.figures.declaration import (
    COUNT,
    PERSONS,
    Chapter,
    Context,
    CountedItem,
    Item,
    Table,
    fixed,
    with_total,
)
from rus_pipeline.figures.presentation import Ranked
from rus_pipeline.slices import COURSES


def _rows(context: Context) -> tuple[Item, ...]:
    return with_total(kommune_rows(context))


TABLE = Table(
    id="afvist-psykiatri",
    chapter=Chapter.FLOW,
    title="Personer afvist af psykiatrien i {year}, efter kommune",
    source=COURSES,
    measure=PERSONS,
    population={0: {"afvist_psykiatri": True, "anonym": False}},
    rows=_rows,
    columns=fixed(CountedItem(COUNT, "Antal")),
    definition=(
        "Antal forskellige personer, ikke anonyme, som psykiatrien i året afviste på grund af"
        " brug af alkohol eller stoffer: dem med et forløb, hvor datoen for afvisningen ligger i"
        " året. Kommunen er forløbets."
    ),
    notes=(
        "En person med afvisninger i forløb fra to kommuner tæller med i begge; i alt er summen.",
        "Tælles, som årsrapporten for 2023 opgør borgere med dobbeltdiagnose, der afvises i"
        " psykiatrien, men for ét år ad gangen.",
    ),
    stub="Kommune",
    chart=Ranked(COUNT, "kom fra {}", by_size=False),
)
