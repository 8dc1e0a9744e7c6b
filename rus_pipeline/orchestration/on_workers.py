"""The Definitions of an installation with several machines, and the Celery app of its workers.

They are the Definitions of one machine but for the job ``editions``, whose steps any worker takes.
The code server loads this module in place of ``rus_pipeline.definitions``, and a worker is
``celery -A rus_pipeline.orchestration.on_workers worker -Q dagster -c 1``. What belongs here: the
engine and its settings. What does not: the steps (``workers``). See ``docs/decisions``.
"""

import os

import dagster as dg
from dagster_celery import celery_executor
from dagster_celery.make_app import make_app
from dagster_celery.tasks import create_task

from rus_pipeline.definitions import FOLDERS
from rus_pipeline.mirror import is_url
from rus_pipeline.orchestration.assets import yearly_report
from rus_pipeline.orchestration.nights import nightly, raw_folder
from rus_pipeline.orchestration.notices import failure_notice
from rus_pipeline.orchestration.retention import housekeeping, weekly_housekeeping
from rus_pipeline.orchestration.workers import editions_on_workers

_BROKER = os.environ.get("RUS_BROKER", "redis://127.0.0.1:6379/0")

# A step is taken off the queue when it is done, not when it is begun, so that one whose worker was
# lost is done by another: at once where the worker's parent process can tell, and else when nobody
# has said that it is done for so long, which must be longer than any step takes.
_SETTINGS = {
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "broker_connection_retry_on_startup": True,
    "broker_transport_options": {
        "visibility_timeout": int(os.environ.get("RUS_LOST_AFTER_SECONDS", "900"))
    },
}

app = make_app({"broker": _BROKER, "backend": _BROKER})
app.conf.update(_SETTINGS)
execute_plan = create_task(app)

defs = dg.Definitions(
    assets=[yearly_report],
    jobs=[
        editions_on_workers.to_job(
            executor_def=celery_executor.configured(
                {"broker": _BROKER, "backend": _BROKER, "config_source": _SETTINGS}
            )
        ),
        housekeeping,
    ],
    schedules=[nightly, weekly_housekeeping],
    # Every half minute is too often to fetch a raw folder.
    sensors=[failure_notice, *([] if is_url(FOLDERS.raw) else [raw_folder])],
    resources={"folders": FOLDERS},
    executor=dg.in_process_executor,
)
