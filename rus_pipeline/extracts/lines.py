"""The csv without a quote, which nearly every one is: each physical line is a record.

What belongs here: text → columns, all lines at once. What does not: quotes, and which encoding a
file has (``reading``). Source: extract contract, File dialect.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import polars as pl

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None

# What is white space to the reader of single cells; \\s leaves out the four separators.
_BLANK = r"^[;\s\x1c-\x1f]*$"


@dataclass(frozen=True)
class Lines:
    """The records of a file that are not blank.

    ``header`` is the first of them, cut in fields, with its number, empty where there is none;
    ``numbers`` (Int64) and ``columns`` are those after it with as many fields, ``others``
    those with fewer or more.
    """

    header_line: int
    header: Sequence[Cell]
    numbers: "pl.Series"
    columns: Sequence["pl.Series | Sequence[Cell]"]
    others: Sequence[tuple[int, Sequence[Cell]]]


def read_lines(text: str, delimiter: str) -> Lines:
    """Cut a text with no quote in it into lines and fields."""
    import polars as pl

    every = pl.DataFrame({"text": pl.Series([text], dtype=pl.String).str.split("\n").explode()})
    filled = every.with_row_index("line", offset=1).filter(~pl.col("text").str.contains(_BLANK))
    if filled.is_empty():
        return Lines(1, [], pl.Series(dtype=pl.Int64), [], [])
    header_line, header = filled.row(0)
    fields = header.split(delimiter)
    rest = filled.slice(1).with_columns(pl.col("line").cast(pl.Int64))
    fits = pl.col("text").str.count_matches(delimiter, literal=True) == len(fields) - 1
    cut = rest.filter(fits).select(
        "line", pl.col("text").str.split_exact(delimiter, len(fields) - 1).struct.unnest()
    )
    line, *columns = cut.get_columns()
    others = rest.filter(~fits).rows()
    return Lines(
        header_line,
        fields,
        line,
        columns,
        [(number, own.split(delimiter)) for number, own in others],
    )
