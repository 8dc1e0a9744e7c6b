"""Fitting: the journals of several years as one integer program.

They meet the chosen printed figures, continue each other's open courses, and are plausible where
nothing was printed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rus_pipeline.core.center import Center
from rus_pipeline.core.edition import Edition
from rus_pipeline.core.solver import Program, add, minus
from rus_pipeline.figures.axes import ALCOHOL, DRUGS, DRUGS_ADULT, DRUGS_YOUNG, RELATIVES
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.feasible.max_feasible import (
    FeasibleSubset,
    max_feasible_subset,
    plausible_persons,
    require,
)
from rus_pipeline.reconciliation.feasible.model import (
    MEN,
    WOMEN,
    Cell,
    JournalModel,
    cells,
    column_at_admission,
    young_band,
)
from rus_pipeline.reconciliation.feasible.targets import Target, report_claims, targets
from rus_pipeline.slices.variables import UNKNOWN
from rus_pipeline.synthetic.usual import USUAL_COURSES, usual_journal

# Where nothing is printed: courses of a column that begin and end in the year, per cent of all.
_BEGAN = {ALCOHOL: 55, DRUGS_ADULT: 55, DRUGS_YOUNG: 70, RELATIVES: 62}
_ENDED = {ALCOHOL: 64, DRUGS_ADULT: 60, DRUGS_YOUNG: 66, RELATIVES: 65}
_YEARLY_LEVEL = 97  # per cent of a year's courses that the year before or after it has
_FAR, _NEAR = 4, 1  # the cost of a course more or less than plausible, far from it and near
_GAP = 0.03


@dataclass(frozen=True)
class FittedJournal:
    """One year's journal: courses in each cell, persons in each cell of table 1, targets met."""

    edition: Edition
    courses: Mapping[Cell, int]
    persons: Mapping[tuple[str, str], int]
    targets: tuple[Target, ...]
    met: tuple[Target, ...]
    unmet: tuple[Target, ...]


def fit(
    center: Center, claims: Iterable[Claim], years: Sequence[int], courses: int = USUAL_COURSES
) -> dict[int, FittedJournal]:
    """Return a journal for every year from the first to the last of ``years``.

    Each meets the maximum feasible subset of its own report. Where no year has one, each has about
    ``courses`` courses. Raises RuntimeError where no journals do so together.
    """
    printed = tuple(claims)
    editions = [Edition(year, center) for year in range(min(years), max(years) + 1)]
    wanted = {e.year: targets(report_claims(printed, e.year), e) for e in editions}
    subsets = {e.year: max_feasible_subset(e, wanted[e.year]) for e in editions if wanted[e.year]}
    program = Program()
    models = {edition.year: JournalModel(program, edition) for edition in editions}
    costs: list[dict[int, int]] = []
    plausible = _plausible(editions, subsets, courses)
    for year, model in models.items():
        plausible_persons(model)
        if year in subsets:
            require(model, subsets[year].met, subsets[year].rounded)
        if year - 1 in models:
            _link(models[year - 1], model)
        costs.extend(_deviation_costs(model, plausible[year], printed=year in subsets))
    found = program.minimise(add(*costs), gap=_GAP)
    if found is None:
        raise RuntimeError("no journals meet the printed figures and hang together over the years")
    return {
        year: FittedJournal(
            model.edition,
            {cell: found.values[variable] for cell, variable in model.courses.items()},
            {at: found.values[variable] for at, variable in model.persons.items()},
            wanted[year],
            subsets[year].met if year in subsets else (),
            subsets[year].unmet if year in subsets else (),
        )
        for year, model in models.items()
    }


def _link(before: JournalModel, after: JournalModel) -> None:
    """Constrain the courses open at the end of a year to be those that the next begins with."""
    program = before.program
    for group in dict.fromkeys(cell.group for cell in before.courses):
        left = before.sum(lambda c, g=group: c.group == g and not c.udskrevet)  # type: ignore[misc]
        taken = after.sum(lambda c, g=group: c.group == g and not c.indskrevet)  # type: ignore[misc]
        program.constrain(minus(left, taken), 0, 0)
        if column_at_admission(group, before.young) == DRUGS_YOUNG:
            young = {v: f for v, f in left.items() if _is_young(before, v)}
            still = {v: f for v, f in taken.items() if _is_young(after, v)}
            program.constrain(minus(young, still), lower=0)


def _is_young(model: JournalModel, variable: int) -> bool:
    return variable in model.sum(lambda cell: cell.kolonne == DRUGS_YOUNG)


