"""Why a printed figure cannot be met: other printed figures that no journal can meet with it.

What belongs here: irreducible conflicts among the claims of one report, and their arithmetic in
words. What does not: which figures are met in the end (``choice``, or whoever has built them). It
reads claims alone, never a journal; anonymous courses and unknown municipalities are allowed for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rus_pipeline.core.edition import Edition
from rus_pipeline.core.solver import Expr, Program
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.feasible.choice import choose
from rus_pipeline.reconciliation.feasible.model import JournalModel, Share, must_round_to
from rus_pipeline.reconciliation.feasible.targets import Target, targets

_FAR = 15  # so many per cent around a printed share are tried


@dataclass(frozen=True)
class Conflict:
    """A claim, others that no journal can meet with it, and why; without any one they all can."""

    claim: Claim
    others: tuple[Claim, ...]
    arithmetic: str


def _left_out_first(target: Target) -> tuple[bool, int]:
    """Order the deletions: table 1 before the others, small numbers before large ones.

    Of the orders tried, the one whose sets come out shortest on the printed reports.
    """
    return target.fact.table != "tabel-01", target.value


class _Rows:
    """A program in which each target can be asked for or left."""

    def __init__(self, edition: Edition, wanted: Sequence[Target], *, dated: bool) -> None:
        self.program = Program()
        self.model = JournalModel(self.program, edition, dated=dated, moving=True)
        self.figures: dict[Target, Expr | Share] = {}
        for target in wanted:
            figure = self.model.figure(target.fact)
            if figure is not None:
                self.figures[target] = figure
        self._rows: dict[Target, list[tuple[int, float, float]]] = {}
        infinity = float("inf")
        for target, figure in self.figures.items():
            if isinstance(figure, Share):
                low, high, some = must_round_to(self.program, figure, target.value)
                strict = 0 if len(figure.rows) == 2 else 1
                self._rows[target] = [
                    (low, strict, infinity),
                    (high, -infinity, -strict),
                    (some, 1, infinity),
                ]
            else:
                row = self.program.constrain(figure, target.value, target.value)
                self._rows[target] = [(row, target.value, target.value)]
        self._asked = set(self.figures)

    def ask(self, wanted: Iterable[Target]) -> None:
        """Ask for these targets and leave the others."""
        new = set(wanted)
        for target, rows in self._rows.items():
            for row, lower, upper in rows if (target in new) != (target in self._asked) else ():
                if target in new:
                    self.program.rebound(row, lower, upper)
                else:
                    self.program.rebound(row)
        self._asked = new

    def can_meet(self, wanted: Iterable[Target]) -> bool:
        """Return whether a journal can meet these targets together."""
        self.ask(wanted)
        return self.program.feasible()

    def conflict(self, wanted: Sequence[Target]) -> frozenset[Target] | None:
        """Return some of these targets that no journal can meet together, None if one meets all."""
        self.ask(wanted)
        rows = self.program.conflict()
        if rows is None:
            return None
        some = [t for t in wanted if any(row in rows for row, *_ in self._rows[t])]
        # What the solver takes for the cause is a guess until it has been tried.
        return frozenset(wanted if len(some) == len(wanted) or self.can_meet(some) else some)


def conflicts(
    claims: Iterable[Claim], edition: Edition, unmet: Iterable[Claim] | None = None
) -> list[Conflict]:
    """Return a conflict for each claim of one annual report that is not met.

    ``claims`` are the report's; ``unmet`` are those that the built figures do not meet, by default
    as few as any journal can leave unmet. An unmet claim that a journal could meet together with
    all the met ones has no conflict, nor has one of a table that is not fitted.
    """
    wanted = targets(claims, edition)
    if unmet is None:
        missed = list(choose(edition, wanted).unmet) if wanted else []
    else:
        named = set(unmet)
        missed = [target for target in wanted if named & set(target.claims)]
    found: list[Conflict] = []
    left = missed
    for dated in (False, True):  # most conflicts need no dates, and are found sooner without
        if not left:
            break
        rows = _Rows(edition, wanted, dated=dated)
        met = _together(rows, [other for other in rows.figures if other not in missed])
        looked_at, left = left, []
        for target in looked_at:
            others = _irreducible(rows, target, met) if target in rows.figures else None
            if others is None:
                left.append(target)
                continue
            arithmetic = _arithmetic(rows, target, others)
            found.extend(
                Conflict(claim, tuple(c for o in others for c in _named(o)), arithmetic)
                for claim in target.claims
            )
    order = {claim: index for index, target in enumerate(missed) for claim in target.claims}
    return sorted(found, key=lambda conflict: order[conflict.claim])


def _together(rows: _Rows, met: Sequence[Target]) -> list[Target]:
    """Return ``met``, or as much of it in the order printed as a journal can meet.

    A journal of another kind than the model's may have met more.
    """
    if rows.can_meet(met):
        return list(met)
    kept: list[Target] = []
    for target in met:
        if rows.can_meet([*kept, target]):
            kept.append(target)
    return kept


def _irreducible(rows: _Rows, target: Target, met: Sequence[Target]) -> list[Target] | None:
    """Return an irreducible set of ``met`` that cannot be met with ``target``, None if it can.

    By deletion: whole tables, then one target after the other, are left out as long as the rest is
    in conflict. What must stay once must stay for good: less of the rest is in conflict with less.
    """
    core = rows.conflict([target, *met])
    if core is None:
        return None
    kept = list(met)
    tables = {other.fact.table for other in met}
    pieces = [
        [other for other in met if other.fact.table == table]
        for table in sorted(tables, key=lambda t: (t == target.fact.table, t))
    ]
    for piece in pieces:
        kept, core = _left_out(rows, target, kept, piece, core)
    for other in sorted(kept, key=_left_out_first):
        kept, core = _left_out(rows, target, kept, [other], core)
    return kept


def _left_out(
    rows: _Rows,
    target: Target,
    kept: list[Target],
    piece: Sequence[Target],
    core: frozenset[Target],
) -> tuple[list[Target], frozenset[Target]]:
    """Leave a piece out as long as the rest is in conflict: return what is kept, and its core.

    The core is in conflict by itself. Where it is left whole, nothing is to be asked.
    """
    rest = [other for other in kept if other not in piece]
    if core.isdisjoint(piece):
        return rest, core
    found = rows.conflict([target, *rest])
    return (kept, core) if found is None else (rest, found)


def _named(target: Target) -> tuple[Claim, ...]:
    """Return the claims that say a target: all its parts, or one of those that say the same."""
    return target.claims if target.fact.part else target.claims[:1]


def _arithmetic(rows: _Rows, target: Target, others: Sequence[Target]) -> str:
    """Return in words what the others leave room for."""
    figure = rows.figures[target]
    rows.ask(others)
    given = " og ".join(
        filter(None, (", ".join(map(_shown, others[:-1])), *map(_shown, others[-1:])))
    )
    begins = f"{_shown(target)} er trykt" if not others else f"{_shown(target)}, men med {given}"
    if isinstance(figure, Share):
        possible = _shares_possible(rows, figure, target.value)
        return f"{begins} kan andelen {possible}"
    least = rows.program.minimise(figure)
    most = rows.program.minimise({v: -f for v, f in figure.items()})
    if least is None or most is None:
        raise AssertionError("the others can be met")
    low, high = least.of(figure), most.of(figure)
    if low == high:
        return f"{begins} bliver tallet {low}"
    if target.value < low:
        return f"{begins} er tallet mindst {low}"
    if target.value > high:
        return f"{begins} er tallet højst {high}"
    return f"{begins} kan tallet ikke være {target.value}"


def _shares_possible(rows: _Rows, share: Share, printed: int) -> str:
    program = rows.program
    for away in range(1, _FAR + 1):
        near = []
        for value in (printed - away, printed + away):
            added = must_round_to(program, share, value)
            if program.feasible():
                near.append(str(value))
            for row in added:
                program.rebound(row)
        if near:
            return f"ikke være {printed} %; nærmest er {' eller '.join(near)} %"
    return f"ikke være {printed} %"


def _shown(target: Target) -> str:
    claim = target.claims[0]
    unit = " %" if target.fact.column == "andel" else ""
    return f"{claim.table} «{claim.row}, {claim.column}» {target.value}{unit}"


def by_claim(found: Iterable[Conflict]) -> Mapping[Claim, Conflict]:
    """Return each claim's conflict."""
    return {conflict.claim: conflict for conflict in found}
