"""Dates in every form, and columns in which they would all be read wrongly."""

from datetime import date, datetime

import polars as pl
import pytest

from rus_pipeline.core.errors import ExtractError
from rus_pipeline.ingest.values.dates import read_dates
from rus_pipeline_tests.ingest.checking import checked, row, values

MARCH_5 = date(2023, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "05-03-2023",
        "5.3.2023",
        "05/03/2023",
        "5 3 2023",
        "05-03-23",
        "5/3/23",
        "2023-03-05",
        "20230305",
        "05-03-2023 14:30",
        "05.03.2023 kl. 14.30",
        "2023-03-05T14:30:59.123",
        "2023-03-05 00:00:00",
        "2023-03-04T23:30:00Z",
        "2023-03-05T22:59Z",
        "2023-03-05T00:30:00+01:00",
        "2023-03-04T18:30:00-0500",
        "05-03-2023 00:30 +01",
    ],
)
def test_a_day_in_every_form(text):
    assert read_dates(pl.Series([text])).values.to_list() == [MARCH_5]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-06-05T21:59Z", date(2023, 6, 5)),
        ("2023-06-05T22:00Z", date(2023, 6, 6)),
        ("2023-12-31T23:00Z", date(2024, 1, 1)),
    ],
)
def test_a_moment_is_taken_to_danish_time(text, day):
    assert read_dates(pl.Series([text])).values.to_list() == [day]


def test_forms_may_be_mixed_in_a_column():
    text = pl.Series(["05-03-2023", None, "2023-03-05", "x", "5/3/23 7:00"])
    assert read_dates(text).values.to_list() == [MARCH_5, None, MARCH_5, None, MARCH_5]


@pytest.mark.parametrize("form", ["%d-%m-%Y %H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%y %H.%M"])
def test_midnights_in_utc_are_refused(tmp_path, form):
    days = [datetime(2023, 3, 4, 23), datetime(2023, 6, 4, 22)]  # noqa: DTZ001
    rows = [{"henvendelsesdato": day.strftime(form)} for day in days]
    with pytest.raises(ExtractError, match="kolonnen henvendelsesdato: alle klokkeslæt er 22:00"):
        checked(tmp_path, "forloeb", *rows, {})


def test_one_other_time_of_day_shows_that_they_are_none(tmp_path):
    rows = [{"henvendelsesdato": f"0{n}-02-2023 {t}"} for n, t in ((1, "23:00"), (2, "09:15"))]
    file = checked(tmp_path, "forloeb", *rows)
    assert values(file, "henvendelsesdato") == [date(2023, 2, 1), date(2023, 2, 2)]


def test_midnights_that_say_that_they_are_in_utc_are_read(tmp_path):
    file = checked(tmp_path, "forloeb", {"henvendelsesdato": "2023-02-04T23:00:00Z"})
    assert row(file)["henvendelsesdato"] == date(2023, 2, 5)


@pytest.mark.parametrize("text", ["02/28/2023", "2-28-2023", "02.28.23", "02/28/2023 09:00"])
def test_the_month_first_is_refused_with_the_line(tmp_path, text):
    rows = [{"henvendelsesdato": "02/01/2023"}, {"henvendelsesdato": text}]
    with pytest.raises(
        ExtractError, match=r"linje 3, kolonnen henvendelsesdato: datoen har måneden først"
    ):
        checked(tmp_path, "forloeb", *rows)


@pytest.mark.parametrize("text", ["31-02-2023", "13-13-2023", "00-05-2023"])
def test_a_date_that_is_none_either_way_is_listed(tmp_path, text):
    file = checked(tmp_path, "forloeb", {"henvendelsesdato": text})
    assert file.listed["rule"].to_list() == ["dato_ugyldig"]
