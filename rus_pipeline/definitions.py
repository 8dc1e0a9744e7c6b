"""The Dagster Definitions, assembled. No logic, and nothing is read when it is imported."""

import os

import dagster as dg

from rus_pipeline.orchestration.assets import yearly_report
from rus_pipeline.orchestration.nights import editions_job, nightly, raw_folder
from rus_pipeline.orchestration.notices import failure_notice
from rus_pipeline.orchestration.resources import Folders
from rus_pipeline.orchestration.retention import housekeeping, weekly_housekeeping

FOLDERS = Folders(
    raw=os.environ.get("RUS_RAW", "data/raw"), out=os.environ.get("RUS_OUT", "data/marts")
)

defs = dg.Definitions(
    assets=[yearly_report],
    jobs=[editions_job, housekeeping],
    schedules=[nightly, weekly_housekeeping],
    sensors=[raw_folder, failure_notice],
    resources={"folders": FOLDERS},
    executor=dg.in_process_executor,
)
