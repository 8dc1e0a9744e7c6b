"""A build that is ended or refused on its way: every edition is wholly the old or wholly the new.

What belongs here: what stands in the output folder after a kill, on a full disk, in a folder that
is closed, beside another run, and when a raw file is exchanged meanwhile. What does not: moving one
folder or file into place (``test_place``), or taking a delivery in (``receiving``).
"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from rus_pipeline import build as building
from rus_pipeline.across import is_behind, write_across
from rus_pipeline.audit.kept import KeptEdition
from rus_pipeline.audit.raw_rows import file_sha256
from rus_pipeline.audit.release import release
from rus_pipeline.center import read_center
from rus_pipeline.errors import RawFolderError
from rus_pipeline.extracts.identity import KEY_VARIABLE
from rus_pipeline.place import writing
from rus_pipeline.staleness import judge
from rus_pipeline_tests.conditions import (
    RUS,
    bound_by_modes,
    on_a_disk_full_during,
    on_a_full_disk,
)
from rus_pipeline_tests.nights.builder import build
from rus_pipeline_tests.raw import forloeb, raw_folder

pytestmark = pytest.mark.slow

YEARS = (2022, 2023)
PROVING = "rus_pipeline.build:prove_edition"
PUBLISHING = "rus_pipeline.build:prepare_edition"
ACROSS = "rus_pipeline.orchestration.assets:write_across"


def builder(raw, out, kill_at=0):
    """Build as a program of its own, and return its outcome."""
    return python("-m", "rus_pipeline_tests.nights.builder", raw, out, kill_at)


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
        write_across(self.stood, read_center(self.raw))
        for name, text in courses({"indsats": "Stof"}).items():
            (self.raw / name).write_text(text)
        self.old = outputs(self.stood)
        finished = shutil.copytree(self.stood, folder / "finished")
        self.steps, *self.exchanges = map(int, builder(self.raw, finished).stdout.split()[1:])
        self.new = outputs(finished)
        assert all(self.old[year] != self.new[year] for year in YEARS)


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    return Ground(tmp_path_factory.mktemp("ground"))


@pytest.fixture
def night(ground, tmp_path):
    return Night(ground, tmp_path)


class Night:
    """Output folders of one test, each with what stood, and runs that build in them anew."""

    def __init__(self, ground, folder):
        self.ground, self.folder = ground, folder
        self.raw = ground.raw

    def out(self, name="out"):
        return shutil.copytree(self.ground.stood, self.folder / name)

    def rus_run(self, out, program=RUS, home="home", *, wait=True):
        words = ["-c", program, "run", "--raw", self.raw, "--out", out]
        return python(*words, wait=wait, DAGSTER_HOME=self.folder / home)

    def states(self, out):
        """Return of each edition whether it is the old or the new, which it is wholly."""
        assert kept_for_good(out) == kept_for_good(self.ground.stood)
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

    def is_finished(self, out):
        assert self.states(out) == ["new", "new"]
        assert [(item.stale, item.refused) for item in judge(self.raw, out)] == [((), None)] * 2
        assert not is_behind(out)
        assert left_over(out) == []

    def is_as_it_was(self, out):
        assert everything(out) == everything(self.ground.stood)

    def after_a_kill(self, kill_at, *, again):
        """Kill a build before a step, return what stands, clear up and perhaps build again."""
        out = self.out(f"at-{kill_at}")
        killed = builder(self.raw, out, kill_at)
        assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, "ready\n")
        found = self.states(out)
        if again:
            build(self.raw, out)
            self.is_finished(out)
        else:
            with writing(out, "the next", pytest.fail):
                assert left_over(out) == []
            assert self.states(out) == found
        shutil.rmtree(out)
        return found


def outputs(out):
    """Return of each edition that stands the digests of its files."""
    return {
        year: dict(KeptEdition(out / str(year), year).manifest["outputs"])
        for year in YEARS
        if (out / str(year)).exists()
    }


def is_whole(folder):
    told = KeptEdition(folder, int(folder.name)).manifest["outputs"]
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"]
    assert {path.relative_to(folder).as_posix(): file_sha256(path) for path in files} == told


def kept_for_good(out):
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


def left_over(out):
    """Return what a build that was ended has left, besides what stands."""
    standing = {".lock", ".across.json", ".refused", ".staging"}
    hidden = {path.name for path in out.glob(".*")} - standing
    return sorted(hidden) + sorted(path.name for path in out.glob("**/.staging/*"))


def lines(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def told_while_waiting(done):
    return [line for result in done for line in lines(result.stderr) if "waiting" in line]


def points(ground):
    """Return before which steps a build is killed: evenly, about the exchanges, and at its end."""
    spread, each = random.Random(2026), ground.steps // 8
    found = {at + spread.randrange(each) for at in range(1, ground.steps - each, each)}
    for exchange in ground.exchanges:
        found |= {exchange - 1, exchange, exchange + 1}
    across = range(ground.exchanges[-1], ground.steps)
    return sorted(found | {1, ground.steps} | set(spread.sample(across, 4)))


def test_a_kill_before_any_step_leaves_each_edition_old_or_new_and_whole(ground, night):
    assert len(ground.exchanges) == len(YEARS)
    killed_at = points(ground)
    with ThreadPoolExecutor(2) as pool:
        tried = [
            pool.submit(night.after_a_kill, at, again=number % 3 == 0)
            for number, at in enumerate(killed_at)
        ]
        found = [one.result() for one in tried]
    assert found == [
        ["old" if at <= exchange else "new" for exchange in ground.exchanges] for at in killed_at
    ]


@pytest.mark.parametrize("share", [0.3, 0.5, 0.65])
def test_a_kill_in_the_first_build_leaves_whole_editions_or_none(ground, night, share):
    out = night.folder / "first"
    assert builder(night.raw, out, int(ground.steps * share)).returncode == -signal.SIGKILL
    for folder in out.glob("2*"):
        is_whole(folder)
    build(night.raw, out)
    assert outputs(out) == ground.new
    assert not is_behind(out)
    assert left_over(out) == []


def test_a_run_killed_with_all_its_processes_at_any_moment_is_made_good_by_the_next(night):
    out = night.out()
    for moment in (random.Random(number).uniform(0.5, 8) for number in range(4)):
        child = night.rus_run(out, wait=False)
        time.sleep(moment)
        os.killpg(child.pid, signal.SIGKILL)
        ended(child)
        night.states(out)
    again = night.rus_run(out)
    assert (again.returncode, lines(again.stderr)[:-2]) == (0, [])
    night.is_finished(out)


@pytest.mark.parametrize(
    ("during", "size"), [(PROVING, 8_000), (PROVING, 20_000), (PUBLISHING, 20_000)]
)
def test_a_disk_that_is_full_while_an_edition_is_built_is_one_line_and_nothing_changes(
    night, during, size
):
    out = night.out()
    result = night.rus_run(out, on_a_disk_full_during(during, size, RUS))
    assert (result.returncode, result.stdout.strip()) == (1, "")
    told = lines(result.stderr)
    assert [line.partition(" ")[0] for line in told] == ["2022", "2023"]
    assert all(str(out) in line and line.endswith(": File too large") for line in told)
    night.is_as_it_was(out)
    assert night.rus_run(out).returncode == 0
    night.is_finished(out)


@pytest.mark.parametrize("size", [100, 1_000_000])
def test_a_disk_that_is_full_when_the_database_is_written_leaves_the_old_one(night, size):
    out = night.out()
    result = night.rus_run(out, on_a_disk_full_during(ACROSS, size, RUS))
    assert result.returncode == 1
    (line,) = lines(result.stderr)
    assert str(out) in line
    assert line.endswith(": File too large")
    assert "was not built" not in line
    assert night.states(out) == ["new", "new"]
    assert is_behind(out)
    assert left_over(out) == []
    assert night.rus_run(out).returncode == 0
    night.is_finished(out)


def test_a_disk_that_is_full_where_the_runs_are_kept_is_one_line(night):
    out = night.out()
    result = night.rus_run(out, on_a_full_disk(20_000, RUS))
    assert (result.returncode, result.stdout.strip()) == (1, "")
    (line,) = lines(result.stderr)
    assert line.startswith(f"Error: {night.folder / 'home'}: ")
    night.is_as_it_was(out)


def test_a_folder_that_is_closed_is_one_line_an_edition_and_nothing_changes(night):
    out = night.out()
    out.chmod(0o555)
    result = night.rus_run(out, bound_by_modes(RUS))
    out.chmod(0o755)
    assert (result.returncode, result.stdout.strip()) == (1, "")
    told = lines(result.stderr)
    assert [line.partition(" ")[0] for line in told] == ["2022", "2023"]
    assert all(str(out) in line and line.endswith(": Permission denied") for line in told)
    night.is_as_it_was(out)


@pytest.mark.parametrize(
    ("homes", "told"),
    [
        (("one", "other"), r"waiting: run \S+, process \d+ is writing in the output folder"),
        (("one", "one"), r"waiting for rus run, process \d+, which keeps its runs in the same"),
    ],
)
def test_two_runs_at_once_take_turns_and_one_says_for_whom_it_waits(night, homes, told):
    out = night.out()
    both = [night.rus_run(out, home=home, wait=False) for home in homes]
    done = [ended(child) for child in both]
    assert [result.returncode for result in done] == [0, 0]
    night.is_finished(out)
    (line,) = told_while_waiting(done)
    assert re.search(told, line)


def exchanged_while(monkeypatch, year, path, text):
    """Let a raw file be replaced while the edition of a year is being built."""
    publish = building.publish

    def meanwhile(folder, built, others):
        if built.edition.year == year:
            path.with_name("next").write_text(text)
            path.with_name("next").replace(path)
        return publish(folder, built, others)

    monkeypatch.setattr(building, "publish", meanwhile)


def test_an_edition_whose_raw_file_is_exchanged_meanwhile_is_not_put_in_place(
    ground, night, monkeypatch
):
    out = night.out()
    night.raw = shutil.copytree(ground.raw, night.folder / "raw")
    path = night.raw / "2023/forloeb.csv"
    later = courses({"indsats": "Stof"}, {"koen": "K", "cpr": ""})["2023/forloeb.csv"]
    exchanged_while(monkeypatch, 2023, path, later)
    with pytest.raises(RawFolderError, match=r"^2023/forloeb\.csv: blev udskiftet, mens 2023 blev"):
        build(night.raw, out)
    monkeypatch.undo()
    assert night.states(out) == ["new", "old"]
    assert [path.name for path in (out / ".staging").iterdir()] == []
    build(night.raw, out)
    is_whole(out / "2023")
    files = KeptEdition(out / "2023", 2023).manifest["files"]
    assert files["2023/forloeb.csv"] == file_sha256(path)
    assert [item.stale for item in judge(night.raw, out)] == [(), ()]


def test_a_file_of_the_year_before_counts_as_the_edition_s_own(ground, night, monkeypatch):
    out = night.out()
    night.raw = shutil.copytree(ground.raw, night.folder / "raw")
    path = night.raw / "2022/forloeb.csv"
    exchanged_while(monkeypatch, 2023, path, path.read_text())
    with pytest.raises(RawFolderError, match=r"^2022/forloeb\.csv: blev udskiftet"):
        build(night.raw, out)
    night.is_as_it_was(out)
