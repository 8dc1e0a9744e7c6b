"""Moving what was built or delivered into place in one step, by one process at a time.

What belongs here: how a folder or file replaces the one that stands, who may do it, and what is
done with what a process left that was ended. What does not: what is in it.
"""

import ctypes
import errno
import fcntl
import os
import re
import shutil
import stat
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from rus_pipeline.storage.private import close, make_rows_private, private_folder

STAGING = ".staging"
_MOVED_AWAY = re.compile(r"(.+)-[0-9]+-old")
_NEW = ".new"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class StagedFolder:
    """An empty folder beside ``target``, to be filled and then put in its place, or discarded.

    Until then it lies where its owner alone may look.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        staging = private_folder(target.parent / STAGING)
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
        try:
            new.rename(target)
        except OSError:
            old.rename(target)
            raise
        shutil.rmtree(old)


def link_tree(source: Path, target: Path, leave_out: Collection[str] = ()) -> None:
    """Make ``target`` a folder of the same files as ``source``, with the same rights.

    ``leave_out`` names entries of ``source`` itself that are passed over. Raises OSError.
    """
    target.mkdir(mode=0o700)
    link_into(source, target, leave_out)
    target.chmod(stat.S_IMODE(source.stat().st_mode) | stat.S_IRWXU)


def link_into(source: Path, target: Path, leave_out: Collection[str] = ()) -> None:
    """Put the same files as in ``source`` into the folder ``target``, as hard links where it can.

    Symbolic links stay links. Raises OSError.
    """
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
        sync_names(Path(parent))


def sync_names(folder: Path) -> None:
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
    new = target.with_name(f".{target.name}-{os.getpid()}{_NEW}")
    _remove_new(new)
    try:
        yield new
        new.replace(target)
    finally:
        _remove_new(new)


@contextmanager
def replacing_privately(target: Path) -> Iterator[Path]:
    """Yield the path of a file, for its owner alone, that replaces ``target`` when the block ends.

    Whatever is made beside the file meanwhile is as closed, and is removed.
    """
    folder = private_folder(target.parent / STAGING) / f"{target.name}-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        new = folder / target.name
        yield new
        close(new)  # a database makes its file itself; nobody else could reach it here
        new.replace(target)
    finally:
        shutil.rmtree(folder)


def _remove_new(new: Path) -> None:
    """Remove a file that was being made, and what a database keeps beside its file."""
    for left in new.parent.glob(f"{new.name}*"):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


class BusyError(Exception):
    """Another process holds a lock; the text is who it says that it is."""


@contextmanager
def held(lock: Path, who: str, waiting: Callable[[str], None] | None = None) -> Iterator[None]:
    """Hold a lock file for the block; the system lets go of it when the process ends, however.

    Where another process holds it, ``waiting`` is told who that is, once, and it is waited for;
    without ``waiting``, BusyError is raised.
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
def writing(folder: Path, who: str, waiting: Callable[[str], None]) -> Iterator[None]:
    """Be the only one who writes in an output folder, and begin by clearing up after who was ended.

    Rows of persons that others may read, as earlier versions left them, are closed to them.
    ``waiting`` is told who is writing there, where somebody is, and then he is waited for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with held(folder / ".lock", who, waiting):
        for place in (folder, *(path for path in folder.iterdir() if path.is_dir())):
            _clear_leftovers(place)
        make_rows_private(folder)
        yield


def _clear_leftovers(folder: Path) -> None:
    """Remove what was being made; what had been moved away for it stands again."""
    for left in sorted(folder.glob(f"{STAGING}/*")):
        moved = _MOVED_AWAY.fullmatch(left.name)
        if moved and not (folder / moved[1]).exists():
            left.rename(folder / moved[1])
        elif left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink()
    for left in sorted(folder.glob(f".*-[0-9]*{_NEW}*")):
        _remove_new(left)
