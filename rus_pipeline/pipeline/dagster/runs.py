"""Runs started from the command line: one Dagster run for each edition.

Source: stages contract, What holds, 3 and 5.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

import dagster as dg
from sqlalchemy.exc import OperationalError

from rus_pipeline.core.errors import InputError, mask
from rus_pipeline.pipeline.dagster.assets import FORCE, step_assets
from rus_pipeline.pipeline.dagster.home import ready_home
from rus_pipeline.pipeline.dagster.nights import (
    EDITIONS_JOB,
    OVERVIEW_JOB,
    editions_job,
    overview_job,
)
from rus_pipeline.pipeline.dagster.resources import Folders
from rus_pipeline.pipeline.dagster.specs import key_of, raw_specs
from rus_pipeline.storage.locks import hold_lock, log_waiting

_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def run_selection(
    instance: dg.DagsterInstance,
    folders: Folders,
    year: int,
    names: Sequence[str],
    *,
    force: bool,
    run_id: str | None = None,
) -> tuple[str, str | None]:
    """Make assets of one edition in one run; return its id, and why it failed, or None.

    ``run_id`` is the id that the run is to have, by default a new one.
    """
    result = _job(EDITIONS_JOB, folders.raw, folders.out, folders.store).execute_in_process(
        instance=instance,
        partition_key=str(year),
        asset_selection=[key_of(name) for name in names],
        run_config=_QUIET,
        tags={FORCE: "true"} if force else {},
        raise_on_error=False,
        run_id=run_id,
    )
    return result.run_id, None if result.success else _reason(result)


@cache
def _job(name: str, raw: str, out: str, store: str) -> dg.JobDefinition:
    """Return a job of the UI for these folders."""
    definitions = dg.Definitions(
        assets=[*step_assets(), *raw_specs()],
        jobs=[editions_job, overview_job],
        resources={"folders": Folders(raw=raw, out=out, store=store)},
    )
    return definitions.resolve_job_def(name)


def run_overview(instance: dg.DagsterInstance, folders: Folders) -> str | None:
    """Write database and front page; return why the run failed, or None."""
    result = _job(OVERVIEW_JOB, folders.raw, folders.out, folders.store).execute_in_process(
        instance=instance,
        run_config=_QUIET,
        raise_on_error=False,
    )
    return None if result.success else _reason(result)


def _reason(result: dg.ExecuteInProcessResult) -> str:
    for event in result.all_events:
        if event.is_step_failure:
            data = event.step_failure_data
            failure = data.user_failure_data
            error = data.error.cause or data.error if data.error is not None else None
            text = failure.description if failure is not None else None
            return mask(text or (error.message.strip() if error is not None else "ukendt fejl"))
    return "ukendt fejl"


@contextmanager
def opened_instance() -> Iterator[dg.DagsterInstance]:
    """Open the Dagster instance; another run on the same SQLite storage waits."""
    home = ready_home()
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", "1000")  # what a run plans is stored at once
    try:
        with (
            hold_lock(home / "rus.lock", "rus run", log_waiting),
            dg.DagsterInstance.get() as instance,
        ):
            yield instance
    except OperationalError as error:
        raise InputError(f"{home}: Dagster's storage cannot be used: {error.orig}") from None
