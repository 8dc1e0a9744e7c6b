"""Which sheet of a workbook is read: the one visible sheet that holds the required columns."""

from io import BytesIO

import pytest
from xlsxwriter import Workbook

from rus_pipeline.core.errors import ExtractError
from rus_pipeline_tests.ingest.checking import checked_text, values

ROWS = (["type", "omraade", "tekst"], ["Fokus", "A", "B"])


def book(sheets, hidden_rows=()):
    content = BytesIO()
    with Workbook(content) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name.strip("~"))
            if name.startswith("~"):
                sheet.hide()
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
            for number in hidden_rows:
                sheet.set_row(number, options={"hidden": True})
    return content.getvalue()


def read(tmp_path, sheets, **more):
    return checked_text(tmp_path, book(sheets, **more), "tvaergaaende", suffix=".xlsx")


def test_the_sheet_with_the_columns_is_read_wherever_it_is(tmp_path):
    file = read(tmp_path, {"Forside": [["Udtræk"]], "Data": ROWS, "Noter": [["x"]]})
    assert (values(file, "omraade"), file.layout.sheet) == (["A"], "Data")


def test_several_that_hold_them_are_named(tmp_path):
    with pytest.raises(ExtractError, match="arkene Ark1 og Ark2 har alle kolonnerne"):
        read(tmp_path, {"Ark1": ROWS, "Ark2": ROWS})


def test_a_hidden_sheet_is_passed_over(tmp_path):
    assert values(read(tmp_path, {"Ark1": ROWS, "~Ark2": ROWS}), "line") == [2]


def test_rows_before_the_header_are_passed_over_and_counted(tmp_path):
    file = read(tmp_path, {"Data": [["Udtræk 2023"], [], *ROWS]})
    assert (values(file, "line"), file.warnings) == (
        [4],
        ("2023/tvaergaaende.xlsx: 1 række før overskriften er sprunget over",),
    )


def test_hidden_rows_are_read_and_counted(tmp_path):
    file = read(tmp_path, {"Data": [*ROWS, ["Fokus", "C", "D"]]}, hidden_rows=[2])
    assert (values(file, "omraade"), file.warnings) == (
        ["A", "C"],
        ("2023/tvaergaaende.xlsx: 1 skjult række i arket Data er læst med",),
    )
