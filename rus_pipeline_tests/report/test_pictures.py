"""A picture: what it shows of its table, how it is drawn, what it says in words, and its colours.

What belongs here: bars of a made-up table. What does not: which tables have a picture, or whether
their numbers are right (``test_shown_numbers``).
"""

import re
from collections import Counter
from itertools import combinations

import pytest
from bs4 import BeautifulSoup

from rus_pipeline.figures.counting import figures
from rus_pipeline.figures.declaration import Item, Unit, share_column, with_total
from rus_pipeline.figures.presentation import Axes, Picture
from rus_pipeline.report.pictures import _INK, COLOURS, Bars, alternative, bars, picture_html
from rus_pipeline_tests.figures.small_table import A, B, small_table
from rus_pipeline_tests.report.test_downloads import figure
from rus_pipeline_tests.tables.figures_of import context_of, raw_of

BY_ROW = Picture(Axes.ROWS)


def shown(cells, unit=Unit.COURSES, picture=BY_ROW):
    """Return the bars of a table: row → column → value, None for what is not known."""
    found = [
        figure(row, column, value, unit, reason="ukendt" if value is None else None)
        for row, values in cells.items()
        for column, value in values.items()
    ]
    return bars(picture, found)


def drawn(of, title="Titel", name="billede"):
    return BeautifulSoup(picture_html(of, title, name), "html.parser")


def names(items):
    return [item.key for item in items]


# What a picture shows. ---------------------------------------------------------------------------

MEN = Item("maend", "Mænd", {"koen": "mand"})
WOMEN = Item("kvinder", "Kvinder", {"koen": "kvinde"})


@pytest.fixture
def counted(tmp_path):
    """Figures of courses by treatment and sex, with a total of both and a share of the column."""
    table = small_table(
        rows=with_total([A, B]), columns=(*with_total([WOMEN, MEN]), share_column("i-alt"))
    )
    raw = raw_of(tmp_path, {"2023/forloeb": "indsats | person\nAlkohol | a\nStof | b\nStof | c"})
    return figures(table, context_of(raw, 2023))


def test_totals_and_shares_are_no_bars(counted):
    of = bars(BY_ROW, counted)
    assert (names(of.groups), names(of.series)) == (["alkohol", "stof"], ["kvinder", "maend"])


def test_groups_may_be_the_columns(counted):
    of = bars(Picture(Axes.COLUMNS), counted)
    assert (names(of.groups), names(of.series)) == (["kvinder", "maend"], ["alkohol", "stof"])


def test_the_bars_are_the_figures_where_both_meet(counted):
    by_row, by_column = (bars(Picture(axis), counted) for axis in (Axes.ROWS, Axes.COLUMNS))
    expected = ["alkohol/kvinder", "alkohol/maend", "stof/kvinder", "stof/maend"]
    assert [f.id.removeprefix("2023/lille/") for *_, f in by_row.each()] == expected
    assert sorted(f.id for *_, f in by_row.each()) == sorted(f.id for *_, f in by_column.each())


def test_series_that_are_named_are_shown_be_they_totals_or_not(counted):
    of = bars(Picture(Axes.ROWS, ("i-alt",)), counted)
    assert [(g.key, s.key) for g, s, _ in of.each()] == [("alkohol", "i-alt"), ("stof", "i-alt")]


def test_a_cell_that_is_not_in_the_table_is_no_bar():
    of = shown({"a": {"x": 1, "y": 2}, "b": {"x": 3}})
    assert [f.plan.at for *_, f in of.each()] == [("a", "x"), ("a", "y"), ("b", "x")]


def test_the_markup_names_the_figures_of_the_bars_alone(counted):
    marked = drawn(bars(BY_ROW, counted)).figure["data-figurer"].split()
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


def test_one_series_alone_has_no_legend():
    assert drawn(shown({"a": {"x": 1}})).select(".role-legend") == []


