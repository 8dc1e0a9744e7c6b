"""The cache: bytes that take long to make, need little input, and are the same in many results.

    <store>/pieces/<key>    the sha256 of the bytes, a line feed, and the bytes

For example, a chart depends on its numbers alone, and these stay the same in most tables when one
delivered row changes. The key is the digest of the maker's arguments, its code and the libraries. A
result names the entries that it used; an entry that no current result names is purged.
Source: stages contract, What holds, 3.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from rus_pipeline.storage.code import code_digest
from rus_pipeline.storage.private import private_file, private_folder
from rus_pipeline.storage.versions import lock_sha256

log = logging.getLogger(__name__)

FOLDER = "pieces"


def cached(maker: str, inputs: str, make: Callable[[], bytes]) -> bytes:
    """Return what ``make`` returns, from the cache if it is there.

    ``maker`` is the name of the module that makes it. ``inputs`` are all that it depends on, apart
    from that module's code and the libraries. Outside a step there is no cache.
    """
    cache = _IN_USE.get()
    return make() if cache is None else cache.get(maker, inputs, make)


@dataclass
class Cache:
    """The cache in a store's ``folder``; ``used`` are the keys of the entries that were asked for.

    ``afresh``: make each entry again. ``new`` returns a path in the store for an unfinished file.
    """

    folder: Path
    new: Callable[[], Path]
    afresh: bool = False
    used: set[str] = field(default_factory=set[str])

    def get(self, maker: str, inputs: str, make: Callable[[], bytes]) -> bytes:
        """Return an entry; make it if it is missing or was altered."""
        origin = json.dumps([maker, code_digest(maker), lock_sha256(), inputs])
        key = hashlib.sha256(origin.encode()).hexdigest()
        found = None if self.afresh and key not in self.used else self._read(key)
        if found is None:
            found = make()
            self._write(key, found)
        self.used.add(key)
        return found

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Let ``cached`` use this cache within the block."""
        token = _IN_USE.set(self)
        try:
            yield
        finally:
            _IN_USE.reset(token)

    def _read(self, key: str) -> bytes | None:
        try:
            digest, _, found = (self.folder / key).read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None
        if hashlib.sha256(found).hexdigest().encode() == digest:
            return found
        log.warning("the cache entry %s in the store was altered; it is made again", key)
        return None

    def _write(self, key: str, made: bytes) -> None:
        private_folder(self.folder)
        new = private_file(self.new())
        new.write_bytes(hashlib.sha256(made).hexdigest().encode() + b"\n" + made)
        new.replace(self.folder / key)


_IN_USE: ContextVar[Cache | None] = ContextVar("cache", default=None)
