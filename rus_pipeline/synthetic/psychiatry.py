"""Whom psychiatry turned away: a few persons a year, as many as a report has printed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random

from rus_pipeline.figures.axes import RELATIVES
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.synthetic.days import extract_date, to_weekday
from rus_pipeline.synthetic.people import DatedCourse, Person

REGISTERED_SINCE = 2020
"""The first year that is known of: the registration began in April 2023 and looked back so far."""

_PRINTED = "Dobbeltdiagnose afvist af psykiatrien 2020-2023"
_PRINTED_YEARS = range(2020, 2024)
_USUAL = 3  # persons a year


def refusals(
    people: Sequence[Person], claims: Iterable[Claim], years: Iterable[int], random: Random
) -> Mapping[DatedCourse, date]:
    """Return course → the day on which psychiatry turned its person away.

    Nobody is turned away twice, so that the printed number of persons over several years is met.
    """
    found: dict[DatedCourse, date] = {}
    free = [person for person in people if person.cpr]
    for year, count in sorted(_by_year(claims, years).items()):
        treated = [person for person in free if _of(person, year)]
        for person in random.sample(treated, min(count, len(treated))):
            course = random.choice(_of(person, year))
            found[course] = _day(course, year, random)
            free.remove(person)
    return found


def _by_year(claims: Iterable[Claim], years: Iterable[int]) -> dict[int, int]:
    """Return how many persons to turn away in each year."""
    wanted = {year: _USUAL for year in years if year >= REGISTERED_SINCE}
    printed = [claim.printed for claim in claims if claim.row == _PRINTED]
    if printed and set(_PRINTED_YEARS) <= set(wanted):
        # The more the later: what is looked back for is remembered less.
        share, left = divmod(int(printed[0]), len(_PRINTED_YEARS))
        wanted |= {
            year: share + (place >= len(_PRINTED_YEARS) - left)
            for place, year in enumerate(_PRINTED_YEARS)
        }
    return wanted


def _of(person: Person, year: int) -> list[DatedCourse]:
    """Return the person's own courses with at least a day in the year."""
    return [
        course
        for course in person.courses
        if course.course.group.indsats != RELATIVES
        and course.days.indskrivning is not None
        and course.days.indskrivning.year <= year
        and (course.days.udskrivning is None or course.days.udskrivning.year >= year)
    ]


def _day(course: DatedCourse, year: int, random: Random) -> date:
    assert course.days.indskrivning is not None
    first = max(course.days.indskrivning, date(year, 1, 1))
    last = min(course.days.udskrivning or extract_date(year), date(year, 12, 31))
    day = first + timedelta(random.randint(0, (last - first).days))
    return max(to_weekday(day), first)
