"""A chart: what it shows of its table, and how it is drawn."""

import re
from collections import Counter

import pytest

from rus_pipeline.figures.counting import figures
from rus_pipeline.figures.declaration import CountedItem, share_column, with_total
from rus_pipeline.figures.figure import Unit
from rus_pipeline.figures.layout import layout
from rus_pipeline.figures.presentation import Axes, Chart
from rus_pipeline.report.chart_spec import COLOURS, Bars
from rus_pipeline.report.charts import bars, chart_html
from rus_pipeline_tests.figures.small_table import A, B, small_table
from rus_pipeline_tests.report.small_charts import BY_ROW, drawn, in_panels, shown
from rus_pipeline_tests.tables.figures_of import context_of, raw_of


def names(items):
    return [item.key for item in items]


# What a chart shows. ---------------------------------------------------------------------------

MEN = CountedItem("maend", "Mænd", {"koen": "mand"})
WOMEN = CountedItem("kvinder", "Kvinder", {"koen": "kvinde"})


@pytest.fixture
def counted(tmp_path):
    """Layout and figures of courses by treatment and sex, with totals and a share of a column."""
    table = small_table(
        rows=with_total([A, B]), columns=(*with_total([WOMEN, MEN]), share_column("i-alt"))
    )
    raw = raw_of(tmp_path, {"2023/forloeb": "indsats | person\nAlkohol | a\nStof | b\nStof | c"})
    context = context_of(raw, 2023)
    found = figures(table, context)
    return layout(table, context, found), found


def test_totals_and_shares_are_no_bars(counted):
    of = bars(BY_ROW, *counted)
    assert (names(of.groups), names(of.series)) == (["alkohol", "stof"], ["kvinder", "maend"])


def test_groups_may_be_the_columns(counted):
    of = bars(Chart(Axes.COLUMNS), *counted)
    assert (names(of.groups), names(of.series)) == (["kvinder", "maend"], ["alkohol", "stof"])


def test_the_bars_are_the_figures_where_both_meet(counted):
    by_row, by_column = (bars(Chart(axis), *counted) for axis in (Axes.ROWS, Axes.COLUMNS))
    expected = ["alkohol/kvinder", "alkohol/maend", "stof/kvinder", "stof/maend"]
    assert [f.figure_id.removeprefix("2023/lille/") for *_, f in by_row.each()] == expected
    assert sorted(f.figure_id for *_, f in by_row.each()) == sorted(
        f.figure_id for *_, f in by_column.each()
    )


def test_series_that_are_named_are_shown_be_they_totals_or_not(counted):
    of = bars(Chart(Axes.ROWS, ("i-alt",)), *counted)
    assert [(g.key, s.key) for g, s, _ in of.each()] == [("alkohol", "i-alt"), ("stof", "i-alt")]


def test_a_cell_that_is_not_in_the_table_is_no_bar():
    of = shown({"a": {"x": 1, "y": 2}, "b": {"x": 3}})
    assert [f.at for *_, f in of.each()] == [("a", "x"), ("a", "y"), ("b", "x")]


def test_the_markup_names_the_figures_of_the_bars_alone(counted):
    marked = drawn(bars(BY_ROW, *counted)).figure["data-figurer"].split()
    assert [id_.removeprefix("2023/lille/") for id_ in marked] == [
        "alkohol/kvinder",
        "alkohol/maend",
        "stof/kvinder",
        "stof/maend",
    ]


# How it is drawn. --------------------------------------------------------------------------------


def rectangles(page):
    """Return each bar as (left, top, right, bottom)."""
    found = []
    for path in page.select(".mark-rect path"):
        x, y, wide, high = map(
            float, re.match(r"M([^,]+),([^h]+)h([^v]+)v([^h]+)h", path["d"]).groups()
        )
        found.append((x, y, x + wide, y + high))
    return found


def numbers(page):
    """Return text → (x, y, anchor) of the numbers at the bars."""
    return {
        mark.get_text(): (
            *map(float, re.findall(r"-?[\d.]+", mark["transform"])),
            mark["text-anchor"],
        )
        for mark in page.select(".mark-text.role-mark text")
    }


def zero(page):
    return float(re.search(r"-?[\d.]+", page.select_one(".mark-rule line")["transform"])[0])


def test_bars_are_as_long_as_their_numbers():
    page = drawn(shown({"a": {"x": 40}, "b": {"x": 10}, "c": {"x": -20}}))
    lengths = [right - left for left, _, right, _ in rectangles(page)]
    assert [length / lengths[1] for length in lengths] == pytest.approx([4, 1, 2])


def test_bars_begin_at_zero_and_go_left_below_it():
    page = drawn(shown({"a": {"x": 40}, "b": {"x": -20}}))
    (left, _, right, _), (low_left, _, low_right, _) = rectangles(page)
    assert left == low_right == pytest.approx(zero(page))
    assert low_left < zero(page) < right


def test_a_number_stands_at_the_end_of_its_bar():
    page = drawn(shown({"a": {"x": 40}, "b": {"x": -20}}))
    (_, top, right, bottom), (left, low_top, _, low_bottom) = rectangles(page)
    x, y, anchor = numbers(page)["40"]
    assert (anchor, x > right, top < y < bottom) == ("start", True, True)
    x, y, anchor = numbers(page)["−20"]
    assert (anchor, x < left, low_top < y < low_bottom) == ("end", True, True)


