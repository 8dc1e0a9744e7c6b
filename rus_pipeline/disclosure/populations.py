"""Which figures are counted of the same rows, of whatever table or edition.

What belongs here: the figures of each journal, by what they count. What does not: how those counts
are tied (``shared_rows``).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from rus_pipeline.disclosure.constraints import SAME, Constraints
from rus_pipeline.figures.figure import Counted, Figure
from rus_pipeline.slices import RETURNS, STEM_OF


@dataclass(frozen=True)
class Journal:
    """The delivered rows that are counted: a source, and the year of its extract."""

    source: str
    year: int


@dataclass
class Population:
    """The figures that are counted of one journal, by what they count.

    ``rows`` maps conditions (as text) to the figures that count the rows meeting them, ``distinct``
    the same for each thing that is told apart; ``where`` are the conditions themselves; ``totals``
    are sums of such counts of rows; ``closed`` the variables of conditions whose other values have
    neither row nor column because nothing counts in them.
    """

    journal: Journal
    rows: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    distinct: dict[tuple[str, ...], dict[str, list[str]]] = field(
        default_factory=dict[tuple[str, ...], dict[str, list[str]]]
    )
    where: dict[str, Mapping[str, object]] = field(default_factory=dict[str, Mapping[str, object]])
    totals: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    closed: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def labels(self, drawn: date) -> Iterator[tuple[str, list[str]]]:
        """Yield a name for each thing counted, the same in every edition, with its figures.

        ``drawn`` is the day of the extract: of another day it is another thing.
        """
        journal = f"{SAME}{self.journal.source}/{self.journal.year}/{drawn}"
        for name, ids in self.rows.items():
            yield f"{journal}//{name}", ids
        for measure, found in self.distinct.items():
            for name, ids in found.items():
                yield f"{journal}/{','.join(measure)}/{name}", ids


def populations(figures: Mapping[str, Figure]) -> list[Population]:
    """Return the populations of an edition's figures (by id)."""
    found: dict[Journal, Population] = {}
    for figure in figures.values():
        counted = figure.counted
        if counted is None or counted.aggregate == "sum":
            continue
        journal, where = _journal(figure, counted)
        population = found.setdefault(journal, Population(journal))
        name = name_of(where)
        population.where[name] = where
        population.closed[name] = population.closed.get(name, frozenset()) | set(figure.closed)
        if counted.aggregate == "rows":
            population.rows.setdefault(name, []).append(figure.figure_id)
        else:
            of = population.distinct.setdefault(_measure(counted, where), {})
            of.setdefault(name, []).append(figure.figure_id)
    _add_totals(found.values(), figures)
    return list(found.values())


def linked(ties: Constraints, files: Mapping[str, str]) -> Constraints:
    """Return ties in which a count has the name it has elsewhere only if the rows are the same.

    ``files`` are the sha256 of the raw files behind them: of another delivery it is another count.
    """

    def name(of: str) -> str:
        if not of.startswith(SAME):
            return of
        source, year, _ = of.removeprefix(SAME).split("/", 2)
        stem = STEM_OF.get(source, source)
        years = (int(year) - 1, int(year)) if source == RETURNS else (int(year),)
        own = sorted((f, s) for f, s in files.items() if _of(f, stem, years))
        return f"{of}#{sha256(repr(own).encode()).hexdigest()}"

    renamed = [replace(t, terms={name(n): f for n, f in t.terms.items()}) for t in ties.ties]
    return Constraints(tuple(renamed), ties.shares)


def _of(file: str, stem: str, years: tuple[int, ...]) -> bool:
    year, _, rest = file.partition("/")
    return int(year) in years and rest.rpartition(".")[0] == stem


def _journal(figure: Figure, counted: Counted) -> tuple[Journal, dict[str, object]]:
    where: dict[str, object] = {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value
        for name, value in counted.where.items()
    }
    year = int(str(where.pop("aar", figure.figure_id.partition("/")[0])))
    # What returns are counted of is no row of the file as delivered, but one a person.
    same = counted.source == RETURNS
    source = counted.source if same else STEM_OF.get(counted.source, counted.source)
    return Journal(source, year), where


def name_of(where: Mapping[str, object]) -> str:
    """Return conditions as text, by which equal ones are found."""
    return json.dumps(where, sort_keys=True, ensure_ascii=False)


def _measure(counted: Counted, where: Mapping[str, object]) -> tuple[str, ...]:
    """Return what is told apart, without what the conditions hold to one value."""
    return tuple(c for c in counted.over if c == "person" or isinstance(where.get(c), list | None))


def _add_totals(found: Iterable[Population], figures: Mapping[str, Figure]) -> None:
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
