"""Constraints between counts that follow from which rows they count.

Each count's conditions are tried on feasible rows (``feasible_rows``), which gives a column of 0
and 1. A linear relation between columns holds between the counts of every extract; a column within
another is a count that is never larger. Source: audit contract, The public edition.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO

import numpy as np
import polars as pl

from rus_pipeline.core.center import Center
from rus_pipeline.core.edition import Edition
from rus_pipeline.disclosure.column_relations import (
    Vector,
    inclusions,
    linear_relations,
    remainders,
)
from rus_pipeline.disclosure.constraints import LATENT, Constraint
from rus_pipeline.disclosure.feasible_rows import feasible_rows
from rus_pipeline.disclosure.populations import Population, condition_key, margins
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.storage.cache import cached


def row_constraints(
    population: Population,
    center: Center,
    extract_date: date,
    held: Sequence[pl.DataFrame],
    edition: str,
) -> list[Constraint]:
    """Return the constraints between the counts of one population.

    ``held`` are the extract's actual rows, so that its own figures always meet the constraints.
    ``edition`` is the edition that is protected: it is part of the names of latent counts, so that
    two editions' are different.

    Row counts add up, and are within each other, as their columns are. Persons are never more than
    their rows. Counts of persons add up as rows do where nobody is in two of the parts: exactly so
    where the column that tells the parts apart (``kolonne``) is part of the distinct key.
    """
    columns = _Columns(population, _rows(population, center, extract_date, held))
    prefix = f"{LATENT}{edition}:{population.source}-{population.year}/"
    latent = {
        key: f"{prefix}{n}"
        for n, key in enumerate(dict.fromkeys([*columns.same_as, *columns.by_key]))
    }

    def count(key: str) -> str:
        """Return a figure that counts these rows, or the latent count where there is none."""
        if key in population.totals:
            return key
        return next(iter(population.rows.get(key, ())), latent[key])

    found = [
        Constraint({count(key): factor for key, factor in terms.items()})
        for terms in linear_relations(columns.by_key)
    ]
    for key, same in columns.same_as.items():
        own = population.rows.get(key, ()) or ([count(key)] if key != same else ())
        found += [Constraint({count(same): 1, one: -1}) for one in own if one != count(same)]
    for part, whole in inclusions(columns.by_key):
        found.append(Constraint({count(whole): 1, count(part): -1}, equal=False))
    for measure, by_key in population.distinct.items():
        for key, ids in by_key.items():
            found.append(Constraint({count(columns.same_as[key]): 1, ids[0]: -1}, equal=False))
        found += _person_constraints(population, columns, measure)
    for name, ids in population.shared_names(extract_date):
        found += [Constraint({name: 1, one: -1}) for one in ids]
    return found


def _person_constraints(
    population: Population, columns: "_Columns", measure: tuple[str, ...]
) -> Iterator[Constraint]:
    """Yield how the distinct counts with one key (``measure``) add up and include each other.

    Where parts differ only in columns of the key, nobody is counted in two of them, and their sum
    is exact. Other parts may share a person, and add up to at least the whole.
    """
    key_columns = set(measure) - {"person"}
    ids: dict[str, str] = {}
    for other, by_key in population.distinct.items():
        for key, figures in by_key.items():
            fixed = {
                variable
                for variable, value in population.conditions[key].items()
                if not isinstance(value, list)
            }
            if set(other) == set(measure) or (key_columns and key_columns - set(other) <= fixed):
                first = ids.setdefault(columns.same_as[key], figures[0])
                yield from (Constraint({first: 1, one: -1}) for one in figures if one != first)
    own = {key: column for key, column in columns.by_key.items() if key in ids}
    if not own:
        return
    for part, whole in inclusions(own):
        yield Constraint({ids[whole]: 1, ids[part]: -1}, equal=False)
    for terms in linear_relations(own):
        disjoint = {
            sign: _differ_only_in(
                key_columns, population, [key for key, f in terms.items() if f * sign > 0]
            )
            for sign in (1, -1)
        }
        if disjoint[1] or disjoint[-1]:
            sign = 1 if disjoint[-1] else -1
            signed = {ids[key]: sign * factor for key, factor in terms.items()}
            yield Constraint(signed, exact=disjoint[1] and disjoint[-1])


def _differ_only_in(variables: set[str], population: Population, keys: Sequence[str]) -> bool:
    """Return whether the conditions of all ``keys`` are alike but for ``variables``."""
    rest = {
        condition_key({v: x for v, x in population.conditions[key].items() if v not in variables})
        for key in keys
    }
    return len(rest) <= 1


def _rows(
    population: Population, center: Center, extract_date: date, held: Sequence[pl.DataFrame]
) -> pl.DataFrame:
    """Return the distinct rows to try conditions on: feasible ones and the actual ones."""
    if population.source not in SCHEMAS:
        return _cross_product(population)
    edition = Edition(population.year, center)
    variables = sorted({name for where in population.conditions.values() for name in where})
    feasible = _feasible(population, edition, extract_date, variables)
    # The streaming engine takes a tenth of the memory: millions of rows differ in few ways.
    actual = pl.collect_all(
        [one.lazy().select(variables).unique() for one in held], engine="streaming"
    )
    return pl.concat([feasible, *actual]).unique()


def _feasible(
    population: Population, edition: Edition, extract_date: date, variables: Sequence[str]
) -> pl.DataFrame:
    """Return the distinct ``variables`` of the population's feasible rows, from the cache."""
    source = population.source
    center = edition.center
    sample = (
        *(source, edition.year, center.kommuner, str(extract_date), variables),
        *(center.tilbud, center.frister, center.som),
    )
    closed = {key: sorted(names) for key, names in sorted(population.closed.items())}

    def make() -> bytes:
        rows = _without_closed(feasible_rows(source, edition, extract_date), population)
        parquet = BytesIO()
        rows.select(variables).unique(maintain_order=True).write_parquet(parquet)
        return parquet.getvalue()

    return pl.read_parquet(
        cached(__name__, repr((sample, sorted(population.conditions.items()), closed)), make)
    )


