"""Feasible rows: a wide sample of the rows that a delivered file could hold, with every variable.

Constraints between counts are found by trying conditions on these rows, so that they follow from
schema and variables as declared, and no list of them is kept. Every row of the sample is feasible,
so a constraint that always holds holds in the sample. One that holds there by chance makes the
intruder stronger than in reality, never weaker.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import numpy as np
import polars as pl

from rus_pipeline.core.codes import UNKNOWN_KOMMUNE, code_list, kommuner
from rus_pipeline.core.edition import Edition
from rus_pipeline.core.offer import USUAL_TERMS, Frister
from rus_pipeline.ingest.schema import (
    CODE,
    DELIVERED,
    DTYPES,
    EXTRACTED,
    UNREADABLE,
    ColumnSpec,
    ExtractSchema,
    Kind,
    Rule,
)
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.ingest.values.parsing import TREATMENTS
from rus_pipeline.slices import COURSES
from rus_pipeline.slices.measures import ORS_CHANGE
from rus_pipeline.slices.variables import ADULT, derive

_ROWS = 120_000
_BEFORE, _AFTER = 400, 30  # days around the year in which something may begin
# Days from one date to the next: around every time limit of the contract's quality standard.
_DAYS_AFTER = (0, 0, 1, 2, 5, 10, 13, 14, 15, 16, 25, 30, 31, 32, 60, 120, 180, 184, 190, 300, 450)
_OLDEST = 95
_CHANGES = (-20, -5, -4, 0, 4, 5, 20)  # of a course's scores: around what is a change

_CACHED = 32  # editions built one after the other need the rows of the same years
_CACHE: dict[tuple[object, ...], pl.DataFrame] = {}

_Generator = np.random.Generator
_Days: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int32]]
_Which: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int32 | np.int64 | np.bool_]]


def feasible_rows(stem: str, edition: Edition, extract_date: date) -> pl.DataFrame:
    """Return rows that the file ``stem`` could hold, with its derived variables as columns.

    They break no rule of the file's schema in an extract drawn on ``extract_date``. The same
    arguments give the same rows.
    """
    center = edition.center
    arguments = (
        *(stem, edition.year, center.kommuner, extract_date),
        *(center.tilbud, center.frister, center.som),
    )
    if arguments not in _CACHE:
        if len(_CACHE) >= _CACHED:
            _CACHE.clear()
        _CACHE[arguments] = _sample(stem, edition, extract_date)
    return _CACHE[arguments]


def _sample(stem: str, edition: Edition, extract_date: date) -> pl.DataFrame:
    schema = SCHEMAS[stem]
    random = np.random.default_rng(edition.year)
    begun = _days(random, edition)
    births = _births(random, edition)
    columns: dict[str, tuple[_Values, Any]] = {"foedselsdato": (births, pl.Date)}
    for name, spec in schema.columns.items():
        values = _values(random, spec, edition, begun)
        columns[name] = values, schema.dtypes[name]
        columns[f"{DELIVERED}{spec.name}"] = births if spec.kind is Kind.CPR else values, pl.String

    def rows(names: Iterable[str], fitting: pl.Series | None = None) -> pl.DataFrame:
        found = [
            of.as_type(as_, fitting).alias(n) for n, (of, as_) in columns.items() if n in names
        ]
        return pl.DataFrame(found).with_columns(pl.lit(extract_date).alias(EXTRACTED))

    known, specs = {*columns, EXTRACTED}, schema.delivered_names()
    fields = [rule for rule in _breakable(schema) if _reads(rule) <= known]
    between = [rule for rule in schema.rules if _reads(rule) <= known]
    emptying = [rule for rule in (*fields, *between) if specs[rule.column].secondary]
    # Most rows break a rule of one field: all columns are made only for the rest.
    excluding = [rule for rule in fields if not specs[rule.column].secondary]
    fitting = (
        rows(frozenset[str]().union(*map(_reads, excluding)))
        .select(~_broken(excluding))
        .to_series()
    )
    excluding_between = [rule for rule in between if not specs[rule.column].secondary]
    feasible = rows(columns, fitting).filter(~_broken(excluding_between))
    feasible = feasible.with_columns(
        pl.when(~_broken(r for r in emptying if r.column == name)).then(name).alias(name)
        for name in dict.fromkeys(rule.column for rule in emptying)
    )
    if stem == COURSES:
        change = _one_of(random, _CHANGES).as_type(DTYPES[Kind.SCORE]).head(feasible.height)
        feasible = feasible.with_columns(change.alias(ORS_CHANGE))
    return derive(
        feasible.with_row_index("line").with_columns(pl.lit("", CODE).alias("file")), stem, edition
    )


def _breakable(schema: ExtractSchema) -> Iterator[Rule]:
    """Yield the rules of fields, without those on unreadable values: the sample has none."""
    specs = schema.delivered_names()
    for rule in schema.field_rules:
        if rule.name != UNREADABLE[specs[rule.column].kind]:
            yield rule


def _reads(rule: Rule) -> frozenset[str]:
    return frozenset(rule.violated.meta.root_names())


def _broken(rules: Iterable[Rule]) -> pl.Expr:
    """Return the condition that a row breaks any of the rules."""
    return pl.any_horizontal(
        pl.lit(value=False), *(rule.violated.fill_null(value=False) for rule in rules)
    )


@dataclass(frozen=True)
class _Values:
    """A column of values: the index of each row's value in ``every``, null where it is missing.

    Far fewer values than rows are cast.
    """

    every: pl.Series
    which: pl.Series

    def as_type(self, dtype: Any, kept: pl.Series | None = None) -> pl.Series:
        """Return the value of each row, or of the rows that ``kept`` marks, cast."""
        which = self.which if kept is None else self.which.filter(kept)
        return self.every.cast(dtype).gather(which)


def _days(random: _Generator, edition: Edition) -> _Days:
    first = (edition.first - date(1970, 1, 1)).days
    return random.integers(first - _BEFORE, first + 365 + _AFTER, _ROWS, dtype=np.int32)


def _births(random: _Generator, edition: Edition) -> _Values:
    """Return birth dates of every age, half of them around coming of age, some missing."""
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
            after = np.array([*_DAYS_AFTER, *_around(edition.center.frister)], dtype=np.int32)
            later = random.choice(after, _ROWS)
            return _dates(random, begun + later)
        case Kind.KODE if spec.code_list is not None:
            codes = [code.kode for code in code_list(spec.code_list)]
            if spec.code_list in TREATMENTS:
                codes = [code for code in codes if edition.center.tilbud.offers(code)]
            return _one_of(random, codes)
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


def _around(frister: Frister) -> Iterator[int]:
    """Yield days around the centre's own time limits, where they are not the contract's."""
    usual = USUAL_TERMS
    for days, known in (
        (frister.behandlingsgaranti_dage, usual.behandlingsgaranti_dage),
        (frister.fastholdelse_dage, usual.fastholdelse_dage),
    ):
        if days != known:
            yield from (days - 1, days, days + 1)
    for months in frister.opfoelgning_mdr:
        if months not in usual.opfoelgning_mdr:
            yield from (28 * months, 31 * months, 31 * months + 1)


def _kommuner(edition: Edition) -> Iterator[str]:
    """Yield every municipality; the centre's own and the unknown one as often as all others."""
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
    """Return a column in which a quarter of the values is missing."""
    missing = pl.Series(random.random(_ROWS) >= 0.75)
    return _Values(every, pl.Series(which.astype(np.uint32)).set(missing, None))
