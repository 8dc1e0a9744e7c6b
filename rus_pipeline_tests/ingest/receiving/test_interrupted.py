"""A delivery that is ended on its way: what stands is wholly one delivery or wholly the other."""

import errno
import os
import random
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from rus_pipeline.core.errors import InputError
from rus_pipeline.ingest.files.delivered_folder import digest
from rus_pipeline.ingest.receiving import receive
from rus_pipeline.storage import sync
from rus_pipeline_tests.conditions import bound_by_modes, on_a_full_disk
from rus_pipeline_tests.ingest.receiving.deliveries import (
    delivery,
    files_in,
    left_in_staging,
    standing,
)
from rus_pipeline_tests.raw import opened, raw_folder


def started(folder, raw, kill_at=0):
    """Start to take a delivery in as a program of its own; return it when it is about to begin."""
    words = ["-m", "rus_pipeline_tests.ingest.receiving.receiver", folder, raw, 2023, kill_at]
    child = subprocess.Popen(
        [sys.executable, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout.readline() == "ready\n"
    return child


def rus_receive(code, folder, raw):
    words = ["receive", folder, "--edition", 2023, "--raw", raw]
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )


class Ended:
    """A delivery "second" to a raw folder where "first" stands, ended in one way or another."""

    def __init__(self, tmp_path):
        self.tmp_path = tmp_path
        self.template = raw_folder(tmp_path)
        receive(delivery(tmp_path, "first"), self.template, 2023)
        self.folder = delivery(tmp_path, "second", tilskud_csv="pulje;aar;beloeb\n")
        self.old = files_in(self.template / "2023")
        kept = f".earlier/{digest(self.template / '2023')}"
        stood = {f"{kept}/{name}": data for name, data in standing(self.template).items()}
        history = {name: data for name, data in self.old.items() if name.startswith(".earlier")}
        self.new = {**files_in(self.folder), **stood, **history}

    def raw(self, name):
        return shutil.copytree(self.template, self.tmp_path / name)

    def state(self, raw):
        """Return which of the two stands, wholly and with all that was kept."""
        found = files_in(raw / "2023")
        assert found in (self.old, self.new)
        folder = opened(raw)
        assert (folder.editions, folder.warnings) == ((2023,), ())
        assert folder.extract(2023).files["forloeb"].records == 1
        return "old" if found == self.old else "new"

    def after_a_kill(self, name, kill_at=0, delay=None):
        """Kill it before a step or after some seconds, return what stands, and take it in again."""
        raw = self.raw(name)
        with started(self.folder, raw, kill_at) as child:
            if delay is not None:
                time.sleep(delay)
                child.kill()
            child.communicate()
        assert child.returncode == -9 or delay is not None
        found = self.state(raw)
        taken = receive(self.folder, raw, 2023).taken
        assert taken == (found == "old")
        assert (self.state(raw), left_in_staging(raw)) == ("new", [])
        return found


@pytest.mark.system
def test_a_kill_before_any_step_leaves_the_old_or_the_new_whole(tmp_path):
    ended = Ended(tmp_path)
    with started(ended.folder, ended.raw("whole")) as child:
        count, exchange = map(int, child.communicate()[0].split())
    points = sorted({*range(1, count + 1, 4), *range(exchange - 3, exchange + 4), count})
    with ThreadPoolExecutor(2) as pool:
        states = list(pool.map(lambda at: ended.after_a_kill(f"at-{at}", kill_at=at), points))
    assert states == ["old" if at <= exchange else "new" for at in points]


@pytest.mark.system
def test_a_kill_at_any_moment_leaves_the_old_or_the_new_whole(tmp_path):
    ended = Ended(tmp_path)
    with started(ended.folder, ended.raw("whole")) as child:
        begun = time.monotonic()
        child.communicate()
        needed = time.monotonic() - begun
    moments = [random.Random(number).uniform(0, needed) for number in range(12)]
    with ThreadPoolExecutor(2) as pool:
        list(
            pool.map(
                lambda of: ended.after_a_kill(f"after-{of[0]}", delay=of[1]), enumerate(moments)
            )
        )


def test_two_at_once_on_an_edition(tmp_path, monkeypatch):
    ended = Ended(tmp_path)
    raw, second = ended.raw("two"), []

    def meanwhile(folder):
        monkeypatch.undo()
        with pytest.raises(
            InputError, match=r"another rus receive, process [0-9]+, is taking in edition 2023"
        ):
            receive(delivery(tmp_path, "third"), raw, 2023)
        second.append(receive(delivery(tmp_path, "other-year"), raw, 2022).taken)
        sync.sync_tree(folder)

    monkeypatch.setattr("rus_pipeline.ingest.receiving.sync_tree", meanwhile)
    assert receive(ended.folder, raw, 2023).taken
    assert files_in(raw / "2023") == ended.new
    assert second == [True]


@pytest.mark.parametrize("step", ["copyfileobj", "link_tree", "sync_tree", "exchange"])
def test_a_full_disk_at_any_step_leaves_what_stood(tmp_path, monkeypatch, step):
    ended = Ended(tmp_path)
    raw = ended.raw("full")

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    owner = "shutil" if step == "copyfileobj" else "rus_pipeline.ingest.receiving"
    monkeypatch.setattr(f"{owner}.{step}", full)
    with pytest.raises(OSError, match="No space left") as error:
        receive(ended.folder, raw, 2023)
    assert error.value.filename == str(raw / "2023")
    assert (ended.state(raw), left_in_staging(raw)) == ("old", [])


def test_a_disk_that_is_full_is_one_line(tmp_path):
    ended = Ended(tmp_path)
    raw = ended.raw("full")
    result = rus_receive(on_a_full_disk(100), ended.folder, raw)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.strip().splitlines() == [f"Error: {raw / '2023'}: File too large"]
    assert (ended.state(raw), left_in_staging(raw)) == ("old", [])


@pytest.mark.parametrize("closed", [".", ".staging"])
def test_a_read_only_folder_is_one_line(tmp_path, closed):
    ended = Ended(tmp_path)
    raw = ended.raw("closed")
    (raw / closed).chmod(0o555)
    result = rus_receive(bound_by_modes(), ended.folder, raw)
    (raw / closed).chmod(0o755)
    assert (result.returncode, result.stdout) == (1, "")
    (line,) = result.stderr.strip().splitlines()
    assert line.endswith(": Permission denied")
    assert (ended.state(raw), left_in_staging(raw)) == ("old", [])


def test_a_system_without_the_one_step_is_refused(tmp_path, monkeypatch):
    ended = Ended(tmp_path)
    raw = ended.raw("elsewhere")
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(InputError, match="cannot be replaced in one step"):
        receive(ended.folder, raw, 2023)
    assert (ended.state(raw), left_in_staging(raw)) == ("old", [])


def test_without_hard_links_copies_are_kept(tmp_path, monkeypatch):
    ended = Ended(tmp_path)
    raw = ended.raw("copies")

    def none(*_, **__):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", none)
    receive(ended.folder, raw, 2023)
    assert ended.state(raw) == "new"
