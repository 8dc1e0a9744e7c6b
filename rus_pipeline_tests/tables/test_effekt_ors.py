"""Effect by ORS: the last score less the first, within the course."""

import pytest

from rus_pipeline_tests.tables.figures_of import figures_of

COURSE = "forloeb_id | indsats | ind | ud\nF1 | Stof | 01-03-2023 | 01-09-2023"


def figures(tmp_path, courses, scores):
    measures = f"forloeb_id | dato | instrument | score\n{scores}"
    return figures_of(tmp_path, {"2023/forloeb": courses, "2023/maalinger": measures})


def outcome(tmp_path, scores, courses=COURSE):
    """Return the one column in which the drug courses count."""
    row = figures(tmp_path, courses, scores).row("effekt-ors/stof")
    (found,) = [column for column in list(row)[:4] if row[column]]
    return found


def test_counts_and_the_share_of_those_who_are_measured(tmp_path):
    courses = (
        "forloeb_id | indsats | ind | ud\n"
        "A | Alkohol | 01-03-2023 | 01-09-2023\n"
        "B | Stof | 01-03-2023 | 01-09-2023\n"
        "C | Stof | 01-03-2023 | 01-09-2023\n"
        "D | Stof | 01-03-2023 | 01-09-2023\n"
        "E | Stof | 01-03-2023 | 01-09-2023\n"
        "F | Stof | 01-03-2023 | 01-09-2023\n"
        "G | Pårørende | 01-03-2023 | 01-09-2023"
    )
    scores = (
        "A | 01-04-2023 | ORS | 30\nA | 01-05-2023 | ORS | 12\n"
        "B | 01-04-2023 | ORS | 15\nB | 01-05-2023 | ORS | 30\n"
        "C | 01-04-2023 | ORS | 15\nC | 01-05-2023 | ORS | 21\n"
        "D | 01-04-2023 | ORS | 15\nD | 01-05-2023 | ORS | 16\n"
        "E | 01-04-2023 | ORS | 15\n"
        "G | 01-04-2023 | ORS | 15\nG | 01-05-2023 | ORS | 30"
    )
    assert figures(tmp_path, courses, scores).table("effekt-ors") == {
        "alkohol/bedring": 0,
        "alkohol/uaendret": 0,
        "alkohol/forvaerring": 1,
        "alkohol/uden-maaling": 0,
        "alkohol/i-alt": 1,
        "alkohol/andel": 0,
        "stof/bedring": 2,
        "stof/uaendret": 1,
        "stof/forvaerring": 0,
        "stof/uden-maaling": 2,
        "stof/i-alt": 5,
        "stof/andel": 67,
    }


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("10", "15", "bedring"),
        ("10,5", "15,49", "uaendret"),
        ("10,01", "15.01", "bedring"),
        ("20", "15", "forvaerring"),
        ("20", "15,01", "uaendret"),
        ("20", "20", "uaendret"),
    ],
)
def test_five_points_are_a_change(tmp_path, first, last, expected):
    scores = f"F1 | 01-04-2023 | ORS | {first}\nF1 | 01-05-2023 | ORS | {last}"
    assert outcome(tmp_path, scores) == expected


def test_the_days_of_admission_and_discharge_count_and_none_beside_them(tmp_path):
    within = "F1 | 01-03-2023 | ORS | 10\nF1 | 01-09-2023 | ORS | 20"
    beside = "F1 | 28-02-2023 | ORS | 40\nF1 | 02-09-2023 | ORS | 0"
    assert outcome(tmp_path, f"{beside}\n{within}") == "bedring"


def test_what_is_between_the_first_and_the_last_changes_nothing(tmp_path):
    scores = (
        "F1 | 01-06-2023 | ORS | 12\nF1 | 01-05-2023 | ORS | 38\n"
        "F1 | 01-04-2023 | ORS | 10\nF1 | 15-05-2023 | ORS | 0"
    )
    assert outcome(tmp_path, scores) == "uaendret"


def test_of_one_day_the_later_line_is_the_last(tmp_path):
    day = "F1 | 01-05-2023 | ORS"
    assert outcome(tmp_path / "up", f"{day} | 10\n{day} | 12\n{day} | 16") == "bedring"
    assert outcome(tmp_path / "down", f"{day} | 16\n{day} | 12\n{day} | 10") == "forvaerring"


@pytest.mark.parametrize(
    "scores",
    [
        "F1 | 01-04-2023 | ORS | 10",
        "F1 | 01-04-2023 | ORS | 10\nF1 | 01-05-2023 | SRS | 30",
        "F1 | 01-04-2023 | TEM | 10\nF1 | 01-05-2023 | TEM | 30",
        "F1 | 01-04-2023 | ORS | 10\nF1 | 02-09-2023 | ORS | 30",
        "F1 | 01-04-2023 | ORS | 10\nF1 | 01-05-2023 | ORS | 41",
    ],
    ids=["one", "another-instrument", "none", "after-the-discharge", "quarantined"],
)
def test_fewer_than_two_scores_are_no_measurement(tmp_path, scores):
    assert outcome(tmp_path, scores) == "uden-maaling"


def test_everyone_counts_who_was_discharged_in_the_year(tmp_path):
    courses = (
        "person | forloeb_id | indsats | kommune | ind | ud\n"
        "-      | A | Stof | 0320 | 01-03-2023 | 01-09-2023\n"
        "b      | B | Stof | 0370 | 01-03-2022 | 31-12-2023\n"
        "c      | C | Stof | 0320 | 01-03-2022 | 31-12-2022\n"
        "d      | D | Stof | 0320 | 01-03-2023 | "
    )
    scores = "\n".join(
        f"{who} | {day} | ORS | {score}"
        for who in "ABCD"
        for day, score in (("01-04-2022", 10), ("01-04-2023", 10), ("01-05-2023", 20))
    )
    found = figures(tmp_path, courses, scores)
    assert tuple(found.row("effekt-ors/stof").values()) == (2, 0, 0, 0, 2, 100)


def test_without_the_file_nothing_is_told(tmp_path):
    found = figures_of(tmp_path, COURSE)
    assert set(found.table("effekt-ors").values()) == {None}
    reasons = {found.reason(f"effekt-ors/stof/{name}") for name in ("bedring", "i-alt", "andel")}
    assert reasons == {"Filen 2023/maalinger.csv er ikke leveret"}
    assert found["laengde/stof/i-alt"] == 1


def test_a_file_without_scores_measures_nobody(tmp_path):
    files = {"2023/forloeb": COURSE, "2023/maalinger": "forloeb_id"}
    found = figures_of(tmp_path, files)
    assert tuple(found.row("effekt-ors/stof").values()) == (0, 0, 0, 1, 1, None)


def test_the_files_behind_are_the_courses_and_the_scores(tmp_path):
    found = figures(tmp_path, COURSE, "F1 | 01-04-2023 | ORS | 10")
    files = found.figure("effekt-ors/stof/bedring").counted.files
    assert files == ("2023/forloeb.csv", "2023/maalinger.csv")
    assert found.figure("laengde/stof/28-83").counted.files == ("2023/forloeb.csv",)
