"""A sheet as CSV and as Excel."""

import codecs
import csv
import os
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from rus_pipeline.figures.figure import Status, Unit
from rus_pipeline.report.downloads import shown_number, write_csv, write_xlsx
from rus_pipeline.report.sheets import Heading, Row, Sheet, text_sheet
from rus_pipeline_tests.figures.made import figure_of

REASON = "Tælles ikke i Stevns"
ABOUT = ["Rusmiddelcentret Faxe", "Fiktive data."]


def figure(row, column, value, unit=Unit.COURSES, *, reason=None, status=None):
    """Return a figure of the table ``lille`` in 2023; None is not available."""
    if status is None:
        status = Status.NOT_AVAILABLE if value is None else Status.OBSERVED
    return figure_of("lille", row, column, value, unit=unit, status=status, reason=reason)


UNKNOWN = figure("stevns", "stof-unge", None, reason=REASON)

SHEET = Sheet(
    id="lille",
    title="Tabel 1. Lille tabel",
    stub="Kommune",
    headings=(
        Heading("alkohol", "Alkohol", numeric=True),
        Heading("stof-voksne", "Stof – voksne", numeric=True, spanner="Stof", short="Voksne"),
        Heading("stof-unge", "Stof – unge", numeric=True, spanner="Stof", short="Unge"),
        Heading("andel", "Andel", numeric=True),
    ),
    rows=(
        Row(
            "Faxe",
            (
                (figure("faxe", "alkohol", 1234),),
                (figure("faxe", "stof-voksne", 0),),
                (figure("faxe", "stof-unge", -7),),
                (figure("faxe", "andel", 35, Unit.PER_CENT),),
            ),
        ),
        Row("Stevns", ((figure("stevns", "alkohol", "0.4"),), (), (UNKNOWN,), ())),
        Row("I alt", ((figure("i-alt", "alkohol", 1234),), (), (), ()), total=True),
    ),
    notes=("Definition.", "Note."),
    reasons={f"ikke oplyst: {REASON}": (UNKNOWN.figure_id,)},
)


def csv_of(tmp_path, sheet):
    write_csv(tmp_path / "t.csv", sheet)
    written = (tmp_path / "t.csv").read_bytes()
    assert written.startswith(codecs.BOM_UTF8)
    return written.decode("utf-8-sig")


def one_cell(text):
    return text_sheet("t", "Titel", {"Række": ["a"], "Tekst": [text]})


def of_figure(found):
    return Sheet("t", "Titel", "", (Heading("x", "X", numeric=True),), (Row("a", ((found,),)),))


def cell_of(tmp_path, text):
    """Return the text as a CSV reader finds it in its cell."""
    csv_of(tmp_path, one_cell(text))
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))[1][1]


def test_a_table_as_csv_has_bare_numbers(tmp_path):
    assert csv_of(tmp_path, SHEET) == (
        "Kommune;Alkohol;Stof – voksne;Stof – unge;Andel\n"
        "Faxe;1234;0;-7;35\n"
        "Stevns;0;;?;\n"
        "I alt;1234;;;\n"
    )


def test_a_small_negative_number_rounds_to_a_zero_without_a_sign(tmp_path):
    assert csv_of(tmp_path, of_figure(figure("a", "x", "-0.4"))) == "Række;X\na;0\n"


def test_text_around_a_figure_has_it_as_the_table_shows_it(tmp_path):
    parts = ("i alt ", figure("a", "x", 1234), " og ", figure("a", "y", None))
    sheet = Sheet("t", "Titel", "Løfte", (Heading("x", "Målt"),), (Row("a", (parts,)),))
    assert csv_of(tmp_path, sheet) == "Løfte;Målt\na;i alt 1.234 og ?\n"


def test_a_table_without_rows_is_its_headings(tmp_path):
    assert csv_of(tmp_path, Sheet("t", "Titel", "Pulje", (), ())) == "Pulje\n"


def test_a_status_that_is_new_shows_no_number():
    assert shown_number(figure("a", "x", 4, status="hidden")) is None


def test_quotes_semicolons_and_line_ends_are_quoted(tmp_path):
    text = csv_of(tmp_path, one_cell('a "b"; c\r\nd'))
    assert text == 'Række;Tekst\na;"a ""b""; c\r\nd"\n'


@pytest.mark.parametrize("text", ["a\rb", "a\r\nb", "a\nb", '"', " a ", "æøå – €"])
def test_a_reader_finds_the_text_that_was_written(tmp_path, text):
    assert cell_of(tmp_path, text) == text


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "+", "- Møder", "=cmd|' /C x'!A0"]
)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(tmp_path, text):
    assert cell_of(tmp_path, text) == f"'{text}"


@pytest.mark.parametrize("text", ["-171.758", "+83.444", "- 70.851", "-5", "-0,5", "-5 %", "-"])
def test_a_signed_number_is_left_as_it_is(tmp_path, text):
    assert cell_of(tmp_path, text) == text


