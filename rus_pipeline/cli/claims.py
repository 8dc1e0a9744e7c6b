"""``rus reconcile``: the claims of current editions, as tables on the screen."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rus_pipeline.reconciliation.comparison import Outcome


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
