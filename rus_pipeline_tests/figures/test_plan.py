"""A declared table, laid out: which cells there are and what each rests on."""

import pytest

from rus_pipeline.figures.declaration import (
    TOTAL,
    ByEdition,
    ComposedItem,
    CountedItem,
    Difference,
    ShareOfRow,
    Total,
    UnknownItem,
    VariableItem,
    share_column,
    unknown_row,
    with_total,
)
from rus_pipeline.figures.figure import Role, figure_id
from rus_pipeline.figures.plan import plan, without
from rus_pipeline_tests.figures.small_table import ONE, A, B, small_table
from rus_pipeline_tests.tables.figures_of import context_of, raw_of

UNTOLD = """\
udtrukket = 2024-01-31
[[ikke_oplyst]]
tabel = "lille"
kolonne = "antal"
raekke = "stof"
grund = "Ukendt"
"""


@pytest.fixture
def context(tmp_path):
    return context_of(raw_of(tmp_path, {"2023/forloeb": "ind"}), 2023)


def cells(table, context):
    return {cell.at: cell for cell in plan(table, context)}


def test_a_figures_id():
    assert figure_id(2023, "tabel-01", "faxe", "alkohol") == "2023/tabel-01/faxe/alkohol"


def test_every_row_crosses_every_column_row_by_row(context):
    table = small_table(columns=[ONE, CountedItem("to", "To")])
    assert list(cells(table, context)) == [
        ("alkohol", "antal"),
        ("alkohol", "to"),
        ("stof", "antal"),
        ("stof", "to"),
    ]


def test_a_composed_row_may_have_only_some_columns(context):
    row = ComposedItem("samlet", "Samlet", Total(()), only=("to",))
    table = small_table(rows=[row], columns=[ONE, CountedItem("to", "To")])
    assert list(cells(table, context)) == [("samlet", "to")]


def test_an_unknown_row_may_be_without_some_columns(context):
    row = UnknownItem("samlet", "Samlet", {}, without=("to",))
    table = small_table(rows=[row], columns=[ONE, CountedItem("to", "To")])
    assert list(cells(table, context)) == [("samlet", "antal")]


def test_an_unknown_row_has_no_share(context):
    table = small_table(rows=[A, unknown_row({})], columns=[ONE, share_column("antal")])
    assert ("uoplyst", "andel") not in cells(table, context)


def test_a_cell_meets_the_conditions_of_table_row_and_column(context):
    column = CountedItem("nye", "Nye", {"indskrevet": True})
    table = small_table(columns=[column], population={0: {"aktiv": True}})
    assert cells(table, context)["stof", "nye"].where == {
        "aktiv": True,
        "omraade": "stof",
        "indskrevet": True,
    }


def test_the_population_is_the_one_in_force(context):
    population = {0: {}, 2023: {"aktiv": True}, 2024: {"udskrevet": True}}
    cell = cells(small_table(rows=[ONE], population=population), context)["antal", "antal"]
    assert cell.where == {"aktiv": True}


def test_a_form_is_in_force_from_its_first_edition():
    forms = ByEdition({0: "gammel", 2023: "ny"})
    assert (forms.at(2022), forms.at(2023), forms.at(2031)) == ("gammel", "ny", "ny")


def test_a_variable_of_one_axis_takes_its_value_from_the_other(context):
    month = CountedItem("06", "Juni")
    table = small_table(rows=[month], columns=[VariableItem("ind", "Ind", "indskrivningsmaaned")])
    assert cells(table, context)["06", "ind"].where == {"indskrivningsmaaned": "06"}


def test_a_total_is_of_the_other_columns_in_its_row(context):
    cell = cells(small_table(columns=with_total([A, B])), context)["stof", TOTAL]
    assert [(part.row, part.column, part.role) for part in cell.components] == [
        ("stof", "alkohol", Role.ADDEND),
        ("stof", "stof", Role.ADDEND),
    ]


def test_a_difference_is_of_the_other_rows_in_its_column(context):
    row = ComposedItem("rest", "Rest", Difference("stof", "alkohol"))
    cell = cells(small_table(rows=[A, B, row]), context)["rest", "antal"]
    assert [(part.row, part.column, part.role) for part in cell.components] == [
        ("stof", "antal", Role.MINUEND),
        ("alkohol", "antal", Role.SUBTRAHEND),
    ]


def test_a_share_of_a_column_is_of_its_known_rows(context):
    table = small_table(rows=[A, B, unknown_row({})], columns=[ONE, share_column("antal")])
    cell = cells(table, context)["stof", "andel"]
    assert [(part.row, part.role) for part in cell.components] == [
        ("stof", Role.NUMERATOR),
        ("alkohol", Role.DENOMINATOR),
        ("stof", Role.DENOMINATOR),
    ]
    assert cell.unit == "pct."


def test_a_share_of_a_row_may_stand_in_another_row(context):
    share = ComposedItem("andel", "Andel", ShareOfRow("alkohol", ("stof",), row="antal"))
    cell = cells(small_table(rows=[ONE, share], columns=[A, B]), context)["andel", "alkohol"]
    assert [(part.row, part.column, part.role) for part in cell.components] == [
        ("antal", "alkohol", Role.NUMERATOR),
        ("antal", "stof", Role.DENOMINATOR),
    ]


def test_a_cell_that_the_extract_cannot_tell_is_not_available(tmp_path):
    context = context_of(raw_of(tmp_path, {"2023/udtraek.toml": UNTOLD}), 2023)
    found = cells(small_table(), context)
    assert found["stof", "antal"].unavailable == "Ukendt"
    assert found["alkohol", "antal"].unavailable is None


def test_another_table_of_the_same_rows_is_not_touched_by_it(tmp_path):
    context = context_of(raw_of(tmp_path, {"2023/udtraek.toml": UNTOLD}), 2023)
    rows = [CountedItem("stof", "Stof", {"overlapper": True})]
    table = small_table(rows=rows, columns=[CountedItem("beloeb", "Beløb")])
    assert cells(table, context)["stof", "beloeb"].unavailable is None


def test_a_source_that_is_not_there_is_the_reason(context):
    table = small_table(rows=[ONE], source="doegnophold")
    assert "doegnophold" in cells(table, context)["antal", "antal"].unavailable


def test_the_reason_of_a_sum_names_each_cell_it_lacks():
    assert without([]) is None
    assert without([("Alkohol", "x"), ("Stof", "y")]) == "Uden Alkohol (x); Stof (y)"
