"""Records of ``.xlsb`` as Excel writes them."""

import struct
from datetime import date

import pytest

from rus_pipeline_tests.ingest.workbooks.books import UNCALCULATED, Error, Formula, filled, sheets
from rus_pipeline_tests.ingest.workbooks.xlsb_books import (
    DAY,
    PLAIN,
    cell,
    of_records,
    place,
    record,
    row,
    wide,
)


def read(tmp_path, *records, **more):
    (sheet,) = sheets(tmp_path, of_records(b"".join(records), **more), ".xlsb")
    return filled(sheet)


def packed(column, number, cell_format):
    return record(0x02, place(column, cell_format), struct.pack("<I", number << 2 | 2))


def test_a_date_that_is_stored_as_an_integer_is_a_date(tmp_path):
    cells = packed(0, 45000, DAY), packed(1, 45000, PLAIN)
    assert read(tmp_path, row(1), *cells) == {1: [date(2023, 3, 15), 45000.0]}


def test_shared_text_and_text_with_formats(tmp_path):
    shared = record(0x07, place(0), struct.pack("<I", 1))
    rich = record(0x3E, place(1), b"\1", wide("Færdig"), bytes(8))
    assert read(tmp_path, row(3), shared, rich, texts=("a", "Pårørende")) == {
        3: ["Pårørende", "Færdig"]
    }


@pytest.mark.parametrize(("on_load", "found"), [(True, UNCALCULATED), (False, 0.0)])
def test_a_zero_is_no_result_where_the_file_was_never_calculated(tmp_path, on_load, found):
    cells = cell(0, Formula(0)), cell(1, Formula(3))
    assert read(tmp_path, row(1), *cells, calculates_on_load=on_load) == {1: [found, 3.0]}


def test_an_error_may_be_the_result_of_a_formula(tmp_path):
    assert read(tmp_path, row(1), cell(0, Formula(Error("#DIV/0!")))) == {1: ["#DIV/0!"]}


def test_a_cell_with_nothing_but_a_format_is_empty(tmp_path):
    assert read(tmp_path, row(1), record(0x01, place(0)), row(2), cell(0, "a")) == {2: ["a"]}


def test_records_of_later_versions_are_passed_over(tmp_path):
    later = record(0x0C00, bytes(300))
    assert read(tmp_path, later, row(1), later, cell(0, "a"), later) == {1: ["a"]}
