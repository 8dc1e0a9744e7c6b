"""Which assets are stale after a change: those that depend on it, and no others."""

import json
import os
import shutil
from dataclasses import asdict

import pytest

from rus_pipeline.core.errors import RawFolderError
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.ingest.values.identity import KEY_VARIABLE
from rus_pipeline.pipeline import plan
from rus_pipeline.pipeline.plan import Inputs
from rus_pipeline.pipeline.status import as_json, editions_status
from rus_pipeline.pipeline.steps import assets
from rus_pipeline_tests.pipeline.current_store import make_current, origin_now, put, store_of
from rus_pipeline_tests.raw import csv_text, forloeb, raw_folder

YEARS = (2015, 2016, 2022, 2023, 2024)


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("unchanged")
    files = {f"{year}/forloeb.csv": forloeb({}) for year in YEARS}
    files["2015/posteringer.csv"] = csv_text("posteringer", {"bogfoeringsdato": "1-3-2015"})
    raw = raw_folder(folder, files)
    (folder / "out").mkdir()
    make_current(raw, folder / "out", YEARS)
    return folder


@pytest.fixture
def raw(unchanged, tmp_path):
    return shutil.copytree(unchanged / "raw", tmp_path / "raw")


@pytest.fixture
def out(unchanged, tmp_path):
    """Return an output folder beside whose store every asset stands as it would be made now."""
    # Linked: a store replaces its files, and never writes in one.
    store = unchanged / ".out.store"
    shutil.copytree(store, tmp_path / ".out.store", copy_function=os.link)
    return shutil.copytree(unchanged / "out", tmp_path / "out")


def statuses(raw, out):
    return editions_status(Inputs(raw, out), store_of(out))


def stale(raw, out):
    return {
        one.edition: {state.asset: state.why for state in one.stale}
        for one in statuses(raw, out)
        if one.stale
    }


def test_nothing_is_stale_without_a_change(raw, out):
    assert stale(raw, out) == {}
    assert [one.state for one in statuses(raw, out)] == ["fresh"] * len(YEARS)


def test_a_file_copied_again_with_the_same_bytes_makes_nothing_stale(raw, out):
    file = raw / "2023/forloeb.csv"
    file.write_bytes(file.read_bytes())
    assert stale(raw, out) == {}


STAGED = {f"staging/{stem}" for stem in SCHEMAS}


@pytest.mark.parametrize(
    ("file", "staged", "editions"),
    [
        ("2024/forloeb.csv", {"staging/forloeb"}, [2024]),
        ("2022/udtraek.toml", STAGED, [2022]),
        ("2015/posteringer.csv", {"staging/posteringer"}, [2015]),
        ("2023/.earlier/some/forloeb.csv", set(), []),
        ("2023/notes.txt", set(), []),
    ],
)
def test_a_changed_file_makes_stale_what_reads_it(raw, out, file, staged, editions):
    append(raw / file)
    found = stale(raw, out)
    assert list(found) == editions
    assert [set(assets) for assets in found.values()] == [staged] * len(editions)


