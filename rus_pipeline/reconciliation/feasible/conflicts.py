"""Feasibility proofs: why a printed figure cannot be met, as an irreducible conflict with others.

A conflict is an irreducible infeasible subset of the claims of one report, with its arithmetic in
words. Anonymous courses and unknown municipalities are allowed for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rus_pipeline.core.edition import Edition
from rus_pipeline.core.solver import Expr, Program
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.feasible.max_feasible import max_feasible_subset
from rus_pipeline.reconciliation.feasible.model import JournalModel, Share, round_to
from rus_pipeline.reconciliation.feasible.targets import Target, kept_before, targets

_FAR = 15  # so many per cent around a printed share are tried as its nearest feasible value


@dataclass(frozen=True)
class Conflict:
    """A claim and others that no journal can meet with it; without any one of them it can."""

    claim: Claim
    others: tuple[Claim, ...]
    arithmetic: str


def _deletion_order(target: Target) -> tuple[bool, int]:
    """Order the deletions: table 1 before the others, small numbers before large ones.

    Of the orders tried, this one gives the smallest conflicts on the printed reports.
    """
    return target.figure.table != "tabel-01", target.value


class SwitchedTargets:
    """A journal model in which each target's constraints can be switched on and off."""

    def __init__(self, edition: Edition, wanted: Sequence[Target], *, dated: bool) -> None:
        self.program = Program()
        self.model = JournalModel(self.program, edition, dated=dated, moving=True)
        self.figures: dict[Target, Expr | Share] = {}
        for target in wanted:
            figure = self.model.figure(target.figure)
            if figure is not None:
                self.figures[target] = figure
        self._rows: dict[Target, list[tuple[int, float, float]]] = {}
        infinity = float("inf")
        for target, figure in self.figures.items():
            if isinstance(figure, Share):
                low, high, some = round_to(self.program, figure, target.value)
                strict = 0 if len(figure.rows) == 2 else 1
                self._rows[target] = [
                    (low, strict, infinity),
                    (high, -infinity, -strict),
                    (some, 1, infinity),
                ]
            else:
                row = self.program.constrain(figure, target.value, target.value)
                self._rows[target] = [(row, target.value, target.value)]
        self._on = set(self.figures)

    def switch_on(self, wanted: Iterable[Target]) -> None:
        """Switch these targets on and the others off."""
        new = set(wanted)
        for target, rows in self._rows.items():
            for row, lower, upper in rows if (target in new) != (target in self._on) else ():
                if target in new:
                    self.program.rebound(row, lower, upper)
                else:
                    self.program.rebound(row)
        self._on = new

    def can_meet(self, wanted: Iterable[Target]) -> bool:
        """Return whether a journal can meet these targets together."""
        self.switch_on(wanted)
        return self.program.feasible()

    def conflict(self, wanted: Sequence[Target]) -> frozenset[Target] | None:
        """Return some of these targets that cannot be met together, None if all can."""
        self.switch_on(wanted)
        rows = self.program.conflict()
        if rows is None:
            return None
        some = [t for t in wanted if any(row in rows for row, *_ in self._rows[t])]
        # The solver's infeasible subset is a guess until it has been tried.
        return frozenset(wanted if len(some) == len(wanted) or self.can_meet(some) else some)


def conflicts(
    claims: Iterable[Claim], edition: Edition, unmet: Iterable[Claim] | None = None
) -> list[Conflict]:
    """Return a conflict for each claim of one annual report that is not met.

    ``claims`` are the report's; ``unmet`` are those that the built figures do not meet, by default
    those outside the maximum feasible subset. An unmet claim that a journal could meet together
    with all the met ones has no conflict, nor has one of a table outside ``FITTED_TABLES``.
    """
    wanted = targets(claims, edition)
    if unmet is None:
        missed = list(max_feasible_subset(edition, wanted).unmet) if wanted else []
    else:
        named = set(unmet)
        missed = [target for target in wanted if named & set(target.claims)]
    found: list[Conflict] = []
    left = missed
    for dated in (False, True):  # most conflicts need no dates, and without are found sooner
        if not left:
            break
        model = SwitchedTargets(edition, wanted, dated=dated)
        met = _feasible_part(model, [other for other in model.figures if other not in missed])
        tried, left = left, []
        for target in tried:
            others = _irreducible(model, target, met) if target in model.figures else None
            if others is None:
                left.append(target)
                continue
            arithmetic = _arithmetic(model, target, others)
            found.extend(
                Conflict(claim, tuple(c for o in others for c in _named(o)), arithmetic)
                for claim in target.claims
            )
    order = {claim: index for index, target in enumerate(missed) for claim in target.claims}
    return sorted(found, key=lambda conflict: order[conflict.claim])


