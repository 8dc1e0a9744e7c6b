"""The charts' specification, written by hand, is valid by the schema of Vega-Lite."""

import altair as alt
import jsonschema
import pytest

from rus_pipeline.figures.figure import Unit
from rus_pipeline.figures.presentation import Axes, Flow, Money, Multiples, OverTime, Parts, Ranked
from rus_pipeline_tests.report.small_charts import HIDDEN, pictured

ONE = {"a": {"x": 40}, "b": {"x": HIDDEN}, "c": {"x": None}, "d": {"x": 0}}
TWO = {"a": {"x": 40, "y": 1}, "b": {"x": HIDDEN, "y": None}, "c": {"x": 3, "y": 2}}
PAIRS = {"ud": {"2022": 4000, "2023": 3}, "ind": {"2022": 5, "2023": 6}}

CHARTS = {
    "columns": pictured(OverTime(Axes.ROWS), ONE),
    "lines": pictured(OverTime(Axes.ROWS), TWO),
    "money": pictured(
        Money("ud", "ind", "rest"), {**PAIRS, "rest": {"2022": -3995, "2023": 3}}, Unit.KRONER
    ),
    "by size": pictured(Ranked("x", "{}"), ONE),
    "parts": pictured(Parts(Axes.ROWS), TWO),
    "parts of one": pictured(Parts(Axes.COLUMNS), {"a": {"x": 1}, "b": {"x": 2}, "c": {"x": 0}}),
    "panels": pictured(Multiples(), TWO),
    "steps": pictured(
        Flow("p", "q", "r", "s"), {"a": dict(zip("pqrs", (3, 4, 2, 5), strict=True))}
    ),
}


@pytest.mark.parametrize("of", CHARTS.values(), ids=CHARTS.keys())
def test_the_schema_of_vega_lite_allows_the_chart(of):
    kind = alt.ConcatChart if "concat" in of.spec else alt.LayerChart
    kind.from_dict(of.spec, validate=True)


@pytest.mark.parametrize(
    ("part", "wrong", "message"),
    [
        ("encoding", {"x": {"field": "tal", "type": "quantity"}}, "quantity"),
        ("mark", {"type": "bars"}, "bars"),
    ],
)
def test_the_schema_of_vega_lite_refuses_what_it_has_not(part, wrong, message):
    layers = [dict(layer) for layer in CHARTS["columns"].spec["layer"]]
    layers[0][part] = wrong
    with pytest.raises(jsonschema.ValidationError, match=message):
        alt.LayerChart.from_dict({**CHARTS["columns"].spec, "layer": layers}, validate=True)


def test_no_two_layers_of_a_chart_have_one_name():
    """Vega-Lite takes their data for the same, too."""
    for of in CHARTS.values():
        views = of.spec.get("concat", [of.spec])
        names = [layer["name"] for view in views for layer in view["layer"]]
        assert len(names) == len({*names})
