"""Courses: each synthetic course with the years it goes through, from the fitted cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from rus_pipeline.figures.axes import DRUGS_YOUNG
from rus_pipeline.reconciliation.feasible.model import Cell, Group
from rus_pipeline.synthetic.fit import FittedJournal

_YEARS_BEFORE = (3, 2, 1)  # how long before the first year its open courses began …
_WEIGHTS = (1, 3, 9)  # … and how many of them, as weights


@dataclass(eq=False)
class Course:
    """A synthetic course: its group, first and last year, and its column in each year.

    ``ends`` is None while it is open at the end of the last year.
    """

    group: Group
    begins: int
    ends: int | None = None
    columns: dict[int, str] = field(default_factory=dict)

    @property
    def young_on(self) -> int | None:
        """Return the last year on whose 1 January the person is still under 18."""
        years = [
            year
            for year, column in self.columns.items()
            if column == DRUGS_YOUNG and year > self.begins
        ]
        return max(years, default=None)

    @property
    def adult_on(self) -> int | None:
        """Return the first year in which the person counts as an adult."""
        years = [year for year, column in self.columns.items() if column != DRUGS_YOUNG]
        return min(years, default=None)


def make_courses(fitted: Mapping[int, FittedJournal], random: Random) -> list[Course]:
    """Return the courses of all years, in the order in which they begin."""
    every: list[Course] = []
    open_now: dict[Group, list[Course]] = {}
    for position, (year, journal) in enumerate(sorted(fitted.items())):
        by_group: dict[Group, list[tuple[Cell, int]]] = {}
        for cell, count in journal.courses.items():
            by_group.setdefault(cell.group, []).append((cell, count))
        for group, counts in by_group.items():
            before = open_now.get(group, [])
            if position == 0:
                number = sum(count for cell, count in counts if not cell.indskrevet)
                before = [_already_open(group, year, counts, random) for _ in range(number)]
                every.extend(before)
            began = _began(group, year, counts)
            every.extend(began)
            _continue(before, year, counts, random)
            open_now[group] = [course for course in (*before, *began) if course.ends is None]
    return every


def _already_open(
    group: Group, year: int, counts: list[tuple[Cell, int]], random: Random
) -> Course:
    ages = {cell.kolonne for cell, _ in counts}
    if DRUGS_YOUNG in ages:  # so that some can still be young and others have come of age
        return Course(group, year - 1)
    return Course(group, year - random.choices(_YEARS_BEFORE, _WEIGHTS)[0])


def _began(group: Group, year: int, counts: list[tuple[Cell, int]]) -> list[Course]:
    return [
        Course(group, year, year if cell.udskrevet else None, {year: cell.kolonne})
        for cell, count in counts
        if cell.indskrevet
        for _ in range(count)
    ]


def _continue(
    courses: list[Course], year: int, counts: list[tuple[Cell, int]], random: Random
) -> None:
    """Continue the courses open at the end of last year, and end some: mostly the oldest."""
    young = sum(c for cell, c in counts if not cell.indskrevet and cell.kolonne == DRUGS_YOUNG)
    order = sorted(courses, key=lambda course: (course.begins, random.random()))
    # The latest begun can still be young; one who has come of age stays adult.
    latest = [course for course in order if _may_be_young(course)]
    still_young = {id(course) for course in latest[len(latest) - young :]} if young else set()
    for column in dict.fromkeys(cell.kolonne for cell, _ in counts):
        in_column = [c for c in order if (id(c) in still_young) == (column == DRUGS_YOUNG)]
        if not any(cell.kolonne == column and not cell.indskrevet for cell, _ in counts):
            continue
        ending = sum(
            count
            for cell, count in counts
            if cell.kolonne == column and not cell.indskrevet and cell.udskrevet
        )
        likely = sorted(in_column, key=lambda course: course.begins + 2 * random.random())
        for course in in_column:
            course.columns[year] = column
        for course in likely[:ending]:
            course.ends = year


def _may_be_young(course: Course) -> bool:
    return all(column == DRUGS_YOUNG for column in course.columns.values())
