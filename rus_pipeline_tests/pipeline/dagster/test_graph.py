"""The asset graph: keys, checks, and dependencies by edition."""

from pathlib import Path

import dagster as dg
import pytest

from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.pipeline.dagster.specs import all_specs, check_specs, key_of
from rus_pipeline.pipeline.steps import assets
from rus_pipeline.tables import all_tables, counted_tables
from rus_pipeline_tests.pipeline.dagster.graph import GRAPH, lines, upstream_years

GATES = ["tre_kontroller"]


def keys(folder):
    return {spec.key.path[-1] for spec in all_specs() if spec.key.path[0] == folder}


def checks(name):
    return list(check_specs(assets()[name]))


@pytest.mark.parametrize("stem", SCHEMAS)
def test_every_extract_is_staged_and_checked(stem):
    assert [spec.name for spec in checks(f"staging/{stem}")] == ["skema", "intet_tabt"]


def test_the_gates_block_the_steps_after_a_mart():
    for table in counted_tables():
        gates = checks(f"mart/{table.id.replace('-', '_')}")
        assert [spec.name for spec in gates] == GATES
        assert all(spec.blocking for spec in gates)


def test_what_must_add_up_is_a_check_of_the_figures_that_blocks():
    assert [(spec.name, spec.blocking) for spec in checks("figures")] == [("stemmer", True)]


def test_the_disclosure_audit_is_a_check_of_public_that_does_not_block():
    assert [(spec.name, spec.blocking) for spec in checks("public")] == [("indtraenger", False)]


def test_every_table_has_a_mart_and_a_snapshot():
    assert keys("mart") == {table.id.replace("-", "_") for table in counted_tables()}
    shown = {table.id.replace("-", "_") for table in all_tables()}
    assert keys("snapshot") == {*shown, "dokumenter"}


def test_every_asset_has_a_description():
    for spec in all_specs():
        assert spec.description
        assert spec.group_name
        assert spec.kinds
        assert spec.owners


@pytest.mark.parametrize("name", assets())
def test_every_asset_of_an_edition_has_a_code_version(name):
    assert GRAPH.get(key_of(name)).code_version


def test_extracts_and_marts_show_their_columns():
    shown = [s.key.path[0] for s in all_specs() if "dagster/column_schema" in s.metadata]
    assert set(shown) == {"staging", "mart", "figures"}


@pytest.mark.parametrize(
    ("asset", "parent", "years"),
    [
        ("mart/tabel_01", "slice/forloeb", "2023"),
        ("slice/posteringer", "staging/posteringer", "2018-2023"),
        ("slice/tilbagevenden", "staging/forloeb", "2022-2023"),
        ("slice/eksterne_forloeb_aar", "staging/eksterne_forloeb", "2018-2023"),
        ("report", "figures", "2018-2023"),
        ("public_report", "public", "2018-2023"),
        ("database", "edition", "2018-2023"),
    ],
)
def test_the_editions_that_an_asset_reads_are_in_the_graph(asset, parent, years):
    assert upstream_years(key_of(asset), key_of(parent)) == years


@pytest.mark.parametrize("name", assets())
def test_the_dependencies_of_an_asset_are_what_its_step_reads(name):
    known = (2022, 2023)
    reads = {key_of(read) for read, _ in assets()[name].reads(2023, known)} - {key_of(name)}
    assert GRAPH.get(key_of(name)).parent_keys == reads


def test_snapshots_depend_on_their_mart():
    deps = {spec.key: {dep.asset_key for dep in spec.deps} for spec in all_specs()}
    asked = ("mart/tabel_01", "raw/center", "slice/noter")
    assert deps[key_of("snapshot/tabel_01")] == {key_of(name) for name in asked}


def test_delivered_files_are_external_assets():
    external = {key for key in GRAPH.get_all_asset_keys() if GRAPH.get(key).is_external}
    assert {key_of(f"raw/{stem}") for stem in SCHEMAS} < external
    assert not external & {spec.key for spec in all_specs()}


def test_the_graph_is_the_reviewed_one():
    # After a change that is meant: .venv/bin/python -m rus_pipeline_tests.pipeline.dagster.graph
    reviewed = Path(__file__).with_name("graph.txt").read_text(encoding="utf-8")
    assert list(lines()) == reviewed.splitlines()


@pytest.mark.parametrize("name", assets())
def test_a_backfill_is_one_run_an_edition(name):
    policy = GRAPH.get(key_of(name)).backfill_policy
    assert policy == dg.BackfillPolicy.multi_run(max_partitions_per_run=1)
