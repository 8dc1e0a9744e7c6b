"""The ties that follow from which rows are counted.

Each count's conditions are tried on possible rows (``possible``). Columns of yes and no that add up
on every one of them are counts that add up in every journal; one that is yes wherever another is
is a count that is never smaller. What belongs here: finding them. What does not: what a share or a
total declares of itself (``ties``). Source: audit contract, The public edition.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO

import numpy as np
import polars as pl

from rus_pipeline.core.center import Center
from rus_pipeline.core.edition import Edition
from rus_pipeline.disclosure.constraints import LATENT, Constraint
from rus_pipeline.disclosure.feasible_rows import possible_rows
from rus_pipeline.disclosure.populations import Population, name_of
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.storage.cache import piece

_Matrix = np.ndarray[tuple[int, int], np.dtype[np.float32]]
_Vector = np.ndarray[tuple[int], np.dtype[np.float32]]
_Matrix64 = np.ndarray[tuple[int, int], np.dtype[np.float64]]
_Factors = np.ndarray[tuple[int], np.dtype[np.float64]]
_TINY = 1e-6


def shared_rows(
    population: Population,
    center: Center,
    drawn: date,
    held: Sequence[pl.DataFrame],
    asked_by: int,
) -> list[Constraint]:
    """Return the ties between the counts of one population, drawn on that day.

    ``held`` are rows that the journal does hold, so that its own figures always meet the ties.
    ``asked_by`` is the edition that asks: it is in the names of counts that are no figures, so that
    those of two editions are not taken for each other.

    Rows add up where they do on every possible row, and are within each other. Persons are never
    more than their rows; they add up as rows do where nobody is in two of the parts, which is exact
    where what tells the parts apart is told apart in each (``kolonne``).
    """
    journal = population.journal
    if journal.source in SCHEMAS:
        edition = Edition(journal.year, center)
        names = sorted({name for where in population.where.values() for name in where})
        # What one row says, a million like it say no better.
        every = [_possible(population, edition, drawn, names)]
        rows = pl.concat([*every, *(one.select(names).unique() for one in held)]).unique()
    else:
        rows = _crossed(population)
    columns = _Columns(population, rows)
    prefix = f"{LATENT}{asked_by}:{journal.source}-{journal.year}/"
    latent = {
        name: f"{prefix}{n}"
        for n, name in enumerate(dict.fromkeys([*columns.alike, *columns.by_name]))
    }

    def count(name: str) -> str:
        if name in population.totals:
            return name
        return next(iter(population.rows.get(name, ())), latent[name])

    ties = [Constraint({count(n): f for n, f in terms.items()}) for terms in _sums(columns.by_name)]
    for name, same in columns.alike.items():
        own = population.rows.get(name, ()) or ([count(name)] if name != same else ())
        ties += [Constraint({count(same): 1, one: -1}) for one in own if one != count(same)]
    for part, whole in _inclusions(columns.by_name):
        ties.append(Constraint({count(whole): 1, count(part): -1}, equal=False))
    for measure, found in population.distinct.items():
        for name, ids in found.items():
            ties.append(Constraint({count(columns.alike[name]): 1, ids[0]: -1}, equal=False))
        ties += _persons(population, columns, measure)
    for label, ids in population.labels(drawn):
        ties += [Constraint({label: 1, one: -1}) for one in ids]
    return ties


def _persons(
    population: Population, columns: "_Columns", measure: tuple[str, ...]
) -> Iterator[Constraint]:
    """Yield how distinct counts add up, and are within each other, that are told apart by the same.

    Where parts differ in nothing but what is told apart, nobody is in two of them in the same way,
    and their sum is exact. Parts that differ otherwise may share a person, and are more together.
    """
    told_apart = set(measure) - {"person"}
    ids: dict[str, str] = {}
    for other, found in population.distinct.items():
        for name, of in found.items():
            held = {v for v, value in population.where[name].items() if not isinstance(value, list)}
            if set(other) == set(measure) or (told_apart and told_apart - set(other) <= held):
                first = ids.setdefault(columns.alike[name], of[0])
                yield from (Constraint({first: 1, one: -1}) for one in of if one != first)
    own = {name: column for name, column in columns.by_name.items() if name in ids}
    if not own:
        return
    for part, whole in _inclusions(own):
        yield Constraint({ids[whole]: 1, ids[part]: -1}, equal=False)
    for terms in _sums(own):
        apart = {
            sign: _told_apart(population, [n for n, f in terms.items() if f * sign > 0], told_apart)
            for sign in (1, -1)
        }
        if apart[1] or apart[-1]:
            sign = 1 if apart[-1] else -1
            signed = {ids[name]: sign * factor for name, factor in terms.items()}
            yield Constraint(signed, exact=apart[1] and apart[-1])


def _told_apart(population: Population, names: Sequence[str], by: set[str]) -> bool:
    """Return whether conditions differ in nothing but variables that tell persons apart."""
    rest = {
        name_of({v: x for v, x in population.where[name].items() if v not in by}) for name in names
    }
    return len(rest) <= 1


def _possible(
    population: Population, edition: Edition, drawn: date, names: Sequence[str]
) -> pl.DataFrame:
    """Return what is told apart among the possible rows of a population: ``names`` of each kind."""
    source = population.journal.source
    asked = (source, edition.year, edition.center.kommuner, str(drawn), names)
    closed = {name: sorted(variables) for name, variables in sorted(population.closed.items())}

    def make() -> bytes:
        rows = _present(possible_rows(source, edition, drawn), population)
        told = BytesIO()
        rows.select(names).unique(maintain_order=True).write_parquet(told)
        return told.getvalue()

    return pl.read_parquet(
        piece(__name__, repr((asked, sorted(population.where.items()), closed)), make)
    )


def _present(rows: pl.DataFrame, population: Population) -> pl.DataFrame:
    """Leave out the rows that would have a row or column of their own, which is not there."""
    shapes: dict[str, tuple[dict[str, object], str, set[str]]] = {}
    for name, variables in population.closed.items():
        where = population.where[name]
        for variable in variables & where.keys():
            rest = {v: value for v, value in where.items() if v != variable}
            shape = shapes.setdefault(f"{variable} {name_of(rest)}", (rest, variable, set()))
            value = where[variable]
            shape[2].update(map(str, value) if isinstance(value, list) else [str(value)])
    for rest, variable, values in shapes.values():
        rows = rows.filter(~(_condition(rest) & ~pl.col(variable).is_in(values)))
    return rows


def _crossed(population: Population) -> pl.DataFrame:
    """Return every way to meet the conditions of a source that has no schema of its own."""
    values: dict[str, set[object]] = {}
    for where in population.where.values():
        for name, value in where.items():
            values.setdefault(name, {None}).update(value if isinstance(value, list) else [value])
    rows = pl.DataFrame({"": [True]})
    for name, found in sorted(values.items()):
        rows = rows.join(pl.DataFrame({name: list(found)}), how="cross")
    return rows


class _Columns:
    """What each count of a population says of each possible row: yes or no.

    Beside the figures there are totals and margins, so that what two tables share is seen where
    neither prints it. Columns that say the same of every row are one, with several names.
    """

    def __init__(self, population: Population, rows: pl.DataFrame) -> None:
        wheres = {**population.where, **_margins(population)}
        said = rows.select(_condition(where).alias(name) for name, where in wheres.items())
        columns = {name: said[name].to_numpy() for name in wheres}
        ids = {i: name for name, found in population.rows.items() for i in found}
        for total, addends in population.totals.items():
            together = np.sum([columns[ids[a]] for a in addends], axis=0)
            if together.max(initial=0) <= 1:
                columns[total] = together.astype(np.bool_)
        packed = np.packbits(np.stack(list(columns.values()), axis=1), axis=1)
        _, first = np.unique(packed, axis=0, return_index=True)
        alike: dict[bytes, str] = {}
        self.alike: dict[str, str] = {}
        kept: dict[str, _Vector] = {}
        for name, column in columns.items():
            short = column[first].astype(np.float32)
            self.alike[name] = alike.setdefault(short.tobytes(), name) if short.any() else name
            if self.alike[name] == name and short.any():
                kept[name] = short
        wide = {self.alike[name] for name in (*_margins(population), *population.totals)}
        kept |= _remainders(kept, wide)
        self.by_name = dict(sorted(kept.items(), key=lambda item: -float(item[1].sum())))


def _remainders(columns: Mapping[str, _Vector], wide: set[str]) -> dict[str, _Vector]:
    """Return what is left of a wide count less one within it, where a third holds it all.

    So what two tables leave between them is seen to be within a figure of another: the discharged
    from drug treatment who are not followed up are among those who died.
    """
    names = list(columns)
    matrix = np.stack([columns[name] for name in names], axis=1)
    outside = _outside(matrix)
    within = _within(outside)
    known = {column.tobytes() for column in columns.values()}
    found: dict[str, _Vector] = {}
    for part, whole in np.argwhere(within):
        if names[part] in wide and names[whole] in wide:
            # Of what is left, as many rows are outside a third as of the whole less of the part.
            holders = (outside[whole] == outside[part]) & ~within[whole]
            holders[whole] = False
            if holders.any():
                rest = matrix[:, whole] - matrix[:, part]
                if rest.tobytes() not in known:
                    known.add(rest.tobytes())
                    found[f"{names[whole]} - {names[part]}"] = rest
    return found


def _outside(matrix: _Matrix) -> _Matrix:
    """Return for each two columns of 0 and 1 how many rows of the first are not of the second.

    In float32, which holds them exactly: there are fewer than 2^24 rows.
    """
    both = matrix.T @ matrix
    outside: _Matrix = both.diagonal()[:, None] - both
    return outside


def _within(outside: _Matrix) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Return for each two columns whether every row of the first is of the second."""
    within: np.ndarray[tuple[int, int], np.dtype[np.bool_]] = outside == 0
    np.fill_diagonal(within, val=False)
    return within


