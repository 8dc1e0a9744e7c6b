"""CPR → person key, birth date and sex. Nothing after this module knows a CPR.

What belongs here: how a number is read, the key that hides it, and ages counted from it. What does
not: which files hold one (``schema``). Source: extract contract, CPR and identity.
"""

import hmac
import os
from dataclasses import dataclass

import pandera.polars as pa
import polars as pl

from rus_pipeline.errors import RawFolderError
from rus_pipeline.extracts.schema import Rule, derived

KEY_VARIABLE = "RUS_PSEUDONYM_KEY"
_SHORTEST_KEY = 32
# Public on purpose: it protects nothing and runs on fictitious numbers alone.
_DEMONSTRATION_KEY = b"fictitious numbers only: not a secret"

_ORDINARY = r"^[0-9]{6}-?[0-9]{4}$"
_REPLACEMENT = r"^[0-9]{6}-?[0-9][A-Za-z]{2}[0-9]$"
_FICTITIOUS_DAYS = 60
_OLDEST = 110


@dataclass(frozen=True)
class PersonKeys:
    """The key that turns a CPR into a person; one for all editions.

    ``demonstration`` is the built-in key, with which no real number may be read.
    """

    key: bytes
    demonstration: bool

    @classmethod
    def from_environment(cls) -> "PersonKeys":
        """Read the key from ``RUS_PSEUDONYM_KEY``, or take the demonstration key without it.

        Raises RawFolderError where the variable is not at least 32 bytes in hex.
        """
        text = os.environ.get(KEY_VARIABLE, "").strip()
        if not text:
            return cls(_DEMONSTRATION_KEY, demonstration=True)
        try:
            key = bytes.fromhex(text)
        except ValueError:
            key = b""
        if len(key) < _SHORTEST_KEY:
            raise RawFolderError(
                f"{KEY_VARIABLE}: expected at least {_SHORTEST_KEY} bytes written in hex"
                f" ({2 * _SHORTEST_KEY} characters), e.g. from: openssl rand -hex {_SHORTEST_KEY}"
            )
        return cls(key, demonstration=False)

    @property
    def fingerprint(self) -> str:
        """Return what tells this key from another, and nothing else of it."""
        return hmac.digest(self.key, b"fingerprint", "sha256")[:8].hex()

    def person(self, identity: str) -> int:
        """Return the person of a normalised identity: the first 64 bits of its HMAC-SHA256."""
        return int.from_bytes(hmac.digest(self.key, identity.encode(), "sha256")[:8], "big")

    def persons(self, identities: pl.Series) -> pl.Series:
        """Return the person (UInt64) of each identity (String); null stays null."""
        unique = identities.drop_nulls().unique()
        keyed = pl.Series([self.person(text) for text in unique], dtype=pl.UInt64)
        return identities.replace_strict(unique, keyed, default=None, return_dtype=pl.UInt64)


def read_cpr(text: pl.Series, keys: PersonKeys) -> pl.DataFrame:
    """Read a column of CPR as delivered (String, trimmed; null is missing).

    Returns, row by row, ``person`` (UInt64), ``foedselsdato`` (Date), ``koen`` (``kvinder`` or
    ``maend``) and ``fiktiv`` (Boolean): all null where the number is missing or cannot be read.
    """
    read = _read(text)
    return read.select(
        keys.persons(read["nummer"]).alias("person"), "foedselsdato", "koen", "fiktiv"
    )


def are_fictitious(text: pl.Series) -> pl.Series:
    """Return of each CPR as delivered (String, trimmed) whether it is fictitious (Boolean).

    Null where the number is missing or cannot be read. Source: extract contract, CPR and identity.
    """
    return _read(text)["fiktiv"]


def _read(text: pl.Series) -> pl.DataFrame:
    raw = pl.col("cpr")
    serial = pl.col("nummer").str.slice(6, 1).cast(pl.Int8, strict=False)
    year = pl.col("nummer").str.slice(4, 2).cast(pl.Int32, strict=False)
    day = pl.col("nummer").str.slice(0, 2).cast(pl.Int32, strict=False)
    fictitious = day > _FICTITIOUS_DAYS
    ordinary_century = (
        pl.when(serial <= 3)
        .then(1900)
        .when(serial.is_in([4, 9]))
        .then(pl.when(year <= 36).then(2000).otherwise(1900))
        .otherwise(pl.when(year <= 57).then(2000).otherwise(1800))
    )
    replacement_century = (
        pl.when(serial <= 1)
        .then(1900)
        .when(serial == 5)
        .then(1800)
        .when(serial.is_in([6, 7]))
        .then(2000)
    )
    born = pl.format(
        "{}-{}-{}",
        pl.when(pl.col("erstatning")).then(replacement_century).otherwise(ordinary_century) + year,
        pl.col("nummer").str.slice(2, 2),
        (day - pl.when(fictitious).then(_FICTITIOUS_DAYS).otherwise(0))
        .cast(pl.String)
        .str.zfill(2),
    ).str.to_date("%Y-%m-%d", strict=False)
    odd = pl.col("nummer").str.slice(9, 1).cast(pl.Int8, strict=False) % 2 == 1
    read = (
        text.rename("cpr")
        .to_frame()
        .select(
            nummer=pl.when(raw.str.contains(_ORDINARY) | raw.str.contains(_REPLACEMENT)).then(
                raw.str.replace("-", "", literal=True).str.to_uppercase()
            ),
            erstatning=raw.str.contains(_REPLACEMENT),
        )
        .with_columns(foedselsdato=born)
        .select(
            pl.when(pl.col("foedselsdato").is_not_null()).then("nummer").alias("nummer"),
            "foedselsdato",
            koen=pl.when(odd).then(pl.lit("maend")).otherwise(pl.lit("kvinder")),
            fiktiv=fictitious,
        )
    )
    known = pl.col("nummer").is_not_null()
    return read.select(
        "nummer",
        "foedselsdato",
        pl.when(known).then("koen").alias("koen"),
        pl.when(known).then("fiktiv").alias("fiktiv"),
    )


def age_on(born: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Return the age in whole years (Int32) on ``day``; null where either date is.

    The birthday counts as (month, day): one born 29 February is a year older from 1 March in
    common years. Source: counting rules, Words, Age.
    """
    birthday = born.dt.month().cast(pl.Int32) * 100 + born.dt.day()
    today = day.dt.month().cast(pl.Int32) * 100 + day.dt.day()
    return day.dt.year() - born.dt.year() - (today < birthday).cast(pl.Int32)


def birth_date() -> tuple[str, pa.Column]:
    """Declare the birth date that a CPR tells, for a schema with a ``cpr`` column."""
    return derived("foedselsdato", pl.Date, "Fødselsdato, læst af CPR")


def birth_rules(start: str) -> list[Rule]:
    """Declare what a birth date must fit: not after ``start``, and at most 110 years before it.

    Source: extract contract, What bad input gets, ``dato_raekkefoelge`` and ``alder_urimelig``.
    """
    born, began = pl.col("foedselsdato"), pl.col(start)
    return [
        Rule("dato_raekkefoelge", "cpr", born > began),
        Rule("alder_urimelig", "cpr", age_on(born, began) > _OLDEST),
    ]
