"""Persons: who has which courses, with birth dates and fictitious CPR numbers.

Source: extract contract, CPR and identity; every number has 60 added to its day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.axes import DRUGS_YOUNG, RELATIVES
from rus_pipeline.reconciliation.feasible.model import (
    ANY,
    MEN,
    WOMEN,
    bands,
    column_at_admission,
    young_band,
)
from rus_pipeline.slices.variables import ADULT, OTHER_KOMMUNER, UNKNOWN
from rus_pipeline.synthetic.courses import Course
from rus_pipeline.synthetic.days import Days
from rus_pipeline.synthetic.fit import FittedJournal

_FICTITIOUS_DAYS = 60
_YOUNGEST, _OLDEST = 13, 88
_RELATIVES = ("18-29", "30-49", "50-69")
_RETURNS = 0.16  # this part of those who could come back do


@dataclass(eq=False)
class DatedCourse:
    """A course with its days, a sex and an age band."""

    course: Course
    days: Days
    koen: str
    aldersgruppe: str
    edition: Edition

    @property
    def born(self) -> tuple[date, date]:
        """Return the first and last birth date that the course's cells allow."""
        admitted = self.days.indskrivning or self.days.henvendelse
        fra, til = bands(self.edition)[self.aldersgruppe]
        youngest = max(fra, _YOUNGEST)
        oldest = _OLDEST if til is None else til
        first = years_before(admitted, oldest + 1) + timedelta(1)
        last = years_before(admitted, youngest)
        if column_at_admission(self.course.group, young_band(self.edition)) == DRUGS_YOUNG:
            if self.course.young_on is not None:
                of_age = years_before(date(self.course.young_on, 1, 1), ADULT)
                first = max(first, of_age + timedelta(1))
            if self.course.adult_on is not None:
                last = min(last, years_before(date(self.course.adult_on, 1, 1), ADULT))
        return first, last

    @property
    def anonymous(self) -> bool:
        """Return whether the person is anonymous."""
        return self.aldersgruppe == UNKNOWN


@dataclass(eq=False)
class Person:
    """A synthetic person with their courses; ``cpr`` is empty for an anonymous one."""

    koen: str
    courses: list[DatedCourse] = field(default_factory=list)
    cpr: str = ""
    kommune: str = ""

    @property
    def born(self) -> tuple[date, date]:
        """Return the first and last birth date that all the courses allow."""
        ranges = [course.born for course in self.courses]
        return max(first for first, _ in ranges), min(last for _, last in ranges)

    def columns(self, year: int) -> list[str]:
        """Return the column of each course that is active in the year."""
        return [c.course.columns[year] for c in self.courses if year in c.course.columns]

    @property
    def raekke(self) -> str:
        """Return the row by municipality."""
        return self.courses[0].course.group.raekke


def years_before(day: date, years: int) -> date:
    """Return the last birth date of one who is ``years`` old on ``day``."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return date(day.year - years, 2, 28)


def with_days(course: Course, days: Days, edition: Edition, random: Random) -> DatedCourse:
    """Return a course with its days, and a random sex and age where its group has none."""
    group = course.group
    koen, band = group.koen, group.aldersgruppe
    if group.koen == ANY:
        koen = WOMEN if random.random() < 0.75 else MEN
        band = random.choices(_RELATIVES, (2, 4, 4))[0]
    return DatedCourse(course, days, koen, band, edition)


class CprRegister:
    """Gives out fictitious CPR numbers, each once."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._given: set[str] = set()

    def number(self, born: tuple[date, date], koen: str) -> str:
        """Return a new number of a person born between the two days (both included)."""
        first, last = born
        while True:
            day = first + timedelta(self._random.randint(0, (last - first).days))
            if day.year < 2000:
                century = self._random.randint(0, 3)
            else:
                century = self._random.choice((4, 9) if day.year <= 2036 else (5, 6))
            final = self._random.randrange(0, 10, 2) + (koen == MEN)
            given = (
                f"{day.day + _FICTITIOUS_DAYS:02}{day:%m%y}-{century}"
                f"{self._random.randint(0, 99):02}{final}"
            )
            if given not in self._given:
                self._given.add(given)
                return given


def make_people(
    courses: Sequence[DatedCourse], fitted: Mapping[int, FittedJournal], random: Random
) -> list[Person]:
    """Return the persons, so that each cell of table 1 has as many as fitted.

    Each course starts as a person of its own; persons are then merged.
    """
    people = [Person(course.koen, [course]) for course in courses]
    spare: dict[tuple[int, str, str], int] = {}
    for year, journal in fitted.items():
        for cell, count in journal.courses.items():
            at = (year, cell.group.raekke, cell.kolonne)
            spare[at] = spare.get(at, 0) + count
        for (raekke, kolonne), persons in journal.persons.items():
            spare[year, raekke, kolonne] = spare.get((year, raekke, kolonne), 0) - persons
    people = _merge(people, spare, random, within=True)
    return _merge(people, spare, random, within=False)


def _merge(
    people: list[Person], spare: dict[tuple[int, str, str], int], random: Random, *, within: bool
) -> list[Person]:
    """Merge persons: ``within`` a cell that has more courses than persons, or as a later return."""
    order = sorted(people, key=lambda p: (_first(p), p.courses[0].course.group))
    gone: set[int] = set()
    for index, later in enumerate(order):
        if id(later) in gone or later.courses[0].anonymous:
            continue
        begins = later.courses[0].course.begins
        cell = (begins, later.raekke, later.courses[0].course.columns.get(begins, ""))
        if within and spare.get(cell, 0) <= 0:
            continue
        if not within and (random.random() > _RETURNS or later.raekke == OTHER_KOMMUNER):
            continue
        for earlier in order[:index]:
            if id(earlier) in gone or not _can_be_same(earlier, later):
                continue
            shared = _shared(earlier, later)
            if any(spare.get(at, 0) < 1 for at in shared) or (within and cell not in shared):
                continue
            for at in shared:
                spare[at] -= 1
            earlier.courses.extend(later.courses)
            gone.add(id(later))
            break
    return [person for person in order if id(person) not in gone]


def _first(person: Person) -> date:
    return person.courses[0].days.indskrivning or person.courses[0].days.henvendelse


def _can_be_same(earlier: Person, later: Person) -> bool:
    last, new = earlier.courses[-1], later.courses[0]
    if last.anonymous or len(earlier.courses) > 2 or earlier.koen != later.koen:
        return False
    if earlier.raekke != later.raekke:
        return False
    relatives = [p.courses[0].course.group.indsats == RELATIVES for p in (earlier, later)]
    ended, begins = last.days.udskrivning, new.days.henvendelse
    if relatives[0] != relatives[1] or ended is None or not 0 < (begins - ended).days < 700:
        return False
    (a, b), (c, d) = earlier.born, later.born
    return max(a, c) <= min(b, d)


def _shared(earlier: Person, later: Person) -> list[tuple[int, str, str]]:
    """Return the cells of table 1 in which the two would count as one person."""
    years = sorted(year for course in later.courses for year in course.course.columns)
    return [
        (year, later.raekke, column)
        for year in years
        for column in later.columns(year)
        if column in earlier.columns(year)
    ]


def number_people(people: Iterable[Person], register: CprRegister) -> None:
    """Give every person who is not anonymous a number."""
    for person in people:
        if not person.courses[0].anonymous:
            person.cpr = register.number(person.born, person.koen)
