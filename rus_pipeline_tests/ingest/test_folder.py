"""The raw folder: its editions, its warnings, and how many rows may be out."""

import pytest

from rus_pipeline.core.errors import ExtractError
from rus_pipeline_tests.ingest.checking import checked, checked_text
from rus_pipeline_tests.raw import CENTER, csv_text, extract, forloeb, opened, raw_folder

TVAERGAAENDE = "type;omraade;tekst\n"


def test_the_editions_are_the_folders_named_by_a_year(tmp_path):
    files = {f"{year}/udtraek.toml": "udtrukket = 2024-01-31\n" for year in (2023, 2019, 2021)}
    assert opened(raw_folder(tmp_path, files)).editions == (2019, 2021, 2023)


@pytest.mark.parametrize("name", ["2023-gammel", "kopi", "23", "02023", "20x3", "２０２３"])
def test_any_other_folder_is_a_warning(tmp_path, name):
    folder = opened(raw_folder(tmp_path, {f"{name}/forloeb.csv": ""}))
    assert folder.editions == (2023,)
    (warning,) = folder.warnings
    assert name in warning


@pytest.mark.parametrize("name", ["published", "dokumenter", ".git", ".2022"])
def test_the_raw_folder_s_other_folders_are_no_warning(tmp_path, name):
    folder = opened(raw_folder(tmp_path, {f"{name}/forloeb.csv": ""}))
    assert (folder.editions, folder.warnings) == ((2023,), ())


def test_a_file_named_by_a_year_is_no_edition(tmp_path):
    raw = raw_folder(tmp_path)
    (raw / "2022").write_text("")
    assert opened(raw).editions == (2023,)


def test_an_unknown_column_is_a_warning(tmp_path):
    text = "type;omraade;tekst;Note til os selv\nFokus;A;B;C\n"
    file = checked_text(tmp_path, text, "tvaergaaende")
    assert file.frame.height == 1
    (warning,) = file.warnings
    assert "2023/tvaergaaende.csv" in warning
    assert "Note til os selv" in warning


def test_the_extract_has_the_warnings_of_all_its_files(tmp_path):
    files = {
        "2023/forloeb.csv": forloeb({"kommune": "Haslev"}),
        "2023/tvaergaaende.csv": "type;omraade;tekst;note\n",
    }
    warnings = extract(raw_folder(tmp_path, files)).warnings
    assert [warning.partition(":")[0] for warning in warnings] == [
        "2023/forloeb.csv",
        "2023/tvaergaaende.csv",
    ]


def test_an_unknown_file_is_left_alone(tmp_path):
    found = extract(raw_folder(tmp_path, {"2023/notater.csv": b"\x81"}))
    assert (list(found.files), found.warnings) == (["forloeb"], ())


def test_reading_writes_nothing_in_the_raw_folder(tmp_path):
    raw = raw_folder(tmp_path, {"2023/forloeb.csv": forloeb({}, {"cpr": "bad"})})
    before = {path: path.stat().st_mtime_ns for path in raw.rglob("*")}
    extract(raw)
    assert {path: path.stat().st_mtime_ns for path in raw.rglob("*")} == before


def rows(total, bad):
    """Return tvaergaaende.csv with ``bad`` of its ``total`` rows out."""
    return TVAERGAAENDE + "Bad;A;B\n" * bad + "Fokus;A;B\n" * (total - bad)


def folder_with(tmp_path, total, bad, tolerance=None):
    center = CENTER if tolerance is None else f"{CENTER}kvarantaene_tolerance = {tolerance}\n"
    files = {"2023/tvaergaaende.csv": rows(total, bad)}
    return raw_folder(tmp_path, files, center=center)


@pytest.mark.parametrize(
    ("total", "bad", "tolerance"),
    [
        (1, 1, None),
        (3, 3, None),
        (3, 3, 0),
        (200, 4, None),
        (201, 4, None),
        (100, 10, 0.1),
        (100, 29, 0.29),
        (50, 29, 0.58),
        (4, 4, 1),
    ],
    ids=[
        "one of one",
        "three of three",
        "three of three, and none tolerated",
        "exactly the default share",
        "less than the default share",
        "exactly a tenth",
        "exactly a share that is no binary fraction",
        "another of those",
        "all tolerated",
    ],
)
def test_three_rows_or_the_tolerated_share_may_be_out(tmp_path, total, bad, tolerance):
    found = extract(folder_with(tmp_path, total, bad, tolerance))
    assert found.files["tvaergaaende"].rows_out == bad


@pytest.mark.parametrize(
    ("total", "bad", "tolerance"),
    [(4, 4, None), (199, 4, None), (200, 5, None), (1000, 4, 0), (100, 11, 0.1), (100, 30, 0.29)],
)
def test_more_than_three_and_more_than_the_share_and_the_edition_fails(
    tmp_path, total, bad, tolerance
):
    raw = folder_with(tmp_path, total, bad, tolerance)
    with pytest.raises(ExtractError, match=rf"^2023/tvaergaaende\.csv: {bad} af {total} "):
        extract(raw)


def test_rows_of_another_length_count_among_the_rows_out(tmp_path):
    raw = raw_folder(tmp_path, {"2023/tvaergaaende.csv": TVAERGAAENDE + "Fokus;A\n" * 4})
    with pytest.raises(ExtractError, match=r"^2023/tvaergaaende\.csv: 4 af 4 "):
        extract(raw)


def test_the_share_is_counted_file_by_file(tmp_path):
    files = {
        "2023/tvaergaaende.csv": rows(total=3, bad=3),
        "2023/forloeb.csv": forloeb(*[{"kommune": "Atlantis"}] * 3),
        "2023/tilskud.csv": csv_text("tilskud", *[{"beloeb": "x"}] * 3),
    }
    assert extract(raw_folder(tmp_path, files)).listed.height == 9


def test_emptied_fields_are_never_too_many(tmp_path):
    file = checked(tmp_path, "forloeb", *[{"henvendelsesdato": "x"}] * 9)
    assert not file.too_many_out(0)


def test_a_year_before_the_municipalities_of_2007_is_a_warning(tmp_path):
    folder = opened(raw_folder(tmp_path, {"2006/forloeb.csv": forloeb(), "2023/forloeb.csv": ""}))
    assert folder.editions == (2023,)
    assert folder.warnings == ("2006: før kommunerne af 2007; den læses ikke",)


def test_an_edition_is_read_without_reading_the_others(tmp_path, monkeypatch):
    raw = raw_folder(tmp_path, {"2022/forloeb.csv": forloeb(), "2023/forloeb.csv": forloeb({})})
    monkeypatch.setenv("RUS_PSEUDONYM_KEY", "ab" * 32)
    folder = opened(raw)
    folder.refuse_real_numbers()
    assert folder.extract(2023).fictitious
    assert list(folder._inspected) == [2023]
