"""``claims``: the printed figures of earlier reports, registers and documents.

Source: stages contract, Assets; audit contract, Published figures.
"""

from dataclasses import asdict
from pathlib import Path

from rus_pipeline.pipeline.job import Facts, Job, read_json, write_json
from rus_pipeline.reconciliation.claims import Claim, read_claims

CLAIMS = "claims.json"


def make(job: Job, _asset: str, folder: Path) -> Facts:
    """Read every printed figure: ``claims.json``."""
    claims, warnings = read_claims(job.raw)
    write_json(folder / CLAIMS, [asdict(claim) for claim in claims])
    return {"dagster/row_count": len(claims), "warnings": list(warnings)}


def claims_of(job: Job) -> tuple[Claim, ...]:
    """Return every printed figure."""

    def load() -> tuple[Claim, ...]:
        return tuple(Claim(**found) for found in read_json(job.input("claims") / CLAIMS))

    return job.once("claims", load)
