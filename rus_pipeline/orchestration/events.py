"""What a build tells Dagster: a materialization for each asset, and the schema checks' results.

What belongs here: metadata. What does not: any person, or any text of a delivered row.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import dagster as dg
import polars as pl

from rus_pipeline.across import Across
from rus_pipeline.audit.gates import Gate, Verdict
from rus_pipeline.audit.lineage import Columns, column_lineage, slice_column_lineage
from rus_pipeline.built import BuiltEdition
from rus_pipeline.disclosure.public import FIGURES as FIGURES_FILE
from rus_pipeline.disclosure.public import FOLDER as PUBLIC_FOLDER
from rus_pipeline.extracts.folder import SCHEMAS
from rus_pipeline.extracts.quarantine import ROW_OUT
from rus_pipeline.figures.declaration import Table
from rus_pipeline.orchestration.specs import (
    ATTACKER,
    CHECK,
    CLAIMS,
    DATABASE,
    FIGURES,
    FRONT_PAGE,
    PUBLIC,
    RECONCILIATION,
    REPORT,
    asset_specs,
    extract_key,
    gate_name,
    mart_key,
    slice_key,
    snapshot_key,
)
from rus_pipeline.report.pdf import PDF
from rus_pipeline.report.preview import preview
from rus_pipeline.slices import EditionError
from rus_pipeline.tables import all_tables

if TYPE_CHECKING:
    from rus_pipeline.figures.stored import StoredFigure

OUT_URL = "RUS_OUT_URL"
"""Where the output folder is served, so that what the UI shows can be opened from elsewhere."""

_CODE_VERSIONS = {spec.key: spec.code_version or "" for spec in asset_specs()}


def materializations(built: BuiltEdition) -> Iterator[dg.AssetMaterialization]:
    """Yield the materialization of each asset of an edition, but of what is written across all.

    Each says where the edition is a draft, and where its extracts are fictitious.
    """
    found = {"kladde": built.extract.udtraek.kladde, "fictitious": built.slice.fictitious}
    marks = {name: marked for name, marked in found.items() if marked}
    for event in (*_built(built), *_published(built)):
        yield event.with_metadata({**event.metadata, **marks})


def _built(built: BuiltEdition) -> Iterator[dg.AssetMaterialization]:
    edition, out = str(built.edition.year), built.folder.parent
    declared: dict[str, list[StoredFigure]] = {}
    for figure in built.proof.figures.values() if built.proof else ():
        declared.setdefault(figure.table_id, []).append(figure)
    for stem, file in built.extract.files.items():
        yield _event(
            extract_key(stem),
            edition,
            file.sha256,
            {
                "dagster/row_count": file.records - file.rows_out,
                "records": file.records,
                "rows_out": file.rows_out,
                "by_rule": dg.MetadataValue.json(_by_rule([file.listed])),
                "sha256": file.sha256,
                "file": file.file,
            },
        )
    for source, frame in built.slice.frames.items():
        rows = _digest(built.folder / "slice" / f"{source}.parquet")
        behind = slice_column_lineage(source, frame.columns)
        about = {"dagster/row_count": frame.height, **_lineage(behind, extract_key)}
        yield _event(slice_key(source), edition, rows, about)
    for table in all_tables():
        if isinstance(table, Table):
            path = built.folder / "marts" / f"{table.id}.parquet"
            behind = column_lineage(declared.get(table.id, ()))
            about = {
                "dagster/row_count": len(built.figures[table.id]),
                **_lineage(behind, slice_key),
            }
            yield _event(mart_key(table), edition, _digest(path), about)
        page = built.folder / "report" / "tabeller" / f"{table.id}.html"
        shown = {
            "page": _link(out, page),
            "preview": dg.MetadataValue.md(preview(built.sheets[table.id])),
        }
        yield _event(snapshot_key(table), edition, _digest(page), shown)
    claims = hashlib.sha256(repr(built.claims).encode()).hexdigest()
    yield _event(CLAIMS, edition, claims, {"dagster/row_count": len(built.claims)})
    reconciled = built.folder / "report" / "afstemning.html"
    outcomes = {outcome.value: n for outcome, n in built.reconciliation.counts().items()}
    yield _event(
        RECONCILIATION, edition, _digest(reconciled), {"page": _link(out, reconciled), **outcomes}
    )
    figures = built.folder / "figures.parquet"
    yield _event(FIGURES, edition, _digest(figures), {"dagster/row_count": built.figure_count})
    yield _event(
        REPORT,
        edition,
        _digest(built.report),
        {
            "report": _link(out, built.report),
            "pdf": _link(out, built.report.with_name(PDF)),
            "figures": built.figure_count,
            "rows_read": built.rows_read,
            "rows_out": built.rows_out,
            "fictitious": built.slice.fictitious,
            "kladde": built.extract.udtraek.kladde,
            "warnings": "\n".join(built.warnings),
            "unpublished": "\n".join(built.publication.complaints if built.publication else ()),
        },
    )


def _published(built: BuiltEdition) -> Iterator[dg.AssetMaterialization]:
    """Yield the materialization of the public edition, where there is one."""
    folder = built.folder / PUBLIC_FOLDER
    if built.publication is None or built.publication.complaints:
        return
    hidden = built.publication.hidden
    about = {
        "report": _link(built.folder.parent, folder / "report" / "index.html"),
        "hidden": hidden,
        "shown": built.figure_count - hidden,
        "beside": ", ".join(built.publication.beside),
    }
    yield _event(PUBLIC, str(built.edition.year), _digest(folder / FIGURES_FILE), about)


def attacker_result(editions: Sequence[BuiltEdition]) -> Iterator[dg.AssetCheckResult]:
    """Yield the attacker's check over the editions of a run: what nothing hides well enough."""
    found = {b.edition.year: b.publication for b in editions if b.publication is not None}
    complaints = {str(year): list(p.complaints) for year, p in found.items() if p.complaints}
    narrowest = {
        str(year): [f"{cell.name}: {cell.low:g}-{cell.high:g}" for cell in p.cells[:5]]
        for year, p in found.items()
    }
    if found:
        yield dg.AssetCheckResult(
            asset_key=PUBLIC,
            check_name=ATTACKER,
            passed=not complaints,
            severity=dg.AssetCheckSeverity.ERROR,
            metadata={
                "tried": sum(len(p.cells) for p in found.values()),
                "complaints": dg.MetadataValue.json(complaints),
                "narrowest": dg.MetadataValue.json(narrowest),
            },
        )


