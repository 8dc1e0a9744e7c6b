"""What the house promises of itself: who imports whom, and what is found by being there."""

import ast
import subprocess
import sys
from pathlib import Path

import rus_pipeline
from rus_pipeline.pipeline.steps import assets
from rus_pipeline.storage.code import closure

PACKAGE = Path(rus_pipeline.__file__).parent
PROJECT = Path(__file__).parents[1]


def imports(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules(*folders):
    for folder in folders:
        path = PACKAGE / folder
        yield from [path] if path.is_file() else path.rglob("*.py")


def breaches(folders, forbidden):
    return [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in modules(*folders)
        for name in imports(path)
        if name.startswith(forbidden)
    ]


def test_only_the_shell_imports_dagster():
    outside = [
        path.name
        for path in PACKAGE.iterdir()
        if path.name not in {"pipeline", "definitions.py", "cli.py", "__pycache__"}
    ]
    outside += [
        f"pipeline/{path.name}"
        for path in (PACKAGE / "pipeline").iterdir()
        if path.name not in {"dagster", "__pycache__"}
    ]
    assert "pipeline/stages" in outside
    assert breaches(outside, ("dagster",)) == []


def test_extracts_know_nothing_of_what_stands_on_them():
    above = ("slices", "figures", "tables", "report", "pipeline", "storage", "published")
    forbidden = tuple(f"rus_pipeline.{name}" for name in above)
    assert breaches(["extracts", "codes", "center.py"], forbidden) == []


def test_figures_know_no_table_and_no_report():
    forbidden = tuple(f"rus_pipeline.{n}" for n in ("tables", "report", "pipeline", "storage"))
    assert breaches(["figures", "slices", "variables"], forbidden) == []


def test_tables_are_declarations_alone():
    forbidden = tuple(
        f"rus_pipeline.{n}" for n in ("extracts", "report", "pipeline", "figures.count")
    )
    assert breaches(["tables"], forbidden) == []


def test_help_starts_without_the_heavy_libraries():
    code = "import rus_pipeline.cli, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "rus_pipeline.cli" in loaded
    assert not {"dagster", "polars", "pandera", "duckdb"} & set(loaded)


def test_one_machine_starts_without_the_engine_of_several():
    code = "import rus_pipeline.definitions, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "rus_pipeline.pipeline.dagster.assets" in loaded
    assert not {"celery", "dagster_celery", "redis", "s3fs", "botocore"} & set(loaded)


def test_no_edition_comes_of_what_reads_orders_or_schedules():
    """A step is stale when its code changes: what only tells of a step must not be in its code."""
    shell = ("cli", "commands", "definitions", "fictitious", "handbook", "mending", "receiving")
    forbidden = {PACKAGE / f"{name}.py" for name in shell} | {PACKAGE / name for name in shell}
    forbidden |= {PACKAGE / "pipeline" / f"{n}.py" for n in ("plan", "run", "status", "editions")}
    forbidden.add(PACKAGE / "pipeline" / "dagster")
    found = {path for asset in assets().values() for path in closure(asset.modules)}
    assert [p for p in found if forbidden & {p, *p.parents}] == []
    assert PACKAGE / "report" / "pictures.py" in found


def pins(lock):
    lines = (PROJECT / lock).read_text(encoding="utf-8").splitlines()
    return {line.split()[0] for line in lines if line and not line.startswith(" ")}


def test_the_libraries_that_count_are_those_of_the_run_and_the_same_in_development():
    """Results are known by ``requirements.lock``: another linter must make nothing stale."""
    run, development = pins("requirements.lock"), pins("requirements-dev.lock")
    assert run < development
    names = {pin.partition("==")[0].partition("[")[0] for pin in run}
    assert {"dagster", "polars", "duckdb", "great-tables", "pandera", "typst"} <= names
    assert not names & {"altair", "pytest", "ruff", "mypy", "hypothesis", "playwright", "moto"}
