"""The folder of Dagster's state, also as earlier versions left it."""

import dagster as dg

from rus_pipeline.pipeline.dagster import home


def test_settings_with_the_storages_old_name_are_corrected(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    now = home.SETTINGS.format(history=tmp_path / "history/runs")
    before = now.replace(
        "rus_pipeline.pipeline.dagster.storage", "rus_pipeline.orchestration.storage"
    )
    (tmp_path / "dagster.yaml").write_text(before, encoding="utf-8")
    assert home.ready_home() == tmp_path
    assert (tmp_path / "dagster.yaml").read_text(encoding="utf-8") == now
    with dg.DagsterInstance.get() as instance:
        assert instance.get_runs_count() == 0


def test_other_settings_are_not_changed(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: true}\n", encoding="utf-8")
    home.ready_home()
    text = (tmp_path / "dagster.yaml").read_text(encoding="utf-8")
    assert text == "telemetry: {enabled: true}\n"


def test_events_wait_for_the_disk_at_checkpoints_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    home.ready_home()
    with dg.DagsterInstance.get() as instance:
        storage = instance.event_log_storage
        with storage.index_connection() as index:
            assert index.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert index.exec_driver_sql("PRAGMA synchronous").scalar() == 1  # NORMAL
        assert storage.has_table("asset_keys")
        assert not storage.has_table("no_such_table")
