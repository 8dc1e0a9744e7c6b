"""Workbooks: typed cells, sheet rows, and what cannot be read as one."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from xlsxwriter import Workbook

from rus_pipeline.core.errors import ExtractError
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.ingest.values.identity import KEY_VARIABLE
from rus_pipeline_tests.ingest.checking import OUT, checked_text, listed, row, values
from rus_pipeline_tests.raw import csv_text, extract, raw_folder


def workbook(*rows):
    """Return an .xlsx whose first sheet holds these rows; None is no cell."""
    content = BytesIO()
    with Workbook(content, {"default_date_format": "dd-mm-yyyy"}) as book:
        sheet = book.add_worksheet()
        book.add_worksheet("andet").write(0, 0, "noget andet")
        for number, cells in enumerate(rows):
            for position, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(number, position, cell)
    return content.getvalue()


def sheet(stem, *rows):
    """Return the file ``stem`` with each row's defaults, the given cells typed as they are."""
    header = list(SCHEMAS[stem].delivered_names())
    filled = []
    for number, cells in enumerate(rows, 1):
        default = csv_text(stem, *[{}] * number).splitlines()[-1].split(";")
        words = dict(zip(header, default, strict=True)) | cells
        filled.append([words[name] or None for name in header])
    return workbook(header, *filled)


def read(tmp_path, stem, *rows):
    return checked_text(tmp_path, sheet(stem, *rows), stem, suffix=".xlsx")


def test_a_workbook_is_read_as_the_csv_of_the_same_text(tmp_path):
    rows = [{}, {"kommune": "Atlantis"}, {"henvendelsesdato": "x"}]
    typed = read(tmp_path / "xlsx", "forloeb", *rows)
    text = checked_text(tmp_path / "csv", csv_text("forloeb", *rows))
    assert typed.frame.drop("file").equals(text.frame.drop("file"))
    assert typed.listed.drop("file").equals(text.listed.drop("file"))


def test_the_list_names_the_workbook(tmp_path):
    file = read(tmp_path, "forloeb", {"kommune": "Atlantis"})
    assert file.listed["file"].to_list() == ["2023/forloeb.xlsx"]


@pytest.mark.parametrize("cell", [date(2023, 3, 5), datetime(2023, 3, 5, 14, 30)])  # noqa: DTZ001
def test_a_date_cell_is_that_date(tmp_path, cell):
    file = read(tmp_path, "forloeb", {"indskrivningsdato": cell})
    assert row(file)["indskrivningsdato"] == date(2023, 3, 5)


def test_a_text_cell_is_read_as_in_a_csv(tmp_path):
    file = read(tmp_path, "posteringer", {"bogfoeringsdato": " 5-3-2023 ", "beloeb": "1.234,50"})
    found = row(file)["bogfoeringsdato"], row(file)["beloeb"]
    assert found == (date(2023, 3, 5), Decimal("1234.50"))


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (100, "100.00"),
        (1234.5, "1234.50"),
        (-71272, "-71272.00"),
        (2.675, "2.68"),
        (0.005, "0.01"),
        (-0.005, "-0.01"),
        (1.0049, "1.00"),
        (-2.345, "-2.35"),
        (1e15, "1000000000000000.00"),
        (0.1 + 0.2, "0.30"),
        (1e-7, "0.00"),
    ],
)
def test_an_amount_is_rounded_to_two_decimals_half_away_from_zero(tmp_path, cell, amount):
    assert row(read(tmp_path, "posteringer", {"beloeb": cell}))["beloeb"] == Decimal(amount)


def test_a_number_of_a_cpr_is_padded_with_zeros(tmp_path, monkeypatch):
    # A fictitious day begins with 6 to 9, so that only a real number can have lost its zero.
    monkeypatch.setenv(KEY_VARIABLE, "ab" * 32)
    file = read(tmp_path, "forloeb", {"cpr": 101800001}, {"cpr": "010180-0001"})
    assert listed(file) == []
    assert len(set(values(file, "person"))) == 1


def test_a_real_number_that_lost_its_zero_is_real(tmp_path, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, "ab" * 32)
    content = sheet("forloeb", {"cpr": 101800001})
    assert not extract(raw_folder(tmp_path, {"2023/forloeb.xlsx": content})).fictitious


def test_a_fictitious_number_as_a_number(tmp_path):
    file = read(tmp_path, "forloeb", {"cpr": 6101800001}, {"cpr": "610180-0001"})
    assert len(set(values(file, "person"))) == 1


