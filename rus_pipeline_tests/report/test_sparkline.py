"""A main figure's small line of the years."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from rus_pipeline.report.sparkline import sparkline

YEARS = (2018, 2019, 2020, 2021, 2022, 2023)


def line_of(values, breaks=(), years=YEARS):
    found = [None if value is None else Decimal(value) for value in values]
    return BeautifulSoup(sparkline(years, found, breaks), "html.parser")


def points(page):
    """Return each line's points, from the left."""
    return [
        [tuple(map(float, point.split(","))) for point in line["points"].split()]
        for line in page.select("polyline")
    ]


def dots(page):
    return [(float(dot["cx"]), float(dot["cy"])) for dot in page.select("circle")]


def test_the_years_stand_evenly_and_heights_follow_the_values_from_zero():
    assert points(line_of([0, 20, 40, 60, 80, 100])) == [
        [(4.0, 24.0), (26.4, 20.0), (48.8, 16.0), (71.2, 12.0), (93.6, 8.0), (116.0, 4.0)]
    ]


def test_a_year_that_the_series_has_not_leaves_its_place():
    (line,) = points(line_of([1, 1, 1], years=(2018, 2019, 2023)))
    assert [x for x, _ in line] == [4.0, 26.4, 116.0]


def test_values_below_zero_stand_below_it():
    assert [y for _, y in points(line_of([-10, 0, 10, 0, 0, 0]))[0]][:3] == [24.0, 14.0, 4.0]


def test_the_line_has_a_gap_where_a_value_is_not_known():
    page = line_of([10, 20, None, 30, 40, 50])
    assert [len(line) for line in points(page)] == [2, 3]


def test_a_gap_is_alike_whatever_stands_around_it():
    first, second = (points(line_of([low, 20, None, 20, 20, 20]))[1] for low in (5, 15))
    assert first == second


def test_a_year_alone_is_a_dot():
    page = line_of([10, None, 10, 10, None, 10])
    assert [x for x, _ in dots(page)] == [4.0, 116.0, 116.0]
    assert [len(line) for line in points(page)] == [2]


@pytest.mark.parametrize(
    ("breaks", "lines", "marks"),
    [((2020,), [2, 4], [37.6]), ((2020, 2022), [2, 2, 2], [37.6, 82.4]), ((2018,), [6], [])],
)
def test_no_line_runs_across_a_break_which_is_a_mark_between_the_years(breaks, lines, marks):
    page = line_of([10] * 6, breaks)
    assert [len(line) for line in points(page)] == lines
    assert [float(mark["x1"]) for mark in page.select("line")] == marks


def test_the_last_known_year_is_marked():
    assert dots(line_of([100, 100, 100, 100, 50, None])) == [(93.6, 14.0)]


def test_it_has_no_text_and_is_hidden_from_screen_readers():
    page = line_of([1, 2, 3, 4, 5, 6])
    assert page.get_text() == ""
    assert page.svg["aria-hidden"] == "true"


def test_where_nothing_is_known_there_is_none():
    assert sparkline(YEARS, [None] * 6, ()) == ""


def test_nothing_but_zeros_is_a_line_along_the_bottom():
    assert {y for _, y in points(line_of([0] * 6))[0]} == {24.0}


def test_a_single_year_is_its_dot():
    page = line_of([7], years=(2023,))
    assert (points(page), set(dots(page))) == ([], {(116.0, 4.0)})
