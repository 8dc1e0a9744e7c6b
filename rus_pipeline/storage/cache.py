"""Cached pieces: what takes long to make of little, and is the same in many results.

    <store>/pieces/<key>    the sha256 of the bytes, a line feed, and the bytes

A chart is drawn of its numbers, and they are the same in most tables when one of them changes. A
piece is kept under what it is made of: what its maker is given, the maker's code and the libraries.
A result names the pieces that it used, and those that no current result names are purged with it.
What belongs here: keeping and finding them. What does not: which there are (whoever calls
``piece``). Source: stages contract, What holds, 3.
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


def piece(maker: str, given: str, make: Callable[[], bytes]) -> bytes:
    """Return what ``make`` returns, from the store where a step has it already.

    ``maker`` is the name of the module that makes it, and ``given`` all that it depends on but that
    module's code and the libraries.
    """
    pieces = _IN_USE.get()
    return make() if pieces is None else pieces.get(maker, given, make)


@dataclass
class CachedPieces:
    """The pieces in a store's folder; ``used`` are the keys of those that were asked for.

    ``afresh``: each is made again, whatever is there. ``new`` returns a path in the store for what
    is not yet whole.
    """

    folder: Path
    new: Callable[[], Path]
    afresh: bool = False
    used: set[str] = field(default_factory=set[str])

    def get(self, maker: str, given: str, make: Callable[[], bytes]) -> bytes:
        """Return a piece, made where it is not there or is not as it was made."""
        told = json.dumps([maker, code_digest(maker), lock_sha256(), given])
        key = hashlib.sha256(told.encode()).hexdigest()
        found = None if self.afresh and key not in self.used else self._read(key)
        if found is None:
            found = make()
            self._write(key, found)
        self.used.add(key)
        return found

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Let every ``piece`` of the block come from here."""
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
        log.warning("the piece %s in the store was altered; it is made again", key)
        return None

    def _write(self, key: str, made: bytes) -> None:
        private_folder(self.folder)
        new = private_file(self.new())
        new.write_bytes(hashlib.sha256(made).hexdigest().encode() + b"\n" + made)
        new.replace(self.folder / key)


_IN_USE: ContextVar[CachedPieces | None] = ContextVar("pieces", default=None)
