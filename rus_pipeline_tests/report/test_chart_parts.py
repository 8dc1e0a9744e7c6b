"""Charts of parts of a whole: one bar of 100 % a group."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rus_pipeline.figures.layout import Layout, Line
from rus_pipeline.figures.presentation import Axes, Parts
from rus_pipeline.report.charts.parts import within
from rus_pipeline_tests.report.reading_charts import rectangles, texts
from rus_pipeline_tests.report.small_charts import HIDDEN, drawn, said

PARTS = Parts(Axes.ROWS)
PER_CENT = "\N{NO-BREAK SPACE}%"


def test_each_group_is_one_bar_of_100_per_cent():
    page = drawn(PARTS, {"alkohol": {"x": 3, "y": 1}, "stof": {"x": 20, "y": 20}})
    heights = [high for *_, high in rectangles(page)]
    whole = heights[0] + heights[1]
    assert heights == pytest.approx([whole * 3 / 4, whole / 4, whole / 2, whole / 2])
    tops = [top for _, top, _, _ in rectangles(page)]
    assert tops == pytest.approx([0, whole * 3 / 4, 0, whole / 2])


def test_each_part_is_named_beside_the_bar_with_its_count_and_share():
    page = drawn(PARTS, {"alkohol": {"x": 3, "y": 1}, "stof": {"x": 2, "y": 1, "z": 0}})
    assert texts(page, "navne_1") == ["X", "Y", "Z"]
    assert texts(page, "tal_1") == [f"2 (67{PER_CENT})", f"1 (33{PER_CENT})", "-"]
    assert [mark.get_text() for mark in page.select(".role-title-text text")] == ["Alkohol", "Stof"]


def test_a_share_is_rounded_half_away_from_zero():
    page = drawn(PARTS, {"alkohol": {"x": 1, "y": 199}, "stof": {"x": 1, "y": 7}})
    assert texts(page, "tal") == [
        f"1 (1{PER_CENT})",
        f"199 (100{PER_CENT})",
        f"1 (13{PER_CENT})",
        f"7 (88{PER_CENT})",
    ]


@pytest.mark.parametrize(("gap", "symbol"), [(HIDDEN, ".."), (None, "?")])
def test_a_group_with_a_part_that_is_not_known_shows_its_symbol_alone(gap, symbol):
    page = drawn(PARTS, {"alkohol": {"x": 30, "y": gap}, "stof": {"x": 2, "y": 1, "z": 0}})
    assert texts(page, "tal_0") == [symbol]
    assert texts(page, "navne_0") == page.select(".maerker_0_marks") == []
    assert page.figure["data-figurer"].split()[0].endswith("alkohol/y")
    assert "30" not in str(page.svg).replace("-30", "")


def test_a_group_of_nothing_has_no_bar():
    page = drawn(PARTS, {"alkohol": {"x": 0, "y": 0}, "stof": {"x": 2, "y": 1, "z": 0}})
    assert texts(page, "tal_0") == ["-"]


def test_what_is_no_part_of_the_whole_is_not_drawn():
    cells = {"alkohol": {"x": 3, "y": 1, "afventer": 9}, "stof": {"x": 1, "y": 1, "afventer": 9}}
    page = drawn(Parts(Axes.ROWS, ("afventer",)), cells)
    assert texts(page, "tal_0") == [f"3 (75{PER_CENT})", f"1 (25{PER_CENT})"]


def test_the_parts_may_be_rows_and_unknown_values_are_no_part():
    rows = (Line("a", "A"), Line("b", "B"), Line("c", "C"), Line("u", "Uoplyst", unknown=True))
    layout = Layout(rows, (Line("antal", "Antal"),))
    cells = {row: {"antal": value} for row, value in zip("abcu", (2, 1, 1, 5), strict=True)}
    page = drawn(Parts(Axes.COLUMNS), cells, layout=layout)
    assert texts(page, "navne") == ["A", "B", "C"]
    assert texts(page, "tal")[0] == f"2 (50{PER_CENT})"
    assert page.select(".role-title-text") == []


def test_a_group_has_the_colour_of_what_it_is_of_and_its_parts_lighter_ones():
    page = drawn(PARTS, {k: {"x": 1, "y": 1, "z": 1} for k in ("alkohol", "stof", "i-alt")})
    fills = [path["fill"] for path in page.select(".mark-rect path")]
    assert fills[::3] == ["#1f5a8c", "#d1701c", "#33475b"]
    assert len({*fills}) == 9


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_names_stand_within_the_bar_s_height_in_order_and_do_not_meet(wanted):
    between = 1 / 9
    found = within(sorted(wanted), between)
    assert found[0] >= between / 2 - 1e-9
    assert found[-1] <= 1 - between / 2 + 1e-9
    assert all(b - a >= between - 1e-9 for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("chart", "cells", "words"),
    [
        (
            PARTS,
            {"alkohol": {"x": 3, "y": 1}, "stof": {"x": 1, "y": 3}},
            f"Ved alkohol fylder X mest (3, 75{PER_CENT}) og ved stof fylder Y mest"
            f" (3, 75{PER_CENT}).",
        ),
        (
            PARTS,
            {"alkohol": {"x": 2, "y": 2, "z": 1}, "i-alt": {"x": 1, "y": 0, "z": 0}},
            f"Ved alkohol fylder X og Y mest (2 hver, 40{PER_CENT}) og i alt fylder X mest"
            f" (1, 100{PER_CENT}).",
        ),
        (
            PARTS,
            {"alkohol": {"x": 3, "y": HIDDEN}, "stof": {"x": 1, "y": 3}},
            f"Ved stof fylder Y mest (3, 75{PER_CENT}). Skjulte tal (..) er ikke tegnet.",
        ),
        (
            PARTS,
            {"alkohol": {"x": 3, "y": HIDDEN}, "stof": {"x": None, "y": 3}},
            "Skjulte tal (..) er ikke tegnet. Ukendte tal (?) er ikke tegnet.",
        ),
        (PARTS, {"alkohol": {"x": 0, "y": 0}, "stof": {"x": 0, "y": 0}}, ""),
        (
            Parts(Axes.ROWS, said="i tide kom"),
            {"alkohol": {"x": 3, "y": 1}, "stof": {"x": 0, "y": 3}},
            f"I tide kom 75{PER_CENT} (3) ved alkohol og 0{PER_CENT} (0) ved stof.",
        ),
        (
            Parts(Axes.COLUMNS),
            {"a": {"antal": 5}, "b": {"antal": 3}},
            f"A fylder mest (5, 63{PER_CENT}).",
        ),
    ],
)
def test_the_words_tell_the_largest_part_or_the_one_that_is_asked_for(chart, cells, words):
    assert said(chart, cells) == words
