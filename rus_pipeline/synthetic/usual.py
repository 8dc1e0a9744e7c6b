"""A usual journal: how many courses each cell has where no report has printed any number."""

from collections.abc import Iterator, Mapping

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.axes import ALCOHOL, DRUGS, DRUGS_ADULT, DRUGS_YOUNG, RELATIVES
from rus_pipeline.reconciliation.feasible.model import (
    WOMEN,
    Cell,
    Group,
    bands,
    cells,
    column_at_admission,
    young_band,
)
from rus_pipeline.slices.variables import OTHER_KOMMUNER, UNKNOWN

USUAL_COURSES = 430
"""Courses a year in a centre of two or three municipalities."""

# Courses that begin in the year, per cent of all; as many end, so that the years are alike.
_BEGAN = {ALCOHOL: 58, DRUGS_ADULT: 56, DRUGS_YOUNG: 66, RELATIVES: 62}

# Of all courses, per cent.
_OF_TREATMENT = {ALCOHOL: 40, DRUGS: 49, RELATIVES: 11}
_WOMEN = {ALCOHOL: 40, DRUGS: 30}
# Of a treatment's courses, by age at admission from the youngest band, per cent.
_OF_AGE = {ALCOHOL: (0, 11, 40, 41, 8), DRUGS: (8, 41, 40, 10, 1)}
_HOME, _OTHERS = 6, 1  # the weights of municipalities
_PARTNERS = (4, 3, 2)  # in their order; those after them as the last
_LEVELS = (97, 100, 104)  # per cent of the usual number, one year after another
_ANONYMOUS = 1  # of each sex, per cent of drug treatment


def usual_journal(edition: Edition, courses: int) -> dict[Cell, int]:
    """Return about so many courses in the cells of what the centre offers, by largest remainder."""
    level = _LEVELS[edition.year % len(_LEVELS)] / 100
    weights = {cell: _weight(cell, edition) for cell in cells(edition)}
    offered = edition.center.tilbud.indsatser
    whole = sum(_OF_TREATMENT[indsats] for indsats in offered)
    result: dict[Cell, int] = {}
    for indsats in offered:
        own = {cell: weight for cell, weight in weights.items() if cell.group.indsats == indsats}
        result |= dict(_shared_out(round(courses * level * _OF_TREATMENT[indsats] / whole), own))
    return result


def _shared_out(count: int, weights: Mapping[Cell, float]) -> Iterator[tuple[Cell, int]]:
    """Yield each cell's part of ``count``; they add up to it."""
    whole = sum(weights.values())
    parts = {cell: count * weight / whole for cell, weight in weights.items()}
    left = count - sum(int(part) for part in parts.values())
    nearest = sorted(parts, key=lambda cell: int(parts[cell]) - parts[cell])
    above = set(nearest[:left])
    for cell, part in parts.items():
        yield cell, int(part) + (cell in above)


def _weight(cell: Cell, edition: Edition) -> float:
    group = cell.group
    if group.raekke == UNKNOWN or column_at_admission(group, young_band(edition)) != cell.kolonne:
        return 0.0
    began = _BEGAN[cell.kolonne]
    weight = _of_kommune(group, edition) * _of_person(group, edition)
    weight *= began if cell.indskrevet else 100 - began
    return weight * (began if cell.udskrevet else 100 - began)


def _of_kommune(group: Group, edition: Edition) -> int:
    if group.raekke == edition.home.key:
        return _HOME
    if group.raekke == OTHER_KOMMUNER:
        return _OTHERS
    partners = [kommune.key for kommune in edition.kommuner[1:]]
    return _PARTNERS[min(partners.index(group.raekke), len(_PARTNERS) - 1)]


def _of_person(group: Group, edition: Edition) -> float:
    """Return the weight of an age and a sex; a relative's course has neither."""
    if group.indsats == RELATIVES:
        return 1.0
    if group.aldersgruppe == UNKNOWN:
        return _ANONYMOUS if group.indsats == DRUGS and group.koen != UNKNOWN else 0.0
    age = dict(zip(bands(edition), _OF_AGE[group.indsats], strict=True))[group.aldersgruppe]
    women = _WOMEN[group.indsats]
    return age * (women if group.koen == WOMEN else 100 - women) / 100
