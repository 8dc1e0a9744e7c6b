"""A folder at a URL, ``s3://bucket/folder`` or any other protocol of fsspec, and copies of it.

Source: stages contract, What holds, 7.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path


def is_url(address: str) -> bool:
    """Return whether a folder's address is a URL."""
    return "://" in address


class RemoteFolder:
    """A folder at a URL. Names are relative to it. Raises OSError and the protocol's own errors."""

    def __init__(self, address: str) -> None:
        import fsspec

        self.address = address.rstrip("/")
        self._files, root = fsspec.url_to_fs(self.address)
        self._root = root.rstrip("/")

    def listed(self, under: str = "") -> dict[str, tuple[str, ...]]:
        """Return every file with its size, tag and time, which change if it is replaced."""
        self._files.invalidate_cache()  # other machines write there too
        found = self._files.find(self._at(under), detail=True)
        names = ("size", "ETag", "etag", "mtime", "LastModified")
        return {
            path.removeprefix(self._root).lstrip("/"): tuple(str(one.get(key)) for key in names)
            for path, one in sorted(found.items())
        }

    def changed(self, name: str) -> datetime:
        """Return when a file was last written."""
        found: datetime = self._files.modified(self._at(name))
        return found

    def read(self, name: str) -> str | None:
        """Return the text of a file, or None if there is no such file."""
        try:
            found: bytes = self._files.cat_file(self._at(name))
        except FileNotFoundError:
            return None
        return found.decode()

    def write(self, name: str, text: str) -> None:
        """Write a file in one step."""
        self._files.pipe_file(self._at(name), text.encode())

    def remove(self, names: Iterable[str]) -> None:
        """Remove those of the files that exist."""
        found = [self._at(name) for name in names]
        if found:
            self._files.rm(found)
            self._files.invalidate_cache()

    def fetch(
        self, folder: Path, wanted: Callable[[str], bool] = lambda _name: True, under: str = ""
    ) -> None:
        """Download the wanted files, all by default, into a folder."""
        names = [name for name in self.listed(under) if wanted(name)]
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if names:
            self._files.get([self._at(n) for n in names], [str(folder / n) for n in names])

    def upload(self, folder: Path, name: str, last: str = "") -> None:
        """Upload the file or folder ``name`` of ``folder``, with its file ``last`` last of all.

        Files that are not in ``folder`` are removed from the URL after the upload, not before.
        """
        path = folder / name
        files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
        here = {found.relative_to(folder).as_posix(): str(found) for found in files}
        end = {key: here.pop(key) for key in [f"{name}/{last}"] if key in here}
        for together in (here, end):
            if together:
                self._files.put(list(together.values()), [self._at(key) for key in together])
        self.remove(key for key in self.listed(name) if key not in here | end)

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root
