"""The one step of the pipeline: building editions.

An edition is built and moved into place whole, so all its assets are made by one step, whichever
of them were asked for; the events that it logs are per edition, so that one edition's failure is
not another's (see ``docs/decisions``). What belongs here: nothing but the step.
"""

import logging
from collections.abc import Iterator

import dagster as dg

from rus_pipeline.across import is_behind, write_across
from rus_pipeline.build import build_editions
from rus_pipeline.built import BuiltEdition
from rus_pipeline.center import read_center
from rus_pipeline.orchestration.events import across_materializations, materializations
from rus_pipeline.orchestration.outcome import Outcome, told
from rus_pipeline.orchestration.resources import Folders
from rus_pipeline.orchestration.specs import asset_specs, check_specs
from rus_pipeline.place import writing
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
    run_id, done = context.run.run_id, Outcome()
    with told(folders.out_path), writing(folders.out_path, f"run {run_id}", waiting):
        years = _asked(context, folders)
        for result in build_editions(folders.raw_path, folders.out_path, years, run_id):
            done.add(result)
            if isinstance(result, BuiltEdition):
                yield from materializations(result)
        if is_behind(folders.out_path):
            across = write_across(folders.out_path, read_center(folders.raw_path))
            yield from across_materializations(done.years or context.partition_keys, across)
    for check in done.checks():
        assert check.asset_key is not None
        key = dg.AssetCheckKey(check.asset_key, check.check_name or "")
        if key in context.selected_asset_check_keys:
            yield check
    done.raise_for_failed()


def _asked(context: dg.AssetExecutionContext, folders: Folders) -> list[int]:
    years = [int(key) for key in context.partition_keys]
    if STALE_ALONE not in context.run.tags:
        return years
    found = {item.year for item in judge(folders.raw_path, folders.out_path) if item.stale}
    stale = [year for year in years if year in found]
    context.log.info("stale editions: %s", ", ".join(map(str, stale)) or "none any more")
    return stale


def waiting(other: str) -> None:
    """Say who is being waited for."""
    log.warning("waiting: %s is writing in the output folder", other)
