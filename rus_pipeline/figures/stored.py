"""An edition's declaration as it is kept beside its figures: how each figure was made, as data.

Who asks later asks this, not today's code. It is read without the engine, so nothing heavy is
imported here. What belongs here: the form of ``declaration.json``, written and read. What does not:
where it comes from (``storing``).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FILE = "declaration.json"

Where = Mapping[str, str | bool | list[str]]
"""Conditions on columns of the slice; a list is any one of its values."""


@dataclass(frozen=True)
class Counted:
    """What a counted figure is counted of.

    Rows of the slice's ``source`` that meet every condition of ``where``; ``aggregate`` is
    ``rows``, ``distinct`` (values of the columns ``over``) or ``sum`` (of the one column in it);
    ``files`` are the raw files that the source's rows come from.
    """

    source: str
    aggregate: str
    over: tuple[str, ...]
    where: Where
    files: tuple[str, ...]


@dataclass(frozen=True)
class Component:
    """A figure that another is composed of, and its role. Source: audit contract, Trace."""

    figure_id: str
    role: str


@dataclass(frozen=True)
class StoredFigure:
    """A figure and how it was made.

    ``value`` is rounded and ``exact`` is not, both decimals as text; ``definition`` says in Danish
    what the table counts, ``words`` how this figure is made; ``rule`` is ``counted``, ``total``,
    ``difference``, ``share``, ``share-to-100``, ``published`` or ``not-available``; ``closed`` are
    the variables of its conditions whose values have a row or column only where something counts.
    """

    figure_id: str
    table_id: str
    row_key: str
    column_key: str
    row_label: str
    column_label: str
    title: str
    definition: str
    words: str
    unit: str
    value: str | None
    exact: str | None
    status: str
    reason: str | None
    rule: str
    counted: Counted | None
    components: tuple[Component, ...]
    closed: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[str, str, str]:
        """Return table, row and column: what the figure is of, whatever the edition."""
        return self.table_id, self.row_key, self.column_key


def write_declaration(path: Path, figures: Iterable[StoredFigure]) -> None:
    """Write the figures, one a line, in their order."""
    lines = ",\n".join(json.dumps(asdict(figure), ensure_ascii=False) for figure in figures)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def read_declaration(path: Path) -> dict[str, StoredFigure]:
    """Return the figures by id, in their order."""
    found = (_figure(item) for item in json.loads(path.read_text(encoding="utf-8")))
    return {figure.figure_id: figure for figure in found}


def _figure(item: dict[str, Any]) -> StoredFigure:
    counted = item.pop("counted")
    components = item.pop("components")
    closed = item.pop("closed", ())
    return StoredFigure(
        **item,
        counted=None if counted is None else _counted(counted),
        components=tuple(Component(**component) for component in components),
        closed=tuple(closed),
    )


def _counted(item: dict[str, Any]) -> Counted:
    return Counted(
        source=item["source"],
        aggregate=item["aggregate"],
        over=tuple(item["over"]),
        where=item["where"],
        files=tuple(item["files"]),
    )
