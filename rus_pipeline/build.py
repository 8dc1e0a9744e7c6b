"""One edition, from raw folder to what stands in the output folder.

An edition is built beside what stands and moved into place in one step, so that a reader sees the
last good state or the new one, never half of one. What belongs here: the order of the work. What
does not: any step's own business, the files (``outputs``), or Dagster.
Source: counting rules, What the pipeline leaves behind.
"""

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rus_pipeline.audit.gates import GateError
from rus_pipeline.audit.kept import KeptEdition
from rus_pipeline.audit.proof import Proof, prove
from rus_pipeline.audit.second_opinion import disagreements, second_opinion
from rus_pipeline.built import BuiltEdition
from rus_pipeline.disclosure.public import PublicState, public_states
from rus_pipeline.edition import Edition
from rus_pipeline.extracts.folder import RawFolder
from rus_pipeline.extracts.identity import PersonKeys
from rus_pipeline.figures.counting import Figure, figures
from rus_pipeline.figures.declaration import Context
from rus_pipeline.outputs import (
    draw,
    write_data,
    write_manifest,
    write_public_report,
    write_report,
)
from rus_pipeline.place import Beside
from rus_pipeline.published.claims import Claim, printed_counts, read_claims
from rus_pipeline.published.identities import Breach
from rus_pipeline.published.reconciliation import reconcile
from rus_pipeline.publishing import public_before, publish, state
from rus_pipeline.slices import EditionError, build_slice
from rus_pipeline.staleness import Inputs, MadeOf, forget_refused, note_refused
from rus_pipeline.tables import counted_tables

if TYPE_CHECKING:
    from rus_pipeline.report.pdf import Drawing

_DRAWN_AT_ONCE = 2  # PDFs being drawn while the next edition is built

log = logging.getLogger(__name__)


def build_editions(
    raw_path: Path, out: Path, years: Sequence[int], run_id: str, beside: Path | None = None
) -> Iterator[BuiltEdition | EditionError | GateError]:
    """Build each edition that has a folder, in order, and yield it or why it could not be built.

    What is public of other editions is what stands in ``beside``, or else in ``out``. Raises
    RawFolderError, before anything is written, where the raw folder as a whole is unusable.
    Years between others that have no folder are no editions and are passed over.
    """
    inputs = Inputs(raw_path)
    made_of = {year: inputs.of(year) for year in years}  # before anything is read
    raw = RawFolder(raw_path, PersonKeys.from_environment())
    raw.refuse_real_numbers()
    claims, _warnings = read_claims(raw_path)
    run = Run(raw, out, run_id, claims, inputs)
    public = {state.folder.name: state for state in public_states(beside or out)}
    waiting: deque[PreparedEdition] = deque()
    try:
        for year in years:
            if year not in raw.editions and len(years) > 1:
                log.info("edition=%s stage=none", year)
                continue
            try:
                others = [state for name, state in public.items() if name != str(year)]
                prepared = prepare_edition(run, made_of[year], year, others)
                waiting.append(prepared)
                public.pop(str(year), None)
                if prepared.public is not None:
                    public[str(year)] = prepared.public
            except (EditionError, GateError) as error:
                log.info("edition=%s stage=failed", year)
                yield from _put(waiting, 0)
                note_refused(out, year, made_of[year], str(error))
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
class Run:
    """What every edition of a run is built of and into; ``inputs`` are older than all it read."""

    raw: RawFolder
    out: Path
    run_id: str
    claims: tuple[Claim, ...]
    inputs: Inputs


@dataclass(frozen=True)
class PreparedEdition:
    """An edition whose files are written beside what stands, but for a PDF still being drawn."""

    run: Run
    built: BuiltEdition
    made_of: MadeOf
    beside: Beside
    drawing: "Drawing | None"
    public: PublicState | None

    def put(self) -> BuiltEdition:
        """Put the edition in place when its PDF is there.

        Raises PdfError where it never is, and RawFolderError where the raw files are not those that
        it was begun with.
        """
        year, raw = self.built.edition.year, self.run.raw.path
        try:
            if self.drawing is not None:
                self.drawing.wait()
            write_manifest(self.beside.folder, self.built, self.run.run_id, self.made_of, raw)
            self.run.inputs.refuse_changed(year)
            self.beside.put()
        finally:
            self.discard()
        forget_refused(self.run.out, year)
        log.info("edition=%s stage=done figures=%s", year, self.built.figure_count)
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

    Raises EditionError where its extract, or an earlier one that it reads, cannot be used, and
    GateError where a gate does not hold; what stood before stands then untouched.
    """
    run = Run(raw, out, run_id, claims, Inputs(raw.path))
    others = [state for state in public_states(out) if state.folder.name != str(year)]
    return prepare_edition(run, run.inputs.of(year), year, others).put()


def prepare_edition(
    run: Run, made_of: MadeOf, year: int, others: Sequence[PublicState]
) -> PreparedEdition:
    """Build an edition and write it beside what stands, as ``build_edition``, but not in place.

    ``others`` are what is public of other editions.
    """
    raw, claims = run.raw, run.claims
    edition = Edition(year, raw.center)
    log.info("edition=%s stage=slice", year)
    rows = build_slice(raw, edition)
    context = Context(edition, rows, printed_counts(claims, edition))
    log.info("edition=%s stage=figures", year)
    counted = {table.id: figures(table, context) for table in counted_tables()}
    log.info("edition=%s stage=reconciliation", year)
    reconciled = reconcile(
        claims, edition, counted, counted_tables(), lambda unmet: _proved(claims, edition, unmet)
    )
    built = BuiltEdition(
        edition=edition,
        extracts={read: raw.extract(read) for read in rows.udtraek},
        context=context,
        figures=counted,
        claims=claims,
        reconciliation=reconciled,
        folder=run.out / str(year),
        before=_year_before(raw, year - 1, claims),
    )
    beside = Beside(built.folder)
    try:
        write_data(beside.folder, built, raw.path)
        log.info("edition=%s stage=gates", year)
        built = replace(built, proof=_prove(beside.folder, built, raw.path))
        log.info("edition=%s stage=public", year)
        built = replace(built, publication=publish(beside.folder, built, others))
        log.info("edition=%s stage=report", year)
        built = replace(built, sheets=write_report(beside.folder, built))
        write_public_report(beside.folder, built, public_before(built, others))
        drawing = draw(beside.folder)
    except BaseException:
        beside.discard()
        raise
    public = state(built, beside.folder)
    return PreparedEdition(run, built, made_of, beside, drawing, public)


def _prove(folder: Path, built: BuiltEdition, raw: Path) -> Proof:
    """Return the proof of what was written. Raises GateError where a gate does not hold."""
    opinion = second_opinion(built.edition, built.extracts, built.context.printed)
    every = [figure for found in built.figures.values() for figure in found]
    kept = KeptEdition(folder, built.edition.year)
    return prove(kept, raw, built.rows_by_file, disagreements(every, opinion))


def _year_before(raw: RawFolder, year: int, claims: tuple[Claim, ...]) -> dict[str, Figure]:
    """Return the figures, by id, of the edition of ``year``, to be set beside those of the next.

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
    return {figure.id: figure for table in counted_tables() for figure in figures(table, context)}


def _proved(claims: Sequence[Claim], edition: Edition, unmet: Sequence[Claim]) -> Sequence[Breach]:
    from rus_pipeline.published.feasible.proofs import conflicts
    from rus_pipeline.published.feasible.targets import report_claims

    found = conflicts(report_claims(claims, edition.year), edition, unmet)
    return [Breach((conflict.claim, *conflict.others), conflict.arithmetic) for conflict in found]
