"""Editions have the same bytes with every executor."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import fsspec
import pytest

from rus_pipeline.core.errors import InputError
from rus_pipeline.ingest.values.identity import KEY_VARIABLE
from rus_pipeline.pipeline.dagster.executors import BROKER, EXECUTOR, configured_executor
from rus_pipeline.pipeline.steps import assets
from rus_pipeline_tests.building import build_drawn
from rus_pipeline_tests.pipeline.nights.on_disk import contents
from rus_pipeline_tests.raw import forloeb, raw_folder
from rus_pipeline_tests.servers.workers import Worker, redis, s3, wait_for, workers

PROJECT = Path(__file__).parents[3]
YEARS = (2022, 2023)
OUT = "s3://rus/out"
LOST_AFTER = 20


@dataclass
class Installation:
    """A raw folder, what one process builds of it, and what leads a process to them."""

    folder: Path
    raw: Path

    def environment(self, name, **more):
        """Return the environment of a run that builds into a folder ``name``."""
        home = self.folder / f"{name}-home"
        home.mkdir()
        given = {k: value for k, value in os.environ.items() if k != KEY_VARIABLE}
        return given | {
            "DAGSTER_HOME": str(home),
            "PYTHONPATH": str(PROJECT),
            "RUS_RAW": str(self.raw),
            "RUS_OUT": str(self.folder / name),
            **more,
        }

    def begin(self, environment, year):
        """Begin the job for an edition as the environment says."""
        tags = json.dumps({"dagster/partition": str(year)})
        words = ("job", "execute", "-m", "rus_pipeline.definitions", "-j", "editions")
        return subprocess.Popen(
            [sys.executable, "-m", "dagster", *words, "--tags", tags],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, environment, year):
        """Run the job for an edition."""
        ends_well(self.begin(environment, year))

    def built(self, name, *years):
        """Return the editions in a folder, but for what tells of the build."""
        return {
            f"{year}/{file}": sha
            for year in years or YEARS
            for file, sha in contents(self.folder / name / str(year)).items()
            if file != "manifest.json"
        }


def ends_well(process):
    try:
        said, _ = process.communicate(timeout=900)
    finally:
        process.kill()
    assert process.returncode == 0, said[-3000:]


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    folder = tmp_path_factory.mktemp("installation")
    files = {
        f"{year}/forloeb.csv": forloeb(*[{"indskrivningsdato": f"01-03-{year}"}] * 6)
        for year in YEARS
    }
    raw = raw_folder(folder, files)
    build_drawn(raw, folder / "one", *YEARS)
    return Installation(folder, raw)


@pytest.mark.system
def test_two_workers_build_what_one_process_builds(installation, tmp_path):
    with redis(tmp_path) as broker:
        here = installation.environment("workers", RUS_EXECUTOR="celery", RUS_BROKER=broker)
        with workers(tmp_path, here, "first", "second") as two:
            installation.run(here, 2022)
            assert [worker.said().count("succeeded") > 0 for worker in two] == [True, True]
    assert installation.built("workers", 2022) == installation.built("one", 2022)


@pytest.mark.system
def test_the_step_of_a_lost_worker_is_done_by_another(installation, tmp_path):
    with redis(tmp_path) as broker:
        here = installation.environment(
            "lost",
            RUS_EXECUTOR="celery",
            RUS_BROKER=broker,
            RUS_LOST_AFTER_SECONDS=str(LOST_AFTER),
        )
        with workers(tmp_path, here, "first") as started:
            run = installation.begin(here, 2022)
            (lost,) = started
            wait_for("a step to be in hand", lost.in_hand, lost.said)
            lost.kill()
            time.sleep(LOST_AFTER)
            started.append(Worker(tmp_path, "second", here))
            ends_well(run)
    assert installation.built("lost", 2022) == installation.built("one", 2022)


@pytest.mark.system
def test_folders_at_urls_have_what_one_process_builds(installation, tmp_path, monkeypatch):
    with s3(tmp_path) as leads:
        for name, value in leads.items():
            monkeypatch.setenv(name, value)
        client, _ = fsspec.url_to_fs("s3://rus")
        client.mkdir("rus")
        client.put(f"{installation.raw}/", "rus/raw/", recursive=True)
        here = installation.environment("urls", **leads, RUS_RAW="s3://rus/raw", RUS_OUT=OUT)
        for year in YEARS:  # the second takes from the store what it reads of the first
            installation.run(here, year)
        client.invalidate_cache()
        client.get("rus/out/", str(installation.folder / "urls"), recursive=True)
        keys = {name.split("/")[4] for name in client.find("rus/out.store/results")}
        pointers = client.find("rus/out.store/current")
    assert installation.built("urls") == installation.built("one")
    assert len(keys) == len(pointers) == len(YEARS) * len(assets())


@pytest.mark.system
def test_a_process_a_step_builds_what_one_process_builds(installation):
    here = installation.environment("processes", RUS_EXECUTOR="multiprocess")
    installation.run(here, 2022)
    assert installation.built("processes", 2022) == installation.built("one", 2022)


@pytest.mark.parametrize(
    ("given", "name"), [(None, "in_process"), ("", "in_process"), ("multiprocess", "multiprocess")]
)
def test_the_executor_is_the_one_that_the_environment_names(monkeypatch, given, name):
    monkeypatch.delenv(EXECUTOR, raising=False)
    if given is not None:
        monkeypatch.setenv(EXECUTOR, given)
    assert configured_executor().name == name


def test_an_unknown_executor_is_a_one_line_error(monkeypatch):
    monkeypatch.setenv(EXECUTOR, "dask")
    with pytest.raises(InputError, match=r"^RUS_EXECUTOR=dask: expected in_process, multiprocess"):
        configured_executor()


def test_workers_without_a_queue_are_a_one_line_error(monkeypatch):
    monkeypatch.setenv(EXECUTOR, "celery")
    monkeypatch.delenv(BROKER, raising=False)
    with pytest.raises(InputError, match=r"^RUS_BROKER is not set: expected the queue's address"):
        configured_executor()
