"""Dagster's assets: one multi-asset for each step.

Source: stages contract, What holds, 1.
"""

from collections.abc import Iterator, Sequence
from functools import cache

import dagster as dg

from rus_pipeline.core.edition import Edition
from rus_pipeline.pipeline.dagster.events import overview_results, results_of
from rus_pipeline.pipeline.dagster.failures import as_failure
from rus_pipeline.pipeline.dagster.partitions import EDITIONS
from rus_pipeline.pipeline.dagster.resources import Folders
from rus_pipeline.pipeline.dagster.specs import check_specs, name_of, overview_specs, spec_of
from rus_pipeline.pipeline.overview import write_overview
from rus_pipeline.pipeline.plan import EDITION
from rus_pipeline.pipeline.run import CheckError
from rus_pipeline.pipeline.steps import Asset, steps
from rus_pipeline.storage.layout import MANIFEST
from rus_pipeline.storage.locks import exclusive_writer

FORCE = "rus/force"
"""The tag of a run that makes everything again."""


def _step(name: str, made: Sequence[Asset]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=name,
        specs=[spec_of(asset) for asset in made],
        check_specs=[check for asset in made for check in check_specs(asset)],
        can_subset=True,
        partitions_def=EDITIONS,
        backfill_policy=dg.BackfillPolicy.multi_run(1),
    )
    def step(
        context: dg.AssetExecutionContext, folders: Folders
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        year = int(context.partition_key)
        wanted = {name_of(key) for key in context.selected_asset_keys}
        checks = list(context.selected_asset_check_keys)
        with as_failure(folders.out), folders.here() as here:
            run = here.run(context.run.run_id, force=FORCE in context.run.tags)
            edition = Edition(year, run.center)
            try:
                for one in run.step(year, [asset for asset in made if asset.name in wanted]):
                    if one.asset == EDITION and not one.reused:
                        here.upload(str(year), last=MANIFEST)
                    yield from results_of(one, edition, run.store, folders.out, checks)
            except CheckError as error:  # show the check as failed, and then the step
                yield from results_of(error.made, edition, run.store, folders.out, checks)
                raise

    return step


@dg.multi_asset(name="overview", specs=list(overview_specs()), can_subset=True)
def overview(folders: Folders) -> Iterator[dg.MaterializeResult[None]]:
    """Write the database and the front page from the current editions."""
    with as_failure(folders.out), folders.here(data=True) as here:
        with exclusive_writer(here.out, "overview"), here.store.caching_for("overview"):
            for written in write_overview(here.out, here.raw):
                here.upload(written)
        yield from overview_results(folders.out)


@cache
def step_assets() -> list[dg.AssetsDefinition]:
    """Return the steps in order, and then the overview of all editions."""
    return [*(_step(name, made) for name, made in steps().items()), overview]
