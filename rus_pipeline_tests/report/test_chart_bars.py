"""Charts of bars that lie: by size, in panels, and as steps."""

import pytest

from rus_pipeline.figures.declaration import Total
from rus_pipeline.figures.figure import Unit
from rus_pipeline.figures.layout import Layout, Line
from rus_pipeline.figures.presentation import Flow, Multiples, Ranked
from rus_pipeline_tests.report.reading_charts import rectangles, texts
from rus_pipeline_tests.report.small_charts import HIDDEN, drawn, said

FROM = Ranked("x", "kom fra {}")
IN_ORDER = Ranked("x", "kom fra {}", by_size=False)
FLOW = Flow("primo", "indskrevet", "udskrevet", "ultimo")


def column(**values):
    return {row: {"x": value} for row, value in values.items()}


# By size. ----------------------------------------------------------------------------------------


def test_bars_are_as_long_as_their_numbers_and_begin_at_zero():
    page = drawn(FROM, column(a=40, b=10, c=5))
    lengths = [wide for _, _, wide, _ in rectangles(page)]
    assert [length / lengths[2] for length in lengths] == pytest.approx([8, 2, 1])
    assert {left for left, *_ in rectangles(page)} == {0}


def test_the_largest_comes_first_and_those_alike_in_the_table_s_order():
    page = drawn(FROM, column(a=1, b=7, c=1, d=9))
    assert texts(page, "navne") == ["D", "B", "A", "C"]
    assert texts(page, "tal") == ["9", "7", "1", "1"]


def test_what_is_not_known_stands_last_in_the_table_s_order():
    page = drawn(FROM, column(a=None, b=1, c=HIDDEN, d=9, e=0))
    assert texts(page, "navne") == ["D", "B", "E", "A", "C"]
    assert texts(page, "tal") == ["9", "1", "-", "?", ".."]


def test_several_rows_together_stand_after_the_others_and_are_no_answer():
    lines = (Line("a", "A"), Line("b", "B"), Line("rest", "Øvrige", together=True))
    cells = column(a=5, b=9, rest=35)
    layout = Layout(lines, (Line("x", "X"),))
    assert texts(drawn(FROM, cells, layout=layout), "navne") == ["B", "A", "Øvrige"]
    assert said(FROM, cells, layout=layout) == "Flest kom fra B (9); derefter A (5)."


def test_the_table_s_order_is_kept_where_it_means_something():
    page = drawn(IN_ORDER, column(a=1, b=HIDDEN, c=9, d=3))
    assert texts(page, "navne") == ["A", "B", "C", "D"]


def test_numbers_are_as_in_the_table_and_there_is_no_axis_of_numbers():
    page = drawn(FROM, column(a=1234, b=10, c=1))
    assert [mark.get_text() for mark in page.select("svg text")] == (
        ["A", "B", "C", "1.234", "10", "1"]
    )
    page = drawn(FROM, column(a=92, b=3, c=1), Unit.PER_CENT)
    assert texts(page, "tal")[0] == "92\N{NO-BREAK SPACE}%"


def test_a_bar_below_zero_goes_left_with_its_number_before_it():
    page = drawn(IN_ORDER, column(a=40, b=-20, c=1), Unit.KRONER)
    (left, _, wide, _), (low, _, length, _), _ = rectangles(page)
    assert (low + length, length) == pytest.approx((left, wide / 2))
    assert texts(page, "tal_under") == ["\N{MINUS SIGN}20"]


