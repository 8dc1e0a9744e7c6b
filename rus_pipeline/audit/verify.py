"""Verification: every digest, the chain of releases, and a rebuild from the raw folder.

What belongs here: what is tried, and naming what does not hold. What does not: making a release.
Source: audit contract, Release and verify.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from rus_pipeline.audit.release import read_chain
from rus_pipeline.core.errors import InputError
from rus_pipeline.disclosure.public_state import FOLDER as PUBLIC
from rus_pipeline.figures.stored_edition import (
    StoredEdition,
    UnknownError,
    current_editions,
    files_of,
    releases,
)
from rus_pipeline.ingest.raw_rows import ROWS
from rus_pipeline.storage.digests import changed_files, file_sha256
from rus_pipeline.storage.layout import MANIFEST, RELEASES, REVISIONS

_OF_A_RELEASE = {ROWS, REVISIONS}


@dataclass(frozen=True)
class Verification:
    """What was verified, and what does not hold, each in a sentence that names it."""

    editions: tuple[str, ...]
    files: int
    complaints: tuple[str, ...]


Rebuild: TypeAlias = Callable[[Path, Path, int, Path], StoredEdition]
"""Builds an edition of a raw and an output folder anew in an empty folder; ``pipeline.run`` does.

Raises InputError where it cannot be built."""


def verify(raw: Path, out: Path, year: int | None, rebuild: Rebuild) -> Verification:
    """Verify an edition, or all: what stands, its releases, and both against the raw folder.

    Raises UnknownError where there is nothing to verify.
    """
    kept = [edition for edition in current_editions(out) if year in (None, edition.year)]
    released = releases(out, year)
    if not kept and not released:
        known = ", ".join(edition.name for edition in current_editions(out)) or "none"
        raise UnknownError(f"{out}: there is no such edition to verify (built: {known})")
    complaints = [text for edition in (*kept, *released) for text in _altered(edition)]
    complaints += _chain(out, released, year)
    newest = {edition.year: edition for edition in released}
    for edition in (*kept, *newest.values()):
        if _readable(edition):
            complaints += _raw_changed(raw, edition)
    years = sorted({edition.year for edition in (*kept, *newest.values())})
    for one in years:
        built = [edition for edition in (*kept, newest.get(one)) if edition and edition.year == one]
        held = [edition for edition in built if _readable(edition)]
        with tempfile.TemporaryDirectory() as folder:
            complaints += _rebuilt(one, held, partial(rebuild, raw, out, one, Path(folder)))
    files = sum(len(list(files_of(edition.folder))) for edition in (*kept, *released))
    names = tuple(edition.name for edition in (*kept, *released))
    return Verification(names, files, tuple(dict.fromkeys(complaints)))


def _readable(kept: StoredEdition) -> bool:
    try:
        return bool(kept.manifest["outputs"]) and bool(kept.figures)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _altered(kept: StoredEdition) -> Iterator[str]:
    """Yield each file of a kept edition that is not as its manifest says."""
    try:
        outputs: dict[str, str] = dict(kept.manifest["outputs"])
    except (OSError, ValueError, KeyError):
        yield f"{kept.folder / MANIFEST} cannot be read"
        return
    there = set(files_of(kept.folder))
    for name in sorted(outputs.keys() - there):
        yield f"{kept.folder / name} is gone"
    for name in sorted(there - outputs.keys()):
        yield f"{kept.folder / name} is not in the manifest"
    for name in sorted(there & outputs.keys()):
        now = file_sha256(kept.folder / name)
        if now != outputs[name]:
            yield f"{kept.folder / name} was altered: sha256 {now}, {outputs[name]} in the manifest"


def _chain(out: Path, released: Sequence[StoredEdition], year: int | None) -> Iterator[str]:
    """Yield each break in the chain of releases: one gone, added, altered or in another's place."""
    folder = out / RELEASES
    try:
        chain = {item["release"]: item["manifest_sha256"] for item in read_chain(out)}
    except (ValueError, KeyError, TypeError):
        yield f"{folder}: the chain of releases cannot be read"
        return
    own = {name: sha for name, sha in chain.items() if year is None or name.startswith(f"{year}-")}
    there = {kept.name: kept for kept in released}
    for name in sorted(own.keys() - there.keys()):
        yield f"{folder / name} was released and is gone"
    for name in sorted(there.keys() - own.keys()):
        yield f"{folder / name} is not in the chain of releases"
    for name in sorted(own.keys() & there.keys()):
        if not (there[name].folder / MANIFEST).is_file():
            yield f"{folder / name / MANIFEST} is gone"
        elif there[name].manifest_sha256 != own[name]:
            yield f"{folder / name / MANIFEST} is not the one that was released"
    yield from _links(released)


def _links(released: Sequence[StoredEdition]) -> Iterator[str]:
    """Yield each release that does not name the one before it, or is not what its folder says."""
    before: dict[int, StoredEdition] = {}
    for kept in released:
        last = before.get(kept.year)
        try:
            named = kept.manifest["previous_manifest_sha256"]
            number, year = kept.manifest["release"], kept.manifest["edition"]
        except (OSError, ValueError, KeyError):
            continue  # told by the digests
        if (year, number) != (kept.year, kept.release):
            yield f"{kept.folder} holds release {year}-r{number}"
        if kept.release != 1 + (last.release or 0 if last else 0):
            yield f"{kept.folder}: the release before it is gone"
        elif named != (last.manifest_sha256 if last else None):
            yield f"{kept.folder} does not follow the release before it"
        before[kept.year] = kept


def _raw_changed(raw: Path, kept: StoredEdition) -> Iterator[str]:
    for file, (then, now) in changed_files(raw, kept.manifest["files"]).items():
        told = "is gone" if now is None else f"now has sha256 {now}"
        yield f"{raw / file} {told}; {kept.folder} was built from sha256 {then}"


def _rebuilt(
    year: int, kept: Sequence[StoredEdition], rebuild: Callable[[], StoredEdition]
) -> Iterator[str]:
    """Build the edition again, and yield each difference from what is kept.

    What is hidden in a release depends on what else was public then, so that its public folder is
    held against its digests alone.
    """
    try:
        again = rebuild()
    except InputError as error:
        yield f"{year} cannot be built again: {error}"
        return
    for edition in kept:
        yield from _differences(edition, again)


def _differences(kept: StoredEdition, again: StoredEdition) -> Iterator[str]:
    for figure_id in dict.fromkeys([*kept.figures, *again.figures]):
        then, now = kept.figures.get(figure_id), again.figures.get(figure_id)
        if then is None or now is None:
            yield f"{kept.name}: {figure_id} is {'gone' if now is None else 'new'} in a rebuild"
        elif (then.value, then.status) != (now.value, now.status):
            yield f"{kept.name}: {figure_id} is {then.value}, a rebuild gives {now.value}"
    names = (set(files_of(kept.folder)) | set(files_of(again.folder))) - _OF_A_RELEASE
    if kept.release is not None:
        names = {name for name in names if not name.startswith(f"{PUBLIC}/")}
    other_code = kept.manifest["code_version"] != again.manifest["code_version"]
    for name in sorted(names):
        one, two = kept.folder / name, again.folder / name
        if not one.is_file() or not two.is_file() or one.read_bytes() != two.read_bytes():
            why = " (built with another version of the code)" if other_code else ""
            yield f"{one} is not what a rebuild gives{why}"
