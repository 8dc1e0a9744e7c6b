"""Claims: the printed numbers under ``published/``, with the document and line they stand on.

A claim is never an input to a count, but where the counting rules let a figure be a printed one
(``printed_counts``). Source: extract contract, The raw folder; counting rules, tabel-03-udvikling.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rus_pipeline.core.edition import Edition
from rus_pipeline.core.errors import mask
from rus_pipeline.figures.declaration import Printed
from rus_pipeline.reconciliation.printed import read_printed

COLUMNS = (
    "source_file",
    "line",
    "report_year",
    "table",
    "row_label",
    "column_label",
    "value_as_printed",
    "numeric_value",
    "note",
)

_NUMBERED = re.compile(r"Tabel \d+", re.ASCII)
_TREATED_ELSEWHERE = "Tekst: behandling uden for "


@dataclass(frozen=True)
class Claim:
    """A printed number as text, with its document, line, report year and printed labels."""

    document: str
    line: int
    report_year: int
    table: str
    row: str
    column: str
    printed: str
    note: str


def is_annual(claim: Claim) -> bool:
    """Return whether the claim stands in one of the centre's annual reports."""
    return claim.document.startswith("aarsrapport")


def is_in_table(claim: Claim) -> bool:
    """Return whether the claim stands in a numbered table, not in its note or in running text."""
    return _NUMBERED.fullmatch(claim.table) is not None


def read_claims(raw: Path) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """Return every claim in ``published/*.csv``, and a warning for each file that cannot be read.

    The files are comma-separated, as registers export them, with the columns ``COLUMNS``.
    """
    claims: list[Claim] = []
    warnings: list[str] = []
    for path in sorted((raw / "published").glob("*.csv")):
        try:
            claims.extend(_read(path))
        except (ValueError, KeyError) as error:
            warnings.append(mask(f"published/{path.name}: kan ikke læses og bruges ikke: {error}"))
    return tuple(claims), tuple(warnings)


def _read(path: Path) -> Iterator[Claim]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, skipinitialspace=True)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(f"kolonnen {missing[0]} mangler; ventet {', '.join(COLUMNS)}")
        for row in reader:
            yield Claim(
                document=row["source_file"],
                line=int(row["line"]),
                report_year=int(row["report_year"]),
                table=row["table"],
                row=row["row_label"],
                column=row["column_label"],
                printed=row["value_as_printed"],
                note=row["note"] or "",
            )


def printed_counts(
    claims: tuple[Claim, ...], edition: Edition
) -> dict[tuple[str, str, str], Printed]:
    """Return (table, row, column) → the count that a printed report gives for it.

    Only figures of tabel-03-udvikling may be printed ones: the text of the annual reports gives a
    count for each year since 2017. The newest report up to the edition is used, else the earliest
    later one.
    """
    table = f"{_TREATED_ELSEWHERE}{edition.home.navn} Kommune"
    found: dict[tuple[str, str, str], Printed] = {}
    series = [claim for claim in claims if claim.table == table]
    for claim in sorted(
        series,
        key=lambda c: (c.report_year > edition.year, abs(edition.year - c.report_year), c.line),
    ):
        at = ("tabel-03-udvikling", edition.home.key, claim.column)
        count = read_printed(claim.printed).count
        if count is not None:
            where = f"Trykt i {claim.document}, linje {claim.line}"
            found.setdefault(at, Printed(count, where))
    return found
