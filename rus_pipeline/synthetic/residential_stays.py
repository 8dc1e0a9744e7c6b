"""Residential stays: ``doegnophold.csv``, synthetic, to the printed counts and amounts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.axes import ALCOHOL
from rus_pipeline.figures.declaration import COUNT
from rus_pipeline.reconciliation.claimed_figures import ClaimedFigure
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.feasible.targets import integer_claims, report_claims
from rus_pipeline.synthetic.people import Person

_USUAL = (86_400, 94_500, 108_000)  # kroner, where nothing is printed


@dataclass(frozen=True)
class Stay:
    """A residential stay: person, home kommune, days and amount (kroner)."""

    ophold_id: str
    cpr: str
    kommune: str
    start: date
    slut: date
    beloeb: int


def make_stays(
    claims: Sequence[Claim], edition: Edition, people: Sequence[Person], random: Random
) -> list[Stay]:
    """Return the stays of table 6, and those of partners' citizens in its note.

    Where no document has printed anything, a usual number, if the centre treats for alcohol.
    """
    own = report_claims(claims, edition.year)
    figures = {f: v for f, v in integer_claims(own, edition).values() if f.table == "tabel-06"}
    amounts = _amounts(own, figures)
    if not claims and edition.center.tilbud.offers(ALCOHOL):
        amounts = [*_USUAL]
    homes = [(edition.home.kode, amount) for amount in amounts]
    for claim in own:
        partner = next(
            (k for k in edition.kommuner[1:] if claim.row.startswith(f"{k.navn}borgere")), None
        )
        if claim.table == "Tabel 6 note" and partner and claim.printed.isdigit():
            homes.extend((partner.kode, 0) for _ in range(int(claim.printed)))
    stays: list[Stay] = []
    taken: set[str] = set()
    for number, (kommune, amount) in enumerate(homes, 1):
        person = _resident(people, kommune, edition.year, taken, random)
        taken.add(person)
        start = date(edition.year, 1, 15) + timedelta(random.randint(0, 240))
        slut = start + timedelta(90 if amount > 200_000 else 28)
        stays.append(Stay(f"D{edition.year}-{number}", person, kommune, start, slut, amount))
    return stays


def _amounts(own: Sequence[Claim], figures: Mapping[ClaimedFigure, int]) -> list[int]:
    """Return each stay's amount (kroner): as in the note, else the total in even parts."""
    by_column = {figure.column: value for figure, value in figures.items()}
    count, total = by_column.get(COUNT, 0), by_column.get("beloeb", 0)
    noted = [
        int(claim.printed.replace(".", ""))
        for claim in own
        if claim.table == "Tabel 6 note" and claim.row.startswith("Døgnforløb ")
    ]
    if len(noted) == count and sum(noted) == total:
        return noted
    return [total // count + (total % count if i == 0 else 0) for i in range(count)]


def _resident(
    people: Sequence[Person], kommune: str, year: int, taken: set[str], random: Random
) -> str:
    """Return the CPR number of a resident in treatment for alcohol that year."""
    fitting = [
        person.cpr
        for person in people
        if person.cpr
        and person.kommune == kommune
        and person.cpr not in taken
        and ALCOHOL in person.columns(year)
    ]
    return random.choice(fitting)
