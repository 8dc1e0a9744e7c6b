"""What the house promises of itself: who imports whom, and what is found by being there."""

import ast
import subprocess
import sys
from pathlib import Path

import rus_pipeline
from rus_pipeline import versions

PACKAGE = Path(rus_pipeline.__file__).parent


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
        if path.name not in {"orchestration", "definitions.py", "cli.py", "__pycache__"}
    ]
    assert breaches(outside, ("dagster",)) == []


def test_extracts_know_nothing_of_what_stands_on_them():
    above = ("slices", "figures", "tables", "report", "build", "orchestration", "published")
    forbidden = tuple(f"rus_pipeline.{name}" for name in above)
    assert breaches(["extracts", "codes", "center.py"], forbidden) == []


def test_figures_know_no_table_and_no_report():
    forbidden = tuple(f"rus_pipeline.{n}" for n in ("tables", "report", "build", "orchestration"))
    assert breaches(["figures", "slices.py", "variables"], forbidden) == []


def test_tables_are_declarations_alone():
    forbidden = tuple(f"rus_pipeline.{n}" for n in ("extracts", "report", "build", "figures.count"))
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
    assert "rus_pipeline.orchestration.assets" in loaded
    assert not {"celery", "dagster_celery", "redis", "s3fs", "botocore"} & set(loaded)


def behind(module, seen):
    """Return a module of the package and every other that it needs, at once or late."""
    path = PACKAGE.joinpath(*module.split(".")[1:])
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if module in seen or not file.is_file():
        return seen
    seen.add(module)
    for name in imports(file):
        if name.startswith("rus_pipeline"):
            behind(name, seen)
    return seen


def test_no_edition_comes_of_code_that_does_not_count_as_such():
    # It says what an edition was made of; no figure or page comes of it.
    made_of = {"rus_pipeline.staleness"}
    found = behind("rus_pipeline.build", set(made_of)) - made_of
    shell = tuple(f"rus_pipeline.{place.removesuffix('.py')}" for place in versions._SHELL)
    assert [name for name in found if name.startswith(shell)] == []
    assert "rus_pipeline.report.pictures" in found
