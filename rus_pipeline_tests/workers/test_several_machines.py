"""Editions built by several workers are those that one process builds, byte by byte.

What belongs here: a run on real workers over a real queue, with folders at paths and at URLs, and
with a worker lost on its way. What does not: what is handed over (``test_handover``), or any file
of an edition.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import fsspec
import pytest
import yaml

from rus_pipeline.across import is_behind
from rus_pipeline.extracts.identity import KEY_VARIABLE
from rus_pipeline.handover import PROVED
from rus_pipeline.orchestration.assets import STALE_ALONE
from rus_pipeline.orchestration.nights import nightly
from rus_pipeline.orchestration.resources import Folders
from rus_pipeline_tests.conditions import RUS
from rus_pipeline_tests.deploy.conftest import DEPLOY
from rus_pipeline_tests.servers.postgres import postgres
from rus_pipeline_tests.servers.workers import ON_WORKERS, Worker, redis, s3, wait_for, workers

pytestmark = pytest.mark.system

PROJECT = Path(__file__).parents[2]
RAW = PROJECT / "data/raw"
RAWS, OUTS = "s3://rus/raw", "s3://rus/out"
YEARS = (2022, 2023)
LOST_AFTER = 20
# What a build tells of itself, and of when.
TOLD = ("run_id", "built_at", "raw_files")


@dataclass
class Installation:
    """A queue, a database of Dagster's, and what leads a process to them."""

    folder: Path
    environment: dict[str, str]

    def at(self, raw, out, **more):
        return Installation(
            self.folder, {**self.environment, "RUS_RAW": str(raw), "RUS_OUT": str(out), **more}
        )

    def run(self, *years, wait=True):
        """Run the job on the workers, and return the process when it has ended."""
        config = self.folder / "asked.yaml"
        config.write_text(yaml.safe_dump({"ops": {"plan": {"config": {"editions": [*years]}}}}))
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "dagster", "job", "execute", "-m", ON_WORKERS),
                *("-j", "editions", "-c", str(config)),
            ],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return self.ended(process) if wait else process

    def ended(self, process):
        said, _ = process.communicate(timeout=300)
        return subprocess.CompletedProcess(process.args, process.returncode, said)


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    folder = tmp_path_factory.mktemp("installation")
    shutil.copy(DEPLOY / "dagster.yaml", folder)
    with postgres(tmp_path_factory.mktemp("cluster")) as url, redis(folder) as broker:
        given = {name: value for name, value in os.environ.items() if name != KEY_VARIABLE}
        yield Installation(
            folder,
            {
                **given,
                "DAGSTER_HOME": str(folder),
                "PYTHONPATH": str(PROJECT),
                "RUS_POSTGRES_URL": url.replace("://", "+psycopg2://", 1),
                "RUS_COMPUTE_LOGS": str(folder / "compute-logs"),
                "RUS_BROKER": broker,
            },
        )


@pytest.fixture(scope="module")
def of_one_process(tmp_path_factory):
    """Return what one process builds, as bytes by name."""
    folder = tmp_path_factory.mktemp("one")
    words = [word for year in YEARS for word in ("--edition", str(year))]
    subprocess.run(
        [
            sys.executable,
            "-c",
            RUS,
            "run",
            "--raw",
            RAW,
            "--out",
            folder / "out",
            *words,
        ],
        env={**os.environ, "DAGSTER_HOME": str(folder / "home")},
        check=True,
        capture_output=True,
    )
    return contents(folder / "out")


def contents(out):
    """Return every file that a reader of the output folder finds, but what tells of the build."""
    found = {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    # It holds the manifests' times; what else it holds is what the other files do.
    del found["rus.duckdb"]
    return {
        name: without_time(content) if name.endswith("manifest.json") else content
        for name, content in found.items()
    }


def without_time(manifest):
    kept = {key: value for key, value in json.loads(manifest).items() if key not in TOLD}
    return json.dumps(kept).encode()


def is_finished(out, of_one_process):
    found = contents(out)
    assert found.keys() == of_one_process.keys()
    assert [name for name in found if found[name] != of_one_process[name]] == []
    assert not is_behind(out)
    assert not list((out / PROVED).glob("*"))


def test_two_workers_build_what_one_process_builds(installation, of_one_process, tmp_path):
    here = installation.at(RAW, tmp_path / "out")
    with workers(tmp_path, here.environment, "first", "second") as two:
        result = here.run(*YEARS)
        assert result.returncode == 0, result.stdout
        assert [worker.said().count("succeeded") > 0 for worker in two] == [True, True]
    is_finished(tmp_path / "out", of_one_process)


def test_a_worker_that_is_killed_midway_is_made_good_by_the_others(
    installation, of_one_process, tmp_path
):
    out = tmp_path / "out"
    here = installation.at(RAW, out, RUS_LOST_AFTER_SECONDS=str(LOST_AFTER))
    with workers(tmp_path, here.environment, "first", "second") as two:
        process = here.run(*YEARS, wait=False)
        lost = wait_for(
            "an edition to be counted",
            lambda: next((worker for worker in two if "stage=" in worker.said()), None),
            two[0].said,
        )
        lost.kill()
        assert lost.in_hand(), lost.said()
        time.sleep(LOST_AFTER)
        two.append(Worker(tmp_path, "third", here.environment))
        result = here.ended(process)
        assert result.returncode == 0, result.stdout
    is_finished(out, of_one_process)


def test_folders_at_urls_hold_what_one_process_builds(
    installation, of_one_process, tmp_path, monkeypatch
):
    with s3(tmp_path) as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        client, _ = fsspec.url_to_fs("s3://rus")
        client.mkdir("rus")
        client.put(f"{RAW}/", "rus/raw/", recursive=True)
        here = installation.at(RAWS, OUTS, **environment)
        with workers(tmp_path, here.environment, "first", "second"):
            result = here.run(*YEARS)
        assert result.returncode == 0, result.stdout
        with dg.build_schedule_context() as context:
            asked = nightly(context, folders=Folders(raw=RAWS, out=OUTS))
        assert asked.tags[STALE_ALONE] == "2018,2019,2020,2021"
        client.invalidate_cache()
        client.get("rus/out/", str(tmp_path / "out"), recursive=True)
    is_finished(tmp_path / "out", of_one_process)
