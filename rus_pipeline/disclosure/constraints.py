"""What ties figures to each other, whatever their numbers are: sums, shared rows, shares.

What belongs here: the form of a tie, and the ties that composed figures declare. What does not:
ties that follow from which rows are counted (``populations``), or any number.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rus_pipeline.figures.figure import Figure

FILE = "ties.json"

LATENT = "@"
"""How the name of a count begins that is no figure."""

SAME = f"{LATENT}="
"""How it begins where the name is the same in every edition that counts the same rows."""


def year_of(name: str) -> int:
    """Return the edition of a figure by its name, which may have a release's before it."""
    return int(name.rpartition(":")[2].partition("/")[0])


class ContradictionError(Exception):
    """Numbers that do not meet the ties between them, so that nothing can be said of the others."""


@dataclass(frozen=True)
class Constraint:
    """The sum of counts, each times its factor, is zero, or is not below it.

    ``exact`` is whether it holds of every journal; one that is not holds where no person moved, and
    never below zero. A count is a figure by its id, or one of no figure.
    """

    terms: Mapping[str, int]
    equal: bool = True
    exact: bool = True


@dataclass(frozen=True)
class Share:
    """A figure that is the whole per cent of one count in others, rounded to 100 together or not.

    Source: counting rules, Words, andel.
    """

    figure_id: str
    part: str
    whole: tuple[str, ...]
    to_100: bool


@dataclass(frozen=True)
class Constraints:
    """All that ties figures, or some of them."""

    ties: tuple[Constraint, ...]
    shares: tuple[Share, ...]

    @property
    def names(self) -> set[str]:
        """Return every count that is tied."""
        tied = {name for tie in self.ties for name in tie.terms}
        return tied | {name for share in self.shares for name in (share.part, *share.whole)}


def composed_constraints(
    figures: Mapping[str, Figure],
) -> tuple[list[Constraint], list[Share]]:
    """Return the ties that the figures' own components make."""
    ties: list[Constraint] = []
    shares: list[Share] = []
    for figure in figures.values():
        by_role: dict[str, list[str]] = {}
        for component in figure.components:
            by_role.setdefault(component.role, []).append(component.figure_id)
        match figure.rule:
            case "total" | "difference":
                signs = {"addend": 1, "minuend": 1, "subtrahend": -1}
                known = [
                    (one, signs[role])
                    for role, ids in by_role.items()
                    for one in ids
                    if figures[one].value is not None
                ]
                ties.append(Constraint({figure.figure_id: -1, **dict(known)}))
            case "share" | "share-to-100":
                (part,) = by_role["numerator"]
                whole = [i for i in by_role["denominator"] if figures[i].value is not None]
                shares.append(
                    Share(figure.figure_id, part, tuple(whole), figure.rule == "share-to-100")
                )
            case _:
                pass
    return ties, shares


def write_constraints(path: Path, ties: Constraints) -> None:
    """Write ties as JSON, one a line."""
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in constraint_items(ties))
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def read_constraints(path: Path) -> Constraints:
    """Return the ties that were written."""
    return constraints_of(json.loads(path.read_text(encoding="utf-8")))


def constraint_items(ties: Constraints) -> list[dict[str, Any]]:
    """Return ties as JSON has them."""
    return [*_tie_items(ties.ties), *_share_items(ties.shares)]


def constraints_of(items: Sequence[Mapping[str, Any]]) -> Constraints:
    """Return the ties that ``constraint_items`` returned."""
    return Constraints(
        tuple(
            Constraint(item["terms"], equal=item["equal"], exact=item["exact"])
            for item in items
            if "terms" in item
        ),
        tuple(
            Share(item["share"], item["part"], tuple(item["whole"]), item["to_100"])
            for item in items
            if "share" in item
        ),
    )


def _tie_items(ties: Iterable[Constraint]) -> Iterator[dict[str, Any]]:
    for tie in ties:
        yield {"terms": dict(tie.terms), "equal": tie.equal, "exact": tie.exact}


def _share_items(shares: Iterable[Share]) -> Iterator[dict[str, Any]]:
    for share in shares:
        whole = list(share.whole)
        yield {"share": share.figure_id, "part": share.part, "whole": whole, "to_100": share.to_100}
