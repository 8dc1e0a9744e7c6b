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


@contextmanager
def put_in_place(target: Path) -> Iterator[Path]:
    """Yield an empty folder beside ``target`` that replaces it when the block ends.

    Where the block raises, ``target`` stands untouched and the new folder is removed.
    """
    staging = target.parent / STAGING
    staging.mkdir(parents=True, exist_ok=True)
    new = staging / f"{target.name}-{os.getpid()}"
    if new.exists():
        shutil.rmtree(new)
    new.mkdir()
    try:
        yield new
        if target.exists():
            _exchange(new, target)
        else:
            new.rename(target)
    finally:
        if new.exists():
            shutil.rmtree(new)


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
