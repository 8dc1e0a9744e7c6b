"""Lines of UTF-8 in which each is a record and nothing is quoted → columns of text.

``text_lines`` makes them. Source: extract contract, File dialect.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias

from rus_pipeline.ingest.files.text_lines import BREAK_MARK, DELIMITER_MARK, MARKS, QUOTE_MARK, tidy

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None

_WHOLE_KRONER = re.compile(r"[+-]?[0-9][0-9. ]*")
_OERE = re.compile(r"[0-9]{1,2}")


@dataclass(frozen=True)
class Rows:
    """Records under a header.

    ``lines`` (Int64) is where each starts that has a cell for each heading, ``columns`` their
    cells: a series is text, trimmed, null where empty. ``others`` are the records with fewer cells
    or more. Blank records are left out. ``epoch`` is the day of serial number 0 in a workbook, and
    ``breaks`` whether text may have line breaks.
    """

    lines: "pl.Series"
    columns: Sequence["pl.Series | Sequence[Cell]"]
    others: Sequence[tuple[int, Sequence[Cell]]]
    epoch: date | None = None
    breaks: bool = False


@dataclass(frozen=True)
class Header:
    """How the records under a header are cut.

    ``delimiter`` parts the fields; ``width`` is the number of columns up to the last with a name.
    ``amounts`` are the positions of amounts, of which an unquoted decimal comma makes two fields
    where the delimiter is a comma.
    """

    delimiter: str
    width: int
    amounts: tuple[int, ...] = ()

    def cut(self, cells: Sequence[Cell]) -> Sequence[Cell]:
        """Return the cells of a record without empty ones beyond the last column.

        Source: extract contract, File dialect.
        """
        if len(cells) <= self.width or not is_blank(cells[self.width :]):
            return cells
        for at in self.amounts if self.delimiter == "," else ():
            kroner, oere = (str(cell or "").strip() for cell in cells[at : at + 2])
            if _WHOLE_KRONER.fullmatch(kroner) and _OERE.fullmatch(oere):
                return cells
        return cells[: self.width]


def is_blank(cells: Iterable[Cell]) -> bool:
    """Return whether every cell is empty, or an apostrophe before nothing."""
    return all(
        cell is None or (isinstance(cell, str) and not tidy(cell).removeprefix("'").strip())
        for cell in cells
    )


def some_lines(data: bytes, first: int, only: Sequence[int]) -> tuple[bytes, "NDArray[np.intp]"]:
    """Return the records that start on the lines ``only``, and the numbers of these lines.

    The first of the lines has the number ``first``.
    """
    import numpy as np

    text = np.frombuffer(data, np.uint8)
    after = np.append(np.flatnonzero(text == ord("\n")) + 1, len(data))
    numbers = first + _lines_before(text, after)
    wanted = np.flatnonzero(np.isin(numbers, np.asarray(only)))
    begins = np.concatenate([[0], after])[wanted]
    spans = zip(begins.tolist(), after[wanted].tolist(), strict=True)
    return b"".join(data[begin:end].rstrip(b"\n") + b"\n" for begin, end in spans), numbers[wanted]


def rows_of_lines(
    data: bytes, header: Header, first: int = 1, numbers: "NDArray[np.intp] | None" = None
) -> Rows:
    """Return the records of lines, of which the first has the number ``first``.

    ``numbers`` are those of each record where they do not follow each other.
    """
    import numpy as np

    if data and not data.endswith(b"\n"):
        data += b"\n"
    text = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero((text == ord("\n")) | (text == ord(header.delimiter)))
    last = np.flatnonzero(text[ends] == ord("\n"))
    fields = np.diff(last, prepend=-1)
    after = ends[last] + 1
    if numbers is None:
        numbers = first + _lines_before(text, after)
    usual = _usual(fields, header.width)
    odd = np.flatnonzero(fields != usual)
    apart: list[tuple[int, Sequence[Cell]]] = []
    if odd.size:
        data, numbers, apart = _made_even(data, after, numbers, odd.tolist(), usual, header)
    lines, columns, longer = _even(data, numbers, usual, header)
    others = sorted([*apart, *longer], key=lambda other: other[0])
    return Rows(lines, columns, others, breaks=BREAK_MARK in data)


def _lines_before(text: "NDArray[np.uint8]", after: "NDArray[np.intp]") -> "NDArray[np.intp]":
    """Return how many physical lines end before each record, from where each record ends."""
    import numpy as np

    count = np.arange(after.size)
    breaks = np.flatnonzero(text == ord(BREAK_MARK))
    if breaks.size and after.size:
        count += np.searchsorted(breaks, np.concatenate([[0], after[:-1]]))
    return count


def _usual(fields: "NDArray[np.intp]", width: int) -> int:
    """Return the number of fields that most lines of at least ``width`` have."""
    import numpy as np

    full = fields[fields >= width]
    return int(np.bincount(full).argmax()) if full.size else width


def _made_even(
    data: bytes,
    after: "NDArray[np.intp]",
    numbers: "NDArray[np.intp]",
    odd: Sequence[int],
    usual: int,
    header: Header,
) -> tuple[bytes, "NDArray[np.intp]", list[tuple[int, Sequence[Cell]]]]:
    """Return the lines with the usual number of fields, and the other records apart.

    A line of another number whose last fields are empty gets the usual one.
    """
    import numpy as np

    bounds = np.concatenate([[0], after])
    parts: list[bytes] = []
    apart: list[tuple[int, Sequence[Cell]]] = []
    gone: list[int] = []
    begins = 0
    for number in odd:
        start, end = int(bounds[number]), int(bounds[number + 1])
        parts.append(data[begins:start])
        begins = end
        fields = data[start : end - 1].decode().split(header.delimiter)
        cells = [_unmarked(field, header) for field in fields]
        if len(header.cut(cells)) == header.width:
            padded = [*fields[: header.width], *[""] * (usual - header.width)]
            parts.append(header.delimiter.join(padded).encode() + b"\n")
            continue
        gone.append(number)
        if not is_blank(cells):
            apart.append((int(numbers[number]), cells))
    return b"".join([*parts, data[begins:]]), np.delete(numbers, gone), apart


def _even(
    data: bytes, numbers: "NDArray[np.intp]", fields: int, header: Header
) -> tuple["pl.Series", list["pl.Series"], list[tuple[int, Sequence[Cell]]]]:
    """Return lines, columns and longer records of lines that each have so many fields."""
    import polars as pl

    schema = {str(number): pl.String for number in range(fields)}
    lines = pl.Series(numbers, dtype=pl.Int64)
    if not data:
        return lines, pl.DataFrame(schema=schema).get_columns()[: header.width], []
    cells = pl.read_csv(
        data, separator=header.delimiter, quote_char=None, has_header=False, schema=schema
    )
    if any(mark in data for mark in MARKS):
        cells = cells.with_columns(_without_marks(pl.all(), header.delimiter))
    if b"'" in data or b"=" + QUOTE_MARK in data:
        cells = cells.with_columns(_unwrapped(pl.all()))
    blank = cells.select(pl.all_horizontal(pl.all().is_null())).to_series()
    if blank.any():
        cells, lines = cells.filter(~blank), lines.filter(~blank)
    longer: list[tuple[int, Sequence[Cell]]] = []
    if fields > header.width:
        extra = _longer(cells, header)
        if extra.any():
            longer = [
                (line, [cell or "" for cell in row])
                for line, row in zip(
                    lines.filter(extra), cells.filter(extra).iter_rows(), strict=True
                )
            ]
            cells, lines = cells.filter(~extra), lines.filter(~extra)
    return lines, cells.get_columns()[: header.width], longer


def _longer(cells: "pl.DataFrame", header: Header) -> "pl.Series":
    """Return which records have more than empty fields beyond the last column (``Header.cut``)."""
    import polars as pl

    names = cells.columns
    extra = pl.any_horizontal(pl.col(names[header.width :]).is_not_null())
    for at in header.amounts if header.delimiter == "," else ():
        kroner, oere = pl.col(names[at]), pl.col(names[at + 1])
        extra |= kroner.str.contains(f"^{_WHOLE_KRONER.pattern}$").fill_null(value=False) & (
            oere.str.contains(f"^{_OERE.pattern}$").fill_null(value=False)
        )
    return cells.select(extra).to_series()


def _without_marks(text: "pl.Expr", delimiter: str) -> "pl.Expr":
    """Return text with the characters that the marks stand for."""
    import polars as pl

    marks = [DELIMITER_MARK.decode(), BREAK_MARK.decode(), QUOTE_MARK.decode()]
    bare = text.str.replace_many(marks, [delimiter, "\n", '"']).str.strip_chars()
    return pl.when(bare != "").then(bare)


def _unwrapped(text: "pl.Expr") -> "pl.Expr":
    """Return what is inside ``="…"``, or after a leading apostrophe (``cells.unwrapped``)."""
    import polars as pl

    formula = text.str.starts_with('="') & text.str.ends_with('"') & (text.str.len_chars() > 2)
    inside = (
        pl.when(formula)
        .then(text.str.slice(2, text.str.len_chars() - 3).str.replace_all('""', '"', literal=True))
        .when(text.str.starts_with("'"))
        .then(text.str.slice(1))
        .otherwise(text)
    ).str.strip_chars()
    return pl.when(inside != "").then(inside)


def _unmarked(field: str, header: Header) -> str:
    for mark, character in (
        (DELIMITER_MARK, header.delimiter),
        (BREAK_MARK, "\n"),
        (QUOTE_MARK, '"'),
    ):
        field = field.replace(mark.decode(), character)
    return field.strip()


def line_ends(data: bytes) -> int:
    """Return how many lines end in some bytes; ``bytes.count`` takes six times as long."""
    import numpy as np

    found = int(np.count_nonzero(np.frombuffer(data, np.uint8) == ord("\n")))
    if b"\r" in data:
        found += data.count(b"\r") - data.count(b"\r\n")
    return found
