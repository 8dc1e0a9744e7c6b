"""``report`` and ``public_report``: the pages, PDF and downloads of an edition.

Source: stages contract, Assets.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rus_pipeline.audit.gates import Gate
from rus_pipeline.figures.figure import Figure, by_table
from rus_pipeline.figures.layout import Layout
from rus_pipeline.figures.merging import Merge, merged_layout, merges_by_table
from rus_pipeline.ingest.rows.quarantine import EXPLANATIONS
from rus_pipeline.pipeline.job import Facts, Job
from rus_pipeline.pipeline.stages import marts, slicing, staging
from rus_pipeline.pipeline.stages.claims import claims_of
from rus_pipeline.pipeline.stages.comparing import reconciliation_of
from rus_pipeline.pipeline.stages.documents import documents_of
from rus_pipeline.pipeline.stages.marts import (
    figures_of,
    layouts_of,
    measured_of,
    tried_of,
)
from rus_pipeline.pipeline.stages.publishing import (
    public_earlier,
    publication_of,
)
from rus_pipeline.pipeline.stages.snapshots import (
    drawn_documents,
    drawn_of,
    narrative_of,
    notes_of,
)
from rus_pipeline.report import edition as report
from rus_pipeline.report.edition_status import DeliveredFile, GateShown, ReportStatus
from rus_pipeline.report.input import ReportInput
from rus_pipeline.report.origins import Origin, Printed
from rus_pipeline.report.reconciliation import place
from rus_pipeline.slices import SOURCES, Slice
from rus_pipeline.tables import counted_tables, shown_tables


def make(job: Job, _asset: str, folder: Path) -> Facts:
    """Write the internal report."""
    given = _given(job)
    report.write_report(folder / "report", given)
    return {"figures": len(given.by_id)}


def make_public(job: Job, _asset: str, folder: Path) -> Facts:
    """Write the public report, if the edition has public figures."""
    publication = publication_of(job)
    (folder / "report").mkdir()
    if publication.complaints:
        return {"published": False}
    (folder / "report").rmdir()
    internal = _frame(job)
    public = replace(
        internal,
        status=internal.status.public(job.edition.center.mindste_celle, publication.coverage),
        layouts=_public_layouts(internal.layouts, publication.merges),
        figures=_all_tables(publication.figures(figures_of(job))),
        earlier=public_earlier(job),
    )
    report.write_report(folder / "report", public)
    return {"published": True, "suppressed": len(publication.hidden)}


def _public_layouts(layouts: Mapping[str, Layout], merges: Iterable[Merge]) -> dict[str, Layout]:
    """Return the tables' layouts as the public edition has them, by table."""
    by_table = merges_by_table(merges)
    return {
        table: merged_layout(replace(found, left_out=None), by_table.get(table, ()))
        for table, found in layouts.items()
    }


def _frame(job: Job) -> ReportInput:
    """Return the input of both reports: no reconciliation, origins, checks or drawn tables."""
    return ReportInput(
        edition=job.edition,
        status=_status(job, slicing.slice_of(job, *SOURCES)),
        layouts=layouts_of(job),
        figures={},
        earlier={},
        narrative=narrative_of(job),
        notes=notes_of(job),
        claims=claims_of(job),
        reconciliation=None,
        origins={},
        gates=[],
        documents=documents_of(job),
    )


def _given(job: Job) -> ReportInput:
    earlier = {
        year: figures_of(job, year)
        for name, year in job.versions
        if name == "figures" and year != job.year
    }
    tried, frame, publication = tried_of(job), _frame(job), publication_of(job)
    covered = None if publication.complaints else publication.coverage
    own = staging.quarantine_facts(job, job.year)["files"]
    gates = {Gate.NOTHING_LOST: len(own)} | {g: tried[name] for g, name in marts.GATES.items()}
    return replace(
        frame,
        status=replace(frame.status, coverage=covered),
        figures=_all_tables(figures_of(job).values()),
        earlier=earlier,
        reconciliation=reconciliation_of(job),
        origins=_origins(job, slicing.slice_of(job, *SOURCES)),
        gates=[GateShown(gate.shows, gates[gate]) for gate in Gate],
        public=not publication.complaints,
        drawn={table.id: drawn_of(job, table) for table in shown_tables(job.edition)}
        | drawn_documents(job),
    )


def _all_tables(figures: Iterable[Figure]) -> Mapping[str, list[Figure]]:
    """Return every table's figures, of which there may be none."""
    return {table.id: [] for table in counted_tables()} | by_table(figures)


def _status(job: Job, rows: Slice) -> ReportStatus:
    facts = staging.quarantine_facts(job, job.year)
    own = facts["files"]
    return ReportStatus(
        udtraek=rows.udtraek[job.year],
        synthetic=fictitious(job, rows),
        read=rows.udtraek,
        files=tuple(DeliveredFile(name, **found) for name, found in own.items()),
        earlier={name: sha for name, sha in sorted(rows.files.items()) if name not in own},
        by_rule={EXPLANATIONS[rule]: count for rule, count in facts["by_rule"].items()},
        partner=job.edition.home.whole_name if job.edition.of_partner else "",
    )


def fictitious(job: Job, rows: Slice) -> bool:
    """Return whether any extract behind the edition is fictitious."""
    return any(staging.quarantine_facts(job, year)["fictitious"] for year in rows.udtraek)


def _origins(job: Job, rows: Slice) -> dict[str, Origin]:
    """Return where each figure comes from, by id."""
    printed: dict[str, list[Printed]] = {}
    for item in reconciliation_of(job).claims:
        if item.figure_id is not None:
            known = Printed(item.claim.printed, place(item.claim))
            printed.setdefault(item.figure_id, []).append(known)
    figures, measured = figures_of(job), measured_of(job)
    files = marts.files_behind(figures)
    return {
        figure_id: Origin(
            words=figure.words,
            components=tuple((part.role, part.figure_id) for part in figure.components),
            rows=measured[figure_id].rows,
            persons=measured[figure_id].persons,
            files={file: rows.files[file] for file in files[figure_id]},
            printed=tuple(printed.get(figure_id, ())),
        )
        for figure_id, figure in figures.items()
    }


def facts_of_slice(rows: Slice) -> dict[str, Any]:
    """Return, for the manifest, the extracts behind an edition."""
    return {
        str(year): {"kilde": facts.kilde, "udtrukket": facts.udtrukket.isoformat()}
        for year, facts in rows.udtraek.items()
    }
