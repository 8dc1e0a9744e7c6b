"""``edition``: the folder of an edition, assembled from results and swapped in.

Source: stages contract, What holds, 2; counting rules, What the pipeline leaves behind.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rus_pipeline.audit.gates import Gate
from rus_pipeline.disclosure.public_state import FOLDER as PUBLIC
from rus_pipeline.figures.declaration import Table
from rus_pipeline.figures.files import FILE as DECLARATION
from rus_pipeline.figures.stored_edition import BUILT_FROM, files_of
from rus_pipeline.figures.sums import FILE as SUMS
from rus_pipeline.ingest.files.raw_rows import line_index
from rus_pipeline.ingest.rows.set_aside import JOINED, LEFT_OUT
from rus_pipeline.pipeline.job import Facts, Job, named, write_json
from rus_pipeline.pipeline.stages import marts, reports, slicing, staging
from rus_pipeline.pipeline.stages.publishing import PUBLIC_FILES, publication_of
from rus_pipeline.slices import SOURCES
from rus_pipeline.storage.digests import file_sha256
from rus_pipeline.storage.layout import LINES, MANIFEST, SET_ASIDE
from rus_pipeline.storage.private import private_file, private_folder
from rus_pipeline.storage.swap import StagedFolder
from rus_pipeline.storage.versions import code_version
from rus_pipeline.tables import shown_tables

OUTPUTS = "outputs.json"


def make(job: Job, _asset: str, folder: Path) -> Facts:
    """Assemble the edition in a staging folder, and swap it in."""
    staged = StagedFolder(job.out / str(job.year))
    try:
        _fill(job, staged.folder)
        manifest = _manifest(job, staged.folder)
        _refuse_exchanged(job, manifest["files"])
        text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
        (staged.folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8")
        staged.swap_in()
    finally:
        staged.discard()
    write_json(folder / OUTPUTS, dict(sorted(manifest["outputs"].items())))
    publication = publication_of(job)
    return {
        "figures": len(marts.figures_of(job)),
        "rows_read": sum(f["records"] for f in manifest["delivered"].values()),
        **{
            name: sum(f[name] for f in manifest["delivered"].values())
            for name in ("rows_out", LEFT_OUT, JOINED)
        },
        "kladde": manifest["kladde"],
        "fictitious": manifest["fictitious"],
        "public": asdict(publication.coverage),
        "unpublished": list(publication.complaints),
        "warnings": list(_unknown_cells(job)),
    }


def _refuse_exchanged(job: Job, files: Mapping[str, str]) -> None:
    """Raise RawFolderError if a delivered file has changed since its rows were read.

    The edition refers to lines of the file.
    """
    for file, sha256 in files.items():
        path = job.raw / file
        if not path.is_file() or file_sha256(path) != sha256:
            raise staging.exchanged(file, job.year)


def _unknown_cells(job: Job) -> Iterator[str]:
    """Yield a warning for each cell of ``ikke_oplyst`` that the edition does not have."""
    cells = [figure.place for figure in marts.figures_of(job).values()]
    for item in slicing.slice_of(job, *SOURCES).udtraek[job.year].ikke_oplyst:
        if not any(
            (table, column) == (item.tabel, item.kolonne) and item.raekke in (None, row)
            for table, row, column in cells
        ):
            cell = " / ".join(filter(None, (item.tabel, item.raekke, item.kolonne)))
            yield f"{job.year}/udtraek.toml: ikke_oplyst: {cell} findes ikke"


def _fill(job: Job, folder: Path) -> None:
    """Copy what others may read, and link private files to the store."""
    for source, target in _public(job, folder):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    private_folder(folder / "slice")
    for source, target in _private(job, folder):
        try:
            os.link(source, target)
        except OSError:  # the store is on another disk, or there are no hard links
            shutil.copyfile(source, private_file(target))
    where = {
        file: {"layout": layout.as_json(), "index": line_index(job.raw / file, layout)}
        for file, layout in sorted(slicing.file_layouts(job, *SOURCES).items())
    }
    private_file(folder / LINES).write_text(json.dumps(where), encoding="utf-8")


def _public(job: Job, folder: Path) -> Iterator[tuple[Path, Path]]:
    figures = job.input("figures")
    yield figures / marts.FIGURES_PARQUET, folder / marts.FIGURES_PARQUET
    yield figures / DECLARATION, folder / DECLARATION
    yield figures / SUMS, folder / SUMS
    yield job.input("reconciliation") / "reconciliation.json", folder / "reconciliation.json"
    for table in shown_tables(job.edition):
        if not isinstance(table, Table):
            continue
        yield job.input(marts.key_of(table)) / marts.MART, folder / "marts" / f"{table.id}.parquet"
    yield from _tree(job.input("report") / "report", folder / "report")
    if not publication_of(job).complaints:
        for name in PUBLIC_FILES:
            yield job.input("public") / name, folder / PUBLIC / name
        yield from _tree(job.input("public_report") / "report", folder / PUBLIC / "report")


def _private(job: Job, folder: Path) -> Iterator[tuple[Path, Path]]:
    for source in SOURCES:
        rows = job.input(f"slice/{source}") / staging.ROWS
        yield rows, folder / "slice" / f"{source}.parquet"
    for listed in (staging.QUARANTINE, SET_ASIDE):
        yield job.input("staging/quarantine") / listed, folder / listed


def _tree(source: Path, target: Path) -> Iterator[tuple[Path, Path]]:
    for path in sorted(source.rglob("*")):
        if path.is_file():
            yield path, target / path.relative_to(source)


def _manifest(job: Job, folder: Path) -> dict[str, Any]:
    """Return the edition's inputs, code and outputs, and when it was built (nowhere else)."""
    rows = slicing.slice_of(job, *SOURCES)
    publication = publication_of(job)
    delivered = staging.quarantine_facts(job, job.year)
    files = dict(sorted(rows.files.items()))
    return {
        "edition": job.year,
        "run_id": job.run_id,
        "code_version": code_version(),
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "kladde": rows.udtraek[job.year].kladde,
        "fictitious": reports.fictitious(job, rows),
        "extracts": reports.facts_of_slice(rows),
        "inputs": named(job.versions),
        "files": files,
        "raw_files": {file: _size_and_time(job.raw / file) for file in files},
        "delivered": delivered["files"],
        BUILT_FROM: job.built_from().as_json(),
        "public": {
            "hidden": len(publication.hidden),
            "beside": list(publication.others),
            "complaints": list(publication.complaints),
        },
        "gates": dict(_gates_tried(job, len(delivered["files"]))),
        "outputs": {name: file_sha256(folder / name) for name in files_of(folder)},
    }


def _gates_tried(job: Job, delivered: int) -> Iterator[tuple[str, int]]:
    """Yield each gate with how many things it checked: delivered files, or figures."""
    tried = marts.tried_of(job)
    for gate in Gate:
        yield gate.value, tried[marts.GATES[gate]] if gate in marts.GATES else delivered


def _size_and_time(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]
