"""Nothing that counts knows of invented journals; ``build`` asks for proofs after counting."""

import ast
from pathlib import Path

import rus_pipeline

PACKAGE = Path(rus_pipeline.__file__).parent
ROOMS = ("extracts", "codes", "figures", "tables", "report", "orchestration")


def test_nothing_that_builds_figures_imports_this():
    paths = [p for room in ROOMS for p in (PACKAGE / room).rglob("*.py")]
    paths += [p for p in PACKAGE.glob("*.py") if p.name not in {"cli.py", "build.py"}]
    paths.append(PACKAGE / "published" / "claims.py")
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            assert not [n for n in names if n.startswith("rus_pipeline.fictitious")], path.name
