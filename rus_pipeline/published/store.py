"""An edition's reconciliation as a file, and back, for those who ask later.

What belongs here: ``reconciliation.json``. What does not: verdicts (``reconciliation``).
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rus_pipeline.published.reconciliation import Reconciled, Reconciliation

FILE = "reconciliation.json"


def write_reconciliation(folder: Path, found: Reconciliation) -> None:
    """Write each claim with its outcome, in the order of the documents."""
    rows = [_row(item) for item in found.claims]
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    (folder / FILE).write_text(f"{text}\n", encoding="utf-8")


def read_reconciliations(out: Path, editions: Sequence[int]) -> list[dict[str, Any]]:
    """Return the claims of the editions that stand, each once.

    A document that is no report is reconciled in every edition; the newest one speaks for it.
    """
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for edition in sorted(editions):
        for row in json.loads((out / str(edition) / FILE).read_text(encoding="utf-8")):
            at = tuple(
                row[name] for name in ("document", "line", "table", "row", "column", "printed")
            )
            rows[at] = row
    return list(rows.values())


def _row(item: Reconciled) -> dict[str, Any]:
    return {
        "document": item.claim.document,
        "line": item.claim.line,
        "table": item.claim.table,
        "row": item.claim.row,
        "column": item.claim.column,
        "printed": item.claim.printed,
        "figure_id": item.figure_id,
        "value": None if item.built is None else str(item.built),
        "outcome": item.outcome.value,
        "reason": item.reason,
    }
