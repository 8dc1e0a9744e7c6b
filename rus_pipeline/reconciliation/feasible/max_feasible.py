"""The maximum feasible subset: the most printed figures that one journal can meet together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rus_pipeline.core.edition import Edition
from rus_pipeline.core.solver import Expr, Program, Solution, add, minus, scale
from rus_pipeline.reconciliation.feasible.model import Cell, JournalModel, Share
from rus_pipeline.reconciliation.feasible.targets import DATED_TABLES, HARD_TABLES, Target
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
        if model.dated:
            ended = {v: 1 for cell, v in known if cell.udskrevet and not cell.indskrevet}
            began = {v: 1 for cell, v in known if cell.indskrevet and not cell.udskrevet}
            for several in (ended, began):
                model.program.constrain(minus(several, scale(extra, 2)), lower=0)


def max_feasible_subset(edition: Edition, wanted: Sequence[Target]) -> FeasibleSubset:
    """Return the most targets that one journal can meet, with as few anonymous courses as possible.

    ``HARD_TABLES`` are met in full, unless no journal can.
    """
    for hard in (HARD_TABLES, ()):
        found = _solve(edition, wanted, hard)
        if found is not None:
            return found
    raise AssertionError("without hard tables an empty journal is feasible")


def _solve(
    edition: Edition, wanted: Sequence[Target], hard: Sequence[str]
) -> FeasibleSubset | None:
    program = Program()
    model = JournalModel(program, edition, most=_most(wanted), dated=False)
    plausible_persons(model)
    program.constrain(dict.fromkeys(model.courses.values(), 1), upper=model.most)
    switches: dict[Target, int] = {}
    shares: dict[str, list[tuple[Target, Share]]] = {}
    for target in wanted:
        figure = model.figure(target.figure)
        if isinstance(figure, Share):
            shares.setdefault(target.figure.table, []).append((target, figure))
        elif figure is not None and target.figure.table in hard:
            program.constrain(figure, target.value, target.value)
            switches[target] = program.variable(1, 1)
        elif figure is not None:
            switches[target] = _met(program, figure, target.value, model.most)
    blocks = {table: _RoundedShares(program, found, model.most) for table, found in shares.items()}
    for block in blocks.values():
        switches.update(block.switches)
    all_met = dict.fromkeys(switches.values(), -1)
    most = program.minimise(all_met)
    if most is None:
        return None
    program.constrain(all_met, upper=most.of(all_met))
    anonymous = {
        variable: _UNKNOWN_SEX if cell.group.koen == UNKNOWN else 1
        for cell, variable in model.courses.items()
        if cell.group.aldersgruppe == UNKNOWN
    }
    fewest = program.minimise(anonymous, start=dict(enumerate(most.values)))
    if fewest is None:
        raise AssertionError("the targets were met with other anonymous courses")
    rounded = {table: block.rounded(fewest) for table, block in blocks.items()}
    met = {target for target, switch in switches.items() if fewest.values[switch]}
    met |= _met_of_dated_tables(edition, [t for t in wanted if t in met], rounded, wanted)
    return FeasibleSubset(
        met=tuple(target for target in wanted if target in met),
        unmet=tuple(target for target in wanted if target not in met),
        rounded=rounded,
        courses={cell: fewest.values[variable] for cell, variable in model.courses.items()},
    )


def _met_of_dated_tables(
    edition: Edition,
    met: Sequence[Target],
    rounded: Mapping[str, Rounded],
    wanted: Sequence[Target],
) -> set[Target]:
    """Return which targets of tables 7 and 8 can be met too, tried one by one as printed."""
    program = Program()
    model = JournalModel(program, edition, most=_most(wanted))
    plausible_persons(model)
    require(model, met, rounded)
    found: set[Target] = set()
    for target in wanted:
        figure = model.figure(target.figure)
        if target.figure.table not in DATED_TABLES or figure is None or isinstance(figure, Share):
            continue
        row = program.constrain(figure, target.value, target.value)
        if program.feasible():
            found.add(target)
        else:
            program.rebound(row)
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
        total, threshold = program.variable(1, most), program.variable(0, most, whole=False)
        program.constrain(minus({total: 1}, add(*rows)), 0, 0)
        values = {share.index: target.value for target, share in printed}
        self._floors: list[dict[int, int]] = []
        self._up: list[int] = []
        rounded: list[dict[int, int]] = []
        for index, row in enumerate(rows):
            floors = {program.switch(): floor for floor in _floors(values.get(index))}
            up, rest = program.switch(), program.variable(0, most, whole=False)
            program.constrain(dict.fromkeys(floors, 1), 1, 1)
            for switch, floor in floors.items():
                apart = minus(minus(scale(row, 100), {total: floor}), {rest: 1})
                over, under = (100 - floor) * most, (floor + 1) * most
                program.constrain(add(apart, {switch: over}), upper=over)
                program.constrain(minus(apart, {switch: under}), lower=-under)
            program.constrain({rest: 1, total: -1}, upper=-1)
            # A remainder above the threshold is rounded up, one at or below it is not.
            program.constrain({rest: 1, threshold: -1, up: -most}, lower=1 - most)
            program.constrain({rest: 1, threshold: -1, up: -most}, upper=0)
            self._floors.append(floors)
            self._up.append(up)
            rounded.append(add(floors, {up: 1}))
        program.constrain(add(*rounded), 100, 100)
        for target, share in printed:
            self.switches[target] = _met(program, rounded[share.index], target.value, 101)

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
