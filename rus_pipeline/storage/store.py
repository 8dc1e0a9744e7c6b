"""The store: the result of each step, under the digest of its inputs and code.

    <store>/results/<key>/result.json    its asset, its origin, and the sha256 of its files
    <store>/results/<key>/files/         its files
    <store>/current/<asset>/<edition>    the key of the newest result of an asset of an edition
    <store>/refused/<asset>/<edition>    the key of a result that could not be made, and why
    <store>/pieces/<key>                 the cache, whose entries many results share (``cache``)
    <store>/uses/<name>                  the cache entries used by something that is no result
    <store>/making/<asset>/<edition>     locked by the process that makes the asset
    <store>/new/                         unfinished results

A result is never changed. It is made in ``new`` and then renamed: a killed process leaves it
complete or not at all. A process that wants what another is making waits for it; at a URL, where
there are no locks between machines, both make it and leave one. The store holds rows of persons:
every folder is 0700 and every file 0600. Source: stages contract, What holds.
"""

import fcntl
import json
import logging
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from rus_pipeline.storage.cache import FOLDER as CACHE
from rus_pipeline.storage.cache import Cache
from rus_pipeline.storage.digests import file_sha256
from rus_pipeline.storage.locks import hold_lock, log_waiting
from rus_pipeline.storage.private import private_file, private_folder
from rus_pipeline.storage.remote import RemoteFolder
from rus_pipeline.storage.result import Origin, Result
from rus_pipeline.storage.swap import exchange

log = logging.getLogger(__name__)

_RESULTS, _CURRENT, _REFUSED, _NEW = "results", "current", "refused", "new"
_USES, _MAKING = "uses", "making"
_RESULT = "result.json"
_FILES = "files"
USED_CACHE = "pieces"
"""The fact of a result that lists the cache entries that it used."""
# Dagster ends longer runs (max_runtime_seconds). At a URL there are no locks, so results younger
# than this are not purged: a run may be making them.
_LONGEST_RUN = 3600


class DamagedError(Exception):
    """A result's files were altered; the result has been removed."""


