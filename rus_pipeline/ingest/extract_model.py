"""The words in which a delivered file's Pandera model is written: types, fields and rules.

A model says of its file all that is checked, documented and shown of it: types, descriptions, code
lists and rules. ``schema`` reads it. Source: extract contract, Columns and What bad input gets.
"""

from typing import Any, ClassVar, TypeAlias

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData
from pandera.dtypes import immutable
from pandera.engines import polars_engine

from rus_pipeline.core.codes import code_list
from rus_pipeline.ingest.rows.quarantine import EXPLANATIONS
from rus_pipeline.ingest.schema import DTYPES, EXTRACTED, Kind
from rus_pipeline.ingest.values.identity import OLDEST, age_on

RowCheck: TypeAlias = "classmethod[Any, Any, Any]"


class _Type(polars_engine.DataType):
    """A Polars type, and the kind of column that has it."""

    kind: ClassVar[Kind]

    def check(self, pandera_dtype: Any, data_container: Any = None) -> bool:  # noqa: ARG002
        """Return whether a column's Polars type is this one."""
        return bool(pandera_dtype == self.type)


class _Coded(_Type):
    """A code of ``schema.CODE``; Pandera's own categorical type takes any categories for these."""

    type = DTYPES[Kind.KODE]

    def __str__(self) -> str:
        return "Categorical"


@immutable
class Id(_Type):
    """An id of the journal's."""

    kind = Kind.ID
    type = DTYPES[kind]


@immutable
class Tekst(_Type):
    """Text."""

    kind = Kind.TEKST
    type = DTYPES[kind]


@immutable
class Kode(_Coded):
    """A code of a code list."""

    kind = Kind.KODE


@immutable
class Kommune(_Coded):
    """A municipality: four digits or ``uoplyst``."""

    kind = Kind.KOMMUNE


@immutable
class Dato(_Type):
    """A date."""

    kind = Kind.DATO
    type = DTYPES[kind]


@immutable
class Aar(_Type):
    """A year."""

    kind = Kind.AAR
    type = DTYPES[kind]


@immutable
class Beloeb(_Type):
    """An amount in kroner, with two decimals."""

    kind = Kind.BELOEB
    type = DTYPES[kind]


@immutable
class Score(_Type):
    """A score of an outcome instrument."""

    kind = Kind.SCORE
    type = DTYPES[kind]


@immutable
class Henvisning(_Type):
    """The id of a row of another file."""

    kind = Kind.HENVISNING
    type = DTYPES[kind]


@immutable
class JaNej(_Type):
    """Yes or no."""

    kind = Kind.JA_NEJ
    type = DTYPES[kind]


@immutable
class Person(_Type):
    """The keyed hash of a CPR number."""

    kind = Kind.CPR
    type = DTYPES[kind]


def column(
    description: str,
    *,
    delivered_as: str | None = None,
    required: bool = False,
    secondary: bool = False,
    must_be_delivered: bool = False,
    unique: bool = False,
    codes: str | None = None,
    read_where: pl.Expr | None = None,
    synonyms: tuple[str, ...] = (),
) -> Any:
    """Declare a delivered column. ``description`` is Danish, as the data dictionary shows it.

    ``delivered_as`` is the contract's name where the validated column has another; ``required``:
    every row must have a value; ``secondary``: a bad value empties the field and keeps the row;
    ``must_be_delivered``: the file must have the column; ``codes`` names the code list;
    ``read_where`` (Boolean) is where the value is looked at and needed; ``synonyms`` are other
    headings that it has. Source: extract contract, Columns and File dialect.
    """
    return pa.Field(
        nullable=not required,
        unique=unique,
        isin=None if codes is None else [code.kode for code in code_list(codes)],
        title=delivered_as,
        description=description,
        metadata={
            "secondary": secondary,
            "must_be_delivered": must_be_delivered or required,
            "code_list": codes,
            "read_where": read_where,
            "synonyms": synonyms,
        },
    )


def past_date(description: str, **said: Any) -> Any:
    """Declare a delivered date that is not after the extract's. ``said`` as in ``column``.

    Source: extract contract, What bad input gets, ``dato_fremtid``.
    """

    def holds(data: PolarsData) -> bool:
        return _nowhere(_after_extract(pl.col(data.key)), data)

    name = "dato_fremtid"
    field = column(description, **said)
    field.checks.append(
        pa.Check(
            holds,
            name=name,
            description=EXPLANATIONS[name],
            statistics={"violated": _after_extract},
        )
    )
    return field


def _nowhere(violated: pl.Expr, data: PolarsData) -> bool:
    """Return whether no row violates; Pandera is told no more, and so has no value to show."""
    return not data.lazyframe.select(violated.any()).collect().item()


def _after_extract(day: pl.Expr) -> pl.Expr:
    return day > pl.col(EXTRACTED)


def birth_date() -> Any:
    """Declare the birth date that a CPR number tells, for a model with a ``person``."""
    return pa.Field(nullable=True, description="Fødselsdato, læst af CPR")


def rule(name: str, column: str, violated: pl.Expr, *, as_read: bool = False) -> RowCheck:
    """Declare a check of whole rows: its rule, the column that the list names, and who breaks it.

    ``as_read``: asked of the fields as they are read alone; where a secondary field that it reads
    is emptied afterwards, its answer would be another. See ``schema.Rule``. Source: extract
    contract, What bad input gets.
    """

    def holds(_model: type, data: PolarsData) -> bool:
        return _nowhere(violated, data)

    check = pa.dataframe_check(
        name=name,
        description=EXPLANATIONS[name],
        statistics={"column": column, "violated": violated, "as_read": as_read},
    )
    return check(holds)


def born_after(start: str) -> RowCheck:
    """Declare that nobody is born after the date in ``start``."""
    return rule("dato_raekkefoelge", "cpr", pl.col("foedselsdato") > pl.col(start))


def too_old_on(start: str) -> RowCheck:
    """Declare that nobody is over 110 on the date in ``start``."""
    age = age_on(pl.col("foedselsdato"), pl.col(start))
    return rule("alder_urimelig", "cpr", age > OLDEST)
