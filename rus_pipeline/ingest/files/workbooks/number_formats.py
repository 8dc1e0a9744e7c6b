"""What a spreadsheet shows of a number: the number, or a day and a time of it.

The rule is one for all formats. Source: extract contract, Workbooks.
"""

import re
from datetime import date, datetime, time, timedelta
from enum import Enum

from rus_pipeline.ingest.files.lines import Cell
from rus_pipeline.ingest.files.workbooks.sheet import DAY_ZERO_1900, DAY_ZERO_1904

_DAY_MS = 86_400_000
_LEAP_DAY_1900 = 60  # 29 February 1900, which Excel has and the calendar has not


class Shown(Enum):
    """What the number format of a cell shows."""

    NUMBER = "number"
    DATE = "date"  # or a time of day
    ELAPSED = "elapsed"  # hours, minutes or seconds in all


_BUILT_IN = {
    **dict.fromkeys((*range(14, 23), 45, 47), Shown.DATE),
    46: Shown.ELAPSED,
}

# What is no code of a format: text in quotes, a character escaped, skipped or repeated, and
# conditions, colours, currencies and locales in brackets.
_NO_CODE = re.compile(
    r'"[^"]*"?|[\\_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]?|General', re.IGNORECASE | re.DOTALL
)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)


def shown_by(number: int, code: str | None = None) -> Shown:
    """Return what a number format shows: a built-in ``number``, or the file's own ``code``."""
    if code is None:
        return _BUILT_IN.get(number, Shown.NUMBER)
    first, *_ = _NO_CODE.sub(" ", code).split(";")
    if _ELAPSED.search(first):
        return Shown.ELAPSED
    return Shown.DATE if _DATE.search(first) else Shown.NUMBER


def as_shown(number: float, shown: Shown, epoch: date) -> Cell:
    """Return the cell that a spreadsheet shows of a number: it, a date, a time, a duration.

    ``epoch`` is the day of serial number 0. A day that no calendar has stays a number.
    """
    if shown is Shown.NUMBER:
        return number
    try:
        if shown is Shown.ELAPSED:
            return timedelta(milliseconds=round(number * _DAY_MS))
        if number < 0:
            return number
        if number < 1:
            return _moment(number, epoch).time()
        moment = _moment(number, epoch)
    except (OverflowError, ValueError):
        return number
    return moment.date() if number == int(number) else moment


def _moment(number: float, epoch: date) -> datetime:
    days = number + 1 if epoch == DAY_ZERO_1900 and number < _LEAP_DAY_1900 else number
    return datetime.combine(epoch, time.min) + timedelta(milliseconds=round(days * _DAY_MS))


def epoch_of(*, is_1904: bool) -> date:
    """Return the day that serial number 0 stands for in a workbook of Excel's."""
    return DAY_ZERO_1904 if is_1904 else DAY_ZERO_1900
