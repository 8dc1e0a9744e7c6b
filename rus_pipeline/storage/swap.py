"""Replacing a folder or file in one step, and clearing up after a process that was killed."""

import ctypes
import errno
import os
import re
import shutil
import stat
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from rus_pipeline.storage.layout import STAGING
from rus_pipeline.storage.private import close, private_folder

_MOVED_AWAY = re.compile(r"(.+)-[0-9]+-old")
_NEW = ".new"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class StagedFolder:
    """An empty private folder to be filled, then swapped in as ``target``, or discarded."""

    def __init__(self, target: Path) -> None:
        self.target = target
        staging = private_folder(target.parent / STAGING)
        self.folder = staging / f"{target.name}-{os.getpid()}"
        self.discard()
        self.folder.mkdir()

    def swap_in(self) -> None:
        """Replace the target in one step."""
        if self.target.exists():
            _exchange_or_move(self.folder, self.target)
        else:
            self.folder.rename(self.target)
        self.discard()

    def move_in(self) -> None:
        """Make it the target in one step. Raises FileExistsError if the target exists."""
        if self.target.exists():
            raise FileExistsError(f"{self.target} exists already")
        self.folder.rename(self.target)

    def discard(self) -> None:
        """Remove the folder; the target is not touched."""
        if self.folder.exists():
            shutil.rmtree(self.folder)


def exchange(new: Path, target: Path) -> None:
    """Exchange the names of two folders in one step.

    Raises OSError if that fails, and leaves both as they are; ENOTSUP if the operating system or
    the file system has no such step.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform != "linux" or not hasattr(libc, "renameat2"):
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP), str(target))
    done: int = libc.renameat2(
        _AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(target), _RENAME_EXCHANGE
    )
    if done != 0:
        code = ctypes.get_errno()
        # A kernel or a file system without the step answers with one of these.
        code = errno.ENOTSUP if code in (errno.EINVAL, errno.ENOSYS) else code
        raise OSError(code, os.strerror(code), str(target))


def _exchange_or_move(new: Path, target: Path) -> None:
    """Exchange two folders in one step if the system can, else in two renames."""
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
    """Make ``target`` a copy of the folder ``source``, with the same rights, of hard links.

    Where a hard link cannot be made, the file is copied. Symbolic links stay links. ``leave_out``
    names entries of ``source`` itself to omit. Raises OSError.
    """
    target.mkdir(mode=0o700)
    _link_into(source, target, leave_out)
    target.chmod(stat.S_IMODE(source.stat().st_mode) | stat.S_IRWXU)


def _link_into(source: Path, target: Path, leave_out: Collection[str]) -> None:
    for entry in sorted(source.iterdir()):
        if entry.name in leave_out:
            continue
        if entry.is_dir() and not entry.is_symlink():
            link_tree(entry, target / entry.name)
            continue
        try:
            os.link(entry, target / entry.name, follow_symlinks=False)
        except OSError:  # no hard links on this file system, or not to another user's file
            shutil.copy2(entry, target / entry.name, follow_symlinks=False)


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield the path of a new file that replaces ``target`` when the block ends."""
    new = target.with_name(f".{target.name}-{os.getpid()}{_NEW}")
    _remove_new(new)
    try:
        yield new
        new.replace(target)
    finally:
        _remove_new(new)


@contextmanager
def replacing_privately(target: Path) -> Iterator[Path]:
    """Yield the path of a new private file that replaces ``target`` when the block ends.

    Other files that the block makes in the same folder are private too, and are removed.
    """
    folder = private_folder(target.parent / STAGING) / f"{target.name}-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        new = folder / target.name
        yield new
        close(new)  # a database makes its file itself; its folder is private
        new.replace(target)
    finally:
        shutil.rmtree(folder)


def _remove_new(new: Path) -> None:
    """Remove an unfinished file, and the files that a database made with the same prefix."""
    for left in new.parent.glob(f"{new.name}*"):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


def remove_unfinished(folder: Path) -> None:
    """Remove what a killed process left unfinished; bring back a folder that it had moved away."""
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
