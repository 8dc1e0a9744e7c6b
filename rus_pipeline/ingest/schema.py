"""How an extract is declared: the vocabulary in which each extract's own module writes its schema.

A schema is a Pandera ``DataFrameSchema`` and the one place where columns, types, descriptions and
constraints stand: validation, the data dictionary and Dagster's column schemas are all read off
it. What belongs here: the words of the declaration. What does not: any one file's columns, or how
rules are run (``validation``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

import pandera.polars as pa
import polars as pl

from rus_pipeline.core.codes import code_list

DELIVERED = "@"  # prefix of a column's text as delivered: trimmed, translated, null where empty
EXTRACTED = "@udtrukket"  # the extract's date, beside every row
COVERED = "@regnskabsaar"  # the years that the extract's postings cover, beside every row

_METADATA = "rus_pipeline"


class Kind(StrEnum):
    """What a column holds, and so how its text is read."""

    ID = "id"
    TEKST = "tekst"
    KODE = "kode"
    KOMMUNE = "kommune"
    DATO = "dato"
    AAR = "aar"
    BELOEB = "beloeb"
    JA_NEJ = "ja_nej"
    CPR = "cpr"


# A code takes two bytes a row. All share one list of categories, so that they can be compared and
# put in each other's place as text can.
CODE = pl.Categorical(pl.Categories("koder", _METADATA, pl.UInt16))

DTYPES: Mapping[Kind, Any] = {
    Kind.ID: pl.String,
    Kind.TEKST: pl.String,
    Kind.KODE: CODE,
    Kind.KOMMUNE: CODE,
    Kind.DATO: pl.Date,
    Kind.AAR: pl.Int32,
    Kind.BELOEB: pl.Decimal(18, 2),
    Kind.JA_NEJ: pl.Boolean,
    Kind.CPR: pl.UInt64,
}

# The rule that a value breaks which cannot be read as its kind.
UNREADABLE: Mapping[Kind, str] = {
    Kind.ID: "kode_ukendt",
    Kind.TEKST: "kode_ukendt",
    Kind.KODE: "kode_ukendt",
    Kind.JA_NEJ: "kode_ukendt",
    Kind.KOMMUNE: "kommune_ukendt",
    Kind.DATO: "dato_ugyldig",
    Kind.AAR: "dato_ugyldig",
    Kind.BELOEB: "beloeb_ugyldig",
    Kind.CPR: "cpr_ugyldig",
}


@dataclass(frozen=True)
class ColumnSpec:
    """What the contract says of a delivered column, beyond its type.

    ``required`` is always, never, or where an expression over the parsed row holds; ``secondary``
    empties the field where another would put the row out; ``must_be_delivered`` forbids to leave
    the column out of the file; ``planned`` allows dates after the extract's; ``read_where`` is
    where the value is looked at, None is everywhere.
    """

    name: str
    kind: Kind
    required: bool | pl.Expr
    secondary: bool
    must_be_delivered: bool
    code_list: str | None
    planned: bool
    read_where: pl.Expr | None


@dataclass(frozen=True)
class Rule:
    """A rule between fields: its name, the column that the list names, and where it is violated.

    ``violated`` may use every column of the validated frame and, with ``delivered``, the text of
    the delivered ones. Null is not violated: a rule applies only where the fields that it compares
    hold readable values.
    """

    name: str
    column: str
    violated: pl.Expr

    def check(self) -> pa.Check:
        """Return the rule as a Pandera check of the whole frame."""
        holds = ~self.violated.fill_null(value=False)
        return pa.Check(
            lambda data: data.lazyframe.select(holds), name=f"{self.name}:{self.column}"
        )


def column(
    name: str,
    kind: Kind,
    description: str,
    *,
    required: bool | pl.Expr = False,
    secondary: bool = False,
    must_be_delivered: bool = False,
    code_list_name: str | None = None,
    planned: bool = False,
    read_where: pl.Expr | None = None,
) -> tuple[str, pa.Column]:
    """Declare a delivered column: its name in the validated frame, and its Pandera column.

    A ``cpr`` becomes ``person``; every other column keeps its name. See ``ColumnSpec`` for the
    arguments. Source: extract contract, Columns.
    """
    spec = ColumnSpec(
        name=name,
        kind=kind,
        required=required,
        secondary=secondary,
        must_be_delivered=must_be_delivered or required is True,
        code_list=code_list_name,
        planned=planned,
        read_where=read_where,
    )
    checks = []
    if code_list_name is not None:
        checks.append(pa.Check.isin([code.kode for code in code_list(code_list_name)]))
    return "person" if kind is Kind.CPR else name, pa.Column(
        DTYPES[kind],
        checks=checks,
        nullable=required is not True,
        unique=kind is Kind.ID and required is True,
        title=name,
        description=description,
        metadata={_METADATA: spec},
    )


def derived(name: str, dtype: Any, description: str) -> tuple[str, pa.Column]:
    """Declare a column that is read out of a delivered one, as the birth date out of the CPR."""
    return name, pa.Column(dtype, nullable=True, title=name, description=description)


def delivered(name: str) -> pl.Expr:
    """Return a column's text as delivered (trimmed and translated; null is empty)."""
    return pl.col(f"{DELIVERED}{name}")


@dataclass(frozen=True)
class ExtractSchema:
    """One file of the contract: its stem, whether an edition must have it, and its schema."""

    stem: str
    required: bool
    frame: pa.DataFrameSchema
    description: str

    @property
    def columns(self) -> dict[str, ColumnSpec]:
        """Return validated name → the delivered column behind it, in the schema's order."""
        return {
            name: cast("ColumnSpec", column.metadata[_METADATA])
            for name, column in self.frame.columns.items()
            if column.metadata
        }

    @property
    def dtypes(self) -> dict[str, Any]:
        """Return validated name → its Polars type; Pandera's own forgets which codes are meant."""
        specs = self.columns
        return {
            name: DTYPES[specs[name].kind] if name in specs else column.dtype.type
            for name, column in self.frame.columns.items()
        }

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Return the rules between fields, as they stand in the schema."""
        return cast("tuple[Rule, ...]", (self.frame.metadata or {})[_METADATA])

    @property
    def holds_amounts(self) -> bool:
        """Return whether its rows are amounts, among which their total may stand too."""
        return any(spec.kind is Kind.BELOEB for spec in self.columns.values())

    def delivered_names(self) -> dict[str, ColumnSpec]:
        """Return the contract's column names of the file → their specifications."""
        return {spec.name: spec for spec in self.columns.values()}


def extract_schema(
    stem: str,
    description: str,
    columns: list[tuple[str, pa.Column]],
    rules: list[Rule],
    *,
    required: bool = False,
) -> ExtractSchema:
    """Declare the file ``stem`` of the contract."""
    frame = pa.DataFrameSchema(
        dict(columns),
        checks=[rule.check() for rule in rules],
        name=stem,
        title=stem,
        description=description,
        metadata={_METADATA: tuple(rules)},
    )
    return ExtractSchema(stem, required, frame, description)
