"""``/udgave/<edition>/afstemning``: each printed number beside the figure built for it."""

from collections import Counter
from typing import Any

from rus_pipeline.figures.stored_edition import edition_of
from rus_pipeline.reconciliation.comparison import Outcome
from rus_pipeline.reconciliation.stored import current_claims
from rus_pipeline.report.reconciliation import OUTCOMES
from rus_pipeline.web.archive import Archive
from rus_pipeline.web.asked import Asked
from rus_pipeline.web.lists import Part


def data(archive: Archive, asked: Asked) -> list[dict[str, Any]]:
    """Return what ``rus reconcile`` gives, of one outcome where ``udfald`` names it."""
    return _of_outcome(_claims(archive, asked), asked.chosen("udfald"))


def page(archive: Archive, asked: Asked) -> dict[str, Any]:
    """Return what the page is filled with."""
    every = _claims(archive, asked)
    chosen = asked.chosen("udfald")
    found = _of_outcome(every, chosen)
    part = Part(asked.page, len(found), many=100)
    counts = Counter(claim["outcome"] for claim in every)
    edition = edition_of(archive.opened, asked.edition)
    return {
        "edition": edition,
        "outcomes": [(one.value, OUTCOMES[one], counts[one.value]) for one in Outcome],
        "chosen": chosen if chosen in counts else "",
        "claims": [
            {**claim, "said": OUTCOMES[Outcome(claim["outcome"])]}
            for claim in found[part.first : part.last]
        ],
        "known": edition.figures,
        "total": len(every),
        "part": part,
    }


def _claims(archive: Archive, asked: Asked) -> list[dict[str, Any]]:
    edition = edition_of(archive.opened, asked.edition)
    key = ("claims", edition.manifest_sha256)
    return archive.remembered(
        key, lambda: current_claims(archive.raw, archive.opened, edition.year)
    )


def _of_outcome(claims: list[dict[str, Any]], outcome: str) -> list[dict[str, Any]]:
    return [claim for claim in claims if outcome in ("", claim["outcome"])]
