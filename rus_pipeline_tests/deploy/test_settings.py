"""Dagster's settings for production, and the examples of the environment."""

import shlex
import shutil

import dagster as dg
import pytest
from dagster._core.test_utils import create_run_for_test
from dagster._core.workspace.load import location_origins_from_yaml_paths

from rus_pipeline.core.errors import RawFolderError
from rus_pipeline.ingest.values.identity import KEY_VARIABLE, PersonKeys


def example(path):
    """Read an environment file as a shell does; systemd reads single quotes alike."""
    words = shlex.split(path.read_text(encoding="utf-8"), comments=True)
    return dict(word.split("=", 1) for word in words)


@pytest.fixture
def instance(tmp_path, deploy, cluster, monkeypatch):
    shutil.copy(deploy / "dagster.yaml", tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    monkeypatch.setenv("RUS_COMPUTE_LOGS", str(tmp_path / "compute-logs"))
    monkeypatch.setenv("RUS_POSTGRES_URL", cluster.replace("://", "+psycopg2://", 1))
    with dg.DagsterInstance.get() as found:
        yield found


@pytest.mark.system
def test_a_run_is_stored_in_postgres(instance, tmp_path):
    run = create_run_for_test(instance, job_name="yearly_report")
    instance.report_run_failed(run, "to see that events are kept")
    with dg.DagsterInstance.get() as another:
        assert another.get_run_by_id(run.run_id).status is dg.DagsterRunStatus.FAILURE
        assert [e.message for e in another.all_logs(run.run_id)] == ["to see that events are kept"]
    assert not list(tmp_path.rglob("*.db"))


@pytest.mark.system
def test_runs_are_limited_monitored_and_not_retried(instance):
    # Editions one after the other; what is written of them all waits for none that was lost.
    queue = instance.get_concurrency_config().run_queue_config
    assert queue.max_concurrent_runs == 3
    assert queue.tag_concurrency_limits == [{"key": "dagster/partition", "limit": 1}]
    assert instance.run_monitoring_enabled
    assert instance.run_monitoring_max_runtime_seconds > 0
    assert instance.run_monitoring_max_resume_run_attempts == 0
    assert not instance.run_retries_enabled


@pytest.mark.system
def test_no_telemetry_is_sent(instance):
    assert not instance.telemetry_enabled
    assert not instance.nux_enabled


@pytest.mark.system
def test_log_lines_are_stored_with_the_run(instance):
    assert instance.managed_python_loggers == ["rus_pipeline"]
    assert instance.python_log_level == "INFO"


def test_the_workspace_is_the_code_server_of_the_unit(deploy):
    (origin,) = location_origins_from_yaml_paths([str(deploy / "workspace.yaml")])
    unit = (deploy / "systemd/rus-code.service").read_text(encoding="utf-8")
    assert f"--host {origin.host} --port {origin.port}" in unit
    assert f"--location-name {origin.location_name}" in unit


def test_every_variable_that_the_settings_read_is_in_the_example(deploy):
    given = example(deploy / "rus.env.example")
    settings = (deploy / "dagster.yaml").read_text(encoding="utf-8")
    read = {line.split()[1] for line in settings.splitlines() if line.strip().startswith("env:")}
    assert read <= set(given)
    assert KEY_VARIABLE not in given


def test_the_example_key_is_refused(deploy, monkeypatch):
    (name,) = given = example(deploy / "key.env.example")
    monkeypatch.setenv(name, given[name])
    assert name == KEY_VARIABLE
    with pytest.raises(RawFolderError, match="at least 32 bytes"):
        PersonKeys.from_environment()