def _lineage(behind: Columns, key: Callable[[str], dg.AssetKey]) -> dict[str, Any]:
    """Return where columns come from; ``key`` is the asset of a source or of a delivered file."""
    if not behind:
        return {}
    deps = {
        column: [dg.TableColumnDep(asset_key=key(of), column_name=name) for of, name in found]
        for column, found in behind.items()
    }
    return {"dagster/column_lineage": dg.TableColumnLineage(deps)}


def across_materializations(
    editions: Sequence[str], across: Across
) -> Iterator[dg.AssetMaterialization]:
    """Yield the materializations of what is written after every edition of a run."""
    out = across.database.parent
    database, front_page = _link(out, across.database), _link(out, across.front_page)
    for edition in editions:
        yield _event(DATABASE, edition, None, {"database": database})
        yield _event(FRONT_PAGE, edition, _digest(across.front_page), {"page": front_page})


def check_results(
    editions: Sequence[BuiltEdition], refused: Sequence[EditionError]
) -> Iterator[dg.AssetCheckResult]:
    """Yield each extract's schema check over the editions of a run, with the counts by rule.

    A check fails, as a warning, where anything is listed, and as an error where an edition could
    not be built for it.
    """
    for stem in SCHEMAS:
        files = {
            built.edition.year: built.extract.files[stem]
            for built in editions
            if stem in built.extract.files
        }
        why = {
            str(error.edition): str(error)
            for error in refused
            if error.cause.place.file.partition("/")[2].partition(".")[0] == stem
        }
        listed = [file.listed for file in files.values()]
        by_rule = _by_rule(listed)
        yield dg.AssetCheckResult(
            asset_key=extract_key(stem),
            check_name=CHECK,
            passed=not by_rule and not why,
            severity=dg.AssetCheckSeverity.ERROR if why else dg.AssetCheckSeverity.WARN,
            metadata={
                "records": sum(file.records for file in files.values()),
                "rows_out": sum(file.rows_out for file in files.values()),
                "fields_emptied": sum(int((f["action"] != ROW_OUT).sum()) for f in listed),
                "by_rule": dg.MetadataValue.json(by_rule),
                **({"refused": dg.MetadataValue.json(why)} if why else {}),
            },
        )


def gate_results(verdicts: Mapping[int, Sequence[Verdict]]) -> Iterator[dg.AssetCheckResult]:
    """Yield each gate's check over the editions of a run, of those that came as far as the gates.

    ``verdicts`` are by edition; where a gate does not hold, the edition is not put in place.
    """
    for gate in Gate if verdicts else ():
        own = {edition: v for edition, found in verdicts.items() for v in found if v.gate is gate}
        complaints = {str(e): list(v.complaints) for e, v in own.items() if not v.holds}
        yield dg.AssetCheckResult(
            asset_key=FIGURES,
            check_name=gate_name(gate),
            passed=not complaints,
            severity=dg.AssetCheckSeverity.ERROR,
            metadata={
                "tried": sum(verdict.tried for verdict in own.values()),
                "complaints": dg.MetadataValue.json(complaints),
            },
        )


def _event(
    key: dg.AssetKey, edition: str, version: str | None, metadata: Mapping[str, Any]
) -> dg.AssetMaterialization:
    tags = {"dagster/code_version": _CODE_VERSIONS[key]}
    if version is not None:
        tags["dagster/data_version"] = version
        tags["dagster/data_version_is_user_provided"] = "true"
    return dg.AssetMaterialization(key, partition=edition, metadata=metadata, tags=tags)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _by_rule(listed: Sequence[pl.DataFrame]) -> dict[str, int]:
    """Return how many rows and fields broke each rule, of quarantine lists."""
    by_rule: dict[str, int] = {}
    for found in listed:
        for rule, rows in found["rule"].value_counts(sort=True).iter_rows():
            by_rule[rule] = by_rule.get(rule, 0) + rows
    return by_rule


def _link(out: Path, path: Path) -> dg.MetadataValue:
    """Return where a file of the output folder is read: where that is served, or else on disk."""
    served = os.environ.get(OUT_URL, "").rstrip("/")
    name = quote(path.relative_to(out).as_posix())
    return dg.MetadataValue.url(f"{served}/{name}" if served else path.resolve().as_uri())
