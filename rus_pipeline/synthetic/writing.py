"""Synthetic extracts as files: what an extract shows of each course on the day it is drawn.

Two runs from the same seed write the same bytes.
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
from rus_pipeline.slices.variables import UNKNOWN
from rus_pipeline.synthetic.courses import Course, make_courses
from rus_pipeline.synthetic.days import days_of, extract_date, waiting_days
from rus_pipeline.synthetic.external_courses import (
    ExternalCourse,
    external_counts,
    make_external_courses,
)
from rus_pipeline.synthetic.fit import FittedJournal, fit
from rus_pipeline.synthetic.kommuner import assign_kommuner, delivered_aliases
from rus_pipeline.synthetic.ledger import make_postings
from rus_pipeline.synthetic.measures import MEASURED_SINCE, Score, make_scores
from rus_pipeline.synthetic.notes import NOTES
from rus_pipeline.synthetic.people import (
    CprRegister,
    DatedCourse,
    Person,
    make_people,
    number_people,
    with_days,
)
from rus_pipeline.synthetic.psychiatry import REGISTERED_SINCE, refusals
from rus_pipeline.synthetic.residential_stays import Stay, make_stays
from rus_pipeline.synthetic.usual import USUAL_COURSES

SEED = 2026
_INDSATS = {ALCOHOL: "Alkohol", DRUGS: "Stof", RELATIVES: "Pårørende"}
_KOEN = {WOMEN: "K", MEN: "M", UNKNOWN: ""}
_WAITING = 4  # in each year: contact in December, never admitted


@dataclass(frozen=True)
class _Entry:
    """A course as the journal has it: id, person and days."""

    forloeb_id: str
    person: Person
    course: DatedCourse


def write_extracts(
    out: Path,
    claims: Iterable[Claim],
    editions: Sequence[int],
    seed: int,
    *,
    center: Center,
    courses: int = USUAL_COURSES,
) -> list[FittedJournal]:
    """Write an extract folder ``out/<year>`` for each edition, and return their journals.

    The journals meet as many claims on the editions as possible. ``claims`` are those of all
    documents; ``center`` is the centre whose journals they are. Where nothing is printed, each
    has about ``courses`` courses, and there are postings, too.
    """
    printed = tuple(claims)
    fitted = fit(center, printed, editions, courses)
    random = Random(seed)  # noqa: S311
    register = CprRegister(random)
    people, entries = _people_and_entries(fitted, register, random)
    assign_kommuner(people, fitted, random)
    aliases = delivered_aliases(people, fitted)
    counts = {y: external_counts(printed, journal.edition) for y, journal in fitted.items()}
    external = make_external_courses(counts, register, random)
    # Drawn by numbers of their own, so that whatever else there is stays as it was.
    refused = refusals(people, printed, sorted(fitted), Random(f"{seed} psykiatri"))  # noqa: S311
    measuring, drawn_last = Random(f"{seed} maalinger"), extract_date(max(fitted))  # noqa: S311
    scores = {e.forloeb_id: make_scores(e.course, drawn_last, measuring) for e in entries}
    written = []
    for year, journal in sorted(fitted.items()):
        # Stays of years that are not written are drawn too: they move the random numbers on.
        stays = make_stays(printed, journal.edition, people, random)
        if year not in editions:
            continue
        folder = out / str(year)
        folder.mkdir(parents=True, exist_ok=True)
        names = {
            person: name for (alias_year, person), name in aliases.items() if alias_year == year
        }
        rows = [
            row for entry in entries if (row := _forloeb(entry, year, names, refused)) is not None
        ]
        if year < REGISTERED_SINCE:
            rows = [{n: v for n, v in row.items() if n != "afvist_psykiatri_dato"} for row in rows]
        _write(folder, "forloeb", rows)
        _write(folder, "eksterne_forloeb", _external(external, journal.edition))
        _write(folder, "doegnophold", _stays(stays))
        if year >= MEASURED_SINCE:
            _write(folder, "maalinger", _measures(rows, scores, extract_date(year)))
            notes = [{"tabel": table, "tekst": text} for table, text in NOTES.items()]
            _write(folder, "noter", notes)
        if not printed:
            postings = list(make_postings(journal.edition, counts[year], random))
            _write(folder, "posteringer", postings)
        written.append(journal)
    return written


def _people_and_entries(
    fitted: Mapping[int, FittedJournal], register: CprRegister, random: Random
) -> tuple[list[Person], list[_Entry]]:
    edition = fitted[max(fitted)].edition
    courses = [
        with_days(course, days_of(course, random), edition, random)
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


def _waiting(edition: Edition, random: Random) -> list[DatedCourse]:
    home = edition.home.key
    treatments = [indsats for indsats in (ALCOHOL, DRUGS) if edition.center.tilbud.offers(indsats)]
    if not treatments:
        return []
    return [
        DatedCourse(
            Course(Group(random.choice(treatments), "30-49", koen, home), edition.year + 1),
            waiting_days(edition.year, random),
            koen,
            "30-49",
            edition,
        )
        for koen in (WOMEN, MEN) * (_WAITING // 2)
    ]


def _forloeb(
    entry: _Entry,
    year: int,
    names: Mapping[Person, str],
    refused: Mapping[DatedCourse, date],
) -> dict[str, str] | None:
    """Return the course as a row of the year's extract, None where the extract does not have it."""
    last, days, person = extract_date(year), entry.course.days, entry.person

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
        "koen": _KOEN[person.koen] if anonymous else "",
        "indskrivningsdato": _day(admitted),
        "udskrivningsdato": _day(ended),
        "afslutningsaarsag": days.aarsag if ended else "",
        "behandlingsplandato": _day(known(days.plan) if admitted else None),
        "laegesamtale_oensket": "J" if days.laegesamtale_oensket else "N",
        "laegesamtaledato": _day(known(days.laegesamtale) if admitted else None),
        "opfoelgning_1md_dato": _day(known(days.opfoelgning_1md) if ended else None),
        "opfoelgning_6md_dato": _day(known(days.opfoelgning_6md) if ended else None),
        "afvist_psykiatri_dato": _day(known(refused.get(entry.course))),
        "effekt": days.effekt if ended else "",
    }


def _external(courses: Sequence[ExternalCourse], edition: Edition) -> list[dict[str, str]]:
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


def _measures(
    courses: Sequence[Mapping[str, str]], scores: Mapping[str, Sequence[Score]], last: date
) -> list[dict[str, str]]:
    """Return the scores that the extract's courses have up to its day, in the order of the days."""
    of_course = [(one, c["forloeb_id"]) for c in courses for one in scores[c["forloeb_id"]]]
    known = sorted((pair for pair in of_course if pair[0].day <= last), key=lambda p: p[0].day)
    return [
        {
            "forloeb_id": forloeb_id,
            "dato": _day(one.day),
            "instrument": one.instrument,
            "score": one.score,
        }
        for one, forloeb_id in known
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
    # A journal or ledger need not tell everything: an account, where it tells what it is for.
    told = set().union(*rows) if rows else set(SCHEMAS[stem].delivered_names())
    columns = [name for name in SCHEMAS[stem].delivered_names() if name in told]
    lines = [";".join(columns), *(";".join(row[column] for column in columns) for row in rows)]
    (folder / f"{stem}.csv").write_bytes(("\n".join(lines) + "\n").encode())
