"""A folder that several machines share: at a path, or at a URL, of which a machine has a copy.

What belongs here: fetching a copy, and bringing what was changed in it back so that what stood is
never less than whole. What does not: what is in the folder, or who may write there (``place``).
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

Wanted = Callable[[str], bool]
"""Whether a file, named relative to the folder, is wanted."""


def is_url(address: str) -> bool:
    """Return whether a folder is at a URL."""
    return "://" in address


class Shared:
    """A shared folder as this machine has it: ``folder`` is it, or a copy of what was wanted."""

    def __init__(self, folder: Path, remote: Any = None, root: str = "") -> None:
        self.folder = folder
        self._remote = remote
        self._root = root

    def fetch(self, wanted: Wanted) -> None:
        """Fetch a copy of the files that are wanted, each as old as it is there."""
        self._remote.invalidate_cache()  # others write there, too
        names = [name for name in self._there("") if wanted(name)]
        for name in names:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        if names:
            self._remote.get([self._at(n) for n in names], [str(self.folder / n) for n in names])
        for name in names:
            changed = self._remote.modified(self._at(name)).timestamp()
            os.utime(self.folder / name, (changed, changed))

    def bring(self, name: str, last: str = "") -> None:
        """Make a file or folder there what it is here, its file ``last`` after all others.

        Nothing is taken away there before all that is new is there.
        """
        if self._remote is None:
            return
        path = self.folder / name
        files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
        here = {found.relative_to(self.folder).as_posix(): str(found) for found in files}
        end = {key: here.pop(key) for key in [f"{name}/{last}"] if key in here}
        for together in (here, end):
            if together:
                self._remote.put(list(together.values()), [self._at(key) for key in together])
        self._remote.invalidate_cache()
        gone = [self._at(key) for key in self._there(name) if key not in here | end]
        if gone:
            self._remote.rm(gone)

    def _there(self, name: str) -> list[str]:
        """Return the files there, those in the folder ``name`` or all."""
        found = self._remote.find(self._at(name))
        return sorted(path.removeprefix(self._root).lstrip("/") for path in found)

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root


@contextmanager
def shared(address: str, wanted: Wanted) -> Iterator[Shared]:
    """Yield a shared folder at a path or a URL; of the latter, a copy that is gone afterwards."""
    if not is_url(address):
        yield Shared(Path(address))
        return
    import fsspec

    remote, root = fsspec.url_to_fs(address)
    with TemporaryDirectory(prefix="rus-") as folder:
        copy = Shared(Path(folder), remote, root.rstrip("/"))
        copy.fetch(wanted)
        yield copy
