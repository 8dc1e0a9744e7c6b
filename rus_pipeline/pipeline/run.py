"""Making the assets of an edition step by step; each result that exists is taken from the store.

Source: stages contract, What holds, 2, 3 and 6.
"""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from rus_pipeline.core.center import Center, read_center
from rus_pipeline.core.edition import Edition
from rus_pipeline.core.errors import ExtractError, InputError, RawFolderError
from rus_pipeline.figures.stored_edition import StoredEdition
from rus_pipeline.ingest.folder import refuse_real_numbers
from rus_pipeline.ingest.plausibility import BuiltFrom
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.ingest.values.identity import PersonKeys
from rus_pipeline.pipeline.deliveries import built_from, refuse_implausible
from rus_pipeline.pipeline.job import Input, Job, Together, named
from rus_pipeline.pipeline.plan import (
    ABSENT,
    EDITION,
    Inputs,
    is_swapped_in,
    origin_of,
    versions_of,
)
from rus_pipeline.pipeline.steps import RAW, Asset
from rus_pipeline.storage.locks import exclusive_writer
from rus_pipeline.storage.result import Origin, Result
from rus_pipeline.storage.store import USED_CACHE, DamagedError, Store

log = logging.getLogger(__name__)


class StepError(InputError):
    """An asset of an edition could not be made; the text says what to correct."""

    def __init__(self, edition: int, asset: str, message: str) -> None:
        self.edition, self.asset = edition, asset
        super().__init__(message)


@dataclass(frozen=True)
class Made:
    """An asset's result, the seconds it took, and whether it was reused from the store."""

    asset: str
    result: Result
    seconds: float
    reused: bool


class CheckError(StepError):
    """An asset was made but one of its checks failed: the edition is not swapped in."""

    def __init__(self, edition: int, made: Made, message: str) -> None:
        self.made = made
        super().__init__(edition, made.asset, message)