class Store:
    """The results in a folder. Raises OSError if it cannot be read or written.

    ``shared`` is the store of several machines, if any; ``folder`` then holds copies of its files.
    A result is uploaded before any pointer to it.
    """

    def __init__(self, folder: Path, shared: RemoteFolder | None = None) -> None:
        self.folder, self._shared = folder, shared
        self._sound: set[str] = set()
        self._texts: dict[str, tuple[tuple[int, int], str]] = {}
        self._results: dict[str, tuple[str, Result]] = {}

    def __reduce__(self) -> tuple[type["Store"], tuple[Path, RemoteFolder | None]]:
        """Leave out what was read and checked: another process does so itself."""
        return Store, (self.folder, self._shared)

    def current(self, asset: str, edition: str) -> Result | None:
        """Return the newest result of an asset of an edition, or None."""
        key = self._text(_pointer(_CURRENT, asset, edition))
        return None if key is None else self.find(key)

    def find(self, key: str) -> Result | None:
        """Return the result with a key, or None."""
        text = self._text(f"{_of(key)}/{_RESULT}")
        if text is None:
            return None
        known = self._results.get(key)
        if known is not None and known[0] is text:
            return known[1]
        try:
            result = Result.from_text(text)
        except (ValueError, KeyError, TypeError):
            log.warning("the store's result %s cannot be read; it is made again", key)
            self._remove(key)
            return None
        self._results[key] = text, result
        return result

    def files(self, result: Result) -> Path:
        """Return the folder of a result's files. Each process checks their digests once.

        Raises DamagedError if a file was altered.
        """
        key = result.origin.key
        if key not in self._sound:
            if self._shared is not None:
                self._fetch(key)
            self._check(result)
            self._sound.add(key)
        return self.folder / _of(key) / _FILES

    def _fetch(self, key: str) -> None:
        """Download a result's files from the shared store."""
        assert self._shared is not None
        with self.making() as new:
            self._shared.fetch(new, under=_of(key))
            _close(new)
            target = self.folder / _of(key)
            self._make(target.parent)
            with suppress(OSError):  # already downloaded, or gone from there: ``_check`` finds out
                (new / _of(key)).rename(target)

    def _check(self, result: Result) -> None:
        """Raise DamagedError, and remove the result, if one of its files was altered."""
        key = result.origin.key
        for name, (sha, size) in result.files.items():
            path = self.folder / _of(key) / _FILES / name
            if not path.is_file() or path.stat().st_size != size or file_sha256(path) != sha:
                of = f"{result.origin.edition}/{result.origin.asset}"
                log.warning("%s in the store: %s was altered; it is made again", of, name)
                self._remove(key)
                raise DamagedError(of)

    @contextmanager
    def making(self) -> Iterator[Path]:
        """Yield an empty private folder for a result's files, and remove it after the block."""
        new = self._new()
        self._make(new / _FILES)
        try:
            yield new / _FILES
        finally:
            shutil.rmtree(new, ignore_errors=True)

    @contextmanager
    def caching(self, *, afresh: bool = False) -> Iterator[set[str]]:
        """Let the block use the cache; yield the keys of the entries that it has used.

        ``afresh``: make each entry again. A shared store has no cache.
        """
        if self._shared is not None:
            yield set()
            return
        cache = Cache(self.folder / CACHE, self._new, afresh)
        with cache.in_use():
            yield cache.used

    @contextmanager
    def caching_for(self, name: str) -> Iterator[None]:
        """Let the block, which makes no result, use the cache.

        The entries that it used are not purged until the next block of the same name.
        """
        with self.at_work(), self.caching() as used:
            yield
            if self._shared is None:
                self._write(f"{_USES}/{name}", json.dumps(sorted(used)))

    def put(self, made: Path, origin: Origin, facts: Mapping[str, Any]) -> Result:
        """Store the files in ``made`` (from ``making``) as the current result of their origin."""
        _close(made)
        files = {
            path.relative_to(made).as_posix(): (file_sha256(path), path.stat().st_size)
            for path in sorted(made.rglob("*"))
            if path.is_file()
        }
        result = Result(origin, files, facts)
        private_file(made.parent / _RESULT).write_text(result.as_text(), encoding="utf-8")
        target = self.folder / _of(origin.key)
        self._make(target.parent)
        try:
            made.parent.rename(target)
        except OSError:
            if not (target / _RESULT).is_file():
                raise
            # Another process or an earlier run has made the same; with --force it is replaced.
            exchange(made.parent, target)
        if self._shared is not None:
            self._shared.upload(self.folder, _of(origin.key), last=_RESULT)
        self._sound.add(origin.key)
        self.point(result)
        return result

    def point(self, result: Result) -> None:
        """Make a result the current one of its asset and edition."""
        origin = result.origin
        self._write(_pointer(_CURRENT, origin.asset, origin.edition), origin.key)
        self._drop([_pointer(_REFUSED, origin.asset, origin.edition)])

    def refuse(self, origin: Origin, why: str) -> None:
        """Record that no result can be made from an origin, and why, in masked text."""
        text = json.dumps({"key": origin.key, "why": why}, ensure_ascii=False)
        self._write(_pointer(_REFUSED, origin.asset, origin.edition), text)

    def refused(self, origin: Origin) -> str | None:
        """Return why no result could be made from exactly this origin, or None."""
        text = self._text(_pointer(_REFUSED, origin.asset, origin.edition))
        if text is None:
            return None
        found: dict[str, str] = json.loads(text)
        return found["why"] if found["key"] == origin.key else None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Let nothing be purged during the block, or until the process ends in any way."""
        with self._locked(fcntl.LOCK_SH):
            yield

    @contextmanager
    def making_alone(self, asset: str, edition: str) -> Iterator[None]:
        """Let no other process make an asset of an edition during the block."""
        lock = self.folder / _pointer(_MAKING, asset, edition)
        self._make(lock.parent)
        with private_file(lock).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextmanager
    def alone(self, who: str, waiting: Callable[[str], None] = log_waiting) -> Iterator[None]:
        """Hold the store's lock for the block; only other callers of ``alone`` wait for it."""
        self._make(self.folder)
        lock = self.folder / ".alone"
        lock.touch(mode=0o600)
        with hold_lock(lock, who, waiting):
            yield

    def purge(self) -> int:
        """Remove every result that is not current, and return how many there were.

        Nothing is removed while any process is at work; the last of them purges.
        """
        try:
            with self._locked(fcntl.LOCK_EX | fcntl.LOCK_NB):
                return self._purge()
        except BlockingIOError:
            return 0

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        self._make(self.folder)
        with private_file(self.folder / ".lock").open("a") as file:
            fcntl.flock(file, how)
            yield

    def _purge(self) -> int:
        current = {self._text(f"{_CURRENT}/{name}") for name in self._listed(_CURRENT)}
        old = {key for key in self._keys() if key not in current}
        for key in old:
            self._remove(key)
        if self._shared is None:
            self._purge_cache(filter(None, current))
        for path in (self.folder / _NEW).glob("*"):
            if not _is_running(int(path.name.partition("-")[0])):
                _remove(path)
        return len(old)

    def _purge_cache(self, current: Iterable[str]) -> None:
        """Remove the cache entries that neither these results have used nor anything else."""
        used = set[str]()
        for result in map(self.find, current):
            used.update(() if result is None else result.facts.get(USED_CACHE, ()))
        for path in (self.folder / _USES).glob("*"):
            used.update(json.loads(path.read_text(encoding="utf-8")))
        for path in (self.folder / CACHE).glob("*"):
            if path.name not in used:
                _remove(path)

    def _keys(self) -> Iterator[str]:
        """Yield the key of every result; of a shared store, only of those older than any run."""
        if self._shared is None:
            yield from (path.name for path in (self.folder / _RESULTS).glob("*/*"))
            return
        old = datetime.now(UTC) - timedelta(seconds=_LONGEST_RUN)
        for name in self._listed(_RESULTS):
            if name.endswith(_RESULT) and self._shared.changed(f"{_RESULTS}/{name}") < old:
                yield name.split("/")[1]

    def forget(self, editions: Iterable[str]) -> None:
        """Drop the pointers to results of removed editions; the next purge removes the results."""
        gone = set(editions)
        for kind in (_CURRENT, _REFUSED):
            names = [name for name in self._listed(kind) if name.rpartition("/")[2] in gone]
            self._drop([f"{kind}/{name}" for name in names])

    def editions(self) -> set[str]:
        """Return the editions that have a current result."""
        return {name.rpartition("/")[2] for name in self._listed(_CURRENT)}

    def _listed(self, kind: str) -> list[str]:
        """Return the files in one of the store's folders, relative to it."""
        if self._shared is not None:
            return [name.removeprefix(f"{kind}/") for name in self._shared.listed(kind)]
        root = str(self.folder / kind)
        within = len(root) + 1
        return [f"{at}/{name}"[within:] for at, _, names in os.walk(root) for name in names]

    def _text(self, name: str) -> str | None:
        """Return the text of a small file, or None.

        One that was read before is read again if it was replaced: its inode and time are others.
        """
        if self._shared is not None:
            return self._shared.read(name)
        path = f"{self.folder}/{name}"
        try:
            found = os.stat(path)  # noqa: PTH116 # asked for some fifty times an asset
            seen = found.st_ino, found.st_mtime_ns
            if name in self._texts and self._texts[name][0] == seen:
                return self._texts[name][1]
            text = Path(path).read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return None
        self._texts[name] = seen, text
        return text

    def _remove(self, key: str) -> None:
        """Remove a result: it is moved away first, so a killed process leaves no half of it."""
        away = self._new()
        with suppress(OSError):  # another process has removed it, or we may not
            (self.folder / _of(key)).rename(away)
        shutil.rmtree(away, ignore_errors=True)
        if self._shared is not None:
            self._shared.remove([f"{_of(key)}/{_RESULT}"])
            self._shared.remove(self._shared.listed(_of(key)))

    def _new(self) -> Path:
        """Return a new path in ``new``, named after this process: ``purge`` spares running ones."""
        self._make(self.folder / _NEW)
        return self.folder / _NEW / f"{os.getpid()}-{uuid4().hex}"

    def _drop(self, names: Iterable[str]) -> None:
        """Remove those of the pointers that exist."""
        for name in names:
            if self._shared is not None:
                self._shared.remove(self._shared.listed(name))
            else:
                (self.folder / name).unlink(missing_ok=True)

    def _write(self, name: str, text: str) -> None:
        """Write a small file in one step."""
        if self._shared is not None:
            self._shared.write(name, text)
            return
        path = self.folder / name
        self._make(path.parent)
        new = self._new()
        private_file(new).write_text(text, encoding="utf-8")
        new.replace(path)

    def _make(self, folder: Path) -> None:
        """Make a folder of the store, and those above it, private."""
        if folder.is_dir():
            return
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        inner = [self.folder / part for part in folder.relative_to(self.folder).parents]
        for path in (*reversed(inner), folder):
            private_folder(path)


def _of(key: str) -> str:
    return f"{_RESULTS}/{key[:2]}/{key}"


def _pointer(kind: str, asset: str, edition: str) -> str:
    return f"{kind}/{asset}/{edition}"


def _close(folder: Path) -> None:
    """Make everything in a folder private."""
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
