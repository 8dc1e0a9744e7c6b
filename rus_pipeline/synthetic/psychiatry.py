"""Whom psychiatry turned away: a few persons a year, as many as a report has printed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random

from rus_pipeline.figures.axes import RELATIVES
from rus_pipeline.reconciliation.claimed_figures import claimed_persons
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.printed import read_printed
from rus_pipeline.synthetic.days import extract_date, to_weekday
from rus_pipeline.synthetic.people import DatedCourse, Person

REGISTERED_SINCE = 2020
"""The first year that is known of: the registration began in April 2023 and looked back so far."""

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
    for claim in claims:
        printed, count = claimed_persons(claim), read_printed(claim.printed).count
        if printed is not None and count is not None and set(printed.years) <= set(wanted):
            # The more the later: what is looked back for is remembered less.
            share, left = divmod(int(count), len(printed.years))
            wanted |= {
                year: share + (place >= len(printed.years) - left)
                for place, year in enumerate(printed.years)
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
