"""Lock files: one process at a time writes in a folder."""

import fcntl
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rus_pipeline.storage.layout import LOCK
from rus_pipeline.storage.private import make_rows_private
from rus_pipeline.storage.swap import remove_unfinished

log = logging.getLogger(__name__)


class BusyError(Exception):
    """Another process holds a lock; the text is the name that it gave itself."""


def log_waiting(other: str) -> None:
    """Log for which process this one waits."""
    log.warning("waiting for %s", other)


@contextmanager
def hold_lock(lock: Path, who: str, waiting: Callable[[str], None] | None = None) -> Iterator[None]:
    """Hold a lock file for the block. The system releases it when the process ends in any way.

    If another process holds it, call ``waiting`` once with that process's name, then wait for it.
    Without ``waiting``, raise BusyError.
    """
    with lock.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            other = file.read().strip() or "another process"
            if waiting is None:
                raise BusyError(other) from None
            waiting(other)
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(f"{who}, process {os.getpid()}\n")
        file.flush()
        yield


@contextmanager
def exclusive_writer(
    folder: Path, who: str, waiting: Callable[[str], None] = log_waiting
) -> Iterator[None]:
    """Let only this process write in an output folder for the block.

    First remove what processes that were killed left unfinished, and close rows of persons to other
    users, who could read them as earlier versions left them. ``waiting`` is called with the name of
    the process that is writing, if any; it is then waited for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with hold_lock(folder / LOCK, who, waiting):
        for target in (folder, *(path for path in folder.iterdir() if path.is_dir())):
            remove_unfinished(target)
        make_rows_private(folder)
        yield
