"""Building a partner's edition from the centre's own edition.

It has its own store, in the centre's, and its own output folder, laid out as the centre's. Source:
report contract, A partner's report.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from rus_pipeline.core.center import Center
from rus_pipeline.core.errors import InputError
from rus_pipeline.figures.stored_edition import StoredEdition
from rus_pipeline.ingest.plausibility import BuiltFrom, DeliveryProfile
from rus_pipeline.pipeline.job import Input
from rus_pipeline.pipeline.overview import is_behind, write_overview_of
from rus_pipeline.pipeline.partner_steps import (
    CENTRES_REGISTER,
    centres,
    needing_no_publication,
    partner_assets,
)
from rus_pipeline.pipeline.plan import EDITION, Inputs
from rus_pipeline.pipeline.run import Made, Run, StepError, rebuild
from rus_pipeline.pipeline.steps import REGISTER, Asset
from rus_pipeline.storage.layout import PARTNERS, centre_out, partner_out
from rus_pipeline.storage.locks import exclusive_writer
from rus_pipeline.storage.store import DamagedError, Store


@dataclass(frozen=True)
class PartnerFolders:
    """The raw folder, and output folder and store of the centre, that a partner's are within."""

    raw: Path
    centre_out: Path
    centre: Store
    kode: str

    @property
    def out(self) -> Path:
        """Return the partner's output folder."""
        return partner_out(self.centre_out, self.kode)

    @property
    def store(self) -> Store:
        """Return the partner's store."""
        return Store(partner_out(self.centre.folder, self.kode))

    @property
    def inputs(self) -> "PartnerInputs":
        """Return what its editions are made from. Raises RawFolderError as ``Inputs``."""
        return PartnerInputs(self.raw, self.out, self.centre)

    def run(self, run_id: str, *, force: bool = False, follows: Path | None = None) -> "PartnerRun":
        """Return a run over the partner's editions.

        Raises RawFolderError if the raw folder cannot be used, or has no such partner.
        """
        return PartnerRun(
            *(self.raw, self.out, self.store, run_id),
            force=force,
            follows=follows,
            centre=self.centre,
            kode=self.kode,
        )


class PartnerInputs(Inputs):
    """The raw folder, a partner's releases, and the centre's own results, at one moment."""

    def __init__(self, raw: Path, out: Path, centre: Store) -> None:
        """Find the editions. Raises RawFolderError if there is no raw folder."""
        super().__init__(raw, out)
        self.centre = centre

    @property
    def assets(self) -> Mapping[str, Asset]:
        """Return every asset of a partner's edition."""
        return partner_assets()

    def version(self, name: str, year: int) -> str | None:
        """Return the version of an input, None if the centre's edition has not made it."""
        if name == CENTRES_REGISTER:
            return Inputs(self.raw, centre_out(self.out)).version(REGISTER, year)
        own = centres(name)
        if own is None:
            return super().version(name, year)
        result = self.centre.current(own, str(year))
        return None if result is None else result.version


@dataclass
class PartnerRun(Run):
    """A run over a partner's editions; ``centre`` is the store of the centre's own.

    ``out`` and ``store`` are the partner's.
    """

    centre: Store | None = None
    kode: str = ""

    def _inputs(self) -> PartnerInputs:
        assert self.centre is not None
        return PartnerInputs(self.raw, self._follows, self.centre)

    def _center(self) -> Center:
        return super()._center().for_partner(self.kode)

    def _input(self, versions: Mapping[Input, str], name: str, year: int) -> Path:
        own = centres(name)
        if own is None:
            return super()._input(versions, name, year)
        assert self.centre is not None
        result = self.centre.current(own, str(year))
        if result is None or result.version != versions[name, year]:
            raise StepError(year, name, f"{year}/{name} was changed by another run; run again")
        try:
            return self.centre.files(result)
        except DamagedError:
            raise StepError(year, name, f"{year}/{name} was damaged; run again") from None

    def refuse_real_numbers(self) -> None:
        """Do nothing: the centre's own run has looked at every delivered file."""

    def _refuse_implausible(self, _year: int, _asset: Asset) -> tuple[str, ...]:
        return ()  # the delivery is judged with the centre's own edition

    def _built_from(self, _year: int) -> BuiltFrom:
        return BuiltFrom(DeliveryProfile({}, 0, {}), None)


