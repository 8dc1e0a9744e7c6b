"""``reconciliation``: each printed figure compared with the built one.

Source: stages contract, Assets; audit contract, Published figures.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.figure import by_table
from rus_pipeline.ingest.documents import measures_of
from rus_pipeline.pipeline.job import Facts, Job, read_json, write_json
from rus_pipeline.pipeline.stages import slicing
from rus_pipeline.pipeline.stages.claims import claims_of
from rus_pipeline.pipeline.stages.documents import documents_of
from rus_pipeline.pipeline.stages.marts import figures_of, layouts_of
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.comparison import (
    Outcome,
    Reconciled,
    Reconciliation,
    Restatement,
    reconcile,
)
from rus_pipeline.reconciliation.identities import Inconsistency
from rus_pipeline.reconciliation.over_years import persons_over_years
from rus_pipeline.reconciliation.printed import read_printed
from rus_pipeline.reconciliation.stored import write_reconciliation
from rus_pipeline.slices import COURSES_BY_YEAR
from rus_pipeline.storage.cache import cached
from rus_pipeline.tables import counted_tables

if TYPE_CHECKING:
    from rus_pipeline.figures.figure import Figure

COMPLETE = "complete.json"


def make(job: Job, _asset: str, folder: Path) -> Facts:
    """Compare each claim with its built figure: ``reconciliation.json`` and ``complete.json``."""
    claims, edition = claims_of(job), job.edition
    tables = {table.id: table for table in counted_tables()}
    figures: dict[str, list[Figure]] = {table: [] for table in tables}
    figures |= by_table(figures_of(job).values())
    found = reconcile(
        claims,
        edition,
        figures,
        layouts_of(job),
        lambda unmet: _conflicts(claims, edition, unmet),
        measures_of(documents_of(job)),
        count_persons=lambda claimed: persons_over_years(
            claimed, tables[claimed.table], edition, slicing.slice_of(job, COURSES_BY_YEAR)
        ),
    )
    write_reconciliation(folder, found)
    write_json(folder / COMPLETE, _as_json(found))
    return {outcome.value: count for outcome, count in found.counts().items()}


def reconciliation_of(job: Job) -> Reconciliation:
    """Return the edition's reconciliation."""
    found = read_json(job.input("reconciliation") / COMPLETE)
    return Reconciliation(
        claims=tuple(_reconciled(item) for item in found["claims"]),
        contradictions=_breaches(found["contradictions"]),
        remarks=_breaches(found["remarks"]),
        restatements=tuple(
            Restatement(Claim(**item["earlier"]), Claim(**item["later"]), item["changed"])
            for item in found["restatements"]
        ),
    )


def _conflicts(
    claims: Sequence[Claim], edition: Edition, unmet: Sequence[Claim]
) -> Sequence[Inconsistency]:
    from rus_pipeline.reconciliation.feasible.conflicts import conflicts
    from rus_pipeline.reconciliation.feasible.targets import report_claims

    printed = report_claims(claims, edition.year)

    def find() -> bytes:
        found = conflicts(printed, edition, unmet)
        breaches = [Inconsistency((one.claim, *one.others), one.arithmetic) for one in found]
        return json.dumps([asdict(breach) for breach in breaches]).encode()

    asked = json.dumps([asdict(edition), *([asdict(c) for c in of] for of in (printed, unmet))])
    return _breaches(json.loads(cached(__name__, asked, find)))


def _as_json(found: Reconciliation) -> dict[str, Any]:
    return {
        "claims": [
            {
                "claim": asdict(item.claim),
                "figure_id": item.figure_id,
                "built": None if item.built is None else str(item.built),
                "outcome": item.outcome,
                "reason": item.reason,
            }
            for item in found.claims
        ],
        "contradictions": [asdict(breach) for breach in found.contradictions],
        "remarks": [asdict(breach) for breach in found.remarks],
        "restatements": [asdict(item) for item in found.restatements],
    }


def _reconciled(found: Mapping[str, Any]) -> Reconciled:
    claim = Claim(**found["claim"])
    return Reconciled(
        claim=claim,
        printed=read_printed(claim.printed),
        figure_id=found["figure_id"],
        built=None if found["built"] is None else Decimal(found["built"]),
        outcome=Outcome(found["outcome"]),
        reason=found["reason"],
    )


def _breaches(found: Sequence[Mapping[str, Any]]) -> tuple[Inconsistency, ...]:
    return tuple(
        Inconsistency(tuple(Claim(**claim) for claim in breach["claims"]), breach["arithmetic"])
        for breach in found
    )
