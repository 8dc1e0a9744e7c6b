"""Scores of ORS and SRS, as citizens give them in their talks: ``maalinger.csv``, synthetic."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from rus_pipeline.figures.axes import RELATIVES
from rus_pipeline.synthetic.days import to_weekday
from rus_pipeline.synthetic.people import DatedCourse

MEASURED_SINCE = 2021
"""The first year in which the centre measures."""

_NEVER = 0.08  # of the courses
_SCALE = 40
_FIRST, _SPREAD = 18, 6  # the first ORS score
_LATER = (14, 56)  # days from one talk with a score to the next
_MOST = 6  # talks with a score in a course
_NOISE = 2.5
_MISSED_BY_ABSENT = 0.35  # of those who stay away: no score but the first
_ABSENT = "Udeblevet"

# Points of ORS that a course gains in the mean, by the effect of drug treatment; else by the reason
# for which it ended.
_GAIN_OF_EFFECT = {
    "Stoffri": 9,
    "Reduceret": 7,
    "Stabiliseret": 4,
    "Uændret": 0,
    "Forværret": -6,
}
_GAIN_OF_REASON = {
    "Færdigbehandlet": 8,
    "Afsluttet med vejledning": 5,
    "Afsluttet efter eget ønske": 2,
    _ABSENT: 0,
}
_GAIN, _GAIN_SPREAD = 4, 5


@dataclass(frozen=True)
class Score:
    """A score of an instrument on a day, in tenths of a point."""

    day: date
    instrument: str
    tenths: int

    @property
    def score(self) -> str:
        """Return the score as delivered, with a decimal comma."""
        return f"{self.tenths // 10},{self.tenths % 10}"


def make_scores(course: DatedCourse, last: date, random: Random) -> list[Score]:
    """Return the scores of a course up to its discharge or the day ``last``, in order.

    A course has none before the centre measured, and one of a relative has none at all.
    """
    days = course.days
    if course.course.group.indsats == RELATIVES or days.indskrivning is None:
        return []
    talks = list(_talks(course, last, random))
    gain = _gain(course) + random.gauss(0, _GAIN_SPREAD)
    first, alliance = random.gauss(_FIRST, _SPREAD), random.uniform(30, 37)
    found: list[Score] = []
    for number, day in enumerate(talks):
        done = number / max(1, len(talks) - 1)
        own = first + gain * done + (random.gauss(0, _NOISE) if number else 0)
        found += [
            Score(day, "ORS", _tenths(own)),
            Score(day, "SRS", _tenths(alliance + 3 * done + random.gauss(0, 1))),
        ]
    return found


def _talks(course: DatedCourse, last: date, random: Random) -> Iterator[date]:
    """Yield the days of the talks in which scores are given."""
    days = course.days
    assert days.indskrivning is not None
    end = min(days.udskrivning or last, last)
    day = max(days.indskrivning, date(MEASURED_SINCE, 1, 4)) + timedelta(random.randint(0, 9))
    never, absent = random.random() < _NEVER, random.random() < _MISSED_BY_ABSENT
    most = 1 if absent and days.aarsag == _ABSENT else _MOST
    for _ in range(0 if never else most):
        talk = max(to_weekday(day), days.indskrivning)
        if talk > end:
            return
        yield talk
        day += timedelta(random.randint(*_LATER))


def _gain(course: DatedCourse) -> int:
    by_reason = _GAIN_OF_REASON.get(course.days.aarsag, _GAIN)
    return _GAIN_OF_EFFECT.get(course.days.effekt, by_reason)


def _tenths(points: float) -> int:
    return round(10 * min(max(points, 0), _SCALE))
