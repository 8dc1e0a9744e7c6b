"""Charts of months and years: columns, lines, breaks, and what is said of them."""

import re

import pytest

from rus_pipeline.core.danish import MONTHS
from rus_pipeline.figures.figure import Unit
from rus_pipeline.figures.layout import Layout, Line
from rus_pipeline.figures.presentation import Axes, OverTime
from rus_pipeline.report.charts.room import AWAY, Room
from rus_pipeline_tests.report.reading_charts import places, rectangles, texts
from rus_pipeline_tests.report.small_charts import HIDDEN, drawn, said

LINES = OverTime(Axes.ROWS, said=(("x", "begyndte"), ("y", "sluttede")))
COLUMNS = OverTime(Axes.ROWS, ("x",), said=(("x", "begyndte"),))
BROKEN = OverTime(Axes.COLUMNS, said=(("", "begyndte"),), broken=" (brud)")


def one(*values, first=2018):
    return {str(first + n): {"x": value} for n, value in enumerate(values)}


def two(*pairs):
    return {str(2018 + n): {"x": x, "y": y} for n, (x, y) in enumerate(pairs)}


def broken(labels, *values):
    """Return the cells and the layout of a row over years with the labels."""
    years = [label[:4] for label in labels]
    layout = Layout((Line("x", "X"),), tuple(map(Line, years, labels)))
    return {"x": dict(zip(years, values, strict=True))}, layout


def lines_of(page):
    """Return each line's points."""
    return [
        [tuple(map(float, point.split(","))) for point in re.findall(r"[\d.-]+,[\d.-]+", path["d"])]
        for path in page.select(".linjer_marks path")
    ]


# Columns. ----------------------------------------------------------------------------------------


def test_one_series_is_columns_in_the_order_of_time_as_high_as_their_numbers():
    page = drawn(COLUMNS, one(20, 40, 10))
    assert [high / rectangles(page)[2][3] for *_, high in rectangles(page)] == (
        pytest.approx([2, 4, 1])
    )
    lefts = [left for left, *_ in rectangles(page)]
    assert lefts == sorted(lefts)
    assert texts(page, "tal") == ["20", "40", "10"]
    assert texts(page, "tider") == ["2018", "2019", "2020"]


def test_a_column_below_zero_hangs_with_its_number_under_it():
    page = drawn(COLUMNS, one(20, -40, 10), Unit.KRONER)
    (_, top, _, high), (_, under, _, deep), _ = rectangles(page)
    assert (top + high, deep / high) == pytest.approx((under, 2))
    assert texts(page, "tal_under") == ["\N{MINUS SIGN}40"]


def test_what_is_not_known_has_its_symbol_at_zero_and_no_column():
    page = drawn(COLUMNS, one(20, None, HIDDEN, 40, 0))
    assert texts(page, "tal") == ["20", "?", "..", "40", "-"]
    heights = [y for _, y in places_of_numbers(page)]
    assert heights[1] == heights[2] == heights[4]
    assert len(rectangles(page)) == 3


def places_of_numbers(page):
    marks = page.select('svg [class*=" tal"] text')
    return [tuple(map(float, re.findall(r"-?[\d.]+", mark["transform"])[:2])) for mark in marks]


def test_numbers_too_wide_for_their_columns_stand_upright():
    page = drawn(COLUMNS, one(*[1234567] * 12, first=2001), Unit.KRONER)
    assert all(
        "rotate(-90)" in m["transform"].replace("270", "-90")
        for m in page.select(".tal_marks text")
    )


def test_months_are_cut():
    page = drawn(COLUMNS, {month.capitalize(): {"x": 1} for month in MONTHS})
    assert texts(page, "tider") == [month[:3] for month in MONTHS]


# Lines. ------------------------------------------------------------------------------------------


