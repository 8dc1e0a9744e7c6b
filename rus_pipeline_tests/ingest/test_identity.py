"""What a CPR tells: birth date, sex, and whether it is fictitious."""

import hmac
from datetime import date

import polars as pl
import pytest

from rus_pipeline.ingest.values.identity import KEY_VARIABLE, PersonKeys, age_on, read_cpr
from rus_pipeline_tests.ingest.checking import OUT, checked, listed

KEYS = PersonKeys("6b" * 32, demonstration=False)


def read(text):
    """Return what a number tells, with the person it is to those who hold the key."""
    found = read_cpr(pl.Series("cpr", [text], dtype=pl.String))
    person = KEYS.person(pl.col("nummer")).alias("person")
    return found.select(person, pl.exclude("nummer")).row(0, named=True)


@pytest.mark.parametrize(
    ("number", "year"),
    [
        ("010100-0001", 1900),
        ("010199-0001", 1999),
        ("010100-3001", 1900),
        ("010199-3001", 1999),
        ("010100-4001", 2000),
        ("010136-4001", 2036),
        ("010137-4001", 1937),
        ("010199-4001", 1999),
        ("010100-9001", 2000),
        ("010136-9001", 2036),
        ("010137-9001", 1937),
        ("010100-5001", 2000),
        ("010157-5001", 2057),
        ("010158-5001", 1858),
        ("010199-5001", 1899),
        ("010157-8001", 2057),
        ("010158-8001", 1858),
    ],
)
def test_the_seventh_digit_tells_the_century(number, year):
    assert read(number)["foedselsdato"] == date(year, 1, 1)


@pytest.mark.parametrize("seventh", "0123")
def test_seventh_digits_of_the_1900s(seventh):
    assert read(f"010150-{seventh}001")["foedselsdato"] == date(1950, 1, 1)


@pytest.mark.parametrize("seventh", "5678")
def test_seventh_digits_of_the_1800s_and_2000s(seventh):
    born = [read(f"0101{year}-{seventh}001")["foedselsdato"] for year in (10, 60)]
    assert born == [date(2010, 1, 1), date(1860, 1, 1)]


@pytest.mark.parametrize(
    ("seventh", "year"), [("0", 1910), ("1", 1910), ("5", 1810), ("6", 2010), ("7", 2010)]
)
def test_the_seventh_digit_of_a_replacement_number(seventh, year):
    assert read(f"010110-{seventh}AB1")["foedselsdato"] == date(year, 1, 1)


@pytest.mark.parametrize("seventh", "23489")
def test_other_seventh_digits_are_no_replacement_number(seventh):
    assert read(f"010110-{seventh}AB1")["person"] is None


@pytest.mark.parametrize(("last", "koen"), [("1", "maend"), ("9", "maend"), ("0", "kvinder")])
@pytest.mark.parametrize("middle", ["000", "0AB"])
def test_an_odd_last_digit_is_a_man(middle, last, koen):
    assert read(f"010180-{middle}{last}")["koen"] == koen


@pytest.mark.parametrize(
    ("number", "fictitious"),
    [
        ("010180-0001", False),
        ("310180-0001", False),
        ("610180-0001", True),
        ("910180-0001", True),
        ("010180-0AB1", False),
        ("610180-0AB1", True),
    ],
)
def test_fictitious_numbers_have_60_added_to_the_day(number, fictitious):
    assert read(number)["fiktiv"] is fictitious


@pytest.mark.parametrize("number", ["750380-0001", "750380-0AB1"])
def test_a_fictitious_number_is_read_like_a_real_one(number):
    assert read(number)["foedselsdato"] == date(1980, 3, 15)


@pytest.mark.parametrize("number", ["290280-0001", "890280-0001", "290200-4001"])
def test_the_29th_of_february_of_a_leap_year(number):
    assert read(number)["foedselsdato"].strftime("%d-%m") == "29-02"


def test_the_modulus_is_not_checked():
    # The weighted sum of these digits is 59, which is no multiple of 11.
    assert read("010180-0001")["person"] is not None


