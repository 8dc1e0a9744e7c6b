"""Versions of the code: what a build was made with, and what makes an asset stale."""

import hashlib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent
_SUFFIXES = {".py", ".csv", ".css", ".html", ".sql"}
# The places whose code no edition comes of; what is new counts until it is named here.
_SHELL = (
    "cli.py",
    "commands",
    "definitions.py",
    "deliveries.py",
    "fictitious",
    "handbook.py",
    "handover.py",
    "mending.py",
    "mirror.py",
    "orchestration",
    "receiving.py",
    "staleness.py",
)


@cache
def code_version(*places: str) -> str:
    """Return a digest of the package's source and code lists, or of the ``places`` in it alone.

    A place is a file or a folder relative to the package. Line endings do not count.
    """
    digest = hashlib.sha256()
    for place in places or (".",):
        root = _PACKAGE / place
        files = [root] if root.is_file() else root.rglob("*")
        for path in sorted(path for path in files if path.suffix in _SUFFIXES):
            digest.update(path.relative_to(_PACKAGE).as_posix().encode())
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


@cache
def edition_code_version() -> str:
    """Return the digest of all the code and code lists that editions come of."""
    places = (path.name for path in sorted(_PACKAGE.iterdir()) if path.name != "__pycache__")
    return code_version(*(name for name in places if name not in _SHELL))


def lock_sha256() -> str | None:
    """Return the sha256 of the file that locks every library, or None where it is not at hand."""
    for folder in (_PACKAGE, _PACKAGE.parent):
        path = folder / "requirements.lock"
        if path.is_file():
            return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    return None