def append(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as end:
        end.write("# \n")


@pytest.mark.parametrize(
    ("name", "year", "editions"),
    [
        ("staging/forloeb", 2024, [2024]),
        ("staging/forloeb", 2023, [2023, 2024]),
        ("staging/forloeb", 2022, [2022, 2023, 2024]),
        # Six years back for 2016, and 2022 and later read no course of it.
        ("staging/forloeb", 2015, [2015, 2016]),
        # But all may take their postings from the folder of an earlier year.
        ("staging/posteringer", 2015, [2015, 2016, 2022, 2023, 2024]),
    ],
)
def test_changed_staged_rows_make_stale_the_slices_that_read_them(raw, out, name, year, editions):
    put(raw, out, name, year, "other rows")
    found = stale(raw, out)
    assert [y for y, names in found.items() if any("slice/" in n for n in names)] == editions


def test_changed_scores_make_stale_the_courses_and_the_table_that_rests_on_them(raw, out):
    put(raw, out, "staging/maalinger", 2023, "other scores")
    own = {"slice/forloeb", "slice/maalinger", "mart/effekt_ors"}
    assert {year: set(names) for year, names in stale(raw, out).items()} == {
        2023: {"staging/quarantine", *own}
    }


def test_unchanged_staged_rows_make_nothing_stale(raw, out):
    append(raw / "2023/forloeb.csv")
    put(raw, out, "staging/forloeb", 2023)
    assert stale(raw, out) == {}


def test_a_changed_centre_makes_every_edition_stale(raw, out):
    append(raw / "center.toml")
    assert list(stale(raw, out)) == list(YEARS)


def test_the_reasons_name_what_changed(raw, out):
    (raw / "2024/forloeb.csv").write_text("other")
    (raw / "2024/tilskud.csv").write_text("new")
    assert stale(raw, out) == {
        2024: {
            "staging/forloeb": ("2024/raw/forloeb is changed",),
            "staging/tilskud": ("2024/raw/tilskud is changed",),
        }
    }


def test_a_removed_file_is_a_reason(raw, out):
    (raw / "2024/forloeb.csv").unlink()
    assert stale(raw, out) == {2024: {"staging/forloeb": ("2024/raw/forloeb is changed",)}}


def test_changed_printed_figures_make_every_edition_stale(raw, out):
    (raw / "published").mkdir()
    (raw / "published/report.csv").write_text("x")
    found = stale(raw, out)
    assert {year: set(names) for year, names in found.items()} == {y: {"claims"} for y in YEARS}


def test_an_edition_that_was_never_built_is_stale(raw, out):
    store_of(out).forget(["2024"])
    found = stale(raw, out)
    assert list(found) == [2024]
    assert found[2024].keys() == assets().keys()
    assert found[2024]["staging/forloeb"] == ("it is not made",)
    assert "2024/staging/forloeb is not made" in found[2024]["slice/forloeb"]


def test_an_edition_removed_from_the_output_folder_is_stale(raw, out):
    shutil.rmtree(out / "2023")
    assert stale(raw, out) == {2023: {"edition": ("it is not in the output folder",)}}


def test_a_changed_year_before_makes_the_next_report_stale(raw, out):
    (raw / "2021").mkdir()
    (raw / "2021/forloeb.csv").write_text(forloeb({}))
    (raw / "2021/udtraek.toml").write_text("udtrukket = 2022-01-31\n")
    assert list(stale(raw, out)) == [2021, 2022, 2023, 2024]


def test_other_code_or_libraries_make_every_asset_stale(raw, out, monkeypatch):
    monkeypatch.setattr(plan, "code_of", lambda _asset: "other")
    monkeypatch.setattr(plan, "lock_sha256", lambda: "other")
    why = ("the code is changed", "the libraries are changed")
    assert stale(raw, out) == dict.fromkeys(YEARS, dict.fromkeys(assets(), why))


def test_another_key_makes_staged_files_stale(raw, out, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, "ab" * 32)
    assert {year: set(names) for year, names in stale(raw, out).items()} == dict.fromkeys(
        YEARS, STAGED
    )


def test_the_key_is_not_written_anywhere(raw, out, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, "ab" * 32)
    origins = [asdict(origin_now(raw, out, name, 2024)) for name in assets()]
    assert "abab" not in json.dumps(origins)


def refuse(raw, out, why):
    store_of(out).refuse(origin_now(raw, out, "staging/forloeb", 2024), why)


def state(raw, out):
    return statuses(raw, out)[-1]


def test_an_asset_that_could_not_be_made_is_refused_until_a_change(raw, out):
    (raw / "2024/forloeb.csv").write_text("bad")
    refuse(raw, out, "2024/forloeb.csv: kan ikke læses")
    assert state(raw, out).state == "refused"
    assert state(raw, out).refused == "2024/forloeb.csv: kan ikke læses"
    (raw / "2024/forloeb.csv").write_text("worse")
    assert (state(raw, out).state, state(raw, out).refused) == ("stale", None)


def test_a_delivery_restored_after_a_bad_one_needs_no_build(raw, out):
    good = (raw / "2024/forloeb.csv").read_bytes()
    (raw / "2024/forloeb.csv").write_text("bad")
    refuse(raw, out, "why")
    (raw / "2024/forloeb.csv").write_bytes(good)
    assert stale(raw, out) == {}
    assert [one.refused for one in statuses(raw, out)] == [None] * len(YEARS)


def test_a_refusal_ends_when_the_asset_is_made(raw, out):
    (raw / "2024/forloeb.csv").write_text("bad")
    refuse(raw, out, "why")
    put(raw, out, "staging/forloeb", 2024)
    assert state(raw, out).refused is None


def test_assets_after_a_stale_one_are_to_be_made_too(raw, out):
    append(raw / "2024/tilskud.csv")
    made = state(raw, out).to_make
    assert {"staging/tilskud", "slice/tilskud", "mart/tabel_06_tilskud", "edition"} <= set(made)
    assert not {"staging/forloeb", "slice/forloeb", "mart/tabel_10", "claims"} & set(made)


def test_assets_that_read_an_earlier_years_stale_asset_are_to_be_made_too(raw, out):
    append(raw / "2023/forloeb.csv")
    *_, before, after = statuses(raw, out)
    assert (before.state, after.state, after.stale) == ("stale", "fresh", ())
    assert {"slice/tilbagevenden", "figures", "public", "edition"} <= set(after.to_make)
    assert not {"staging/forloeb", "slice/posteringer", "claims"} & set(after.to_make)


def test_an_edition_that_reads_an_unusable_extract_is_refused(raw, out):
    (raw / "2024/tilskud.csv").write_text("another")
    (raw / "2023/forloeb.csv").write_text("bad")
    store_of(out).refuse(origin_now(raw, out, "staging/forloeb", 2023), "2023/forloeb.csv: why")
    assert [one.refused for one in statuses(raw, out)[-2:]] == [
        "2023/forloeb.csv: why",
        None,
    ]
    (raw / "2024/forloeb.csv").write_text("another")
    assert state(raw, out).refused == (
        "læser udtrækket 2023, som ikke kan bruges: 2023/forloeb.csv: why"
    )


def test_an_implausible_delivery_is_refused(raw, out):
    why = "2024/forloeb.csv: ventet 40 rækker"
    store_of(out).refuse(origin_now(raw, out, "staging/quarantine", 2024), why)
    assert (state(raw, out).state, state(raw, out).refused) == ("refused", why)


def test_a_file_in_two_formats_is_a_change(raw, out):
    (raw / "2024/forloeb.xlsx").write_text("beside the other")
    assert stale(raw, out) == {2024: {"staging/forloeb": ("2024/raw/forloeb is changed",)}}


def test_a_status_as_json(raw, out):
    append(raw / "2024/tilskud.csv")
    assert as_json(statuses(raw, out)[-1:]) == {
        "editions": [
            {
                "edition": 2024,
                "state": "stale",
                "stale": [{"asset": "staging/tilskud", "why": ["2024/raw/tilskud is changed"]}],
                "refused": None,
            }
        ]
    }


def test_a_missing_raw_folder_is_an_error(tmp_path):
    with pytest.raises(RawFolderError, match="mappen findes ikke"):
        Inputs(tmp_path / "none", tmp_path)
