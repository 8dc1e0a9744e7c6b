"""Editions, from raw folder to what stands in the output folder.

An edition is built beside what stands and moved into place in one step, so that a reader sees the
last good state or the new one, never half of one. What is public of it depends on what is public of
the others, so editions are published in order; all before that (``proving``) they may be built
apart. What belongs here: the order of the work. What does not: any step's own business, the files
(``outputs``), or Dagster. Source: counting rules, What the pipeline leaves behind.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rus_pipeline.audit.gates import GateError
from rus_pipeline.built import BuiltEdition
from rus_pipeline.disclosure.public import PublicState, public_states
from rus_pipeline.extracts.folder import RawFolder
from rus_pipeline.outputs import write_manifest, write_public_report, write_report
from rus_pipeline.place import Beside
from rus_pipeline.proving import Run, begin, prove_edition
from rus_pipeline.published.claims import Claim
from rus_pipeline.publishing import public_before, publish, state
from rus_pipeline.slices import EditionError
from rus_pipeline.staleness import Inputs, MadeOf, forget_refused, note_refused

log = logging.getLogger(__name__)


def build_editions(
    raw_path: Path, out: Path, years: Sequence[int], run_id: str, beside: Path | None = None
) -> Iterator[BuiltEdition | EditionError | GateError]:
    """Build each edition that has a folder, in order, and yield it or why it could not be built.

    What is public of other editions is what stands in ``beside``, or else in ``out``. Raises
    RawFolderError, before anything is written, where the raw folder as a whole is unusable.
    Years between others that have no folder are no editions and are passed over.
    """
    run = begin(raw_path, out, run_id, beside)
    made_of = {year: run.inputs.of(year) for year in years}
    run.raw.refuse_real_numbers()
    proved = (_prove_beside(run, year) for year in _with_folders(run.raw, years))
    yield from publish_editions(run, made_of, proved, beside)


def _with_folders(raw: RawFolder, years: Sequence[int]) -> Iterator[int]:
    for year in years:
        if year in raw.editions or len(years) == 1:
            yield year
        else:
            log.info("edition=%s stage=none", year)


@dataclass(frozen=True)
class ProvedEdition:
    """An edition whose data is written beside what stands, and proved."""

    built: BuiltEdition
    beside: Beside


def _prove_beside(run: Run, year: int) -> ProvedEdition | EditionError | GateError:
    beside = Beside(run.out / str(year))
    try:
        return ProvedEdition(prove_edition(run, year, beside.folder), beside)
    except (EditionError, GateError) as error:
        beside.discard()
        return error
    except BaseException:
        beside.discard()
        raise


def publish_editions(
    run: Run,
    made_of: Mapping[int, MadeOf],
    proved: Iterable[ProvedEdition | EditionError | GateError],
    beside: Path | None = None,
) -> Iterator[BuiltEdition | EditionError | GateError]:
    """Publish editions in order and put them in place; yield each, or why there is none.

    Each is protected beside what is public of the others: in ``beside``, or else where it is put,
    and of the ones before it here. Raises RawFolderError where the raw files are not those that an
    edition was begun with.
    """
    public = {state.folder.name: state for state in public_states(beside or run.out)}
    for found in proved:
        if not isinstance(found, ProvedEdition):
            log.info("edition=%s stage=failed", found.edition)
            note_refused(run.out, found.edition, made_of[found.edition], str(found))
            yield found
            continue
        year = found.built.edition.year
        others = [state for name, state in public.items() if name != str(year)]
        prepared = prepare_edition(run, made_of[year], found, others)
        public.pop(str(year), None)
        if prepared.public is not None:
            public[str(year)] = prepared.public
        yield prepared.put()


@dataclass(frozen=True)
class PreparedEdition:
    """An edition whose files are all written, beside what stands."""

    run: Run
    built: BuiltEdition
    made_of: MadeOf
    beside: Beside
    public: PublicState | None

    def put(self) -> BuiltEdition:
        """Put the edition in place.

        Raises RawFolderError where the raw files are not those that it was begun with.
        """
        year, raw = self.built.edition.year, self.run.raw.path
        try:
            write_manifest(self.beside.folder, self.built, self.run.run_id, self.made_of, raw)
            self.run.inputs.refuse_changed(year)
            self.beside.put()
        finally:
            self.beside.discard()
        forget_refused(self.run.out, year)
        log.info("edition=%s stage=done figures=%s", year, self.built.figure_count)
        return self.built


def build_edition(
    raw: RawFolder, out: Path, year: int, run_id: str, claims: tuple[Claim, ...]
) -> BuiltEdition:
    """Build an edition beside ``claims`` (all that was printed) and put it in place under ``out``.

    Raises EditionError where its extract, or an earlier one that it reads, cannot be used, and
    GateError where a gate does not hold; what stood before stands then untouched.
    """
    run = Run(raw, out, run_id, claims, Inputs(raw.path))
    made_of = run.inputs.of(year)
    proved = _prove_beside(run, year)
    if not isinstance(proved, ProvedEdition):
        raise proved
    others = [state for state in public_states(out) if state.folder.name != str(year)]
    return prepare_edition(run, made_of, proved, others).put()


def prepare_edition(
    run: Run, made_of: MadeOf, proved: ProvedEdition, others: Sequence[PublicState]
) -> PreparedEdition:
    """Make what may be published of an edition, and its reports, but do not put it in place.

    ``others`` are what is public of other editions.
    """
    built, beside = proved.built, proved.beside
    year = built.edition.year
    try:
        log.info("edition=%s stage=public", year)
        built = replace(built, publication=publish(beside.folder, built, others))
        log.info("edition=%s stage=report", year)
        built = replace(built, sheets=write_report(beside.folder, built))
        write_public_report(beside.folder, built, public_before(built, others))
        public = state(built, beside.folder)
    except BaseException:
        beside.discard()
        raise
    return PreparedEdition(run, built, made_of, beside, public)
