"""``rus reconcile``."""

import json

import pytest
from typer.testing import CliRunner

from rus_pipeline.cli import app
from rus_pipeline_tests.published.reports import reconciled
from rus_pipeline_tests.raw import forloeb

COURSES = ("Tabel 2", "Samlet antal forløb", "Alkohol")


@pytest.fixture
def out(tmp_path):
    reconciled(
        tmp_path,
        {"2023/forloeb.csv": forloeb({})},
        (*COURSES, "1"),
        ("Tabel 7", "Nyindskrivninger", "Alkohol", "0"),
    )
    return str(tmp_path / "out")


def rus(*words):
    return CliRunner().invoke(app, list(words))


def test_it_answers_as_json(out):
    result = rus("reconcile", "2023", "--out", out, "--format", "json")
    first, second = json.loads(result.stdout)
    assert first["figure_id"] == "2023/tabel-02/forloeb/alkohol"
    assert (first["outcome"], first["value"], first["line"]) == ("reproduced", "1", 1)
    assert (second["outcome"], second["printed"]) == ("differs", "0")
    assert result.exit_code == 0


def test_strict_exits_with_1_where_a_claim_differs(out):
    assert rus("reconcile", "--out", out, "--strict").exit_code == 1


def test_an_edition_that_is_not_built_is_one_line(out):
    result = rus("reconcile", "2019", "--out", out)
    assert result.exit_code == 1
    assert "edition 2019 is not built (built: 2023)" in result.stderr
