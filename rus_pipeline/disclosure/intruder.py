"""What anybody can make of public folders: the values that each hidden count can still have.

The attacker reads public folders alone. He knows their ties, that counts are whole and not below
zero, that a zero is shown as such and never hidden, and what rounding leaves of a share. What
belongs here: his bounds. What does not: choosing what is hidden (``suppression``), of which this
shares nothing but the solver. Source: audit contract, The public edition.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf

from rus_pipeline.disclosure.constraints import LATENT, Constraints, ContradictionError
from rus_pipeline.disclosure.equal_counts import Classes, together
from rus_pipeline.disclosure.integers import WholeValues
from rus_pipeline.disclosure.linear import Linear, Row
from rus_pipeline.disclosure.public_state import COUNTS, PublicFolder
from rus_pipeline.disclosure.shares import share_rows

_NEAR = 1e-6
_TRIES = 400  # so many values of a count are tried in whole numbers
_COUNTED = 8  # so many whole values of a count are looked for; fewer are told one by one

_Left = tuple[float, float, float]


@dataclass(frozen=True)
class Cell:
    """A hidden count: the least and greatest value that it can still have, and how many values.

    Between them not every whole number need be possible: rounded shares leave gaps.
    """

    name: str
    low: float
    high: float
    values: float


def attack(folders: Sequence[PublicFolder], of: PublicFolder | None = None) -> list[Cell]:
    """Return what is left of each hidden count, the narrowest first.

    With ``of``, only of those that hang together with what that folder holds. Raises
    ContradictionError where what is public cannot all be true.
    """
    shown = {n: v for folder in folders for n, v in folder.values.items() if v is not None}
    hidden = {
        name
        for folder in folders
        for name in folder.hidden
        if folder.units[name] in COUNTS and name not in shown
    }
    ties = [tie for folder in folders for tie in folder.ties.ties]
    shares = [
        share for folder in folders for share in folder.ties.shares if share.figure_id in shown
    ]
    classes = Classes(ties)
    known: dict[str, int] = {}
    for name, value in shown.items():
        if known.setdefault(classes.of(name), value) != value:
            raise ContradictionError(f"{name} is {value} and {known[classes.of(name)]} at once")
    unknown: dict[str, list[str]] = {}
    for name in sorted(hidden):
        unknown.setdefault(classes.of(name), []).append(name)
    found: dict[str, _Left] = {c: (known[c], known[c], 1) for c in unknown if c in known}
    every = classes.ties(Constraints(tuple(ties), tuple(shares)))
    _refuse_contradiction(every, known)
    asked = None if of is None else {classes.of(name) for name in (*of.hidden, *of.values)}
    loose = set(unknown)
    for group in together(every, lambda name: name not in known):
        names = group.names
        loose -= names
        if asked is None or names & asked - known.keys():
            found |= _bounds(group, known, shown, unknown.keys())
    found |= {one: (1, inf, inf) for one in loose - known.keys() if asked is None or one in asked}
    cells = [Cell(name, *found[one]) for one in found for name in unknown[one]]
    return sorted(cells, key=lambda cell: (cell.values, cell.name))


def _refuse_contradiction(ties: Constraints, known: Mapping[str, int]) -> None:
    """Raise ContradictionError where numbers that are all shown do not meet a tie."""
    for tie in ties.ties:
        if tie.terms.keys() <= known.keys():
            total = sum(factor * known[name] for name, factor in tie.terms.items())
            if total < 0 or (total and tie.equal and tie.exact):
                names = ", ".join(tie.terms)
                raise ContradictionError(f"{names} do not add up")


def _bounds(
    group: Constraints, known: Mapping[str, int], shares: Mapping[str, int], wanted: Iterable[str]
) -> dict[str, _Left]:
    """Return the bounds of each wanted count of a group that hangs together."""
    names = sorted(group.names)
    at = {name: column for column, name in enumerate(names)}
    bounds: list[tuple[float, float]] = [
        (known[n], known[n]) if n in known else (0 if n.startswith(LATENT) else 1, inf)
        for n in names
    ]
    program = Linear(bounds, list(_rows(group, at, shares)))
    asked = sorted(at.keys() & set(wanted))
    whole = WholeValues(program, (at[name] for name in asked), bounds)
    found = {name: _reach(program, at[name], whole) for name in asked}
    return {name: _in_whole(whole, at[name], *found[name]) for name in asked}


def _in_whole(whole: WholeValues, column: int, low: float, high: float) -> _Left:
    """Return what is left of a count in whole numbers, whose bounds in any numbers are these."""
    least, greatest = ceil(low - _NEAR), high if high == inf else floor(high + _NEAR)
    counted = whole.at_least(column, _COUNTED, low, high, _TRIES)
    if counted or greatest - least > _TRIES:
        return least, greatest, greatest - least + 1
    seen = whole.seen[column]
    if not seen:
        raise ContradictionError("no whole number is what is public")
    return min(seen), max(seen), len(seen)


def _rows(group: Constraints, at: Mapping[str, int], shares: Mapping[str, int]) -> Iterator[Row]:
    for tie in group.ties:
        # A tie that holds only where nobody moved is never below zero.
        high = 0 if tie.equal and tie.exact else inf
        yield {at[n]: float(f) for n, f in tie.terms.items()}, 0, high
    for share in group.shares:
        for terms, least in share_rows(share, shares[share.figure_id]):
            yield {at[n]: float(f) for n, f in terms.items()}, least, inf


def _reach(program: Linear, column: int, whole: WholeValues) -> tuple[float, float]:
    low, high = program.least({column: 1.0}), program.least({column: -1.0})
    if low is None or high is None:
        raise ContradictionError("what is public cannot all be true together")
    whole.note(low)
    whole.note(high)
    return low.value, -high.value
