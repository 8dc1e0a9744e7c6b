"""The Dagster ``Definitions`` of the pipeline: ``-m rus_pipeline.definitions``."""

import os

import dagster as dg

from rus_pipeline.pipeline.dagster.assets import step_assets
from rus_pipeline.pipeline.dagster.executors import configured_executor
from rus_pipeline.pipeline.dagster.nights import (
    editions_changed,
    editions_job,
    nightly,
    overview_job,
    raw_folder,
)
from rus_pipeline.pipeline.dagster.notices import failure_notice
from rus_pipeline.pipeline.dagster.partners import standing_partners
from rus_pipeline.pipeline.dagster.resources import Folders
from rus_pipeline.pipeline.dagster.retention import housekeeping, weekly_housekeeping
from rus_pipeline.pipeline.dagster.specs import raw_specs

FOLDERS = Folders(
    raw=os.environ.get("RUS_RAW", "data/raw"),
    out=os.environ.get("RUS_OUT", "data/marts"),
    store=os.environ.get("RUS_STORE", ""),
)

defs = dg.Definitions(
    assets=[*step_assets(), *raw_specs(), *standing_partners()],
    jobs=[editions_job, overview_job, housekeeping],
    schedules=[nightly, weekly_housekeeping],
    sensors=[raw_folder, editions_changed, failure_notice],
    resources={"folders": FOLDERS},
    executor=configured_executor(),
)
