"""Treatment elsewhere and residential stays, invented to the printed counts and amounts.

What belongs here: the rows of ``eksterne_forloeb.csv`` and ``doegnophold.csv``. What does not: the
centre's own courses (``courses``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.axes import ALCOHOL, DRUGS_ADULT, DRUGS_YOUNG
from rus_pipeline.figures.declaration import COUNT
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.facts import Fact
from rus_pipeline.reconciliation.feasible.model import MEN, WOMEN
from rus_pipeline.reconciliation.feasible.targets import facts_of, report_claims
from rus_pipeline.synthetic.people import Person, Register, years_before

_PROVIDERS = ("Leverandør A", "Leverandør B", "Leverandør C", "Leverandør D")
_KINDS = ("Privat", "Kommune", "Privat", "Privat")
_ALCOHOL_OF_TEN = 7  # so many of ten, where only the total is printed
_STAYS_ON = 0.2  # so many go on into the next year
_AGES = {ALCOHOL: (25, 70), DRUGS_ADULT: (19, 50), DRUGS_YOUNG: (15, 16)}


@dataclass(frozen=True)
class External:
    """A course elsewhere: column, person, provider (by its place in the list) and days."""

    forloeb_id: str
    kolonne: str
    cpr: str
    provider: int
    start: date
    slut: date

    @property
    def indsats(self) -> str:
        """Return the treatment as delivered."""
        return "Alkohol" if self.kolonne == ALCOHOL else "Stof"

    @property
    def leverandoer(self) -> str:
        """Return the provider's name."""
        return _PROVIDERS[self.provider]

    @property
    def leverandoertype(self) -> str:
        """Return what the provider is."""
        return _KINDS[self.provider]


@dataclass(frozen=True)
class Stay:
    """A residential stay: whose, from which municipality, when and for how much (kroner)."""

    ophold_id: str
    cpr: str
    kommune: str
    start: date
    slut: date
    beloeb: int


def external_counts(claims: Iterable[Claim], edition: Edition) -> dict[str, int]:
    """Return how many courses elsewhere the edition has in each column.

    Table 3 tells; else the total that the text of any report gives for the year; else none.
    """
    printed = tuple(claims)
    own = facts_of(report_claims(printed, edition.year), edition)
    columns = (ALCOHOL, DRUGS_ADULT, DRUGS_YOUNG)
    table = {f.column: v for f, v in own.values() if f.table == "tabel-03"}
    if table:
        return {column: table.get(column, 0) for column in columns}
    for claim in printed:
        told = facts_of([claim], edition).get(claim)
        if told and (told[0].table, told[0].column) == ("tabel-03-udvikling", str(edition.year)):
            alcohol = told[1] * _ALCOHOL_OF_TEN // 10
            return {ALCOHOL: alcohol, DRUGS_ADULT: told[1] - alcohol, DRUGS_YOUNG: 0}
    return dict.fromkeys(columns, 0)


def make_external(
    counts: Mapping[int, Mapping[str, int]], register: Register, random: Random
) -> list[External]:
    """Return the courses elsewhere of all years: in each year as many as it counts."""
    result: list[External] = []
    for year, columns in sorted(counts.items()):
        following = counts.get(year + 1, {})
        for kolonne, count in columns.items():
            here = sum(e.kolonne == kolonne and e.slut.year == year for e in result)
            room = following.get(kolonne, 0)
            going_on = 0 if kolonne == DRUGS_YOUNG else min(int(count * _STAYS_ON), room)
            for number in range(count - here):
                result.append(
                    _external(
                        year, kolonne, len(result) + 1, register, random, goes_on=number < going_on
                    )
                )
    return sorted(result, key=lambda e: (e.start, e.forloeb_id))


def _external(
    year: int, kolonne: str, number: int, register: Register, random: Random, *, goes_on: bool
) -> External:
    first = date(year, 7, 1) if goes_on else date(year, 1, 4)
    start = first + timedelta(random.randint(0, 170 if goes_on else 240))
    last = date(year + 1, 1, 5) if goes_on else min(start + timedelta(30), date(year, 12, 20))
    end = last + timedelta(random.randint(0, 200 if goes_on else (date(year, 12, 30) - last).days))
    youngest, oldest = _AGES[kolonne]
    born = (years_before(start, oldest), years_before(start, youngest))
    koen = WOMEN if random.random() < 0.35 else MEN
    provider = random.randrange(len(_PROVIDERS))
    return External(f"E{number:05}", kolonne, register.number(born, koen), provider, start, end)


def make_stays(
    claims: Sequence[Claim], edition: Edition, people: Sequence[Person], random: Random
) -> list[Stay]:
    """Return the stays of table 6, and those that its note tells of a partner's citizens."""
    own = report_claims(claims, edition.year)
    facts = {f: v for f, v in facts_of(own, edition).values() if f.table == "tabel-06"}
    amounts = _amounts(own, facts)
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


def _amounts(own: Sequence[Claim], facts: Mapping[Fact, int]) -> list[int]:
    """Return each stay's amount: as the note gives them, else the total in even parts."""
    by_column = {fact.column: value for fact, value in facts.items()}
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
    """Return the number of one in treatment for alcohol that year who lives there."""
    fitting = [
        person.cpr
        for person in people
        if person.cpr
        and person.kommune == kommune
        and person.cpr not in taken
        and ALCOHOL in person.columns(year)
    ]
    return random.choice(fitting)