def test_headings_and_labels_are_made_harmless_too(tmp_path):
    sheet = Sheet("t", "Titel", "=a", (Heading("x", "=b"),), (Row("=c", ((),)),))
    assert csv_of(tmp_path, sheet) == "'=a;'=b\n'=c;\n"


def xlsx_of(tmp_path, sheet, about=()):
    path = tmp_path / "t.xlsx"
    write_xlsx(path, sheet, about)
    return path


def cells(path):
    return CalamineWorkbook.from_path(path).get_sheet_by_name("Tabel").to_python()


def test_a_table_as_a_workbook(tmp_path):
    rows = [row[:5] for row in cells(xlsx_of(tmp_path, SHEET, ABOUT))]
    reason = "Ikke oplyst: Tælles ikke i Stevns. Gælder: Stevns, Stof – unge."
    assert rows == [
        ["Tabel 1. Lille tabel", "", "", "", ""],
        ["Rusmiddelcentret Faxe", "", "", "", ""],
        ["Fiktive data.", "", "", "", ""],
        ["", "", "", "", ""],
        ["", "", "Stof", "", ""],
        ["Kommune", "Alkohol", "Voksne", "Unge", "Andel"],
        ["Faxe", 1234.0, 0.0, -7.0, 35.0],
        ["Stevns", 0.0, "", "?", ""],
        ["I alt", 1234.0, "", "", ""],
        ["", "", "", "", ""],
        ["Definition.", "", "", "", ""],
        ["Note.", "", "", "", ""],
        ["Enhed: forløb, pct.", "", "", "", ""],
        [reason, "", "", "", ""],
    ]


@pytest.mark.parametrize("text", ["=1+1", "{=1+1}", "https://faxe.dk", "-1", "0320"])
def test_text_stays_text_in_a_workbook(tmp_path, text):
    assert cells(xlsx_of(tmp_path, one_cell(text)))[3][1] == text


def part(path, name):
    with ZipFile(path) as file:
        return file.read(name).decode()


def test_a_workbook_holds_no_formula(tmp_path):
    sheet = part(xlsx_of(tmp_path, one_cell("=1+1"), ["=2+2"]), "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet


def test_numbers_have_thousands_and_per_cents_their_sign(tmp_path):
    styles = part(xlsx_of(tmp_path, SHEET), "xl/styles.xml")
    assert 'formatCode="#,##0"' in styles
    assert 'formatCode="0&quot; %&quot;"' in styles


def test_a_workbook_names_no_author_and_no_day(tmp_path):
    core = part(xlsx_of(tmp_path, SHEET), "docProps/core.xml")
    assert "<dc:title>Tabel 1. Lille tabel</dc:title><dc:creator></dc:creator>" in core
    assert core.count("2000-01-01T00:00:00Z") == 2


def test_the_headings_stay_in_sight(tmp_path):
    sheet = part(xlsx_of(tmp_path, SHEET, ABOUT), "xl/worksheets/sheet1.xml")
    assert '<pane ySplit="6" topLeftCell="A7"' in sheet


def test_a_spanner_is_one_cell_over_its_columns(tmp_path):
    sheet = part(xlsx_of(tmp_path, SHEET, ABOUT), "xl/worksheets/sheet1.xml")
    assert '<mergeCell ref="C5:D5"/>' in sheet


def test_a_total_is_bold_as_the_title_is(tmp_path):
    sheet = part(xlsx_of(tmp_path, SHEET, ABOUT), "xl/worksheets/sheet1.xml")
    style = {at: re.search(rf'r="{at}" s="(\d+)"', sheet)[1] for at in ("A1", "A8", "A9")}
    assert style["A9"] == style["A1"] != style["A8"]


def test_an_empty_table_says_so(tmp_path):
    rows = cells(xlsx_of(tmp_path, Sheet("t", "Titel", "Pulje", (), ())))
    assert rows[-1][0] == "Der er ingen oplysninger til denne tabel i udtrækket."


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_same_sheet_gives_the_same_bytes(tmp_path, suffix):
    here = tmp_path / f"a.{suffix}"
    there = tmp_path / "elsewhere" / f"b.{suffix}"
    there.parent.mkdir()
    for path in (here, there):
        write_csv(path, SHEET) if suffix == "csv" else write_xlsx(path, SHEET, ABOUT)
    assert here.read_bytes() == there.read_bytes()


def test_another_process_writes_the_same_workbook(tmp_path):
    code = (
        "import sys; from pathlib import Path\n"
        "from rus_pipeline_tests.report.test_downloads import ABOUT, SHEET, write_xlsx\n"
        "write_xlsx(Path(sys.argv[1]), SHEET, ABOUT)\n"
    )
    paths = [tmp_path / "1.xlsx", tmp_path / "2.xlsx"]
    for path in paths:
        env = {**os.environ, "PYTHONHASHSEED": path.stem}
        command = [sys.executable, "-c", code, str(path)]
        subprocess.run(command, check=True, cwd=Path(__file__).parents[2], env=env)
    assert paths[0].read_bytes() == paths[1].read_bytes()
