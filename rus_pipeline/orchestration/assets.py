"""The one step of the pipeline: building editions.

An edition is built and moved into place whole, so all its assets are made by one step, whichever
of them were asked for; the events that it logs are per edition, so that one edition's failure is
not another's (see ``docs/decisions``). What belongs here: nothing but the step.
"""

import errno
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg

from rus_pipeline.across import is_behind, write_across
from rus_pipeline.audit.gates import GateError, Verdict
from rus_pipeline.build import build_editions
from rus_pipeline.built import BuiltEdition
from rus_pipeline.center import read_center
from rus_pipeline.errors import InputError, mask
from rus_pipeline.orchestration.events import (
    across_materializations,
    attacker_result,
    check_results,
    gate_results,
    materializations,
)
from rus_pipeline.orchestration.resources import Folders
from rus_pipeline.orchestration.specs import asset_specs, check_specs
from rus_pipeline.place import writing
from rus_pipeline.slices import EditionError
from rus_pipeline.staleness import judge

log = logging.getLogger(__name__)

STALE_ALONE = "rus/stale_alone"
"""The tag of a run that builds only those of its editions that are stale when their turn comes."""


@dg.multi_asset(
    name="yearly_report",
    specs=asset_specs(),
    check_specs=check_specs(),
    can_subset=True,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def yearly_report(
    context: dg.AssetExecutionContext, folders: Folders
) -> Iterator[dg.AssetMaterialization | dg.AssetCheckResult]:
    """Build the editions of the run; fail at its end where any of them could not be built."""
    run_id, done = context.run.run_id, _Done()
    with _told(folders.out_path), writing(folders.out_path, f"run {run_id}", _waiting):
        years = _asked(context, folders)
        for result in build_editions(folders.raw_path, folders.out_path, years, run_id):
            done.add(result)
            if isinstance(result, BuiltEdition):
                yield from materializations(result)
        if is_behind(folders.out_path):
            across = write_across(folders.out_path, read_center(folders.raw_path))
            yield from across_materializations(done.years or context.partition_keys, across)
    yield from done.checks(context)
    done.raise_for_failed()


@dataclass
class _Done:
    """What has become of the run's editions."""

    built: list[BuiltEdition] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    refused: list[EditionError] = field(default_factory=list)
    verdicts: dict[int, tuple[Verdict, ...]] = field(default_factory=dict)

    @property
    def years(self) -> list[str]:
        return [str(built.edition.year) for built in self.built]

    def add(self, result: BuiltEdition | EditionError | GateError) -> None:
        match result:
            case BuiltEdition():
                self.built.append(result)
                self.verdicts[result.edition.year] = result.proof.verdicts if result.proof else ()
            case GateError():
                self.verdicts[result.edition] = result.verdicts
                self.failed[str(result.edition)] = str(result)
            case EditionError():
                self.refused.append(result)
                self.failed[str(result.edition)] = str(result)

    def checks(self, context: dg.AssetExecutionContext) -> Iterator[dg.AssetCheckResult]:
        """Yield the checks that the run was asked for."""
        wanted = context.selected_asset_check_keys
        found = (
            *check_results(self.built, self.refused),
            *gate_results(self.verdicts),
            *attacker_result(self.built),
        )
        for check in found if self.built or self.failed else ():
            assert check.asset_key is not None
            if dg.AssetCheckKey(check.asset_key, check.check_name or "") in wanted:
                yield check

    def raise_for_failed(self) -> None:
        if self.failed:
            reasons = "\n".join(f"{edition}: {why}" for edition, why in self.failed.items())
            raise dg.Failure(reasons, metadata=self.failed, allow_retries=False)


def _asked(context: dg.AssetExecutionContext, folders: Folders) -> list[int]:
    years = [int(key) for key in context.partition_keys]
    if STALE_ALONE not in context.run.tags:
        return years
    found = {item.year for item in judge(folders.raw_path, folders.out_path) if item.stale}
    stale = [year for year in years if year in found]
    context.log.info("stale editions: %s", ", ".join(map(str, stale)) or "none any more")
    return stale


def _waiting(other: str) -> None:
    log.warning("waiting: %s is writing in the output folder", other)


# What is said by the libraries that write, too, each in an exception of its own.
_UNWRITABLE = tuple(os.strerror(n) for n in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS))


@contextmanager
def _told(out: Path) -> Iterator[None]:
    """Let no exception through whose text may hold a personal number."""
    try:
        yield
    except InputError as error:
        raise dg.Failure(str(error), allow_retries=False) from None
    except OSError as error:
        what = mask(f"{error.filename or out}: {error.strerror or error}")
        raise dg.Failure(what, allow_retries=False) from None
    except Exception as error:  # noqa: BLE001 - raised again, masked
        why = next((why for why in _UNWRITABLE if why in str(error)), None)
        if why is not None:
            raise dg.Failure(mask(f"{out}: {why}"), allow_retries=False) from None
        kind = type(error).__name__
        raise RuntimeError(f"{kind}: {mask(str(error))}").with_traceback(
            error.__traceback__
        ) from None
