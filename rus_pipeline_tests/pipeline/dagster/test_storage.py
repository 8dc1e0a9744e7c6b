"""The event log in SQLite: what it answers is what Dagster's own answers."""

import dagster as dg
import pytest
from dagster._core.definitions.data_version import DATA_VERSION_TAG as VERSION
from dagster._core.storage.event_log import SqliteEventLogStorage

from rus_pipeline.pipeline.dagster import home

MART = dg.AssetKey(["mart", "tabel_02"])
MADE = dg.DagsterEventType.ASSET_MATERIALIZATION


@pytest.fixture
def instance(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    home.ready_home()
    with dg.DagsterInstance.get() as found:
        yield found


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
