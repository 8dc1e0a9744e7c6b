"""Rules of imports beyond the contracts in ``pyproject.toml``, and of the lock files."""

import subprocess
import sys
from pathlib import Path

import rus_pipeline
from rus_pipeline.pipeline.steps import assets
from rus_pipeline.storage.code import closure

PACKAGE = Path(rus_pipeline.__file__).parent
PROJECT = Path(__file__).parents[1]


def test_help_starts_without_the_heavy_libraries():
    code = "import rus_pipeline.cli.app, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "rus_pipeline.cli.app" in loaded
    assert not {"dagster", "polars", "pandera", "duckdb"} & set(loaded)


def test_a_single_machine_does_not_import_celery():
    code = "import rus_pipeline.definitions, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "rus_pipeline.pipeline.dagster.assets" in loaded
    assert not {"celery", "dagster_celery", "redis", "s3fs", "botocore"} & set(loaded)


def test_no_step_depends_on_modules_that_schedule_or_report():
    """A step is stale when its code changes: modules that only report it must not be part of it."""
    shell = ("cli", "synthetic", "definitions.py", "pipeline/dagster", "report/handbook.py")
    shell += tuple(f"ingest/{name}.py" for name in ("receiving", "corrections"))
    shell += tuple(f"pipeline/{name}.py" for name in ("plan", "run", "status", "editions"))
    forbidden = {PACKAGE / name for name in shell}
    assert [path for path in forbidden if not path.exists()] == []
    found = {path for asset in assets().values() for path in closure(asset.modules)}
    assert [p for p in found if forbidden & {p, *p.parents}] == []
    assert PACKAGE / "report" / "charts" / "parts.py" in found


def pins(lock):
    lines = (PROJECT / lock).read_text(encoding="utf-8").splitlines()
    return {line.split()[0] for line in lines if line and not line.startswith(" ")}


def test_runtime_libraries_are_locked_alike_on_servers_and_in_development():
    """Results are known by ``requirements.lock``: another linter must make nothing stale."""
    run, deploy = pins("requirements.lock"), pins("requirements-deploy.lock")
    assert run < deploy < pins("requirements-dev.lock")
    names = {pin.partition("==")[0].partition("[")[0] for pin in run}
    assert {"dagster", "polars", "duckdb", "great-tables", "pandera", "typst"} <= names
    assert not names & {"altair", "pytest", "ruff", "mypy", "hypothesis", "playwright", "moto"}
    assert not names & {"apprise", "celery", "dagster-webserver", "psycopg2-binary", "s3fs"}
