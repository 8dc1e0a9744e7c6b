"""Plausibility of a delivery, compared with the delivery before it.

The answer depends on the current edition, so that it is part of no result: it is asked when a
delivery is staged and again when an edition is swapped in.
Source: extract contract, A delivery that cannot be right.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rus_pipeline.core.center import Center
from rus_pipeline.figures.stored_edition import current_deliveries
from rus_pipeline.ingest import plausibility
from rus_pipeline.ingest.plausibility import BuiltFrom, Finding, Predecessor, profile_from_json
from rus_pipeline.ingest.udtraek import FindingName
from rus_pipeline.pipeline.job import read_json
from rus_pipeline.pipeline.stages.staging import FACTS, udtraek_from_json
from rus_pipeline.storage.store import Store

if TYPE_CHECKING:
    from rus_pipeline.core.errors import ExtractError


def built_from(store: Store, out: Path, year: int) -> BuiltFrom:
    """Return a staged delivery and the delivery before it.

    The delivery before is that of the current edition, else that of the year before. If the current
    edition was built from the same files, it is the one before these, as noted then.
    """
    delivery = profile_from_json(_facts(store, year)["profile"])
    current = current_deliveries(out).get(year)
    if current is not None:
        if current.delivery.same_files(delivery):
            return BuiltFrom(delivery, current.followed)
        return BuiltFrom(delivery, Predecessor(year, current.delivery))
    if store.current("staging/quarantine", str(year - 1)) is None:
        return BuiltFrom(delivery, None)
    before = profile_from_json(_facts(store, year - 1)["profile"])
    return BuiltFrom(delivery, Predecessor(year - 1, before) if before.files else None)


def refuse_implausible(store: Store, out: Path, year: int, center: Center) -> tuple[str, ...]:
    """Return the warnings of a staged delivery. Raises ExtractError if it is implausible."""
    facts = _facts(store, year)
    udtraek = udtraek_from_json(facts["udtraek"])
    known = built_from(store, out, year)
    own = [_finding(item) for item in facts["findings"]]
    found = plausibility.compared(year, known.delivery, own, known.followed, center.plausibilitet)
    refused: list[ExtractError] = [
        finding.error(year)
        for finding in found
        if not any(finding.accepted_by(one) for one in udtraek.accepteret)
    ]
    if refused:
        raise refused[0]
    return tuple(plausibility.warnings(found, udtraek))


def _facts(store: Store, year: int) -> Mapping[str, Any]:
    result = store.current("staging/quarantine", str(year))
    assert result is not None
    found: dict[str, Any] = read_json(store.files(result) / FACTS)
    return found


def _finding(found: Mapping[str, Any]) -> Finding:
    return Finding(FindingName(found["hvad"]), found["stem"], found["file"], found["text"])
