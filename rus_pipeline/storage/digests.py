"""Digests of files."""

import hashlib
from collections.abc import Mapping
from pathlib import Path


def file_sha256(path: Path) -> str:
    """Return the sha256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def changed_files(raw: Path, built: Mapping[str, str]) -> dict[str, tuple[str, str | None]]:
    """Return the raw files that have changed: file → its sha256 in ``built``, and its sha256 now.

    ``built`` maps each file, relative to ``raw``, to its sha256. The second is None if it is gone.
    """
    changed: dict[str, tuple[str, str | None]] = {}
    for file, sha256 in built.items():
        path = raw / file
        now = file_sha256(path) if path.is_file() else None
        if now != sha256:
            changed[file] = (sha256, now)
    return changed