@pytest.mark.parametrize(
    "text",
    [
        "290281-0001",
        "890281-0001",
        "290200-0001",
        "000180-0001",
        "320180-0001",
        "600180-0001",
        "920180-0001",
        "010080-0001",
        "011380-0001",
        "310480-0001",
        "010180-001",
        "010180-00011",
        "10180-0001",
        "010180--0001",
        "010180/0001",
        "01-01-80-0001",
        "0101800-001",
        "010180-A001",
        "010180-0A01",
        "010180-00A1",
        "010180-0ABA",
        "010180-0ÆØ1",
        "010180-0ß1",
        "010180-0ﬁ1",
        "010180-0ıA1",
        "010180-٠٠٠١",
        "ukendt",
        "-",
    ],
)
def test_texts_that_are_no_cpr(text):
    assert list(read(text).values()) == [None] * 4


def test_a_missing_cpr_is_nobody():
    assert list(read(None).values()) == [None] * 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("610180-0001", "6101800001"),
        ("610180-0AB1", "6101800AB1"),
        ("610180-0AB1", "610180-0ab1"),
        ("610180-0AB1", "6101800aB1"),
    ],
)
def test_the_same_person_however_the_number_is_written(one, other):
    assert read(one)["person"] == read(other)["person"]


def test_other_numbers_are_other_persons():
    numbers = ["610180-0001", "610180-0002", "010180-0001", "610180-0AB1"]
    assert len({read(number)["person"] for number in numbers}) == 4


def test_the_person_depends_on_the_key():
    other = PersonKeys("6c" * 32, demonstration=False)
    found = read_cpr(pl.Series("cpr", ["610180-0001"]))
    one, another = found.select(k.person(pl.col("nummer")).alias(k.key) for k in (KEYS, other))
    assert one.item() != another.item()


@pytest.mark.parametrize("key", ["6b" * 32, "øre" * 11, "6b" * 40])
def test_the_person_is_the_first_64_bits_of_the_keyed_hash(key):
    number = pl.Series("nummer", ["6101800001", None])
    found = number.to_frame().select(PersonKeys(key, demonstration=False).person(pl.col("nummer")))
    keyed = hmac.digest(key.encode(), b"6101800001", "sha256")
    assert found.to_series().to_list() == [int.from_bytes(keyed[:8], "big"), None]


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2023, 2, 28), 22),
        (date(2023, 3, 1), 23),
        (date(2024, 2, 28), 23),
        (date(2024, 2, 29), 24),
    ],
)
def test_one_born_on_the_29th_of_february_is_older_from_the_1st_of_march(day, age):
    frame = pl.DataFrame({"born": [date(2000, 2, 29)], "day": [day]})
    assert frame.select(age_on(pl.col("born"), pl.col("day"))).item() == age


NINE = [f"{day:02}0180000{n}".removeprefix("0") for n, day in enumerate((1, 2, 3), 1)]


def test_the_zeros_that_a_spreadsheet_took_are_put_back(tmp_path, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, "ab" * 32)
    lost = checked(tmp_path / "lost", "forloeb", *({"cpr": text} for text in NINE))
    whole = checked(tmp_path / "whole", "forloeb", *({"cpr": f"0{text}"} for text in NINE))
    assert lost.frame["person"].equals(whole.frame["person"])
    assert (lost.listed.height, lost.numbers, lost.real_numbers) == (0, 3, 3)
    assert lost.warnings == (
        "2023/forloeb.csv: 3 CPR-numre på ni cifre har fået det nul foran, som et regneark har"
        " taget",
    )


@pytest.mark.parametrize("other", ["0101800009", "010180-0009", "991380000"])
def test_they_are_not_where_another_number_shows_that_none_were_taken(tmp_path, monkeypatch, other):
    monkeypatch.setenv(KEY_VARIABLE, "ab" * 32)
    file = checked(tmp_path, "forloeb", {"cpr": NINE[0]}, {"cpr": other})
    assert (2, "cpr", "cpr_ugyldig", OUT) in listed(file)
    assert file.warnings == ()


@pytest.mark.parametrize("text", ["610180-0001", "610180–0001", "610180 0001", "610180 - 0001"])
def test_what_may_stand_before_the_last_four(text):
    assert read_cpr(pl.Series("cpr", [text]))["nummer"].to_list() == ["6101800001"]
