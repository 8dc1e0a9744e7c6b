"""The charts' specification, written by hand, is valid by the schema of Vega-Lite."""

import altair as alt
import jsonschema
import pytest

from rus_pipeline.figures.figure import Unit
from rus_pipeline.report.chart_spec import vega_lite
from rus_pipeline_tests.report.small_charts import in_panels, shown

CHARTS = {
    "one series": shown({"a": {"x": 40}, "b": {"x": 10}}),
    "a legend": shown({"a": {"x": 40, "y": 1}, "b": {"x": 10, "y": 2}}),
    "more series than colours": shown({"a": {"u": 1, "v": 2, "w": 3, "x": 4, "y": 5}}),
    "a panel for each spanner": in_panels(("A", "B", "C"), {"a": (1, 2)}),
    "below zero": shown({"a": {"x": 40}, "b": {"x": -20}}, Unit.KRONER),
    "not known": shown({"a": {"x": 40}, "b": {"x": None}}, Unit.PER_CENT),
}


@pytest.mark.parametrize("of", CHARTS.values(), ids=CHARTS.keys())
def test_the_schema_of_vega_lite_allows_the_chart(of):
    kind = alt.FacetChart if of.panels else alt.LayerChart
    kind.from_dict(vega_lite(of), validate=True)


@pytest.mark.parametrize(
    ("part", "wrong", "message"),
    [
        ("encoding", {"x": {"field": "tal", "type": "quantity"}}, "quantity"),
        ("mark", {"type": "bars"}, "bars"),
    ],
)
def test_the_schema_of_vega_lite_refuses_what_it_has_not(part, wrong, message):
    mistaken = vega_lite(CHARTS["one series"])
    mistaken["layer"][0][part] = wrong
    with pytest.raises(jsonschema.ValidationError, match=message):
        alt.LayerChart.from_dict(mistaken, validate=True)


def test_each_bar_and_its_number_are_a_row_of_the_chart():
    rows = vega_lite(shown({"a": {"x": -1234, "y": None}}))["data"]["values"]
    assert rows == [
        {"gruppe": "A", "serie": "X", "tal": -1234, "tekst": "−1.234", "ved": -1234, "under": True},
        {"gruppe": "A", "serie": "Y", "tal": None, "tekst": "?", "ved": 0, "under": False},
    ]
