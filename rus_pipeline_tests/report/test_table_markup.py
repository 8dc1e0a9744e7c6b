"""A sheet as a table of a page: each cell stands in its row, under its heading.

What belongs here: where cells stand. What does not: how a figure reads (``test_cells``), or text
that is markup (``test_text_from_outside``).
"""

import pytest
from bs4 import BeautifulSoup

from rus_pipeline.report.sheets import Heading, Row, Sheet, text_sheet
from rus_pipeline.report.tables import table_html


def table(sheet):
    """Return the body of the sheet's table as read in a page: label → heading's key → text."""
    page = BeautifulSoup(table_html(sheet), "html.parser")
    return {
        row.th.get_text(): {
            cell["headers"][-1].removeprefix("t-"): cell.get_text() for cell in row("td")
        }
        for row in page.select("tbody tr")
    }


def test_each_cell_stands_in_its_row_under_its_heading():
    sheet = text_sheet("t", "T", {"R": ["a", "b"], "A": ["a1", "b1"], "B": ["a2", ""]})
    assert table(sheet) == {
        "a": {"kolonne-1": "a1", "kolonne-2": "a2"},
        "b": {"kolonne-1": "b1", "kolonne-2": ""},
    }


def test_cells_and_labels_may_be_numbers():
    sheet = text_sheet("t", "T", {"1": ["0", "1"], "0": ["1", "0"], "2": [">0</td>", "3"]})
    assert table(sheet) == {
        "0": {"kolonne-1": "1", "kolonne-2": ">0</td>"},
        "1": {"kolonne-1": "0", "kolonne-2": "3"},
    }


def test_a_table_that_differs_in_cells_alone_has_its_own():
    one, other = (text_sheet("t", "T", {"R": ["a"], "A": [cell]}) for cell in ("x", "y"))
    assert table(one) == {"a": {"kolonne-1": "x"}}
    assert table(other) == {"a": {"kolonne-1": "y"}}


def test_columns_under_one_spanner_are_moved_together_with_their_cells():
    headings = (Heading("a", "A", spanner="S"), Heading("b", "B"), Heading("c", "C", spanner="S"))
    sheet = Sheet("t", "T", "R", headings, (Row("r", (("1",), ("2",), ("3",))),))
    assert list(table(sheet)["r"].items()) == [("a", "1"), ("c", "3"), ("b", "2")]


def test_a_row_has_a_cell_for_each_heading():
    sheet = Sheet("t", "T", "R", (Heading("a", "A"),), (Row("r", (("1",), ("2",))),))
    with pytest.raises(ValueError, match="zip"):
        table_html(sheet)
