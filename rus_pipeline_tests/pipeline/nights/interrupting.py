"""Two current editions, and builds of both that are killed or refused."""

import os
import re
import shutil
import signal
import subprocess
import sys

import duckdb
import pytest

from rus_pipeline.audit.release import release
from rus_pipeline.figures.stored_edition import StoredEdition
from rus_pipeline.ingest.values.identity import KEY_VARIABLE
from rus_pipeline.pipeline.overview import is_behind, write_overview
from rus_pipeline.pipeline.plan import Inputs
from rus_pipeline.pipeline.status import editions_status
from rus_pipeline.storage.location import configured_store
from rus_pipeline.storage.locks import exclusive_writer
from rus_pipeline.storage.store import Store
from rus_pipeline_tests.conditions import RUS_BUILDING_LIGHTLY
from rus_pipeline_tests.pipeline.nights.builder import build, copied
from rus_pipeline_tests.pipeline.nights.on_disk import contents, left_over, unsound
from rus_pipeline_tests.raw import forloeb, raw_folder

YEARS = (2022, 2023)


def builder(raw, out, kill_at=0, copy_at=()):
    """Build as a program of its own, and return its outcome."""
    return python("-m", "rus_pipeline_tests.pipeline.nights.builder", raw, out, kill_at, *copy_at)


def python(*words, wait=True, **environment):
    child = subprocess.Popen(
        [sys.executable, *map(str, words)],
        env={name: value for name, value in os.environ.items() if name != KEY_VARIABLE}
        | {"COLUMNS": "200"}
        | {name: str(value) for name, value in environment.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    return ended(child) if wait else child


def ended(child):
    said, told = child.communicate()
    return subprocess.CompletedProcess(child.args, child.returncode, said, told)


def courses(*others):
    """Return the files of two editions; ``others`` are rows that each has besides."""
    return {
        f"{year}/forloeb.csv": forloeb(
            *({"indskrivningsdato": f"01-03-{year}", **row} for row in ({}, {}, *others))
        )
        for year in YEARS
    }


class Ground:
    """Two editions and a release that stand, and a raw folder of which both would be others."""

    def __init__(self, folder):
        self.raw, self.stood = raw_folder(folder, courses()), folder / "stood"
        assert builder(self.raw, self.stood).returncode == 0
        release(self.raw, self.stood, 2022, ["fictitious"])
        write_overview(self.stood, self.raw)
        for name, text in courses({"indsats": "Stof"}).items():
            (self.raw / name).write_text(text)
        self.old = outputs(self.stood)
        self.finished = copied(self.stood, folder / "finished")
        self.steps, *self.exchanges = map(int, builder(self.raw, self.finished).stdout.split()[1:])
        self.new = outputs(self.finished)
        assert all(self.old[year] != self.new[year] for year in YEARS)


class Night:
    """Output folders of one test, each with what stood, and runs that build in them anew."""

    def __init__(self, ground, folder):
        self.ground, self.folder = ground, folder
        self.raw = ground.raw

    def out(self, name="out"):
        return copied(self.ground.stood, self.folder / name)

    def rus_run(self, out, program=RUS_BUILDING_LIGHTLY, home="home", *, editions=(), wait=True):
        words = ["-c", program, "run", *editions, "--raw", self.raw, "--out", out]
        return python(*words, wait=wait, DAGSTER_HOME=self.folder / home)

    def built_but_for_the_overview(self):
        """Return an output folder of the new editions with the old database and front page."""
        out = copied(self.ground.finished, self.folder / "out")
        for path in self.ground.stood.iterdir():
            if path.is_file():
                shutil.copyfile(path, out / path.name)
        assert is_behind(out)
        return out

    def states(self, out):
        """Return whether each edition is the old or the new one, as one of which it is complete."""
        assert unsound(configured_store(out)) == []
        assert unchangeable(out) == unchangeable(self.ground.stood)
        with duckdb.connect(str(out / "rus.duckdb"), read_only=True) as database:
            found = database.execute("SELECT DISTINCT edition FROM figures ORDER BY 1").fetchall()
        assert found == [(year,) for year in YEARS]
        assert (out / "index.html").read_text().rstrip().endswith("</html>")
        return [self._state(out, year) for year in YEARS]

    def _state(self, out, year):
        is_whole(out / str(year))
        found = outputs(out)[year]
        assert found in (self.ground.old[year], self.ground.new[year])
        return "old" if found == self.ground.old[year] else "new"

    def left_by_kills(self, points):
        """Return what kills before steps of a build would leave, each in a folder of its own."""
        out = self.out("copied")
        assert builder(self.raw, out, copy_at=points).returncode == 0
        return [self.folder / f"copied-at-{at}" for at in points]

    def killed(self, at):
        """Kill a build before a step and return what it leaves."""
        out = self.out(f"killed-at-{at}")
        done = builder(self.raw, out, at)
        assert (done.returncode, done.stdout) == (-signal.SIGKILL, "ready\n")
        return out

    def is_finished(self, out):
        assert self.states(out) == ["new", "new"]
        assert statuses(self.raw, out) == ["fresh", "fresh"]
        assert not is_behind(out)
        assert left_over(out) == []

    def is_as_it_was(self, out):
        assert everything(out) == everything(self.ground.stood)

    def after_a_kill(self, out, *, again):
        """Return the editions that a kill left, clear up and perhaps build again."""
        found = self.states(out)
        if again:
            build(self.raw, out)
            self.is_finished(out)
        else:
            with exclusive_writer(out, "the next", pytest.fail):
                Store(configured_store(out)).purge()
                assert left_over(out) == []
            assert self.states(out) == found
        return found


def statuses(raw, out):
    found = editions_status(Inputs(raw, out), Store(configured_store(out)))
    return [one.state for one in found]


def outputs(out):
    """Return the digests of the files of each current edition."""
    return {
        year: dict(StoredEdition(out / str(year), year).manifest["outputs"])
        for year in YEARS
        if (out / str(year)).exists()
    }


def is_whole(folder):
    found = contents(folder)
    found.pop("manifest.json")
    assert found == StoredEdition(folder, int(folder.name)).manifest["outputs"]


def unchangeable(out):
    return {
        path.relative_to(out).as_posix(): (path.stat().st_mode, path.read_bytes())
        for path in (out / "releases").rglob("*")
        if path.is_file()
    }


def everything(out):
    """Return all that is in an output folder, but for who wrote in it last."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


_PROGRESS = re.compile(r"\d{4}: \d+ of \d+ to make|database and front page")


def told(result):
    """Return what a run said, but for how far it was."""
    said = [line.strip() for line in result.stderr.splitlines() if line.strip()]
    return [line for line in said if not _PROGRESS.fullmatch(line)]
