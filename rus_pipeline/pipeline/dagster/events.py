"""What a step reports to Dagster about an asset: data version, metadata, checks, column lineage.

None of it has a person or the text of a delivered row. Source: stages contract, What holds, 9.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dagster as dg

from rus_pipeline.audit.lineage import Columns, column_lineage, slice_column_lineage
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.files import FILE as DECLARATION
from rus_pipeline.figures.files import read_figures
from rus_pipeline.figures.layout import FILE as LAYOUT
from rus_pipeline.figures.layout import read_layouts
from rus_pipeline.ingest.rows.set_aside import JOINED, LEFT_OUT
from rus_pipeline.pipeline.dagster.specs import DATABASE, FRONT_PAGE, checks_of, key_of
from rus_pipeline.pipeline.plan import EDITION
from rus_pipeline.pipeline.run import Made
from rus_pipeline.pipeline.stages import marts
from rus_pipeline.pipeline.stages.snapshots import DOCUMENT_TABLES
from rus_pipeline.pipeline.steps import assets
from rus_pipeline.report.pdf import PDF
from rus_pipeline.storage.layout import DATABASE as DATABASE_FILE
from rus_pipeline.storage.remote import is_url
from rus_pipeline.storage.store import Store

OUT_URL = "RUS_OUT_URL"
"""The URL at which the output folder is served, for links in the UI from other machines."""

_SHOWN_AS_TEXT = (
    *("file", "records", "rows_out", LEFT_OUT, JOINED),
    *("figures", "rows_read", "hidden", "recoded", "shown"),
)
_PAGES = {
    "report": "report/index.html",
    "public_report": "public/report/index.html",
    "edition": "report/index.html",
    "reconciliation": "report/afstemning.html",
    DOCUMENT_TABLES: "report/index.html",
}


def results_of(
    made: Made, edition: Edition, store: Store, out: str, selected: Sequence[dg.AssetCheckKey]
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Yield the materialization of an asset of an edition, and then its checks.

    ``out`` is the output folder's address, ``selected`` are the checks to report. Apart from the
    materialization, Dagster looks up once what each check is of, and within it twice.
    """
    facts, key = made.result.facts, key_of(made.asset)
    yield dg.MaterializeResult(
        asset_key=key,
        data_version=dg.DataVersion(made.result.version),
        metadata=_metadata(made, edition, store, out),
    )
    found = {check["name"]: check for check in facts.get("checks", ())}
    for check in checks_of(assets()[made.asset]):
        if dg.AssetCheckKey(key, check.name) in selected:
            yield dg.AssetCheckResult(
                passed=all(found[name]["passed"] for name in check.of),
                asset_key=key,
                check_name=check.name,
                severity=dg.AssetCheckSeverity.ERROR,
                metadata={
                    name: dg.MetadataValue.json(
                        {what: found[name][what] for what in ("passed", "tried", "complaints")}
                    )
                    for name in check.of
                },
            )


def overview_results(out: str) -> Iterator[dg.MaterializeResult[None]]:
    """Yield the materializations of database and front page."""
    yield dg.MaterializeResult(asset_key=DATABASE, metadata={"database": link(out, DATABASE_FILE)})
    yield dg.MaterializeResult(asset_key=FRONT_PAGE, metadata={"page": link(out, "index.html")})


def _metadata(made: Made, edition: Edition, store: Store, out: str) -> dict[str, Any]:
    facts, year = made.result.facts, edition.year
    found: dict[str, Any] = {
        name: facts[name]
        for name in ("dagster/row_count", *_SHOWN_AS_TEXT, "kladde", "fictitious")
        if name in facts
    }
    if "preview" in facts:
        found["preview"] = dg.MetadataValue.md(facts["preview"])
    for name in ("warnings", "unpublished", "by_rule"):
        if facts.get(name):
            found[name] = dg.MetadataValue.json(facts[name])
    group, _, stem = made.asset.partition("/")
    page = _PAGES.get(made.asset) or (
        f"report/tabeller/{stem.replace('_', '-')}.html" if group == "snapshot" else None
    )
    if page is not None:
        found["page"] = link(out, f"{year}/{page}")
    if made.asset == EDITION:
        found["pdf"] = link(out, f"{year}/report/{PDF}")
        if edition.center.revision:
            found["revision"] = dg.MetadataValue.url(f"{edition.center.revision}/udgave/{year}")
    if group == "slice":
        columns = facts["columns"]
        found |= _lineage(slice_column_lineage(stem, columns), _staged)
    if group == "mart":
        folder = store.files(made.result)
        declared = read_figures(folder / DECLARATION)
        found |= _lineage(column_lineage(list(declared.values())), _sliced)
        found["preview"] = _mart_preview(made.asset, edition, folder)
    return {**found, "seconds": round(made.seconds, 3), "reused": made.reused}


def _mart_preview(asset: str, edition: Edition, folder: Path) -> dg.MetadataValue:
    """Return a mart's figures as the table of the report."""
    from rus_pipeline.report.sheets import counted_sheet
    from rus_pipeline.report.snapshot import preview

    table = marts.table_of(asset)
    layout = read_layouts(folder / LAYOUT)[table.id]
    figures = list(read_figures(folder / DECLARATION).values())
    sheet = counted_sheet(table, edition, layout, figures)
    return dg.MetadataValue.md(preview(sheet))


def _staged(stem: str) -> dg.AssetKey:
    return dg.AssetKey(["staging", stem])


def _sliced(source: str) -> dg.AssetKey:
    return dg.AssetKey(["slice", source])


def _lineage(behind: Columns, key: Callable[[str], dg.AssetKey]) -> Mapping[str, Any]:
    deps = {
        column: [dg.TableColumnDep(key(of), name) for of, name in sources]
        for column, sources in behind.items()
        if sources
    }
    return {"dagster/column_lineage": dg.TableColumnLineage(deps)} if deps else {}


def link(out: str, name: str) -> dg.MetadataValue:
    """Return the URL of a file of the output folder: where it is served, else the file itself."""
    served = os.environ.get(OUT_URL, "") or out
    if is_url(served):
        return dg.MetadataValue.url(f"{served.rstrip('/')}/{quote(name)}")
    return dg.MetadataValue.url((Path(served) / name).resolve().as_uri())
