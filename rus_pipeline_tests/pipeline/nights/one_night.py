"""One night: the schedule's own decision, the runs that it requests, and then the overview.

``RAW OUT AT`` with ``-m``, ``DAGSTER_HOME`` and ``RUS_RAW`` in the environment: a night as a
program of its own, so that a test can end it; says ``ready`` once all is imported.
"""

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime

import dagster as dg

from rus_pipeline.pipeline.dagster.assets import step_assets
from rus_pipeline.pipeline.dagster.nights import editions_changed, nightly
from rus_pipeline.pipeline.dagster.resources import Folders
from rus_pipeline.pipeline.dagster.specs import DATABASE, FRONT_PAGE, raw_specs
from rus_pipeline_tests.conditions import build_lightly

PARTITION = "dagster/partition"
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def asked(
    instance: dg.DagsterInstance, folders: Folders, at: datetime
) -> list[dg.RunRequest] | dg.SkipReason:
    """Return what the schedule decides."""
    # The context opens the instance once more; left open, Dagster would go on asking that one.
    with dg.build_schedule_context(
        instance=instance, scheduled_execution_time=at, resources={"folders": folders}
    ) as context:
        return nightly(context)


def run(
    instance: dg.DagsterInstance, folders: Folders, requests: Sequence[dg.RunRequest]
) -> dict[int, dg.ExecuteInProcessResult]:
    """Do what was asked for, by edition, and then the overview where its sensor asks for it."""
    found = {}
    for request in requests:
        tags = {name: value for name, value in request.tags.items() if name != PARTITION}
        year = request.tags[PARTITION]
        found[int(year)] = _materialised(
            instance, folders, request.asset_selection, tags=tags, partition_key=year
        )
    with dg.build_sensor_context(instance, resources={"folders": folders}) as context:
        overview = editions_changed(context)
    if isinstance(overview, dg.RunRequest):
        assert _materialised(instance, folders, [DATABASE, FRONT_PAGE]).success
    return found


def _materialised(
    instance: dg.DagsterInstance,
    folders: Folders,
    selection: Sequence[dg.AssetKey],
    tags: Mapping[str, str] | None = None,
    partition_key: str | None = None,
) -> dg.ExecuteInProcessResult:
    return dg.materialize(
        [*step_assets(), *raw_specs()],
        instance=instance,
        selection=selection,
        partition_key=partition_key,
        resources={"folders": folders},
        run_config=_QUIET,
        tags=tags,
        raise_on_error=False,
    )


def main(raw: str, out: str, at: str) -> None:
    folders = Folders(raw=raw, out=out)
    build_lightly(setattr)
    with dg.DagsterInstance.get() as instance:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        requests = asked(instance, folders, datetime.fromisoformat(at))
        run(instance, folders, [] if isinstance(requests, dg.SkipReason) else requests)


if __name__ == "__main__":
    main(*sys.argv[1:])