def test_what_is_not_known_has_its_mark_and_no_bar():
    page = drawn(shown({"a": {"x": 40}, "b": {"x": None}}))
    assert len(rectangles(page)) == 1
    assert numbers(page).keys() == {"40", "?"}
    assert numbers(page)["?"][0] == pytest.approx(zero(page), abs=10)


def test_zero_has_its_mark_and_a_bar_of_no_length():
    page = drawn(shown({"a": {"x": 40}, "b": {"x": 0}}))
    left, _, right, _ = rectangles(page)[1]
    assert left == right
    assert numbers(page).keys() == {"40", "-"}


def test_numbers_are_as_in_the_table():
    page = drawn(shown({"a": {"x": 1234}, "b": {"x": -5678}}))
    assert numbers(page).keys() == {"1.234", "−5.678"}


def test_a_share_has_its_sign():
    page = drawn(shown({"a": {"x": 92}}, Unit.PER_CENT))
    assert numbers(page).keys() == {"92\N{NO-BREAK SPACE}%"}


def test_groups_stand_in_the_order_of_the_table():
    page = drawn(shown({"z": {"x": 1}, "a": {"x": 2}, "m": {"x": 3}}))
    tops = {mark.get_text(): numbers_y(mark) for mark in page.select(".role-axis-label text")}
    assert sorted(tops, key=tops.get) == ["Z", "A", "M"]


def numbers_y(mark):
    return float(re.findall(r"-?[\d.]+", mark["transform"])[1])


def test_series_stand_in_the_order_of_the_table_each_in_its_colour():
    page = drawn(shown({"a": {"z": 1, "a": 2, "m": 3}}))
    assert [path["fill"] for path in page.select(".mark-rect path")] == list(COLOURS[:3])
    tops = [top for _, top, _, _ in rectangles(page)]
    assert tops == sorted(tops)
    legend = [mark.get_text() for mark in page.select(".role-legend-label text")]
    assert legend == ["Z", "A", "M"]
    assert [mark["fill"] for mark in page.select(".role-legend-symbol path")] == list(COLOURS[:3])


def test_bars_of_more_series_than_colours_bear_their_names():
    page = drawn(shown({"a": {"u": 1, "v": 2, "w": 3, "x": 4, "y": 5}}))
    texts = [mark.get_text() for mark in page.select("svg text")]
    assert {"1 U", "2 V", "3 W", "4 X", "5 Y"} <= set(texts)
    assert page.select(".role-legend") == []
    assert {path["fill"] for path in page.select(".mark-rect path")} == {COLOURS[0]}


def test_more_series_than_colours_under_spanners_are_a_panel_each_with_one_scale():
    kommuner = ("Næstved", "Lolland", "Vordingborg")
    page = drawn(in_panels(kommuner, {"18-29": (1, 2), "30-49": (3, 40)}))
    headings = [mark.get_text() for mark in page.select(".role-title-text text")]
    assert headings == list(kommuner)
    legend = [mark.get_text() for mark in page.select(".role-legend-label text")]
    assert legend == ["Alkohol", "Stof"]
    assert [path["fill"] for path in page.select(".mark-rect path")] == [*COLOURS[:2]] * 6
    lengths = [right - left for left, _, right, _ in rectangles(page)]
    assert [length / lengths[0] for length in lengths] == pytest.approx([1, 2, 3, 40] * 3)


def test_up_to_as_many_series_as_colours_stand_in_one_panel():
    page = drawn(in_panels(("Næstved", "Lolland"), {"18-29": (1, 2)}))
    assert page.select(".role-title-text") == []
    legend = [mark.get_text() for mark in page.select(".role-legend-label text")]
    assert legend == ["Alkohol Næstved", "Stof Næstved", "Alkohol Lolland", "Stof Lolland"]


def test_one_series_alone_has_no_legend():
    assert drawn(shown({"a": {"x": 1}})).select(".role-legend") == []


def test_a_label_is_cut_where_it_is_too_wide_and_no_sooner():
    short, long = "W" * 16, "W" * 17 + "i" * 60
    page = drawn(shown({short: {"x": 1, "y": 2}, long: {"x": 1, "y": 2}}))
    whole, cut = (mark.get_text() for mark in page.select(".role-axis-label text"))
    assert whole.lower() == short.lower()
    assert cut.endswith("…")
    page = drawn(shown({short: {"x": 1, short: 2}}))
    labels = [mark.get_text() for mark in page.select("svg text") if "…" in mark.get_text()]
    assert labels == []


def test_there_is_no_axis_of_numbers():
    page = drawn(shown({"a": {"x": 40}, "b": {"x": 10}}))
    texts = Counter(mark.get_text() for mark in page.select("svg text"))
    assert texts == Counter(["A", "B", "40", "10"])


def test_where_nothing_is_known_there_is_no_chart():
    assert chart_html(shown({"a": {"x": None}, "b": {"x": None}}), "Titel", "billede") == ""


def test_where_there_are_no_bars_there_is_no_chart():
    assert chart_html(Bars(Unit.COURSES, (), (), {}), "Titel", "billede") == ""


def test_the_same_bars_give_the_same_bytes():
    one, other = (chart_html(shown({"a": {"x": 1, "y": 2}}), "Titel", "billede") for _ in range(2))
    assert one == other
