"""Printed text → a typed value.

Reads what ``<5``, ``13*``, ``?``, ``-``, ``+83.444``, ``- 70.851``, ``35 %`` and ``to`` mean as
numbers.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_NUMBER = re.compile(r"^([+\-−])?\s*((?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?)\s*(%|kr\.?)?$", re.ASCII)
_COUNT = re.compile(r"^(?:\d{1,3}(?:\.\d{3})+|\d+)$", re.ASCII)
_BELOW = re.compile(r"^<\s*(\d+)$", re.ASCII)
_FROM_TO = re.compile(r"^(\d{1,3})\s*[-–]\s*(\d{1,3})$", re.ASCII)
_WORDS = {"en": 1, "et": 1, "ét": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5}
_UNKNOWN = re.compile(r"^\?$|\buvist\b|\bukendt\b|\bikke oplyst\b")
_NONE_AT_ALL = "ikke medvirket"


class Form(StrEnum):
    """The kind of a printed text."""

    NUMBER = "tal"
    INTERVAL = "interval"
    RESERVED = "tal med forbehold"
    UNKNOWN = "ukendt"
    TEXT = "tekst"


@dataclass(frozen=True)
class PrintedValue:
    """A printed text as an interval: ``low`` to ``high``, both included; None where no number.

    A suppressed count is the interval of its possible values: ``<5`` is 1 to 4.
    """

    text: str
    form: Form
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def exact(self) -> Decimal | None:
        """Return the value, or None where it is an interval or no number."""
        return self.low if self.low == self.high else None

    @property
    def count(self) -> Decimal | None:
        """Return the value where it is a count written in digits; in running text ``-`` is none."""
        value = self.exact
        if self.form is not Form.NUMBER or value is None or not _COUNT.match(self.text.strip()):
            return None
        return value

    def may_be(self, value: Decimal) -> bool:
        """Return whether ``value`` is in the interval."""
        return self.low is not None and self.high is not None and self.low <= value <= self.high


def read_printed(text: str) -> PrintedValue:
    """Read a printed text. ``-`` is zero, as the reports use it (counting rules)."""
    trimmed = text.strip()
    folded = trimmed.casefold()
    if trimmed in {"-", "–"} or folded == _NONE_AT_ALL:
        return _number(text, Form.NUMBER, Decimal(0))
    if _UNKNOWN.search(folded):
        return PrintedValue(text, Form.UNKNOWN)
    if folded in _WORDS:
        return _number(text, Form.NUMBER, Decimal(_WORDS[folded]))
    if below := _BELOW.match(trimmed):
        return PrintedValue(text, Form.INTERVAL, Decimal(1), Decimal(below[1]) - 1)
    if between := _FROM_TO.match(trimmed):
        return PrintedValue(text, Form.INTERVAL, Decimal(between[1]), Decimal(between[2]))
    reserved = trimmed.endswith("*")
    found = _NUMBER.match(trimmed.removesuffix("*").rstrip())
    if found is None:
        return PrintedValue(text, Form.TEXT)
    value = Decimal(found[2].replace(".", "").replace(",", "."))
    signed = -value if found[1] in ("-", "−") else value
    return _number(text, Form.RESERVED if reserved else Form.NUMBER, signed)


def _number(text: str, form: Form, value: Decimal) -> PrintedValue:
    return PrintedValue(text, form, value, value)
