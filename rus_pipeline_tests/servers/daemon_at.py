"""Dagster's daemon, whose schedules think that it is another time; run with ``-m``.

``SECONDS`` to add to their clock, and then the daemon's own words. What belongs here: that clock.
What does not: any other; runs, sensors and the watch over runs live in the real time.
"""

import sys
import time
from datetime import UTC, datetime

from dagster._daemon.cli import main
from dagster._scheduler import scheduler


def at(ahead: float) -> None:
    scheduler.get_current_timestamp = lambda: time.time() + ahead
    scheduler.get_current_datetime = lambda: datetime.fromtimestamp(time.time() + ahead, UTC)


if __name__ == "__main__":
    at(float(sys.argv.pop(1)))
    main()
