"""``reconciliation.json``: an edition's reconciliation, written and read back."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rus_pipeline.core.errors import InputError
from rus_pipeline.figures.stored_edition import Opened, OutputFolder, current_editions
from rus_pipeline.reconciliation.claims import Claim, is_annual, read_claims
from rus_pipeline.reconciliation.comparison import Outcome, Reconciled, Reconciliation
from rus_pipeline.reconciliation.printed import read_printed

FILE = "reconciliation.json"
_CLAIM = ("document", "line", "report_year", "table", "row", "column", "printed", "note")


def write_reconciliation(folder: Path, found: Reconciliation) -> None:
    """Write each claim with its outcome, in the order of the documents."""
    rows = [_row(item) for item in found.claims]
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    (folder / FILE).write_text(f"{text}\n", encoding="utf-8")


def current_claims(raw: Path, out: OutputFolder, edition: int | None) -> list[dict[str, Any]]:
    """Return the reconciled claims of one current edition, or of all.

    For one edition: those of its own printed report and of documents that are no report. Raises
    InputError if the edition, or any edition, is not built.
    """
    built_years = [one.year for one in current_editions(out)]
    wanted = built_years if edition is None else [edition]
    folder = out.folder if isinstance(out, Opened) else out
    if not built_years or (edition is not None and edition not in built_years):
        built = ", ".join(map(str, built_years)) or "none"
        asked = "no edition" if edition is None else f"no edition {edition}"
        raise InputError(f"{folder}: {asked} (built: {built}); build with rus run")
    claims, _warnings = read_claims(raw)
    own = [c for c in claims if edition in (None, c.report_year) or not is_annual(c)]
    return read_reconciliations(folder, wanted, own)


def read_reconciliations(
    out: Path, editions: Sequence[int], claims: Sequence[Claim]
) -> list[dict[str, Any]]:
    """Return ``claims`` as reconciled in the current editions, in the order of ``claims``.

    A document that is no report is reconciled in every edition; the newest one counts. A claim that
    no edition has reconciled is ``not_derivable``, with that reason.
    """
    stored: dict[Claim, dict[str, Any]] = {}
    for edition in sorted(editions):
        for row in json.loads((out / str(edition) / FILE).read_text(encoding="utf-8")):
            stored[_claim(row)] = row
    return [stored.get(claim) or _not_reconciled(claim) for claim in claims]


def _not_reconciled(claim: Claim) -> dict[str, Any]:
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
