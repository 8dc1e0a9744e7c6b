"""Files and folders that hold rows of persons: their owner alone may read them.

A file gets its rights when it is made, whatever the umask, so that there is no moment in which it
has wider ones; what lies in a private folder is out of reach as well, whatever its own rights.
"""

import logging
import os
import shutil
import stat
from pathlib import Path

log = logging.getLogger(__name__)

_OTHERS = 0o077

_EDITIONS = ("[0-9][0-9][0-9][0-9]", "releases/*-r*")
_OF_AN_EDITION = (
    "slice",
    "slice/*",
    "quarantine.csv",
    "lines.json",
    "rows.parquet",
    "movements.json",
)
HOLD_ROWS = (
    "rus.duckdb",
    ".staging",
    "releases/.staging",
    *(f"{edition}/{name}" for edition in _EDITIONS for name in _OF_AN_EDITION),
)
"""What of an output folder holds rows of persons, or tells of single ones; as patterns."""


def private_folder(folder: Path) -> Path:
    """Make a folder for its owner alone, its parents as the umask says; one that stands is closed.

    Returns the folder. Raises OSError.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    close(folder)
    return folder


def private_file(path: Path) -> Path:
    """Make an empty file for its owner alone; one that stands is emptied, and closed before.

    Returns the path, for whoever opens files by name: opening it to write keeps the rights. Raises
    OSError.
    """
    opened = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    os.close(opened)
    if path.is_file():  # a device has rights of its own
        close(path)
    return path


def close(path: Path) -> None:
    """Take from all but the owner every right to a file or folder. Raises OSError."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & _OTHERS:
        path.chmod(mode & ~_OTHERS)


def make_rows_private(out: Path) -> None:
    """Close what stands in an output folder and holds rows of persons (``HOLD_ROWS``).

    It may have been built before such files were their owner's alone. What belongs to another user
    is warned of.
    """
    for path in (found for pattern in HOLD_ROWS for found in sorted(out.glob(pattern))):
        try:
            close(path)
        except PermissionError:
            log.warning(
                "%s holds rows of persons, others may read it, and it belongs to another user;"
                " as its owner: chmod go= %s",
                path,
                path,
            )


def copy_privately(source: Path, target: Path) -> None:
    """Copy what is in a folder into another that is there, with no right that it has not now.

    Raises OSError, FileExistsError where something is there already.
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