@pytest.mark.parametrize("cell", [320, 320.0, "0320", "Faxe"])
def test_a_number_of_a_municipality(tmp_path, cell):
    assert row(read(tmp_path, "forloeb", {"kommune": cell}))["kommune"] == "0320"


def test_the_number_of_the_unknown_municipality(tmp_path):
    assert row(read(tmp_path, "forloeb", {"kommune": 9999}))["kommune"] == "uoplyst"


def test_a_number_of_an_id_has_no_decimals(tmp_path):
    assert row(read(tmp_path, "forloeb", {"forloeb_id": 1700}))["forloeb_id"] == "1700"


def test_a_number_of_a_year(tmp_path):
    assert row(read(tmp_path, "tilskud", {"aar": 2023}))["aar"] == 2023


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (44990, date(2023, 3, 5)),
        (44990.75, date(2023, 3, 5)),
        (20230305, date(2023, 3, 5)),
        (1, date(1900, 1, 1)),
        (59, date(1900, 2, 28)),
        (61, date(1900, 3, 1)),
    ],
)
def test_a_number_in_a_column_of_dates_is_a_day(tmp_path, cell, day):
    file = read(tmp_path, "forloeb", {"henvendelsesdato": cell, "indskrivningsdato": "05-03-2023"})
    assert row(file)["henvendelsesdato"] == day


@pytest.mark.parametrize("cell", [-1, 60, 0.5, 2023, 99999999, 1e12])
def test_a_number_that_is_no_day(tmp_path, cell):
    file = read(tmp_path, "forloeb", {"indskrivningsdato": cell})
    assert listed(file) == [(2, "indskrivningsdato", "dato_ugyldig", OUT)]


HEADER = ["type", "omraade", "tekst"]
ROW = ["Fokus", "A", "B"]


def narrative(tmp_path, *rows):
    return checked_text(tmp_path, workbook(*rows), "tvaergaaende", suffix=".xlsx")


def test_the_line_is_the_sheets_row_number(tmp_path):
    file = narrative(tmp_path, HEADER, ROW, [], [None, "  ", None], ROW)
    assert (file.records, values(file, "line")) == (2, [2, 5])


def test_empty_cells_at_the_end_of_a_row_are_missing_values(tmp_path):
    file = narrative(tmp_path, HEADER, ["Fokus", "A"])
    assert listed(file) == [(2, "tekst", "mangler", OUT)]


def test_a_cell_beyond_the_header_is_a_row_of_another_length(tmp_path):
    file = narrative(tmp_path, HEADER, ROW, [*ROW, "C"])
    assert listed(file) == [(3, "", "feltantal", OUT)]


def test_a_line_break_in_a_cell_moves_no_row_number(tmp_path):
    file = narrative(tmp_path, HEADER, ["Fokus", "A", "to\nlinjer"], ROW)
    assert values(file, "line") == [2, 3]


def test_a_heading_twice(tmp_path):
    files = {"2023/tvaergaaende.xlsx": workbook([*HEADER, "Tekst"], [*ROW, "C"])}
    with pytest.raises(ExtractError, match=r"^2023/tvaergaaende\.xlsx, linje 1, kolonnen Tekst"):
        extract(raw_folder(tmp_path, files))


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9])
def test_a_workbook_cut_short_cannot_be_read(tmp_path, kept):
    content = workbook(HEADER, ROW)
    files = {"2023/tvaergaaende.xlsx": content[: int(kept * len(content))]}
    with pytest.raises(ExtractError, match=r"^2023/tvaergaaende\.xlsx: .*xlsx"):
        extract(raw_folder(tmp_path, files))


@pytest.mark.parametrize("content", [b"", b"type;omraade;tekst\n"], ids=["empty", "csv"])
def test_a_file_that_is_no_workbook(tmp_path, content):
    with pytest.raises(ExtractError, match=r"^2023/tvaergaaende\.xlsx: "):
        extract(raw_folder(tmp_path, {"2023/tvaergaaende.xlsx": content}))


def test_no_sheet_has_a_header(tmp_path):
    with pytest.raises(ExtractError, match=r"^2023/tvaergaaende\.xlsx, linje 1, kolonnen type: "):
        extract(raw_folder(tmp_path, {"2023/tvaergaaende.xlsx": workbook()}))
