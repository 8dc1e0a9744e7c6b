"""The event log in SQLite: what it answers is what Dagster's own answers."""

import sqlite3
from contextlib import closing

import dagster as dg
import pytest
from dagster._core.definitions.data_version import DATA_VERSION_TAG as VERSION
from dagster._core.storage.event_log import SqliteEventLogStorage

from rus_pipeline.pipeline.dagster import home

MART = dg.AssetKey(["mart", "tabel_02"])
MADE = dg.DagsterEventType.ASSET_MATERIALIZATION
WRITTEN = ("create_timestamp", "migration_completed")


@pytest.fixture
def instance(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    home.ready_home()
    with dg.DagsterInstance.get() as found:
        yield found


@dg.asset(check_specs=[dg.AssetCheckSpec("stemmer", asset="counted")])
def counted():
    yield dg.MaterializeResult(data_version=dg.DataVersion("a"), metadata={"rows": 3})
    yield dg.AssetCheckResult(passed=True)


def rows_of(folder):
    """Return every row of the index and of the runs' files, but for when it was written."""
    found = {}
    for path in sorted(folder.glob("*.db")):
        with closing(sqlite3.connect(path)) as database:
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in sorted(tables):
                columns = [c[1] for c in database.execute(f"PRAGMA table_info({table})")]
                kept = ", ".join(f'"{c}"' for c in columns if c not in WRITTEN)
                found[path.name, table] = database.execute(f"SELECT {kept} FROM {table}").fetchall()
    return found


def made(instance, edition, version, key=MART):
    event = dg.AssetMaterialization(key, partition=edition, tags={VERSION: version})
    instance.report_runless_asset_event(event)


def newest(instance, editions=("2021", "2022", "2023"), **bounds):
    """Return the newest versions, which must be those that Dagster's own storage finds."""
    asked = MART, MADE, [VERSION], list(editions)
    found = instance.event_log_storage.get_latest_tags_by_partition(*asked, **bounds)
    as_dagster_does = SqliteEventLogStorage.get_latest_tags_by_partition
    assert found == as_dagster_does(instance.event_log_storage, *asked, **bounds)
    return {edition: tags[VERSION] for edition, tags in found.items()}


def test_the_newest_version_of_each_edition_counts(instance):
    made(instance, "2022", "a")
    made(instance, "2023", "b")
    made(instance, "2023", "c")
    made(instance, "2023", "of another", dg.AssetKey("figures"))
    assert newest(instance) == {"2022": "a", "2023": "c"}


def test_an_edition_that_is_not_asked_for_is_not_found(instance):
    made(instance, "2022", "a")
    made(instance, "2023", "b")
    assert newest(instance, ["2023"]) == {"2023": "b"}


def test_an_asset_that_was_never_made_has_no_versions(instance):
    assert newest(instance) == {}


def test_what_was_made_before_an_asset_was_wiped_does_not_count(instance):
    made(instance, "2022", "a")
    instance.wipe_assets([MART])
    assert newest(instance) == {}
    made(instance, "2023", "b")
    assert newest(instance) == {"2023": "b"}


def test_a_version_before_a_given_event_can_be_asked_for(instance):
    made(instance, "2023", "a")
    made(instance, "2023", "b")
    last = instance.fetch_materializations(MART, limit=1).records[0].storage_id
    assert newest(instance, before_cursor=last) == {"2023": "a"}


def test_the_events_of_runs_are_stored_as_dagster_stores_them(instance, tmp_path):
    for _ in range(2):  # the second writes over what the index knows of the first
        dg.materialize([counted], instance=instance)
    own = instance.event_log_storage
    run_ids = reversed(instance.get_run_ids())
    records = [r for run_id in run_ids for r in own.get_records_for_run(run_id).records]
    events = [record.event_log_entry for record in records]
    dagsters = SqliteEventLogStorage(base_dir=str(tmp_path / "dagsters"))
    for event in events:
        dagsters.store_event(event)
    type(own)(base_dir=str(tmp_path / "batch")).store_event_batch(events)
    stored = rows_of(tmp_path / "dagsters")
    assert rows_of(tmp_path / "history/runs") == stored
    assert rows_of(tmp_path / "batch") == stored
    assert len(stored["index.db", "asset_check_executions"]) == 2
    assert len(stored["index.db", "asset_event_tags"]) > 0


def test_the_newest_event_of_an_asset_is_found_whoever_stored_it(instance):
    made(instance, "2022", "a")
    with dg.DagsterInstance.get() as another:
        made(another, "2023", "b")
        last = another.fetch_materializations(MART, limit=1).records[0]
    for asked in (instance, another):
        (asset,) = asked.get_asset_records([MART])
        assert asset.asset_entry.last_materialization_record == last


def test_an_asset_that_was_wiped_has_no_newest_event(instance):
    made(instance, "2022", "a")
    instance.wipe_assets([MART])
    assert not instance.get_asset_records([MART])
