"""Figures and layouts that are written are read back as they were."""

import json
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from rus_pipeline.figures.counting import figures
from rus_pipeline.figures.figure import Component, Counted, Figure, Role, Rule, Status, Unit
from rus_pipeline.figures.files import as_frame, figures_schema, read_figures, write_figures
from rus_pipeline.figures.layout import layout, read_layouts, write_layouts
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.figures.made import figure_of
from rus_pipeline_tests.figures.small_table import small_table
from rus_pipeline_tests.tables.figures_of import context_of, raw_of

SOME = settings(deadline=None, derandomize=True, database=None)

_TEXT = st.text(max_size=8)
_TEXTS = st.lists(_TEXT, max_size=3).map(tuple)
_NUMBER = st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2)
_WHERE = st.dictionaries(_TEXT, st.booleans() | _TEXT | st.lists(_TEXT, max_size=3), max_size=3)
_FIGURE = st.builds(
    Figure,
    figure_id=_TEXT,
    unit=st.sampled_from(Unit),
    value=_NUMBER,
    exact=_NUMBER,
    status=st.sampled_from(Status),
    reason=st.none() | _TEXT,
    rule=st.sampled_from(Rule),
    counted=st.none()
    | st.builds(Counted, _TEXT, st.sampled_from(["rows", "sum"]), _TEXTS, _WHERE, _TEXTS),
    components=st.lists(st.builds(Component, _TEXT, st.sampled_from(Role)), max_size=3).map(tuple),
    closed=_TEXTS,
)


@SOME
@given(st.lists(_FIGURE, max_size=4, unique_by=lambda figure: figure.figure_id))
def test_figures_that_are_written_are_read_back_the_same(written):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "declaration.json"
        write_figures(path, written)
        assert list(read_figures(path).values()) == written


def test_what_is_counted_is_read_back_the_same(tmp_path):
    context = context_of(raw_of(tmp_path, {"2023/forloeb": "person\na\nb"}), 2023)
    counted = {table.id: figures(table, context) for table in counted_tables()}
    every = [figure for found in counted.values() for figure in found]
    write_figures(tmp_path / "declaration.json", every)
    assert list(read_figures(tmp_path / "declaration.json").values()) == every
    laid_out = {t.id: layout(t, context, counted[t.id]) for t in counted_tables()}
    write_layouts(tmp_path / "layout.json", laid_out)
    assert read_layouts(tmp_path / "layout.json") == laid_out


def test_a_figure_is_one_line_and_its_numbers_are_text(tmp_path):
    path = tmp_path / "declaration.json"
    write_figures(path, [figure_of("lille", "a", "x", "1.49"), figure_of("lille", "a", "y", None)])
    assert len(path.read_text(encoding="utf-8").splitlines()) == 4
    found = json.loads(path.read_text(encoding="utf-8"))
    assert [(one["value"], one["exact"]) for one in found] == [("1", "1.49"), (None, None)]


def test_a_figure_of_an_edition_without_closed_variables_is_read(tmp_path):
    path = tmp_path / "declaration.json"
    write_figures(path, [figure_of("lille", "a", "x", 1)])
    text = path.read_text(encoding="utf-8").replace(', "closed": []', "")
    path.write_text(text, encoding="utf-8")
    assert read_figures(path)["2023/lille/a/x"].closed == ()


def test_a_frame_of_figures_has_the_columns_of_the_counting_rules(tmp_path):
    context = context_of(raw_of(tmp_path, {"2023/forloeb": "indsats\nAlkohol"}), 2023)
    frame = as_frame(2023, figures(small_table(), context))
    assert frame.schema == figures_schema()
    assert list(frame.row(0)) == [
        "2023/lille/alkohol/antal",
        2023,
        "lille",
        "alkohol",
        "antal",
        Decimal(1),
        "forløb",
        "observed",
        None,
    ]
