"""Small printed reports in small raw folders."""

from collections.abc import Sequence
from pathlib import Path

from rus_pipeline.reconciliation.claims import COLUMNS
from rus_pipeline.reconciliation.comparison import Reconciliation
from rus_pipeline_tests.building import build_data
from rus_pipeline_tests.raw import raw_folder

Printed = tuple[str, str, str, str]
"""A printed number: its table, row and column there, and its text."""


def claims_csv(*numbers: Printed, year: int = 2023, document: str | None = None) -> str:
    """Return a file of claims; line n of the document holds the n'th number."""
    name = document or f"aarsrapport-{year}.txt"
    lines = [",".join(COLUMNS)]
    for line, number in enumerate(numbers, 1):
        words = ",".join(f'"{word}"' for word in number)
        lines.append(f"{name},{line},{year},{words},,")
    return "\n".join(lines) + "\n"


def reconciled(
    tmp_path: Path, files: dict[str, str], *numbers: Printed, edition: int = 2023
) -> Reconciliation:
    """Build the edition with its printed report in the raw folder; return the reconciliation."""
    raw = raw_with_report(tmp_path, files, *numbers, edition=edition)
    return build_data(raw, tmp_path / "out", edition).reconciliation


def raw_with_report(
    tmp_path: Path, files: dict[str, str], *numbers: Printed, edition: int = 2023
) -> Path:
    """Write a raw folder with a printed report in it and return it."""
    published = {"published/own.csv": claims_csv(*numbers, year=edition)}
    return raw_folder(tmp_path, {**published, **files})


def outcomes(found: Reconciliation) -> list[str]:
    """Return each claim's outcome, in the document's order."""
    return [item.outcome.value for item in found.claims]


def arithmetic(found: Sequence[object]) -> list[str]:
    """Return the arithmetic of each inconsistency."""
    return [one.arithmetic for one in found]
