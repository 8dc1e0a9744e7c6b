"""A night: the schedule's own decision, and the run that it asks for.

``RAW OUT AT`` with ``-m``, ``DAGSTER_HOME`` in the environment: a night as a program of its own, so
that a test can end it; says ``ready`` once all is imported. What belongs here: what Dagster would
do, without its servers. What does not: what is expected of it.
"""

import sys
from collections.abc import Callable
from datetime import datetime

import dagster as dg

from rus_pipeline.orchestration.assets import yearly_report
from rus_pipeline.orchestration.nights import nightly
from rus_pipeline.orchestration.resources import Folders
from rus_pipeline.report import edition, pictures, tables

_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def draw_nothing(put: Callable[[object, str, object], None]) -> None:
    """Leave out what takes the longest, and what nights are not about: how figures look."""
    put(edition, "write_pdf", lambda folder, _document: folder)
    put(pictures, "_svg", lambda _shown: '<svg class="none" width="1" height="1"></svg>')
    put(tables, "_drawn", lambda _sheet, *_words: "<table></table>")


def asked(
    instance: dg.DagsterInstance, folders: Folders, at: datetime
) -> dg.RunRequest | dg.SkipReason:
    """Return what the schedule decides."""
    return nightly(
        dg.build_schedule_context(
            instance=instance, scheduled_execution_time=at, resources={"folders": folders}
        )
    )


def run(
    instance: dg.DagsterInstance, folders: Folders, request: dg.RunRequest
) -> dg.ExecuteInProcessResult:
    """Do what was asked for."""
    return dg.materialize(
        [yearly_report],
        instance=instance,
        resources={"folders": folders},
        run_config=_QUIET,
        tags=request.tags,
        raise_on_error=False,
    )


def main(raw: str, out: str, at: str) -> None:
    folders = Folders(raw=raw, out=out)
    draw_nothing(setattr)
    with dg.DagsterInstance.get() as instance:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        request = asked(instance, folders, datetime.fromisoformat(at))
        if isinstance(request, dg.RunRequest):
            run(instance, folders, request)


if __name__ == "__main__":
    main(*sys.argv[1:])
