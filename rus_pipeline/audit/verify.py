"""Verification of every digest, of the chain of releases, and by a rebuild from the raw folder.

Source: audit contract, Release and verify.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from rus_pipeline.audit.gates import adds_up
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
from rus_pipeline.ingest.files.raw_rows import ROWS
from rus_pipeline.storage.digests import changed_files, file_sha256
from rus_pipeline.storage.layout import MANIFEST, RELEASES, REVISIONS

_OF_A_RELEASE = {ROWS, REVISIONS}


@dataclass(frozen=True)
class Verification:
    """The editions and number of files verified, and a sentence for each fault."""

    editions: tuple[str, ...]
    files: int
    complaints: tuple[str, ...]


Rebuild: TypeAlias = Callable[[Path, Path, int, Path], StoredEdition]
"""Builds an edition of a raw and an output folder again in an empty folder (``pipeline.run``).

Raises InputError if it cannot be built."""


def verify(raw: Path, out: Path, year: int | None, rebuild: Rebuild) -> Verification:
    """Verify the current editions and the releases of one year or all, also against a rebuild.

    Raises UnknownError if there is nothing to verify.
    """
    current = [edition for edition in current_editions(out) if year in (None, edition.year)]
    released = releases(out, year)
    if not current and not released:
        known = ", ".join(edition.name for edition in current_editions(out)) or "none"
        raise UnknownError(f"{out}: there is no such edition to verify (built: {known})")
    complaints = [text for edition in (*current, *released) for text in _altered(edition)]
    complaints += chain_complaints(out, released, year)
    newest = {edition.year: edition for edition in released}
    for edition in (*current, *newest.values()):
        if _readable(edition):
            complaints += _raw_changed(raw, edition)
            values = {i: figure.value for i, figure in edition.figures.items()}
            complaints += adds_up(values, edition.sums).complaints
    years = sorted({edition.year for edition in (*current, *newest.values())})
    for one in years:
        built = [
            edition for edition in (*current, newest.get(one)) if edition and edition.year == one
        ]
        held = [edition for edition in built if _readable(edition)]
        with tempfile.TemporaryDirectory() as folder:
            complaints += _rebuilt(one, held, partial(rebuild, raw, out, one, Path(folder)))
    files = sum(len(list(files_of(edition.folder))) for edition in (*current, *released))
    names = tuple(edition.name for edition in (*current, *released))
    return Verification(names, files, tuple(dict.fromkeys(complaints)))


def _readable(edition: StoredEdition) -> bool:
    try:
        return bool(edition.manifest["outputs"]) and bool(edition.figures)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _altered(edition: StoredEdition) -> Iterator[str]:
    """Yield a sentence for each file that differs from the edition's manifest."""
    try:
        outputs: dict[str, str] = dict(edition.manifest["outputs"])
    except (OSError, ValueError, KeyError):
        yield f"{edition.folder / MANIFEST} cannot be read"
        return
    there = set(files_of(edition.folder))
    for name in sorted(outputs.keys() - there):
        yield f"{edition.folder / name} is gone"
    for name in sorted(there - outputs.keys()):
        yield f"{edition.folder / name} is not in the manifest"
    for name in sorted(there & outputs.keys()):
        now = file_sha256(edition.folder / name)
        if now != outputs[name]:
            path = edition.folder / name
            yield f"{path} was altered: sha256 {now}, {outputs[name]} in the manifest"


def chain_complaints(
    out: Path, released: Sequence[StoredEdition], year: int | None
) -> Iterator[str]:
    """Yield a sentence for each release that is missing, added, altered or out of order.

    ``released`` are the releases of one edition year, or of all if ``year`` is None.
    """
    folder = out / RELEASES
    try:
        chain = {item["release"]: item["manifest_sha256"] for item in read_chain(out)}
    except (ValueError, KeyError, TypeError):
        yield f"{folder}: the chain of releases cannot be read"
        return
    own = {name: sha for name, sha in chain.items() if year is None or name.startswith(f"{year}-")}
    there = {edition.name: edition for edition in released}
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
    """Yield a sentence for each release that does not follow the one before it."""
    before: dict[int, StoredEdition] = {}
    for edition in released:
        last = before.get(edition.year)
        try:
            named = edition.manifest["previous_manifest_sha256"]
            number, year = edition.manifest["release"], edition.manifest["edition"]
        except (OSError, ValueError, KeyError):
            continue  # ``_altered`` reports it
        if (year, number) != (edition.year, edition.release):
            yield f"{edition.folder} holds release {year}-r{number}"
        if edition.release != 1 + (last.release or 0 if last else 0):
            yield f"{edition.folder}: the release before it is gone"
        elif named != (last.manifest_sha256 if last else None):
            yield f"{edition.folder} does not follow the release before it"
        before[edition.year] = edition


def _raw_changed(raw: Path, edition: StoredEdition) -> Iterator[str]:
    for file, (then, now) in changed_files(raw, edition.manifest["files"]).items():
        change = "is gone" if now is None else f"now has sha256 {now}"
        yield f"{raw / file} {change}; {edition.folder} was built from sha256 {then}"


def _rebuilt(
    year: int, stored: Sequence[StoredEdition], rebuild: Callable[[], StoredEdition]
) -> Iterator[str]:
    """Build the edition again, and yield a sentence for each difference from the stored ones.

    What is suppressed in a release depends on what else was public then. So the public folder of a
    release is checked by its digests alone.
    """
    try:
        again = rebuild()
    except InputError as error:
        yield f"{year} cannot be built again: {error}"
        return
    for edition in stored:
        yield from _differences(edition, again)


def _differences(edition: StoredEdition, again: StoredEdition) -> Iterator[str]:
    for figure_id in dict.fromkeys([*edition.figures, *again.figures]):
        then, now = edition.figures.get(figure_id), again.figures.get(figure_id)
        if then is None or now is None:
            yield f"{edition.name}: {figure_id} is {'gone' if now is None else 'new'} in a rebuild"
        elif (then.value, then.status) != (now.value, now.status):
            yield f"{edition.name}: {figure_id} is {then.value}, a rebuild gives {now.value}"
    names = (set(files_of(edition.folder)) | set(files_of(again.folder))) - _OF_A_RELEASE
    if edition.release is not None:
        names = {name for name in names if not name.startswith(f"{PUBLIC}/")}
    other_code = edition.manifest["code_version"] != again.manifest["code_version"]
    for name in sorted(names):
        one, two = edition.folder / name, again.folder / name
        if not one.is_file() or not two.is_file() or one.read_bytes() != two.read_bytes():
            why = " (built with another version of the code)" if other_code else ""
            yield f"{one} is not what a rebuild gives{why}"
