"""Small printed reports beside small raw folders, for the tests of reconciliation."""

from collections.abc import Sequence
from pathlib import Path

from rus_pipeline.build import build_editions
from rus_pipeline.published.claims import COLUMNS
from rus_pipeline.published.reconciliation import Reconciliation
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
    """Build the edition beside its printed report and return the reconciliation."""
    published = {"published/own.csv": claims_csv(*numbers, year=edition)}
    raw = raw_folder(tmp_path, {**published, **files})
    (built,) = build_editions(raw, tmp_path / "out", [edition], "run")
    return built.reconciliation


def outcomes(found: Reconciliation) -> list[str]:
    """Return each claim's outcome, in the document's order."""
    return [item.outcome.value for item in found.claims]


def arithmetic(breaches: Sequence[object]) -> list[str]:
    """Return what each breach says."""
    return [breach.arithmetic for breach in breaches]
