"""The asset graph: keys, and what hangs on which years."""

import dagster as dg
import pytest

from rus_pipeline.definitions import defs
from rus_pipeline.extracts.folder import SCHEMAS
from rus_pipeline.orchestration.partitions import EDITIONS
from rus_pipeline.orchestration.specs import asset_specs, check_specs
from rus_pipeline.tables import all_tables, counted_tables

GRAPH = defs.resolve_asset_graph()


def keys(folder):
    return {spec.key.path[-1] for spec in asset_specs() if spec.key.path[0] == folder}


def upstream_years(key, parent, edition):
    mapping = GRAPH.get_partition_mapping(
        dg.AssetKey(key.split("/")), parent_asset_key=dg.AssetKey(parent.split("/"))
    )
    subset = mapping.get_upstream_mapped_partitions_result_for_partitions(
        EDITIONS.subset_with_partition_keys([edition]), EDITIONS, EDITIONS
    ).partitions_subset
    return sorted(subset.get_partition_keys())


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
    ("table", "source", "years"),
    [
        ("tabel_01", "forloeb", ["2023"]),
        ("tabel_04", "posteringer", ["2018", "2019", "2020", "2021", "2022", "2023"]),
        ("tabel_05", "posteringer", ["2018", "2019", "2020", "2021", "2022", "2023"]),
        ("udvikling_forloeb", "forloeb_aar", ["2018", "2019", "2020", "2021", "2022", "2023"]),
        ("kvalitet_tilbagevenden", "tilbagevenden", ["2022", "2023"]),
        (
            "tabel_03_udvikling",
            "eksterne_forloeb_aar",
            ["2017", "2018", "2019", "2020", "2021", "2022", "2023"],
        ),
    ],
)
def test_the_years_that_a_table_reads_are_in_the_graph(table, source, years):
    assert upstream_years(f"mart/{table}", f"slice/{source}", "2023") == years


def test_a_report_sets_its_figures_beside_those_of_the_year_before():
    assert upstream_years("report", "figures", "2023") == ["2022", "2023"]


def test_snapshots_hang_on_their_mart():
    deps = {spec.key: [dep.asset_key for dep in spec.deps] for spec in asset_specs()}
    assert deps[dg.AssetKey(["snapshot", "tabel_01"])] == [dg.AssetKey(["mart", "tabel_01"])]