def test_there_is_no_axis_of_numbers():
    page = drawn(shown({"a": {"x": 40}, "b": {"x": 10}}))
    texts = Counter(mark.get_text() for mark in page.select("svg text"))
    assert texts == Counter(["A", "B", "40", "10"])


def test_where_nothing_is_known_there_is_no_picture():
    assert picture_html(shown({"a": {"x": None}, "b": {"x": None}}), "Titel", "billede") == ""


def test_where_there_are_no_bars_there_is_no_picture():
    assert picture_html(Bars(Unit.COURSES, (), (), {}), "Titel", "billede") == ""


def test_the_same_bars_give_the_same_bytes():
    one, other = (
        picture_html(shown({"a": {"x": 1, "y": 2}}), "Titel", "billede") for _ in range(2)
    )
    assert one == other


# What it says in words. --------------------------------------------------------------------------


def in_words(cells, unit=Unit.COURSES):
    told = alternative(shown(cells, unit))
    return told.removesuffix(" Alle tal står i tabellen.")


def test_the_highest_and_the_lowest_are_named():
    assert in_words({"a": {"x": 7}, "b": {"x": 1234}, "c": {"x": 3}}) == (
        "X – flest: B (1.234); færrest: C (3)."
    )


def test_each_series_is_told_by_itself():
    assert in_words({"a": {"x": 7, "y": 1}, "b": {"x": 3, "y": 2}}) == (
        "X – flest: A (7); færrest: B (3). Y – flest: B (2); færrest: A (1)."
    )


def test_those_that_share_a_place_are_all_named():
    assert in_words(
        {"a": {"x": 7}, "b": {"x": 0}, "c": {"x": 7}, "d": {"x": 0}, "e": {"x": 7}}
    ) == ("X – flest: A, C og E (7); færrest: B og D (0).")


def test_when_all_are_alike_there_is_no_highest():
    assert in_words({"a": {"x": 7}, "b": {"x": 7}}) == "X – alle: A og B (7)."


def test_what_is_not_known_is_named_and_is_not_the_lowest():
    assert in_words({"a": {"x": 7}, "b": {"x": None}, "c": {"x": 3}, "d": {"x": None}}) == (
        "X – flest: A (7); færrest: C (3); ikke oplyst: B og D."
    )


def test_a_series_of_which_nothing_is_known_says_so():
    assert in_words({"a": {"x": 7, "y": None}, "b": {"x": 3, "y": None}}) == (
        "X – flest: A (7); færrest: B (3). Y – ikke oplyst."
    )


@pytest.mark.parametrize(
    ("unit", "told"),
    [
        (Unit.PERSONS, "X – flest: A (1.200); færrest: B (−3)."),
        (Unit.KRONER, "X – størst: A (1.200 kr.); mindst: B (−3 kr.)."),
        (
            Unit.PER_CENT,
            "X – højest: A (1.200\N{NO-BREAK SPACE}%); lavest: B (−3\N{NO-BREAK SPACE}%).",
        ),
    ],
)
def test_the_words_fit_the_unit(unit, told):
    assert in_words({"a": {"x": 1200}, "b": {"x": -3}}, unit) == told


def test_the_reader_is_told_where_all_the_numbers_are():
    assert alternative(shown({"a": {"x": 7}})).endswith(". Alle tal står i tabellen.")


def test_the_words_stand_under_the_picture_and_in_it():
    page = drawn(shown({"a": {"x": 7}, "b": {"x": 3}}))
    words = "X – flest: A (7); færrest: B (3). Alle tal står i tabellen."
    assert page.figcaption.get_text() == page.svg.desc.get_text() == words


def test_the_picture_is_an_image_called_by_its_title_and_words():
    page = drawn(shown({"a": {"x": 7}}), "Tabel 9. Måneder", "billede-tabel-09")
    assert page.svg["role"] == "img"
    title, words = (page.find(id=name) for name in page.svg["aria-labelledby"].split())
    assert title.get_text() == "Tabel 9. Måneder"
    assert words is page.svg.desc


