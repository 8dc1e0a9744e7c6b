"""The files that an edition leaves: data, report and manifest, written into a folder of its own.

What belongs here: which files there are. What does not: what is in them, or moving them into place.
Source: counting rules, What the pipeline leaves behind.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from rus_pipeline.audit.kept import BUILT_FROM, LINES, MANIFEST, files_of
from rus_pipeline.audit.raw_rows import file_sha256, line_index
from rus_pipeline.built import BuiltEdition
from rus_pipeline.disclosure.public import FOLDER as PUBLIC
from rus_pipeline.extracts.quarantine import EXPLANATIONS, FIELD_EMPTY
from rus_pipeline.extracts.schema import CODE
from rus_pipeline.figures.counting import Figure, as_frame
from rus_pipeline.figures.stored import FILE, write_declaration
from rus_pipeline.figures.storing import stored
from rus_pipeline.private import private_file, private_folder
from rus_pipeline.published.store import write_reconciliation
from rus_pipeline.slices import NARRATIVE
from rus_pipeline.staleness import MADE_OF, MadeOf
from rus_pipeline.tables import counted_tables
from rus_pipeline.versions import code_version

if TYPE_CHECKING:
    from rus_pipeline.report.edition import ReportInput
    from rus_pipeline.report.origins import Origin
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


def write_data(folder: Path, built: BuiltEdition, raw: Path) -> None:
    """Write figures and how they are made, marts, slice, quarantine list and reconciliation.

    ``raw`` is the raw folder, whose files' lines are indexed for those who trace. What tells of
    single rows is private.
    """
    rows = private_folder(folder / "slice")
    for source, frame in built.slice.frames.items():
        plain = frame.lazy().with_columns(pl.col(CODE).cast(pl.String))
        plain.sink_parquet(private_file(rows / f"{source}.parquet"))
    (folder / "marts").mkdir()
    for table, found in built.figures.items():
        mart(found).write_parquet(folder / "marts" / f"{table}.parquet")
    every = [figure for found in built.figures.values() for figure in found]
    as_frame(built.edition.year, every).write_parquet(folder / "figures.parquet")
    built.extract.listed.write_csv(private_file(folder / "quarantine.csv"))
    write_reconciliation(folder, built.reconciliation)
    write_declaration(folder / FILE, stored(counted_tables(), built.figures, built.context))
    index = {file: line_index(raw / file) for file in built.slice.files}
    private_file(folder / LINES).write_text(json.dumps(index), encoding="utf-8")


def write_report(folder: Path, built: BuiltEdition) -> dict[str, "Sheet"]:
    """Write the edition's report, and return its tables as shown, by id."""
    from rus_pipeline.report import edition

    sheets = edition.write_report(folder / "report", report_input(built))
    return {sheet.id: sheet for sheet in sheets}


def write_public_report(folder: Path, built: BuiltEdition, before: Mapping[str, Figure]) -> None:
    """Write the report that may be published, of protected figures alone, where there is one.

    ``before`` are the figures of the year before as far as they are public.
    """
    from rus_pipeline.report import edition

    publication = built.publication
    if publication is None or publication.complaints:
        return
    internal = report_input(built)
    smallest = built.edition.center.mindste_celle
    public = replace(
        internal,
        standing=internal.standing.public(smallest),
        figures=publication.figures,
        before=before,
        reconciliation=None,
        origins={},
        gates=[],
    )
    edition.write_report(folder / PUBLIC / "report", public)


def report_input(built: BuiltEdition) -> "ReportInput":
    """Return what the edition's report is made of."""
    from rus_pipeline.report.edition import ReportInput
    from rus_pipeline.report.standing import GateShown

    assert built.proof is not None
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
        origins=_origins(built),
        gates=[GateShown(v.gate.shows, v.tried) for v in built.proof.verdicts],
        public=built.publication is not None and not built.publication.complaints,
    )


def _origins(built: BuiltEdition) -> dict[str, "Origin"]:
    """Return where each figure comes from, by id."""
    from rus_pipeline.report.origins import Origin, Printed
    from rus_pipeline.report.reconciliation import place

    assert built.proof is not None
    proof = built.proof
    printed: dict[str, list[Printed]] = {}
    for item in built.reconciliation.claims:
        if item.figure_id is not None:
            told = Printed(item.claim.printed, place(item.claim))
            printed.setdefault(item.figure_id, []).append(told)
    return {
        figure_id: Origin(
            words=figure.words,
            components=tuple((part.role, part.figure_id) for part in figure.components),
            rows=proof.measured[figure_id].rows,
            persons=proof.measured[figure_id].persons,
            files={file: built.slice.files[file] for file in proof.files[figure_id]},
            printed=tuple(printed.get(figure_id, ())),
        )
        for figure_id, figure in proof.figures.items()
    }


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


def write_manifest(
    folder: Path, built: BuiltEdition, run_id: str, made_of: MadeOf, raw: Path
) -> None:
    """Write what the build was made of and with, and when: the one place that tells the time.

    ``raw_files`` are the size and time of change of each raw file, by which a trace knows a large
    one again; ``outputs`` the digest of each file of the edition.
    """
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
        MADE_OF: asdict(made_of),
        "files": dict(built.slice.files),
        "raw_files": {file: _seen(raw / file) for file in built.slice.files},
        BUILT_FROM: built.extract.built_from.as_json(),
        "public": _public(built),
        "gates": {v.gate.value: v.tried for v in built.proof.verdicts} if built.proof else {},
        "outputs": {name: file_sha256(folder / name) for name in files_of(folder)},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


def _public(built: BuiltEdition) -> dict[str, object] | None:
    """Return how much is hidden in the public edition, and beside what else that is public."""
    publication = built.publication
    if publication is None:
        return None
    return {
        "hidden": publication.hidden,
        "beside": list(publication.beside),
        "complaints": list(publication.complaints),
    }


def _seen(path: Path) -> list[int]:
    seen = path.stat()
    return [seen.st_size, seen.st_mtime_ns]
