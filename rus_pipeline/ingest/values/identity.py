"""CPR number → person key, birth date and sex. Nothing after this module knows a CPR number.

Source: extract contract, CPR and identity.
"""

import hmac
import os
from dataclasses import dataclass

import polars as pl

from rus_pipeline.core.errors import RawFolderError

KEY_VARIABLE = "RUS_PSEUDONYM_KEY"
_SHORTEST_KEY = 32
# Public on purpose: it protects nothing and runs on fictitious numbers alone.
_DEMONSTRATION_KEY = "fictitious numbers only: not a secret"

_ORDINARY = r"^[0-9]{6}-?[0-9]{4}$"
_REPLACEMENT = r"^[0-9]{6}-?[0-9][A-Za-z]{2}[0-9]$"
_OTHERWISE_APART = " ?[–—] ?| -? ?|- "  # what may part the last four but a hyphen alone
_NINE = r"^[0-9]{9}$"
_FICTITIOUS_DAYS = 60
OLDEST = 110  # years; older is not believed


@dataclass(frozen=True)
class PersonKeys:
    """The key that turns a CPR into a person; one for all editions.

    ``key`` is the secret in hex: its digits are what is hashed with. ``demonstration`` is the
    built-in key, with which no real number may be read.
    """

    key: str
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
        return cls(key.hex(), demonstration=False)

    @property
    def fingerprint(self) -> str:
        """Return what tells this key from another, and nothing else of it."""
        return hmac.digest(self.key.encode(), b"fingerprint", "sha256")[:8].hex()

    def person(self, identity: pl.Expr) -> pl.Expr:
        """Return the person (UInt64) of a normalised identity (String); null stays null.

        It is the first 64 bits of the identity's HMAC-SHA256.
        """
        import polars_hash

        keyed = polars_hash.CryptographicHashingNameSpace(identity).hmac_sha256(key=self.key)
        bits = keyed.str.head(16).str.decode("hex")
        return bits.bin.reinterpret(dtype=pl.UInt64, endianness="big")


@dataclass(frozen=True)
class LostZeros:
    """What a column says of CPR numbers of nine digits, which a spreadsheet took a zero of.

    ``nine`` have nine digits, of which ``dated`` begin with a real date once a zero is before them;
    ``leading`` of the others begin with a zero themselves.
    """

    nine: int = 0
    dated: int = 0
    leading: int = 0

    def __add__(self, other: "LostZeros") -> "LostZeros":
        return LostZeros(
            self.nine + other.nine, self.dated + other.dated, self.leading + other.leading
        )

    @property
    def may_be_padded(self) -> bool:
        """Return whether the zeros can be put back. Source: extract contract, Values."""
        return self.dated == self.nine and not self.leading


def lost_zeros(text: pl.Series) -> LostZeros:
    """Return what a column of CPR as delivered says of lost zeros."""
    of_nine = text.str.contains(_NINE)
    nine = text.filter(of_nine)
    # Of others a zero tells, though none of nine digits are among these rows of the file.
    leading = int((text.str.starts_with("0") & ~of_nine).sum())
    if nine.is_empty():
        return LostZeros(leading=leading)
    dated = read_cpr(padded(nine).rename("cpr"))["foedselsdato"].drop_nulls()
    return LostZeros(len(nine), len(dated), leading)


def padded(text: pl.Series) -> pl.Series:
    """Return CPR numbers with a zero before those of nine digits."""
    nine = text.str.contains(_NINE)
    return ("0" + text).zip_with(nine, text) if nine.any() else text


def read_cpr(text: pl.Series) -> pl.DataFrame:
    """Read a column of CPR as delivered (String, trimmed; null is missing).

    Returns, row by row, ``nummer`` (String, normalised: the identity that a person key is made of),
    ``foedselsdato`` (Date), ``koen`` (``kvinder`` or ``maend``) and ``fiktiv`` (Boolean): all null
    where the number is missing or cannot be read. Source: extract contract, CPR and identity.
    """
    apart = text.str.contains(_OTHERWISE_APART)
    if apart.any():
        bare = text.str.replace_all(_OTHERWISE_APART, "-")
        text = bare.zip_with(apart, text)
    raw, number, digits = pl.col("cpr"), pl.col("nummer"), pl.col("cifre")
    serial = number.str.slice(6, 1).cast(pl.Int8, strict=False)
    year = digits % 100
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
    day, month = pl.col("dag"), digits // 100 % 100
    fictitious = digits // 10000 > _FICTITIOUS_DAYS
    # The day counted on from the first of the month: where that leaves it, there is no such date.
    ordinary = text.str.contains(_ORDINARY)
    # Most files have no replacement number; null is passed over.
    replacement = pl.lit(value=False) if ordinary.all() else raw.str.contains(_REPLACEMENT)
    first = pl.date(pl.col("aar"), pl.when(month.is_between(1, 12)).then(month), 1)
    born = (first.cast(pl.Int32) + day - 1).cast(pl.Date)
    odd = number.str.slice(9, 1).cast(pl.Int8, strict=False) % 2 == 1
    return (
        text.rename("cpr")
        .to_frame()
        .lazy()
        .select(
            nummer=pl.when(ordinary | replacement).then(
                raw.str.replace("-", "", literal=True).str.to_uppercase()
            ),
            erstatning=replacement,
        )
        .with_columns(cifre=number.str.head(6).cast(pl.Int32))
        .with_columns(
            dag=digits // 10000 - pl.when(fictitious).then(_FICTITIOUS_DAYS).otherwise(0),
            aar=year + pl.when("erstatning").then(replacement_century).otherwise(ordinary_century),
        )
        .with_columns(foedselsdato=pl.when(born.dt.month() == month, day >= 1).then(born))
        .select(
            pl.when(pl.col("foedselsdato").is_not_null()).then("nummer").alias("nummer"),
            "foedselsdato",
            koen=pl.when(odd).then(pl.lit("maend")).otherwise(pl.lit("kvinder")),
            fiktiv=fictitious,
        )
        .select(
            "nummer",
            "foedselsdato",
            *(pl.when(pl.col("nummer").is_not_null()).then(c).alias(c) for c in ("koen", "fiktiv")),
        )
        .collect()
    )


def age_on(born: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Return the age in whole years (Int32) on ``day``; null where either date is.

    The birthday counts as (month, day): one born 29 February is a year older from 1 March in
    common years. Source: counting rules, Words, Age.
    """
    birthday = born.dt.month().cast(pl.Int32) * 100 + born.dt.day()
    today = day.dt.month().cast(pl.Int32) * 100 + day.dt.day()
    return day.dt.year() - born.dt.year() - (today < birthday).cast(pl.Int32)
