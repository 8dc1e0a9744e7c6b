"""The wheel: every file of the package is in it, and what is installed from it builds a report."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    words = ("-m", "hatchling", "build", "--target", "wheel", "--directory", folder)
    subprocess.run([sys.executable, *words], cwd=PROJECT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_every_file_of_the_package_is_in_the_wheel(wheel):
    """The lock is in it too: results are stored under its digest."""
    package = PROJECT / "rus_pipeline"
    expected = {
        path.relative_to(PROJECT).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {Path(name).suffix for name in expected} >= {".csv", ".css", ".html", ".sql", ".ttf"}
    files = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("rus_pipeline/")}
    assert files == {*expected, "rus_pipeline/requirements.lock"}


@pytest.mark.system
def test_an_installed_wheel_builds_a_report_far_from_the_checkout(wheel, tmp_path):
    installed, raw = tmp_path / "installed", tmp_path / "raw"
    zipfile.ZipFile(wheel).extractall(installed)
    for name in ("published", "dokumenter"):
        shutil.copytree(PROJECT / "data/raw" / name, raw / name)
    shutil.copy(PROJECT / "data/raw/center.toml", raw)

    def rus(*words):
        start = (
            "import sys, rus_pipeline.cli.app as cli;"
            f" assert cli.__file__.startswith({str(installed)!r}); cli.app()"
        )
        done = subprocess.run(
            [sys.executable, "-c", start, *words],
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": str(installed),
                "DAGSTER_HOME": str(tmp_path / "home"),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    rus("synthetic", "--edition", "2023", "--raw", "raw", "--out", "raw")
    rus("check", "--raw", "raw")
    assert "Report: out/2023/report/index.html" in rus("run", "--raw", "raw", "--out", "out")
    (pdf,) = (tmp_path / "out/2023/report").rglob("*.pdf")
    assert pdf.read_bytes().startswith(b"%PDF-")
    traced = rus("trace", "2023/tabel-01/faxe/alkohol", "--raw", "raw", "--out", "out")
    assert "2023/forloeb.csv:" in traced
