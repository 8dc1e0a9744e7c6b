"""Dagster's daemon with another time for its schedules, and in a hurry; run with ``-m``.

``SECONDS`` to add to their clock, and then the daemon's own words.
"""

import sys
import time
from datetime import UTC, datetime

from dagster._core.run_coordinator import QueuedRunCoordinator
from dagster._core.scheduler.instigation import InstigatorState
from dagster._daemon import controller, sensor
from dagster._daemon.cli import main
from dagster._scheduler import scheduler

_SOON = 2  # seconds, where in production it is 5 or 30


def at(ahead: float) -> None:
    scheduler.get_current_timestamp = lambda: time.time() + ahead
    scheduler.get_current_datetime = lambda: datetime.fromtimestamp(time.time() + ahead, UTC)


def hurry() -> None:
    """Look at the sensors, the queue and the backfills every few seconds."""
    controller.DEFAULT_DAEMON_INTERVAL_SECONDS = _SOON
    sensor.MIN_INTERVAL_LOOP_TIME = _SOON
    sensor.is_under_min_interval = _just_looked
    QueuedRunCoordinator.dequeue_interval_seconds = _SOON


def _just_looked(state: InstigatorState, *_sensor: object) -> bool:
    elapsed = sensor.get_elapsed(state)
    return elapsed is not None and elapsed < _SOON


if __name__ == "__main__":
    hurry()
    at(float(sys.argv.pop(1)))
    main()
