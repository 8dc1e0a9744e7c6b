"""What is said under any chart is true: read back in a second way, whatever the figures are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rus_pipeline.figures.figure import Unit
from rus_pipeline.figures.presentation import Axes, Flow, Money, Multiples, OverTime, Parts, Ranked
from rus_pipeline_tests.report.reading_back import Known
from rus_pipeline_tests.report.reading_words import wrong_words
from rus_pipeline_tests.report.small_charts import pictured

STEPS = ("primo", "indskrevet", "udskrevet", "ultimo")
CHARTS = {
    "columns": (OverTime(Axes.ROWS, said=(("", "begyndte"),)), ("antal",)),
    "lines": (OverTime(Axes.ROWS), ("ind", "ud")),
    "years along": (OverTime(Axes.COLUMNS), ("2019", "2020", "2021", "2022")),
    "by size": (Ranked("antal", "kom fra {}"), ("antal",)),
    "parts": (Parts(Axes.ROWS), ("nye", "fortsat", "tilbage")),
    "the first part": (Parts(Axes.ROWS, said="i tide kom"), ("nye", "tilbage")),
    "parts of one": (Parts(Axes.COLUMNS), ("antal",)),
    "panels": (Multiples(), ("alkohol", "stof")),
    "steps": (Flow(*STEPS), STEPS),
}
COUNTS = st.none() | st.integers(0, 4) | st.integers(0, 12_000)
KRONER = st.none() | st.integers(-2_000, 2_000) | st.integers(-(10**7), 10**7)


def complaints(chart, cells, unit):
    of = pictured(chart, cells, unit)
    own = [
        Known(
            f.figure_id,
            f.row_label,
            f.column_label,
            None if f.value is None else int(f.value),
            unit,
        )
        for f in of.figures
    ]
    return list(wrong_words(of.words, own, chart)) if own else []


@pytest.mark.parametrize(("chart", "columns"), CHARTS.values(), ids=CHARTS)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_the_words_are_true_of_any_counts(chart, columns, data):
    rows = ("januar", "februar", "marts", "april")[: data.draw(st.integers(1, 4))]
    cells = {row: {column: data.draw(COUNTS) for column in columns} for row in rows}
    assert complaints(chart, cells, Unit.COURSES) == []


@settings(deadline=None, max_examples=60)
@given(years=st.lists(st.tuples(KRONER, KRONER), min_size=1, max_size=6))
def test_the_words_are_true_of_any_money(years):
    names = [str(2018 + n) for n in range(len(years))]
    spent, got = ({y: pair[k] for y, pair in zip(names, years, strict=True)} for k in (0, 1))
    left = {y: None if None in (spent[y], got[y]) else got[y] - spent[y] for y in names}
    cells = {"udgift": spent, "indtaegt": got, "resultat": left}
    assert complaints(Money(*cells), cells, Unit.KRONER) == []
