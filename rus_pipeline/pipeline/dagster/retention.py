"""Deleting old runs, so that Dagster's storage does not grow without bound.

The last run that made an asset of an edition is never deleted: the UI shows the asset by it. Ticks
are deleted by Dagster (``retention`` in ``dagster.yaml``).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import dagster as dg
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable
from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage

from rus_pipeline.pipeline.dagster.nights import TIME_ZONE
from rus_pipeline.pipeline.dagster.partitions import EDITIONS
from rus_pipeline.pipeline.dagster.specs import key_of, overview_specs
from rus_pipeline.pipeline.steps import assets

KEPT_DAYS = 90
_AT_ONCE = 500


@dg.op(description=f"Sletter kørsler, der er ældre end {KEPT_DAYS} dage, og deres log.")
def forget_runs(context: dg.OpExecutionContext) -> None:
    """Delete the old runs of the instance."""
    forgotten = forget(context.instance, datetime.now(UTC) - timedelta(days=KEPT_DAYS))
    context.log.info("runs forgotten: %s", forgotten)


@dg.job(description="Holder Dagsters lager nede.", executor_def=dg.in_process_executor)
def housekeeping() -> None:
    """Forget old runs."""
    forget_runs()


@dg.schedule(
    job=housekeeping,
    cron_schedule="0 4 * * 0",
    execution_timezone=TIME_ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Hver søndag kl. 4.",
)
def weekly_housekeeping() -> dg.RunRequest:
    """Ask for the housekeeping."""
    return dg.RunRequest()


def forget(instance: dg.DagsterInstance, before: datetime) -> int:
    """Delete the runs created before a moment, and return how many.

    Runs without an end are deleted, too: their process was killed.
    """
    shown = set(_shown(instance))
    old = instance.get_run_records(
        dg.RunsFilter(created_before=before), limit=_AT_ONCE, ascending=True
    )
    runs = [record.dagster_run.run_id for record in old]
    forgotten = [run_id for run_id in runs if run_id not in shown]
    for run_id in forgotten:
        instance.delete_run(run_id)
        _delete_checks(instance, run_id)
        instance.compute_log_manager.delete_logs(prefix=[run_id])
    return len(forgotten)


def _delete_checks(instance: dg.DagsterInstance, run_id: str) -> None:
    """Delete the results of a run's checks, which Dagster does not delete."""
    storage = instance.event_log_storage
    if isinstance(storage, SqlEventLogStorage):
        own = AssetCheckExecutionsTable.c.run_id == run_id
        with storage.index_connection() as connection:
            connection.execute(AssetCheckExecutionsTable.delete().where(own))


def _shown(instance: dg.DagsterInstance) -> Iterator[str]:
    """Yield the run that last made each asset, by which the UI shows it."""
    newest = [
        *(
            dg.AssetRecordsFilter(asset_key=key_of(name), asset_partitions=[year])
            for name in assets()
            for year in EDITIONS.get_partition_keys()
        ),
        *(dg.AssetRecordsFilter(asset_key=spec.key) for spec in overview_specs()),
    ]
    for asked in newest:
        yield from (r.run_id for r in instance.fetch_materializations(asked, limit=1).records)
