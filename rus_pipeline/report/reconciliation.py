"""The page "Afstemning med trykte rapporter": each printed number and its outcome."""

from collections.abc import Iterator, Mapping, Sequence

from rus_pipeline.core.danish import number
from rus_pipeline.figures.figure import Figure
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.comparison import Outcome, Reconciled, Reconciliation
from rus_pipeline.reconciliation.identities import Inconsistency
from rus_pipeline.report.cells import ZERO
from rus_pipeline.report.sheets import Part, Sheet, mixed_sheet, text_sheet

TITLE = "Afstemning med trykte rapporter"

OUTCOMES = {
    Outcome.REPRODUCED: "Genskabt",
    Outcome.CONTRADICTED: "Modsagt af dokumentet selv",
    Outcome.RESTATED: "Rettet i en senere rapport",
    Outcome.MEASURED: "Løfter, der er målt",
    Outcome.NOT_DERIVABLE: "Kan ikke udledes af udtrækkene",
    Outcome.DIFFERS: "Afviger",
}


def reconciliation_sheets(found: Reconciliation, figures: Mapping[str, Figure]) -> list[Sheet]:
    """Return the page's tables: counts first, then each kind, most serious first.

    ``figures`` are the edition's, by id.
    """
    return list(_sheets(found, figures))


def counts_sheet(found: Reconciliation) -> Sheet:
    """Return how many printed numbers came to each outcome."""
    counts = found.counts()
    return text_sheet(
        "afstemning-antal",
        f"Hvad der blev af {sum(counts.values())} trykte tal",
        {
            "Udfald": [OUTCOMES[outcome] for outcome in counts],
            "Antal": [str(count) for count in counts.values()],
        },
    )


def place(claim: Claim) -> str:
    """Return where a claim stands: document and line."""
    return f"{claim.document}, linje {claim.line}"


def _sheets(found: Reconciliation, figures: Mapping[str, Figure]) -> Iterator[Sheet]:
    yield counts_sheet(found)
    for outcome in (Outcome.DIFFERS, Outcome.CONTRADICTED, Outcome.RESTATED):
        yield from _claims(found, outcome, figures)
    yield from _breaches("modsigelser", "Hvor dokumentet modsiger sig selv", found.contradictions)
    yield from _breaches("bemaerkninger", "Hvad der ellers falder i øjnene", found.remarks)
    yield from _restatements(found)
    for outcome in (Outcome.MEASURED, Outcome.REPRODUCED, Outcome.NOT_DERIVABLE):
        yield from _claims(found, outcome, figures)


def _claims(
    found: Reconciliation, outcome: Outcome, figures: Mapping[str, Figure]
) -> Iterator[Sheet]:
    claims = [claim for claim in found.claims if claim.outcome is outcome]
    if claims:
        as_text: dict[str, list[str]] = {
            "Sted": [place(item.claim) for item in claims],
            "Hvad": [_what(item.claim) for item in claims],
            "Trykt": [item.claim.printed for item in claims],
        }
        columns: dict[str, list[tuple[Part, ...]]] = {
            heading: [(text,) for text in texts] for heading, texts in as_text.items()
        }
        columns["Bygget"] = [_built(item, figures) for item in claims]
        if any(item.reason for item in claims):
            columns["Begrundelse"] = [(item.reason,) for item in claims]
        name = outcome.value.replace("_", "-")
        yield mixed_sheet(f"afstemning-{name}", OUTCOMES[outcome], columns)


def _what(claim: Claim) -> str:
    return ", ".join(filter(None, (claim.table, claim.row, claim.column)))


def _built(item: Reconciled, figures: Mapping[str, Figure]) -> tuple[Part, ...]:
    if item.built is None:
        return ()
    figure = figures.get(item.figure_id or "")
    if figure is not None and figure.value == item.built:
        return (figure,)
    # A row left out of its table because it is all zero, or a sum over printed parts.
    return (number(item.built) if item.built else ZERO,)


def _breaches(name: str, title: str, found: Sequence[Inconsistency]) -> Iterator[Sheet]:
    if found:
        yield text_sheet(
            f"afstemning-{name}",
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


def _restatements(found: Reconciliation) -> Iterator[Sheet]:
    changed = [item for item in found.restatements if item.changed]
    if changed:
        yield text_sheet(
            "afstemning-rettelser",
            "Samme tal i to rapporter, trykt forskelligt",
            {
                "Hvad": [_what(item.earlier) for item in changed],
                "Først": [f"{item.earlier.printed} ({place(item.earlier)})" for item in changed],
                "Siden": [f"{item.later.printed} ({place(item.later)})" for item in changed],
            },
        )
