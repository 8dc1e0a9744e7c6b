"""Nothing that builds an edition knows of invented journals, and nothing that counts of proofs."""

import ast
from pathlib import Path

import rus_pipeline

PACKAGE = Path(rus_pipeline.__file__).parent
ROOMS = ("extracts", "codes", "figures", "tables", "report", "pipeline", "published", "storage")


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_nothing_that_builds_an_edition_imports_this():
    paths = [p for room in ROOMS for p in (PACKAGE / room).rglob("*.py")]
    paths += [p for p in PACKAGE.glob("*.py") if p.name != "cli.py"]
    for path in paths:
        assert not [n for n in imports(path) if n.startswith("rus_pipeline.fictitious")], path


def test_nothing_that_counts_reads_a_proof():
    rooms = ("extracts", "codes", "figures", "tables", "variables")
    paths = [p for room in rooms for p in (PACKAGE / room).rglob("*.py")]
    for path in [*paths, *(PACKAGE / "slices").rglob("*.py"), PACKAGE / "published" / "claims.py"]:
        assert not [n for n in imports(path) if "feasible" in n], path
