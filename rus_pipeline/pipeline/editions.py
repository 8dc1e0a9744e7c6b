"""Building editions from the command line: the runs that are needed, and their outcome.

Source: stages contract, What holds, 3 and 5.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from rus_pipeline.core.errors import InputError
from rus_pipeline.disclosure.coverage import Coverage
from rus_pipeline.pipeline.ahead import Ahead, second_process
from rus_pipeline.pipeline.overview import is_behind
from rus_pipeline.pipeline.partners import PartnerBuilt, PartnerFolders, build_partner
from rus_pipeline.pipeline.plan import EDITION, Inputs, states
from rus_pipeline.pipeline.run import Run
from rus_pipeline.pipeline.status import EditionStatus, editions_status
from rus_pipeline.pipeline.steps import assets
from rus_pipeline.pipeline.unchanged import note_current
from rus_pipeline.storage.layout import MANIFEST
from rus_pipeline.storage.location import configured_store
from rus_pipeline.storage.store import Store

RAW_FOLDER = "RUS_RAW"

Progress = Callable[[str], None]
Make = Callable[[int, Sequence[str]], tuple[str, str | None]]
"""Start a run of assets of an edition; return its id, and why it failed, or None."""


@dataclass
class EditionRun:
    """The outcome of an edition.

    ``facts`` are those of the current edition, None if there is none; ``made`` and ``reused`` count
    its assets; ``failed`` is why it was not built.
    """

    edition: int
    made: int = 0
    reused: int = 0
    failed: str | None = None
    facts: dict[str, Any] | None = None
    warnings: list[str] = field(default_factory=list[str])

    @property
    def unpublished(self) -> list[str]:
        """Return why there is no public edition, empty if there is one."""
        return [] if self.failed or self.facts is None else list(self.facts["unpublished"])

    @property
    def public(self) -> Coverage | None:
        """Return how much the public edition shows, None if there is none."""
        if self.failed or self.facts is None or self.unpublished:
            return None
        return Coverage(**self.facts["public"])

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        public = self.public
        return {
            "edition": self.edition,
            "made": self.made,
            "reused": self.reused,
            "failed": self.failed,
            "unpublished": self.unpublished,
            "public": None
            if public is None
            else {**asdict(public), "per_cent": str(public.per_cent)},
        }


@dataclass(frozen=True)
class Outcome:
    """The outcome of the wanted editions, of those of partners, and every warning once."""

    editions: list[EditionRun]
    warnings: tuple[str, ...]
    partners: tuple[PartnerBuilt, ...] = ()

    @property
    def complaints(self) -> bool:
        """Return whether an edition could not be built, or one of the centre's not be published.

        A partner's may have to stay internal, because of what the centre's own publishes of it.
        """
        own = any(one.failed or one.unpublished for one in self.editions)
        return own or any(one.failed for one in self.partners)


def build(
    raw: Path,
    out: Path,
    wanted: Sequence[int],
    partners: Sequence[str] = (),
    *,
    force: bool,
    progress: Progress,
) -> Outcome:
    """Build what is not current of the wanted editions, all by default, in one Dagster run each.

    Then build those of ``partners``, by code. Raises RawFolderError, before anything is written, if
    the raw folder cannot be used or has no such partner, and InputError if the database and the
    front page cannot be written.
    """
    store = Store(configured_store(out))
    planned = Run(raw, out, store, "plan")
    inputs = planned.inputs
    for kode in partners:
        planned.center.for_partner(kode)  # raises before anything is written
    years = sorted(set(wanted) or set(inputs.known))
    if not years:
        raise InputError(f"{raw}: ingen udgaver; ventet en mappe for hvert år, fx {raw}/2023")
    if planned.keys.demonstration:
        planned.refuse_real_numbers()
    known = [year for year in years if year in inputs.known]
    with (
        store.alone("rus run"),  # before it is looked what is stale: another run may make it
        second_process(raw, () if force else known) as ahead,
    ):
        at_first = {year: _stale(year, planned) for year in known}
        run_ids = {year: str(uuid4()) for year, names in at_first.items() if names}
        ahead(planned, run_ids)
        building = _Building(planned, progress, force=force, at_first=at_first, run_ids=run_ids)
        found = building.editions(years)
        built = [one.edition for one in found if not one.failed]
        of_partners = [
            one
            for kode in partners
            for one in _of_partner(
                PartnerFolders(raw, out, store, kode), built, progress, ahead, force=force
            )
        ]
    store.forget(str(year) for year in set(store.editions()) - {*map(str, inputs.known)})
    store.purge()
    if all(_is_current(one, store) for one in editions_status(Inputs(raw, out), store)):
        note_current(raw, out, [kode for kode in partners if _is_done(kode, of_partners)])
    warnings = (warning for one in found for warning in one.warnings)
    said = tuple(dict.fromkeys((*planned.warnings, *warnings)))
    return Outcome(found, said, tuple(of_partners))


def _of_partner(
    folders: PartnerFolders,
    years: Sequence[int],
    progress: Progress,
    ahead: Ahead,
    *,
    force: bool,
) -> list[PartnerBuilt]:
    """Build a partner's editions of years of which the centre's own is current."""
    run_id = str(uuid4())
    planned = folders.run(run_id)
    ahead(planned, {year: run_id for year in years if _stale(year, planned)})
    return build_partner(folders, years, progress, run_id=run_id, force=force)


def _is_done(kode: str, built: Sequence[PartnerBuilt]) -> bool:
    """Return whether nothing of a partner has a complaint to report again."""
    return not any(one.kode == kode and (one.failed or one.unpublished) for one in built)


def _stale(year: int, planned: Run) -> set[str]:
    """Return the assets of an edition that are not current."""
    return {s.asset for s in states(year, planned.inputs, planned.store) if s.why}


def _is_current(one: EditionStatus, store: Store) -> bool:
    """Return whether an edition needs no run and has no complaint to report again."""
    edition = store.current(EDITION, str(one.edition))
    return not one.stale and edition is not None and not edition.facts["unpublished"]


@dataclass
class _Building:
    """The runs of one command.

    ``run_ids`` are the ids that the first run of each edition is to have. ``at_first`` are the
    assets that were not current when the command began, for each edition: those are run, even if
    their results have since been made ahead. ``stale`` are those that are not current, for each
    edition that was looked at; ``own`` are the ids of the command's runs.
    """

    planned: Run
    progress: Progress
    force: bool
    at_first: Mapping[int, set[str]]
    run_ids: dict[int, str]
    own: set[str] = field(default_factory=set[str])
    stale: dict[int, set[str]] = field(default_factory=dict[int, set[str]])
    failed: set[int] = field(default_factory=set[int])

    def editions(self, years: Sequence[int]) -> list[EditionRun]:
        """Build editions, and then the overview of all. Raises InputError if that fails."""
        raw, out, store = self.planned.raw, self.planned.out, self.planned.store
        # Dagster's partitions are the raw folder's editions, read when the module is imported.
        os.environ[RAW_FOLDER] = str(raw.absolute())
        from rus_pipeline.pipeline.dagster import runs
        from rus_pipeline.pipeline.dagster.observing import observe
        from rus_pipeline.pipeline.dagster.resources import Folders

        folders = Folders(
            raw=str(raw.absolute()), out=str(out.absolute()), store=str(store.folder.absolute())
        )
        with runs.opened_instance() as instance:
            observe(instance, self.planned.inputs, self.planned.inputs.known)

            def make(year: int, names: Sequence[str]) -> tuple[str, str | None]:
                run_id = self.run_ids.pop(year, None)
                return runs.run_selection(
                    instance, folders, year, names, force=self.force, run_id=run_id
                )

            found = [self.edition(year, make) for year in years]
            if is_behind(out):
                self.progress("database and front page")
                why = runs.run_overview(instance, folders)
                if why is not None:
                    raise InputError(
                        f"the editions are built, but not database and front page: {why}"
                    )
        return found

    def edition(self, year: int, make: Make) -> EditionRun:
        """Make what is not current of an edition and of what it reads from earlier ones."""
        one, store = EditionRun(year), self.planned.store
        if year not in self.planned.inputs.known:
            one.failed = "der er ingen mappe for udgaven i råmappen"
            return one
        if store.current(EDITION, str(year)) is None and self._exists(year):
            self.progress(f"{year}: the current edition is not in this store; it is built again")
        for of, names in self._selections(year).items():
            if of in self.failed:
                continue
            self.progress(f"{of}: {len(names)} of {len(assets())} to make")
            run_id, why = make(of, names)
            self.stale[of] -= set(names)
            self.own.add(run_id)
            if why is not None:
                self.failed.add(of)
                del self.stale[of]  # some of them may have been made
                one.failed = why if of == year else None
        self._describe(one)
        return one

    def _exists(self, year: int) -> bool:
        return (self.planned.out / str(year) / MANIFEST).is_file()

    def _selections(self, year: int) -> dict[int, list[str]]:
        """Return the assets to make for an edition: its own and earlier ones', by edition."""
        found: dict[int, list[str]] = {}
        planned = self.planned
        behind = planned.behind(year)
        for of in sorted({of for _, of in behind} - self.stale.keys()):
            self.stale[of] = _stale(of, planned) | self.at_first.get(of, set())
        to_make: set[tuple[str, int]] = set()
        for name, of in behind:
            reads = set(assets()[name].reads(of, planned.inputs.known))
            if (self.force and of == year) or name in self.stale[of] or reads & to_make:
                to_make.add((name, of))
                found.setdefault(of, []).append(name)
        return found

    def _describe(self, one: EditionRun) -> None:
        """Fill in the current edition's facts and warnings, and how many assets these runs made."""
        store = self.planned.store
        for name in assets():
            result = store.current(name, str(one.edition))
            if result is not None:
                one.warnings += result.facts.get("warnings", [])
                one.made += result.facts["run_id"] in self.own
                one.reused += result.facts["run_id"] not in self.own
        edition = store.current(EDITION, str(one.edition))
        one.facts = None if edition is None else dict(edition.facts)
