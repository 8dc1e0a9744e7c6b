"""What only a whole column tells: that all its dates are read wrongly, or its zeros were lost.

Source: extract contract, File dialect, Values.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from rus_pipeline.core.danish import number_of
from rus_pipeline.core.errors import ExtractError, Place
from rus_pipeline.ingest.values.dates import DateColumn
from rus_pipeline.ingest.values.identity import LostZeros


@dataclass(frozen=True)
class DateFacts:
    """Of a column of dates: ``timed`` and ``midnights`` as in ``DateColumn``, and a line.

    ``month_first`` is the first line on which the month stands first.
    """

    timed: int
    midnights: int
    month_first: int | None

    def __add__(self, other: "DateFacts") -> "DateFacts":
        lines = [line for line in (self.month_first, other.month_first) if line is not None]
        return DateFacts(
            self.timed + other.timed, self.midnights + other.midnights, min(lines, default=None)
        )


@dataclass(frozen=True)
class ColumnFacts:
    """What the columns of some rows of a file tell beside their values.

    ``dates`` by column; ``zeros`` of the column of CPR numbers; ``empty_marks`` as in
    ``DeliveredRows``.
    """

    dates: Mapping[str, DateFacts] = field(default_factory=dict[str, DateFacts])
    zeros: LostZeros = field(default_factory=LostZeros)
    empty_marks: Mapping[str, int] = field(default_factory=dict[str, int])

    def with_dates(self, column: str, read: DateColumn, lines: pl.Series) -> "ColumnFacts":
        """Return the facts with those of one more column; ``lines`` are its rows'."""
        line = None if read.month_first is None else int(lines[read.month_first])
        facts = DateFacts(read.timed, read.midnights, line)
        return replace(self, dates={**self.dates, column: facts})


def together(facts: Iterable[ColumnFacts]) -> ColumnFacts:
    """Return the facts of a whole file from those of its pieces."""
    dates: dict[str, DateFacts] = {}
    zeros, empty_marks = LostZeros(), Counter[str]()
    for one in facts:
        zeros += one.zeros
        empty_marks.update(one.empty_marks)
        for column, own in one.dates.items():
            dates[column] = dates[column] + own if column in dates else own
    return ColumnFacts(dates, zeros, empty_marks)


def refuse_misread(facts: ColumnFacts, file: str) -> None:
    """Raise ExtractError where a column of dates was written otherwise than it is read."""
    for column, dates in facts.dates.items():
        if dates.month_first is not None:
            raise ExtractError(
                Place(file, dates.month_first, column),
                "datoen har måneden først, så også filens andre datoer kan være læst forkert;"
                " eksportér filen igen med dd-mm-åååå eller åååå-mm-dd",
            )
        if dates.timed and dates.timed == dates.midnights:
            raise ExtractError(
                Place(file, column=column),
                "alle klokkeslæt er 22:00 eller 23:00: det er dansk midnat skrevet i UTC, så hver"
                " dato er en dag for tidlig. Eksportér i dansk tid, uden klokkeslæt eller"
                " med Z efter klokkeslættet",
            )


def column_warnings(facts: ColumnFacts, file: str) -> Iterator[str]:
    """Yield, in Danish, what was read as something else than it looks."""
    if facts.empty_marks:
        marks = ", ".join(
            f"{mark} ({number_of(count, 'felt', 'felter')})"
            for mark, count in sorted(facts.empty_marks.items())
        )
        yield f"{file}: læst som tomme felter: {marks}"
    if facts.zeros.nine and facts.zeros.may_be_padded:
        count = number_of(facts.zeros.nine, "CPR-nummer", "CPR-numre")
        yield f"{file}: {count} på ni cifre har fået det nul foran, som et regneark har taget"
