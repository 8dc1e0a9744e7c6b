"""Releases: an edition as it stood, frozen, each with the digest of the one before.

What belongs here: what may be released, and what a release holds. What does not: proving it later
(``verify``). Source: audit contract, Release and verify.
"""

import csv
import hashlib
import json
import logging
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rus_pipeline.audit.gates import Verdict, no_row_twice, trace_equality, written_figures
from rus_pipeline.audit.measures import measures
from rus_pipeline.audit.revisions import Revision, movements
from rus_pipeline.core.errors import InputError
from rus_pipeline.figures.stored_edition import (
    StoredEdition,
    edition_of,
    files_of,
    releases,
)
from rus_pipeline.ingest.raw_rows import ROWS, raw_rows
from rus_pipeline.storage.digests import changed_files, file_sha256
from rus_pipeline.storage.layout import CHAIN, MANIFEST, RELEASES, REVISIONS
from rus_pipeline.storage.locks import exclusive_writer
from rus_pipeline.storage.private import copy_privately, private_file
from rus_pipeline.storage.swap import StagedFolder, replacing
from rus_pipeline.storage.versions import lock_sha256

log = logging.getLogger(__name__)

FICTITIOUS = "fictitious"
QUARANTINED = "quarantined"


class ReleaseError(InputError):
    """An edition may not be released as it stands; the message says what to do."""


@dataclass(frozen=True)
class Released:
    """A release that was made: its folder, the digest of its manifest, and what moved."""

    kept: StoredEdition
    manifest_sha256: str
    moved: Sequence[Revision]


def release(raw: Path, out: Path, year: int, allowed: Sequence[str]) -> Released:
    """Freeze the edition that stands, as ``<out>/releases/<year>-r<N>/``.

    Raises UnknownError where no edition stands, and ReleaseError where it was altered since it was
    built, where the raw folder was, or where something would have to be allowed by name.
    """
    edition_of(out, year)  # before anything is written
    with exclusive_writer(out, f"the release of {year}", _tell):
        return _release(raw, out, year, allowed)


def _tell(other: str) -> None:
    log.warning("%s is writing; the release waits for it", other)


def _release(raw: Path, out: Path, year: int, allowed: Sequence[str]) -> Released:
    kept = edition_of(out, year)
    _refuse_altered(raw, kept)
    verdicts = (
        trace_equality(kept, measures(kept), written_figures(kept.folder)),
        no_row_twice(kept),
    )
    needed = dict(_to_allow(kept, verdicts))
    missing = [name for name in needed if name not in allowed]
    if missing:
        reasons = "; ".join(needed[name] for name in missing)
        words = " ".join(f"--allow {name}" for name in missing)
        raise ReleaseError(
            f"{year} is not released: {reasons}. To release it all the same: {words}"
        )
    earlier = releases(out, year)
    before = earlier[-1] if earlier else None
    number = 1 + (before.release or 0 if before else 0)
    target = out / RELEASES / f"{year}-r{number}"
    beside = StagedFolder(target)
    try:
        moved = _fill(beside.folder, raw, kept, before)
        manifest = _manifest(beside.folder, kept, number, before, list(needed))
        text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        (beside.folder / MANIFEST).write_text(text, encoding="utf-8")
        _make_read_only(beside.folder)
        beside.move_in()
    finally:
        beside.discard()
    digest = hashlib.sha256(text.encode()).hexdigest()
    _append_to_chain(out, target.name, digest)
    return Released(StoredEdition(target, year, number), digest, moved)


def read_chain(out: Path) -> list[dict[str, str]]:
    """Return every release made under ``out``, in order: its name and its manifest's sha256."""
    path = out / RELEASES / CHAIN
    if not path.is_file():
        return []
    found: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _refuse_altered(raw: Path, kept: StoredEdition) -> None:
    for name, sha256 in kept.manifest["outputs"].items():
        path = kept.folder / name
        if not path.is_file() or file_sha256(path) != sha256:
            raise ReleaseError(
                f"{path} is not as it was built; build the edition again with rus run"
            )
    for file, (then, now) in changed_files(raw, kept.manifest["files"]).items():
        told = "it is gone" if now is None else f"it now has sha256 {now}"
        raise ReleaseError(
            f"{raw / file} is not what the edition was built from (sha256 {then}; {told});"
            " build the edition again with rus run"
        )


def _to_allow(kept: StoredEdition, verdicts: Sequence[Verdict]) -> Iterator[tuple[str, str]]:
    """Yield each name that must be allowed, and why."""
    if kept.manifest["fictitious"]:
        yield FICTITIOUS, "an extract behind it is fictitious"
    with (kept.folder / "quarantine.csv").open(encoding="utf-8", newline="") as lines:
        listed = len({(row["file"], row["line"]) for row in csv.DictReader(lines)})
    if listed:
        yield QUARANTINED, f"{listed} of its rows are listed in quarantine.csv"
    for verdict in verdicts:
        if not verdict.holds:
            yield verdict.gate.value, f"gate {verdict.gate} does not hold: {verdict.complaints[0]}"


def _fill(
    folder: Path, raw: Path, kept: StoredEdition, before: StoredEdition | None
) -> Sequence[Revision]:
    """Copy the edition, name its rows, and say what moved since the release before."""
    copy_privately(kept.folder, folder)
    _write_rows(folder / ROWS, raw, sorted(kept.manifest["files"]))
    if before is None:
        return []
    moved = movements(before, StoredEdition(folder, kept.year))
    text = json.dumps([_as_json(movement) for movement in moved], ensure_ascii=False, indent=1)
    private_file(folder / REVISIONS).write_text(f"{text}\n", encoding="utf-8")
    return moved


def _write_rows(path: Path, raw: Path, files: Sequence[str]) -> None:
    import polars as pl

    rows = [
        (file, line, hashlib.sha256(row).hexdigest())
        for file in files
        for line, row in list(raw_rows(raw / file))[1:]
    ]
    schema = {"file": pl.String, "line": pl.Int64, "row_sha256": pl.String}
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(private_file(path))


def _as_json(movement: Revision) -> dict[str, Any]:
    def text(value: object) -> str | None:
        return None if value is None else str(value)

    return {
        "figure_id": movement.figure_id,
        "before": text(movement.before),
        "after": text(movement.after),
        "by_data": text(movement.by_data),
        "by_definition": text(movement.by_definition),
        "rows": [
            {"file": row.file, "line": row.line, "fate": row.fate.value} for row in movement.rows
        ],
    }


def _manifest(
    folder: Path,
    kept: StoredEdition,
    number: int,
    before: StoredEdition | None,
    allowed: Sequence[str],
) -> dict[str, Any]:
    return {
        **kept.manifest,
        "release": number,
        "released_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "allowed": sorted(allowed),
        "lock_sha256": lock_sha256(),
        "previous_manifest_sha256": None if before is None else before.manifest_sha256,
        "outputs": {name: file_sha256(folder / name) for name in files_of(folder)},
    }


def _make_read_only(folder: Path) -> None:
    """Take away the right to write, so that nobody changes a release without meaning to."""
    for name in (*files_of(folder), MANIFEST):
        path = folder / name
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~0o222)


def _append_to_chain(out: Path, name: str, digest: str) -> None:
    chain = [*read_chain(out), {"release": name, "manifest_sha256": digest}]
    with replacing(out / RELEASES / CHAIN) as new:
        text = json.dumps(chain, ensure_ascii=False, indent=1)
        new.write_text(f"{text}\n", encoding="utf-8")
