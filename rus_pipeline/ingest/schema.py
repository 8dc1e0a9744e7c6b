"""What is read off a file's Pandera model: its columns, its rules and the types of its rows.

The models are in ``schemas`` and written in the words of ``extract_model``. This module does not
import Pandera, which takes a second: a model is loaded where it is first asked for.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    import pandera.polars as pa

DELIVERED = "@"  # prefix of a column's text as delivered: trimmed, translated, null where empty
EXTRACTED = "@udtrukket"  # the extract's date, beside every row
COVERED = "@regnskabsaar"  # the years that the extract's postings cover, beside every row
BY_ACCOUNT = "@konti"  # whether konto tells what a posting is, beside every row


class Kind(StrEnum):
    """What a column holds, and so how its text is read."""

    ID = "id"
    TEKST = "tekst"
    KODE = "kode"
    KOMMUNE = "kommune"
    DATO = "dato"
    AAR = "aar"
    BELOEB = "beloeb"
    SCORE = "score"
    HENVISNING = "henvisning"
    JA_NEJ = "ja_nej"
    CPR = "cpr"


# A code takes two bytes a row. All share one list of categories, so that they can be compared and
# put in each other's place as text can.
CODE = pl.Categorical(pl.Categories("koder", "rus_pipeline", pl.UInt16))

DTYPES: Mapping[Kind, Any] = {
    Kind.ID: pl.String,
    Kind.TEKST: pl.String,
    Kind.KODE: CODE,
    Kind.KOMMUNE: CODE,
    Kind.DATO: pl.Date,
    Kind.AAR: pl.Int32,
    Kind.BELOEB: pl.Decimal(18, 2),
    Kind.SCORE: pl.Decimal(18, 6),
    Kind.HENVISNING: pl.String,
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
    Kind.SCORE: "score_ugyldig",
    Kind.HENVISNING: "kode_ukendt",
    Kind.CPR: "cpr_ugyldig",
}


@dataclass(frozen=True)
class ColumnSpec:
    """What a model says of a delivered column.

    ``name`` is the contract's. ``required``: every row must have a value. ``secondary``: a bad
    value empties the field; elsewhere it puts the row out. ``must_be_delivered``: the file must
    have the column. ``code_list`` names the list of its codes. ``read_where`` (Boolean) is where
    the value is looked at and needed; None is everywhere. ``synonyms`` are other headings that it
    has. Source: extract contract, Columns.
    """

    name: str
    kind: Kind
    required: bool
    secondary: bool
    must_be_delivered: bool
    code_list: str | None
    read_where: pl.Expr | None
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A check of a model as the quarantine list knows it: its name, its column, and who breaks it.

    ``violated`` is a Boolean over the validated columns, the delivered texts (``delivered``) and
    ``EXTRACTED``, ``COVERED`` and ``BY_ACCOUNT``. Null is not violated: a rule applies only where
    the fields that it compares hold readable values.
    """

    name: str
    column: str
    violated: pl.Expr


def delivered(name: str) -> pl.Expr:
    """Return a column's text as delivered (String, trimmed and translated; null is empty)."""
    return pl.col(f"{DELIVERED}{name}")


@dataclass(frozen=True)
class ExtractSchema:
    """A delivered file: its stem, what it holds (Danish), and its Pandera schema.

    ``required``: an edition must have it. ``load`` imports its model and returns the schema. ``of``
    is the file whose ids its ``forloeb_id`` is one of, None where it names no other file's.
    """

    stem: str
    description: str
    required: bool
    load: "Callable[[], pa.DataFrameSchema]"
    of: str | None = None

    @cached_property
    def frame(self) -> "pa.DataFrameSchema":
        """Return the Pandera schema of the file's validated rows."""
        return self.load()

    @cached_property
    def piece(self) -> "pa.DataFrameSchema":
        """Return the Pandera schema of some validated rows of the file.

        It does not ask what only a whole file can tell (an id once), or only rows as they are read.
        """
        ids = [name for name, column in self.frame.columns.items() if column.unique]
        schema = self.frame.update_columns({name: {"unique": False} for name in ids})
        schema.checks = [check for check in schema.checks if not check.statistics["as_read"]]
        return schema

    @cached_property
    def columns(self) -> dict[str, ColumnSpec]:
        """Return validated name → the delivered column behind it, in the model's order."""
        return {
            name: ColumnSpec(
                name=column.title or name,
                kind=column.dtype.kind,
                required=not column.nullable,
                secondary=column.metadata["secondary"],
                must_be_delivered=column.metadata["must_be_delivered"],
                code_list=column.metadata["code_list"],
                read_where=column.metadata["read_where"],
                synonyms=column.metadata["synonyms"],
            )
            for name, column in self.frame.columns.items()
            if column.metadata
        }

    @property
    def dtypes(self) -> dict[str, Any]:
        """Return validated name → its Polars type, in the model's order."""
        return {name: column.dtype.type for name, column in self.frame.columns.items()}

    @cached_property
    def field_rules(self) -> tuple[Rule, ...]:
        """Return the rules of single fields: readable, not missing, and the columns' own checks."""
        return tuple(self._field_rules())

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Return the rules between fields: the model's checks of whole rows."""
        return tuple(
            Rule(check.name, check.statistics["column"], check.statistics["violated"])
            for check in self.frame.checks
        )

    def _field_rules(self) -> Iterator[Rule]:
        for name, spec in self.columns.items():
            empty = delivered(spec.name).is_null()
            unreadable = ~empty & pl.col(name).is_null()
            if spec.read_where is not None:
                unreadable &= spec.read_where
                empty &= spec.read_where
            yield Rule(UNREADABLE[spec.kind], spec.name, unreadable)
            if spec.required:
                yield Rule("mangler", spec.name, empty)
            for check in self.frame.columns[name].checks:
                # A value outside its code list cannot be read, and is told by that.
                if "violated" in check.statistics:
                    yield Rule(check.name, spec.name, check.statistics["violated"](pl.col(name)))

    @property
    def holds_amounts(self) -> bool:
        """Return whether its rows are amounts, among which their total may stand too."""
        return any(spec.kind is Kind.BELOEB for spec in self.columns.values())

    @property
    def holds_cpr(self) -> bool:
        """Return whether it has a column of CPR numbers."""
        return any(spec.kind is Kind.CPR for spec in self.columns.values())

    def delivered_names(self) -> dict[str, ColumnSpec]:
        """Return the contract's column names of the file → their specifications."""
        return {spec.name: spec for spec in self.columns.values()}