def _feasible_part(model: SwitchedTargets, met: Sequence[Target]) -> list[Target]:
    """Return ``met``, or as much of it as a journal of this model can meet, by rank."""
    if model.can_meet(met):
        return list(met)
    remaining: list[Target] = []
    for target in sorted(met, key=kept_before):
        if model.can_meet([*remaining, target]):
            remaining.append(target)
    return remaining


def _irreducible(
    model: SwitchedTargets, target: Target, met: Sequence[Target]
) -> list[Target] | None:
    """Return an irreducible subset of ``met`` in conflict with ``target``, None if there is none.

    A deletion filter: whole tables, then single targets, are deleted as long as the rest is in
    conflict. What could not be deleted once never can: a smaller set has fewer conflicts.
    """
    core = model.conflict([target, *met])
    if core is None:
        return None
    remaining = list(met)
    tables = {other.figure.table for other in met}
    pieces = [
        [other for other in met if other.figure.table == table]
        for table in sorted(tables, key=lambda t: (t == target.figure.table, t))
    ]
    for piece in pieces:
        remaining, core = _without(model, target, remaining, piece, core)
    for other in sorted(remaining, key=_deletion_order):
        remaining, core = _without(model, target, remaining, [other], core)
    return remaining


def _without(
    model: SwitchedTargets,
    target: Target,
    remaining: list[Target],
    piece: Sequence[Target],
    core: frozenset[Target],
) -> tuple[list[Target], frozenset[Target]]:
    """Delete a piece if the rest is in conflict: return what remains, and a conflicting core of it.

    Where the piece is not in the core, the rest is in conflict and the solver is not asked.
    """
    rest = [other for other in remaining if other not in piece]
    if core.isdisjoint(piece):
        return rest, core
    found = model.conflict([target, *rest])
    return (remaining, core) if found is None else (rest, found)


def _named(target: Target) -> tuple[Claim, ...]:
    """Return the claims to name for a target: all its parts, or the first of equal ones."""
    return target.claims if target.figure.part else target.claims[:1]


def _arithmetic(model: SwitchedTargets, target: Target, others: Sequence[Target]) -> str:
    """Return in Danish which values the others leave for the target."""
    figure = model.figures[target]
    model.switch_on(others)
    given = " og ".join(
        filter(None, (", ".join(map(_shown, others[:-1])), *map(_shown, others[-1:])))
    )
    begins = f"{_shown(target)} er trykt" if not others else f"{_shown(target)}, men med {given}"
    if isinstance(figure, Share):
        possible = _nearest_shares(model, figure, target.value)
        return f"{begins} kan andelen {possible}"
    least = model.program.minimise(figure)
    most = model.program.minimise({v: -f for v, f in figure.items()})
    if least is None or most is None:
        raise AssertionError("the other targets can be met")
    low, high = least.of(figure), most.of(figure)
    if low == high:
        return f"{begins} bliver tallet {low}"
    if target.value < low:
        return f"{begins} er tallet mindst {low}"
    if target.value > high:
        return f"{begins} er tallet højst {high}"
    return f"{begins} kan tallet ikke være {target.value}"


def _nearest_shares(model: SwitchedTargets, share: Share, printed: int) -> str:
    program = model.program
    for away in range(1, _FAR + 1):
        near = []
        for value in (printed - away, printed + away):
            added = round_to(program, share, value)
            if program.feasible():
                near.append(str(value))
            for row in added:
                program.rebound(row)
        if near:
            return f"ikke være {printed} %; nærmest er {' eller '.join(near)} %"
    return f"ikke være {printed} %"


def _shown(target: Target) -> str:
    claim = target.claims[0]
    unit = " %" if target.figure.column == "andel" else ""
    return f"{claim.table} «{claim.row}, {claim.column}» {target.value}{unit}"
