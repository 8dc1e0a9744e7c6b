"""Scores of outcome instruments, and the courses that they are of."""

from decimal import Decimal

import polars as pl
import pytest

from rus_pipeline_tests.building import build_data
from rus_pipeline_tests.ingest.checking import OUT, checked, listed, values
from rus_pipeline_tests.raw import csv_text, extract, opened, raw_folder


@pytest.mark.parametrize(
    ("instrument", "score", "value"),
    [
        ("ORS", "0", "0"),
        ("ors", "40", "40"),
        ("SRS", "32,5", "32.5"),
        ("SRS", "32.25", "32.25"),
        ("TEM", "100", "100"),
    ],
)
def test_a_score_is_a_number_with_comma_or_point(tmp_path, instrument, score, value):
    file = checked(tmp_path, "maalinger", {"instrument": instrument, "score": score})
    assert values(file, "score") == [Decimal(value)]
    assert listed(file) == []


@pytest.mark.parametrize(
    ("instrument", "score"),
    [
        ("ORS", "40,1"),
        ("SRS", "41"),
        ("TEM", "100,5"),
        ("ORS", "-1"),
        ("TEM", "god"),
        ("ORS", "1e1"),
    ],
)
def test_a_score_outside_its_instrument_is_out(tmp_path, instrument, score):
    file = checked(tmp_path, "maalinger", {"instrument": instrument, "score": score})
    assert listed(file) == [(2, "score", "score_ugyldig", OUT)]


def test_of_an_unknown_instrument_no_score_is_too_high(tmp_path):
    file = checked(tmp_path, "maalinger", {"instrument": "GAF", "score": "70"})
    assert listed(file) == [(2, "instrument", "kode_ukendt", OUT)]


def test_a_course_may_have_many_scores_alike_ones_too(tmp_path):
    file = checked(tmp_path, "maalinger", *[{"forloeb_id": "F1"}] * 3)
    assert file.frame.height == 3


def delivered(tmp_path, courses, *measures):
    files = {
        "2023/forloeb.csv": csv_text("forloeb", *courses),
        "2023/maalinger.csv": csv_text("maalinger", *measures),
    }
    return raw_folder(tmp_path, files)


def test_a_score_of_no_course_is_out_for_each_rule_that_it_breaks(tmp_path):
    raw = delivered(
        tmp_path,
        [{"forloeb_id": "A"}],
        {"forloeb_id": "A"},
        {"forloeb_id": "B"},
        {"forloeb_id": "C", "score": "god"},
        {"forloeb_id": "A", "score": "god"},
    )
    file = extract(raw).files["maalinger"]
    assert file.frame["line"].to_list() == [2]
    assert listed(file) == [
        (3, "forloeb_id", "forloeb_ukendt", OUT),
        (4, "forloeb_id", "forloeb_ukendt", OUT),
        (4, "score", "score_ugyldig", OUT),
        (5, "score", "score_ugyldig", OUT),
    ]
    assert (file.records, file.rows_out) == (4, 3)


@pytest.mark.parametrize(
    "courses",
    [
        [{"forloeb_id": "A", "kommune": "Atlantis"}],
        [{"forloeb_id": "A"}, {"forloeb_id": "A", "kommune": "0336"}],
    ],
    ids=["a-rule", "an-id-twice"],
)
def test_a_score_of_a_quarantined_course_is_not_listed(tmp_path, courses):
    found = extract(delivered(tmp_path, courses, {"forloeb_id": "A"}))
    assert found.files["forloeb"].frame.is_empty()
    assert listed(found.files["maalinger"]) == []


def test_where_the_courses_cannot_be_used_that_alone_is_said(tmp_path):
    raw = delivered(tmp_path, [], {"forloeb_id": "A"})
    (raw / "2023/forloeb.csv").write_text("x\n", encoding="utf-8")
    errors = opened(raw).inspect(2023).errors
    assert [str(error).partition(":")[0].partition(",")[0] for error in errors] == [
        "2023/forloeb.csv"
    ]


def test_a_build_lists_it_and_loses_nothing(tmp_path):
    courses = [{"forloeb_id": "A"}, {"forloeb_id": "Q", "kommune": "Atlantis"}]
    raw = delivered(tmp_path, courses, *[{"forloeb_id": one} for one in "AQX"])
    built = build_data(raw, tmp_path / "out")
    listed_ = (built.files("staging/quarantine") / "quarantine.csv").read_text(encoding="utf-8")
    assert listed_.splitlines()[1:] == [
        "2023/forloeb.csv,3,kommune,kommune_ukendt,raekke_ude,Atlantis",
        "2023/maalinger.csv,4,forloeb_id,forloeb_ukendt,raekke_ude,X",
    ]
    rows = pl.read_parquet(built.files("slice/maalinger") / "rows.parquet")
    assert rows.columns == ["file", "line", "dato", "instrument", "score"]
    assert rows["line"].to_list() == [2, 3]
