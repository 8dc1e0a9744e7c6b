"""Small printed reports in small raw folders."""

from collections.abc import Sequence
from pathlib import Path

from rus_pipeline.figures.counting import figures
from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.layout import layout
from rus_pipeline.pipeline.stages import comparing
from rus_pipeline.reconciliation.claims import COLUMNS, read_claims
from rus_pipeline.reconciliation.comparison import Measures, Reconciliation, reconcile
from rus_pipeline.reconciliation.over_years import persons_over_years
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.raw import opened, raw_folder
from rus_pipeline_tests.tables.figures_of import context_of

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
    tmp_path: Path,
    files: dict[str, str],
    *numbers: Printed,
    edition: int = 2023,
    measures: Measures | None = None,
) -> Reconciliation:
    """Reconcile the edition's figures with the printed report in its raw folder."""
    return reconciled_figures(tmp_path, files, *numbers, edition=edition, measures=measures)[0]


def reconciled_figures(
    tmp_path: Path,
    files: dict[str, str],
    *numbers: Printed,
    edition: int = 2023,
    measures: Measures | None = None,
) -> tuple[Reconciliation, dict[str, Figure]]:
    """Do the same, and return the edition's figures by id too."""
    raw = raw_with_report(tmp_path, files, *numbers, edition=edition)
    context = context_of(opened(raw), edition)
    tables = {table.id: table for table in counted_tables()}
    found = {table: figures(declared, context) for table, declared in tables.items()}
    layouts = {table: layout(declared, context, found[table]) for table, declared in tables.items()}
    claims, _warnings = read_claims(raw)
    reconciliation = reconcile(
        claims,
        context.edition,
        found,
        layouts,
        lambda unmet: comparing._conflicts(claims, context.edition, unmet),
        measures,
        count_persons=lambda claimed: persons_over_years(
            claimed, tables[claimed.table], context.edition, context.slice
        ),
    )
    return reconciliation, {f.figure_id: f for of in found.values() for f in of}


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
