"""Runs started from the command line: one Dagster run for each unbroken range of editions.

What belongs here: the instance, the run, and reading its outcome off its events. What does not:
what is shown of it (``cli``).
"""

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
from sqlalchemy.exc import OperationalError

from rus_pipeline.errors import InputError, mask
from rus_pipeline.orchestration.assets import yearly_report
from rus_pipeline.orchestration.home import ready_home
from rus_pipeline.orchestration.partitions import EDITIONS, range_tags
from rus_pipeline.orchestration.resources import Folders
from rus_pipeline.orchestration.specs import REPORT
from rus_pipeline.place import held

log = logging.getLogger(__name__)

_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
_NUMBERS = ("figures", "rows_read", "rows_out")


@dataclass(frozen=True)
class EditionSummary:
    """What a run says of an edition that was built; ``unpublished``: why none of it is public."""

    edition: int
    figures: int
    rows_read: int
    rows_out: int
    draft: bool
    fictitious: bool
    warnings: tuple[str, ...]
    unpublished: tuple[str, ...]


@dataclass(frozen=True)
class RunOutcome:
    """What a run came to: the editions built, and edition → why for those that were not.

    ``ended`` is what ended a run when all its editions were built.
    """

    built: tuple[EditionSummary, ...]
    failed: dict[int, str]
    ended: tuple[str, ...] = ()


def run_editions(raw: Path, out: Path, editions: Sequence[int], known: Sequence[int]) -> RunOutcome:
    """Build ``editions`` in as few Dagster runs as can be; ``known`` are all that have a folder."""
    built: list[EditionSummary] = []
    failed: dict[int, str] = {}
    ended: list[str] = []
    partitions = {int(key) for key in EDITIONS.get_partition_keys()}
    for year in editions:
        if year not in known:
            failed[year] = "der er ingen mappe for udgaven i råmappen"
        elif year not in partitions:
            failed[year] = f"udgaverne går fra {min(partitions)} til {max(partitions)}"
    with _instance() as instance:
        for years in _ranges([y for y in editions if y not in failed], known):
            outcome = _run(instance, raw, out, years)
            built += outcome.built
            failed |= outcome.failed
            ended += outcome.ended
    return RunOutcome(tuple(built), failed, tuple(ended))


def _run(instance: dg.DagsterInstance, raw: Path, out: Path, years: Sequence[int]) -> RunOutcome:
    result = dg.materialize(
        [yearly_report],
        instance=instance,
        resources={"folders": Folders(raw=str(raw.absolute()), out=str(out.absolute()))},
        run_config=_QUIET,
        tags=range_tags([str(year) for year in years]),
        raise_on_error=False,
    )
    events = result.get_asset_materialization_events()
    built = tuple(_summary(event) for event in events if event.asset_key == REPORT)
    left = [year for year in years if year not in {item.edition for item in built}]
    failed: dict[int, str] = {}
    ended: list[str] = []
    for event in result.all_events:
        if event.is_step_failure:
            reasons = _reasons(event)
            ended += [] if isinstance(reasons, dict) or left else [reasons]
            failed |= reasons if isinstance(reasons, dict) else dict.fromkeys(left, reasons)
    return RunOutcome(built, failed, tuple(ended))


def _summary(event: dg.DagsterEvent) -> EditionSummary:
    metadata = event.step_materialization_data.materialization.metadata
    numbers = {name: int(str(metadata[name].value)) for name in _NUMBERS}
    return EditionSummary(
        edition=int(event.partition or 0),
        **numbers,
        draft=bool(metadata["kladde"].value),
        fictitious=bool(metadata["fictitious"].value),
        warnings=tuple(str(metadata["warnings"].value).splitlines()),
        unpublished=tuple(str(metadata["unpublished"].value).splitlines()),
    )


def _reasons(event: dg.DagsterEvent) -> dict[int, str] | str:
    """Return why each edition failed, or what ended the run."""
    data = event.step_failure_data
    told = data.user_failure_data
    if told is not None and told.metadata:
        return {int(edition): str(reason.value) for edition, reason in told.metadata.items()}
    error = data.error.cause or data.error if data.error is not None else None
    text = told.description if told is not None else None
    text = text or (error.message.strip() if error is not None else "ukendt fejl")
    return mask(text)


def _ranges(editions: Sequence[int], known: Sequence[int]) -> Iterator[list[int]]:
    """Yield the editions in ranges with no other edition between."""
    years: list[int] = []
    for year in sorted(editions):
        if years and any(years[-1] < other < year for other in known):
            yield years
            years = []
        years.append(year)
    if years:
        yield years


@contextmanager
def _instance() -> Iterator[dg.DagsterInstance]:
    """Open the Dagster instance; another run on the same SQLite storage waits its turn."""
    home = ready_home()
    os.environ["DAGSTER_HOME"] = str(home)
    # One planned event an asset instead of one an asset and edition.
    os.environ.setdefault("DAGSTER_EMIT_PARTITION_SUBSET_IN_PLANNED_EVENTS", "1")
    try:
        with held(home / "rus.lock", "rus run", _waiting), dg.DagsterInstance.get() as instance:
            yield instance
    except OperationalError as error:
        raise InputError(f"{home}: the runs cannot be kept: {error.orig}") from None


def _waiting(other: str) -> None:
    log.warning("waiting for %s, which keeps its runs in the same place", other)
