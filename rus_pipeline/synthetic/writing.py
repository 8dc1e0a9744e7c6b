"""Invented journals → extract folders.

What belongs here: what an extract shows of a course on the day that it is drawn, and the files.
What does not: how the courses come to be. Two runs from the same seed write the same bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from rus_pipeline.core.center import Center
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.axes import ALCOHOL, DRUGS, RELATIVES
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.feasible.model import MEN, WOMEN, Group
from rus_pipeline.reconciliation.feasible.targets import Target
from rus_pipeline.slices.variables import UNKNOWN
from rus_pipeline.synthetic.courses import Course, make_courses
from rus_pipeline.synthetic.days import days_of, drawn, waiting_days
from rus_pipeline.synthetic.elsewhere import (
    External,
    Stay,
    external_counts,
    make_external,
    make_stays,
)
from rus_pipeline.synthetic.fit import Fitted, fit
from rus_pipeline.synthetic.people import (
    Dated,
    Person,
    Register,
    dated,
    make_people,
    number_people,
)
from rus_pipeline.synthetic.places import aliases, settle

SEED = 2026
_INDSATS = {ALCOHOL: "Alkohol", DRUGS: "Stof", RELATIVES: "Pårørende"}
_SEX = {WOMEN: "K", MEN: "M", UNKNOWN: ""}
_WAITING = 4  # in each year: wrote in December, never admitted


@dataclass(frozen=True)
class FittedEdition:
    """What one edition's extract meets of the figures printed for it."""

    year: int
    targets: tuple[Target, ...]
    met: tuple[Target, ...]
    unmet: tuple[Target, ...]


@dataclass(frozen=True)
class FitReport:
    """What was written, and what it meets."""

    folders: tuple[Path, ...]
    editions: tuple[FittedEdition, ...]


@dataclass(frozen=True)
class _Entry:
    """A course as the journal has it: its id, person and days."""

    forloeb_id: str
    person: Person
    course: Dated


def write_extracts(
    target: Path, claims: Iterable[Claim], editions: Sequence[int], seed: int, *, center: Center
) -> FitReport:
    """Write an extract folder for each edition, with the courses and stays of invented persons.

    The courses meet what was printed for the editions as far as one journal can; ``claims`` are
    all that was printed, ``center`` is whose journal it is.
    """
    printed = tuple(claims)
    fitted = fit(center, printed, editions)
    random = Random(seed)  # noqa: S311
    register = Register(random)
    people, entries = _journal(fitted, register, random)
    settle(people, fitted, random)
    second_names = aliases(people, fitted)
    counts = {y: external_counts(printed, journal.edition) for y, journal in fitted.items()}
    external = make_external(counts, register, random)
    folders = []
    for year, journal in sorted(fitted.items()):
        stays = make_stays(printed, journal.edition, people, random)
        if year not in editions:
            continue
        folder = target / str(year)
        folder.mkdir(parents=True, exist_ok=True)
        names = {person: name for (named, person), name in second_names.items() if named == year}
        rows = [row for entry in entries if (row := _forloeb(entry, year, names)) is not None]
        _write(folder, "forloeb", rows)
        _write(folder, "eksterne_forloeb", _external(external, journal.edition))
        _write(folder, "doegnophold", _stays(stays))
        folders.append(folder)
    return FitReport(
        tuple(folders),
        tuple(
            FittedEdition(year, journal.targets, journal.met, journal.unmet)
            for year, journal in sorted(fitted.items())
            if year in editions
        ),
    )


