"""The raw folder, the output folder and the store, at paths or at URLs.

A step downloads a folder at a URL and uploads what it wrote.
Source: stages contract, What holds, 7.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import dagster as dg

from rus_pipeline.pipeline.plan import refuse_missing
from rus_pipeline.pipeline.run import Run
from rus_pipeline.report.pdf import PDF
from rus_pipeline.storage.layout import MANIFEST, OVERVIEW_NOTE, RELEASES
from rus_pipeline.storage.location import configured_store
from rus_pipeline.storage.remote import RemoteFolder, is_url
from rus_pipeline.storage.store import Store


@dataclass(frozen=True)
class Here:
    """The folders, or copies of them, on this machine; ``shared`` is the output folder at a URL."""

    raw: Path
    out: Path
    store: Store
    shared: RemoteFolder | None = None

    def run(self, run_id: str, *, force: bool = False) -> Run:
        """Return a run over the folders. Raises RawFolderError if the raw folder cannot be used."""
        return Run(self.raw, self.out, self.store, run_id, force=force)

    def upload(self, name: str, last: str = "") -> None:
        """Upload a file or folder, its file ``last`` last, if the output folder is at a URL."""
        if self.shared is not None:
            self.shared.upload(self.out, name, last)


class Folders(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Configuration of the folders: paths, relative to Dagster's working directory, or URLs.

    The default store is next to the output folder.
    """

    raw: str = "data/raw"
    out: str = "data/marts"
    store: str = ""

    @contextmanager
    def here(self, *, data: bool = False) -> Iterator[Here]:
        """Yield the folders, or temporary copies of those at a URL.

        Of the output folder, only manifests and releases are copied; with ``data``, all that the
        database and the front page are written from.
        """
        with TemporaryDirectory(prefix="rus-") as name:
            folder = Path(name)
            raw = self._copied(self.raw, folder / "raw", _is_delivered)
            out = self._copied(self.out, folder / "out", _is_data if data else _is_register)
            shared = RemoteFolder(self.out) if is_url(self.out) else None
            yield Here(raw, out, self._store(folder / "store"), shared)

    @contextmanager
    def current_editions(self) -> Iterator[Path]:
        """Yield the output folder, or a copy of its manifests."""
        with TemporaryDirectory(prefix="rus-") as name:
            yield self._copied(self.out, Path(name) / "out", _is_manifest)

    def _copied(self, address: str, folder: Path, wanted: Callable[[str], bool]) -> Path:
        if not is_url(address):
            return Path(address)
        folder.mkdir()
        RemoteFolder(address).fetch(folder, wanted)
        return folder

    def _store(self, copies: Path) -> Store:
        address = self.store or (f"{self.out.rstrip('/')}.store" if is_url(self.out) else "")
        if is_url(address):
            return Store(copies, RemoteFolder(address))
        return Store(Path(address) if address else configured_store(Path(self.out)))

    def delivered(self) -> str:
        """Return a signature that changes if any delivered file is replaced, without reading any.

        Raises RawFolderError if there is no raw folder.
        """
        seen: dict[str, tuple[str, ...]] = {}
        if is_url(self.raw):
            seen = {k: v for k, v in RemoteFolder(self.raw).listed().items() if _is_delivered(k)}
        else:
            refuse_missing(Path(self.raw))
            for path in sorted(Path(self.raw).rglob("*")):
                name = path.relative_to(self.raw).as_posix()
                if path.is_file() and _is_delivered(name):
                    found = path.stat()
                    state = (found.st_ino, found.st_size, found.st_mtime_ns)
                    seen[name] = tuple(map(str, state))
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def _is_delivered(name: str) -> bool:
    """Return whether a file of the raw folder is of a current delivery."""
    return not any(part.startswith(".") for part in name.split("/"))


def _is_data(name: str) -> bool:
    return "/report/" not in name or name.endswith(f"/{PDF}")


def _is_manifest(name: str) -> bool:
    return name.endswith(f"/{MANIFEST}") or name == OVERVIEW_NOTE


def _is_register(name: str) -> bool:
    return f"/{RELEASES}/" in f"/{name}" or _is_manifest(name)
