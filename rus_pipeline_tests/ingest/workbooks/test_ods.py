"""OpenDocument spreadsheets as LibreOffice and Excel write them."""

from datetime import date, time, timedelta

import pytest

from rus_pipeline_tests.ingest.workbooks.books import UNCALCULATED, filled, sheets
from rus_pipeline_tests.ingest.workbooks.ods_books import of_xml, table, text_cell


def read(tmp_path, rows, **more):
    (sheet,) = sheets(tmp_path, of_xml(table(rows), **more), ".ods")
    return filled(sheet)


def row(*cells, attributes=""):
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def valued(kind, value, *, formula=False, shown="x"):
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}
    said = f'office:{name.get(kind, "value")}="{value}"'
    of = ' table:formula="of:=[.A1]"' if formula else ""
    return (
        f'<table:table-cell{of} office:value-type="{kind}" {said}><text:p>{shown}</text:p>'
        "</table:table-cell>"
    )


@pytest.mark.parametrize(
    ("kind", "value", "cell"),
    [
        ("float", "1.5", 1.5),
        ("percentage", "0.25", 0.25),
        ("currency", "-71272", -71272.0),
        ("date", "2023-03-05", date(2023, 3, 5)),
        ("date", "20230-01-01", "20230-01-01"),
        ("time", "PT14H30M05S", time(14, 30, 5)),
        ("time", "PT14H30M05.5S", time(14, 30, 5, 500000)),
        ("time", "PT30H00M00S", timedelta(hours=30)),
        ("boolean", "true", True),
    ],
)
def test_values_are_those_stored_not_those_shown(tmp_path, kind, value, cell):
    assert read(tmp_path, row(valued(kind, value))) == {1: [cell]}


def test_repeated_cells_and_rows(tmp_path):
    twice = text_cell("a").replace(
        "<table:table-cell", '<table:table-cell table:number-columns-repeated="2"'
    )
    empty = '<table:table-cell table:number-columns-repeated="3"/>'
    rows = row(twice, empty, text_cell("b"), attributes='table:number-rows-repeated="2"')
    gap = row(empty, attributes='table:number-rows-repeated="5"')
    filled_row = ["a", "a", "", "", "", "b"]
    assert read(tmp_path, rows + gap + row(text_cell("c"))) == {
        1: filled_row,
        2: filled_row,
        8: ["c"],
    }


def test_cells_under_a_merged_one_have_their_place(tmp_path):
    merged = '<table:covered-table-cell table:number-columns-repeated="2"/>'
    assert read(tmp_path, row(text_cell("a"), merged, text_cell("b"))) == {1: ["a", "", "", "b"]}


def test_text_of_several_paragraphs_with_spaces_tabs_and_links(tmp_path):
    text = (
        "<text:p>to<text:s/>ord<text:s text:c='2'/>og<text:tab/>et</text:p>"
        "<text:p>ny <text:span>linje<text:line-break/></text:span><text:a>her</text:a></text:p>"
    )
    cell = f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    assert read(tmp_path, row(cell)) == {1: ["to ord  og\tet\nny linje\nher"]}


def test_comments_and_pictures_are_not_the_text_of_a_cell(tmp_path):
    note = (
        "<office:annotation><text:p>Husk <text:span>dette</text:span></text:p></office:annotation>"
    )
    picture = "<draw:frame><draw:text-box><text:p>billede</text:p></draw:text-box></draw:frame>"
    cell = text_cell("a").replace("<text:p>", f"{note}{picture}<text:p>", 1)
    alone = f"<table:table-cell>{note}</table:table-cell>"
    assert read(tmp_path, row(cell, alone, text_cell("b"))) == {1: ["a", "", "b"]}


def test_deleted_cells_of_tracked_changes_are_not_in_the_sheet(tmp_path):
    deleted = f"<table:tracked-changes>{row(text_cell('slettet'))}</table:tracked-changes>"
    assert read(tmp_path, row(text_cell("a")), settings=deleted) == {1: ["a"]}


def test_what_another_program_sent_is_no_sheet(tmp_path):
    sent = f"<table:table>{row(text_cell('sendt'))}</table:table>"
    links = f"<table:dde-links><table:dde-link>{sent}</table:dde-link></table:dde-links>"
    content = of_xml(table(row(text_cell("a"))) + links)
    assert [filled(sheet) for sheet in sheets(tmp_path, content, ".ods")] == [{1: ["a"]}]


def test_rows_in_groups_and_under_headings_are_rows(tmp_path):
    rows = (
        f"<table:table-header-rows>{row(text_cell('a'))}</table:table-header-rows>"
        f"<table:table-row-group>{row(text_cell('b'))}{row(text_cell('c'))}</table:table-row-group>"
    )
    assert read(tmp_path, rows) == {1: ["a"], 2: ["b"], 3: ["c"]}


@pytest.mark.parametrize(("seen", "hidden"), [("collapse", 2), ("filter", 2), ("visible", 0)])
def test_rows_are_hidden_by_hand_or_by_a_filter(tmp_path, seen, hidden):
    attributes = f'table:visibility="{seen}" table:number-rows-repeated="2"'
    rows = row(text_cell("a"), attributes=attributes) + row(text_cell("b"))
    (sheet,) = sheets(tmp_path, of_xml(table(rows)), ".ods")
    assert sheet.hidden_rows == hidden


def test_the_day_of_serial_number_0_may_be_any(tmp_path):
    settings = '<table:null-date table:date-value="1900-01-01"/>'
    (sheet,) = sheets(tmp_path, of_xml(table(""), settings=settings), ".ods")
    assert sheet.epoch == date(1900, 1, 1)


FORMULA = '<table:table-cell table:formula="of:=[.A1]"'


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (f"{FORMULA}/>", [UNCALCULATED]),
        (f'{FORMULA} office:value-type="float"/>', [UNCALCULATED]),
        (
            f'{FORMULA} office:value-type="string" office:string-value="">'
            "<text:p/></table:table-cell>",
            [],
        ),
        (valued("float", "0", formula=True, shown="#VÆRDI!"), ["#VÆRDI!"]),
        (valued("float", "0", formula=True, shown="Fejl:508"), ["Fejl:508"]),
        (valued("float", "0", formula=True, shown="0"), [0.0]),
        (
            f'{FORMULA} office:value-type="string" calcext:value-type="error">'
            "<text:p>hvad?</text:p></table:table-cell>",
            ["#N/A"],
        ),
    ],
)
def test_errors_and_formulas_without_a_result(tmp_path, cell, found):
    assert read(tmp_path, row(cell) + row(text_cell("slut"))) == (
        {1: found, 2: ["slut"]} if found else {2: ["slut"]}
    )
