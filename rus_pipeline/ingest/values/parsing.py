"""Text of one column → typed values, null where the text cannot be read.

Source: extract contract, File dialect.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

from rus_pipeline.core.codes import fold, kommune_names, kommuner, names_to_codes
from rus_pipeline.core.errors import mask
from rus_pipeline.core.offer import EVERYTHING, Tilbud
from rus_pipeline.ingest.schema import CODE, DTYPES, ColumnSpec, Kind
from rus_pipeline.ingest.values.dates import read_dates
from rus_pipeline.ingest.values.error_marks import error_marks

# Digits with a point or a space between each thousand, or none; a sign before or after them.
_KRONER = r"(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:,[0-9]{1,2})?"
_AMOUNT = rf"(?i)^(?:kr\.? ?)?(?:[+−–-] ?{_KRONER}|{_KRONER} ?[+−–-]?)(?: ?kr\.?)?$"
_PLAIN_AMOUNT = r"^[+-]?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]{1,2})?$"
_SCORE = r"^[+-]?[0-9]{1,9}(?:[.,][0-9]+)?$"
_NEGATIVE = "[−–-]"
TREATMENTS = ("indsatser", "omraader")  # the code lists of what a centre may offer
_YES = ("j", "ja", "true", "1", "sand")
_NO = ("n", "nej", "false", "0", "falsk")
_YES_NO = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}
# What a spreadsheet shows of a number too wide for its cell: 1,23457E+11.
POWER = r"^[+-]?[0-9](?:[.,][0-9]+)?E\+[0-9]+$"


def parse(text: pl.Series, spec: ColumnSpec, day: date, tilbud: Tilbud = EVERYTHING) -> pl.Series:
    """Return the typed column of a trimmed text column (String; null is empty).

    ``day`` tells which codes are in force; a treatment outside ``tilbud`` is none. Not for ``cpr``
    (see ``identity``). A missing ``kommune`` is ``uoplyst``; everything else that is missing or
    unreadable is null.
    """
    match spec.kind:
        case Kind.DATO:
            return read_dates(text).values
        case Kind.BELOEB | Kind.SCORE:
            return _amounts(text) if spec.kind is Kind.BELOEB else _scores(text)
        case Kind.AAR:
            return _apply(
                text, pl.when(_full(r"^[0-9]{4}$")).then(_first().cast(pl.Int32, strict=False))
            )
        case Kind.JA_NEJ:
            return _by_value(text, lambda value: _YES_NO.get(fold(value)), pl.Boolean())
        case Kind.KODE:
            names = names_to_codes(spec.code_list or "", day)
            if spec.code_list in TREATMENTS:
                names = {name: code for name, code in names.items() if tilbud.offers(code)}
            return _by_value(text, lambda value: names.get(fold(value)), CODE)
        case Kind.KOMMUNE:
            known = kommune_names(day)
            return _by_value(text.fill_null("Uoplyst"), lambda v: known.find(v)[0], CODE)
        case Kind.TEKST:
            return _masked(_readable(text))
        case Kind.ID | Kind.HENVISNING:
            return _readable(text, is_id=True)
        case _:
            return text.cast(DTYPES[spec.kind])


def aliases_used(text: pl.Series, day: date) -> list[tuple[str, str, int]]:
    """Return each alias of a municipality in the column, the official name, and its rows."""
    known = kommune_names(day)
    used: list[tuple[str, str, int]] = []
    for value, rows in text.drop_nulls().value_counts().sort(text.name).iter_rows():
        code, by_alias = known.find(value)
        if by_alias and code is not None:
            used.append((value, kommuner(day)[code].navn, rows))
    return used


def _readable(text: pl.Series, *, is_id: bool = False) -> pl.Series:
    """Any text is an id or a name, but for the mark of a failed calculation.

    An id must be what it was: two long numbers shown as powers of ten may look alike.
    """
    unusable = error_marks(_first())
    if is_id:
        unusable |= _first().str.contains(POWER)
    failed = text.to_frame().select(unusable).to_series().fill_null(value=False)
    return text.set(failed, None) if failed.any() else text


def _masked(text: pl.Series) -> pl.Series:
    """Free text may be published: hide what may be a CPR in it."""
    suspect = text.str.contains("[0-9]{6}").fill_null(value=False)
    if not suspect.any():
        return text
    return text.scatter(suspect.arg_true(), [mask(value) for value in text.filter(suspect)])


def _first() -> pl.Expr:
    return pl.first()


def _full(pattern: str) -> pl.Expr:
    return pl.first().str.contains(pattern)


def _apply(text: pl.Series, expression: pl.Expr) -> pl.Series:
    return text.to_frame().select(expression.alias(text.name)).to_series()


def _amounts(text: pl.Series) -> pl.Series:
    plain = text.str.contains(_PLAIN_AMOUNT)
    if plain.all():  # null is passed over
        read = pl.when(plain).then(_decimal(_first()))
    else:
        negative = _first().str.contains(_NEGATIVE)
        digits = _decimal(_first().str.replace_all(r"[^0-9,]", ""))
        read = pl.when(_full(_AMOUNT)).then(pl.when(negative).then(-digits).otherwise(digits))
    return _apply(text, read)


def _scores(text: pl.Series) -> pl.Series:
    number = _first().str.replace(",", ".", literal=True)
    read = pl.when(_full(_SCORE)).then(number.cast(DTYPES[Kind.SCORE], strict=False))
    return _apply(text, read)


def _decimal(text: pl.Expr) -> pl.Expr:
    plain = text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    return plain.str.strip_prefix("+").cast(pl.Decimal(18, 2), strict=False)


def _by_value(text: pl.Series, read: Callable[[str], object], dtype: Any) -> pl.Series:
    """Read each different value once."""
    unique = text.drop_nulls().unique()
    values = pl.Series([read(value) for value in unique], dtype=dtype)
    return text.replace_strict(unique, values, default=None, return_dtype=dtype)