def _journal(
    fitted: Mapping[int, Fitted], register: Register, random: Random
) -> tuple[list[Person], list[_Entry]]:
    edition = fitted[max(fitted)].edition
    courses = [
        dated(course, days_of(course, random), edition, random)
        for course in make_courses(fitted, random)
    ]
    people = make_people(courses, fitted, random)
    people += [
        Person(waiting.koen, [waiting])
        for year in sorted(fitted)
        for waiting in _waiting(fitted[year].edition, random)
    ]
    number_people(people, register)
    order = sorted(
        (
            (course.days.henvendelse, index, course, person)
            for index, (course, person) in enumerate((c, p) for p in people for c in p.courses)
        ),
        key=lambda item: item[:2],
    )
    entries = [
        _Entry(f"F{number:05}", person, course)
        for number, (_, _, course, person) in enumerate(order, 1)
    ]
    return people, entries


def _waiting(edition: Edition, random: Random) -> list[Dated]:
    home = edition.home.key
    return [
        Dated(
            Course(Group(random.choice((ALCOHOL, DRUGS)), "30-49", koen, home), edition.year + 1),
            waiting_days(edition.year, random),
            koen,
            "30-49",
            edition,
        )
        for koen in (WOMEN, MEN) * (_WAITING // 2)
    ]


def _forloeb(entry: _Entry, year: int, names: Mapping[Person, str]) -> dict[str, str] | None:
    """Return the course as the extract of the year shows it, None where it does not."""
    last, days, person = drawn(year), entry.course.days, entry.person

    def known(day: date | None) -> date | None:
        return day if day is not None and day <= last else None

    admitted = known(days.indskrivning)
    ended = known(days.udskrivning) if admitted else None
    active = admitted is not None and (ended is None or ended.year >= year)
    if days.henvendelse.year > year or not (active or days.henvendelse.year == year):
        return None
    if ended is not None and ended.year < year:
        return None
    anonymous = not person.cpr
    return {
        "forloeb_id": entry.forloeb_id,
        "cpr": person.cpr,
        "indsats": _INDSATS[entry.course.course.group.indsats],
        "kommune": names.get(person, person.kommune),
        "henvendelsesdato": _day(days.henvendelse),
        "koen": _SEX[person.koen] if anonymous else "",
        "indskrivningsdato": _day(admitted),
        "udskrivningsdato": _day(ended),
        "afslutningsaarsag": days.aarsag if ended else "",
        "behandlingsplandato": _day(known(days.plan) if admitted else None),
        "laegesamtale_oensket": "J" if days.laegesamtale_oensket else "N",
        "laegesamtaledato": _day(known(days.laegesamtale) if admitted else None),
        "opfoelgning_1md_dato": _day(known(days.opfoelgning_1md) if ended else None),
        "opfoelgning_6md_dato": _day(known(days.opfoelgning_6md) if ended else None),
        "effekt": days.effekt if ended else "",
    }


def _external(courses: Sequence[External], edition: Edition) -> list[dict[str, str]]:
    return [
        {
            "forloeb_id": course.forloeb_id,
            "cpr": course.cpr,
            "indsats": course.indsats,
            "kommune": edition.home.kode,
            "leverandoer": course.leverandoer,
            "leverandoertype": course.leverandoertype,
            "startdato": _day(course.start),
            "slutdato": _day(course.slut),
        }
        for course in courses
        if course.start.year <= edition.year <= course.slut.year
    ]


def _stays(stays: Sequence[Stay]) -> list[dict[str, str]]:
    return [
        {
            "ophold_id": stay.ophold_id,
            "cpr": stay.cpr,
            "kommune": stay.kommune,
            "omraade": "Alkohol",
            "startdato": _day(stay.start),
            "slutdato": _day(stay.slut),
            "beloeb": f"{stay.beloeb:,}".replace(",", ".") + ",00",
        }
        for stay in stays
    ]


def _day(day: date | None) -> str:
    return f"{day:%d-%m-%Y}" if day else ""


def _write(folder: Path, stem: str, rows: Sequence[Mapping[str, str]]) -> None:
    columns = list(SCHEMAS[stem].delivered_names())
    lines = [";".join(columns), *(";".join(row[column] for column in columns) for row in rows)]
    (folder / f"{stem}.csv").write_bytes(("\n".join(lines) + "\n").encode())
