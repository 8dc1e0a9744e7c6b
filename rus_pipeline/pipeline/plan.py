"""Which assets of an edition are current, given the raw folder, the code and the key.

Source: stages contract, What holds, 3 and 4.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rus_pipeline.core.center import edition_folders
from rus_pipeline.core.errors import RawFolderError
from rus_pipeline.ingest.documents import document_files
from rus_pipeline.ingest.files.delivered_names import delivered_as
from rus_pipeline.ingest.values.identity import PersonKeys
from rus_pipeline.pipeline.job import Input, named
from rus_pipeline.pipeline.steps import (
    CENTER,
    DOCUMENTS,
    PUBLISHED,
    RAW,
    REGISTER,
    UDTRAEK,
    Asset,
    assets,
    raw_names,
)
from rus_pipeline.storage.code import code_digest
from rus_pipeline.storage.digests import file_sha256
from rus_pipeline.storage.layout import CHAIN, MANIFEST, PARTNERS, RELEASES
from rus_pipeline.storage.result import Origin, Result
from rus_pipeline.storage.store import Store
from rus_pipeline.storage.versions import lock_sha256

ABSENT = "absent"
"""The version of a missing input, as a file that was not delivered."""

EDITION = "edition"
"""The only asset that writes in the output folder."""

CENTRE = "centre/"
"""Before the name of an asset of the centre's own edition that a partner's edition reads."""

OPTIONAL = ("figures", "public", "staging/quarantine")
"""Assets of earlier editions that an edition reads only if they could be made."""


@dataclass(frozen=True)
class State:
    """The state of an asset of an edition.

    ``why``: the reasons why it is stale, empty if it is current. ``refused``: why it could not be
    made, or used, from the current inputs.
    """

    asset: str
    why: tuple[str, ...]
    refused: str | None = None


def refuse_missing(raw: Path) -> None:
    """Raise RawFolderError if there is no raw folder."""
    if not raw.is_dir():
        raise RawFolderError(f"{raw}: mappen findes ikke; angiv råmappen med --raw")


class Inputs:
    """The raw folder and the register of releases, as they are at one moment."""

    def __init__(self, raw: Path, out: Path) -> None:
        """Find the editions. Raises RawFolderError if there is no raw folder."""
        refuse_missing(raw)
        self.raw, self.out = raw, out
        self.known, self.warnings = edition_folders(raw)
        self._versions: dict[Input, str] = {}

    @property
    def assets(self) -> Mapping[str, Asset]:
        """Return every asset that is made from them, by name, each after those that it reads."""
        return assets()

    def version(self, name: str, year: int) -> str | None:
        """Return the version of a delivered file or another external input, None if not made."""
        return self._version(name, year)

    def _version(self, name: str, year: int) -> str:
        at = (name, year)
        if at not in self._versions:
            self._versions[at] = _digest(self._files(name, year))
        return self._versions[at]

    def all(self, year: int) -> dict[str, str]:
        """Return every external input of an edition with its version."""
        return {name: self._version(name, year) for name in raw_names()}

    def _files(self, name: str, year: int) -> list[Path]:
        if name == PUBLISHED:
            return sorted(path for path in (self.raw / "published").glob("*.csv") if path.is_file())
        if name == DOCUMENTS:
            return document_files(self.raw)
        if name == REGISTER:
            return sorted(path for at in _REGISTERS for path in self.out.glob(at))
        if name not in _FILE_OF:
            return delivered_as(self.raw / str(year), name.removeprefix(f"{RAW}/"))
        path = _FILE_OF[name](self.raw, self.out, str(year))
        return [path] if path.is_file() else []


_FILE_OF: Mapping[str, Callable[[Path, Path, str], Path]] = {
    CENTER: lambda raw, _out, _year: raw / "center.toml",
    UDTRAEK: lambda raw, _out, year: raw / year / "udtraek.toml",
}
_REGISTERS = (f"{RELEASES}/{CHAIN}", f"{PARTNERS}/*/{RELEASES}/{CHAIN}")


def _digest(files: Sequence[Path]) -> str:
    """Return the sha256 of one file, or of several with their names."""
    if not files:
        return ABSENT
    if len(files) == 1:
        return file_sha256(files[0])
    text = json.dumps([(path.name, file_sha256(path)) for path in files])
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def code_of(asset: Asset) -> str:
    """Return the digest of the code that makes an asset."""
    return code_digest(*asset.modules)


def libraries_of(asset: Asset) -> str:
    """Return the digest of the libraries, and of the key where the asset depends on it."""
    key = PersonKeys.from_environment().fingerprint if asset.keyed else ""
    return f"{(lock_sha256() or 'unlocked')[:16]}{key}"


def versions_of(
    asset: Asset, year: int, inputs: Inputs, store: Store
) -> tuple[dict[Input, str], list[str]]:
    """Return an asset's inputs with their current versions, and those that are missing."""
    found: dict[Input, str] = {}
    missing: list[str] = []
    for name, of in asset.reads(year, inputs.known):
        if name in inputs.assets:
            result = store.current(name, str(of))
            version = None if result is None else result.version
        else:
            version = inputs.version(name, of)
        if version is not None:
            found[name, of] = version
        elif of == year or name.removeprefix(CENTRE) not in OPTIONAL:
            missing.append(f"{of}/{name}")
    return found, missing


def origin_of(asset: Asset, year: int, versions: Mapping[Input, str]) -> Origin:
    """Return the origin of an asset of an edition, with its inputs' versions."""
    return Origin(
        asset=asset.name,
        edition=str(year),
        inputs=named(versions),
        code=code_of(asset),
        libraries=libraries_of(asset),
    )


def is_swapped_in(out: Path, edition: Result) -> bool:
    """Return whether the edition in the output folder is the one of a result."""
    manifest = out / edition.origin.edition / MANIFEST
    if not manifest.is_file():
        return False
    found = json.loads(manifest.read_text(encoding="utf-8"))
    return bool(found.get("inputs") == edition.origin.inputs)


def states(year: int, inputs: Inputs, store: Store) -> Iterator[State]:
    """Yield the state of each asset of an edition, in order."""
    for asset in inputs.assets.values():
        yield state(asset, year, inputs, store)


def state(asset: Asset, year: int, inputs: Inputs, store: Store) -> State:
    """Return the state of an asset of an edition."""
    versions, missing = versions_of(asset, year, inputs, store)
    if missing:
        return State(asset.name, tuple(f"{name} is not made" for name in missing))
    origin = origin_of(asset, year, versions)
    refused = store.refused(origin)
    current: Result | None = store.current(asset.name, str(year))
    if current is None:
        return State(asset.name, ("it is not made",), refused)
    if asset.name == EDITION and not is_swapped_in(inputs.out, current):
        return State(asset.name, ("it is not in the output folder",), refused)
    if current.origin.key == origin.key:
        return State(asset.name, (), refused)
    return State(asset.name, tuple(origin.changes(current.origin)), refused)
