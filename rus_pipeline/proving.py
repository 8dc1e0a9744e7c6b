"""One edition, from the raw folder up to its gates: all of the work that no other edition touches.

What belongs here: the order of that work, and what a run works on. What does not: what may be
published beside other editions, and what is put in place (``build``).
Source: counting rules, What the pipeline leaves behind.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rus_pipeline.audit.kept import KeptEdition, current_deliveries
from rus_pipeline.audit.proof import Proof, prove
from rus_pipeline.audit.second_opinion import disagreements, second_opinion
from rus_pipeline.built import BuiltEdition
from rus_pipeline.edition import Edition
from rus_pipeline.extracts.folder import RawFolder
from rus_pipeline.extracts.identity import PersonKeys
from rus_pipeline.figures.counting import Figure, figures
from rus_pipeline.figures.declaration import Context
from rus_pipeline.outputs import write_data
from rus_pipeline.published.claims import Claim, printed_counts, read_claims
from rus_pipeline.published.identities import Breach
from rus_pipeline.published.reconciliation import reconcile
from rus_pipeline.slices import EditionError, build_slice
from rus_pipeline.staleness import Inputs
from rus_pipeline.tables import counted_tables

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Run:
    """What every edition of a run is built of and into; ``inputs`` are older than all it read."""

    raw: RawFolder
    out: Path
    run_id: str
    claims: tuple[Claim, ...]
    inputs: Inputs


def begin(raw_path: Path, out: Path, run_id: str, beside: Path | None = None) -> Run:
    """Begin a run. Raises RawFolderError where the raw folder as a whole is unusable.

    Deliveries are compared with those of the editions that stand in ``beside``, or else in ``out``.
    """
    inputs = Inputs(raw_path)  # before anything is read
    raw = RawFolder(raw_path, PersonKeys.from_environment(), current_deliveries(beside or out))
    claims, _warnings = read_claims(raw_path)
    return Run(raw, out, run_id, claims, inputs)


def prove_edition(run: Run, year: int, folder: Path) -> BuiltEdition:
    """Build an edition, write its data into ``folder``, which is empty, and prove what is written.

    Raises EditionError where its extract, or an earlier one that it reads, cannot be used, and
    GateError where a gate does not hold.
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
    write_data(folder, built, raw.path)
    log.info("edition=%s stage=gates", year)
    return replace(built, proof=_prove(folder, built, raw.path))


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