def _deviation_costs(
    model: JournalModel, plausible: Mapping[Cell, int], *, printed: bool
) -> Iterable[dict[int, int]]:
    """Yield the cost of each cell's deviation from plausible, and limit repeated courses."""
    program = model.program
    for cell, variable in model.courses.items():
        usual = plausible.get(cell, 0)
        near, far = program.variable(0, 1 + usual // 3, whole=False), program.variable(whole=False)
        more, less = {variable: 1, near: -1, far: -1}, {variable: 1, near: 1, far: 1}
        program.constrain(more, upper=usual)
        program.constrain(less, lower=usual)
        yield {near: _NEAR, far: _FAR}
    if not printed:  # one in thirty is a person's second course of the year
        for (raekke, kolonne), person in model.persons.items():
            here = model.sum(
                lambda c, r=raekke, k=kolonne: (c.group.raekke, c.kolonne) == (r, k)  # type: ignore[misc]
            )
            program.constrain(minus(dict.fromkeys(here, 30), {person: 31}), upper=30)


def _plausible(
    editions: Sequence[Edition], subsets: Mapping[int, FeasibleSubset], courses: int
) -> dict[int, dict[Cell, int]]:
    """Return how many courses each cell would plausibly have, by year.

    A year with a printed report has its own chosen journal, spread out. Another has the mean of the
    nearest years with one.
    """
    spread = {e.year: _spread(e, subsets[e.year]) for e in editions if e.year in subsets}
    if not spread:
        return {e.year: usual_journal(e, courses) for e in editions}
    result: dict[int, dict[Cell, int]] = {}
    for edition in editions:
        year = edition.year
        if year in spread:
            result[year] = spread[year]
            continue
        around = sorted(
            {
                max((y for y in spread if y < year), default=min(spread)),
                min((y for y in spread if y > year), default=max(spread)),
            }
        )
        away = min(abs(year - y) for y in around) if len(around) == 1 else 0
        level = (_YEARLY_LEVEL / 100) ** away
        result[year] = {
            cell: _free(cell, level * sum(spread[y].get(cell, 0) for y in around) / len(around))
            for cell in cells(edition)
        }
    return result


def _free(cell: Cell, mean: float) -> int:
    if cell.group.aldersgruppe != UNKNOWN:
        return round(mean)
    # The journal's few anonymous courses; what printed figures ask for is theirs alone.
    short = cell.indskrevet and cell.udskrevet and cell.group.indsats == DRUGS
    return min(round(mean), 1) if not short or mean else 0


def _spread(edition: Edition, choice: FeasibleSubset) -> dict[Cell, int]:
    """Spread a chosen journal over began, ended and sex; keep its rows, columns and ages."""
    young = young_band(edition)
    courses = choice.courses
    every = list(cells(edition))
    asked = {t.figure: t.value for t in choice.met}
    printed = {(f.table, f.column): v for f, v in asked.items() if f.table == "tabel-07"}
    by_column: dict[str, int] = {}
    by_age: dict[tuple[str, str, str, str], int] = {}
    by_sex: dict[tuple[str, str], int] = {}
    for cell, count in courses.items():
        group = cell.group
        by_column[cell.kolonne] = by_column.get(cell.kolonne, 0) + count
        kept = (group.indsats, group.aldersgruppe, group.raekke, cell.kolonne)
        by_age[kept] = by_age.get(kept, 0) + count
        if group.aldersgruppe != UNKNOWN:
            at = (column_at_admission(group, young), group.koen)
            by_sex[at] = by_sex.get(at, 0) + count
    result: dict[Cell, int] = {}
    for cell in every:
        group = cell.group
        count = by_age.get((group.indsats, group.aldersgruppe, group.raekke, cell.kolonne), 0)
        if group.aldersgruppe == UNKNOWN:
            undated = Cell(group, cell.kolonne, indskrevet=False, udskrevet=False)
            share = 1.0
            count = courses.get(undated, 0)
        elif group.koen:
            column = column_at_admission(group, young)
            both = sum(by_sex.get((column, koen), 0) for koen in (WOMEN, MEN))
            share = by_sex.get((column, group.koen), 0) / both if both else 0.5
        else:
            share = 1.0
        began = _BEGAN[cell.kolonne] / 100
        total = by_column[cell.kolonne]
        if total and ("tabel-07", cell.kolonne) in printed:
            began = min(1.0, printed["tabel-07", cell.kolonne] / total)
        came_of_age = column_at_admission(group, young) != cell.kolonne
        share *= 1.0 if came_of_age else began if cell.indskrevet else 1 - began
        ended = _ENDED[cell.kolonne] / 100
        share *= ended if cell.udskrevet else 1 - ended
        result[cell] = round(count * share)
    return result
