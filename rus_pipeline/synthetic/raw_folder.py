"""What a synthetic raw folder has around its rows: facts, printed figures, documents.

No file that is already there is replaced. Source: extract contract, The raw folder.
"""

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from rus_pipeline.core.edition import Edition
from rus_pipeline.reconciliation.claimed_figures import ClaimedFigure, claimed_figure
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.feasible.targets import report_claims
from rus_pipeline.reconciliation.printed import Form, read_printed
from rus_pipeline.synthetic.days import extract_date


def complete_raw_folder(raw: Path, target: Path, claims: Iterable[Claim], edition: Edition) -> None:
    """Add the files that make ``target`` a raw folder like ``raw``, and its edition buildable."""
    if not (target / "center.toml").exists():
        shutil.copyfile(raw / "center.toml", target / "center.toml")
    for name in ("published", "dokumenter"):
        if not (target / name).exists() and (raw / name).is_dir():
            shutil.copytree(raw / name, target / name)
    facts = target / str(edition.year) / "udtraek.toml"
    if not facts.exists():
        facts.write_text("\n".join(_udtraek(claims, edition)) + "\n", encoding="utf-8")


def _udtraek(claims: Iterable[Claim], edition: Edition) -> Iterator[str]:
    yield "# Forløbene i denne mappe er opdigtede: ingen virkelige personer."
    yield 'kilde = "Opdigtet journal"'
    yield f"udtrukket = {extract_date(edition.year).isoformat()}"
    for claim in report_claims(claims, edition.year):
        claimed = claimed_figure(claim, edition)
        if isinstance(claimed, ClaimedFigure) and read_printed(claim.printed).form is Form.UNKNOWN:
            grund = claim.printed.strip("()") if len(claim.printed) > 1 else "Trykt som ?"
            yield "\n[[ikke_oplyst]]"
            yield f'tabel = "{claimed.table}"\nkolonne = "{claimed.column}"'
            yield f"grund = {json.dumps(grund, ensure_ascii=False)}"
