"""The plan of many nights from a seed: good and bad deliveries, kills and releases."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle

from rus_pipeline_tests.raw import csv_text, forloeb

BEFORE, CURRENT = YEARS = (2022, 2023)
_DELIVERED = 0.85
_OF_THE_YEAR_BEFORE = 0.07
_MENDED_WITHIN = 3  # nights


@dataclass(frozen=True)
class Delivery:
    """Files of a year; ``bad`` names what is wrong with them.

    ``by_hand``: copied into the raw folder past ``rus receive``. ``back``: no new files, but the
    last good ones once more.
    """

    year: int
    files: Mapping[str, str]
    bad: str | None = None
    by_hand: bool = False
    back: bool = False


@dataclass(frozen=True)
class Night:
    """What comes before a night, and what becomes of it.

    ``killed_after`` is a share of the time that it usually takes; ``release`` the edition that is
    released the morning after.
    """

    number: int
    delivery: Delivery | None = None
    killed_after: float | None = None
    release: int | None = None


def day(number: int) -> date:
    """Return the day before a night, the first of which follows New Year's Day."""
    return date(CURRENT, 1, 1) + timedelta(number - 1)


def plan(nights: int, *, kills: int, one_bad_in: int, seed: int) -> Iterator[Night]:
    """Yield the nights; every other one that is killed is followed by one without a delivery."""
    of = random.Random(seed)
    killed = sorted(of.sample(range(4, nights - 1, 2), kills))
    quiet = {number + 1 for number in killed[::2]}
    releases = {nights // 4: BEFORE, nights // 2: CURRENT, nights * 3 // 4: CURRENT}
    faults, years, hands, backs = cycle(_FAULTS), cycle(YEARS), cycle((False, True)), cycle((1, 0))
    mend: tuple[int, int] | None = None  # when, and of which year
    delivered = 0
    for number in range(1, nights + 1):
        delivery = None
        due = mend is not None and (number >= mend[0] or number in killed)
        if number not in quiet and (number in killed or due or of.random() < _DELIVERED):
            delivered += 1
            if mend is not None and due:
                back = number not in killed and bool(next(backs))
                delivery, mend = _good(of, number, mend[1], back=back), None
            elif number in killed:
                delivery = _good(of, number, next(years))
            elif delivered % one_bad_in == 0:
                by_hand = next(hands) and mend is None
                delivery = _bad(of, number, of.choice(YEARS), next(faults), by_hand=by_hand)
                if by_hand:
                    mend = number + of.randint(1, _MENDED_WITHIN), delivery.year
            else:
                other = mend is not None or of.random() < _OF_THE_YEAR_BEFORE
                year = BEFORE if other else CURRENT
                if mend is not None and mend[1] == year:
                    year = CURRENT if year == BEFORE else BEFORE
                delivery = _good(of, number, year)
        share = of.uniform(0.05, 0.9) if number in killed else None
        yield Night(number, delivery, share, releases.get(number))


def first(year: int) -> Delivery:
    """Return what lies there before the first night."""
    return _good(random.Random(year), 1, year)


def _good(of: random.Random, number: int, year: int, *, back: bool = False) -> Delivery:
    drawn, begun = day(number), date(year, 1, 1)
    days = [begun + timedelta(passed) for passed in range(min((drawn - begun).days, 364) + 1)]
    rows = [
        {
            "indsats": of.choice(("Alkohol", "Stof")),
            "indskrivningsdato": f"{of.choice(days):%d-%m-%Y}",
        }
        for _ in range(of.randint(5, 10))
    ]
    return Delivery(
        year,
        {
            "udtraek.toml": f"udtrukket = {drawn}\n",
            "forloeb.csv": forloeb(*rows),
            # As often in a year, what does not change from one delivery to the next.
            "tilskud.csv": csv_text("tilskud", {"aar": str(year)}),
        },
        back=back,
    )


def _bad(of: random.Random, number: int, year: int, fault: str, *, by_hand: bool) -> Delivery:
    files = {**_good(of, number, year).files}
    match fault:
        case "header":
            files["forloeb.csv"] = f"no;heading;of;{number}\n1;2;3;4\n"
        case "rows":
            files["forloeb.csv"] = forloeb(*[{"kommune": f"Atlantis {number}"}] * 4)
        case "column":
            files["tilskud.csv"] = f"pulje;aar\nPulje {number};{year}\n"
        case "toml":
            files["udtraek.toml"] = f"udtrukket = # {number}\n"
    return Delivery(year, files, fault, by_hand)


_FAULTS = ("header", "rows", "column", "toml")
