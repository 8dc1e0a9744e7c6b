"""``snapshot/<table>``: a table as it is shown: HTML by Great Tables, its picture, a preview.

Source: stages contract, Assets.
"""

from dataclasses import asdict
from pathlib import Path

from rus_pipeline.figures.declaration import Narrative, Table
from rus_pipeline.figures.figure import by_table
from rus_pipeline.figures.files import FILE as DECLARATION
from rus_pipeline.figures.files import read_figures
from rus_pipeline.figures.layout import FILE as LAYOUT
from rus_pipeline.figures.layout import read_layouts
from rus_pipeline.figures.transcribed import Promises
from rus_pipeline.pipeline.job import Facts, Job, read_json, write_json
from rus_pipeline.pipeline.stages import slicing
from rus_pipeline.pipeline.stages.claims import claims_of
from rus_pipeline.pipeline.stages.marts import key_of
from rus_pipeline.report.charts import Drawing
from rus_pipeline.report.edition import Drawn, draw_table, sheet_of
from rus_pipeline.report.snapshot import preview
from rus_pipeline.report.transcribed import claims_by_place
from rus_pipeline.slices import NARRATIVE
from rus_pipeline.tables import ReportTable, all_tables, counted_tables

TABLE, PICTURE = "table.html", "picture.json"


def snapshot_of(table: ReportTable) -> str:
    """Return the asset of a table's snapshot."""
    return f"snapshot/{table.id.replace('-', '_')}"


def make(job: Job, asset: str, folder: Path) -> Facts:
    """Draw a table: ``table.html`` and ``picture.json``, null where it has none."""
    table = next(table for table in all_tables() if snapshot_of(table) == asset)
    marts = [job.input(name) for name in mart_names(table)]
    figures = by_table(f for mart in marts for f in read_figures(mart / DECLARATION).values())
    layouts = {i: found for mart in marts for i, found in read_layouts(mart / LAYOUT).items()}
    if isinstance(table, Table):
        figures.setdefault(table.id, [])
    claims = () if isinstance(table, Table | Narrative) else claims_of(job)
    narrative = narrative_of(job) if isinstance(table, Narrative) else {}
    sheet = sheet_of(table, job.edition, layouts, figures, narrative, claims_by_place(claims))
    found = draw_table(table, sheet, layouts, figures, linked=True)
    (folder / TABLE).write_text(found.table, encoding="utf-8")
    picture = None if found.picture is None else asdict(found.picture)
    write_json(folder / PICTURE, picture)
    return {"preview": preview(sheet), "rows": len(sheet.rows)}


def drawn_of(job: Job, table: ReportTable) -> Drawn:
    """Return a table as its snapshot has drawn it."""
    folder = job.input(snapshot_of(table))
    picture = read_json(folder / PICTURE)
    if picture is not None:
        picture = Drawing(**{**picture, "figures": tuple(picture["figures"])})
    return Drawn((folder / TABLE).read_text(encoding="utf-8"), picture)


def narrative_of(job: Job) -> dict[str, list[tuple[str, str]]]:
    """Return the narrative rows: kind → (omraade, tekst) in the order delivered."""
    frame = slicing.slice_of(job, NARRATIVE).frames[NARRATIVE]
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, omraade, tekst in frame.select("type", "omraade", "tekst").rows():
        found.setdefault(kind, []).append((omraade, tekst))
    return found


def mart_names(table: ReportTable) -> list[str]:
    """Return the marts that a snapshot shows."""
    match table:
        case Table():
            return [key_of(table)]
        case Promises():
            measured = {at.table for promise in table.promises for at in promise.measured}
            return [key_of(counted) for counted in counted_tables() if counted.id in measured]
        case _:
            return []
