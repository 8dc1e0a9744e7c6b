"""An edition's report as files: its page, each table by itself, the reconciliation.

What belongs here: which files there are. What does not: what is on a page (``page``, ``tables``,
``reconciliation``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rus_pipeline.edition import Edition
from rus_pipeline.figures.counting import Figure
from rus_pipeline.figures.declaration import Narrative, Table
from rus_pipeline.published.claims import Claim
from rus_pipeline.published.reconciliation import Reconciliation
from rus_pipeline.report.page import Standing, part_page, report_page, snapshot_page
from rus_pipeline.report.quoted import claims_by_place, quoted_html
from rus_pipeline.report.reconciliation import TITLE, reconciliation_html
from rus_pipeline.report.tables import counted_html, narrative_html
from rus_pipeline.tables import all_tables

RECONCILIATION = "afstemning.html"


@dataclass(frozen=True)
class ReportInput:
    """All that a report is made of; ``narrative`` maps a kind to its (omraade, tekst)."""

    edition: Edition
    standing: Standing
    figures: Mapping[str, Sequence[Figure]]
    narrative: Mapping[str, Sequence[tuple[str, str]]]
    claims: Sequence[Claim]
    reconciliation: Reconciliation


def write_report(folder: Path, given: ReportInput) -> None:
    """Write ``index.html``, ``tabeller/<table>.html`` and the reconciliation into ``folder``."""
    edition, standing = given.edition, given.standing
    claims = claims_by_place(given.claims)
    (folder / "tabeller").mkdir(parents=True)
    fragments: dict[str, str] = {}
    for table in all_tables():
        match table:
            case Table():
                html = counted_html(table, edition, given.figures[table.id])
            case Narrative():
                html = narrative_html(table, edition, given.narrative.get(table.kind, ()))
            case _:
                html = quoted_html(table, edition, claims, given.figures)
        fragments[table.id] = html
        _write(
            folder / "tabeller" / f"{table.id}.html", snapshot_page(table, edition, standing, html)
        )
    reconciled = reconciliation_html(given.reconciliation)
    _write(folder / RECONCILIATION, part_page(TITLE, edition, standing, reconciled))
    parts = {RECONCILIATION: TITLE}
    _write(folder / "index.html", report_page(edition, standing, all_tables(), fragments, parts))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
