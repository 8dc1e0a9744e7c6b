"""``id_dublet``: the same course or stay delivered more than once."""

import pytest

from rus_pipeline_tests.ingest.checking import NEEDED, OUT, checked, checked_text, listed, values
from rus_pipeline_tests.raw import csv_text, extract, raw_folder

COURSE = "F1;610180-0001;Stof;0320;01-03-2023;;"
OTHER = "F1;610180-0001;Stof;0336;01-03-2023;;"


def lines_out(tmp_path, *rows, header=NEEDED):
    file = checked_text(tmp_path, "\n".join([header, *rows]) + "\n")
    assert {found[1:] for found in listed(file)} <= {("forloeb_id", "id_dublet", OUT)}
    return [line for line, *_ in listed(file)]


def test_of_two_rows_alike_the_first_stays(tmp_path):
    assert lines_out(tmp_path, COURSE, COURSE) == [3]


def test_of_three_rows_alike_the_first_stays(tmp_path):
    assert lines_out(tmp_path, COURSE, COURSE, COURSE) == [3, 4]


def test_of_two_rows_that_differ_none_stays(tmp_path):
    assert lines_out(tmp_path, COURSE, OTHER) == [2, 3]


def test_of_two_rows_alike_and_one_that_differs_none_stays(tmp_path):
    assert lines_out(tmp_path, COURSE, COURSE, OTHER) == [2, 3, 4]


def test_rows_between_do_not_matter(tmp_path):
    between = COURSE.replace("F1", "F2")
    assert lines_out(tmp_path, COURSE, between, COURSE) == [4]


def test_white_space_around_a_value_is_no_difference(tmp_path):
    assert lines_out(tmp_path, COURSE, COURSE.replace("Stof", "  Stof ")) == [3]


def test_quotes_are_no_difference(tmp_path):
    assert lines_out(tmp_path, COURSE, COURSE.replace("Stof", '"Stof"')) == [3]


def test_upper_and_lower_case_are_a_difference(tmp_path):
    assert lines_out(tmp_path, COURSE, COURSE.replace("Stof", "stof")) == [2, 3]


def test_a_column_that_is_not_of_the_contract_can_make_the_difference(tmp_path):
    header = f"{NEEDED};note"
    assert lines_out(tmp_path, f"{COURSE};a", f"{COURSE};b", header=header) == [2, 3]


def test_ids_in_upper_and_lower_case_are_told_apart(tmp_path):
    assert lines_out(tmp_path, COURSE, COURSE.replace("F1", "f1")) == []


def test_ids_are_compared_as_text(tmp_path):
    assert lines_out(tmp_path, COURSE.replace("F1", "1"), COURSE.replace("F1", "01")) == []


def test_the_same_values_in_other_columns_are_a_difference(tmp_path):
    header = f"{NEEDED};note;note2"
    assert lines_out(tmp_path, f"{COURSE};a;", f"{COURSE};;a", header=header) == [2, 3]


def test_no_character_inside_a_value_hides_a_difference(tmp_path):
    header = f"{NEEDED};note;note2"
    rows = [f"{COURSE};a\x1fb;c", f"{COURSE};a;b\x1fc"]
    assert lines_out(tmp_path, *rows, header=header) == [2, 3]


def test_a_row_of_another_length_makes_no_duplicate(tmp_path):
    file = checked_text(tmp_path, f"{NEEDED}\n{COURSE}\n{COURSE};x\n")
    assert listed(file) == [(3, "", "feltantal", OUT)]


def test_a_row_that_is_out_for_another_reason_still_makes_a_duplicate(tmp_path):
    file = checked_text(tmp_path, f"{NEEDED}\n{COURSE}\n{COURSE.replace('0320', 'Atlantis')}\n")
    assert listed(file) == [
        (2, "forloeb_id", "id_dublet", OUT),
        (3, "forloeb_id", "id_dublet", OUT),
        (3, "kommune", "kommune_ukendt", OUT),
    ]


def test_rows_without_an_id_are_no_duplicates(tmp_path):
    file = checked(tmp_path, "forloeb", {"forloeb_id": ""}, {"forloeb_id": ""})
    assert {rule for _, _, rule, _ in listed(file)} == {"mangler"}


@pytest.mark.parametrize(
    ("stem", "column"), [("eksterne_forloeb", "forloeb_id"), ("doegnophold", "ophold_id")]
)
def test_other_files_have_duplicates_too(tmp_path, stem, column):
    file = checked(tmp_path, stem, {column: "X"}, {column: "X", "kommune": "0336"}, {})
    assert listed(file) == [(2, column, "id_dublet", OUT), (3, column, "id_dublet", OUT)]
    assert values(file, "line") == [4]


def test_one_id_in_two_files_is_no_duplicate(tmp_path):
    twice = {"forloeb_id": "X"}
    files = {
        "2023/forloeb.csv": csv_text("forloeb", twice),
        "2023/eksterne_forloeb.csv": csv_text("eksterne_forloeb", twice),
    }
    assert extract(raw_folder(tmp_path, files)).listed.is_empty()
