"""Versions of the package and of its libraries. The code of one asset: ``storage.code``."""

import hashlib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_SUFFIXES = {".py", ".csv", ".css", ".html", ".sql", ".ttf", ".typ", ".woff2"}


@cache
def code_version() -> str:
    """Return a digest of the package: its source, code lists, templates and fonts.

    Line endings do not count.
    """
    digest = hashlib.sha256()
    for path in sorted(path for path in _PACKAGE.rglob("*") if path.suffix in _SUFFIXES):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


@cache
def lock_sha256() -> str | None:
    """Return the sha256 of the file that locks every library, or None if it is not found."""
    for folder in (_PACKAGE, _PACKAGE.parent):
        path = folder / "requirements.lock"
        if path.is_file():
            return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    return None
