"""Times the parts of one edition's report: ``python -m rus_pipeline_tests.benchmarks.report``."""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table as Shown

from rus_pipeline.figures.declaration import Table
from rus_pipeline.pipeline.run import Run
from rus_pipeline.pipeline.stages import reports
from rus_pipeline.pipeline.steps import assets
from rus_pipeline.report.charts import drawing
from rus_pipeline.report.downloads import write_csv, write_xlsx
from rus_pipeline.report.edition import ReportInput, document_of, sections_of, write_report
from rus_pipeline.report.pdf import write_pdf
from rus_pipeline.report.reconciliation import reconciliation_sheets
from rus_pipeline.report.sheets import counted_sheet
from rus_pipeline.report.tables import table_html
from rus_pipeline.storage.store import Store
from rus_pipeline.tables import all_tables, counted_tables

RAW = Path(__file__).parents[2] / "data" / "raw"
REPEATS = 7


def _seconds(work: Callable[[], object], repeats: int = REPEATS) -> list[float]:
    """Return how long the work takes, each time; the first time, which warms up, is left out."""
    work()
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return taken


def _given(out: Path, edition: int) -> ReportInput:
    """Build an edition, and return what its report is made of, no table of it drawn yet."""
    run = Run(RAW, out / "out", Store(out / "store"), "benchmark")
    for _made in run.edition(edition):
        pass
    job = run.job(edition, assets()["report"])
    return replace(reports._given(job), drawn={})


def main(edition: int) -> None:
    """Time the report of an edition of ``data/raw`` and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        given = _given(out, edition)
        reconciled = given.reconciliation
        assert reconciled is not None
        sections = list(sections_of(given))
        sheets = [section.sheet for section in sections]
        charted = [table for table in counted_tables() if table.chart is not None]

        def charts(tables: list[Table]) -> None:
            for table in tables:
                assert table.chart is not None
                drawing(table.chart, given.layouts[table.id], given.figures[table.id], "x")

        def each(write: Callable[[Path], object]) -> None:
            for n in range(len(sheets)):
                write(out / str(n))

        count = iter(range(1000))
        parts: dict[str, Callable[[], object]] = {
            "whole report": lambda: write_report(out / f"r{next(count)}", given),
            "sheets of counted tables": lambda: [
                counted_sheet(
                    table, given.edition, given.layouts[table.id], given.figures[table.id]
                )
                for table in counted_tables()
            ],
            f"HTML of {len(all_tables())} tables": lambda: [table_html(s) for s in sheets],
            f"{len(charted)} charts": lambda: charts(charted),
            "tables of the reconciliation": lambda: [
                table_html(s) for s in reconciliation_sheets(reconciled, given.by_id)
            ],
            "CSV": lambda: each(lambda path: write_csv(path, sheets[int(path.name)])),
            "xlsx": lambda: each(lambda path: write_xlsx(path, sheets[int(path.name)], [])),
        }
        whole_document = document_of(given, sections)
        parts["PDF"] = lambda: write_pdf(out, whole_document)
        taken = {name: _seconds(work) for name, work in parts.items()}
    whole = statistics.median(next(iter(taken.values())))
    shown = Shown("Part", "Median ms", "Range ms", "Of the whole", box=None)
    for name, times in taken.items():
        middle = statistics.median(times)
        spread = f"{1000 * min(times):.0f}-{1000 * max(times):.0f}"
        shown.add_row(name, f"{1000 * middle:.0f}", spread, f"{middle / whole:.2f}")
    Console().print(shown)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2023)
