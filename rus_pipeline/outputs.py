"""The files that an edition leaves: data, report and manifest, written into a folder of its own.

What belongs here: which files there are. What does not: what is in them, or moving them into place.
Source: counting rules, What the pipeline leaves behind.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from rus_pipeline.built import BuiltEdition
from rus_pipeline.extracts.quarantine import EXPLANATIONS, FIELD_EMPTY
from rus_pipeline.figures.counting import Figure, as_frame
from rus_pipeline.published.store import write_reconciliation
from rus_pipeline.slices import NARRATIVE
from rus_pipeline.versions import code_version

if TYPE_CHECKING:
    from rus_pipeline.report.edition import ReportInput
    from rus_pipeline.report.pdf import Drawing
    from rus_pipeline.report.sheets import Sheet
    from rus_pipeline.report.standing import Standing


def mart(found: Sequence[Figure]) -> pl.DataFrame:
    """Return a table's mart: its figures in the table's order, with the labels they are read by.

    Columns: ``row_label`` and ``column_label`` (String) beside those of ``figures.parquet``.
    """
    edition = int(found[0].id.split("/")[0]) if found else 0
    labels = pl.DataFrame(
        {
            "row_label": [figure.plan.row.label for figure in found],
            "column_label": [figure.plan.column.label for figure in found],
        },
        schema={"row_label": pl.String, "column_label": pl.String},
    )
    return pl.concat([as_frame(edition, found), labels], how="horizontal")


def write_data(folder: Path, built: BuiltEdition) -> None:
    """Write figures, marts, slice, quarantine list and reconciliation."""
    (folder / "slice").mkdir()
    for source, frame in built.slice.frames.items():
        frame.write_parquet(folder / "slice" / f"{source}.parquet")
    (folder / "marts").mkdir()
    for table, found in built.figures.items():
        mart(found).write_parquet(folder / "marts" / f"{table}.parquet")
    every = [figure for found in built.figures.values() for figure in found]
    as_frame(built.edition.year, every).write_parquet(folder / "figures.parquet")
    built.extract.listed.write_csv(folder / "quarantine.csv")
    write_reconciliation(folder, built.reconciliation)


def write_report(folder: Path, built: BuiltEdition) -> dict[str, "Sheet"]:
    """Write the edition's report, and return its tables as shown, by id."""
    from rus_pipeline.report import edition

    sheets = edition.write_report(folder / "report", report_input(built))
    return {sheet.id: sheet for sheet in sheets}


def report_input(built: BuiltEdition) -> "ReportInput":
    """Return what the edition's report is made of."""
    from rus_pipeline.report.edition import ReportInput
    from rus_pipeline.report.pdf import possible

    narrative: dict[str, list[tuple[str, str]]] = {}
    for kind, *words in built.slice.frames[NARRATIVE].select("type", "omraade", "tekst").rows():
        narrative.setdefault(kind, []).append((words[0], words[1]))
    return ReportInput(
        edition=built.edition,
        standing=_standing(built),
        figures=built.figures,
        before=built.before,
        narrative=narrative,
        claims=built.claims,
        reconciliation=built.reconciliation,
        pdf=possible(),
    )


def draw(folder: Path) -> "Drawing | None":
    """Begin to draw the report's PDF, where this machine can draw one."""
    from rus_pipeline.report.pdf import PDF, Drawing, possible

    report = folder / "report"
    return Drawing(report / "index.html", report / PDF) if possible() else None


def _standing(built: BuiltEdition) -> "Standing":
    from rus_pipeline.report.standing import DeliveredFile, Standing

    files = built.extract.files.values()
    rules = built.extract.listed.group_by("rule").len().sort("rule").rows()
    own = {file.file for file in files}
    return Standing(
        udtraek=built.extract.udtraek,
        fictitious=built.slice.fictitious,
        read=built.slice.udtraek,
        files=tuple(
            DeliveredFile(
                file.file,
                file.sha256,
                file.records,
                file.rows_out,
                int((file.listed["action"] == FIELD_EMPTY).sum()),
            )
            for file in files
        ),
        earlier={name: sha for name, sha in built.slice.files.items() if name not in own},
        by_rule={EXPLANATIONS[rule]: count for rule, count in rules},
    )


def write_manifest(folder: Path, built: BuiltEdition, run_id: str) -> None:
    """Write what the build was made of and with, and when: the one place that tells the time."""
    manifest = {
        "edition": built.edition.year,
        "run_id": run_id,
        "code_version": code_version(),
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "kladde": built.extract.udtraek.kladde,
        "fictitious": built.slice.fictitious,
        "extracts": {
            str(year): {"kilde": facts.kilde, "udtrukket": facts.udtrukket.isoformat()}
            for year, facts in built.slice.udtraek.items()
        },
        "files": dict(built.slice.files),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / "manifest.json").write_text(f"{text}\n", encoding="utf-8")
