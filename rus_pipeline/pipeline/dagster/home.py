"""The folder of Dagster's state, and its settings.

``python -m rus_pipeline.pipeline.dagster.home`` readies the folder and prints it, for ``make dev``.
"""

import os
import sys
from pathlib import Path

from rus_pipeline.storage.swap import replacing

_STORAGE = "rus_pipeline.pipeline.dagster.storage"
# Its name in earlier versions; an existing dagster.yaml may have it.
_STORAGE_BEFORE = "rus_pipeline.orchestration.storage"
_PROJECT = Path(__file__).parents[3]
SETTINGS = """\
telemetry:
  enabled: false
nux:
  enabled: false
freshness:
  enabled: true
run_queue:
  max_concurrent_runs: 1
event_log_storage:
  module: rus_pipeline.pipeline.dagster.storage
  class: OneEngineEventLogStorage
  config:
    base_dir: "{history}"
"""


def dagster_home() -> Path:
    """Return ``DAGSTER_HOME``, or ``.dagster_home`` in the project, which git ignores.

    Of an installed package, that folder is in the working directory.
    """
    given = os.environ.get("DAGSTER_HOME")
    if given:
        return Path(given).absolute()
    project = _PROJECT if (_PROJECT / "pyproject.toml").is_file() else Path.cwd()
    return project / ".dagster_home"


def ready_home() -> Path:
    """Make the folder, with default settings if it has none, and return it."""
    home = dagster_home()
    home.mkdir(parents=True, exist_ok=True)
    settings = home / "dagster.yaml"
    if not settings.exists():
        settings.write_text(SETTINGS.format(history=home / "history" / "runs"), encoding="utf-8")
    text = settings.read_text(encoding="utf-8")
    if _STORAGE_BEFORE in text:
        with replacing(settings) as new:
            new.write_text(text.replace(_STORAGE_BEFORE, _STORAGE), encoding="utf-8")
    return home


if __name__ == "__main__":
    sys.stdout.write(f"{ready_home()}\n")
