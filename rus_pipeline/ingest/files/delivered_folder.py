"""A delivered folder: which files it may hold, and the digest that it is known by.

Source: extract contract, The raw folder.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from rus_pipeline.core.errors import InputError
from rus_pipeline.ingest.files.delivered_names import SUFFIXES, stem_of
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.storage.digests import file_sha256

EARLIER = ".earlier"
"""In an edition's raw folder: the deliveries that stood before, each named by its digest."""

_FACTS = "udtraek.toml"
_SHOWN_NAMES = 5


def digest(folder: Path) -> str:
    """Return the sha256 in hex over a delivery's names and digests; "" where it has no files.

    It is what ``LC_ALL=C sha256sum * | sha256sum`` gives in the folder. Earlier deliveries within
    it do not count.
    """
    lines = []
    for name in sorted(_files_under(folder), key=os.fsencode):
        path = folder / name
        if path.is_symlink():
            sha256 = hashlib.sha256(os.fsencode(path.readlink())).hexdigest()
        else:
            sha256 = file_sha256(path) if path.is_file() else ""
        lines.append(sha256.encode() + b"  " + os.fsencode(name) + b"\n")
    return hashlib.sha256(b"".join(lines)).hexdigest() if lines else ""


def _files_under(folder: Path) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        if Path(parent) == folder and EARLIER in folders:
            folders.remove(EARLIER)
        links = [name for name in folders if Path(parent, name).is_symlink()]
        yield from (Path(parent, name).relative_to(folder).as_posix() for name in names + links)


def check_delivery(
    delivery: Path, edition: int, *, back: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Check a delivered folder: return its files' names, and a warning for each thing left out.

    Raises InputError where it is not a delivery. An earlier delivery that is taken ``back`` must
    be as it was stored; it may hold other files too, since somebody may have copied it by hand.
    """
    if not delivery.is_dir():
        what = "is no folder" if delivery.exists() else "does not exist"
        raise InputError(f"{delivery} {what}; expected a folder with {_FACTS} and forloeb.csv")
    if back and digest(delivery) != delivery.name:
        raise InputError(
            f"{delivery} is not what it was when it was stored; to take it in as it is now, copy it"
            " to another folder and receive that"
        )
    entries = sorted(delivery.iterdir())
    if not entries:
        raise InputError(f"{delivery} is empty; expected {_FACTS} and forloeb.csv in it")
    files = names_of(delivery)
    others = [_described(entry) for entry in entries if entry.name not in files]
    if others and not back:
        more = f" and {len(others) - _SHOWN_NAMES} more" if len(others) > _SHOWN_NAMES else ""
        raise InputError(
            f"{delivery} holds what would be ignored: {', '.join(others[:_SHOWN_NAMES])}{more}."
            f" Rename or remove it; a delivery holds files alone, named {_FACTS} and"
            f" {', '.join(SCHEMAS)} with {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}"
        )
    if _FACTS not in files:
        raise InputError(
            f"{delivery}: {_FACTS} is missing; write a text file with these lines:"
            f' kilde = "Cura" (where the extract is from), udtrukket = {edition + 1}-01-31 (the day'
            f" it was drawn) and, if posteringer covers more years than {edition},"
            f" regnskabsaar = [{edition - 1}, {edition}]"
        )
    return files, tuple(f"{other} is no part of an extract and is left out" for other in others)


def names_of(folder: Path) -> tuple[str, ...]:
    """Return the names of a folder's files that are part of an extract."""
    return tuple(
        path.name
        for path in sorted(folder.iterdir() if folder.is_dir() else ())
        if (path.name == _FACTS or stem_of(path.name) is not None)
        and path.is_file()
        and not path.is_symlink()
    )


def _described(entry: Path) -> str:
    # A name may hold a line break; a message is one line.
    name = entry.name if entry.name.isprintable() else repr(entry.name)
    if entry.is_symlink():
        return f"{name} (a link)"
    if entry.is_dir():
        return f"{name} (a folder)"
    return name if entry.is_file() else f"{name} (no ordinary file)"
