"""Private files and folders: those that hold rows of persons are readable by their owner alone.

A file gets its rights when it is made, whatever the umask: at no moment has it wider ones. A file
in a private folder cannot be reached by others, whatever its own rights.
"""

import logging
import os
import shutil
import stat
from pathlib import Path

from rus_pipeline.storage.layout import HOLD_ROWS

log = logging.getLogger(__name__)

_OTHERS = 0o077


def private_folder(folder: Path) -> Path:
    """Make a folder that its owner alone may read, or close an existing one, and return it.

    Its parents get the rights of the umask. Raises OSError.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    close(folder)
    return folder


def private_file(path: Path) -> Path:
    """Make an empty file that its owner alone may read, or close and empty an existing one.

    Return its path: opening it to write keeps the rights. Raises OSError.
    """
    opened = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    try:
        mode = os.fstat(opened).st_mode
        if stat.S_ISREG(mode) and mode & _OTHERS:  # a device has rights of its own
            os.fchmod(opened, stat.S_IMODE(mode) & ~_OTHERS)
    finally:
        os.close(opened)
    return path


def close(path: Path) -> None:
    """Take every right to a file or folder from everybody but its owner. Raises OSError."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & _OTHERS:
        path.chmod(mode & ~_OTHERS)


def make_rows_private(out: Path) -> None:
    """Close what holds rows of persons in an output folder (``HOLD_ROWS``).

    Earlier versions did not make such files private. Log a warning for a file of another user.
    """
    for path in (found for pattern in HOLD_ROWS for found in sorted(out.glob(pattern))):
        try:
            close(path)
        except PermissionError:
            log.warning(
                "%s holds rows of persons, others may read it, and it belongs to another user;"
                " its owner must run: chmod go= %s",
                path,
                path,
            )


def copy_privately(source: Path, target: Path) -> None:
    """Copy the entries of a folder into an existing one, each with no more rights than it has.

    Raises OSError; FileExistsError if the target has an entry of the same name.
    """
    for entry in sorted(source.iterdir()):
        copy, mode = target / entry.name, stat.S_IMODE(entry.stat().st_mode)
        if entry.is_dir():
            copy.mkdir(mode | stat.S_IRWXU)
            copy_privately(entry, copy)
        else:
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
            os.close(os.open(copy, flags, mode | stat.S_IWUSR))
            shutil.copyfile(entry, copy)
