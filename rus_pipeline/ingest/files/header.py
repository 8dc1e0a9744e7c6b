"""Where a file's header is: the first of its first rows that holds every required column.

Source: extract contract, File dialect.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from rus_pipeline.ingest.files.cells import typed_text
from rus_pipeline.ingest.files.headings import Headings
from rus_pipeline.ingest.files.lines import Cell, is_blank
from rus_pipeline.ingest.files.quoted_text import records
from rus_pipeline.ingest.files.text_lines import tidy

DELIMITERS = (";", ",", "\t", "|")
_LOOKED_AT = 20  # lines
_NAMED = re.compile(r"sep=(.)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class FoundHeader:
    """A header: its line, its headings up to the last that has a name, and the rows before it.

    ``skipped`` are the rows before it that hold anything. ``complete``: it holds every required
    column; where none does, it is the row that comes nearest.
    """

    line: int
    headings: tuple[str, ...]
    skipped: int
    complete: bool
    known: int

    @property
    def nearness(self) -> tuple[int, int]:
        """Return how near it comes to a header: its known headings, then all that it has."""
        return self.known, len(self.headings)


def in_text(text: str, headings: Headings) -> tuple[str, FoundHeader | None]:
    """Return the delimiter of a text and its header, None where it has no row.

    A first line ``sep=X`` names the delimiter; else it is the one with which a row holds the
    required columns.
    """
    lines = text.split("\n")
    named = _NAMED.fullmatch(lines[0].strip("\ufeff"))
    best: tuple[str, FoundHeader | None] = (DELIMITERS[0], None)
    for delimiter in (named[1],) if named else DELIMITERS:
        found = in_rows(_first_records(lines, delimiter, after=1 if named else 0), headings)
        if found is None:
            continue
        if found.complete:
            return delimiter, found
        if best[1] is None or found.nearness > best[1].nearness:
            best = delimiter, found
    return (named[1], best[1]) if named else best


def _first_records(
    lines: Sequence[str], delimiter: str, after: int
) -> Iterator[tuple[int, list[str]]]:
    for line, fields in records(lines[after:], delimiter):
        # A line of delimiters alone is blank, whichever of them this is.
        if "".join(fields).strip("".join(DELIMITERS)).strip():
            yield line + after, fields


def in_rows(rows: Iterable[tuple[int, Sequence[Cell]]], headings: Headings) -> FoundHeader | None:
    """Return the header among numbered rows; None where none of the first holds anything."""
    best: FoundHeader | None = None
    skipped = 0
    for line, cells in takewhile(lambda row: row[0] <= _LOOKED_AT, rows):
        if is_blank(cells):
            continue
        names = [" ".join(tidy(typed_text(cell, "")).split()) for cell in cells]
        width = max((at for at, name in enumerate(names, 1) if name), default=0)
        own = tuple(names[:width])
        known = sum(name is not None for name in headings.columns(own))
        complete = not headings.missing(own)
        found = FoundHeader(line, own, skipped, complete, known)
        if complete or best is None or found.known > best.known:
            best = found
        if complete:
            break
        skipped += 1
    return best
