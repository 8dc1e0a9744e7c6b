"""``snapshot/<table>``: a table for the report: HTML by Great Tables, its chart, a preview.

``snapshot/dokumenter`` holds the tables of other documents, which only the raw folder knows.
Source: stages contract, Assets.
"""

from dataclasses import asdict
from pathlib import Path

import polars as pl

from rus_pipeline.core.codes import UNKNOWN_KOMMUNE
from rus_pipeline.figures.declaration import Narrative, Table
from rus_pipeline.figures.figure import Figure, by_table
from rus_pipeline.figures.files import FILE as DECLARATION
from rus_pipeline.figures.files import read_figures
from rus_pipeline.figures.layout import FILE as LAYOUT
from rus_pipeline.figures.layout import Layout, read_layouts
from rus_pipeline.pipeline.job import Facts, Job, read_json, write_json
from rus_pipeline.pipeline.stages import slicing
from rus_pipeline.pipeline.stages.claims import claims_of
from rus_pipeline.pipeline.stages.documents import documents_of, tables_of_documents
from rus_pipeline.pipeline.stages.marts import figures_of, key_of
from rus_pipeline.report.charts import Drawing
from rus_pipeline.report.sections import Drawn, draw_sheet, draw_table, sheet_of
from rus_pipeline.report.snapshot import preview
from rus_pipeline.report.transcribed import claims_by_place, missing_claims, transcribed_sheet
from rus_pipeline.slices import NARRATIVE, NOTES
from rus_pipeline.tables import ReportTable, all_tables

TABLE, CHART = "table.html", "chart.json"

DOCUMENT_TABLES = "snapshot/dokumenter"
"""The asset of the tables of other documents."""


def snapshot_of(table: ReportTable) -> str:
    """Return the asset of a table's snapshot."""
    return f"snapshot/{table.id.replace('-', '_')}"


def make(job: Job, asset: str, folder: Path) -> Facts:
    """Draw a table: ``table.html`` and ``chart.json``, null if it has no chart."""
    table = next(table for table in all_tables() if snapshot_of(table) == asset)
    figures: dict[str, list[Figure]] = {}
    layouts: dict[str, Layout] = {}
    if isinstance(table, Table):
        mart = job.input(key_of(table))
        figures = {table.id: list(read_figures(mart / DECLARATION).values())}
        layouts = read_layouts(mart / LAYOUT)
    narrative = narrative_of(job) if isinstance(table, Narrative) else {}
    sheet = sheet_of(table, job.edition, layouts, figures, narrative, notes_of(job))
    found = draw_table(table, sheet, layouts, figures, linked=True)
    (folder / TABLE).write_text(found.table, encoding="utf-8")
    chart = None if found.chart is None else asdict(found.chart)
    write_json(folder / CHART, chart)
    return {"preview": preview(sheet), "rows": len(sheet.rows)}


def make_documents(job: Job, _asset: str, folder: Path) -> Facts:
    """Draw the tables of other documents: ``<id>.html`` each; none where there is no document."""
    claims, figures = claims_by_place(claims_of(job)), by_table(figures_of(job).values())
    previews: list[str] = []
    warnings: list[str] = []
    for document in documents_of(job):
        for table in document.tables:
            sheet = transcribed_sheet(table, job.edition, claims, figures)
            found = draw_sheet(sheet, linked=True)
            (folder / f"{table.id}.html").write_text(found.table, encoding="utf-8")
            previews.append(f"**{sheet.title}** ({document.date})\n\n{preview(sheet)}")
            warnings += (
                f"{document.file.shown}: {table.id} viser {what}, som ikke findes i published for"
                f" dokumentet {document.name}"
                for what in missing_claims(table, claims)
            )
    return {"preview": "\n\n".join(previews), "rows": len(previews), "warnings": warnings}


def drawn_documents(job: Job) -> dict[str, Drawn]:
    """Return the tables of other documents, by id, as their snapshot has drawn them."""
    folder = job.input(DOCUMENT_TABLES)
    return {
        table.id: Drawn((folder / f"{table.id}.html").read_text(encoding="utf-8"), None)
        for table in tables_of_documents(job)
    }


def drawn_of(job: Job, table: ReportTable) -> Drawn:
    """Return the drawn table of a snapshot."""
    folder = job.input(snapshot_of(table))
    chart = read_json(folder / CHART)
    if chart is not None:
        chart = Drawing(**{**chart, "figures": tuple(chart["figures"])})
    return Drawn((folder / TABLE).read_text(encoding="utf-8"), chart)


def narrative_of(job: Job) -> dict[str, list[tuple[str, str]]]:
    """Return the narrative rows: kind → (omraade, tekst) in the order delivered."""
    frame = slicing.slice_of(job, NARRATIVE).frames[NARRATIVE]
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, omraade, tekst in frame.select("type", "omraade", "tekst").rows():
        found.setdefault(kind, []).append((omraade, tekst))
    return found


def notes_of(job: Job) -> dict[str, list[str]]:
    """Return the centre's own notes for this report: table id → texts in the order delivered.

    A note that names a partner is for the partner's report alone.
    """
    return job.once("notes", lambda: _notes(job))


def _notes(job: Job) -> dict[str, list[str]]:
    frame = slicing.slice_of(job, NOTES).frames[NOTES]
    everyones = pl.col("kommune").is_null() | (pl.col("kommune") == UNKNOWN_KOMMUNE)
    own = frame.filter(everyones | (pl.col("kommune") == job.edition.center.hjemkommune))
    found: dict[str, list[str]] = {}
    for table, text in own.select("tabel", "tekst").rows():
        found.setdefault(table, []).append(text)
    return found
