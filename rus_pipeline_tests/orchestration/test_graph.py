"""The asset graph: keys, and what hangs on which years."""

from pathlib import Path

import dagster as dg
import pytest

from rus_pipeline.extracts.folder import SCHEMAS
from rus_pipeline.orchestration.specs import asset_specs, check_specs
from rus_pipeline.tables import all_tables, counted_tables
from rus_pipeline_tests.orchestration.graph import lines, upstream_years


def keys(folder):
    return {spec.key.path[-1] for spec in asset_specs() if spec.key.path[0] == folder}


def test_every_extract_has_an_asset_and_a_check():
    assert keys("extract") == set(SCHEMAS)
    checked = {spec.asset_key.path[-1] for spec in check_specs() if spec.name == "skema"}
    assert checked == set(SCHEMAS)


def test_the_gates_block_what_hangs_on_the_figures():
    gates = [spec for spec in check_specs() if spec.asset_key == dg.AssetKey("figures")]
    assert [spec.name for spec in gates] == [
        "trace_equality",
        "no_row_twice",
        "nothing_lost",
        "second_opinion",
    ]
    assert all(spec.blocking for spec in gates)


def test_every_table_has_a_mart_and_a_snapshot():
    assert keys("mart") == {table.id.replace("-", "_") for table in counted_tables()}
    assert keys("snapshot") == {table.id.replace("-", "_") for table in all_tables()}


def test_every_asset_says_what_it_is():
    for spec in asset_specs():
        assert spec.description
        assert spec.group_name
        assert spec.kinds
        assert spec.owners
        assert spec.code_version


def test_extracts_and_marts_show_their_columns():
    shown = [s.key.path[0] for s in asset_specs() if "dagster/column_schema" in s.metadata]
    assert set(shown) == {"extract", "mart", "figures"}


@pytest.mark.parametrize(
    ("asset", "parent", "years"),
    [
        ("mart/tabel_01", "slice/forloeb", "2023"),
        ("mart/tabel_04", "slice/posteringer", "2018-2023"),
        ("mart/kvalitet_tilbagevenden", "slice/tilbagevenden", "2022-2023"),
        ("mart/tabel_03_udvikling", "slice/eksterne_forloeb_aar", "2017-2023"),
        ("report", "figures", "2022-2023"),
    ],
)
def test_the_years_that_an_asset_reads_are_in_the_graph(asset, parent, years):
    keys = (dg.AssetKey(name.split("/")) for name in (asset, parent))
    assert upstream_years(*keys) == years


def test_snapshots_hang_on_their_mart():
    deps = {spec.key: [dep.asset_key for dep in spec.deps] for spec in asset_specs()}
    assert deps[dg.AssetKey(["snapshot", "tabel_01"])] == [dg.AssetKey(["mart", "tabel_01"])]


def test_the_graph_is_the_one_that_was_reviewed():
    # After a change that is meant: .venv/bin/python -m rus_pipeline_tests.orchestration.graph
    reviewed = Path(__file__).with_name("graph.txt").read_text(encoding="utf-8")
    assert list(lines()) == reviewed.splitlines()
