"""An edition's reconciliation as a file, and back, for those who ask later.

What belongs here: ``reconciliation.json``. What does not: verdicts (``reconciliation``).
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.comparison import Outcome, Reconciled, Reconciliation
from rus_pipeline.reconciliation.printed import read_printed

FILE = "reconciliation.json"
_CLAIM = ("document", "line", "report_year", "table", "row", "column", "printed", "note")


def write_reconciliation(folder: Path, found: Reconciliation) -> None:
    """Write each claim with its outcome, in the order of the documents."""
    rows = [_row(item) for item in found.claims]
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    (folder / FILE).write_text(f"{text}\n", encoding="utf-8")


def read_reconciliations(
    out: Path, editions: Sequence[int], claims: Sequence[Claim]
) -> list[dict[str, Any]]:
    """Return ``claims`` as they were reconciled in the editions that stand, in their order.

    A document that is no report is reconciled in every edition; the newest one speaks for it. A
    claim that no build has seen says so.
    """
    seen: dict[Claim, dict[str, Any]] = {}
    for edition in sorted(editions):
        for row in json.loads((out / str(edition) / FILE).read_text(encoding="utf-8")):
            seen[_claim(row)] = row
    return [seen.get(claim) or _unseen(claim) for claim in claims]


def _unseen(claim: Claim) -> dict[str, Any]:
    why = "Rapportens udgave er ikke bygget, eller tallet er kommet til eller rettet siden"
    printed = read_printed(claim.printed)
    return _row(Reconciled(claim, printed, None, None, Outcome.NOT_DERIVABLE, why))


def _claim(row: dict[str, Any]) -> Claim:
    return Claim(**{name: row[name] for name in _CLAIM})


def _row(item: Reconciled) -> dict[str, Any]:
    return {
        **{name: getattr(item.claim, name) for name in _CLAIM},
        "printed_value": None if item.printed.exact is None else str(item.printed.exact),
        "figure_id": item.figure_id,
        "value": None if item.built is None else str(item.built),
        "outcome": item.outcome.value,
        "reason": item.reason,
    }
