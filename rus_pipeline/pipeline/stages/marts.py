"""``mart/<table>``: a table counted, measured over its rows and recounted by SQL; ``figures``.

Source: stages contract, Assets and What holds, 6; audit contract, The four gates.
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path, PurePath
from typing import Any

import polars as pl

from rus_pipeline.audit.combinations import PERSON, with_several
from rus_pipeline.audit.gates import (
    Gate,
    adds_up,
    has_row_twice,
    no_row_twice,
    trace_equality,
)
from rus_pipeline.audit.measures import Measured, measures
from rus_pipeline.audit.recount import disagreements, recount
from rus_pipeline.figures.counting import figures
from rus_pipeline.figures.declaration import Context, Printed, Table
from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.files import FILE as DECLARATION
from rus_pipeline.figures.files import as_frame, read_figures, write_figures
from rus_pipeline.figures.layout import FILE as LAYOUT
from rus_pipeline.figures.layout import Layout, layout, read_layouts, write_layouts
from rus_pipeline.figures.partner_tables import why_not_a_partners
from rus_pipeline.figures.stored_edition import DeclaredFigures
from rus_pipeline.figures.sums import FILE as SUMS
from rus_pipeline.figures.sums import (
    Terms,
    asked_of,
    read_asked,
    read_declared,
    write_asked,
    write_declared,
)
from rus_pipeline.ingest.files.delivered_names import stem_of
from rus_pipeline.pipeline.job import Facts, Job, check, read_json, write_json
from rus_pipeline.pipeline.stages import claims, slicing, staging
from rus_pipeline.reconciliation.claims import printed_counts
from rus_pipeline.slices import STEM_OF, Slice
from rus_pipeline.tables import counted_tables

MART = "mart.parquet"
MEASURED = "measured.json"
CHECKS = "checks.json"
FIGURES_PARQUET = "figures.parquet"
TRACE_EQUALITY, NO_ROW_TWICE, RECOUNT = "sporing", "ingen_dobbelt", "anden_opgoerelse"
ADDS_UP = "stemmer"
GATES = {
    Gate.TRACE_EQUALITY: TRACE_EQUALITY,
    Gate.NO_ROW_TWICE: NO_ROW_TWICE,
    Gate.INDEPENDENT_RECOUNT: RECOUNT,
    Gate.ADDS_UP: ADDS_UP,
}
"""The gates that are checked for each mart, or for all together, and the check of each."""


def key_of(table: Table) -> str:
    """Return the asset of a table's mart."""
    return f"mart/{table.id.replace('-', '_')}"


def table_of(asset: str) -> Table:
    """Return the table of a mart."""
    return next(table for table in counted_tables() if key_of(table) == asset)


def make(job: Job, asset: str, folder: Path) -> Facts:
    """Count a table: its figures with labels, their declarations, measures and checks."""
    table = table_of(asset)
    rows = slicing.slice_of(job, table.source)
    printed = _printed(job) if table.printed else {}
    context = Context(job.edition, rows, printed)
    found = figures(table, context)
    with_labels(job.year, found).write_parquet(folder / MART)
    write_figures(folder / DECLARATION, found)
    laid_out = layout(table, context, found)
    write_layouts(folder / LAYOUT, {table.id: laid_out})
    write_declared(folder / SUMS, (one for one in table.sums if one.since <= job.edition.layout))
    frame = rows.frames[table.source]
    written = DeclaredFigures(
        read_figures(folder / DECLARATION),
        {table.source: job.once(("to measure", table.source), lambda: _to_measure(frame))},
    )
    measured = measures(written)
    write_json(folder / MEASURED, _measured_as_json(measured))
    mart = pl.read_parquet(folder / MART).select("figure_id", "value").rows()
    traced = trace_equality(written, measured, {MART: mart})
    doubled = job.once(("doubled", table.source), lambda: has_row_twice(frame.lazy()))
    twice = no_row_twice(written, {table.source: doubled})
    recounted = _recount(job, table, rows)
    own = {i: v for i, v in recounted.items() if i.split("/")[1] == table.id}
    outside = {} if laid_out.left_out is None else laid_out.left_out.by_id(job.year, table.id)
    differ = disagreements(found, own, outside)
    tried = {
        TRACE_EQUALITY: traced.tried,
        NO_ROW_TWICE: twice.tried,
        RECOUNT: len(found) + len(outside),
    }
    write_json(folder / CHECKS, tried)
    return {
        "dagster/row_count": len(found),
        "checks": [
            check(TRACE_EQUALITY, list(traced.complaints), traced.tried),
            check(NO_ROW_TWICE, list(twice.complaints), twice.tried),
            check(RECOUNT, differ, len(found) + len(outside)),
        ],
    }


