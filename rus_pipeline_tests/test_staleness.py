"""Which editions are stale after what has changed: those that read it, and no other.

What belongs here: raw folders, and editions that say what they were made of. What does not: whole
builds (``nights``).
"""

import json
from dataclasses import asdict

import pytest

from rus_pipeline import staleness
from rus_pipeline.errors import RawFolderError
from rus_pipeline.extracts.identity import KEY_VARIABLE
from rus_pipeline.staleness import Inputs, forget_refused, judge, note_refused, together
from rus_pipeline_tests.raw import csv_text, forloeb, raw_folder

YEARS = (2015, 2016, 2022, 2023, 2024)


@pytest.fixture
def raw(tmp_path):
    files = {f"{year}/forloeb.csv": forloeb({}) for year in YEARS}
    files["2015/posteringer.csv"] = csv_text("posteringer", {"bogfoeringsdato": "1-3-2015"})
    return raw_folder(tmp_path / "given", files)


@pytest.fixture
def out(tmp_path, raw):
    """Return an output folder in which every edition stands as it would be built now."""
    folder = tmp_path / "out"
    for year in YEARS:
        (folder / str(year)).mkdir(parents=True)
        stand(raw, folder, year)
    return folder


def stand(raw, out, year):
    made_of = asdict(Inputs(raw).of(year))
    (out / str(year) / "manifest.json").write_text(json.dumps({"made_of": made_of}))


def stale(raw, out):
    return {item.year: item.stale for item in judge(raw, out) if item.stale}


def test_nothing_is_stale_where_nothing_changed(raw, out):
    assert stale(raw, out) == {}
    assert together(judge(raw, out)) == (
        "2015, 2016, 2022, 2023, 2024 stand as what they are made of"
    )


def test_a_file_copied_again_with_the_same_bytes_makes_nothing_stale(raw, out):
    file = raw / "2023/forloeb.csv"
    file.write_bytes(file.read_bytes())
    assert stale(raw, out) == {}


@pytest.mark.parametrize(
    ("file", "editions"),
    [
        ("2024/forloeb.csv", [2024]),
        ("2023/forloeb.csv", [2023, 2024]),
        ("2022/udtraek.toml", [2022, 2023, 2024]),
        # Six years back for 2016, and 2022 and later read no course of it.
        ("2015/forloeb.csv", [2015, 2016]),
        # But all may take their postings from the folder of an earlier year.
        ("2015/posteringer.csv", [2015, 2016, 2022, 2023, 2024]),
        ("center.toml", list(YEARS)),
        ("2023/.earlier/some/forloeb.csv", []),
        ("2023/notes.txt", []),
    ],
)
def test_a_changed_file_makes_those_stale_that_read_it(raw, out, file, editions):
    path = raw / file
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as end:
        end.write("# \n")
    assert list(stale(raw, out)) == editions


def test_what_changed_is_told(raw, out):
    (raw / "2024/forloeb.csv").write_text("other")
    (raw / "2024/tilskud.csv").write_text("new")
    assert stale(raw, out) == {2024: ("2024/forloeb.csv is changed", "2024/tilskud.csv is new")}


def test_a_file_that_is_gone_is_told(raw, out):
    (raw / "2024/forloeb.csv").unlink()
    assert stale(raw, out) == {2024: ("2024/forloeb.csv is gone",)}


def test_printed_figures_concern_every_edition(raw, out):
    (raw / "published").mkdir()
    (raw / "published/report.csv").write_text("x")
    assert list(stale(raw, out)) == list(YEARS)


def test_an_edition_that_was_never_built_is_stale(raw, out):
    (out / "2024/manifest.json").unlink()
    assert stale(raw, out) == {2024: ("it is not built",)}


def test_an_edition_built_before_this_was_written_down_is_stale(raw, out):
    (out / "2024/manifest.json").write_text("{}")
    assert stale(raw, out) == {2024: ("nothing says what it was made of",)}


def test_another_year_before_makes_the_next_stale_that_is_set_beside_it(raw, out):
    (raw / "2021").mkdir()
    (raw / "2021/forloeb.csv").write_text(forloeb({}))
    assert list(stale(raw, out)) == [2021, 2022, 2023, 2024]


def test_other_code_libraries_or_key_make_every_edition_stale(raw, out, monkeypatch):
    monkeypatch.setattr(staleness, "edition_code_version", lambda: "other")
    monkeypatch.setattr(staleness, "lock_sha256", lambda: "other")
    monkeypatch.setenv(KEY_VARIABLE, "ab" * 32)
    why = ("the code is changed", "the libraries are changed", "the key is changed")
    assert stale(raw, out) == dict.fromkeys(YEARS, why)


def test_the_key_itself_is_nowhere(raw, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, "ab" * 32)
    assert "abab" not in json.dumps(asdict(Inputs(raw).of(2024)))


def test_what_could_not_be_built_is_not_tried_again_until_something_changes(raw, out):
    (raw / "2024/forloeb.csv").write_text("bad")
    note_refused(out, 2024, Inputs(raw).of(2024), "2024/forloeb.csv: kan ikke læses")
    assert stale(raw, out) == {}
    assert "2024 (2024/forloeb.csv: kan ikke læses)" in together(judge(raw, out))
    (raw / "2024/forloeb.csv").write_text("worse")
    assert list(stale(raw, out)) == [2024]


def test_a_delivery_taken_back_after_a_bad_one_needs_no_build(raw, out):
    good = (raw / "2024/forloeb.csv").read_bytes()
    (raw / "2024/forloeb.csv").write_text("bad")
    note_refused(out, 2024, Inputs(raw).of(2024), "why")
    (raw / "2024/forloeb.csv").write_bytes(good)
    assert stale(raw, out) == {}
    assert [item.refused for item in judge(raw, out)] == [None] * len(YEARS)


def test_what_was_built_after_all_is_forgotten_as_refused(raw, out):
    note_refused(out, 2024, Inputs(raw).of(2024), "why")
    forget_refused(out, 2024)
    assert judge(raw, out)[-1].refused is None


def test_the_signature_is_another_when_a_file_is_replaced(raw):
    before = Inputs(raw).signature
    assert Inputs(raw).signature == before
    other = raw / "2023/other"
    other.write_bytes((raw / "2023/forloeb.csv").read_bytes())
    other.replace(raw / "2023/forloeb.csv")
    assert Inputs(raw).signature != before


@pytest.mark.parametrize(
    ("file", "refused"), [("2023/forloeb.csv", True), ("2023/tilskud.csv", True), ("2024/x", False)]
)
def test_files_exchanged_under_a_build_are_found_out(raw, file, refused):
    inputs = Inputs(raw)
    (raw / file).write_text("other")
    if refused:
        with pytest.raises(RawFolderError, match=f"^{file}: blev udskiftet, mens 2023 blev"):
            inputs.refuse_changed(2023)
    else:
        inputs.refuse_changed(2023)


def test_a_later_edition_may_be_exchanged_under_a_build(raw):
    inputs = Inputs(raw)
    (raw / "2024/forloeb.csv").write_text("other")
    inputs.refuse_changed(2023)


def test_no_raw_folder_is_said(tmp_path):
    with pytest.raises(RawFolderError, match="mappen findes ikke"):
        judge(tmp_path / "none", tmp_path)
