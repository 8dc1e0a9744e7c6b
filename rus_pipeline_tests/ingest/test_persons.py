"""The key that hides a CPR, the refusal of real numbers without one, and the fictitious mark."""

import pytest

from rus_pipeline.core.errors import RawFolderError
from rus_pipeline.ingest.values.identity import KEY_VARIABLE, PersonKeys
from rus_pipeline_tests.ingest.checking import NEEDED
from rus_pipeline_tests.raw import csv_text, extract, forloeb, opened, raw_folder

REAL, REAL_REPLACEMENT, FICTITIOUS = "010180-0001", "010180-0AB1", "610180-0001"
KEY = "0123456789abcdef" * 4


@pytest.fixture
def _key(monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, KEY)


def persons(raw, edition=2023, stem="forloeb"):
    return extract(raw, edition).files[stem].frame["person"].to_list()


def test_a_person_is_the_same_in_every_edition_and_file(tmp_path):
    person = {"cpr": FICTITIOUS}
    files = {
        "2022/forloeb.csv": forloeb({**person, "indskrivningsdato": "01-03-2022"}),
        "2023/forloeb.csv": forloeb({}, person),
        "2023/doegnophold.csv": csv_text("doegnophold", person),
    }
    raw = raw_folder(tmp_path, files)
    found = {persons(raw, 2022)[0], persons(raw)[1], persons(raw, stem="doegnophold")[0]}
    assert len(found) == 1


def test_the_key_changes_the_person(tmp_path, monkeypatch):
    raw = raw_folder(tmp_path, {"2023/forloeb.csv": forloeb({"cpr": FICTITIOUS})})
    demonstration = persons(raw)
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    with_key = persons(raw)
    monkeypatch.setenv(KEY_VARIABLE, KEY[::-1])
    assert len({*demonstration, *with_key, *persons(raw)}) == 3


@pytest.mark.parametrize("key", ["ab" * 32, "AB" * 32, "ab" * 40, f" {'ab' * 32}\n"])
def test_keys_of_32_bytes_or_more(monkeypatch, key):
    monkeypatch.setenv(KEY_VARIABLE, key)
    assert not PersonKeys.from_environment().demonstration


@pytest.mark.parametrize(
    "key", ["ab" * 31, "ab" * 31 + "a", "xy" * 32, "hemmelig", "0x" + "a" * 64]
)
def test_no_other_key_is_taken(monkeypatch, key):
    monkeypatch.setenv(KEY_VARIABLE, key)
    with pytest.raises(RawFolderError, match=f"{KEY_VARIABLE}.*32 bytes.*hex") as refused:
        PersonKeys.from_environment()
    assert key not in str(refused.value)


@pytest.mark.parametrize("key", ["", "  "])
def test_an_empty_key_is_no_key(monkeypatch, key):
    monkeypatch.setenv(KEY_VARIABLE, key)
    assert PersonKeys.from_environment().demonstration


def test_fictitious_numbers_need_no_key(tmp_path):
    opened(raw_folder(tmp_path, {"2023/forloeb.csv": forloeb({})})).refuse_real_numbers()


REAL_NUMBERS = {
    "in a sound row": {"2023/forloeb.csv": forloeb({}, {"cpr": REAL})},
    "without its hyphen": {"2023/forloeb.csv": forloeb({"cpr": REAL.replace("-", "")})},
    "a replacement number": {"2023/forloeb.csv": forloeb({"cpr": REAL_REPLACEMENT})},
    "in a quarantined row": {"2023/forloeb.csv": forloeb({"cpr": REAL, "indsats": "Spil"})},
    "in a row too short": {"2023/forloeb.csv": f"{NEEDED}\nF1;{REAL};Stof\n"},
    "in a row too long": {"2023/forloeb.csv": f"{NEEDED}\nF1;;{REAL};Stof;0320;01-03-2023;;x\n"},
    "in another file": {"2023/doegnophold.csv": csv_text("doegnophold", {"cpr": REAL})},
    "in the third file": {"2023/eksterne_forloeb.csv": csv_text("eksterne_forloeb", {"cpr": REAL})},
    "in another edition": {
        "2022/forloeb.csv": forloeb({"cpr": REAL}),
        "2023/forloeb.csv": forloeb({}),
    },
    "in an edition that fails": {
        "2022/forloeb.csv": forloeb({"cpr": REAL}),
        "2022/udtraek.toml": "",
        "2023/forloeb.csv": forloeb({}),
    },
    "in a file without all columns": {"2023/forloeb.csv": f"cpr;kommune\n{REAL};0320\n"},
}