def _margins(population: Population) -> dict[str, Mapping[str, object]]:
    """Return the conditions of figures with one left out that tells them apart."""
    shapes: dict[tuple[str, ...], dict[str, set[str]]] = {}
    for where in population.where.values():
        values = shapes.setdefault(tuple(sorted(where)), {})
        for name, value in where.items():
            values.setdefault(name, set()).add(str(value))
    found: dict[str, Mapping[str, object]] = {}
    for where in population.where.values():
        for left_out, of in shapes[tuple(sorted(where))].items():
            margin = {name: value for name, value in where.items() if name != left_out}
            if len(of) > 1 and margin:
                found[name_of(margin)] = margin
    return found


def _condition(where: Mapping[str, object]) -> pl.Expr:
    conditions = [
        pl.col(n).is_in(v) if isinstance(v, list) else pl.col(n).eq(v) for n, v in where.items()
    ]
    whole = pl.all_horizontal(conditions) if conditions else pl.lit(value=True)
    return whole.fill_null(value=False)


def _sums(columns: Mapping[str, _Vector]) -> list[dict[str, int]]:
    """Return every way that columns add up to nothing on all rows: a basis of their relations.

    Large ones come first, so that a relation is of one table: a part is the whole less the others.
    """
    names = list(columns)
    matrix = np.stack([columns[name] for name in names], axis=1).astype(np.float64)
    # The first and last row of each column have most often the relations of all rows. Those on
    # which one does not hold are tried too, until none is left.
    there = matrix != 0
    tried = np.union1d(there.argmax(axis=0), len(matrix) - 1 - there[::-1].argmax(axis=0))
    while True:
        found = _relations(matrix[tried])
        broken = np.flatnonzero((np.abs(matrix @ found) > _TINY).any(axis=1))
        if not broken.size:
            break
        tried = np.union1d(tried, broken[: len(names)])
    return [
        _whole({names[at]: float(relation[at]) for at in _made_up_first(relation)})
        for relation in found.T
    ]


