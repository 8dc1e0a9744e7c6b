"""Rows that a delivered file could hold: a wide sample of them, with every derived variable.

How figures are tied is found by trying them on such rows, so that a tie follows from schema and
variables as they are declared, and no list of ties is kept. A sample holds only possible rows, so
a tie that holds always holds in it; one that holds in it by chance makes the attacker stronger
than he is, never weaker. What belongs here: making rows. What does not: figures (``ties``).
"""

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from rus_pipeline.codes import UNKNOWN_KOMMUNE, code_list, kommuner
from rus_pipeline.edition import Edition
from rus_pipeline.extracts.folder import SCHEMAS
from rus_pipeline.extracts.schema import CODE, DELIVERED, EXTRACTED, ColumnSpec, Kind
from rus_pipeline.extracts.validation import field_rules
from rus_pipeline.variables import ADULT, derive

_ROWS = 120_000
_BEFORE, _AFTER = 400, 30  # days around the year in which something may begin
# How long after another date one may fall: around every promise of the quality standard.
_LATER = (0, 0, 1, 2, 5, 10, 13, 14, 15, 16, 25, 30, 31, 32, 60, 120, 180, 184, 190, 300, 450)
_OLDEST = 95

_KEPT = 32  # editions in a row ask for the rows of the same years
_MADE: dict[tuple[object, ...], pl.DataFrame] = {}

_Generator = np.random.Generator


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
    columns = [pl.Series("foedselsdato", _births(random, edition))]
    for name, spec in schema.columns.items():
        values = _values(random, spec, edition, begun)
        text = columns[0] if spec.kind is Kind.CPR else values
        columns += [
            values.cast(schema.dtypes[name]).alias(name),
            text.cast(pl.String).alias(f"{DELIVERED}{spec.name}"),
        ]
    rows = pl.DataFrame(columns).with_columns(pl.lit(drawn).alias(EXTRACTED))
    specs = schema.delivered_names()
    out: list[pl.Expr] = []
    emptied: dict[str, list[pl.Expr]] = {}
    for rule in (*field_rules(schema), *schema.rules):
        if set(rule.violated.meta.root_names()) <= set(rows.columns):
            broken = rule.violated.fill_null(value=False)
            secondary = specs[rule.column].secondary
            (emptied.setdefault(rule.column, []) if secondary else out).append(broken)
    possible = rows.with_columns(
        pl.when(~pl.any_horizontal(broken)).then(name).alias(name)
        for name, broken in emptied.items()
    ).filter(~rows.select(pl.any_horizontal(out)).to_series())
    return derive(
        possible.with_row_index("line").with_columns(pl.lit("", CODE).alias("file")), stem, edition
    )


def _days(random: _Generator, edition: Edition) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    first = (edition.first - date(1970, 1, 1)).days
    return random.integers(first - _BEFORE, first + 365 + _AFTER, _ROWS, dtype=np.int32)


def _births(random: _Generator, edition: Edition) -> pl.Series:
    """Return birth dates of every age, half of them of those about to be of age; none for some."""
    first = (edition.first - date(1970, 1, 1)).days
    years = np.where(
        random.random(_ROWS) < 0.5,
        ADULT - 2 + 4 * random.random(_ROWS),
        _OLDEST * random.random(_ROWS),
    )
    days = first - 365.25 * years
    return _some(random, pl.Series(days.astype(np.int32)).cast(pl.Date))


def _values(
    random: _Generator,
    spec: ColumnSpec,
    edition: Edition,
    begun: "np.ndarray[tuple[int], np.dtype[np.int32]]",
) -> pl.Series:
    match spec.kind:
        case Kind.DATO:
            later = random.choice(np.array(_LATER, dtype=np.int32), _ROWS)
            return _some(random, pl.Series(begun + later).cast(pl.Date))
        case Kind.KODE if spec.code_list is not None:
            return _one_of(random, [code.kode for code in code_list(spec.code_list)])
        case Kind.KOMMUNE:
            return _one_of(random, list(_kommuner(edition)), missing=False)
        case Kind.JA_NEJ:
            return _some(random, pl.Series(random.random(_ROWS) < 0.5))
        case Kind.AAR:
            return pl.Series(random.integers(edition.year - 1, edition.year + 2, _ROWS))
        case Kind.BELOEB:
            return pl.Series(random.integers(0, 1000, _ROWS)).cast(pl.Decimal(18, 2))
        case Kind.ID | Kind.CPR:
            return pl.Series(np.arange(_ROWS)).cast(pl.String)
        case _:
            return _one_of(random, ["a", "b"])


def _kommuner(edition: Edition) -> Iterator[str]:
    """Yield every municipality, its own often, and the unknown one."""
    own = [item.kode for item in edition.kommuner]
    others = [kode for kode in kommuner(edition.last) if kode not in own]
    yield from others
    for kode in (*own, UNKNOWN_KOMMUNE):
        yield from [kode] * len(others)


def _one_of(random: _Generator, values: list[str], *, missing: bool = True) -> pl.Series:
    chosen = pl.Series(values).gather(random.integers(0, len(values), _ROWS))
    return _some(random, chosen) if missing else chosen


def _some(random: _Generator, values: pl.Series) -> pl.Series:
    """Return the values with a quarter of them missing."""
    there = pl.Series("there", random.random(_ROWS) < 0.75)
    return pl.select(pl.when(there).then(values)).to_series()
