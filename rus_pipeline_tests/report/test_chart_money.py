"""Charts of kroner over years: columns, the result as a line, in thousands."""

import pytest

from rus_pipeline.figures.figure import Unit
from rus_pipeline.figures.presentation import Money
from rus_pipeline_tests.report.reading_charts import places, rectangles, texts
from rus_pipeline_tests.report.small_charts import drawn, said

MONEY = Money("udgift", "indtaegt", "resultat")
MINUS = "\N{MINUS SIGN}"


def years(*pairs):
    """Return expense and income of the years from 2020 on, and the result."""
    spent = {str(2020 + n): spent for n, (spent, _) in enumerate(pairs)}
    got = {str(2020 + n): got for n, (_, got) in enumerate(pairs)}
    left = {
        year: None if None in (spent[year], got[year]) else got[year] - spent[year]
        for year in spent
    }
    return {"udgift": spent, "indtaegt": got, "resultat": left}


def test_expense_and_income_are_columns_and_the_result_a_line_on_the_same_scale():
    page = drawn(MONEY, years((40_000, 20_000), (10_000, 30_000)), Unit.KRONER)
    ((_, zero),) = places(page, "nul")
    heights = [high for *_, high in rectangles(page)]
    assert [high / heights[0] * 40 for high in heights] == pytest.approx([40, 10, 20, 30])
    points = [zero - y for _, y in places(page, "resultater")]
    assert [point / heights[0] * 40 for point in points] == pytest.approx([-20, 20])


def test_numbers_are_thousands_rounded_half_away_from_zero():
    page = drawn(MONEY, years((1_500, 499), (2_499, 1_234_500), (0, 500)), Unit.KRONER)
    assert texts(page, "tal_marks") == ["2", "2", "-", "0", "1.235", "1"]
    assert texts(page, "tal_resultat") == [f"{MINUS}1", "1.232", "1"]
    page = drawn(MONEY, years((1_500, 0), (1, 1), (1, 1)), Unit.KRONER)
    assert texts(page, "tal_resultat")[0] == f"{MINUS}2"


def test_each_series_is_named_where_it_is_and_there_is_no_legend():
    page = drawn(MONEY, years((40_000, 20_000), (10_000, 30_000)), Unit.KRONER)
    assert texts(page, "navne_marks") == ["Udgift"]
    assert sorted(texts(page, "navne_sidst")) == ["Indtaegt", "Resultat"]
    assert page.select(".role-legend") == []


def test_a_year_that_is_not_known_breaks_the_line_and_has_its_symbols():
    cells = years((40_000, 20_000), (50_000, 20_000), (None, None), (1_000, 2_000), (2_000, 2_000))
    page = drawn(MONEY, cells, Unit.KRONER)
    assert texts(page, "tal_marks") == ["40", "50", "?", "1", "2", "20", "20", "?", "2", "2"]
    assert texts(page, "tal_resultat") == [f"{MINUS}20", f"{MINUS}30", "?", "1", "-"]
    assert len(page.select(".linjer_marks path")) == 2


def test_wide_numbers_stand_upright():
    page = drawn(MONEY, years(*[(12_345_000, 1_234_000)] * 6), Unit.KRONER)
    assert all("rotate" in mark["transform"] for mark in page.select(".tal_marks text"))
    page = drawn(MONEY, years(*[(345_000, 234_000)] * 6), Unit.KRONER)
    assert not any("rotate" in mark["transform"] for mark in page.select(".tal_marks text"))


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        (
            [(417_397, 309_457), (468_328, 50_265)],
            "I 2021 var udgiften 468 tusind kr. og indtægten 50 tusind kr.: et underskud på 418"
            " tusind kr. Der var underskud i alle årene.",
        ),
        (
            [(1_000, 3_000), (3_000, 1_000), (1_000, 9_500)],
            "I 2022 var udgiften 1 tusind kr. og indtægten 10 tusind kr.: et overskud på 9 tusind"
            " kr. Der var overskud i 2020 og 2022. Der var underskud i 2021.",
        ),
        (
            [(1_000, 1_000), (0, 0)],
            "I 2021 var udgiften 0 tusind kr. og indtægten 0 tusind kr.: det går lige op.",
        ),
        (
            [(None, None), (3_000, 1_000), (3_000, 2_000)],
            "I 2022 var udgiften 3 tusind kr. og indtægten 2 tusind kr.: et underskud på 1 tusind"
            " kr. Der var underskud i alle de år, hvis tal er kendt."
            " Ukendte tal (?) er ikke tegnet.",
        ),
        (
            [(3_000, 1_000), (3_000, 2_000), (None, 2_000)],
            "Der var underskud i alle de år, hvis tal er kendt. Ukendte tal (?) er ikke tegnet.",
        ),
    ],
)
def test_the_words_tell_the_last_year_and_in_which_years_there_was_a_deficit(pairs, words):
    assert said(MONEY, years(*pairs), Unit.KRONER) == words
