"""Danish forms of numbers and dates, and of what is not a number.

What belongs here: how one value is written. What does not: rounding, which the engine has done.
"""

from datetime import date
from decimal import Decimal

from rus_pipeline.figures.counting import Figure, Status
from rus_pipeline.figures.declaration import Unit

UNKNOWN = "?"
ZERO = "-"
_MONTHS = (
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
    """Return a whole number with ``.`` between thousands and a true minus sign."""
    return f"{value:,.0f}".replace(",", ".").replace("-", "\N{MINUS SIGN}")


def decimal_number(value: Decimal) -> str:
    """Return a number with a decimal comma, and no more decimals than it has."""
    whole, _, decimals = f"{value.normalize():f}".partition(".")
    return number(Decimal(whole)) + (f",{decimals}" if decimals else "")


def cell(figure: Figure) -> str:
    """Return a figure as its table shows it: ``-`` for zero, ``?`` for what is not known."""
    if figure.status is Status.NOT_AVAILABLE or figure.value is None:
        return UNKNOWN
    if figure.value == 0:
        return ZERO
    return number(figure.value) + (" %" if figure.plan.unit is Unit.PER_CENT else "")


def day(value: date) -> str:
    """Return a date in words."""
    return f"{value.day}. {_MONTHS[value.month - 1]} {value.year}"
