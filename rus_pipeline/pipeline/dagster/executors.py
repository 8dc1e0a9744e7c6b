"""The executor of steps: the run's own process, several processes, or workers of a queue.

``RUS_EXECUTOR`` is ``in_process`` (the default), ``multiprocess`` or ``celery``; ``RUS_BROKER`` is
the queue's address for the last. All give the same bytes. Source: stages contract, What holds, 7.
"""

import os
from typing import Any

import dagster as dg

from rus_pipeline.core.errors import InputError

EXECUTOR = "RUS_EXECUTOR"
BROKER = "RUS_BROKER"
LOST_AFTER = "RUS_LOST_AFTER_SECONDS"
_LOST_AFTER = 900
_DEFINITIONS = "rus_pipeline.definitions"


def configured_executor() -> dg.ExecutorDefinition:
    """Return the executor named by ``RUS_EXECUTOR``. Raises InputError for an unknown name."""
    name = os.environ.get(EXECUTOR) or "in_process"
    match name:
        case "in_process":
            return dg.in_process_executor
        case "multiprocess":
            return dg.multiprocess_executor.configured(
                # Each step's process is forked from one that has imported the pipeline.
                {"start_method": {"forkserver": {"preload_modules": [_DEFINITIONS]}}},
                name="multiprocess",
            )
        case "celery":
            return _celery()
    raise InputError(f"{EXECUTOR}={name}: expected in_process, multiprocess or celery")


def broker() -> str:
    """Return the queue's address. Raises InputError if it is not set."""
    found = os.environ.get(BROKER)
    if not found:
        raise InputError(
            f"{BROKER} is not set: expected the queue's address, as redis://host:6379/0"
        )
    return found


def settings() -> dict[str, Any]:
    """Return the queue's settings, for runs and for workers.

    A step leaves the queue when it is done, not when it begins. So another worker takes the step of
    a lost one: at once if the worker's parent process reports it, else after the visibility
    timeout, which must be longer than any step takes.
    """
    return {
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {
            "visibility_timeout": int(os.environ.get(LOST_AFTER) or _LOST_AFTER)
        },
    }


def _celery() -> dg.ExecutorDefinition:
    from dagster_celery import celery_executor

    given = {"broker": broker(), "backend": broker(), "config_source": settings()}
    configured: dg.ExecutorDefinition = celery_executor.configured(given, name="celery")
    return configured