def test_a_label_that_is_too_wide_is_cut():
    page = drawn(FROM, {"W" * 60: {"x": 1}, "b": {"x": 2}, "c": {"x": 3}})
    assert texts(page, "navne")[2].endswith("…")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"a": 1, "b": 8, "c": 5}, "Flest kom fra B (8); derefter C (5)."),
        ({"a": 5, "b": 8, "c": 5}, "Flest kom fra B (8); derefter A og C (5 hver)."),
        ({"a": 8, "b": 8, "c": 1}, "Flest kom fra A og B (8 hver); derefter C (1)."),
        ({"a": 8, "b": 0, "c": 0}, "Flest kom fra A (8)."),
        ({"a": 9, **dict.fromkeys("bcde", 1)}, "Flest kom fra A (9)."),
        ({"a": 2, "b": 2, "c": 2}, "Der er lige mange i alle: 2 hver."),
        ({"a": 0, "b": 0, "c": 0}, "Der er ingen."),
        (
            {"a": 2, "b": None, "c": 3},
            "Flest af de kendte kom fra C (3); derefter A (2). Ukendte tal (?) er ikke tegnet.",
        ),
        (
            {"a": 2, "b": HIDDEN, "c": 3, "d": None},
            "Flest af dem, der vises, kom fra C (3); derefter A (2). Skjulte tal (..) er ikke"
            " tegnet. Ukendte tal (?) er ikke tegnet.",
        ),
        (
            {"a": 2, "b": HIDDEN},
            "Flest af dem, der vises, kom fra A (2). Skjulte tal (..) er ikke tegnet.",
        ),
        (
            {"a": 2, "b": HIDDEN, "c": 2},
            "Der er lige mange i dem, der vises: 2 hver. Skjulte tal (..) er ikke tegnet.",
        ),
        (
            {"a": 0, "b": HIDDEN},
            "Der er ingen i de grupper, der vises. Skjulte tal (..) er ikke tegnet.",
        ),
        ({"a": HIDDEN, "b": HIDDEN}, "Skjulte tal (..) er ikke tegnet."),
    ],
)
def test_the_words_say_who_are_the_most_and_who_come_next(values, words):
    assert said(FROM, column(**values)) == words


def test_the_row_of_unknown_values_is_never_the_most():
    rows = (Line("a", "A"), Line("b", "B"), Line("u", "Uoplyst", unknown=True))
    layout = Layout(rows, (Line("x", "X"),))
    words = "Flest kom fra A (3); derefter B (2)."
    assert said(FROM, column(a=3, b=2, u=9), layout=layout) == words


# In panels. --------------------------------------------------------------------------------------

PLACES = {
    "18-29": {"alkohol-faxe": 8, "stof-faxe": 79, "alkohol-stevns": 3},
    "30-49": {"alkohol-faxe": 37, "stof-faxe": 45, "alkohol-stevns": 24},
}


def test_each_column_is_a_panel_of_one_bar_a_row_on_one_scale():
    page = drawn(Multiples(), PLACES)
    headings = [mark.get_text() for mark in page.select(".role-title-text text")]
    assert headings == ["Alkohol-faxe", "Stof-faxe", "Alkohol-stevns"]
    lengths = [wide for _, _, wide, _ in rectangles(page)]
    assert [length / lengths[0] * 8 for length in lengths] == pytest.approx([8, 37, 79, 45, 3, 24])
    assert texts(page, "tal") == ["8", "37", "79", "45", "3", "24"]


@pytest.mark.parametrize("partners", [1, 2, 5])
def test_a_treatment_has_one_colour_however_many_municipalities_there_are(partners):
    columns = [f"{k}-{n}" for n in range(partners + 1) for k in ("alkohol", "stof")]
    page = drawn(Multiples(), {row: dict.fromkeys(columns, 3) for row in "ab"})
    fills = [path["fill"] for path in page.select(".mark-rect path")]
    assert fills == ["#1f5a8c", "#1f5a8c", "#d1701c", "#d1701c"] * (partners + 1)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (
            PLACES,
            "Flest ved alkohol-faxe (37) og alkohol-stevns (24) er 30-49."
            " Flest ved stof-faxe (79) er 18-29.",
        ),
        (
            {"kvinder": {"x": 3, "y": 0}, "mænd": {"x": 3, "y": 0}},
            "Flest ved x (3 hver) er kvinder og mænd.",
        ),
        (
            {"kvinder": {"x": 3, "y": HIDDEN}, "mænd": {"x": None, "y": 4}},
            "Flest af de kendte ved x (3) er kvinder. Flest af dem, der vises, ved y (4) er mænd."
            " Skjulte tal (..) er ikke tegnet. Ukendte tal (?) er ikke tegnet.",
        ),
        (
            {"a": dict(zip("pqrst", (1, 2, 9, 3, 9), strict=True)), "b": dict.fromkeys("pqrst", 4)},
            "Flest ved r (9) og t (9) er a.",
        ),
    ],
)
def test_the_words_say_who_are_the_most_in_each_panel_and_in_many_only_the_most(cells, words):
    assert said(Multiples(), cells) == words