def test_ids_of_two_pictures_in_a_page_are_not_the_same():
    of = shown({"a": {"x": 7}})
    page = BeautifulSoup(picture_html(of, "En", "en") + picture_html(of, "To", "to"), "html.parser")
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids)) == 4


def test_text_is_escaped_wherever_it_stands():
    group, series = Item("a", "<b>Å & Ø</b>"), Item("x", '"<i>Stof</i>')
    of = Bars(Unit.COURSES, (group,), (series, Item("y", "Y")), {("a", "x"): figure("a", "x", 7)})
    page = drawn(of, title='<u>Titel</u> & "mere"')
    assert page.select("b, i, u") == []
    assert page.select_one(".role-axis-label text").get_text() == "<b>Å & Ø</b>"
    assert page.select_one(".role-legend-label text").get_text() == '"<i>Stof</i>'
    assert page.svg.title.get_text() == '<u>Titel</u> & "mere"'
    assert page.div["aria-label"] == 'Figur: <u>Titel</u> & "mere"'
    assert page.figcaption.get_text().startswith('"<i>Stof</i> – alle: <b>Å & Ø</b> (7).')


# Its colours. ------------------------------------------------------------------------------------

# Machado, Oliveira and Fernandes (2009), severity 1.0, for linear RGB.
SIGHT = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
APART = 15  # CIE76; about 2.3 is a difference that is just seen
APART_IN_GREY = 1.25
CONTRAST = 3  # WCAG 2.2, 1.4.11: what is needed to understand a graphic, against its background


def linear(colour):
    """Return #rrggbb as linear RGB."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def luminance(colour):
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(rgb):
    """Return linear sRGB as CIE L*a*b* under D65."""
    to_xyz = (
        (0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047),
        (0.2126729, 0.7151522, 0.0721750),
        (0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883),
    )
    x, y, z = (
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116
        for t in times(to_xyz, [min(1, max(0, part)) for part in rgb])
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one, other, sight):
    ends = [lab(times(SIGHT[sight], linear(colour))) for colour in (one, other)]
    return sum((a - b) ** 2 for a, b in zip(*ends, strict=True)) ** 0.5


def test_the_measure_knows_white_from_black_and_red_from_green():
    assert lab(linear("#ffffff")) == pytest.approx((100, 0, 0), abs=0.1)
    assert lab(linear("#ff0000")) == pytest.approx((53.2, 80.1, 67.2), abs=0.1)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert distance("#b5651d", "#7c7c00", "deuteranopia") < APART
    assert distance("#b5651d", "#7c7c00", "all cones") > APART


@pytest.mark.parametrize("sight", SIGHT)
def test_colours_stay_apart_without_a_cone(sight):
    alike = [
        (one, other, round(found))
        for one, other in combinations(COLOURS, 2)
        if (found := distance(one, other, sight)) < APART
    ]
    assert alike == []


def test_colours_stay_apart_in_grey():
    alike = [
        (one, other)
        for one, other in combinations(COLOURS, 2)
        if contrast(one, other) < APART_IN_GREY
    ]
    assert alike == []


def test_a_light_bar_has_an_outline_that_is_seen_on_white():
    page = drawn(shown({"a": {"w": 1, "x": 2, "y": 3, "z": 4}}))
    bars_drawn = page.select(".mark-rect path")
    assert [path["fill"] for path in bars_drawn] == list(COLOURS)
    for path in bars_drawn:
        assert max(contrast(path[ink], "#ffffff") for ink in ("fill", "stroke")) >= CONTRAST
        assert path["stroke"] == _INK
        assert float(path["stroke-width"]) > 0


def test_text_is_readable_on_white():
    page = drawn(shown({"a": {"x": 1, "y": 2}}))
    assert min(contrast(mark["fill"], "#ffffff") for mark in page.select("svg text")) >= 4.5
