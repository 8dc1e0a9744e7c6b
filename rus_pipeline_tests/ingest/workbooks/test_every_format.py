"""What is read of a workbook is the same in every format, whatever its ending."""

from datetime import date, datetime

import pytest

from rus_pipeline.audit.workbook_records import records
from rus_pipeline.ingest.files.file_layout import FileLayout
from rus_pipeline.ingest.files.raw_rows import raw_rows
from rus_pipeline.ingest.files.workbooks import visible_sheets
from rus_pipeline_tests.ingest.workbooks.books import (
    FORMATS,
    UNCALCULATED,
    Book,
    Error,
    Formula,
    Page,
    filled,
    of,
    read,
    sheets,
    writers,
    written,
)

every_format = pytest.mark.parametrize("suffix", FORMATS)
both_date_systems = pytest.mark.parametrize("is_1904", [False, True])

DAY, MOMENT = date(2023, 3, 5), datetime(2023, 3, 5, 14, 30)  # noqa: DTZ001


@every_format
def test_cells_are_typed(tmp_path, suffix):
    row = ["Pårørende – 12 €", 1234.5, -3, True, False, DAY, MOMENT]
    (sheet,) = read(tmp_path, of(row), suffix)
    assert filled(sheet) == {1: row}
    assert [type(cell) for cell in sheet.rows[0][1]] == [
        str,
        float,
        float,
        bool,
        bool,
        date,
        datetime,
    ]


@every_format
@both_date_systems
def test_a_date_cell_is_the_date_that_is_shown_in_both_date_systems(tmp_path, suffix, is_1904):
    (sheet,) = read(tmp_path, of([DAY, MOMENT, date(1958, 12, 31)], is_1904=is_1904), suffix)
    assert filled(sheet) == {1: [DAY, MOMENT, date(1958, 12, 31)]}
    assert sheet.epoch == (date(1904, 1, 1) if is_1904 else date(1899, 12, 30))


@every_format
def test_a_number_that_is_not_shown_as_a_date_stays_a_number(tmp_path, suffix):
    (sheet,) = read(tmp_path, of([45000, 45000.25]), suffix)
    assert filled(sheet) == {1: [45000.0, 45000.25]}


@every_format
@pytest.mark.parametrize(
    "mark", ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"]
)
def test_an_error_cell_is_its_mark(tmp_path, suffix, mark):
    (sheet,) = read(tmp_path, of(["a", Error(mark), "b"], [Error(mark)]), suffix)
    assert filled(sheet) == {1: ["a", mark, "b"], 2: [mark]}


@every_format
def test_a_formula_that_was_never_calculated_is_a_mark(tmp_path, suffix):
    (sheet,) = read(tmp_path, of(["a", Formula(), "b"], [Formula()]), suffix)
    assert filled(sheet) == {1: ["a", UNCALCULATED, "b"], 2: [UNCALCULATED]}


@every_format
def test_a_formula_that_was_calculated_is_its_result(tmp_path, suffix):
    row = [Formula(12.5), Formula("to ord"), Formula(result=True)]
    (sheet,) = read(tmp_path, of(row), suffix)
    assert filled(sheet) == {1: [12.5, "to ord", True]}


# What XlsxWriter writes asks to be calculated when it is opened: see ``test_error_marks``.
@pytest.mark.parametrize("suffix", [".xlsb", ".xls", ".ods"])
def test_a_calculated_zero_and_a_calculated_empty_text_are_what_they_are(tmp_path, suffix):
    (sheet,) = read(tmp_path, of(["a", Formula(0), Formula(""), "b"]), suffix)
    assert filled(sheet) == {1: ["a", 0.0, "", "b"]}


@every_format
def test_hidden_sheets_are_passed_over(tmp_path, suffix):
    pages = (
        Page("Forklaring", {1: ["a"]}, state="hidden"),
        Page("Forløb æøå", {1: ["b"]}),
        Page("System", {1: ["c"]}, state="very hidden"),
        Page("Noter & mere", {1: ["d"]}),
    )
    found = read(tmp_path, Book(pages), suffix)
    assert [(sheet.name, filled(sheet)) for sheet in found] == [
        ("Forløb æøå", {1: ["b"]}),
        ("Noter & mere", {1: ["d"]}),
    ]


@every_format
def test_hidden_rows_are_read_and_those_that_hold_anything_counted(tmp_path, suffix):
    rows = {1: ["a"], 2: ["b"], 4: [Error("#N/A")], 5: [" \u00a0 "], 7: ["c"]}
    page = Page("A", rows, hidden=frozenset({2, 3, 4, 5}))
    (sheet,) = read(tmp_path, Book((page,)), suffix)
    assert (sheet.hidden_rows, list(filled(sheet))) == (2, [1, 2, 4, 5, 7])


@every_format
def test_a_row_has_its_number_whatever_is_above_it(tmp_path, suffix):
    page = Page("A", {3: ["a"], 4: [None, None, "b"], 1000: ["c"]})
    (sheet,) = read(tmp_path, Book((page,)), suffix)
    assert filled(sheet) == {3: ["a"], 4: ["", "", "b"], 1000: ["c"]}


@every_format
def test_an_empty_sheet_has_no_rows(tmp_path, suffix):
    (sheet,) = read(tmp_path, Book((Page("A", {}),)), suffix)
    assert (sheet.rows, sheet.hidden_rows) == ([], 0)


@every_format
@pytest.mark.parametrize("ending", [*FORMATS, ".xlsm"])
def test_the_format_is_that_of_the_bytes(tmp_path, suffix, ending):
    (sheet,) = sheets(tmp_path, writers()[suffix](of(["a", DAY])), ending)
    assert filled(sheet) == {1: ["a", DAY]}


@every_format
def test_records_are_counted_by_other_code(tmp_path, suffix):
    rows = {1: ["Titel"], 3: ["a", "b"], 4: [None, 5], 6: [Error("#N/A")], 8: [" \u00a0", "\u200b"]}
    pages = (
        Page("Skjult", {1: ["x"], 2: ["y"]}, state="hidden"),
        Page("Ark æ", {**rows, 9: [DAY], 10: [True], 11: [Formula("x")]}),
    )
    path = written(tmp_path, Book(pages), suffix)
    assert records(path, "Ark æ", 0) == 7
    assert records(path, "Ark æ", 3) == 5
    assert records(path, "Skjult", 1) == 1


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsb", ".ods"])
def test_a_row_of_nothing_but_a_formula_never_calculated_is_a_record(tmp_path, suffix):
    path = written(tmp_path, of(["a"], [Formula()]), suffix)
    assert records(path, "Ark1", 1) == 1


@every_format
def test_the_bytes_of_a_row_are_its_cells_as_text(tmp_path, suffix):
    book = of(["id", "dag"], [], ["F1", DAY, None, 3, True], ["  "])
    path = written(tmp_path, book, suffix)
    layout = FileLayout(1, "", "", next(visible_sheets(path)).name)
    assert list(raw_rows(path, layout)) == [
        (3, b"F1\t2023-03-05\t\t3.0\tTrue"),
    ]
