"""The page "Afstemning med trykte rapporter": each printed number and what became of it.

What belongs here: how a reconciliation reads. What does not: the verdicts (``published``).
"""

from collections.abc import Iterator, Sequence

import polars as pl
from great_tables import GT

from rus_pipeline.danish import number
from rus_pipeline.published.claims import Claim
from rus_pipeline.published.identities import Breach
from rus_pipeline.published.reconciliation import Outcome, Reconciled, Reconciliation

TITLE = "Afstemning med trykte rapporter"

OUTCOMES = {
    Outcome.REPRODUCED: "Genskabt",
    Outcome.CONTRADICTED: "Modsagt af dokumentet selv",
    Outcome.RESTATED: "Rettet i en senere rapport",
    Outcome.NOT_DERIVABLE: "Kan ikke udledes af udtrækkene",
    Outcome.DIFFERS: "Afviger",
}


def reconciliation_html(found: Reconciliation) -> str:
    """Return the page's tables as HTML: counts first, then each kind, most serious first."""
    parts = [_counts(found)]
    for outcome in (Outcome.DIFFERS, Outcome.CONTRADICTED, Outcome.RESTATED):
        parts += _claims(found, outcome)
    parts += _breaches("modsigelser", "Hvor dokumentet modsiger sig selv", found.contradictions)
    parts += _breaches("bemaerkninger", "Hvad der ellers falder i øjnene", found.remarks)
    parts += _restatements(found)
    for outcome in (Outcome.REPRODUCED, Outcome.NOT_DERIVABLE):
        parts += _claims(found, outcome)
    return "\n".join(f'<div class="tabel">{part}</div>' for part in parts)


def place(claim: Claim) -> str:
    """Return where a claim stands: document and line."""
    return f"{claim.document}, linje {claim.line}"


def _table(name: str, title: str, columns: dict[str, list[str]]) -> str:
    return (
        GT(pl.DataFrame(columns), id=f"afstemning-{name}")
        .tab_header(title=title)
        .cols_align("left")
        .as_raw_html()
    )


def _counts(found: Reconciliation) -> str:
    counts = found.counts()
    return _table(
        "antal",
        f"{sum(counts.values())} trykte tal",
        {
            "Udfald": [OUTCOMES[outcome] for outcome in counts],
            "Antal": [str(count) for count in counts.values()],
        },
    )


def _claims(found: Reconciliation, outcome: Outcome) -> Iterator[str]:
    claims = [claim for claim in found.claims if claim.outcome is outcome]
    if claims:
        yield _table(
            outcome.value.replace("_", "-"),
            OUTCOMES[outcome],
            {
                "Sted": [place(item.claim) for item in claims],
                "Hvad": [_what(item.claim) for item in claims],
                "Trykt": [item.claim.printed for item in claims],
                "Bygget": [_built(item) for item in claims],
                "Begrundelse": [item.reason for item in claims],
            },
        )


def _what(claim: Claim) -> str:
    return ", ".join(filter(None, (claim.table, claim.row, claim.column)))


def _built(item: Reconciled) -> str:
    return "" if item.built is None else number(item.built)


def _breaches(name: str, title: str, found: Sequence[Breach]) -> Iterator[str]:
    if found:
        yield _table(
            name,
            title,
            {
                "Regnestykke": [breach.arithmetic for breach in found],
                "Steder": [_places(breach.claims) for breach in found],
            },
        )


def _places(claims: Sequence[Claim]) -> str:
    """Return the lines that claims stand on, each document named once."""
    lines: dict[str, set[int]] = {}
    for claim in claims:
        lines.setdefault(claim.document, set()).add(claim.line)
    return "; ".join(
        f"{document}, linje {', '.join(map(str, sorted(found)))}"
        for document, found in lines.items()
    )


def _restatements(found: Reconciliation) -> Iterator[str]:
    changed = [item for item in found.restatements if item.changed]
    if changed:
        yield _table(
            "rettelser",
            "Samme tal i to rapporter, trykt forskelligt",
            {
                "Hvad": [_what(item.earlier) for item in changed],
                "Først": [f"{item.earlier.printed} ({place(item.earlier)})" for item in changed],
                "Siden": [f"{item.later.printed} ({place(item.later)})" for item in changed],
            },
        )
