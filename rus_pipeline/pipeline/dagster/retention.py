"""Forgetting old runs, so that what Dagster keeps does not grow without bound.

A run that last made any asset of an edition is kept however old it is: the UI shows by it what is.
What belongs here: which runs are forgotten. What does not: ticks (``retention`` in
``dagster.yaml``), releases, raw deliveries.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import dagster as dg
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable
from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage

from rus_pipeline.pipeline.dagster.nights import TIME_ZONE
from rus_pipeline.pipeline.dagster.partitions import EDITIONS
from rus_pipeline.pipeline.dagster.specs import key_of, whole_specs
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
    """Delete every run made before a moment, and return how many there were.

    Those too that never ended, as Dagster sees it: their process was killed.
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
    """Delete the results of a run's checks, which Dagster leaves behind."""
    storage = instance.event_log_storage
    if isinstance(storage, SqlEventLogStorage):
        own = AssetCheckExecutionsTable.c.run_id == run_id
        with storage.index_connection() as connection:
            connection.execute(AssetCheckExecutionsTable.delete().where(own))


def _shown(instance: dg.DagsterInstance) -> Iterator[str]:
    """Yield the runs that last made each asset: with them the UI would forget what stands."""
    newest = [
        *(
            dg.AssetRecordsFilter(asset_key=key_of(name), asset_partitions=[year])
            for name in assets()
            for year in EDITIONS.get_partition_keys()
        ),
        *(dg.AssetRecordsFilter(asset_key=spec.key) for spec in whole_specs()),
    ]
    for asked in newest:
        yield from (r.run_id for r in instance.fetch_materializations(asked, limit=1).records)