@pytest.mark.parametrize("files", REAL_NUMBERS.values(), ids=REAL_NUMBERS.keys())
def test_real_numbers_are_refused_without_a_key(tmp_path, files):
    folder = opened(raw_folder(tmp_path, files))
    with pytest.raises(RawFolderError, match=KEY_VARIABLE) as refused:
        folder.refuse_real_numbers()
    assert "010180" not in str(refused.value)


def test_a_voucher_number_in_a_row_too_short_is_nobodys(tmp_path):
    ledger = f"{csv_text('posteringer', {})}{REAL.replace('-', '')};01-03-2023\n"
    raw = raw_folder(tmp_path, {"2023/forloeb.csv": forloeb({}), "2023/posteringer.csv": ledger})
    opened(raw).refuse_real_numbers()
    assert extract(raw, 2023).fictitious


def test_the_refusal_names_the_file(tmp_path):
    raw = raw_folder(tmp_path, {"2023/doegnophold.csv": csv_text("doegnophold", {"cpr": REAL})})
    with pytest.raises(RawFolderError, match=r"2023/doegnophold\.csv"):
        opened(raw).refuse_real_numbers()


def test_a_real_number_under_a_translated_heading_is_refused(tmp_path):
    text = forloeb({"cpr": REAL}).replace("cpr", "CPR-nr.", 1)
    raw = raw_folder(tmp_path, {"2023/forloeb.csv": text})
    with (raw / "center.toml").open("a") as file:
        file.write('[kolonner.forloeb]\n"cpr-nr." = "cpr"\n')
    with pytest.raises(RawFolderError, match=KEY_VARIABLE):
        opened(raw).refuse_real_numbers()


@pytest.mark.usefixtures("_key")
@pytest.mark.parametrize("files", REAL_NUMBERS.values(), ids=REAL_NUMBERS.keys())
def test_with_a_key_real_numbers_are_allowed(tmp_path, files):
    opened(raw_folder(tmp_path, files)).refuse_real_numbers()


def fictitious(tmp_path, text, edition=2023):
    return extract(raw_folder(tmp_path, {"2023/forloeb.csv": text}), edition).fictitious


def test_an_extract_of_fictitious_numbers_is_fictitious(tmp_path):
    text = forloeb({"cpr": FICTITIOUS}, {"cpr": "610180-0AB1"}, {"cpr": ""})
    assert fictitious(tmp_path, text)


def test_an_unreadable_number_is_neither_real_nor_fictitious(tmp_path):
    assert fictitious(tmp_path, forloeb({"cpr": FICTITIOUS}, {"cpr": "ukendt"}))


@pytest.mark.usefixtures("_key")
@pytest.mark.parametrize(
    "text",
    [
        forloeb({"cpr": FICTITIOUS}, {"cpr": REAL}),
        forloeb({"cpr": FICTITIOUS}, {"cpr": REAL_REPLACEMENT}),
        forloeb({"cpr": FICTITIOUS}, {"cpr": REAL, "indsats": "Spil"}),
        f"{NEEDED}\nF1;{FICTITIOUS};Stof;0320;01-03-2023;;\nF2;{REAL};Stof\n",
    ],
    ids=["sound", "replacement", "quarantined", "of another length"],
)
def test_one_readable_real_number_and_the_extract_is_real(tmp_path, text):
    assert not fictitious(tmp_path, text)


@pytest.mark.usefixtures("_key")
def test_a_real_number_in_any_file_makes_the_extract_real(tmp_path):
    files = {
        "2023/forloeb.csv": forloeb({}),
        "2023/doegnophold.csv": csv_text("doegnophold", {"cpr": REAL}),
    }
    assert not extract(raw_folder(tmp_path, files)).fictitious


@pytest.mark.usefixtures("_key")
def test_each_edition_has_its_own_mark(tmp_path):
    files = {"2022/forloeb.csv": forloeb({"cpr": REAL}), "2023/forloeb.csv": forloeb({})}
    raw = raw_folder(tmp_path, files)
    assert [extract(raw, year).fictitious for year in (2022, 2023)] == [False, True]
