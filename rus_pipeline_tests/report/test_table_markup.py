"""A sheet as a table of a page: where its cells stand, and what those who cannot see it get."""

from dataclasses import replace
from unittest.mock import patch

import pytest
from bs4 import BeautifulSoup
from great_tables import GT

from rus_pipeline.report.sheets import Heading, Row, Sheet, text_sheet
from rus_pipeline.report.tables import table_html
from rus_pipeline.storage.store import Store
from rus_pipeline_tests.report.test_downloads import figure

TEXT, ESCAPED = "A & B <c>", "A &amp; B &lt;c&gt;"


def drawn(sheet, way=None):
    return BeautifulSoup(table_html(sheet, way), "html.parser")


def table(sheet):
    """Return the body of the sheet's table as read in a page: label → heading's key → text."""
    return {
        row.th.get_text(): {
            cell["headers"][-1].removeprefix("t-"): cell.get_text() for cell in row("td")
        }
        for row in drawn(sheet).select("tbody tr")
    }


def of_figures(*figures, **more):
    """Return a sheet of a column of figures."""
    rows = tuple(Row(f"R{n}", ((shown,),)) for n, shown in enumerate(figures))
    return Sheet("t", "T", "", (Heading("x", "X", numeric=True),), rows, **more)


def test_each_cell_stands_in_its_row_under_its_heading():
    sheet = text_sheet("t", "T", {"R": ["a", "b"], "A": ["a1", "b1"], "B": ["a2", ""]})
    assert table(sheet) == {
        "a": {"kolonne-1": "a1", "kolonne-2": "a2"},
        "b": {"kolonne-1": "b1", "kolonne-2": ""},
    }


def test_columns_under_one_spanner_are_moved_together_with_their_cells():
    headings = (Heading("a", "A", spanner="S"), Heading("b", "B"), Heading("c", "C", spanner="S"))
    sheet = Sheet("t", "T", "R", headings, (Row("r", (("1",), ("2",), ("3",))),))
    assert list(table(sheet)["r"].items()) == [("a", "1"), ("c", "3"), ("b", "2")]


def test_a_row_has_a_cell_for_each_heading():
    sheet = Sheet("t", "T", "R", (Heading("a", "A"),), (Row("r", (("1",), ("2",))),))
    with pytest.raises(ValueError, match="zip"):
        table_html(sheet)


@pytest.mark.parametrize(
    "sheet",
    [
        text_sheet("t", "T", {"R": ["r"], "A": [TEXT]}),
        text_sheet("t", "T", {"R": [TEXT], "A": ["a"]}),
        text_sheet("t", "T", {"R": ["r"], TEXT: ["a"]}),
        text_sheet("t", "T", {TEXT: ["r"], "A": ["a"]}),
        text_sheet("t", "T", {"R": ["r"], "A": ["a"]}, [TEXT]),
        Sheet("t", "T", "R", (Heading("a", "A", spanner=TEXT),), (Row("r", (("1",),)),)),
        of_figures(
            figure("a", "x", None, reason=TEXT), reasons={TEXT: (figure("a", "x", None).figure_id,)}
        ),
    ],
    ids=["cell", "row", "column", "stub", "note", "spanner", "footnote"],
)
def test_text_is_escaped_once(sheet):
    html = table_html(sheet)
    assert html.count(ESCAPED) == 1
    assert "&amp;amp;" not in html


def test_a_control_character_and_a_line_break_stay_in_a_text():
    assert table(text_sheet("t", "T", {"R": ["r"], "A": ["a\x0bb\nc"]})) == {
        "r": {"kolonne-1": "a\x0bb\nc"}
    }


def test_headers_have_a_scope():
    headings = (Heading("a", "A", spanner="S"), Heading("b", "B", spanner="S"))
    found = drawn(Sheet("t", "T", "R", headings, (Row("r", (("1",), ("2",))),)))
    assert [(th.get_text(strip=True), th["scope"]) for th in found.select("th")] == [
        ("R", "col"),
        ("S", "colgroup"),
        ("A", "col"),
        ("B", "col"),
        ("r", "row"),
    ]


def test_the_title_in_the_page_names_the_table_and_its_frame():
    found = drawn(text_sheet("t", "T", {"R": ["r"], "A": ["a"]}))
    assert found.table["id"] == "t"
    assert [tag["aria-labelledby"] for tag in (found.table, found.div)] == ["t-titel"] * 2
    assert found.div["tabindex"] == "0"


def test_notes_stand_under_the_table_the_table_s_own_first():
    unknown = figure("a", "x", None, reason="ukendt")
    found = drawn(of_figures(unknown, notes=("N1", "N2"), reasons={"ukendt": (unknown.figure_id,)}))
    assert [p.get_text() for p in found.select(".rulle + .noter > p")] == ["N1", "N2", "a Ukendt."]
    assert found.tfoot is None


def test_each_mark_in_a_cell_leads_to_its_own_footnote():
    unknown = figure("a", "x", None)
    found = drawn(
        of_figures(unknown, reasons={"r": (unknown.figure_id,), "s": (unknown.figure_id,)})
    )
    assert found.td.sup.get_text() == "a, b"
    assert [found.find(id=a["href"][1:]).get_text() for a in found.select("sup a")] == [
        "a R.",
        "b S.",
    ]


def test_a_total_stands_out():
    rows = (Row("a", (("1",),)), Row("b", (("2",),), total=True))
    found = drawn(Sheet("t", "T", "R", (Heading("x", "X"),), rows))
    assert [cell.get_text() for cell in found.select('[style^="font-weight: bold"]')] == ["b", "2"]


def test_a_figure_leads_to_its_origin_from_each_page():
    sheet = of_figures(figure("a", "x", 1))
    for way in ("", "../"):
        assert drawn(sheet, way).td.a["href"] == f"{way}tal/lille.html#a/x"


def test_a_table_is_drawn_again_only_where_more_than_its_cells_and_notes_has_changed(tmp_path):
    store = Store(tmp_path)
    one, other = (of_figures(figure("a", "x", value), notes=("M",)) for value in (1, 2))
    noted = replace(other, notes=("N", "O"))
    named = replace(other, stub="S")
    times = []
    for sheet in (one, one, other, noted, named):
        with (
            store.caching(afresh=False),
            patch.object(GT, "as_raw_html", autospec=True, side_effect=GT.as_raw_html) as draws,
        ):
            shown = BeautifulSoup(table_html(sheet), "html.parser").td.get_text()
        times.append((shown, draws.call_count))
    assert times == [("1", 1), ("1", 0), ("2", 0), ("2", 0), ("2", 1)]
