"""Which figures are counted of the same rows, of whatever table or edition.

What belongs here: the figures of each journal, by what they count. What does not: how those counts
are tied (``shared_rows``).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rus_pipeline.figures.stored import Counted, StoredFigure
from rus_pipeline.slices import RETURNS, STEM_OF


@dataclass(frozen=True)
class Journal:
    """Delivered files whose rows are counted: a source, its year, and each file with its sha256."""

    source: str
    year: int
    files: tuple[tuple[str, str], ...]


@dataclass
class Population:
    """The figures that are counted of one journal, by what they count."""

    journal: Journal
    rows: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    distinct: dict[tuple[str, ...], dict[str, list[str]]] = field(
        default_factory=dict[tuple[str, ...], dict[str, list[str]]]
    )
    where: dict[str, Mapping[str, object]] = field(default_factory=dict[str, Mapping[str, object]])
    totals: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    closed: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])


def populations(
    editions: Iterable[tuple[Mapping[str, StoredFigure], Mapping[str, str]]],
) -> list[Population]:
    """Return the populations of figures of one or more editions.

    An edition is its figures by id and the sha256 of each raw file behind it.
    """
    found: dict[Journal, Population] = {}
    for figures, files in editions:
        for figure in figures.values():
            counted = figure.counted
            if counted is None or counted.aggregate == "sum":
                continue
            journal, where = _journal(figure, counted, files)
            population = found.setdefault(journal, Population(journal))
            name = name_of(where)
            population.where[name] = where
            population.closed[name] = population.closed.get(name, frozenset()) | set(figure.closed)
            if counted.aggregate == "rows":
                population.rows.setdefault(name, []).append(figure.figure_id)
            else:
                measure = _measure(counted, where)
                population.distinct.setdefault(measure, {}).setdefault(name, []).append(
                    figure.figure_id
                )
        _add_totals(found.values(), figures)
    return list(found.values())


def _journal(
    figure: StoredFigure, counted: Counted, files: Mapping[str, str]
) -> tuple[Journal, dict[str, object]]:
    where: dict[str, object] = dict(counted.where)
    year = int(str(where.pop("aar", figure.figure_id.partition("/")[0])))
    source = (
        counted.source if counted.source == RETURNS else STEM_OF.get(counted.source, counted.source)
    )
    return Journal(source, year, tuple((file, files[file]) for file in counted.files)), where


def name_of(where: Mapping[str, object]) -> str:
    """Return conditions as text, by which equal ones are found."""
    return json.dumps(where, sort_keys=True, ensure_ascii=False)


def _measure(counted: Counted, where: Mapping[str, object]) -> tuple[str, ...]:
    """Return what is told apart, without what the conditions hold to one value."""
    return tuple(c for c in counted.over if c == "person" or isinstance(where.get(c), list | None))


def _add_totals(found: Iterable[Population], figures: Mapping[str, StoredFigure]) -> None:
    """Note the totals whose addends are all counts of rows of one journal."""
    of: dict[str, Population] = {
        figure_id: population
        for population in found
        for ids in population.rows.values()
        for figure_id in ids
    }
    for figure in figures.values():
        if figure.rule == "total":
            addends = tuple(part.figure_id for part in figure.components)
            homes = {id(of.get(addend)) for addend in addends}
            population = of.get(addends[0]) if addends else None
            if population is not None and len(homes) == 1:
                population.totals[figure.figure_id] = addends
