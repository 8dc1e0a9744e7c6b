"""Populations: the figures counted from the same delivered rows, whatever table shows them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from hashlib import sha256

from rus_pipeline.disclosure.constraints import SHARED, Constraints, year_of
from rus_pipeline.figures.figure import Counted, Figure
from rus_pipeline.figures.left_out import HOME
from rus_pipeline.ingest.files.delivered_names import stem_of
from rus_pipeline.slices import STEM_OF, WITH_THE_YEAR_BEFORE
from rus_pipeline.slices.variables import files_behind

_AND = "+"  # between the files of a count's name


@dataclass
class Population:
    """The figures counted from one source's rows in the extract of one year.

    ``rows`` maps a condition key to the ids of the figures that count the rows meeting the
    conditions; ``distinct`` does so for each key of a distinct count (``person``, and columns).
    ``conditions`` maps a condition key to the conditions (variable → value or values). ``totals``
    maps a total of row counts to its addends. ``closed`` maps a condition key to the variables
    whose other values have neither row nor column because nothing counts in them.
    """

    source: str
    year: int
    rows: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    distinct: dict[tuple[str, ...], dict[str, list[str]]] = field(
        default_factory=dict[tuple[str, ...], dict[str, list[str]]]
    )
    conditions: dict[str, Mapping[str, object]] = field(
        default_factory=dict[str, Mapping[str, object]]
    )
    totals: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    closed: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    @property
    def figure_ids(self) -> Iterator[str]:
        """Yield the id of each figure that counts its rows."""
        for by_key in (self.rows, *self.distinct.values()):
            for ids in by_key.values():
                yield from ids

    def shared_names(self, extract_date: date) -> Iterator[tuple[str, list[str]]]:
        """Yield each count's name, the same in every edition that counts these rows, and its ids.

        An extract of another ``extract_date`` has other names.
        """
        for key, ids in self.rows.items():
            yield f"{self._prefix(key, extract_date)}//{key}", ids
        for measure, found in self.distinct.items():
            for key, ids in found.items():
                yield f"{self._prefix(key, extract_date)}/{','.join(measure)}/{key}", ids

    def _prefix(self, key: str, extract_date: date) -> str:
        """Return the beginning of a name: the files that the count rests on, year and date."""
        stems = _AND.join(files_behind(self.source, self.conditions[key]))
        return f"{SHARED}{stems}/{self.year}/{extract_date}"


def populations(figures: Mapping[str, Figure]) -> list[Population]:
    """Return the populations that an edition's figures (by id) are counted from.

    Sums of amounts and quantiles belong to none.
    """
    found: dict[tuple[str, int], Population] = {}
    for figure in figures.values():
        counted = figure.counted
        if counted is None or counted.aggregate not in {"rows", "distinct"}:
            continue
        source, year, conditions = _origin(figure, counted)
        population = found.setdefault((source, year), Population(source, year))
        key = condition_key(conditions)
        population.conditions[key] = conditions
        population.closed[key] = population.closed.get(key, frozenset()) | set(figure.closed)
        if counted.aggregate == "rows":
            population.rows.setdefault(key, []).append(figure.figure_id)
        else:
            by_key = population.distinct.setdefault(_measure(counted, conditions), {})
            by_key.setdefault(key, []).append(figure.figure_id)
    _add_totals(found.values(), figures)
    return list(found.values())


def with_file_digests(constraints: Constraints, files: Mapping[str, str]) -> Constraints:
    """Add the digest of the raw files to each shared name, so that equal names are equal counts.

    ``files`` maps each raw file behind the edition to its sha256. Another delivery of a file is
    another population.
    """

    @cache
    def digest(sources: str, year: str) -> str:
        source, *others = sources.split(_AND)
        stems = (STEM_OF.get(source, source), *others)
        years = (int(year) - 1, int(year)) if source in WITH_THE_YEAR_BEFORE else (int(year),)
        own = sorted((f, s) for f, s in files.items() if _is_extract(f, stems, years))
        return sha256(repr(own).encode()).hexdigest()

    def with_digest(name: str) -> str:
        if not name.startswith(SHARED):
            return name
        sources, year, _ = name.removeprefix(SHARED).split("/", 2)
        return f"{name}#{digest(sources, year)}"

    renamed = [
        replace(t, terms={with_digest(n): f for n, f in t.terms.items()})
        if any(name.startswith(SHARED) for name in t.terms)
        else t
        for t in constraints.linear
    ]
    return Constraints(tuple(renamed), constraints.shares)


def _is_extract(file: str, stems: tuple[str, ...], years: tuple[int, ...]) -> bool:
    """Return whether ``file`` (``2023/forloeb.csv``) is one of ``stems``, of one of the years."""
    year, _, name = file.partition("/")
    return int(year) in years and stem_of(name) in stems


def _origin(figure: Figure, counted: Counted) -> tuple[str, int, dict[str, object]]:
    """Return source, year and conditions; a development's ``aar`` is its year, no condition."""
    where: dict[str, object] = {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value
        for name, value in counted.where.items()
    }
    year = int(str(where.pop("aar", year_of(figure.figure_id))))
    # Persons over two years are counted from a slice with a row each, not from delivered rows.
    source = (
        counted.source
        if counted.source in WITH_THE_YEAR_BEFORE
        else STEM_OF.get(counted.source, counted.source)
    )
    return source, year, where


def condition_key(where: Mapping[str, object]) -> str:
    """Return conditions as text: equal conditions have equal keys."""
    return json.dumps(where, sort_keys=True, ensure_ascii=False)


def _measure(counted: Counted, where: Mapping[str, object]) -> tuple[str, ...]:
    """Return the key of a distinct count, without columns that the conditions fix to one value."""
    return tuple(c for c in counted.over if c == "person" or isinstance(where.get(c), list | None))


def _add_totals(found: Iterable[Population], figures: Mapping[str, Figure]) -> None:
    """Add the totals whose addends all count rows of one population."""
    population_of: dict[str, Population] = {
        figure_id: population
        for population in found
        for ids in population.rows.values()
        for figure_id in ids
    }
    for figure in figures.values():
        if figure.rule == "total":
            addends = tuple(part.figure_id for part in figure.components)
            populations_ = {id(population_of.get(addend)) for addend in addends}
            population = population_of.get(addends[0]) if addends else None
            if population is not None and len(populations_) == 1:
                population.totals[figure.figure_id] = addends


def margins(population: Population) -> dict[str, Mapping[str, object]]:
    """Return the margins of the figures: conditions with one varying variable left out.

    Where some figures count everyone and others the home municipality alone, a margin of the latter
    is one of everyone too: what is counted at home is a part of it.
    """
    shapes: dict[tuple[str, ...], dict[str, set[str]]] = {}
    for where in population.conditions.values():
        values = shapes.setdefault(tuple(sorted(where)), {})
        for name, value in where.items():
            values.setdefault(name, set()).add(str(value))
    found: dict[str, Mapping[str, object]] = {}
    for where in population.conditions.values():
        for left_out, seen in shapes[tuple(sorted(where))].items():
            margin = {name: value for name, value in where.items() if name != left_out}
            if len(seen) > 1 and margin:
                found[condition_key(margin)] = margin
    if any(HOME not in where for where in population.conditions.values()):
        for where in list(found.values()):
            everyone = {name: value for name, value in where.items() if name != HOME}
            found.setdefault(condition_key(everyone), everyone)
    return found