@dataclass(frozen=True)
class PartnerBuilt:
    """The outcome for an edition of a partner.

    ``made`` and ``reused`` count its assets; ``failed`` is why it was not built, ``unpublished``
    why it has no public edition.
    """

    kode: str
    edition: int
    made: int
    reused: int
    figures: int
    failed: str | None
    unpublished: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {**asdict(self), "unpublished": list(self.unpublished)}


def build_partner(
    folders: PartnerFolders,
    years: Sequence[int],
    progress: Callable[[str], None],
    *,
    run_id: str,
    force: bool = False,
) -> list[PartnerBuilt]:
    """Build a partner's editions of years of which the centre's own is current.

    A second process (``ahead``) makes the publications from the oldest edition on, each after the
    one before, and takes longest. So all that needs none is made first, and is there when it comes
    to an edition; it begins with the oldest, which is therefore the last here.
    """
    run = folders.run(run_id, force=force)
    made: dict[int, list[Made]] = {year: [] for year in run.inputs.known}
    failed: dict[int, str] = {}

    def make(year: int, names: Sequence[str]) -> None:
        try:
            for one in run.edition(year, names):
                made[int(one.result.origin.edition)].append(one)
        except InputError as error:
            failed[year] = str(error)

    with folders.centre.at_work():
        for year in (*years[1:], *years[:1]):
            progress(f"{year}: partner {folders.kode}, tables")
            make(year, needing_no_publication(year, run.inputs.known))
        for year in [year for year in years if year not in failed]:
            progress(f"{year}: partner {folders.kode}, publication and report")
            make(year, ())
        if is_behind(run.out):
            with exclusive_writer(run.out, "overview"), run.store.caching_for("overview"):
                write_overview_of(run.out, run.center)
    return [_built(run, year, made[year], failed.get(year)) for year in years]


def _built(run: PartnerRun, year: int, made: Sequence[Made], failed: str | None) -> PartnerBuilt:
    current = None if failed else run.store.current(EDITION, str(year))
    facts = {} if current is None else current.facts
    return PartnerBuilt(
        kode=run.kode,
        edition=year,
        made=sum(not one.reused for one in made),
        reused=sum(one.reused for one in made),
        figures=facts.get("figures", 0),
        failed=failed,
        unpublished=tuple(facts.get("unpublished", ())),
    )


def built_partners(raw: Path, out: Path, store: Store) -> list[PartnerFolders]:
    """Return the folders of each partner that an edition was built of, by code."""
    known = (path for path in (store.folder / PARTNERS).glob("[0-9]*") if path.is_dir())
    return [PartnerFolders(raw, out, store, path.name) for path in sorted(known)]


def rebuild_of(kode: str) -> Callable[[Path, Path, int, Path], StoredEdition]:
    """Return how ``rus verify`` builds an edition again: the centre's, or a partner's by code."""
    return partial(_rebuild, kode) if kode else rebuild


def _rebuild(kode: str, raw: Path, out: Path, year: int, folder: Path) -> StoredEdition:
    """Build a partner's edition from nothing, with the centre's own, in an empty folder.

    ``out`` is the partner's. Raises StepError if one of the two cannot be built.
    """
    target, store = folder / "out", Store(folder / "store")
    target.mkdir()
    for _made in Run(raw, target, store, "verify", follows=centre_out(out)).edition(year):
        pass
    folders = PartnerFolders(raw, target, store, kode)
    for _made in folders.run("verify", follows=out).edition(year):
        pass
    return StoredEdition(folders.out / str(year), year)
