"""The scores behind a course: in a trace, and in the revisions of a release."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from rus_pipeline.audit.release import release
from rus_pipeline.cli.app import app
from rus_pipeline_tests.audit.editions import build, edit
from rus_pipeline_tests.building import build_light
from rus_pipeline_tests.raw import csv_text, forloeb, raw_folder

ALLOWED = ["fictitious", "quarantined"]
ENDED = {"udskrivningsdato": "01-09-2023", "afslutningsaarsag": "Udeblevet"}
BETTER, SAME = "2023/effekt-ors/alkohol/bedring", "2023/effekt-ors/alkohol/uaendret"

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("_builds_lightly")]


def score(course, day, points, instrument="ORS"):
    return {"forloeb_id": course, "dato": day, "score": points, "instrument": instrument}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two courses that ended: F1 better from line 2 to line 5, F2 the same from line 3 to 6."""
    folder = tmp_path_factory.mktemp("scores")
    scores = (
        score("F1", "01-04-2023", "10"),
        score("F2", "01-04-2023", "20"),
        score("F1", "01-05-2023", "40", "SRS"),
        score("F1", "01-06-2023", "16"),
        score("F2", "01-06-2023", "21"),
        score("F1", "01-05-2023", "2"),
    )
    files = {
        "2023/forloeb.csv": forloeb(ENDED, ENDED, ENDED),
        "2023/maalinger.csv": csv_text("maalinger", *scores),
    }
    raw = raw_folder(folder, files)
    build_light(raw, folder / "out", 2023)
    release(raw, folder / "out", 2023, ALLOWED)
    return folder


@pytest.fixture
def here(made, tmp_path):
    return shutil.copytree(made, tmp_path / "here")


def trace(here, *words):
    places = ["--raw", str(here / "raw"), "--out", str(here / "out"), "--format", "json"]
    result = CliRunner().invoke(app, ["trace", *words, *places])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def measured(answer):
    return {
        row["line"]: [(one["file"], one["line"]) for one in row.get("measured", ())]
        for row in answer["rows"]
    }


def revised(here, old, new):
    """Return figure → its revision, after one score was delivered otherwise."""
    edit(here / "raw/2023/maalinger.csv", old, new)
    build(here / "raw", here / "out")
    revisions = release(here / "raw", here / "out", 2023, ALLOWED).revisions
    return {one.figure_id: one for one in revisions}


def test_a_course_is_traced_to_its_first_and_last_score(here):
    scores = [("2023/maalinger.csv", line) for line in (2, 5)]
    assert measured(trace(here, BETTER)) == {2: scores}
    digests = {one["row_sha256"] for row in trace(here, BETTER)["rows"] for one in row["measured"]}
    assert len(digests) == 2
    assert None not in digests


def test_a_share_is_traced_to_the_scores_of_all_it_is_of(here):
    answer = trace(here, "2023/effekt-ors/alkohol/andel")
    assert {line: len(scores) for line, scores in measured(answer).items()} == {2: 2, 3: 2}
    assert [one["file"] for one in answer["files"]] == ["2023/forloeb.csv", "2023/maalinger.csv"]


def test_a_course_without_two_scores_and_a_figure_of_courses_alone_have_none(here):
    assert measured(trace(here, "2023/effekt-ors/alkohol/uden-maaling")) == {4: []}
    answer = trace(here, "2023/laengde/alkohol/182-364")
    assert measured(answer) == {2: [], 3: [], 4: []}
    assert [one["file"] for one in answer["files"]] == ["2023/forloeb.csv"]


def test_why_not_tells_what_the_scores_say(here):
    answer = trace(here, BETTER, "--why-not", "2023/forloeb.csv:3")
    told = {one["column"]: (one["found"], one["met"]) for one in answer["conditions"]}
    assert told["effekt_ors"] == ("uaendret", False)


def test_a_row_of_scores_is_known_and_counts_in_no_figure_itself(here):
    assert trace(here, "--row", "2023/maalinger.csv:2")["figures"] == []


def test_another_score_is_a_data_revision_of_what_rests_on_scores_alone(here):
    found = revised(here, "F2;01-06-2023;ORS;21", "F2;01-06-2023;ORS;25")
    assert {i: (one.by_data, one.by_definition) for i, one in found.items()} == {
        BETTER: (1, 0),
        SAME: (-1, 0),
        "2023/effekt-ors/alkohol/i-alt": (0, 0),
        "2023/effekt-ors/alkohol/andel": (50, 0),
    }
    assert [(row.file, row.line, row.fate) for row in found[BETTER].rows] == [
        ("2023/forloeb.csv", 3, "changed")
    ]


def test_a_score_that_tells_nothing_revises_nothing(here):
    assert revised(here, "F1;01-05-2023;ORS;2", "F1;01-05-2023;ORS;3") == {}
