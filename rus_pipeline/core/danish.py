"""Danish forms of numbers, dates and lists. Numbers are rounded before, by the engine."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

MONTHS = (
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
)


def number(value: Decimal) -> str:
    """Return a whole number with ``.`` between thousands and a true minus sign; zero has none."""
    return f"{value + 0:,.0f}".replace(",", ".").replace("-", "\N{MINUS SIGN}")


def decimal_number(value: Decimal) -> str:
    """Return a number with a decimal comma, without trailing zeros."""
    whole, _, decimals = f"{value.normalize():f}".partition(".")
    return number(Decimal(whole)) + (f",{decimals}" if decimals else "")


def day(value: date) -> str:
    """Return a date in words."""
    return f"{value.day}. {MONTHS[value.month - 1]} {value.year}"


def number_of(count: int, one: str, many: str) -> str:
    """Return a count with its noun, ``one`` or ``many``."""
    return f"{number(Decimal(count))} {one if count == 1 else many}"


def listed(words: Sequence[str]) -> str:
    """Return words as a list in running text: a, b og c."""
    *first, last = words
    return f"{', '.join(first)} og {last}" if first else last