# As steps. ---------------------------------------------------------------------------------------


def year(start, came, went, end):
    return {"primo": start, "indskrevet": came, "udskrevet": went, "ultimo": end}


def test_what_came_stands_on_what_there_was_and_what_went_below_that():
    page = drawn(FLOW, {"alkohol": year(80, 100, 110, 70)})
    scale = rectangles(page)[0][2] / 80
    assert [(left / scale, wide / scale) for left, _, wide, _ in rectangles(page)] == [
        pytest.approx(step) for step in ((0, 80), (80, 100), (70, 110), (0, 70))
    ]
    assert texts(page, "navne") == ["Primo", "+ indskrevet", "\N{MINUS SIGN} udskrevet", "Ultimo"]
    assert texts(page, "tal") == ["80", "100", "110", "70"]


@pytest.mark.parametrize("gap", [None, HIDDEN])
def test_where_one_of_the_four_is_not_known_no_step_tells_it(gap):
    cells = {"alkohol": year(80, gap, gap, 70), "stof": year(1, 1, 1, 1)}
    page = drawn(FLOW, cells)
    assert texts(page, "tal_0") == ["80", "?" if gap is None else "..", *texts(page, "tal_0")[2:]]
    assert len(page.select(".maerker_0_marks path")) == 2
    assert {left for left, *_ in rectangles(page)[:2]} == {0}


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (
            {"alkohol": year(1, 1, 1, 1), "stof": year(80, 100, 110, 70)},
            "Under stof var 80 forløb i gang, da året begyndte; 100 kom til, og 110 sluttede."
            " Ved årets udgang var 70 i gang, færre end ved dets begyndelse.",
        ),
        (
            {"alkohol": year(0, 5, 0, 5)},
            "Under alkohol var 0 forløb i gang, da året begyndte; 5 kom til, og 0 sluttede."
            " Ved årets udgang var 5 i gang, flere end ved dets begyndelse.",
        ),
        (
            {"alkohol": year(4, 5, 5, 4), "stof": year(3, HIDDEN, HIDDEN, 3)},
            "Under alkohol var 4 forløb i gang, da året begyndte; 5 kom til, og 5 sluttede. Ved"
            " årets udgang var 4 i gang, lige så mange som ved dets begyndelse."
            " Skjulte tal (..) er ikke tegnet.",
        ),
        ({"alkohol": year(None, 5, 5, None)}, "Ukendte tal (?) er ikke tegnet."),
    ],
)
def test_the_words_tell_the_year_of_the_last_row_that_is_known(cells, words):
    assert said(FLOW, cells) == words


def test_the_total_is_told_as_such():
    cells = {"alkohol": year(1, 1, 1, 1), "i-alt": year(1, 1, 1, 1)}
    rows = (Line("alkohol", "Alkohol"), Line("i-alt", "I alt", Total(("alkohol",))))
    layout = Layout(rows, tuple(Line(k, k) for k in year(0, 0, 0, 0)))
    assert said(FLOW, cells, layout=layout).startswith("I alt var 1 forløb i gang, da")