def test_several_series_are_lines_with_a_name_and_a_number_at_each_end():
    page = drawn(LINES, two((10, 30), (20, 20), (40, 10)))
    ((_, zero),) = places(page, "nul")
    heights = [[(zero - y) for _, y in line] for line in lines_of(page)]
    assert [h / heights[0][0] for line in heights for h in line] == (
        pytest.approx([1, 2, 4, 3, 2, 1], abs=0.01)
    )
    assert texts(page, "navne") == ["Y", "X"]  # from below, as the lines end
    assert texts(page, "tal_sidst") == ["10", "40"]
    assert page.select(".role-legend") == []


def test_the_scale_of_counts_begins_at_zero():
    page = drawn(LINES, two((90, 95), (95, 90), (100, 99)))
    ((_, zero),) = places(page, "nul")
    (first, *_), _ = lines_of(page)
    assert (zero - first[1]) / zero == pytest.approx(0.9)


def test_names_do_not_meet_where_lines_end_alike():
    page = drawn(LINES, two((1, 90), (50, 50), (60, 60)))
    heights = [y for _, y in places(page, "navne")]
    assert abs(heights[0] - heights[1]) >= 16


def test_a_line_breaks_where_a_value_is_not_known_and_its_symbol_stands_at_the_bottom():
    page = drawn(LINES, two((10, 30), (20, 20), (HIDDEN, 25), (40, 10), (50, 20)))
    assert [len(line) for line in lines_of(page)] == [2, 2, 5]
    ((_, zero),) = places(page, "nul")
    ((_, symbol),) = places(page, "tal_ukendt_0_2")
    assert 0 < zero - symbol < 15


def test_symbols_of_the_same_time_do_not_meet():
    page = drawn(LINES, two((10, 30), (None, HIDDEN), (40, 10)))
    ((_, first),), ((_, second),) = places(page, "tal_ukendt_0_1"), places(page, "tal_ukendt_1_1")
    assert first - second >= 13


def test_a_line_that_ends_unknown_has_its_name_and_no_number_at_its_end():
    page = drawn(LINES, two((10, 30), (20, 20), (30, None)))
    assert texts(page, "navne") == ["Y", "X"]
    assert texts(page, "tal_sidst") == ["30"]


def test_a_number_has_room_or_is_left_out():
    room = Room()
    room.keep_clear([(0, 50), (100, 50)])
    assert room.side(50, 50, 20) == -1
    assert room.side(55, 50, 20) == 1  # above it stands the one before
    assert room.side(50, 50, 20) is None
    assert room.side(90, 50, 10) == -1
    room.take(10, 50 - AWAY, 10, 10)
    assert room.side(10, 50, 10) == 1


# Breaks. -----------------------------------------------------------------------------------------


def test_a_break_is_a_mark_between_its_years():
    cells, layout = broken(["2018", "2019 (brud)", "2020"], 5, 6, 7)
    page = drawn(BROKEN, cells, layout=layout)
    assert texts(page, "tider") == ["2018", "2019", "2020"]
    assert texts(page, "brud_ord") == ["brud"]
    first, second, _ = rectangles(page)
    ((mark, _),) = places(page, "brud")
    assert first[0] + first[2] < mark < second[0]


def test_no_line_runs_across_a_break():
    cells, layout = broken(["2018", "2019", "2020 (brud)", "2021"], 5, 6, 7, 8)
    layout = Layout((*layout.rows, Line("y", "Y")), layout.columns)
    page = drawn(BROKEN, {**cells, "y": dict.fromkeys(cells["x"], 9)}, layout=layout)
    assert [len(line) for line in lines_of(page)] == [2, 2, 2, 2]


@pytest.mark.parametrize(
    ("labels", "values", "words"),
    [
        (
            ["2018", "2019 (brud)", "2020", "2021"],
            [99, 6, 8, 7],
            "Mellem 2018 og 2019 er der brud: tallene har et andet grundlag og kan ikke"
            " sammenlignes hen over det. Fra 2019 og frem: flest begyndte i 2020 (8); i 2021 var"
            " det 7.",
        ),
        (
            ["2018", "2019 (brud)", "2020", "2021 (brud)"],
            [99, 6, 8, 7],
            "Mellem 2018 og 2019 og mellem 2020 og 2021 er der brud: tallene har et andet grundlag"
            " og kan ikke sammenlignes hen over det. Tallet for 2021 er 7.",
        ),
    ],
)
def test_numbers_are_not_compared_across_a_break(labels, values, words):
    cells, layout = broken(labels, *values)
    assert said(BROKEN, cells, layout=layout) == words


