"""Persons who began treatment in the year: new, continuing, or back again."""

import pytest

from rus_pipeline_tests.tables.figures_of import figures_of

HEAD = "forloeb_id | person | indsats | ind | ud"
BEFORE = "2022/forloeb"
NOW = "2023/forloeb"


def arrived(tmp_path, before, now):
    """Return nye, fortsat, tilbage and i-alt of drug treatment in 2023."""
    files = {BEFORE: f"{HEAD}\n{before}", NOW: f"{HEAD}\n{now}"}
    return tuple(figures_of(tmp_path, files).row("nye-tilbage/stof").values())


def test_each_person_once_in_each_kind_of_treatment(tmp_path):
    files = {
        BEFORE: f"{HEAD}\n1 | b | Stof | 01-02-2022 | 01-06-2022",
        NOW: (
            f"{HEAD}\n"
            "2 | a | Stof    | 01-03-2023 | 01-04-2023\n"
            "3 | a | Stof    | 01-09-2023 |\n"
            "4 | a | Alkohol | 01-09-2023 |\n"
            "5 | b | Stof    | 01-03-2023 |\n"
            "6 | c | Stof    | 01-03-2022 |\n"
            "7 | - | Stof    | 01-03-2023 |\n"
            "8 | d | Pårørende | 01-03-2023 |"
        ),
    }
    assert figures_of(tmp_path, files).table("nye-tilbage") == {
        "alkohol/nye": 1,
        "alkohol/fortsat": 0,
        "alkohol/tilbage": 0,
        "alkohol/i-alt": 1,
        "stof/nye": 1,
        "stof/fortsat": 0,
        "stof/tilbage": 1,
        "stof/i-alt": 2,
    }


@pytest.mark.parametrize(
    ("discharged", "expected"),
    [
        ("19-02-2023", (0, 1, 0, 1)),  # ten days before 1 March
        ("18-02-2023", (0, 0, 1, 1)),
        ("01-06-2023", (0, 1, 0, 1)),  # open on the day
        ("", (0, 1, 0, 1)),
    ],
)
def test_treatment_continues_that_was_open_or_ended_at_most_ten_days_before(
    tmp_path, discharged, expected
):
    now = f"1 | a | Stof | 01-01-2022 | {discharged}\n2 | a | Stof | 01-03-2023 |"
    assert arrived(tmp_path, "9 | z | Stof | 01-01-2022 |", now) == expected


def test_another_admission_on_the_same_day_is_not_an_earlier_one(tmp_path):
    now = "1 | a | Stof | 01-03-2023 |\n2 | a | Stof | 01-03-2023 |"
    assert arrived(tmp_path, "9 | z | Stof | 01-01-2022 |", now) == (1, 0, 0, 1)


def test_another_kind_of_treatment_is_not_an_earlier_one(tmp_path):
    now = "1 | a | Alkohol | 01-01-2023 |\n2 | a | Stof | 01-03-2023 |"
    assert arrived(tmp_path, "9 | z | Stof | 01-01-2022 |", now) == (1, 0, 0, 1)


def test_a_course_in_both_extracts_is_as_the_edition_s_own_has_it(tmp_path):
    before = "1 | a | Stof | 01-02-2022 |"
    now = "1 | a | Stof | 01-02-2022 | 01-12-2022\n2 | a | Stof | 01-03-2023 |"
    assert arrived(tmp_path, before, now) == (0, 0, 1, 1)


@pytest.mark.parametrize(
    ("admitted", "expected"),
    [
        ("10-02-2023", (0, 1, 0, 1)),  # ten days after 31 January, when the extract was drawn
        ("11-02-2023", (0, 0, 1, 1)),
    ],
)
def test_an_open_course_of_the_year_before_alone_ended_when_that_was_drawn(
    tmp_path, admitted, expected
):
    now = f"2 | a | Stof | {admitted} |"
    assert arrived(tmp_path, "1 | a | Stof | 01-02-2022 |", now) == expected


def test_an_admission_that_the_year_before_alone_tells_does_not_begin_the_year(tmp_path):
    before = "1 | a | Stof | 05-01-2023 | 20-01-2023"
    assert arrived(tmp_path, before, "9 | z | Alkohol | 01-03-2023 |") == (0, 0, 0, 0)
    assert arrived(tmp_path / "b", before, "2 | a | Stof | 01-06-2023 |") == (0, 0, 1, 1)


def test_without_the_extract_of_the_year_before_nothing_is_available(tmp_path):
    found = figures_of(tmp_path, f"{HEAD}\n1 | a | Stof | 01-03-2023 |")
    assert set(found.table("nye-tilbage").values()) == {None}
    assert "2022" in found.reason("nye-tilbage/stof/nye")
