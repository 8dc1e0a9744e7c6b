"""Moving what was built or delivered into place in one step.

What belongs here: how a folder or file replaces the one that stands. What does not: what is in it.
"""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Collection, Iterator
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
            _exchange_or_move(self.folder, self.target)
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


def exchange(new: Path, target: Path) -> None:
    """Swap two folders in one step: at every moment each name is a whole folder.

    Raises OSError and leaves both as they are where that cannot be done; ENOTSUP where the system,
    or the file system, has no such step.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform != "linux" or not hasattr(libc, "renameat2"):
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP), str(target))
    done: int = libc.renameat2(
        _AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(target), _RENAME_EXCHANGE
    )
    if done != 0:
        code = ctypes.get_errno()
        # What a kernel and a file system without the step answer with.
        code = errno.ENOTSUP if code in (errno.EINVAL, errno.ENOSYS) else code
        raise OSError(code, os.strerror(code), str(target))


def _exchange_or_move(new: Path, target: Path) -> None:
    """Swap two folders: in one step where the system can, else in two with none missing long."""
    try:
        exchange(new, target)
    except OSError:
        old = new.with_name(f"{new.name}-old")
        target.rename(old)
        new.rename(target)
        shutil.rmtree(old)


def link_tree(source: Path, target: Path, leave_out: Collection[str] = ()) -> None:
    """Make ``target`` a folder of the same files as ``source``, as hard links where it can.

    ``leave_out`` names entries of ``source`` itself that are passed over. Symbolic links stay
    links. Raises OSError.
    """
    target.mkdir()
    for entry in sorted(source.iterdir()):
        if entry.name in leave_out:
            continue
        if entry.is_dir() and not entry.is_symlink():
            link_tree(entry, target / entry.name)
            continue
        try:
            os.link(entry, target / entry.name, follow_symlinks=False)
        except OSError:  # no hard links here, or not to another's file
            shutil.copy2(entry, target / entry.name, follow_symlinks=False)


def settle(folder: Path) -> None:
    """Wait until a folder and all that is in it are on the disk. Raises OSError."""
    for parent, _folders, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            if path.is_file() and not path.is_symlink():
                _sync(path)
        settle_names(Path(parent))


def settle_names(folder: Path) -> None:
    """Wait until what a folder's entries are called is on the disk. Raises OSError."""
    try:
        _sync(folder)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a file system that writes names at once
            raise


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


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
