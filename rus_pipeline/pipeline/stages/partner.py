"""A partner's edition: what it has of the centre's delivery, slices and figures.

Everything is taken from the centre's own edition: nothing is read from the raw folder or validated
again. Source: report contract, A partner's report.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import polars as pl

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.files import FILE as DECLARATION
from rus_pipeline.figures.files import read_figures
from rus_pipeline.figures.left_out import HOME
from rus_pipeline.figures.partner_tables import KOMMUNE_ROW, printed_of
from rus_pipeline.ingest.documents import FOLDER as DOCUMENTS
from rus_pipeline.ingest.plausibility import DeliveryProfile
from rus_pipeline.ingest.rows.quarantine import FIELD_EMPTY, SCHEMA
from rus_pipeline.ingest.rows.set_aside import COURSE_LINE, JOINED, LEFT_OUT
from rus_pipeline.ingest.rows.set_aside import SCHEMA as ASIDE
from rus_pipeline.ingest.schema import CODE
from rus_pipeline.ingest.udtraek import Udtraek
from rus_pipeline.pipeline.job import Facts, Job, check, read_json, write_json
from rus_pipeline.pipeline.plan import CENTRE
from rus_pipeline.pipeline.stages import claims, marts, staging
from rus_pipeline.pipeline.stages.staging import COURSES, FACTS
from rus_pipeline.slices import NOTES, STEM_OF
from rus_pipeline.storage.layout import SET_ASIDE
from rus_pipeline.tables import shown_tables

AS_THE_CENTRES = "som_centrets"
_DELIVERY = f"{CENTRE}staging/quarantine"
_PLACE = ("file", "line")


def make_delivery(job: Job, _asset: str, folder: Path) -> Facts:
    """List what was emptied in the partner's rows, and what is joined with them.

    A row that could not be used counts in nothing, and whose it is cannot be told: the centre's own
    edition alone lists it.
    """
    found = read_json(job.input(_DELIVERY) / FACTS)
    own = _own_places(job, job.year)
    listed = _list(job.input(_DELIVERY) / staging.QUARANTINE, SCHEMA)
    emptied = listed.filter(pl.col("action") == FIELD_EMPTY).join(own, on=_PLACE, how="semi")
    emptied.write_csv(folder / staging.QUARANTINE)
    aside = _list(job.input(_DELIVERY) / SET_ASIDE, {"file": pl.String, **ASIDE}).join(
        own.rename({"line": COURSE_LINE}), on=("file", COURSE_LINE), how="semi"
    )
    aside.write_csv(folder / SET_ASIDE)
    udtraek = _told_to_partner(staging.udtraek_from_json(found["udtraek"]), job.edition)
    files = {
        file: {
            "sha256": found["files"][file]["sha256"],
            "records": len(own) + len(aside),
            "rows_out": 0,
            LEFT_OUT: 0,
            JOINED: len(aside),
            "fields_emptied": len(emptied),
        }
        for file in found["files"]
        if file.partition("/")[2].startswith(f"{COURSES}.")
    }
    facts = {
        "fictitious": found["fictitious"],
        "udtraek": staging.udtraek_as_json(udtraek),
        "profile": asdict(DeliveryProfile({}, 0, {})),
        "findings": [],
        "files": files,
        "by_rule": dict(emptied.group_by("rule").len().sort("rule").iter_rows()),
    }
    write_json(folder / FACTS, facts)
    return {"dagster/row_count": len(emptied), "by_rule": facts["by_rule"]}


def make_slice(job: Job, asset: str, folder: Path) -> Facts:
    """Keep the partner's rows of a source of the centre's slice, as ``slicing.make`` writes them.

    A course counts by the municipality of its row. In a source with a row a person, so does the
    person (counting rules, kvalitet-tilbagevenden and nye-tilbage).
    """
    source = asset.partition("/")[2]
    stem = STEM_OF.get(source, source)
    whole = job.input(f"{CENTRE}{asset}")
    facts = read_json(whole / FACTS)
    rows = staging.read_rows(whole, facts["codes"])
    if source == NOTES:
        own = rows.filter(pl.col("kommune") == job.edition.center.hjemkommune)
    elif stem == COURSES:
        own = _of_courses(job, rows)
    else:
        own = rows.clear()
    facts["codes"] = staging.write_rows(own, folder)
    facts["udtraek"] = {
        year: staging.udtraek_as_json(_told_to_partner(staging.udtraek_from_json(one), job.edition))
        for year, one in facts["udtraek"].items()
    }
    if stem not in (COURSES, NOTES):
        facts |= {"files": {}, "layouts": {}, "postings_from": {}}
    write_json(folder / FACTS, facts)
    return {"dagster/row_count": own.height, "columns": own.columns}


def make_claims(_job: Job, _asset: str, folder: Path) -> Facts:
    """Print nothing: what earlier reports printed is of the whole centre."""
    write_json(folder / claims.CLAIMS, [])
    return {"dagster/row_count": 0}


def make_documents(_job: Job, _asset: str, folder: Path) -> Facts:
    """Show no table of another document: those are the centre's and its own municipality's."""
    (folder / DOCUMENTS).mkdir()
    return {"dagster/row_count": 0}


def make_figures(job: Job, asset: str, folder: Path) -> Facts:
    """Join the marts, and hold them against what the centre's own edition prints of the partner."""
    facts = marts.make_figures(job, asset, folder)
    printed = printed_of(
        job.edition.home.key, read_figures(job.input(f"{CENTRE}figures") / DECLARATION)
    )
    own = read_figures(folder / DECLARATION)
    differ = [
        f"{i}: the centre's edition prints {figure.value}, the partner's"
        f" {own[i].value if i in own else 'has no such figure'}"
        for i, figure in printed.items()
        if i not in own or (own[i].value, own[i].status) != (figure.value, figure.status)
    ]
    return {**facts, "checks": [*facts["checks"], check(AS_THE_CENTRES, differ, len(printed))]}


