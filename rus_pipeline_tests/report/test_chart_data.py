"""A picture's chart, written by hand, is Vega-Lite as its schema has it.

What belongs here: that the schema allows what is written. What does not: how it is drawn
(``test_pictures``).
"""

import altair as alt
import jsonschema
import pytest

from rus_pipeline.figures.figure import Unit
from rus_pipeline.report.charts import chart
from rus_pipeline_tests.report.small_charts import shown

PICTURES = {
    "one series": shown({"a": {"x": 40}, "b": {"x": 10}}),
    "a legend": shown({"a": {"x": 40, "y": 1}, "b": {"x": 10, "y": 2}}),
    "more series than colours": shown({"a": {"u": 1, "v": 2, "w": 3, "x": 4, "y": 5}}),
    "below zero": shown({"a": {"x": 40}, "b": {"x": -20}}, Unit.KRONER),
    "not known": shown({"a": {"x": 40}, "b": {"x": None}}, Unit.PER_CENT),
}


@pytest.mark.parametrize("of", PICTURES.values(), ids=PICTURES.keys())
def test_the_schema_of_vega_lite_allows_the_chart(of):
    alt.LayerChart.from_dict(chart(of), validate=True)


@pytest.mark.parametrize(
    ("part", "wrong", "told"),
    [
        ("encoding", {"x": {"field": "tal", "type": "quantity"}}, "quantity"),
        ("mark", {"type": "bars"}, "bars"),
    ],
)
def test_the_schema_of_vega_lite_refuses_what_it_has_not(part, wrong, told):
    mistaken = chart(PICTURES["one series"])
    mistaken["layer"][0][part] = wrong
    with pytest.raises(jsonschema.ValidationError, match=told):
        alt.LayerChart.from_dict(mistaken, validate=True)


def test_each_bar_and_its_number_are_a_row_of_the_chart():
    rows = chart(shown({"a": {"x": -1234, "y": None}}))["data"]["values"]
    assert rows == [
        {"gruppe": "A", "serie": "X", "tal": -1234, "tekst": "−1.234", "ved": -1234, "under": True},
        {"gruppe": "A", "serie": "Y", "tal": None, "tekst": "?", "ved": 0, "under": False},
    ]
