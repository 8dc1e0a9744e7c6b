"""What is not available stays so in everything composed of it, and says why."""

import pytest

from rus_pipeline.figures.counting import NOTHING_TO_SHARE, figures
from rus_pipeline.figures.declaration import (
    TOTAL,
    ComposedItem,
    Difference,
    ShareOfRow,
    share_column,
    with_total,
)
from rus_pipeline_tests.figures.small_table import ONE, A, B, small_table
from rus_pipeline_tests.tables.figures_of import context_of, figures_of, raw_of

HEAD = "udtrukket = 2024-01-31\n"
COURSES = "indsats\nAlkohol\nAlkohol\nStof"


def unreported(kolonne: str, raekke: str | None = None, grund: str = "Ukendt") -> str:
    row = f'raekke = "{raekke}"\n' if raekke else ""
    return f'[[ikke_oplyst]]\ntabel = "lille"\nkolonne = "{kolonne}"\n{row}grund = "{grund}"\n'


@pytest.fixture
def counted(tmp_path):
    """Return a table's figures by (row, column), where the extract leaves out some cells."""

    def count(table, *cells, forloeb=COURSES):
        files = {"2023/forloeb": forloeb, "2023/udtraek.toml": "".join([HEAD, *cells])}
        found = figures(table, context_of(raw_of(tmp_path, files), 2023))
        return {figure.at: figure for figure in found}

    return count


IN_ROW = small_table(rows=[ONE], columns=with_total([A, B]))
SHARED = small_table(columns=[ONE, share_column("antal")])


def test_a_cell_that_is_unreported_has_no_value_and_the_reason_given(counted):
    figure = counted(small_table(), unreported("antal", "stof"))["stof", "antal"]
    assert (figure.value, figure.status, figure.reason) == (None, "not_available", "Ukendt")


def test_a_whole_column_that_is_unreported(counted):
    found = counted(small_table(), unreported("antal"))
    assert {figure.status for figure in found.values()} == {"not_available"}


def test_a_total_is_the_sum_of_the_others_and_names_the_missing(counted):
    total = counted(IN_ROW, unreported("alkohol"))["antal", TOTAL]
    assert (total.value, total.status, total.reason) == (1, "observed", "Uden Alkohol (Ukendt)")


def test_a_total_of_which_nothing_is_reported_is_not_available(counted):
    total = counted(IN_ROW, unreported("alkohol"), unreported("stof"))["antal", TOTAL]
    assert (total.value, total.status, total.reason) == (None, "not_available", "Ukendt")


def test_a_total_of_which_nothing_is_reported_names_each_where_the_reasons_differ(counted):
    total = counted(IN_ROW, unreported("alkohol"), unreported("stof", grund="Andet"))[
        "antal", TOTAL
    ]
    assert total.value is None
    assert total.reason == "Uden Alkohol (Ukendt); Stof (Andet)"


def test_a_total_that_is_unreported_itself(counted):
    found = counted(IN_ROW, unreported(TOTAL))
    assert found["antal", TOTAL].value is None
    assert found["antal", "alkohol"].value == 2


def test_a_total_of_what_is_zero_is_observed(counted):
    total = counted(IN_ROW, forloeb="indsats")["antal", TOTAL]
    assert (total.value, total.status, total.reason) == (0, "observed", None)


def test_a_total_of_a_partial_total_hands_its_reason_on(counted):
    rows = with_total([ONE])
    table = small_table(rows=rows, columns=with_total([A, B]))
    found = counted(table, unreported("alkohol", "antal"))
    assert found[TOTAL, TOTAL].value == 1
    assert "Alkohol" in found[TOTAL, TOTAL].reason


@pytest.mark.parametrize("missing", ["alkohol", "stof"])
def test_a_difference_with_a_missing_side_is_not_available(counted, missing):
    rest = ComposedItem("rest", "Rest", Difference("alkohol", "stof"))
    figure = counted(small_table(rows=[A, B, rest]), unreported("antal", missing))["rest", "antal"]
    assert (figure.value, figure.status, figure.reason) == (None, "not_available", "Ukendt")


def test_a_share_of_what_is_unreported_is_not_available(counted):
    found = counted(SHARED, unreported("antal", "stof"))
    assert (found["stof", "andel"].value, found["stof", "andel"].reason) == (None, "Ukendt")


def test_the_other_shares_are_of_what_is_reported_and_name_the_missing(counted):
    found = counted(SHARED, unreported("antal", "stof"))
    assert found["alkohol", "andel"].value == 100
    assert "Stof" in found["alkohol", "andel"].reason


def test_a_share_that_is_unreported_itself_leaves_its_count(counted):
    found = counted(SHARED, unreported("andel", "stof"))
    assert found["stof", "andel"].value is None
    assert found["stof", "antal"].value == 1
    assert found["alkohol", "andel"].value == 67


def test_shares_of_nothing_are_not_available_and_say_so(counted):
    found = counted(SHARED, forloeb="indsats")
    assert found["stof", "andel"].status == "not_available"
    assert found["stof", "andel"].reason == NOTHING_TO_SHARE


def test_a_share_of_a_row_of_nothing_is_not_available(counted):
    share = ComposedItem("andel", "Andel", ShareOfRow("alkohol", ("alkohol", "stof")))
    table = small_table(rows=[ONE], columns=[A, B, share])
    assert counted(table, forloeb="indsats")["antal", "andel"].value is None


def test_the_words_of_ikke_oplyst_name_one_table_alone(counted):
    other = unreported("antal").replace("lille", "tabel-02")
    assert counted(small_table(), other)["alkohol", "antal"].value == 2


def test_a_share_in_time_is_unreported_where_those_too_late_are_not(tmp_path):
    unreported = (
        'udtrukket = 2024-01-31\n[[ikke_oplyst]]\ntabel = "kvalitet-behandlingsgaranti"\n'
        'kolonne = "efter-14-dage"\ngrund = "Ikke registreret"\n'
    )
    found = figures_of(tmp_path, "henvendelsesdato\n01-03-2023", udtraek=unreported)
    assert found["kvalitet-behandlingsgaranti/alkohol/inden-for-14-dage"] == 1
    assert found["kvalitet-behandlingsgaranti/alkohol/andel"] is None