@dataclass
class Run:
    """A run over editions of a raw folder.

    ``force``: make everything again, whatever the store has. Deliveries are compared with, and
    releases taken from, the output folder ``follows``, by default ``out``.
    """

    raw: Path
    out: Path
    store: Store
    run_id: str
    force: bool = False
    follows: Path | None = None
    keys: PersonKeys = field(default_factory=PersonKeys.from_environment)

    def __post_init__(self) -> None:
        """Read the raw folder's editions. Raises RawFolderError if it cannot be used."""
        self._follows = self.follows or self.out
        self.inputs = self._inputs()
        self.center = self._center()
        self._done: set[Input] = set()
        self._looked_at: set[tuple[str, int, str | None]] = set()

    def _inputs(self) -> Inputs:
        return Inputs(self.raw, self._follows)

    def _center(self) -> Center:
        return read_center(self.raw)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return the warnings about the raw folder."""
        return (*self.center.warnings, *self.inputs.warnings)

    def edition(self, year: int, names: Sequence[str] = ()) -> Iterator[Made]:
        """Make assets of an edition, by default all, and what they read of earlier ones, in order.

        What this run has made already is passed over.
        Raises StepError if one cannot be made, CheckError if a check fails; the current edition is
        then unchanged.
        """
        for of, wanted in self.steps_behind(year, names):
            together = Together(tuple(asset.name for asset in wanted))
            for asset in wanted:
                if (asset.name, of) in self._done:
                    continue
                try:
                    made = self.make(of, asset, together)
                except StepError:
                    if of == year:
                        raise
                else:
                    self._done.add((asset.name, of))
                    yield made

    def steps_behind(self, year: int, names: Sequence[str] = ()) -> list[tuple[int, list[Asset]]]:
        """Return the assets of ``behind`` grouped by step, each step with its edition."""
        found: dict[tuple[int, str], list[Asset]] = {}
        for name, of in self.behind(year, names):
            found.setdefault((of, self.inputs.assets[name].step), []).append(
                self.inputs.assets[name]
            )
        return [(of, wanted) for (of, _), wanted in found.items()]

    def behind(self, year: int, names: Sequence[str] = ()) -> list[Input]:
        """Return assets of an edition, by default all, and all that they read, in order."""
        order = {name: number for number, name in enumerate(self.inputs.assets)}
        found: set[Input] = set()
        waiting: list[Input] = [(name, year) for name in names or order]
        while waiting:
            one = waiting.pop()
            if one in found or one[0] not in order:
                continue
            found.add(one)
            waiting += self.inputs.assets[one[0]].reads(one[1], self.inputs.known)
        return sorted(found, key=lambda one: (one[1], order[one[0]]))

    def step(self, year: int, wanted: Sequence[Asset]) -> Iterator[Made]:
        """Make assets of one step of an edition from the current results of their inputs."""
        together = Together(tuple(asset.name for asset in wanted))
        for asset in wanted:
            yield self.make(year, asset, together)

    def make(self, year: int, asset: Asset, together: Together | None = None) -> Made:
        """Make an asset of an edition from its current inputs, or take it from the store.

        Raises StepError and CheckError as ``edition``.
        """
        began = time.perf_counter()
        if asset.group == "staging" and self.keys.demonstration:
            self.refuse_real_numbers()
        job = self.job(year, asset, together)
        doubts: tuple[str, ...] = ()
        if asset.name == EDITION:
            self._refuse_unfit(year)
            doubts = self._refuse_implausible(year, asset)
        origin = origin_of(asset, year, job.versions)
        with (
            self.store.at_work(),
            self.store.making_alone(asset.name, str(year)),
            self._alone(asset),
        ):
            found = None if self.force else self._found(origin)
            if found is None:
                found = self._made(asset, job, origin, doubts)
        reused = found.facts.get("run_id") != self.run_id
        if asset.name == "staging/quarantine":
            self._refuse_implausible(year, asset)
        # What was made ahead took its time in another process.
        seconds = time.perf_counter() - began if reused else found.facts["seconds"]
        log.info(
            "edition=%s asset=%s reused=%s seconds=%.2f",
            *(year, asset.name, "yes" if reused else "no", seconds),
        )
        if asset.name == EDITION:
            self.store.purge()
        made = Made(asset.name, found, seconds, reused)
        failed = [check for check in found.facts.get("checks", ()) if not check["passed"]]
        if failed and asset.name != "public":  # an edition may have no public folder
            complaints = "; ".join(f"{c['name']}: {c['complaints'][0]}" for c in failed)
            raise CheckError(year, made, f"{year}/{asset.name}: {complaints}")
        return made

    @contextmanager
    def _alone(self, asset: Asset) -> Iterator[None]:
        """Lock the output folder if the asset writes in it."""
        if asset.name != EDITION:
            yield
            return
        with exclusive_writer(self.out, f"run {self.run_id}"):
            yield

    def _refuse_missing(self, year: int, asset: Asset, missing: Sequence[str]) -> None:
        """Raise StepError if an input is missing, or an earlier extract cannot be used."""
        for name, of in asset.reads(year, self.inputs.known):
            if of < year and name.startswith("staging/"):
                self._refuse_unusable(year, asset, of)
        if missing:
            more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
            why = f"{year}/{asset.name}: {missing[0]} is not made{more}; make it first"
            raise StepError(year, asset.name, why)

    def _refuse_unusable(self, year: int, asset: Asset, earlier: int) -> None:
        """Raise StepError if the extract of an earlier edition cannot be used."""
        for name in (name for name in self.inputs.assets if name.startswith("staging/")):
            why = self._refused(name, earlier)
            if why is not None:
                text = f"læser udtrækket {earlier}, som ikke kan bruges: {why}"
                raise StepError(year, asset.name, text)

    def _refused(self, name: str, year: int) -> str | None:
        """Return why an asset cannot be made from its current inputs, or None."""
        versions, missing = versions_of(self.inputs.assets[name], year, self.inputs, self.store)
        if missing:
            return None
        return self.store.refused(origin_of(self.inputs.assets[name], year, versions))

    def _found(self, origin: Origin) -> Result | None:
        """Return the undamaged result of an origin and make it the current one, or return None."""
        found = self.store.find(origin.key)
        if found is None or (origin.asset == EDITION and not is_swapped_in(self.out, found)):
            return None
        try:
            self.store.files(found)
        except DamagedError:
            return None
        current = self.store.current(origin.asset, origin.edition)
        if current is None or current.origin.key != origin.key:
            self.store.point(found)
        return found

    def job(self, year: int, asset: Asset, together: Together | None = None) -> Job:
        """Return the job of making an asset from its current inputs.

        Raises StepError if an input is missing.
        """
        if year not in self.inputs.known:
            raise StepError(year, asset.name, f"{year}: udgaven har ingen mappe i råmappen")
        versions, missing = versions_of(asset, year, self.inputs, self.store)
        self._refuse_missing(year, asset, missing)
        return Job(
            edition=Edition(year, self.center),
            raw=self.raw,
            out=self.out,
            register=self._follows,
            known=self.inputs.known,
            keys=self.keys,
            run_id=self.run_id,
            built_from=lambda: self._built_from(year),
            inputs=partial(self._input, versions),
            versions=versions,
            together=together or Together((asset.name,)),
        )

    def _built_from(self, year: int) -> BuiltFrom:
        return built_from(self.store, self._follows, year)

    def _made(self, asset: Asset, job: Job, origin: Origin, doubts: Sequence[str]) -> Result:
        """Make an asset and store it; ``doubts`` are further warnings."""
        began = time.perf_counter()
        with self.store.making() as folder, self.store.caching(afresh=self.force) as used:
            try:
                facts = asset.make(job, folder)
            except (StepError, RawFolderError):
                raise
            except InputError as error:
                self.store.refuse(origin, str(error))
                raise StepError(job.year, asset.name, str(error)) from None
            if doubts:
                facts["warnings"] = [*facts.get("warnings", ()), *doubts]
            if used:
                facts[USED_CACHE] = sorted(used)
            taken = {"run_id": self.run_id, "seconds": time.perf_counter() - began}
            return self.store.put(folder, origin, {**facts, **taken})

    def _input(self, versions: Mapping[Input, str], name: str, year: int) -> Path:
        """Return the folder of an input's files; make it again if it was damaged.

        Raises StepError if another run has meanwhile made another version of it.
        """
        result = self.store.current(name, str(year))
        if result is None or result.version != versions[name, year]:
            raise StepError(year, name, f"{year}/{name} was changed by another run; run again")
        try:
            return self.store.files(result)
        except DamagedError:
            self.make(year, self.inputs.assets[name])
            return self._input(versions, name, year)

    def refuse_real_numbers(self) -> None:
        """Raise RawFolderError if the raw folder has a real CPR number and there is no key.

        A file of which the current version was staged has been checked then.
        """
        for year in self.inputs.known:
            for stem in SCHEMAS:
                name = f"{RAW}/{stem}"
                version = self.inputs.version(name, year)
                if (name, year, version) in self._looked_at or version == ABSENT:
                    continue
                staged = self.store.current(f"staging/{stem}", str(year))
                if staged is None or staged.origin.inputs.get(f"{year}/{name}") != version:
                    refuse_real_numbers(self.raw, year, stem, self.center)
                self._looked_at.add((name, year, version))

    def _refuse_implausible(self, year: int, asset: Asset) -> tuple[str, ...]:
        """Return the delivery's warnings. Raises StepError if it is implausible."""
        try:
            return refuse_implausible(self.store, self._follows, year, self.center)
        except ExtractError as error:
            quarantine = self.inputs.assets["staging/quarantine"]
            versions, _ = versions_of(quarantine, year, self.inputs, self.store)
            self.store.refuse(origin_of(quarantine, year, versions), str(error))
            raise StepError(year, asset.name, str(error)) from None

    def _refuse_unfit(self, year: int) -> None:
        """Raise StepError if the parts of an edition do not belong together or a check failed.

        They belong together if each was made from the current versions of its inputs.
        """
        behind: list[str] = []
        for name in self.inputs.assets:
            if name == EDITION:
                continue
            versions, missing = versions_of(self.inputs.assets[name], year, self.inputs, self.store)
            current = self.store.current(name, str(year))
            if missing or current is None or current.origin.inputs != named(versions):
                behind.append(name)
            elif name != "public" and any(
                not check["passed"] for check in current.facts.get("checks", ())
            ):
                behind.append(f"{name} (a check does not pass)")
        if behind:
            shown = ", ".join(behind[:5]) + (f" and {len(behind) - 5} more" if behind[5:] else "")
            why = f"{year}: the parts do not belong together; stale are {shown}"
            raise StepError(year, EDITION, f"{why}. The current edition is unchanged")


def rebuild(raw: Path, out: Path, year: int, folder: Path) -> StoredEdition:
    """Build an edition from nothing in an empty folder, and return it.

    Deliveries are compared with, and releases taken from, ``out``. Raises StepError if it cannot be
    built.
    """
    target = folder / "out"
    target.mkdir()
    run = Run(raw, target, Store(folder / "store"), "verify", follows=out)
    for _made in run.edition(year):
        pass
    return StoredEdition(target / str(year), year)
