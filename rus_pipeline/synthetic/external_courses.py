"""External courses: ``eksterne_forloeb.csv``, synthetic, to the printed counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.axes import ALCOHOL, DRUGS_ADULT, DRUGS_YOUNG
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.feasible.model import MEN, WOMEN
from rus_pipeline.reconciliation.feasible.targets import integer_claims, report_claims
from rus_pipeline.synthetic.people import CprRegister, years_before

_PROVIDERS = ("Leverandør A", "Leverandør B", "Leverandør C", "Leverandør D")
_KINDS = ("Privat", "Kommune", "Privat", "Privat")
_ALCOHOL_OF_TEN = 7  # so many of ten, where only the total is printed
_INTO_NEXT_YEAR = 0.2  # this part goes on into the next year
_USUAL = {ALCOHOL: 24, DRUGS_ADULT: 17, DRUGS_YOUNG: 2}  # where nothing is printed
_AGES = {ALCOHOL: (25, 70), DRUGS_ADULT: (19, 50), DRUGS_YOUNG: (15, 16)}


@dataclass(frozen=True)
class ExternalCourse:
    """A course with an external provider: column, person, provider (list index) and days."""

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
        """Return the kind of provider."""
        return _KINDS[self.provider]


def external_counts(claims: Iterable[Claim], edition: Edition) -> dict[str, int]:
    """Return the edition's number of external courses by column.

    From its table 3; else from the total that the text of any report gives for the year, split;
    else zero. Where no document has printed anything, a usual number of what the centre offers.
    """
    printed = tuple(claims)
    if not printed:
        offers = edition.center.tilbud.offers
        return {column: count if offers(column) else 0 for column, count in _USUAL.items()}
    own = integer_claims(report_claims(printed, edition.year), edition)
    columns = (ALCOHOL, DRUGS_ADULT, DRUGS_YOUNG)
    table = {f.column: v for f, v in own.values() if f.table == "tabel-03"}
    if table:
        return {column: table.get(column, 0) for column in columns}
    for claim in printed:
        for figure, total in integer_claims([claim], edition).values():
            if (figure.table, figure.column) == ("tabel-03-udvikling", str(edition.year)):
                alcohol = total * _ALCOHOL_OF_TEN // 10
                return {ALCOHOL: alcohol, DRUGS_ADULT: total - alcohol, DRUGS_YOUNG: 0}
    return dict.fromkeys(columns, 0)


def make_external_courses(
    counts: Mapping[int, Mapping[str, int]], register: CprRegister, random: Random
) -> list[ExternalCourse]:
    """Return the external courses of all years, so that each year has ``counts`` of them."""
    result: list[ExternalCourse] = []
    for year, columns in sorted(counts.items()):
        following = counts.get(year + 1, {})
        for kolonne, count in columns.items():
            here = sum(e.kolonne == kolonne and e.slut.year == year for e in result)
            room = following.get(kolonne, 0)
            going_on = 0 if kolonne == DRUGS_YOUNG else min(int(count * _INTO_NEXT_YEAR), room)
            for number in range(count - here):
                result.append(
                    _external_course(
                        year, kolonne, len(result) + 1, register, random, goes_on=number < going_on
                    )
                )
    return sorted(result, key=lambda e: (e.start, e.forloeb_id))


def _external_course(
    year: int, kolonne: str, number: int, register: CprRegister, random: Random, *, goes_on: bool
) -> ExternalCourse:
    first = date(year, 7, 1) if goes_on else date(year, 1, 4)
    start = first + timedelta(random.randint(0, 170 if goes_on else 240))
    last = date(year + 1, 1, 5) if goes_on else min(start + timedelta(30), date(year, 12, 20))
    end = last + timedelta(random.randint(0, 200 if goes_on else (date(year, 12, 30) - last).days))
    youngest, oldest = _AGES[kolonne]
    born = (years_before(start, oldest), years_before(start, youngest))
    koen = WOMEN if random.random() < 0.35 else MEN
    provider = random.randrange(len(_PROVIDERS))
    return ExternalCourse(
        f"E{number:05}", kolonne, register.number(born, koen), provider, start, end
    )
