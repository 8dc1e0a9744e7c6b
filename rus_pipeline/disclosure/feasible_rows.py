"""Rows that a delivered file could hold: a wide sample of them, with every derived variable.

How figures are tied is found by trying them on such rows, so that a tie follows from schema and
variables as they are declared, and no list of ties is kept. A sample holds only possible rows, so
a tie that holds always holds in it; one that holds in it by chance makes the attacker stronger
than he is, never weaker. What belongs here: making rows. What does not: figures (``ties``).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import numpy as np
import polars as pl

from rus_pipeline.core.codes import UNKNOWN_KOMMUNE, code_list, kommuner
from rus_pipeline.core.edition import Edition
from rus_pipeline.ingest.schema import (
    CODE,
    DELIVERED,
    EXTRACTED,
    UNREADABLE,
    ColumnSpec,
    ExtractSchema,
    Kind,
    Rule,
)
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.slices.variables import ADULT, derive

_ROWS = 120_000
_BEFORE, _AFTER = 400, 30  # days around the year in which something may begin
# How long after another date one may fall: around every promise of the quality standard.
_LATER = (0, 0, 1, 2, 5, 10, 13, 14, 15, 16, 25, 30, 31, 32, 60, 120, 180, 184, 190, 300, 450)
_OLDEST = 95

_KEPT = 32  # editions in a row ask for the rows of the same years
_MADE: dict[tuple[object, ...], pl.DataFrame] = {}

_Generator = np.random.Generator
_Days: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int32]]
_Which: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int32 | np.int64 | np.bool_]]


def possible_rows(stem: str, edition: Edition, drawn: date) -> pl.DataFrame:
    """Return possible rows of the file ``stem``, with its variables as columns.

    They break no rule of the file's schema in an extract drawn on that day. The same arguments give
    the same rows.
    """
    asked = (stem, edition.year, edition.center.kommuner, drawn)
    if asked not in _MADE:
        if len(_MADE) >= _KEPT:
            _MADE.clear()
        _MADE[asked] = _made(stem, edition, drawn)
    return _MADE[asked]


def _made(stem: str, edition: Edition, drawn: date) -> pl.DataFrame:
    schema = SCHEMAS[stem]
    random = np.random.default_rng(edition.year)
    begun = _days(random, edition)
    births = _births(random, edition)
    columns: dict[str, tuple[_Values, Any]] = {"foedselsdato": (births, pl.Date)}
    for name, spec in schema.columns.items():
        values = _values(random, spec, edition, begun)
        columns[name] = values, schema.dtypes[name]
        columns[f"{DELIVERED}{spec.name}"] = births if spec.kind is Kind.CPR else values, pl.String

    def rows(names: Iterable[str], kept: pl.Series | None = None) -> pl.DataFrame:
        found = [of.as_type(as_, kept).alias(n) for n, (of, as_) in columns.items() if n in names]
        return pl.DataFrame(found).with_columns(pl.lit(drawn).alias(EXTRACTED))

    known, specs = {*columns, EXTRACTED}, schema.delivered_names()
    fields = [rule for rule in _breakable(schema) if _reads(rule) <= known]
    between = [rule for rule in schema.rules if _reads(rule) <= known]
    emptied = [rule for rule in (*fields, *between) if specs[rule.column].secondary]
    # Most rows are out by a field alone: of the others alone is everything made.
    out = [rule for rule in fields if not specs[rule.column].secondary]
    kept = rows(frozenset[str]().union(*map(_reads, out))).select(~_broken(out)).to_series()
    out_too = [rule for rule in between if not specs[rule.column].secondary]
    possible = rows(columns, kept).filter(~_broken(out_too))
    possible = possible.with_columns(
        pl.when(~_broken(r for r in emptied if r.column == name)).then(name).alias(name)
        for name in dict.fromkeys(rule.column for rule in emptied)
    )
    return derive(
        possible.with_row_index("line").with_columns(pl.lit("", CODE).alias("file")), stem, edition
    )


def _breakable(schema: ExtractSchema) -> Iterator[Rule]:
    """Yield the rules of fields, but for those of what cannot be read: what is drawn can be."""
    specs = schema.delivered_names()
    for rule in schema.field_rules:
        if rule.name != UNREADABLE[specs[rule.column].kind]:
            yield rule


def _reads(rule: Rule) -> frozenset[str]:
    return frozenset(rule.violated.meta.root_names())


def _broken(rules: Iterable[Rule]) -> pl.Expr:
    """Return whether a row breaks any of the rules."""
    return pl.any_horizontal(
        pl.lit(value=False), *(rule.violated.fill_null(value=False) for rule in rules)
    )


@dataclass(frozen=True)
class _Values:
    """A value for each row: which of ``every`` it is, null where it is missing.

    There are far fewer different values than rows, so that casting these is quick.
    """

    every: pl.Series
    which: pl.Series

    def as_type(self, dtype: Any, kept: pl.Series | None = None) -> pl.Series:
        """Return the value of each row, or of those that are kept, cast."""
        which = self.which if kept is None else self.which.filter(kept)
        return self.every.cast(dtype).gather(which)


def _days(random: _Generator, edition: Edition) -> _Days:
    first = (edition.first - date(1970, 1, 1)).days
    return random.integers(first - _BEFORE, first + 365 + _AFTER, _ROWS, dtype=np.int32)


def _births(random: _Generator, edition: Edition) -> _Values:
    """Return birth dates of every age, half of them of those about to be of age; none for some."""
    first = (edition.first - date(1970, 1, 1)).days
    years = np.where(
        random.random(_ROWS) < 0.5,
        ADULT - 2 + 4 * random.random(_ROWS),
        _OLDEST * random.random(_ROWS),
    )
    days = first - 365.25 * years
    return _dates(random, days.astype(np.int32))


def _values(random: _Generator, spec: ColumnSpec, edition: Edition, begun: _Days) -> _Values:
    match spec.kind:
        case Kind.DATO:
            later = random.choice(np.array(_LATER, dtype=np.int32), _ROWS)
            return _dates(random, begun + later)
        case Kind.KODE if spec.code_list is not None:
            return _one_of(random, [code.kode for code in code_list(spec.code_list)])
        case Kind.KOMMUNE:
            return _one_of(random, list(_kommuner(edition)), missing=False)
        case Kind.JA_NEJ:
            return _some(random, pl.Series([False, True]), random.random(_ROWS) < 0.5)
        case Kind.AAR:
            return _one_of(random, range(edition.year - 1, edition.year + 2), missing=False)
        case Kind.BELOEB:
            return _one_of(random, range(1000), missing=False)
        case Kind.ID | Kind.CPR:
            rows = pl.Series(np.arange(_ROWS, dtype=np.uint32))
            return _Values(rows if spec.kind is Kind.CPR else rows.cast(pl.String), rows)
        case _:
            return _one_of(random, ["a", "b"])


def _kommuner(edition: Edition) -> Iterator[str]:
    """Yield every municipality, its own often, and the unknown one."""
    own = [item.kode for item in edition.kommuner]
    others = [kode for kode in kommuner(edition.last) if kode not in own]
    yield from others
    for kode in (*own, UNKNOWN_KOMMUNE):
        yield from [kode] * len(others)


def _dates(random: _Generator, days: _Days) -> _Values:
    first = days.min()
    every = pl.Series(np.arange(first, days.max() + 1, dtype=np.int32)).cast(pl.Date)
    return _some(random, every, days - first)


def _one_of(
    random: _Generator, values: Sequence[str] | Sequence[int], *, missing: bool = True
) -> _Values:
    every, which = pl.Series(values), random.integers(0, len(values), _ROWS)
    return _some(random, every, which) if missing else _Values(every, pl.Series(which))


def _some(random: _Generator, every: pl.Series, which: _Which) -> _Values:
    """Return the values with a quarter of them missing."""
    missing = pl.Series(random.random(_ROWS) >= 0.75)
    return _Values(every, pl.Series(which.astype(np.uint32)).set(missing, None))
