"""Cells → the text that is read: typed cells of a workbook, wrapped values, marks for empty.

Source: extract contract, Workbooks and Values.
"""

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from rus_pipeline.ingest.files.lines import Cell
from rus_pipeline.ingest.files.text_lines import tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

EPOCH = date(1899, 12, 30)
"""The day of serial number 0 in a workbook, unless it counts from 1904."""

_LEAP_DAY_OF_1900 = 60  # a day of Excel's that never was
_YEARS = range(1900, 2100)  # such a number is a year rather than a day of 1905
_LAST_SERIAL = 2_958_465  # 31 December 9999

# Alone in a cell, each is what some tool writes for nothing.
EMPTY_MARKS = (
    "NULL",
    "Null",
    "null",
    "(tom)",
    "(Tom)",
    "(TOM)",
    "(blank)",
    "(Blank)",
    "(BLANK)",
    "-",
    ".",
)
_LENGTHS = sorted({len(mark) for mark in EMPTY_MARKS})


def as_text(cells: "pl.Series | Sequence[Cell]", kind: str, epoch: date | None) -> "pl.Series":
    """Return a column's cells as text (String), trimmed, null where empty.

    ``kind`` is the column's (``schema.Kind``). Only free text (``tekst``) has line breaks.
    """
    import polars as pl

    if isinstance(cells, pl.Series):
        return cells
    texts = (unwrapped(tidy(typed_text(cell, kind, epoch))) for cell in cells)
    if kind != "tekst":
        texts = (" ".join(text.split()) for text in texts)
    return pl.Series([text or None for text in texts], dtype=pl.String)


def without_breaks(text: "pl.Series") -> "pl.Series":
    """Return text with a space for each line break."""
    if not text.str.contains("\n", literal=True).any():
        return text
    return text.str.replace_all(r" ?\n\s*", " ")


def unwrapped(text: str) -> str:
    """Return what is inside ``="…"``, or after a leading apostrophe."""
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        return text[2:-1].replace('""', '"').strip()
    return text.removeprefix("'").strip()


def without_empty_marks(text: "pl.Series") -> tuple["pl.Series", "pl.Series"]:
    """Return text with null for what stands for nothing, and the texts that did (each once a row).

    Source: extract contract, Values.
    """
    import polars as pl

    short = text.str.len_bytes().is_in(_LENGTHS)
    if not short.any():
        return text, text.clear()
    marks = text.is_in(EMPTY_MARKS) & short
    if not marks.any():
        return text, text.clear()
    found = text.filter(marks)
    return text.set(marks.fill_null(value=False), None), found.cast(pl.String)


def typed_text(cell: Cell, kind: str, epoch: date | None = None) -> str:
    """Return a cell as the text that the same value has in a text file.

    ``kind`` is the column's (``schema.Kind``): a number in a ``cpr`` column is padded to ten
    digits, an amount rounded to two decimals, half away from zero, and a number in a column of
    dates is the day that many days after ``epoch``.
    """
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "Ja" if cell else "Nej"
        case datetime():
            midnight = cell.time() == time()
            return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
        case date():
            return cell.isoformat()
        case int() | float():
            number = Decimal(repr(cell))
            day = _day(number, epoch or EPOCH) if kind == "dato" else None
            return _number_text(number, kind) if day is None else day.isoformat()
        case _:
            return str(cell)


def _day(number: Decimal, epoch: date) -> date | None:
    """Return the day of a serial number; None where it is none."""
    if not number.is_finite():
        return None
    serial = int(number)
    if number < 1 or serial > _LAST_SERIAL or serial in _YEARS:
        return None
    if epoch == EPOCH and serial <= _LEAP_DAY_OF_1900:
        return None if serial == _LEAP_DAY_OF_1900 else epoch + timedelta(days=serial + 1)
    try:
        return epoch + timedelta(days=serial)
    except OverflowError:
        return None


def _number_text(number: Decimal, kind: str) -> str:
    if not number.is_finite():
        return str(number)
    if kind == "beloeb":
        return f"{number.quantize(Decimal('0.01'), ROUND_HALF_UP):f}".replace(".", ",")
    if number == number.to_integral_value():
        text = f"{number.to_integral_value():f}"
        return text.zfill(10) if kind == "cpr" else text
    return f"{number:f}".replace(".", ",")
