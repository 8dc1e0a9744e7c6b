"""Moving what was built into place in one step.

What belongs here: how a folder or file replaces the one that stands. What does not: what is in it.
"""

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STAGING = ".staging"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class Beside:
    """An empty folder beside ``target``, to be filled and then put in its place, or discarded."""

    def __init__(self, target: Path) -> None:
        self.target = target
        staging = target.parent / STAGING
        staging.mkdir(parents=True, exist_ok=True)
        self.folder = staging / f"{target.name}-{os.getpid()}"
        self.discard()
        self.folder.mkdir()

    def put(self) -> None:
        """Replace the target, in one step."""
        if self.target.exists():
            _exchange(self.folder, self.target)
        else:
            self.folder.rename(self.target)
        self.discard()

    def put_new(self) -> None:
        """Put it where nothing stands, in one step. Raises FileExistsError where something does."""
        if self.target.exists():
            raise FileExistsError(f"{self.target} is there already")
        self.folder.rename(self.target)

    def discard(self) -> None:
        """Remove the folder; the target stands as it is."""
        if self.folder.exists():
            shutil.rmtree(self.folder)


def _exchange(new: Path, target: Path) -> None:
    """Swap two folders: in one step where the system can, else in two with none missing long."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        done: int = libc.renameat2(
            _AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(target), _RENAME_EXCHANGE
        )
        if done == 0:
            return
    old = new.with_name(f"{new.name}-old")
    target.rename(old)
    new.rename(target)
    shutil.rmtree(old)


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield the path of a file beside ``target`` that replaces it when the block ends."""
    new = target.with_name(f".{target.name}-{os.getpid()}")
    new.unlink(missing_ok=True)
    try:
        yield new
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
