"""A new table is two new files and nothing else: its declaration and its recount."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from rus_pipeline_tests.conditions import RUS_DRAWING_NOTHING
from rus_pipeline_tests.raw import forloeb, raw_folder

PROJECT = Path(__file__).parents[2]

DECLARATION = '''"""Courses that a discharge ended in the year."""

from rus_pipeline.figures.declaration import COUNT, COURSES, Chapter, CountedItem, Table, fixed
from rus_pipeline.slices import COURSES as SOURCE

TABLE = Table(
    id="tabel-15",
    chapter=Chapter.COURSES,
    title="Afsluttede i {year}",
    source=SOURCE,
    measure=COURSES,
    population={0: {"udskrevet": True}},
    rows=fixed(CountedItem("forloeb", "Forløb")),
    columns=fixed(CountedItem(COUNT, "Antal")),
    definition="Antal forløb med udskrivning i året.",
)
'''
RECOUNT = """\
SELECT
    'forloeb' AS row_key,
    'antal' AS column_key,
    oplyst('tabel-15', 'forloeb', 'antal', count(forloeb.line)) AS value
FROM udgave
LEFT JOIN udgavens_forloeb AS forloeb
    ON forloeb.udskrivningsdato BETWEEN udgave.foerste AND udgave.sidste;
"""
DISCHARGED = {"udskrivningsdato": "01-06-2023", "afslutningsaarsag": "Udeblevet"}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the package with the two files added, and an edition built by it."""
    folder = tmp_path_factory.mktemp("project")
    ignored = shutil.ignore_patterns("__pycache__")
    package = shutil.copytree(PROJECT / "rus_pipeline", folder / "rus_pipeline", ignore=ignored)
    (package / "tables/tabel_15.py").write_text(DECLARATION, encoding="utf-8")
    (package / "tables/tabel_15.sql").write_text(RECOUNT, encoding="utf-8")
    raw_folder(folder, {"2023/forloeb.csv": forloeb(DISCHARGED, DISCHARGED, {})})
    built = run(folder)
    assert built.returncode == 0, built.stderr
    return folder


def run(folder):
    """Build the edition as ``rus run`` does, with the copy of the package."""
    paths = os.pathsep.join([str(folder), str(PROJECT)])
    words = ("run", "--raw", str(folder / "raw"), "--out", str(folder / "out"))
    return subprocess.run(
        [sys.executable, "-c", RUS_DRAWING_NOTHING, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths, "RUS_STORE": str(folder / "store")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_its_mart_has_its_figures(project):
    mart = pl.read_parquet(project / "out/2023/marts/tabel-15.parquet")
    assert dict(mart.select("figure_id", "value").iter_rows()) == {"2023/tabel-15/forloeb/antal": 2}


@pytest.mark.slow
def test_it_is_a_section_of_the_report_and_a_page_with_downloads(project):
    report = project / "out/2023/report"
    page = (report / "index.html").read_text(encoding="utf-8")
    assert "Tabel 15. Afsluttede i 2023" in page
    for name in ("tabeller/tabel-15.html", "tabeller/tabel-15.csv", "tal/tabel-15.html"):
        assert (report / name).is_file(), name


@pytest.mark.slow
def test_its_mart_and_snapshot_are_assets(project):
    for asset in ("mart/tabel_15", "snapshot/tabel_15"):
        assert list((project / "store").rglob(asset)), asset


@pytest.mark.slow
def test_it_is_counted_again_by_its_own_sql(project, tmp_path):
    folder = shutil.copytree(project, tmp_path / "project")
    wrong = RECOUNT.replace("count(forloeb.line)", "1 + count(forloeb.line)")
    (folder / "rus_pipeline/tables/tabel_15.sql").write_text(wrong, encoding="utf-8")
    refused = run(folder)
    assert refused.returncode != 0
    assert "2023/mart/tabel_15: anden_opgoerelse" in refused.stderr
