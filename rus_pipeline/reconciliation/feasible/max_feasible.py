"""The maximum feasible subset: the most printed figures that one journal can meet together.

Counts are kept before shares, and tables before sentences.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rus_pipeline.core.edition import Edition
from rus_pipeline.core.solver import Expr, Program, Solution, add, minus, scale
from rus_pipeline.reconciliation.feasible.model import Cell, JournalModel, Share, cells
from rus_pipeline.reconciliation.feasible.targets import Target, kept_before
from rus_pipeline.slices.variables import UNKNOWN

_FLOORS_AROUND = 8  # an unmet share stays within so many per cent of the printed one
_UNKNOWN_SEX = 2  # weighs as so many anonymous courses of known sex


@dataclass(frozen=True)
class Rounded:
    """How a table's shares are rounded: each row's floor, and whether it is rounded up."""

    floors: tuple[int, ...]
    up: tuple[bool, ...]


@dataclass(frozen=True)
class FeasibleSubset:
    """The targets met and unmet, the rounding of each table, and a journal that meets them.

    ``courses`` are by cell, without regard to what began and ended in the year.
    """

    met: tuple[Target, ...]
    unmet: tuple[Target, ...]
    rounded: Mapping[str, Rounded]
    courses: Mapping[Cell, int]


def plausible_persons(model: JournalModel) -> None:
    """Add constraints for a plausible journal: known municipalities, and few repeated courses.

    A person's second course in a cell begins in the year in which the first ended.
    """
    for cell, variable in model.courses.items():
        if cell.group.raekke == UNKNOWN:
            model.program.fix(variable, 0)
    for (raekke, kolonne), person in model.persons.items():
        known = [
            (cell, variable)
            for cell, variable in model.courses.items()
            if (cell.group.raekke, cell.kolonne) == (raekke, kolonne)
            and cell.group.aldersgruppe != UNKNOWN
        ]
        every = add({v: 1 for _, v in known}, model.anonymous(raekke, kolonne))
        extra = minus(every, {person: 1})
        model.program.constrain(minus(every, scale(extra, 4)), lower=0)
        ended = {v: 1 for cell, v in known if cell.udskrevet and not cell.indskrevet}
        began = {v: 1 for cell, v in known if cell.indskrevet and not cell.udskrevet}
        for several in (ended, began):
            model.program.constrain(minus(several, scale(extra, 2)), lower=0)


def max_feasible_subset(edition: Edition, wanted: Sequence[Target]) -> FeasibleSubset:
    """Return the most targets that one journal can meet, with as few anonymous courses as possible.

    The most of each rank of ``kept_before``, one rank after the other: no target of a rank is left
    out for the sake of those that come after it. Source: audit contract, Published figures.
    """
    program = Program()
    model = JournalModel(program, edition, most=_most(wanted))
    plausible_persons(model)
    program.constrain(dict.fromkeys(model.courses.values(), 1), upper=model.most)
    switches: dict[Target, int] = {}
    blocks: dict[str, _RoundedShares] = {}
    found: Solution | None = None
    for rank in sorted({kept_before(target) for target in wanted}):
        here = [target for target in wanted if kept_before(target) == rank]
        counts, shares = _figures(model, here)
        new = {t: _met(program, figure, t.value, model.most) for t, figure in counts.items()}
        for table, printed in shares.items():
            blocks[table] = _RoundedShares(program, printed, model.most)
            new.update(blocks[table].switches)
        if new:
            found = _most_of(program, new.values(), found)
            switches.update(new)
    anonymous = {
        variable: _UNKNOWN_SEX if cell.group.koen == UNKNOWN else 1
        for cell, variable in model.courses.items()
        if cell.group.aldersgruppe == UNKNOWN
    }
    fewest = _least(program, anonymous, found)
    met = {target for target, switch in switches.items() if fewest.values[switch]}
    return FeasibleSubset(
        met=tuple(target for target in wanted if target in met),
        unmet=tuple(target for target in wanted if target not in met),
        rounded={table: block.rounded(fewest) for table, block in blocks.items()},
        courses=_undated(model, fewest),
    )


def _figures(
    model: JournalModel, wanted: Iterable[Target]
) -> tuple[dict[Target, Expr], dict[str, list[tuple[Target, Share]]]]:
    """Return the counts among the targets, and the shares of each table."""
    counts: dict[Target, Expr] = {}
    shares: dict[str, list[tuple[Target, Share]]] = {}
    for target in wanted:
        figure = model.figure(target.figure)
        if isinstance(figure, Share):
            shares.setdefault(target.figure.table, []).append((target, figure))
        elif figure is not None:
            counts[target] = figure
    return counts, shares


def _most_of(program: Program, switches: Iterable[int], known: Solution | None) -> Solution:
    """Return a solution with as many switches on as can be, and keep so many on from here on."""
    on = dict.fromkeys(switches, -1)
    found = _least(program, on, known)
    program.constrain(on, upper=found.of(on))
    return found


def _least(program: Program, objective: Expr, known: Solution | None) -> Solution:
    start = None if known is None else dict(enumerate(known.values))
    found = program.minimise(objective, start=start)
    if found is None:
        raise AssertionError("with every switch off an empty journal is feasible")
    return found


def _undated(model: JournalModel, solution: Solution) -> dict[Cell, int]:
    """Return the courses by cell, without regard to what began and ended in the year."""
    found: dict[Cell, int] = dict.fromkeys(cells(model.edition, dated=False), 0)
    for cell, variable in model.courses.items():
        at = Cell(cell.group, cell.kolonne, indskrevet=False, udskrevet=False)
        found[at] += solution.values[variable]
    return found


def require(model: JournalModel, met: Iterable[Target], rounded: Mapping[str, Rounded]) -> None:
    """Add the constraints that a journal meets ``met`` and rounds its shares as chosen."""
    for target in met:
        figure = model.figure(target.figure)
        if isinstance(figure, Share):
            if target.figure.table in rounded:
                round_as_chosen(model.program, figure, rounded[target.figure.table])
        elif figure is not None:
            model.program.constrain(figure, target.value, target.value)


def _most(wanted: Sequence[Target]) -> int:
    """Return an upper bound on the courses, well above every printed figure."""
    return max(1000, *(2 * target.value + 100 for target in wanted), 0)


def _met(program: Program, figure: Expr, value: int, most: int) -> int:
    """Return a switch that is on only where ``figure``, 0 to ``most``, is ``value``."""
    switch = program.switch()
    program.constrain(add(figure, {switch: most - value}), upper=most)
    program.constrain(minus(figure, {switch: value}), lower=0)
    return switch


class _RoundedShares:
    """A table's shares rounded exactly, by largest remainder, as mixed-integer constraints."""

    def __init__(
        self, program: Program, printed: Sequence[tuple[Target, Share]], most: int
    ) -> None:
        rows = printed[0][1].rows
        self.switches: dict[Target, int] = {}
        # Off where no share of the table can be met: rounding may ask nothing of the counts.
        kept = program.switch()
        total, threshold = program.variable(0, most), program.variable(0, most, whole=False)
        program.constrain({total: 1, kept: -1}, lower=0)
        program.constrain(minus({total: 1}, add(*rows)), 0, 0)
        values = {share.index: target.value for target, share in printed}
        self._floors: list[dict[int, int]] = []
        self._up: list[int] = []
        rounded: list[dict[int, int]] = []
        for index, row in enumerate(rows):
            floors = {program.switch(): floor for floor in _floors(values.get(index))}
            up, rest = program.switch(), program.variable(0, most, whole=False)
            program.constrain(add(dict.fromkeys(floors, 1), {kept: -1}), 0, 0)
            for switch, floor in floors.items():
                apart = minus(minus(scale(row, 100), {total: floor}), {rest: 1})
                over, under = (100 - floor) * most, (floor + 1) * most
                program.constrain(add(apart, {switch: over}), upper=over)
                program.constrain(minus(apart, {switch: under}), lower=-under)
            program.constrain({rest: 1, total: -1, kept: 1}, upper=0)
            # A remainder above the threshold is rounded up, one at or below it is not.
            program.constrain({rest: 1, threshold: -1, up: -most}, lower=1 - most)
            program.constrain({rest: 1, threshold: -1, up: -most}, upper=0)
            self._floors.append(floors)
            self._up.append(up)
            rounded.append(add(floors, {up: 1}))
        program.constrain(add(*rounded, {kept: -100}), 0, 0)
        for target, share in printed:
            met = _met(program, rounded[share.index], target.value, 101)
            program.constrain({met: 1, kept: -1}, upper=0)
            self.switches[target] = met

    def rounded(self, solution: Solution) -> Rounded:
        """Return how the shares are rounded in a solution."""
        return Rounded(
            tuple(solution.of(floors) for floors in self._floors),
            tuple(solution.values[up] == 1 for up in self._up),
        )


def _floors(printed: int | None) -> Iterable[int]:
    if printed is None:
        return range(101)
    return range(max(0, printed - _FLOORS_AROUND), min(100, printed + _FLOORS_AROUND) + 1)


def round_as_chosen(program: Program, share: Share, rounded: Rounded) -> None:
    """Add the constraints that a table's shares are rounded as chosen."""
    total = share.total
    rest = [
        minus(scale(row, 100), scale(total, floor))
        for row, floor in zip(share.rows, rounded.floors, strict=True)
    ]
    for remainder in rest:
        program.constrain(remainder, lower=0)
        program.constrain(minus(remainder, total), upper=-1)
    for i, goes_up in enumerate(rounded.up):
        for j, other_up in enumerate(rounded.up):
            if goes_up and not other_up:
                program.constrain(minus(rest[i], rest[j]), lower=1)
