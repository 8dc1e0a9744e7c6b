"""Waiting until files and folders are on the disk, so that a loss of power loses none of them."""

import errno
import os
from pathlib import Path


def sync_tree(folder: Path) -> None:
    """Wait until a folder and everything in it are on the disk. Raises OSError."""
    for parent, _folders, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            if path.is_file() and not path.is_symlink():
                _sync(path)
        sync_names(Path(parent))


def sync_names(folder: Path) -> None:
    """Wait until the names of a folder's entries are on the disk. Raises OSError."""
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
