"""Releases: frozen copies of an edition, each with the digest of the release before.

Source: audit contract, Release and verify.
"""

import csv
import hashlib
import json
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rus_pipeline.audit.gates import (
    Verdict,
    adds_up,
    no_row_twice,
    trace_equality,
    written_figures,
)
from rus_pipeline.audit.measures import measures
from rus_pipeline.audit.revisions import Revision, as_json, revisions_between
from rus_pipeline.core.errors import InputError
from rus_pipeline.figures.stored_edition import (
    StoredEdition,
    edition_of,
    files_of,
    releases,
)
from rus_pipeline.ingest.files.raw_rows import ROWS, located, raw_rows
from rus_pipeline.storage.digests import changed_files, file_sha256
from rus_pipeline.storage.layout import CHAIN, LINES, MANIFEST, RELEASES, REVISIONS
from rus_pipeline.storage.locks import exclusive_writer
from rus_pipeline.storage.private import copy_privately, private_file
from rus_pipeline.storage.swap import StagedFolder, replacing
from rus_pipeline.storage.versions import lock_sha256

if TYPE_CHECKING:
    import polars as pl

FICTITIOUS = "fictitious"
QUARANTINED = "quarantined"


class ReleaseError(InputError):
    """An edition may not be released; the message says what to do."""


@dataclass(frozen=True)
class Released:
    """A new release, the digest of its manifest, and the figures revised since the last one."""

    edition: StoredEdition
    manifest_sha256: str
    revisions: Sequence[Revision]


def release(raw: Path, out: Path, year: int, allowed: Sequence[str]) -> Released:
    """Freeze the current edition of a year as ``<out>/releases/<year>-r<N>/``.

    Raises UnknownError if there is no such edition. Raises ReleaseError if it or the raw folder
    was altered since the build, or if something must be allowed by name and is not.
    """
    edition_of(out, year)  # raises before anything is written
    with exclusive_writer(out, f"the release of {year}"):
        return _release(raw, out, year, allowed)


def _release(raw: Path, out: Path, year: int, allowed: Sequence[str]) -> Released:
    edition = edition_of(out, year)
    _refuse_altered(raw, edition)
    verdicts = (
        trace_equality(edition, measures(edition), written_figures(edition.folder)),
        no_row_twice(edition),
        adds_up({i: figure.value for i, figure in edition.figures.items()}, edition.sums),
    )
    needed = dict(_to_allow(edition, verdicts))
    missing = [name for name in needed if name not in allowed]
    if missing:
        reasons = "; ".join(needed[name] for name in missing)
        words = " ".join(f"--allow {name}" for name in missing)
        raise ReleaseError(f"{year} is not released: {reasons}. To release it anyway: {words}")
    earlier = releases(out, year)
    before = earlier[-1] if earlier else None
    number = 1 + (before.release or 0 if before else 0)
    target = out / RELEASES / f"{year}-r{number}"
    staged = StagedFolder(target)
    try:
        revisions = _fill(staged.folder, raw, edition, before)
        manifest = _manifest(staged.folder, edition, number, before, list(needed))
        text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        (staged.folder / MANIFEST).write_text(text, encoding="utf-8")
        _make_read_only(staged.folder)
        staged.move_in()
    finally:
        staged.discard()
    digest = hashlib.sha256(text.encode()).hexdigest()
    _append_to_chain(out, target.name, digest)
    return Released(StoredEdition(target, year, number), digest, revisions)


def read_chain(out: Path) -> list[dict[str, str]]:
    """Return the register of releases under ``out``, in order: name and manifest's sha256."""
    path = out / RELEASES / CHAIN
    if not path.is_file():
        return []
    found: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _refuse_altered(raw: Path, edition: StoredEdition) -> None:
    for name, sha256 in edition.manifest["outputs"].items():
        path = edition.folder / name
        if not path.is_file() or file_sha256(path) != sha256:
            raise ReleaseError(
                f"{path} was altered since it was built; build the edition again with rus run"
            )
    for file, (then, now) in changed_files(raw, edition.manifest["files"]).items():
        change = "it is gone" if now is None else f"it now has sha256 {now}"
        raise ReleaseError(
            f"{raw / file} is not what the edition was built from (sha256 {then}; {change});"
            " build the edition again with rus run"
        )


def _to_allow(edition: StoredEdition, verdicts: Sequence[Verdict]) -> Iterator[tuple[str, str]]:
    """Yield each name that must be allowed, and why."""
    if edition.manifest["fictitious"]:
        yield FICTITIOUS, "an extract behind it is synthetic"
    with (edition.folder / "quarantine.csv").open(encoding="utf-8", newline="") as lines:
        listed = len({(row["file"], row["line"]) for row in csv.DictReader(lines)})
    if listed:
        yield QUARANTINED, f"{listed} of its rows are listed in quarantine.csv"
    for verdict in verdicts:
        if not verdict.holds:
            yield verdict.gate.value, f"gate {verdict.gate} does not hold: {verdict.complaints[0]}"


def _fill(
    folder: Path, raw: Path, edition: StoredEdition, before: StoredEdition | None
) -> Sequence[Revision]:
    """Copy the edition, list its raw rows, and return its revisions since the release before."""
    copy_privately(edition.folder, folder)
    listed_rows(raw, edition).write_parquet(private_file(folder / ROWS))
    if before is None:
        return []
    revisions = revisions_between(before, StoredEdition(folder, edition.year))
    text = json.dumps([as_json(revision) for revision in revisions], ensure_ascii=False, indent=1)
    private_file(folder / REVISIONS).write_text(f"{text}\n", encoding="utf-8")
    return revisions


def listed_rows(raw: Path, edition: StoredEdition) -> "pl.DataFrame":
    """Return every row of the raw files behind an edition: file, line and row_sha256."""
    import polars as pl

    where = located(json.loads((edition.folder / LINES).read_text(encoding="utf-8")))
    rows = [
        (file, line, hashlib.sha256(row).hexdigest())
        for file in sorted(edition.manifest["files"])
        for line, row in raw_rows(raw / file, where[file][0])
    ]
    schema = {"file": pl.String, "line": pl.Int64, "row_sha256": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _manifest(
    folder: Path,
    edition: StoredEdition,
    number: int,
    before: StoredEdition | None,
    allowed: Sequence[str],
) -> dict[str, Any]:
    return {
        **edition.manifest,
        "release": number,
        "released_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "allowed": sorted(allowed),
        "lock_sha256": lock_sha256(),
        "previous_manifest_sha256": None if before is None else before.manifest_sha256,
        "outputs": {name: file_sha256(folder / name) for name in files_of(folder)},
    }


def _make_read_only(folder: Path) -> None:
    """Remove the right to write, so that nobody changes a release by accident."""
    for name in (*files_of(folder), MANIFEST):
        path = folder / name
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~0o222)


def _append_to_chain(out: Path, name: str, digest: str) -> None:
    chain = [*read_chain(out), {"release": name, "manifest_sha256": digest}]
    with replacing(out / RELEASES / CHAIN) as new:
        text = json.dumps(chain, ensure_ascii=False, indent=1)
        new.write_text(f"{text}\n", encoding="utf-8")
