"""A preview of a table: Markdown, masked, and cut."""

import pytest

from rus_pipeline.core.errors import MASK
from rus_pipeline.report.sheets import Heading, Row, Sheet, text_sheet
from rus_pipeline.report.snapshot import preview
from rus_pipeline.report.tables import NOTHING
from rus_pipeline_tests.report.test_downloads import figure


def one_cell(text):
    """Return the cell of a preview of one row."""
    sheet = text_sheet("t", "Titel", {"Område": ["Klynge"], "Tekst": [text]})
    return preview(sheet).splitlines()[2].removeprefix("| Klynge | ").removesuffix(" |")


def test_a_preview_is_a_table_in_markdown():
    sheet = Sheet(
        "t",
        "Titel",
        "Kommune",
        (Heading("x", "Alkohol", numeric=True), Heading("y", "Tekst")),
        (
            Row("Faxe", ((figure("a", "x", 1234),), ("Møder",))),
            Row("Stevns", ((figure("b", "x", None, reason="r"),), ())),
        ),
    )
    assert preview(sheet) == (
        "| Kommune | Alkohol | Tekst |\n"
        "| --- | ---: | --- |\n"
        "| Faxe | 1.234 | Møder |\n"
        "| Stevns | ? |  |"
    )


@pytest.mark.parametrize(
    "number", ["010180-1234", "0101801234", "010180 1234", "610180 - 12A4", "990180-1234"]
)
def test_what_may_be_a_personal_number_is_masked(number):
    assert one_cell(f"Møde med {number}, igen") == f"Møde med {MASK}, igen".replace("*", "\\*")


def test_a_personal_number_is_masked_in_headings_and_labels_too():
    sheet = text_sheet("t", "Titel", {"010180-1234": ["020280-1234"], "030380-1234": ["x"]})
    shown = preview(sheet)
    assert "1234" not in shown
    assert shown.count("\\*\\*\\*\\*\\*\\*-\\*\\*\\*\\*") == 3


def test_a_personal_number_is_masked_before_the_text_is_cut():
    assert one_cell("x" * 195 + " 010180-1234") == "x" * 195 + " \\*\\*\\*\\*…"


@pytest.mark.parametrize("sign", "\\`*_{}[]<>#|")
def test_signs_of_markdown_are_escaped(sign):
    assert one_cell(f"a{sign}b") == f"a\\{sign}b"


def test_a_text_over_several_lines_stays_in_its_row():
    assert one_cell('"a\nb\r\n  c"') == '"a b c"'


def test_a_long_text_is_cut():
    assert one_cell("å" * 200) == "å" * 200
    assert one_cell("å" * 201) == "å" * 200 + "…"


def long(rows):
    """Return the end of a preview of so many rows."""
    cells = {"Nr.": [str(n) for n in range(rows)], "Tekst": ["x"] * rows}
    return preview(text_sheet("t", "Titel", cells)).splitlines()[-3:]


def test_a_long_table_is_cut_and_says_so():
    assert long(40) == ["| 37 | x |", "| 38 | x |", "| 39 | x |"]
    assert long(42) == ["| 39 | x |", "", "… og 2 rækker til"]


def test_one_row_more_is_one():
    assert long(41) == ["| 39 | x |", "", "… og 1 række til"]


def test_an_empty_table_says_so():
    assert preview(text_sheet("t", "Titel", {"Område": [], "Tekst": []})) == NOTHING
