"""Records of ``.xls`` that xlwt does not write, as Excel and other programs do."""

import struct
from datetime import date

import pytest

from rus_pipeline_tests.ingest.workbooks import xls_books
from rus_pipeline_tests.ingest.workbooks.books import UNCALCULATED, Error, filled, of, sheets
from rus_pipeline_tests.ingest.workbooks.xls_books import formula, of_records, record, wide

PLAIN, DAY = 0, 1
FORMATS = record(0xE0, struct.pack("<HH", 0, 0), bytes(16)) + record(
    0xE0, struct.pack("<HH", 0, 14), bytes(16)
)
UNCALCED = record(0x5E, bytes(2))


def place(row, column, cell_format=PLAIN):
    return struct.pack("<HHH", row, column, cell_format)


def read(tmp_path, *records, **more):
    (sheet,) = sheets(tmp_path, of_records(*records, **more), ".xls")
    return filled(sheet)


@pytest.mark.parametrize(
    ("packed", "number"),
    [
        (45000 << 2 | 2, 45000.0),
        (45000 << 2 | 3, 450.0),
        ((-7 << 2 | 2) & 0xFFFFFFFF, -7.0),
        (struct.unpack("<I", struct.pack("<d", 1.5)[4:])[0], 1.5),
        (struct.unpack("<I", struct.pack("<d", 150.0)[4:])[0] | 1, 1.5),
    ],
)
def test_packed_numbers(tmp_path, packed, number):
    cell = record(0x27E, place(0, 0), struct.pack("<I", packed))
    assert read(tmp_path, cell) == {1: [number]}


def test_a_packed_number_may_be_a_date(tmp_path):
    cell = record(0x27E, place(0, 0, DAY), struct.pack("<I", 45000 << 2 | 2))
    assert read(tmp_path, cell, book=FORMATS) == {1: [date(2023, 3, 15)]}


def test_many_numbers_in_one_record(tmp_path):
    numbers = struct.pack("<HIHI", PLAIN, 1 << 2 | 2, DAY, 45000 << 2 | 2)
    cells = record(0xBD, struct.pack("<HH", 4, 2), numbers, struct.pack("<H", 3))
    assert read(tmp_path, cells, book=FORMATS) == {5: ["", "", 1.0, date(2023, 3, 15)]}


def test_text_in_the_cell_itself(tmp_path):
    plain = record(0x204, place(0, 0), wide("Pårørende"))
    rich = record(0xD6, place(0, 1), wide("Færdig"), bytes(6))
    assert read(tmp_path, plain, rich) == {1: ["Pårørende", "Færdig"]}


def test_shared_texts_continue_in_other_records_within_and_between_characters(tmp_path):
    texts = [f"tekst {number} " + "æ€"[number % 2] * 2000 for number in range(20)]
    rows = [[text] for text in texts]
    (sheet,) = sheets(tmp_path, xls_books.xls(of(*rows)), ".xls")
    assert [row for _, row in sheet.rows] == rows


def test_a_text_that_is_narrow_in_one_record_and_wide_in_the_next(tmp_path):
    first = struct.pack("<IIHB", 1, 1, 6, 0) + b"afbr\xf8"
    table = record(0xFC, first) + record(0x3C, b"\1", "€".encode("utf-16-le"))
    cell = record(0xFD, place(0, 0), struct.pack("<I", 0))
    assert read(tmp_path, cell, book=table) == {1: ["afbrø€"]}


def test_a_shared_text_with_formats_and_phonetics(tmp_path):
    rich = struct.pack("<HBHI", 2, 0x0C, 1, 3) + b"ab" + bytes(4) + bytes(3)
    table = record(0xFC, struct.pack("<II", 2, 2), rich, wide("c"))
    cells = [record(0xFD, place(0, n), struct.pack("<I", n)) for n in (0, 1)]
    assert read(tmp_path, *cells, book=table) == {1: ["ab", "c"]}


def test_a_long_result_of_a_formula_continues_in_another_record(tmp_path):
    result = formula(0, 0, "x").removesuffix(record(0x207, wide("x")))
    text = record(0x207, struct.pack("<HB", 4, 0), b"ab") + record(0x3C, b"\0cd")
    assert read(tmp_path, result, record(0x4BC, bytes(10)), text) == {1: ["abcd"]}


@pytest.mark.parametrize(
    ("result", "flags", "before", "cell"),
    [
        (0.0, 0, b"", 0.0),
        (0.0, 2, b"", UNCALCULATED),
        (0.0, 0, UNCALCED, UNCALCULATED),
        (5.0, 2, UNCALCED, 5.0),
        (None, 0, b"", UNCALCULATED),
        (Error("#REF!"), 0, b"", "#REF!"),
    ],
)
def test_which_results_were_never_calculated(tmp_path, result, flags, before, cell):
    assert read(tmp_path, before, formula(0, 0, result, flags=flags)) == {1: [cell]}


def test_a_text_that_should_follow_and_does_not_is_no_empty_one(tmp_path):
    promised = formula(0, 0, "x").removesuffix(record(0x207, wide("x")))
    cells = promised, formula(0, 1, ""), formula(0, 2, "y")
    assert read(tmp_path, *cells) == {1: [UNCALCULATED, "", "y"]}


def test_a_blank_result_of_a_program_that_calculates_is_an_empty_text(tmp_path):
    last_calculated = record(0x1C1, struct.pack("<HHI", 0x1C1, 0, 125725))
    cells = formula(0, 0, None), formula(0, 1, 5.0)
    assert read(tmp_path, *cells, book=last_calculated) == {1: ["", 5.0]}


def test_a_chart_within_a_sheet_is_passed_over(tmp_path):
    chart = record(0x809, struct.pack("<HH", 0x600, 0x20), bytes(12)) + record(
        0x203, place(7, 7), struct.pack("<d", 9)
    )
    end = record(0x0A)
    cell = record(0x203, place(1, 0), struct.pack("<d", 2))
    assert read(tmp_path, chart, end, cell) == {2: [2.0]}


@pytest.mark.parametrize(("type_", "found"), [(0, 1), (1, 0), (2, 0), (6, 0)])
def test_sheets_of_macros_and_charts_are_passed_over(tmp_path, type_, found):
    content = of_records()
    listed = content.index(record(0x85, b"\0" * 9)[:4])
    content = content[: listed + 9] + bytes([type_]) + content[listed + 10 :]
    assert len(sheets(tmp_path, content, ".xls")) == found


def test_text_of_excel_95_has_a_code_page(tmp_path):
    page = record(0x42, struct.pack("<H", 10000))
    cell = record(0x204, place(0, 0), struct.pack("<H", 3), "bøf".encode("mac_roman"))
    assert read(tmp_path, cell, book=page, version=0x500) == {1: ["bøf"]}


def test_a_format_of_excel_95_may_show_a_date(tmp_path):
    code = b"DD-MM-YYYY"
    formats = record(0x41E, struct.pack("<HB", 164, len(code)), code) + record(
        0xE0, struct.pack("<HH", 0, 164), bytes(12)
    )
    cell = record(0x203, place(0, 0, 0), struct.pack("<d", 45000))
    assert read(tmp_path, cell, book=formats, version=0x500) == {1: [date(2023, 3, 15)]}
