"""Killed and refused builds: every edition is completely the old or completely the new one."""

import random
import re
import shutil
import signal
import time
from os import killpg

import pytest

from rus_pipeline.core.errors import RawFolderError
from rus_pipeline.figures.stored_edition import StoredEdition
from rus_pipeline.pipeline.overview import is_behind
from rus_pipeline.pipeline.stages import publishing
from rus_pipeline.storage.digests import file_sha256
from rus_pipeline_tests.conditions import (
    RUS_BUILDING_LIGHTLY,
    bound_by_modes,
    build_lightly,
    on_a_disk_full_during,
    on_a_full_disk,
)
from rus_pipeline_tests.pipeline.nights.builder import build
from rus_pipeline_tests.pipeline.nights.interrupting import (
    YEARS,
    Ground,
    Night,
    builder,
    courses,
    ended,
    is_whole,
    outputs,
    statuses,
    told,
)
from rus_pipeline_tests.pipeline.nights.on_disk import left_over

pytestmark = [pytest.mark.system, pytest.mark.usefixtures("_builds_lightly")]

COUNTING = "rus_pipeline.pipeline.stages.marts:make"
PUBLISHING = "rus_pipeline.pipeline.stages.publishing:make"
ASSEMBLING = "rus_pipeline.pipeline.stages.assembling:make"
OVERVIEW = "rus_pipeline.pipeline.dagster.assets:write_overview"


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    return Ground(tmp_path_factory.mktemp("ground"))


@pytest.fixture
def night(ground, tmp_path):
    return Night(ground, tmp_path)


def points(ground):
    """Return before which steps a build is killed: evenly, about the exchanges, and at its end."""
    spread, each = random.Random(2026), ground.steps // 8
    found = {at + spread.randrange(each) for at in range(1, ground.steps - each, each)}
    for exchange in ground.exchanges:
        found |= {exchange - 1, exchange, exchange + 1}
    across = range(ground.exchanges[-1], ground.steps)
    return sorted(found | {1, ground.steps} | set(spread.sample(across, 4)))


def test_a_kill_before_any_step_leaves_each_edition_old_or_new(ground, night):
    assert len(ground.exchanges) == len(YEARS)
    killed_at = points(ground)
    left = night.left_by_kills(killed_at)
    found = [night.after_a_kill(out, again=number % 6 == 0) for number, out in enumerate(left)]
    assert found == [
        ["old" if at <= exchange else "new" for exchange in ground.exchanges] for at in killed_at
    ]


def test_a_kill_leaves_what_was_copied_before_the_step(ground, night):
    exchange = ground.exchanges[-1]
    copies = night.left_by_kills([exchange, exchange + 1])
    killed = [night.killed(exchange), night.killed(exchange + 1)]
    for folders in (copies, killed):
        assert [night.states(out) for out in folders] == [["new", "old"], ["new", "new"]]
    assert [len(left_over(out)) for out in copies] == [len(left_over(out)) for out in killed]


@pytest.mark.parametrize("share", [0.3, 0.65])
def test_a_kill_in_the_first_build_leaves_complete_editions_or_none(ground, night, share):
    out = night.folder / "first"
    assert builder(night.raw, out, int(ground.steps * share)).returncode == -signal.SIGKILL
    for folder in out.glob("2*"):
        is_whole(folder)
    build(night.raw, out)
    assert outputs(out) == ground.new
    assert not is_behind(out)
    assert left_over(out) == []


def test_the_next_run_completes_a_run_killed_at_any_moment(night):
    out = night.out()
    for moment in (random.Random(number).uniform(0.5, 8) for number in range(3)):
        child = night.rus_run(out, wait=False)
        time.sleep(moment)
        killpg(child.pid, signal.SIGKILL)
        ended(child)
        night.states(out)
    again = night.rus_run(out)
    assert (again.returncode, told(again)) == (0, [])
    night.is_finished(out)


@pytest.mark.parametrize(
    ("during", "size"), [(COUNTING, 1_000), (PUBLISHING, 1_000), (ASSEMBLING, 8_000)]
)
def test_a_full_disk_during_a_build_is_one_line_and_changes_nothing(night, during, size):
    out = night.out()
    result = night.rus_run(out, on_a_disk_full_during(during, size, RUS_BUILDING_LIGHTLY))
    assert_one_line_an_edition(night, result, "File too large")
    night.is_as_it_was(out)
    build(night.raw, out)
    night.is_finished(out)


