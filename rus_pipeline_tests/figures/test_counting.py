"""A plan → figures: rows, distinct persons and sums; totals, differences and shares of them."""

import re
from decimal import Decimal

import pytest

from rus_pipeline.figures.counting import figures
from rus_pipeline.figures.declaration import (
    AMOUNT,
    PERSONS,
    TOTAL,
    ComposedItem,
    CountedItem,
    Difference,
    ShareOfRow,
    Total,
    persons_by,
    share_column,
    unknown_row,
    with_total,
)
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.figures.small_table import ONE, A, B, small_table
from rus_pipeline_tests.tables.figures_of import context_of, figures_of, raw_of

COURSES = """
person | indsats | kommune
a      | Alkohol | 0320
a      | Alkohol | 0336
b      | Alkohol | 0320
a      | Stof    | 0320
"""


@pytest.fixture
def context(tmp_path):
    files = {
        "2023/forloeb": COURSES,
        "2023/doegnophold": "omraade | beloeb\nAlkohol | 0,50\nAlkohol | 0,50\nStof | 0,49",
    }
    return context_of(raw_of(tmp_path, files), 2023)


def values(table, context):
    return {figure.at: figure.value for figure in figures(table, context)}


def test_courses_are_rows(context):
    assert values(small_table(), context) == {("alkohol", "antal"): 3, ("stof", "antal"): 1}


def test_persons_are_counted_once_a_cell(context):
    found = values(small_table(measure=PERSONS), context)
    assert found == {("alkohol", "antal"): 2, ("stof", "antal"): 1}


def test_persons_by_a_variable_are_counted_once_for_each_of_its_values(context):
    found = values(small_table(measure=persons_by("raekke")), context)
    assert found == {("alkohol", "antal"): 3, ("stof", "antal"): 1}


def test_amounts_are_summed_exactly_and_rounded_last(context):
    found = values(small_table(measure=AMOUNT, source="doegnophold"), context)
    assert found == {("alkohol", "antal"): 1, ("stof", "antal"): 0}


def test_a_total_of_amounts_is_exact_too(context):
    table = small_table(
        rows=[ONE], columns=with_total([A, B]), measure=AMOUNT, source="doegnophold"
    )
    (*_, total) = figures(table, context)
    assert total.exact == Decimal("1.49")
    assert total.value == 1


def test_any_of_several_values_may_meet_a_condition(context):
    either = CountedItem("begge", "Begge", {"omraade": ("alkohol", "stof", "paaroerende")})
    assert values(small_table(rows=[either, B]), context) == {
        ("begge", "antal"): 4,
        ("stof", "antal"): 1,
    }


def test_a_total_may_be_of_totals(context):
    rows = [A, B, ComposedItem("sum", "Sum", Total(("alkohol", "stof")), only=(TOTAL,))]
    columns = with_total([ONE])
    assert values(small_table(rows, columns), context)["sum", TOTAL] == 4


def test_a_total_adds_up_cells_and_never_counts_afresh(context):
    columns = with_total([A, B])
    table = small_table(
        rows=[CountedItem("personer", "Personer")], columns=columns, measure=PERSONS
    )
    assert values(table, context)["personer", TOTAL] == 3


def test_a_difference(context):
    rest = ComposedItem("rest", "Rest", Difference("stof", "alkohol"))
    assert values(small_table(rows=[A, B, rest]), context)["rest", "antal"] == -2


def test_shares_of_a_column(context):
    table = small_table(columns=[ONE, share_column("antal")])
    found = values(table, context)
    assert (found["alkohol", "andel"], found["stof", "andel"]) == (75, 25)


def test_a_share_of_a_row(context):
    share = ComposedItem("andel", "Andel", ShareOfRow("stof", ("alkohol", "stof")))
    table = small_table(rows=[ONE], columns=[A, B, share])
    assert values(table, context)["antal", "andel"] == 25


def test_an_unknown_row_is_left_out_where_it_is_all_zero(context):
    table = small_table(rows=[A, unknown_row({"omraade": "paaroerende"})])
    assert values(table, context) == {("alkohol", "antal"): 3}


def test_an_unknown_row_is_shown_whole_where_one_cell_is_not_zero(context):
    columns = [ONE, CountedItem("nul", "Nul", {"omraade": "paaroerende"})]
    table = small_table(rows=[unknown_row({"raekke": "stevns"})], columns=columns)
    assert values(table, context) == {("uoplyst", "antal"): 1, ("uoplyst", "nul"): 0}


def test_a_total_holds_the_unknown_row_where_there_is_one(context):
    rows = with_total([A, unknown_row({"omraade": "stof"})])
    assert values(small_table(rows=rows), context)[TOTAL, "antal"] == 4


def test_every_id_of_the_report_is_lower_case_ascii(tmp_path):
    files = {
        "2023/forloeb": "kommune\nKøge\nHøje-Taastrup\nTårnby\nÆrø\n",
        "2023/tilskud": "pulje\nPuljen på ØST (Æ)",
    }
    found = list(figures_of(tmp_path, files))
    assert [id_ for id_ in found if not re.fullmatch(r"[a-z0-9-]+(/[a-z0-9-]+){2}", id_)] == []


def test_every_id_of_the_report_is_unique(tmp_path):
    context = context_of(raw_of(tmp_path, {"2023/forloeb": COURSES}), 2023)
    ids = [figure.figure_id for table in counted_tables() for figure in figures(table, context)]
    assert len(ids) == len(set(ids))