def own_rows(job: Job, year: int) -> pl.DataFrame:
    """Return the validated courses of the partner in an extract."""
    folder = job.input(f"staging/{COURSES}", year)
    facts = read_json(folder / FACTS)
    rows = staging.read_rows(folder, facts["codes"])
    return rows.filter(pl.col("kommune") == job.edition.center.hjemkommune)


def _own_places(job: Job, year: int) -> pl.DataFrame:
    """Return file and line of the partner's courses in an extract."""
    return job.once(
        ("own", year), lambda: own_rows(job, year).select(pl.col("file").cast(pl.String), "line")
    )


def _of_courses(job: Job, rows: pl.DataFrame) -> pl.DataFrame:
    years = sorted({year for name, year in job.versions if name == f"staging/{COURSES}"})
    places = pl.concat(_own_places(job, year) for year in years)
    own = rows.filter(
        pl.struct(pl.col("file").cast(pl.String), "line").is_in(places.to_struct().implode())
    )
    # By these two everyone who is left is the home municipality's.
    anew = {HOME: pl.lit(value=True), KOMMUNE_ROW: pl.lit(job.edition.home.key, CODE)}
    return own.with_columns(
        expression.alias(name) for name, expression in anew.items() if name in own.columns
    )


def _list(path: Path, schema: Mapping[str, Any]) -> pl.DataFrame:
    return pl.read_csv(path, schema=schema, glob=False)


def _told_to_partner(udtraek: Udtraek, edition: Edition) -> Udtraek:
    """Return an extract's facts, of the cells that it cannot tell those of the partner's tables.

    What the centre has accepted of a delivery stands in its own edition.
    """
    shown = {table.id for table in shown_tables(edition)}
    others = {kommune.key for kommune in (edition.owner,)}
    cells = tuple(
        cell for cell in udtraek.ikke_oplyst if cell.tabel in shown and cell.raekke not in others
    )
    return replace(udtraek, ikke_oplyst=cells, accepteret=())
