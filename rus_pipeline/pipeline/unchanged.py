"""Whether anything has changed since all editions were current, found with few imports.

The digest covers delivered files, code, libraries, key, output folder and store. It is noted when a
run ends with everything current. Source: stages contract, What it costs.
"""

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from rus_pipeline.storage.layout import LOCK, STAGING, partner_out
from rus_pipeline.storage.location import configured_store
from rus_pipeline.storage.private import private_file

_PACKAGE = Path(__file__).parents[1]
_NOTE = "unchanged"
_LARGE = 1 << 24  # bytes; a larger file is compared by size and time
_KEY = "RUS_PSEUDONYM_KEY"


def is_unchanged(raw: Path, out: Path, partners: Sequence[str] = ()) -> bool:
    """Return whether nothing has changed since all editions, and these partners', were current."""
    try:
        noted = {note.read_text(encoding="utf-8") for note in _notes(out, partners)}
    except OSError:
        return False
    return noted == {_digest(raw, out)}


def note_current(raw: Path, out: Path, partners: Sequence[str] = ()) -> None:
    """Note that all editions, and these partners', are current."""
    digest = _digest(raw, out)
    for note in _notes(out, partners):
        private_file(note).write_text(digest, encoding="utf-8")


def _notes(out: Path, partners: Sequence[str]) -> list[Path]:
    store = configured_store(out)
    return [store / _NOTE, *(partner_out(store, kode) / _NOTE for kode in partners)]


def _digest(raw: Path, out: Path) -> str:
    digest = hashlib.sha256()
    for root, by_content in (
        (raw, True),
        (_PACKAGE, True),
        (out, False),
        (configured_store(out), False),
    ):
        for name, path in _files(root):
            digest.update(name.encode() + b"\0")
            digest.update(_state(path, by_content=by_content))
    for lock in (_PACKAGE / "requirements.lock", _PACKAGE.parent / "requirements.lock"):
        if lock.is_file():
            digest.update(hashlib.sha256(lock.read_bytes()).digest())
    digest.update(hashlib.sha256(os.environ.get(_KEY, "").encode()).digest())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[tuple[str, str]]:
    """Yield every file under a folder, in order, except caches, locks and the note itself.

    There are thousands of files: paths as text take half the time of Path objects.
    """
    for parent, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not _is_skipped(name))
        within = os.path.relpath(parent, root)
        for name in sorted(names):
            if name not in (_NOTE, LOCK, ".alone"):
                yield f"{within}/{name}", f"{parent}/{name}"


def _is_skipped(folder: str) -> bool:
    return folder in ("__pycache__", STAGING, ".earlier", "new")


def _state(path: str, *, by_content: bool) -> bytes:
    found = os.lstat(path)
    if by_content and found.st_size < _LARGE and not stat.S_ISLNK(found.st_mode):
        return hashlib.sha256(Path(path).read_bytes()).digest()
    return f"{found.st_ino},{found.st_size},{found.st_mtime_ns}".encode()