def _made_up_first(relation: _Factors) -> list[int]:
    """Return the columns of a relation: the one that the others make up, and then those."""
    *others, last = np.flatnonzero(relation).tolist()
    return [last, *others]


def _relations(matrix: _Matrix64) -> _Matrix64:
    """Return relations as columns: each makes up one column of those before it that no other does.

    They are the same of whatever rows that have the same relations.
    """
    rows, columns = matrix.shape
    found: list[_Factors] = []
    pivots: list[tuple[int, int]] = []
    row = 0
    for at in range(columns):
        free = np.abs(matrix[row:, at])
        best = row + int(free.argmax()) if free.size else row
        if row == rows or free.max(initial=0) < _TINY:
            relation = np.zeros(columns)
            relation[at] = -1
            relation[[c for _, c in pivots]] = matrix[[r for r, _ in pivots], at]
            found.append(relation)
            continue
        left = matrix[:, at:]  # columns before this one are not looked at again
        left[[row, best]] = left[[best, row]]
        left[row] /= left[row, 0]
        others = np.flatnonzero(np.abs(left[:, 0]) > _TINY)
        others = others[others != row]
        left[others] -= np.outer(left[others, 0], left[row])
        pivots.append((row, at))
        row += 1
    return np.stack(found, axis=1) if found else np.zeros((columns, 0))


def _whole(relation: Mapping[str, float]) -> dict[str, int]:
    """Return a relation with whole factors. Sums of rows that a table shares always have them."""
    for times in range(1, 13):
        factors = {name: times * factor for name, factor in relation.items()}
        if all(abs(factor - round(factor)) < _TINY for factor in factors.values()):
            return {name: round(f) for name, f in factors.items() if round(f)}
    raise ArithmeticError(f"no whole factors: {relation}")


def _inclusions(columns: Mapping[str, _Vector]) -> Iterator[tuple[str, str]]:
    """Yield each (part, whole) where all rows of one are of the other, but through a third."""
    names = list(columns)
    matrix = np.stack([columns[name] for name in names], axis=1)
    within = _within(_outside(matrix))
    between = (within.astype(np.float32) @ within.astype(np.float32)) > 0
    for part, whole in np.argwhere(within & ~between):
        yield names[part], names[whole]