def assert_one_line_an_edition(night, result, why):
    assert (result.returncode, result.stdout.strip()) == (1, "")
    said = told(result)
    assert [line.partition(" ")[0] for line in said] == ["2022", "2023"]
    assert all(str(night.folder) in line and line.endswith(f": {why}") for line in said)


@pytest.mark.parametrize("size", [100, 1_000_000])
def test_a_full_disk_during_the_database_leaves_the_old_one(night, size):
    out = night.built_but_for_the_overview()
    result = night.rus_run(out, on_a_disk_full_during(OVERVIEW, size, RUS_BUILDING_LIGHTLY))
    assert result.returncode == 1
    (line,) = told(result)
    assert str(out) in line
    assert line.endswith(": File too large")
    assert "was not built" not in line
    assert night.states(out) == ["new", "new"]
    assert is_behind(out)
    assert left_over(out) == []
    assert night.rus_run(out).returncode == 0
    night.is_finished(out)


def test_a_full_disk_of_dagsters_storage_is_one_line(night):
    out = night.out()
    result = night.rus_run(out, on_a_full_disk(20_000, RUS_BUILDING_LIGHTLY))
    assert (result.returncode, result.stdout.strip()) == (1, "")
    (line,) = told(result)
    assert line.startswith(f"Error: {night.folder / 'home'}: ")
    night.is_as_it_was(out)


@pytest.mark.parametrize("closed", ["out", ".out.store/new"])
def test_a_read_only_folder_is_one_line_an_edition_and_changes_nothing(night, closed):
    out = night.out()
    folder = night.folder / closed
    mode = folder.stat().st_mode
    folder.chmod(0o555)
    result = night.rus_run(out, bound_by_modes(RUS_BUILDING_LIGHTLY))
    folder.chmod(mode)
    assert_one_line_an_edition(night, result, "Permission denied")
    night.is_as_it_was(out)


@pytest.mark.parametrize("homes", [("one", "other"), ("one", "one")])
def test_two_simultaneous_runs_take_turns_and_one_says_that_it_waits(night, homes):
    out = night.out()
    both = [night.rus_run(out, home=home, editions=[2022], wait=False) for home in homes]
    done = [ended(child) for child in both]
    assert [result.returncode for result in done] == [0, 0]
    assert (night.states(out), left_over(out)) == (["new", "old"], [])
    assert statuses(night.raw, out)[0] == "fresh"
    assert not is_behind(out)
    waiting = re.compile(r"waiting for rus run, process \d+")
    assert [line for result in done for line in told(result) if waiting.search(line)]


def exchanged_while(monkeypatch, year, path, text):
    """Let a raw file be replaced while the edition of a year is being built."""
    make = publishing.make

    def meanwhile(job, asset, folder):
        if job.year == year:
            path.with_name("next").write_text(text)
            path.with_name("next").replace(path)
        return make(job, asset, folder)

    monkeypatch.setattr(publishing, "make", meanwhile)


@pytest.mark.parametrize("of", YEARS)
def test_an_edition_whose_raw_file_is_replaced_meanwhile_is_not_swapped_in(
    ground, night, monkeypatch, of
):
    out = night.out()
    night.raw = shutil.copytree(ground.raw, night.folder / "raw")
    path = night.raw / f"{of}/forloeb.csv"
    later = courses({"indsats": "Stof"}, {"koen": "K", "cpr": ""})[f"{of}/forloeb.csv"]
    exchanged_while(monkeypatch, 2023, path, later)
    with pytest.raises(RawFolderError, match=rf"^{of}/forloeb\.csv: blev udskiftet, mens 2023 bl"):
        build(night.raw, out)
    monkeypatch.undo()
    assert night.states(out) == ["new", "old"]
    assert list((out / ".staging").iterdir()) == []
    build_lightly(monkeypatch.setattr)
    build(night.raw, out)
    is_whole(out / "2023")
    files = StoredEdition(out / "2023", 2023).manifest["files"]
    assert files[f"{of}/forloeb.csv"] == file_sha256(path)
    assert statuses(night.raw, out) == ["fresh", "fresh"]