# Words. ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([5, 7, 3], "Flest begyndte i 2019 (7); i 2020 var det 3."),
        ([5, 7, 7, 3], "Flest begyndte i 2019 og 2020 (7 hver gang); i 2021 var det 3."),
        ([5, 3, 7], "Flest begyndte i 2020 (7) mod 5 i 2018."),
        ([7, 3, 7], "Flest begyndte i 2018 og 2020 (7 hver gang)."),
        ([9, 5, 3, 1], "Flest begyndte i 2018 (9); siden gik det støt ned til 1 i 2021."),
        ([9, 1, 5, 4, 3, 2], "Flest begyndte i 2018 (9); fra 2020 gik det støt ned til 2 i 2023."),
        ([9, 1, 2, 3, 4], "Flest begyndte i 2018 (9); fra 2019 gik det støt op til 4 i 2022."),
        ([1, 2, 3, 4], "Flest begyndte i 2021 (4); fra 2018 gik det støt op til 4 i 2021."),
        (
            [9, 5, 4, None, 3],
            "Flest af de kendte begyndte i 2018 (9); i 2022 var det 3."
            " Ukendte tal (?) er ikke tegnet.",
        ),
        (
            [5, HIDDEN, 3],
            "Flest af dem, der vises, begyndte i 2018 (5); i 2020 var det 3."
            " Skjulte tal (..) er ikke tegnet.",
        ),
        ([5, 5, 5], "Lige mange begyndte hver gang: 5."),
        ([0, 0, 0], "Ingen begyndte."),
        ([4, None, None], "Tallet for 2018 er 4. Ukendte tal (?) er ikke tegnet."),
        ([0, 0, 3], "Flest begyndte i 2020 (3) mod 0 i 2018."),
        ([None, None, None], "Ukendte tal (?) er ikke tegnet."),
    ],
)
def test_the_words_say_when_it_was_the_most_and_how_it_ended(values, words):
    assert said(COLUMNS, one(*values)) == words


def test_each_series_has_its_sentence_and_a_month_a_small_letter():
    cells = {
        "Januar": {"x": 52, "y": 12},
        "Februar": {"x": 35, "y": 13},
        "Marts": {"x": 40, "y": 9},
    }
    assert said(LINES, cells) == (
        "Flest begyndte i januar (52); i marts var det 40."
        " Flest sluttede i februar (13); i marts var det 9."
    )


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (
            Unit.PER_CENT,
            "Højest i 2019 (92\N{NO-BREAK SPACE}%); i 2020 var det 3\N{NO-BREAK SPACE}%.",
        ),
        (Unit.KRONER, "Højest i 2019 (92 kr.); i 2020 var det 3 kr."),
        (Unit.PERSONS, "Flest i 2019 (92); i 2020 var det 3."),
    ],
)
def test_the_words_fit_the_unit(unit, words):
    assert said(OverTime(Axes.ROWS), one(5, 92, 3), unit) == words


def test_of_several_series_each_is_named():
    assert said(OverTime(Axes.ROWS), two((5, 1), (3, 2))) == (
        "Flest ved x i 2018 (5); i 2019 var det 3. Flest ved y i 2019 (2) mod 1 i 2018."
    )


def test_below_zero_is_told_with_its_sign():
    assert said(OverTime(Axes.ROWS), one(-5000, -300, -70000), Unit.KRONER) == (
        "Højest i 2019 (\N{MINUS SIGN}300 kr.); i 2020 var det \N{MINUS SIGN}70.000 kr."
    )
