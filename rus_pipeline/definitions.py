"""The Dagster Definitions, assembled. No logic, and nothing is read when it is imported."""

import os

import dagster as dg

from rus_pipeline.orchestration.assets import yearly_report
from rus_pipeline.orchestration.resources import Folders

defs = dg.Definitions(
    assets=[yearly_report],
    resources={
        "folders": Folders(
            raw=os.environ.get("RUS_RAW", "data/raw"), out=os.environ.get("RUS_OUT", "data/marts")
        )
    },
    executor=dg.in_process_executor,
)