def make_figures(job: Job, _asset: str, folder: Path) -> Facts:
    """Join the marts: all figures of the edition, in the order of the report."""
    tables = [job.input(key_of(table)) for table in counted_tables()]
    every = [f for mart in tables for f in read_figures(mart / DECLARATION).values()]
    as_frame(job.year, every).write_parquet(folder / FIGURES_PARQUET)
    write_figures(folder / DECLARATION, every)
    layouts = {i: found for mart in tables for i, found in read_layouts(mart / LAYOUT).items()}
    write_layouts(folder / LAYOUT, layouts)
    measured: dict[str, Any] = {}
    tried: dict[str, int] = {}
    for mart in tables:
        measured |= read_json(mart / MEASURED)
        for name, count in read_json(mart / CHECKS).items():
            tried[name] = tried.get(name, 0) + count
    declared = [one for mart in tables for one in read_declared(mart / SUMS)]
    sums = asked_of(declared, {figure.figure_id: figure for figure in every})
    write_asked(folder / SUMS, sums)
    added = adds_up({figure.figure_id: figure.value for figure in every}, sums)
    write_json(folder / MEASURED, measured)
    write_json(folder / CHECKS, {**tried, ADDS_UP: added.tried})
    return {
        "dagster/row_count": len(every),
        "checks": [check(ADDS_UP, list(added.complaints), added.tried)],
    }


def figures_of(job: Job, year: int | None = None) -> dict[str, Figure]:
    """Return all figures of an edition by id, in the order of the report."""
    return job.once(
        ("figures", year), lambda: read_figures(job.input("figures", year) / DECLARATION)
    )


def layouts_of(job: Job) -> dict[str, Layout]:
    """Return the layout of each counted table of the edition, by the table's id."""
    return read_layouts(job.input("figures") / LAYOUT)


def sums_of(job: Job) -> list[Terms]:
    """Return the sums that the edition's figures must meet."""
    return read_asked(job.input("figures") / SUMS)


def measured_of(job: Job) -> dict[str, Measured]:
    """Return each figure's number of rows and persons by id; the values are left out."""
    found = read_json(job.input("figures") / MEASURED)
    return {i: Measured(None, rows, persons) for i, (rows, persons) in found.items()}


def tried_of(job: Job) -> dict[str, int]:
    """Return how many things each check of the marts checked."""
    found: dict[str, int] = read_json(job.input("figures") / CHECKS)
    return found


def with_labels(edition: int, found: list[Figure]) -> pl.DataFrame:
    """Return figures in the order given, with their labels.

    Columns: ``row_label`` and ``column_label`` (String) and those of ``figures.parquet``.
    """
    labels = {
        "row_label": [figure.row_label for figure in found],
        "column_label": [figure.column_label for figure in found],
    }
    schema = {"row_label": pl.String, "column_label": pl.String}
    return pl.concat([as_frame(edition, found), pl.DataFrame(labels, schema)], how="horizontal")


def _to_measure(rows: pl.DataFrame) -> pl.LazyFrame:
    """Return a source's rows with what every table asks of the persons behind them."""
    return with_several(rows.lazy()).collect().lazy() if PERSON in rows.columns else rows.lazy()


def _printed(job: Job) -> Mapping[tuple[str, str, str], Printed]:
    return printed_counts(claims.claims_of(job), job.edition)


def _recount(job: Job, table: Table, rows: Slice) -> Mapping[str, Decimal | None]:
    """Return the recount of the run's tables that rest on the same files, from validated rows.

    A file that was not delivered is none of them, so that its table is counted with the others.
    """
    delivered = {stem_of(PurePath(file).name) for file in rows.files}

    def rests_on(one: Table) -> tuple[str, ...]:
        return tuple(stem for stem in one.rests_on if stem in delivered)

    source, more = table.source, rests_on(table)

    def count() -> Mapping[str, Decimal | None]:
        stem = STEM_OF.get(source, source)
        years = slicing.years_read(source, job.year, job.known)
        extracts = {
            year: staging.staged_of(job, (stem, *more) if year == job.year else (stem,), year)
            for year in years
        }
        asked = [table_of(name) for name in job.together.asked]
        own = [one for one in asked if why_not_a_partners(one, job.edition) is None]
        tables = [one for one in own if (one.source, rests_on(one)) == (source, more)]
        if not tables:
            return {}
        printed = _printed(job) if any(one.printed for one in tables) else {}
        return recount(job.edition, extracts, printed, [one.id for one in tables])

    return job.once(("recount", source, more), count)


def _measured_as_json(measured: Mapping[str, Measured]) -> dict[str, tuple[int, int | None]]:
    return {figure_id: (found.rows, found.persons) for figure_id, found in measured.items()}


def files_behind(declared: Mapping[str, Figure]) -> dict[str, tuple[str, ...]]:
    """Return the raw files behind each figure, by id."""
    counts = DeclaredFigures(declared, {})
    return {
        figure_id: tuple(
            sorted(
                {f for one in counts.counted_in(figure) if one.counted for f in one.counted.files}
            )
        )
        for figure_id, figure in declared.items()
    }
