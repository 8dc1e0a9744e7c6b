"""Sums of cells that must be equal, of several tables: declared by one of them, asked of figures.

Source: counting rules, What must add up.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from rus_pipeline.figures.figure import Figure, Status

FILE = "sums.json"

Terms: TypeAlias = Mapping[str, int]
"""Figure id → its factor: the sum of factor times value is zero."""


@dataclass(frozen=True)
class Equal:
    """The cells ``plus`` less the cells ``minus`` are the cells ``equals``, each side added up.

    A cell is ``table/row/column``. One that an edition does not have is left out of its side; where
    a side has none, nothing is asked. ``since`` is the first layout in which they are equal.
    """

    plus: tuple[str, ...]
    equals: tuple[str, ...]
    minus: tuple[str, ...] = ()
    since: int = 0

    def asked(self, figures: Mapping[str, Figure]) -> dict[str, int] | None:
        """Return the terms among an edition's figures (by cell), None where nothing is asked.

        That is so, too, where a number of it is not available, or leaves something out.
        """
        left = {cell: factor for cell, factor in self._left() if cell in figures}
        right = {cell: -1 for cell in self.equals if cell in figures}
        terms = {**left, **right}
        if not left or not right or not all(_is_whole(figures[cell]) for cell in terms):
            return None
        return {figures[cell].figure_id: factor for cell, factor in terms.items()}

    def _left(self) -> Iterator[tuple[str, int]]:
        yield from ((cell, 1) for cell in self.plus)
        yield from ((cell, -1) for cell in self.minus)


def _is_whole(figure: Figure) -> bool:
    known = figure.status is Status.OBSERVED and figure.value is not None
    return known and figure.reason is None


def asked_of(sums: Iterable[Equal], figures: Mapping[str, Figure]) -> list[dict[str, int]]:
    """Return the terms of each sum that is asked of an edition's figures (by id)."""
    by_cell = {"/".join(figure.place): figure for figure in figures.values()}
    return [terms for one in sums if (terms := one.asked(by_cell)) is not None]


def off_by(terms: Terms, values: Mapping[str, Decimal | None]) -> Decimal:
    """Return by how much the sums differ; a value that is not there counts as nothing."""
    found = (factor * (values.get(name) or Decimal(0)) for name, factor in terms.items())
    return sum(found, Decimal(0))


def write_declared(path: Path, sums: Iterable[Equal]) -> None:
    """Write declared sums as JSON."""
    path.write_text(f"{json.dumps([asdict(one) for one in sums])}\n", encoding="utf-8")


def read_declared(path: Path) -> list[Equal]:
    """Return what ``write_declared`` wrote."""
    return [
        Equal(tuple(item["plus"]), tuple(item["equals"]), tuple(item["minus"]), item["since"])
        for item in json.loads(path.read_text(encoding="utf-8"))
    ]


def write_asked(path: Path, asked: Iterable[Terms]) -> None:
    """Write the terms of each sum that is asked of an edition as JSON, one a line."""
    lines = ",\n".join(json.dumps(dict(terms)) for terms in asked)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def read_asked(path: Path) -> list[Terms]:
    """Return what ``write_asked`` wrote."""
    found: list[Terms] = json.loads(path.read_text(encoding="utf-8"))
    return found
