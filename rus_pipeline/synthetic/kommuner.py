"""Where synthetic persons live: the kommuner of table 1's note, and others for the rest."""

from collections.abc import Mapping, Sequence
from random import Random

from rus_pipeline.core.codes import kommune_names, kommuner
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.axes import RELATIVES
from rus_pipeline.reconciliation.feasible.model import FIRST_YEAR_WITH_RELATIVES
from rus_pipeline.reconciliation.feasible.targets import KOMMUNER_TABLE, Target
from rus_pipeline.slices.variables import OTHER_KOMMUNER
from rus_pipeline.synthetic.fit import FittedJournal
from rus_pipeline.synthetic.people import Person

# Neighbours that no note names, for persons whom the note leaves out.
_NOT_IN_NOTE = ("0329", "0350", "0340", "0253", "0173")


def assign_kommuner(
    people: Sequence[Person], fitted: Mapping[int, FittedJournal], random: Random
) -> None:
    """Give every person a kommune, so that the note of each year has its counts where met."""
    wanted: dict[tuple[int, str], int] = {}
    editions = {year: journal.edition for year, journal in fitted.items()}
    for year, journal in fitted.items():
        for target in _notes(journal):
            wanted[year, _code(target, journal.edition)] = target.value
    noted = {year for year, _ in wanted}
    others = [person for person in people if person.raekke == OTHER_KOMMUNER]
    others.sort(key=lambda person: -len(_counted(person, noted)))
    near = _NOT_IN_NOTE if wanted else _in_the_region(editions[max(editions)])
    own = {k.key: k.kode for edition in editions.values() for k in edition.kommuner}
    for person in people:
        if person.raekke in own:
            person.kommune = own[person.raekke]
    for person in others:
        counts = _counted(person, noted)
        fits = [code for code in dict.fromkeys(c for _, c in wanted) if _room(wanted, code, counts)]
        if not counts or not fits:
            listed = {code for _, code in wanted}
            free = [code for code in near if code not in listed]
            person.kommune = random.choice(free)
            continue
        person.kommune = max(fits, key=lambda code: sum(wanted.get((y, code), 0) for y in counts))
        for year, count in counts.items():
            wanted[year, person.kommune] -= count


def _in_the_region(edition: Edition) -> list[str]:
    """Return the first municipalities of the home's region that are not the centre's own."""
    every = kommuner(edition.last)
    region = every[edition.center.hjemkommune].more["region"]
    codes = [kode for kode, code in every.items() if code.more["region"] == region]
    return [kode for kode in codes if kode not in edition.center.kommuner][: len(_NOT_IN_NOTE)]


def _notes(journal: FittedJournal) -> list[Target]:
    return [target for target in journal.met if target.figure.table == KOMMUNER_TABLE]


def _code(target: Target, edition: Edition) -> str:
    found, _ = kommune_names(edition.last).find(target.claims[0].row)
    if found is None:
        raise AssertionError("a target of the note is a municipality")
    return found


def _counted(person: Person, noted: set[int]) -> dict[int, int]:
    """Return in how many columns a person counts in each year's note."""
    counts = {
        year: len(
            {c for c in person.columns(year) if year >= FIRST_YEAR_WITH_RELATIVES or c != RELATIVES}
        )
        for year in sorted(noted)
    }
    return {year: count for year, count in counts.items() if count}


def _room(wanted: Mapping[tuple[int, str], int], code: str, counts: Mapping[int, int]) -> bool:
    return bool(counts) and all(wanted.get((y, code), 0) >= n for y, n in counts.items())


def delivered_aliases(
    people: Sequence[Person], fitted: Mapping[int, FittedJournal]
) -> dict[tuple[int, Person], str]:
    """Return the alias, as printed, under which a person's kommune is delivered in a year.

    Where a note names one kommune twice (by its own name and by an alias), as many persons of that
    year are delivered under the alias as its claim counts.
    """
    result: dict[tuple[int, Person], str] = {}
    for year, journal in fitted.items():
        known = kommune_names(journal.edition.last)
        for target in _notes(journal):
            if len(target.claims) == 1:
                continue
            code = _code(target, journal.edition)
            for claim in target.claims:
                if not known.find(claim.row)[1]:
                    continue
                here = [p for p in people if p.kommune == code and _counted(p, {year})]
                for person in here[: int(claim.printed)]:
                    result[year, person] = claim.row
    return result
