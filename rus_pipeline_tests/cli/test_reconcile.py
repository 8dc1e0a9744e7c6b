"""``rus reconcile``."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from rus_pipeline.cli.app import app
from rus_pipeline_tests.building import build_light
from rus_pipeline_tests.raw import forloeb
from rus_pipeline_tests.reconciliation.reports import claims_csv, raw_with_report

COURSES = ("Tabel 2", "Samlet antal forløb", "Alkohol")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Options that name a raw folder and its edition. Change nothing in them."""
    folder = tmp_path_factory.mktemp("reconciled")
    raw = raw_with_report(
        folder,
        {"2023/forloeb.csv": forloeb({})},
        (*COURSES, "1"),
        ("Tabel 7", "Nyindskrivninger", "Alkohol", "0"),
    )
    build_light(raw, folder / "out", 2023)
    return "--raw", str(raw), "--out", str(folder / "out")


def rus(*words):
    return CliRunner().invoke(app, list(words))


def test_the_answer_as_json(folders):
    result = rus("reconcile", "2023", *folders, "--format", "json")
    first, second = json.loads(result.stdout)
    assert first["figure_id"] == "2023/tabel-02/forloeb/alkohol"
    assert (first["outcome"], first["value"], first["line"]) == ("reproduced", "1", 1)
    assert (second["outcome"], second["printed"]) == ("differs", "0")
    assert result.exit_code == 0


def test_strict_exits_1_if_a_claim_differs(folders):
    assert rus("reconcile", *folders, "--strict").exit_code == 1


def test_an_edition_that_is_not_built_is_one_line(folders):
    result = rus("reconcile", "2019", *folders)
    assert result.exit_code == 1
    assert "no edition 2019 (built: 2023)" in result.stderr


def test_a_claim_newer_than_the_build_says_so(folders, tmp_path):
    raw = shutil.copytree(folders[1], tmp_path / "raw")
    folders = ("--raw", str(raw), *folders[2:])
    later = claims_csv(("Tabel 2", "Samlet antal forløb", "Alkohol", "9"), year=2024)
    (raw / "published" / "later.csv").write_text(later, encoding="utf-8")
    claims = json.loads(rus("reconcile", *folders, "--format", "json").stdout)
    assert [(c["report_year"], c["outcome"]) for c in claims] == [
        (2024, "not_derivable"),
        (2023, "reproduced"),
        (2023, "differs"),
    ]
    assert "ikke bygget" in claims[0]["reason"]
