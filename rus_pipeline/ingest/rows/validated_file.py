"""A delivered file once it is validated: its rows, and what became of those that do not count.

Source: extract contract, What bad input gets.
"""

from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from rus_pipeline.ingest.files.file_layout import FileLayout
from rus_pipeline.ingest.rows.quarantine import rows_out
from rus_pipeline.ingest.rows.set_aside import JOINED, LEFT_OUT, count_of

COURSE_ID = "forloeb_id"
IDS_OUT = pl.Schema({"line": pl.Int64, COURSE_ID: pl.String})

TOLERATED_ROWS = 3  # so many rows may be out of any file, however short


@dataclass(frozen=True)
class ValidatedFile:
    """A file's validated rows.

    ``frame`` has ``file``, ``line`` (Int64) and the schema's columns, ``file`` being a
    ``CODE``; ``listed`` is the quarantine list of the file; ``aside`` are the rows that
    ``center.toml`` sets aside (``set_aside.SCHEMA``); ``records`` = rows of ``frame`` + rows out +
    rows of ``aside``. ``left_out`` are the contract's columns that were not delivered.
    ``numbers`` is how many readable CPR numbers the file has, rows that are out included and those
    of a joined course once, and ``real_numbers`` how many of them are real. ``layout`` is where its
    rows are in the raw file. ``ids_out`` are ``line`` and ``forloeb_id`` (text) of the rows
    out that have one.
    """

    stem: str
    file: str
    sha256: str
    frame: pl.DataFrame
    listed: pl.DataFrame
    aside: pl.DataFrame
    records: int
    left_out: frozenset[str]
    warnings: tuple[str, ...]
    numbers: int
    real_numbers: int
    layout: FileLayout
    ids_out: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=IDS_OUT))

    @property
    def rows_out(self) -> int:
        """Return how many rows are out."""
        return rows_out(self.listed)

    @property
    def udeladt(self) -> int:
        """Return how many rows are of accounts that are not the centre's."""
        return count_of(self.aside, LEFT_OUT)

    @property
    def samlet(self) -> int:
        """Return how many rows are joined with the first of their course."""
        return count_of(self.aside, JOINED)

    @property
    def own_rows(self) -> int:
        """Return how many rows are the centre's: all but those of accounts left out."""
        return self.records - self.udeladt

    def too_many_out(self, tolerance: float) -> bool:
        """Return whether more rows are out than an edition is built with."""
        # The tolerance as written: 0.29 of 100 rows is 29, which binary fractions miss.
        tolerated = max(Decimal(TOLERATED_ROWS), Decimal(str(tolerance)) * self.own_rows)
        return self.rows_out > tolerated
