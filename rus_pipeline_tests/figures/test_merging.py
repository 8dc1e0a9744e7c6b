"""Rows or columns of a table added up: figures in their order, labels, and the layout."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rus_pipeline.core.center import read_center
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.axes import coarser_columns
from rus_pipeline.figures.declaration import Total
from rus_pipeline.figures.layout import Layout, Line
from rus_pipeline.figures.merging import Merge, merged_figures, merged_layout
from rus_pipeline.figures.presentation import Axes
from rus_pipeline_tests.disclosure.figures import figure
from rus_pipeline_tests.raw import raw_folder

STOF = Merge(
    "tabel-11", Axes.COLUMNS, "stof", "Stof", ("stof-voksne", "stof-unge"), "Summen", "Lagt sammen."
)
OTHERS = replace(STOF, axis=Axes.ROWS, key="andre", label="Andre", of=("a", "c"))


def cells(*values):
    """Return a row of table 11, its columns in their order."""
    return [
        replace(
            figure(f"2023/tabel-11/{row}/{column}"),
            value=None if value is None else Decimal(value),
            reason="ikke delt op" if value is None else None,
        )
        for row, column, value in values
    ]


def shown(figures):
    return [(f.row_key, f.column_key, f.value, f.reason) for f in figures]


def test_columns_are_added_up_where_the_first_of_them_was():
    row = cells(
        ("maend", "alkohol", 9),
        ("maend", "stof-voksne", 7),
        ("maend", "stof-unge", 2),
        ("maend", "i-alt", 18),
    )
    found = merged_figures(row, [STOF])
    assert shown(found) == [
        ("maend", "alkohol", 9, None),
        ("maend", "stof", 9, "Summen"),
        ("maend", "i-alt", 18, None),
    ]
    assert found[1].figure_id == "2023/tabel-11/maend/stof"
    assert [part.figure_id for part in found[1].components] == [
        "2023/tabel-11/maend/stof-voksne",
        "2023/tabel-11/maend/stof-unge",
    ]


def test_rows_are_added_up_and_last():
    rows = cells(("a", "antal", 1), ("b", "antal", 8), ("c", "antal", 2), ("d", "antal", 9))
    assert shown(merged_figures(rows, [OTHERS])) == [
        ("b", "antal", 8, None),
        ("d", "antal", 9, None),
        ("andre", "antal", 3, "Summen"),
    ]


def test_of_cells_that_are_not_all_available_the_sum_is_of_the_others():
    row = cells(("maend", "stof-voksne", 7), ("maend", "stof-unge", None))
    assert shown(merged_figures(row, [STOF])) == [
        ("maend", "stof", 7, "Summen; Uden stof-unge (ikke delt op)")
    ]


def test_where_none_is_available_the_sum_is_not():
    row = cells(("maend", "stof-voksne", None), ("maend", "stof-unge", None))
    (found,) = merged_figures(row, [STOF])
    assert (found.value, found.status, found.reason) == (None, "not_available", "ikke delt op")


def test_other_tables_are_as_they_were():
    other = replace(STOF, table="tabel-01")
    row = cells(("maend", "stof-voksne", 7), ("maend", "stof-unge", 2))
    assert merged_figures(row, [other]) == row


LAYOUT = Layout(
    (Line("a", "A"), Line("b", "B"), Line("c", "C")),
    (
        Line("alkohol", "Alkohol"),
        Line("stof-voksne", "Stof – voksne", spanner="Stof", short="Voksne"),
        Line("stof-unge", "Stof – unge", spanner="Stof", short="Unge"),
        Line("i-alt", "I alt", Total(("alkohol", "stof-voksne", "stof-unge"))),
    ),
)


def test_a_layout_has_the_sum_of_columns_and_says_so():
    found = merged_layout(LAYOUT, [STOF])
    assert found.columns == (
        Line("alkohol", "Alkohol"),
        Line("stof", "Stof"),
        Line("i-alt", "I alt", Total(("alkohol", "stof"))),
    )
    assert found.rows == LAYOUT.rows
    assert found.notes == ("Lagt sammen.",)


def test_a_layout_has_the_sum_of_rows_last():
    assert merged_layout(LAYOUT, [OTHERS]).rows == (
        Line("b", "B"),
        Line("andre", "Andre", together=True),
    )


@pytest.mark.parametrize(
    ("column", "coarser"),
    [
        ("stof-voksne", "stof"),
        ("stof-unge", "stof"),
        ("alkohol-faxe", "alkohol"),
        ("stof-stevns", "stof"),
        ("alkohol", None),
        ("paaroerende", None),
        ("i-alt", None),
    ],
)
def test_adults_and_the_young_and_municipalities_are_parts_of_coarser_columns(
    tmp_path, column, coarser
):
    edition = Edition(2023, read_center(raw_folder(tmp_path, {})))
    assert coarser_columns(edition).get(column) == coarser
