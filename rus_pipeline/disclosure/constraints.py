"""Linear constraints and shares that relate figures, as values, and as an edition's ``ties.json``.

Composed figures declare theirs here; those that follow from counting the same rows are found in
``row_constraints``.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rus_pipeline.figures.figure import Figure

FILE = "ties.json"

LATENT = "@"
"""First character of the name of a latent count: one that no figure shows."""

PARTNER = "~"
"""After the code of a municipality, before the id of a figure of its own edition."""

SHARED = f"{LATENT}="
"""First characters of a latent count's name that is the same in every edition with those rows."""

MERGED = f"{LATENT}+"
"""First characters of a latent count's name that a public sum adds up: its figure is not public."""


def year_of(name: str) -> int:
    """Return the edition year in a figure id, which a release's and a partner's may precede."""
    return int(name.rpartition(":")[2].rpartition(PARTNER)[2].partition("/")[0])


class ContradictionError(Exception):
    """Figures that break the constraints between them: no intervals can be computed from them."""


@dataclass(frozen=True)
class Constraint:
    """Linear constraint: the sum of factor × count is zero (``equal``), or at least ``least``.

    ``terms`` maps a count (figure id, or latent) to its factor. A constraint that is not ``exact``
    holds only where no person moved in the year; otherwise its sum is above zero. It is known where
    the figure ``of`` is shown, if it names one.
    """

    terms: Mapping[str, int]
    equal: bool = True
    exact: bool = True
    least: int = 0
    of: str = ""


def renamed(one: Constraint, name: Callable[[str], str]) -> Constraint:
    """Return a constraint whose counts are called what ``name`` returns for each."""
    return replace(one, terms={name(count): factor for count, factor in one.terms.items()})


@dataclass(frozen=True)
class Share:
    """A figure that is a whole per cent: count ``part`` of the sum of the counts ``whole``.

    With ``to_100`` the shares of a table are rounded together, so that they add to 100.

    Source: counting rules, Words, andel.
    """

    figure_id: str
    part: str
    whole: tuple[str, ...]
    to_100: bool


@dataclass(frozen=True)
class Constraints:
    """A system of linear constraints and shares."""

    linear: tuple[Constraint, ...]
    shares: tuple[Share, ...]

    @property
    def names(self) -> set[str]:
        """Return every count in a constraint or share."""
        linear = {name for one in self.linear for name in one.terms}
        return linear | {name for share in self.shares for name in (share.part, *share.whole)}

    def where(self, is_shown: Callable[[str], bool]) -> "Constraints":
        """Return what is known where these figures are shown: no share or quantile but theirs."""
        return Constraints(
            tuple(one for one in self.linear if not one.of or is_shown(one.of)),
            tuple(share for share in self.shares if is_shown(share.figure_id)),
        )


def composed_constraints(
    figures: Mapping[str, Figure],
) -> tuple[list[Constraint], list[Share]]:
    """Return the constraints and shares that totals, differences and shares declare.

    A component without a value counts as absent.
    """
    linear: list[Constraint] = []
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
                linear.append(Constraint({figure.figure_id: -1, **dict(known)}))
            case "share" | "share-to-100":
                (part,) = by_role["numerator"]
                whole = [i for i in by_role["denominator"] if figures[i].value is not None]
                shares.append(
                    Share(figure.figure_id, part, tuple(whole), figure.rule == "share-to-100")
                )
            case _:
                pass
    return linear, shares


_ZEROS_SHOWN = "zeros_shown"


def write_constraints(path: Path, constraints: Constraints, *, zeros_shown: bool = True) -> None:
    """Write constraints as JSON, one a line (``ties.json``).

    Where not every zero is shown, the last line says so.
    """
    items = constraints_to_json(constraints)
    if not zeros_shown:
        items.append({_ZEROS_SHOWN: False})
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def read_constraints(path: Path) -> Constraints:
    """Read what ``write_constraints`` wrote."""
    return constraints_from_json(json.loads(path.read_text(encoding="utf-8")))


def zeros_are_shown(path: Path) -> bool:
    """Return whether every zero of the edition is shown, so that a suppressed count is none."""
    items = json.loads(path.read_text(encoding="utf-8"))
    return all(item.get(_ZEROS_SHOWN, True) for item in items)


def constraints_to_json(constraints: Constraints) -> list[dict[str, Any]]:
    """Return constraints as JSON objects: linear ones first, then shares."""
    return [*_linear_items(constraints.linear), *_share_items(constraints.shares)]


def constraints_from_json(items: Sequence[Mapping[str, Any]]) -> Constraints:
    """Return the constraints in the JSON objects of ``constraints_to_json``."""
    return Constraints(
        tuple(
            Constraint(
                item["terms"],
                equal=item["equal"],
                exact=item["exact"],
                least=item.get("least", 0),  # editions of before have neither
                of=item.get("of", ""),
            )
            for item in items
            if "terms" in item
        ),
        tuple(
            Share(item["share"], item["part"], tuple(item["whole"]), item["to_100"])
            for item in items
            if "share" in item
        ),
    )


def _linear_items(constraints: Iterable[Constraint]) -> Iterator[dict[str, Any]]:
    for constraint in constraints:
        yield {
            "terms": dict(constraint.terms),
            "equal": constraint.equal,
            "exact": constraint.exact,
            "least": constraint.least,
            "of": constraint.of,
        }


def _share_items(shares: Iterable[Share]) -> Iterator[dict[str, Any]]:
    for share in shares:
        whole = list(share.whole)
        yield {"share": share.figure_id, "part": share.part, "whole": whole, "to_100": share.to_100}
