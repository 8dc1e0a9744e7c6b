"""Dagster's daemon, which thinks that it is another time; run with ``-m``.

``SECONDS`` to add to the clock, and then the daemon's own words. What belongs here: the clock that
Dagster's own tests freeze, moved. What does not: anything else of the daemon.
"""

import sys
import time
from datetime import UTC, datetime

from dagster import _time
from dagster._daemon.cli import main


def at(ahead: float) -> None:
    _time._mockable_get_current_timestamp = lambda: time.time() + ahead
    _time._mockable_get_current_datetime = lambda: datetime.fromtimestamp(time.time() + ahead, UTC)


if __name__ == "__main__":
    at(float(sys.argv.pop(1)))
    main()
