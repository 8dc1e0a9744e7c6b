"""``rus receive``: what is refused, in one line and with nothing changed, and personal numbers."""

import os

import pytest

from rus_pipeline.ingest.receiving import receive
from rus_pipeline_tests.ingest.receiving.deliveries import FACTS, delivery, refused, rus_receive
from rus_pipeline_tests.raw import forloeb, raw_folder

REAL = "010180-1234"


def test_a_folder_that_is_not_there(tmp_path, raw):
    assert "does not exist" in refused(tmp_path / "nowhere", raw)


def test_a_file_for_a_folder(tmp_path, raw):
    (tmp_path / "new.zip").write_bytes(b"x")
    assert "is no folder" in refused(tmp_path / "new.zip", raw)


def test_an_empty_folder(tmp_path, raw):
    (tmp_path / "new").mkdir()
    assert "is empty; expected udtraek.toml and forloeb.csv" in refused(tmp_path / "new", raw)


@pytest.mark.parametrize("name", ["Forloebene.csv", "notes.csv", "forloeb.pdf", ".DS_Store"])
def test_a_file_that_would_be_ignored(tmp_path, raw, name):
    folder = delivery(tmp_path, "new")
    (folder / name).write_text("x")
    assert f"holds what would be ignored: {name}. " in refused(folder, raw)


def test_a_sub_folder_a_link_and_a_pipe(tmp_path, raw):
    folder = delivery(tmp_path, "new", forloeb_csv=None)
    (folder / ".earlier").mkdir()
    (folder / "forloeb.csv").symlink_to(raw / "2023" / "forloeb.csv")
    os.mkfifo(folder / "tilskud.csv")
    expected = ".earlier (a folder), forloeb.csv (a link), tilskud.csv (no ordinary file)."
    assert expected in refused(folder, raw)


def test_many_such_files_and_line_breaks_in_their_names_are_still_one_line(tmp_path, raw):
    folder = delivery(tmp_path, "new")
    for number in range(9):
        (folder / f"{number}\n.csv").write_text("x")
    assert "'4\\n.csv' and 4 more. " in refused(folder, raw)


@pytest.mark.parametrize("edition", [23, 2006, 20230, -2023])
def test_an_edition_outside_the_years(tmp_path, raw, edition):
    assert "expected a report year" in refused(delivery(tmp_path, "new"), raw, f"{edition}")


def test_a_raw_folder_that_is_none(tmp_path):
    (tmp_path / "raw").mkdir()
    assert "center.toml" in refused(delivery(tmp_path, "new"), tmp_path / "raw")


def test_without_udtraek_the_refusal_says_what_to_write(tmp_path, raw):
    line = refused(delivery(tmp_path, "new", udtraek_toml=None), raw)
    assert "udtraek.toml is missing" in line
    assert "udtrukket = 2024-01-31" in line


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"udtraek_toml": 'kilde = "Cura"\n'}, "2023/udtraek.toml: udtrukket mangler"),
        ({"forloeb_csv": None}, "2023/forloeb.csv: filen mangler"),
        ({"forloeb_xlsx": b"x"}, "2023/forloeb.csv: forloeb.csv og forloeb.xlsx ligger her begge"),
        ({"tilskud_csv": "pulje;aar\n"}, "2023/tilskud.csv, linje 1, kolonnen beloeb"),
        ({"forloeb_csv": forloeb(*[{"kommune": "Atlantis"}] * 4)}, "4 af 4 rækker"),
    ],
    ids=["no date", "no forloeb", "both csv and xlsx", "no column", "too many rows out"],
)
def test_what_ends_an_edition_refuses_the_delivery(tmp_path, raw, files, told):
    line = refused(delivery(tmp_path, "new", **files), raw)
    assert "the delivery is refused" in line
    assert told in line


def test_a_refused_delivery_is_listed_as_rus_check_would(tmp_path, raw):
    rows = forloeb(*[{"kommune": "Atlantis"}] * 4)
    folder = delivery(tmp_path, "new", forloeb_csv=rows, tilskud_csv="x")
    result = rus_receive(folder, raw)
    assert "(and 1 more)" in result.stderr
    assert result.stdout.count("Udgaven kan ikke bygges: ") == 2
    assert result.stdout.count("Atlantis") == 1  # four rows of one cause


def test_the_first_delivery_of_a_year_that_is_refused_leaves_no_folder(tmp_path, raw):
    refused(delivery(tmp_path, "new", forloeb_csv="x"), raw, 2022)
    assert not (raw / "2022").exists()


# Personal numbers


def test_a_real_number_without_a_key_is_refused(tmp_path, raw):
    line = refused(delivery(tmp_path, "new", forloeb_csv=forloeb({"cpr": REAL})), raw)
    assert "2023/forloeb.csv: holds 1 real CPR numbers" in line
    assert "010180" not in line


def test_a_real_number_that_stands_does_not_hinder_that_it_is_replaced(tmp_path, raw):
    (raw / "2023" / "forloeb.csv").write_text(forloeb({"cpr": REAL}))
    assert receive(delivery(tmp_path, "new"), raw, 2023).taken


def test_a_real_number_of_another_edition_is_refused_as_everywhere(tmp_path):
    raw = raw_folder(
        tmp_path, {"2022/forloeb.csv": forloeb({"cpr": REAL}), "2023/udtraek.toml": ""}
    )
    assert "2022/forloeb.csv: holds 1 real" in refused(delivery(tmp_path, "new"), raw)


def test_a_real_number_with_a_key_is_taken_in_and_never_shown(tmp_path, raw, monkeypatch):
    monkeypatch.setenv("RUS_PSEUDONYM_KEY", "ab" * 32)
    rows = forloeb({"cpr": REAL, "kommune": REAL}, {"cpr": "310280-1234", "henvendelsesdato": REAL})
    result = rus_receive(delivery(tmp_path, "new", forloeb_csv=rows), raw)
    assert result.exit_code == 0
    assert not {"010180", "310280"} & set(result.output.replace("-", " ").split())


@pytest.mark.parametrize("name", [f"{REAL}.csv", f"{REAL}/x.csv"])
def test_a_number_in_a_name_is_masked(tmp_path, raw, name):
    folder = delivery(tmp_path, "new")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(FACTS)
    line = refused(folder, raw)
    assert "******-****" in line
    assert REAL not in line
