"""Dagster's daemon with another time for its schedules; run with ``-m``.

``SECONDS`` to add to their clock, and then the daemon's own words.
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
