"""What the steps are given: the raw folder, the output folder and the store, at paths or at URLs.

Of a folder at a URL a step has a copy while it works. Source: stages contract, What holds, 7.
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
    """The folders as this machine has them, and how what it wrote is brought to where they are."""

    raw: Path
    out: Path
    store: Store
    shared: RemoteFolder | None = None

    def run(self, run_id: str, *, force: bool = False) -> Run:
        """Return a run over the folders. Raises RawFolderError where the raw folder is unusable."""
        return Run(self.raw, self.out, self.store, run_id, force=force)

    def upload(self, name: str, last: str = "") -> None:
        """Bring a file or folder of the output folder to where that is; its ``last`` file last."""
        if self.shared is not None:
            self.shared.upload(self.out, name, last)


class Folders(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The raw folder, the output folder and the store: paths from where Dagster was started, URLs.

    Without one of its own, the store lies beside the output folder.
    """

    raw: str = "data/raw"
    out: str = "data/marts"
    store: str = ""

    @contextmanager
    def here(self, *, whole: bool = False) -> Iterator[Here]:
        """Yield the folders, or copies of them that are gone afterwards.

        Of the output folder what editions say of themselves and what was released is copied, and
        all that the database and the front page are written of where it is wanted ``whole``.
        """
        with TemporaryDirectory(prefix="rus-") as name:
            folder = Path(name)
            raw = self._copied(self.raw, folder / "raw", _is_delivered)
            out = self._copied(self.out, folder / "out", _is_data if whole else _says_what_stands)
            shared = RemoteFolder(self.out) if is_url(self.out) else None
            yield Here(raw, out, self._store(folder / "store"), shared)

    @contextmanager
    def current_editions(self) -> Iterator[Path]:
        """Yield the output folder, or a copy of what editions and releases say of themselves."""
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
        """Return what is another as soon as any delivered file is replaced, without reading any.

        Raises RawFolderError where there is no raw folder.
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
                    told = (found.st_ino, found.st_size, found.st_mtime_ns)
                    seen[name] = tuple(map(str, told))
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def _is_delivered(name: str) -> bool:
    """Return whether a file of the raw folder is a delivery's, and not an earlier one's."""
    return not any(part.startswith(".") for part in name.split("/"))


def _is_data(name: str) -> bool:
    return "/report/" not in name or name.endswith(f"/{PDF}")


def _is_manifest(name: str) -> bool:
    return name.endswith(f"/{MANIFEST}") or name == OVERVIEW_NOTE


def _says_what_stands(name: str) -> bool:
    return name.startswith(f"{RELEASES}/") or _is_manifest(name)
