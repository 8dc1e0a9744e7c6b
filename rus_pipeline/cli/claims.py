"""``rus reconcile``: the claims of current editions, as tables on the screen."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rus_pipeline.core.errors import InputError
from rus_pipeline.figures.stored_edition import current_editions
from rus_pipeline.reconciliation.claims import is_annual, read_claims
from rus_pipeline.reconciliation.comparison import Outcome
from rus_pipeline.reconciliation.stored import read_reconciliations


def current_claims(raw: Path, out: Path, edition: int | None) -> list[dict[str, Any]]:
    """Return the reconciled claims of one current edition, or of all.

    For one edition: those of its own printed report and of documents that are no report. Raises
    InputError if the edition, or any edition, is not built.
    """
    built_years = [one.year for one in current_editions(out)]
    wanted = built_years if edition is None else [edition]
    if not built_years or (edition is not None and edition not in built_years):
        built = ", ".join(map(str, built_years)) or "none"
        asked = "no edition" if edition is None else f"no edition {edition}"
        raise InputError(f"{out}: {asked} (built: {built}); build with rus run")
    claims, _warnings = read_claims(raw)
    own = [c for c in claims if edition in (None, c.report_year) or not is_annual(c)]
    return read_reconciliations(out, wanted, own)


def print_claims(console: Console, claims: Sequence[dict[str, Any]]) -> None:
    """Print the number of claims by outcome, and each that is derivable but not reproduced."""
    counts = Table("Outcome", "Claims", box=None)
    for outcome in Outcome:
        counts.add_row(outcome.value, str(sum(c["outcome"] == outcome.value for c in claims)))
    console.print(counts)
    table = Table("Where", "What", "Printed", "Built", "Outcome", "Why", box=None)
    for claim in claims:
        if claim["outcome"] in (Outcome.REPRODUCED.value, Outcome.NOT_DERIVABLE.value):
            continue
        where = f"{claim['document']}:{claim['line']}"
        built = claim["value"] or ""
        words = (where, claim["figure_id"] or "", claim["printed"], built)
        table.add_row(*(Text(word) for word in (*words, claim["outcome"], claim["reason"])))
    if table.row_count:
        console.print(table)
