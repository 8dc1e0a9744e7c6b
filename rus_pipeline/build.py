"""One edition, from raw folder to what stands in the output folder.

An edition is built beside what stands and moved into place in one step, so that a reader sees the
last good state or the new one, never half of one. What belongs here: the order of the work and the
files it leaves. What does not: any step's own business, or Dagster.
Source: counting rules, What the pipeline leaves behind.
"""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from rus_pipeline.edition import Edition
from rus_pipeline.extracts.folder import Extract, RawFolder
from rus_pipeline.extracts.identity import PersonKeys
from rus_pipeline.extracts.quarantine import FIELD_EMPTY
from rus_pipeline.figures.counting import Figure, as_frame, figures
from rus_pipeline.figures.declaration import Context
from rus_pipeline.place import put_in_place
from rus_pipeline.published.claims import Claim, printed_counts, read_claims
from rus_pipeline.published.identities import Breach
from rus_pipeline.published.reconciliation import Reconciliation, reconcile
from rus_pipeline.published.store import write_reconciliation
from rus_pipeline.slices import NARRATIVE, EditionError, Slice, build_slice
from rus_pipeline.tables import counted_tables
from rus_pipeline.versions import code_version

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class BuiltEdition:
    """What was built: the edition's extract, slice, figures by table and the claims beside them."""

    edition: Edition
    extract: Extract
    slice: Slice
    figures: Mapping[str, Sequence[Figure]]
    claims: Sequence[Claim]
    reconciliation: Reconciliation
    folder: Path

    @property
    def figure_count(self) -> int:
        """Return how many figures the edition has."""
        return sum(len(found) for found in self.figures.values())

    @property
    def rows_read(self) -> int:
        """Return how many records the edition's own extract holds."""
        return sum(file.records for file in self.extract.files.values())

    @property
    def rows_out(self) -> int:
        """Return how many of them are quarantined."""
        return sum(file.rows_out for file in self.extract.files.values())

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what the data team should know of the edition but need not mend."""
        return (*self.extract.warnings, *self._unknown_cells())

    def _unknown_cells(self) -> Iterator[str]:
        """Yield a warning for each cell that ``ikke_oplyst`` names and the edition has not."""
        cells = [(f.table_id, *f.plan.at) for found in self.figures.values() for f in found]
        for item in self.extract.udtraek.ikke_oplyst:
            if not any(
                (table, column) == (item.tabel, item.kolonne) and item.raekke in (None, row)
                for table, row, column in cells
            ):
                cell = " / ".join(filter(None, (item.tabel, item.raekke, item.kolonne)))
                yield f"{self.edition.year}/udtraek.toml: ikke_oplyst: {cell} findes ikke"

    @property
    def report(self) -> Path:
        """Return the edition's report."""
        return self.folder / "report" / "index.html"


def build_editions(
    raw_path: Path, out: Path, years: Sequence[int], run_id: str
) -> Iterator[BuiltEdition | EditionError]:
    """Build each edition that has a folder, in order, and yield it or why it could not be built.

    Raises RawFolderError, before anything is written, where the raw folder as a whole is unusable.
    Years between others that have no folder are no editions and are passed over.
    """
    raw = RawFolder(raw_path, PersonKeys.from_environment())
    raw.refuse_real_numbers()
    claims, _warnings = read_claims(raw_path)
    for year in years:
        if year not in raw.editions and len(years) > 1:
            log.info("edition=%s stage=none", year)
            continue
        try:
            yield build_edition(raw, out, year, run_id, claims)
        except EditionError as error:
            log.info("edition=%s stage=failed", year)
            yield error


def build_edition(
    raw: RawFolder, out: Path, year: int, run_id: str, claims: tuple[Claim, ...]
) -> BuiltEdition:
    """Build an edition beside ``claims`` (all that was printed) and put it in place under ``out``.

    Raises EditionError where its extract, or an earlier one that it reads, cannot be used; what
    stood before stands then untouched.
    """
    edition = Edition(year, raw.center)
    log.info("edition=%s stage=slice", year)
    rows = build_slice(raw, edition)
    extract = raw.extract(year)
    context = Context(edition, rows, printed_counts(claims, edition))
    log.info("edition=%s stage=figures", year)
    counted = {table.id: figures(table, context) for table in counted_tables()}
    log.info("edition=%s stage=reconciliation", year)
    reconciled = reconcile(
        claims, edition, counted, counted_tables(), lambda unmet: _proved(claims, edition, unmet)
    )
    built = BuiltEdition(edition, extract, rows, counted, claims, reconciled, out / str(year))
    with put_in_place(built.folder) as folder:
        _write_data(folder, built)
        log.info("edition=%s stage=report", year)
        _write_report(folder / "report", built)
        _write_manifest(folder, built, run_id)
    log.info("edition=%s stage=done figures=%s", year, built.figure_count)
    return built


def _proved(claims: Sequence[Claim], edition: Edition, unmet: Sequence[Claim]) -> Sequence[Breach]:
    from rus_pipeline.published.feasible.proofs import conflicts
    from rus_pipeline.published.feasible.targets import report_claims

    found = conflicts(report_claims(claims, edition.year), edition, unmet)
    return [Breach((conflict.claim, *conflict.others), conflict.arithmetic) for conflict in found]


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


def _write_data(folder: Path, built: BuiltEdition) -> None:
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


def _write_report(folder: Path, built: BuiltEdition) -> None:
    from rus_pipeline.report.edition import ReportInput, write_report
    from rus_pipeline.report.page import Standing

    narrative: dict[str, list[tuple[str, str]]] = {}
    for kind, *words in built.slice.frames[NARRATIVE].select("type", "omraade", "tekst").rows():
        narrative.setdefault(kind, []).append((words[0], words[1]))
    standing = Standing(
        udtraek=built.extract.udtraek,
        fictitious=built.slice.fictitious,
        rows_out=built.rows_out,
        fields_emptied=int((built.extract.listed["action"] == FIELD_EMPTY).sum()),
    )
    write_report(
        folder,
        ReportInput(
            edition=built.edition,
            standing=standing,
            figures=built.figures,
            narrative=narrative,
            claims=built.claims,
            reconciliation=built.reconciliation,
        ),
    )


def _write_manifest(folder: Path, built: BuiltEdition, run_id: str) -> None:
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
