"""The marks of a spreadsheet's failed calculation, which are values that cannot be used.

Source: extract contract, Workbooks and Values.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

UNCALCULATED = "formel uden værdi"
"""Stands for a formula whose result the workbook does not hold."""

NOT_AVAILABLE = "#N/A"

# Each language has its own words (#VALUE! is #VÆRDI!, #DIV/0! is #DIVISION/0!): a word, ! or ?.
_MARK = (
    r"#[^\W\d_][\w/ ]*[!?]"
    r"|#(?:N/A|I/T|N/V|N/D|NV|GETTING_DATA|HENTER_DATA)"
    r"|(?:Err|Fejl):[0-9]{3}"  # LibreOffice
    rf"|{UNCALCULATED}"
)
_WHOLE_CELL = re.compile(_MARK, re.IGNORECASE)


def is_error_mark(text: str) -> bool:
    """Return whether a trimmed cell is an error mark."""
    return _WHOLE_CELL.fullmatch(text) is not None


def error_marks(text: "pl.Expr") -> "pl.Expr":
    """Return which cells of trimmed text are error marks; null where there is none."""
    return text.str.contains(f"(?i)^(?:{_MARK})$")