def _without_closed(rows: pl.DataFrame, population: Population) -> pl.DataFrame:
    """Leave out rows that would need a table row or column that is not there."""
    shapes: dict[str, tuple[dict[str, object], str, set[str]]] = {}
    for key, variables in population.closed.items():
        where = population.conditions[key]
        for variable in variables & where.keys():
            rest = {v: value for v, value in where.items() if v != variable}
            shape = shapes.setdefault(f"{variable} {condition_key(rest)}", (rest, variable, set()))
            value = where[variable]
            shape[2].update(map(str, value) if isinstance(value, list) else [str(value)])
    for rest, variable, values in shapes.values():
        rows = rows.filter(~(_condition(rest) & ~pl.col(variable).is_in(values)))
    return rows


def _cross_product(population: Population) -> pl.DataFrame:
    """Return every combination of the conditions' values, for a source without a schema."""
    values: dict[str, set[object]] = {}
    for where in population.conditions.values():
        for name, value in where.items():
            values.setdefault(name, {None}).update(value if isinstance(value, list) else [value])
    rows = pl.DataFrame({"": [True]})
    for name, found in sorted(values.items()):
        rows = rows.join(pl.DataFrame({name: list(found)}), how="cross")
    return rows


class _Columns:
    """The column of 0 and 1 of each count of a population.

    Beside the figures there are totals and margins, so that what two tables share is seen where
    neither prints it. ``same_as`` maps each condition key to the first one with an equal column;
    ``by_key`` holds the columns that differ, widest first.
    """

    def __init__(self, population: Population, rows: pl.DataFrame) -> None:
        at_margins = margins(population)
        wheres = {**population.conditions, **at_margins}
        tried = rows.select(_condition(where).alias(key) for key, where in wheres.items())
        columns = {key: tried[key].to_numpy() for key in wheres}
        ids = {i: key for key, figures in population.rows.items() for i in figures}
        for total, addends in population.totals.items():
            added = np.sum([columns[ids[a]] for a in addends], axis=0)
            if added.max(initial=0) <= 1:
                columns[total] = added.astype(np.bool_)
        every = np.stack(list(columns.values()), axis=1)
        packed = np.packbits(every, axis=1)
        as_bytes = packed.view(f"V{packed.shape[1]}").ravel().tolist()
        first = list({row: number for number, row in enumerate(as_bytes)}.values())
        short = np.ascontiguousarray(every[first].T)
        contents = np.packbits(short, axis=1)
        nothing = bytes(contents.shape[1])
        by_content: dict[bytes, str] = {}
        self.same_as: dict[str, str] = {}
        distinct: dict[str, Vector] = {}
        for number, key in enumerate(columns):
            content = contents[number].tobytes()
            self.same_as[key] = key if content == nothing else by_content.setdefault(content, key)
            if self.same_as[key] == key and content != nothing:
                distinct[key] = short[number].astype(np.float32)
        wide = {self.same_as[key] for key in (*at_margins, *population.totals)}
        distinct |= remainders(distinct, wide)
        self.by_key = dict(sorted(distinct.items(), key=lambda item: -float(item[1].sum())))


def _condition(where: Mapping[str, object]) -> pl.Expr:
    conditions = [
        pl.col(n).is_in(v) if isinstance(v, list) else pl.col(n).eq(v) for n, v in where.items()
    ]
    all_met = pl.all_horizontal(conditions) if conditions else pl.lit(value=True)
    return all_met.fill_null(value=False)
