"""The days of a course: contact, admission, discharge and what was promised in between.

They break no rule of the extract contract (What bad input gets).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from rus_pipeline.figures.axes import DRUGS, RELATIVES
from rus_pipeline.synthetic.courses import Course

_BY_MONTH = (14, 10, 11, 9, 9, 8, 5, 12, 12, 10, 9, 6)
_REASONS = {
    "Færdigbehandlet": 38,
    "Afsluttet efter eget ønske": 18,
    "Afsluttet med vejledning": 18,
    "Udeblevet": 14,
    "Fraflyttet": 4,
    "Udskrevet til anden institution": 4,
    "Udskrevet til egen læge": 1,
    "Udskrevet til hospital": 1,
    "Andet": 2,
    "Død": 1,
}
_REASONS_OF_RELATIVES = {
    "Afsluttet med vejledning": 60,
    "Færdigbehandlet": 30,
    "Afsluttet efter eget ønske": 8,
    "Udeblevet": 2,
}
_EFFECTS = {
    "Stoffri": 28,
    "Reduceret": 26,
    "Stabiliseret": 18,
    "Uændret": 10,
    "Forværret": 2,
    "": 14,
}
_SHORTEST = 12  # days from admission to discharge


@dataclass(frozen=True)
class Days:
    """The days of a course as the journal has them in the end; None where it never happened."""

    henvendelse: date
    indskrivning: date | None
    udskrivning: date | None = None
    aarsag: str = ""
    plan: date | None = None
    laegesamtale_oensket: bool = False
    laegesamtale: date | None = None
    opfoelgning_1md: date | None = None
    opfoelgning_6md: date | None = None
    effekt: str = ""


def to_weekday(day: date) -> date:
    """Return the day, or the Friday before a weekend in the same year."""
    moved = day - timedelta(max(0, day.weekday() - 4))
    return moved if moved.year == day.year else day


def random_weekday(year: int, random: Random) -> date:
    """Return a weekday of the year; busy months are more likely."""
    month = random.choices(range(1, 13), _BY_MONTH)[0]
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return to_weekday(first + timedelta(random.randrange((following - first).days)))


def days_of(course: Course, random: Random) -> Days:
    """Return random days of a course, in the years in which it begins and ends."""
    admitted, ended = _stay(course, random)
    contact = to_weekday(admitted - timedelta(_wait(random)))
    drugs = course.group.indsats == DRUGS
    wants_talk = course.group.indsats != RELATIVES and random.random() < 0.3
    talk = contact + timedelta(_promised(random)) if wants_talk else None
    plan = contact + timedelta(_promised(random)) if drugs and random.random() < 0.97 else None
    if ended is None:
        return Days(
            contact,
            admitted,
            plan=plan,
            laegesamtale_oensket=wants_talk,
            laegesamtale=talk,
        )
    reasons = _REASONS_OF_RELATIVES if course.group.indsats == RELATIVES else _REASONS
    reason = random.choices(list(reasons), list(reasons.values()))[0]
    followed = drugs and reason != "Død"
    return Days(
        contact,
        admitted,
        ended,
        reason,
        plan if plan is None or plan <= ended else None,
        wants_talk,
        talk if talk is None or talk <= ended else None,
        ended + timedelta(_follow_up(random, 21, 28, 45)) if followed else None,
        ended + timedelta(_follow_up(random, 150, 180, 215)) if followed else None,
        random.choices(list(_EFFECTS), list(_EFFECTS.values()))[0] if drugs else "",
    )


def _stay(course: Course, random: Random) -> tuple[date, date | None]:
    """Return admission and discharge, at least the shortest course apart."""
    while True:
        admitted = random_weekday(course.begins, random)
        ended = None if course.ends is None else random_weekday(course.ends, random)
        if ended is None or (ended - admitted).days >= _SHORTEST:
            return admitted, ended


def _wait(random: Random) -> int:
    """Return days from contact to admission: most within the promised 14."""
    return random.randint(15, 26) if random.random() < 0.06 else random.randint(1, 13)


def _promised(random: Random) -> int:
    """Return days from contact to what is promised within 14: most are in time."""
    return random.randint(15, 30) if random.random() < 0.08 else random.randint(3, 14)


def _follow_up(random: Random, first: int, due: int, late: int) -> int:
    """Return days from discharge to follow-up: most between ``first`` and ``due``."""
    return random.randint(due + 6, late) if random.random() < 0.12 else random.randint(first, due)


def extract_date(year: int) -> date:
    """Return the day on which the extract of ``year`` is drawn."""
    return date(year + 1, 1, 31)


def waiting_days(year: int, random: Random) -> Days:
    """Return the days of a person who made contact in December and was never admitted."""
    return Days(date(year, 12, 1) + timedelta(random.randint(4, 26)), None)
