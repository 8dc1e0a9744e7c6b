"""Locks, and clearing up after a killed process. Killed builds: ``pipeline/nights``."""

import os
import subprocess
import sys

import pytest

from rus_pipeline.storage.locks import BusyError, exclusive_writer, hold_lock
from rus_pipeline.storage.swap import replacing

_HOLDER = """
import sys
from pathlib import Path
from rus_pipeline.storage.locks import exclusive_writer

with exclusive_writer(Path(sys.argv[1]), "the first", print):
    print("holding", flush=True)
    sys.stdin.read()
"""


def nobody(other):
    pytest.fail(f"waited for {other}")


def written(path, text="x"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.fixture
def holder(tmp_path):
    """Return a process that holds the folder's lock until it is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "holding\n"
        yield process
        process.kill()


def test_without_waiting_the_error_names_the_holder(tmp_path, holder):
    with pytest.raises(BusyError) as error, hold_lock(tmp_path / ".lock", "the second"):
        pytest.fail("two at once")
    assert str(error.value) == f"the first, process {holder.pid}"


def test_a_waiting_process_is_told_the_holder_once_and_then_gets_the_lock(tmp_path, holder):
    told = []

    def waiting(other):
        told.append(other)
        holder.stdin.close()

    with exclusive_writer(tmp_path, "the second", waiting):
        said = (tmp_path / ".lock").read_text()
    assert told == [f"the first, process {holder.pid}"]
    assert said == f"the second, process {os.getpid()}\n"


def test_a_killed_process_releases_its_lock(tmp_path, holder):
    holder.kill()
    holder.wait()
    with exclusive_writer(tmp_path, "the second", nobody):
        pass


def test_unfinished_files_of_a_live_process_are_not_removed(tmp_path, holder):
    half = written(tmp_path / ".staging/2023-99999/half")
    there = []

    def waiting(_other):
        there.append(half.exists())
        holder.stdin.close()

    with exclusive_writer(tmp_path, "the second", waiting):
        assert not half.exists()
    assert there == [True]


@pytest.mark.parametrize(
    "left",
    [
        ".staging/2023-99999/report/index.html",
        ".staging/2023-99999",
        "releases/.staging/2023-r2-99999/manifest.json",
        ".rus.duckdb-99999.new",
        ".rus.duckdb-99999.new.wal",
        ".rus.duckdb-99999.new.tmp/duckdb_temp_storage-0.tmp",
        "releases/.chain.json-99999.new",
        ".refused/.2023.json-99999.new",
    ],
)
def test_the_next_process_removes_the_unfinished_files_of_a_killed_one(tmp_path, left):
    stands = {"2023/index.html", "index.html", "releases/chain.json", ".refused/2023.json"}
    for name in (*stands, left):
        written(tmp_path / name)
    with exclusive_writer(tmp_path, "the next", nobody):
        assert {name for name in names(tmp_path) if (tmp_path / name).is_file()} == {
            ".lock",
            *stands,
        }
        assert list(tmp_path.glob("**/.staging/*")) == []


def test_an_edition_that_was_moved_away_is_brought_back_if_nothing_replaced_it(tmp_path):
    written(tmp_path / ".staging/2023-99999-old/index.html", "the old")
    written(tmp_path / ".staging/2023-99999/index.html", "the new, half")
    with exclusive_writer(tmp_path, "the next", nobody):
        assert names(tmp_path) == [".lock", ".staging", "2023", "2023/index.html"]
    assert (tmp_path / "2023/index.html").read_text() == "the old"


def test_an_edition_that_was_moved_away_is_removed_if_a_new_one_replaced_it(tmp_path):
    written(tmp_path / ".staging/2023-99999-old/index.html", "the old")
    written(tmp_path / "2023/index.html", "the new")
    with exclusive_writer(tmp_path, "the next", nobody):
        assert names(tmp_path) == [".lock", ".staging", "2023", "2023/index.html"]
    assert (tmp_path / "2023/index.html").read_text() == "the new"


def test_an_unfinished_database_is_removed_with_its_log(tmp_path):
    def broken():
        with replacing(tmp_path / "rus.duckdb") as new:
            written(new)
            written(new.with_name(f"{new.name}.wal"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert names(tmp_path) == []
