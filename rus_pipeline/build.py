"""One edition, from raw folder to what stands in the output folder.

An edition is built beside what stands and moved into place in one step, so that a reader sees the
last good state or the new one, never half of one. What belongs here: the order of the work and the
files it leaves. What does not: any step's own business, or Dagster.
Source: counting rules, What the pipeline leaves behind.
"""

import json
import logging
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from rus_pipeline.edition import Edition
from rus_pipeline.extracts.folder import Extract, RawFolder
from rus_pipeline.extracts.identity import PersonKeys
from rus_pipeline.extracts.quarantine import EXPLANATIONS, FIELD_EMPTY
from rus_pipeline.figures.counting import Figure, as_frame, figures
from rus_pipeline.figures.declaration import Context
from rus_pipeline.place import Beside
from rus_pipeline.published.claims import Claim, printed_counts, read_claims
from rus_pipeline.published.identities import Breach
from rus_pipeline.published.reconciliation import Reconciliation, reconcile
from rus_pipeline.published.store import write_reconciliation
from rus_pipeline.slices import NARRATIVE, EditionError, Slice, build_slice
from rus_pipeline.tables import counted_tables
from rus_pipeline.versions import code_version

if TYPE_CHECKING:
    from rus_pipeline.report.pdf import Drawing
    from rus_pipeline.report.sheets import Sheet
    from rus_pipeline.report.standing import Standing

_DRAWN_AT_ONCE = 2  # PDFs being drawn while the next edition is built

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class BuiltEdition:
    """What was built: the edition's extract, slice, figures by table and the claims beside them.

    ``sheets`` are the report's tables as shown, by id.
    """

    edition: Edition
    extract: Extract
    slice: Slice
    figures: Mapping[str, Sequence[Figure]]
    claims: Sequence[Claim]
    reconciliation: Reconciliation
    folder: Path
    sheets: Mapping[str, "Sheet"] = field(default_factory=dict)

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
        from rus_pipeline.report.pdf import NO_PANGO, possible

        no_pdf = () if possible() else (NO_PANGO,)
        return (*self.extract.warnings, *self._unknown_cells(), *no_pdf)

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
    waiting: deque[PreparedEdition] = deque()
    try:
        for year in years:
            if year not in raw.editions and len(years) > 1:
                log.info("edition=%s stage=none", year)
                continue
            try:
                waiting.append(prepare_edition(raw, out, year, run_id, claims))
            except EditionError as error:
                log.info("edition=%s stage=failed", year)
                yield from _put(waiting, 0)
                yield error
            yield from _put(waiting, _DRAWN_AT_ONCE)
        yield from _put(waiting, 0)
    finally:
        for prepared in waiting:
            prepared.discard()


def _put(waiting: "deque[PreparedEdition]", left: int) -> Iterator[BuiltEdition]:
    """Put editions in place, the first first, until so many are left."""
    while len(waiting) > left:
        yield waiting.popleft().put()


@dataclass(frozen=True)
class PreparedEdition:
    """An edition whose files are written beside what stands, but for a PDF still being drawn."""

    built: BuiltEdition
    run_id: str
    beside: Beside
    drawing: "Drawing | None"

    def put(self) -> BuiltEdition:
        """Put the edition in place when its PDF is there. Raises PdfError where it never is."""
        try:
            if self.drawing is not None:
                self.drawing.wait()
            _write_manifest(self.beside.folder, self.built, self.run_id)
            self.beside.put()
        finally:
            self.beside.discard()
        log.info(
            "edition=%s stage=done figures=%s", self.built.edition.year, self.built.figure_count
        )
        return self.built

    def discard(self) -> None:
        """Give the edition up; what stood before stands untouched."""
        if self.drawing is not None:
            self.drawing.stop()
        self.beside.discard()


def build_edition(
    raw: RawFolder, out: Path, year: int, run_id: str, claims: tuple[Claim, ...]
) -> BuiltEdition:
    """Build an edition beside ``claims`` (all that was printed) and put it in place under ``out``.

    Raises EditionError where its extract, or an earlier one that it reads, cannot be used; what
    stood before stands then untouched.
    """
    return prepare_edition(raw, out, year, run_id, claims).put()


def prepare_edition(
    raw: RawFolder, out: Path, year: int, run_id: str, claims: tuple[Claim, ...]
) -> PreparedEdition:
    """Build an edition and write it beside what stands, as ``build_edition``, but not in place."""
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
    beside = Beside(built.folder)
    try:
        log.info("edition=%s stage=report", year)
        before = _year_before(raw, year - 1, claims)
        built = replace(built, sheets=_write_report(beside.folder, built, before))
        drawing = _draw(beside.folder / "report")
        _write_data(beside.folder, built)
    except BaseException:
        beside.discard()
        raise
    return PreparedEdition(built, run_id, beside, drawing)


def _year_before(raw: RawFolder, year: int, claims: tuple[Claim, ...]) -> dict[str, Figure]:
    """Return the figures, by id, of the tables with main figures in the edition of ``year``.

    Nothing where there is no such edition, or where it cannot be built.
    """
    edition = Edition(year, raw.center)
    if year not in raw.editions:
        return {}
    try:
        rows = build_slice(raw, edition)
    except EditionError:
        return {}
    context = Context(edition, rows, printed_counts(claims, edition))
    tables = (table for table in counted_tables() if table.main)
    return {figure.id: figure for table in tables for figure in figures(table, context)}


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


def _write_report(
    folder: Path, built: BuiltEdition, before: Mapping[str, Figure]
) -> dict[str, "Sheet"]:
    """Write the edition's report, and return its tables as shown."""
    from rus_pipeline.report.edition import ReportInput, write_report
    from rus_pipeline.report.pdf import possible

    narrative: dict[str, list[tuple[str, str]]] = {}
    for kind, *words in built.slice.frames[NARRATIVE].select("type", "omraade", "tekst").rows():
        narrative.setdefault(kind, []).append((words[0], words[1]))
    sheets = write_report(
        folder / "report",
        ReportInput(
            edition=built.edition,
            standing=_standing(built),
            figures=built.figures,
            before=before,
            narrative=narrative,
            claims=built.claims,
            reconciliation=built.reconciliation,
            pdf=possible(),
        ),
    )
    return {sheet.id: sheet for sheet in sheets}


def _draw(report: Path) -> "Drawing | None":
    """Begin to draw the report's PDF, where this machine can draw one."""
    from rus_pipeline.report.pdf import PDF, Drawing, possible

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
