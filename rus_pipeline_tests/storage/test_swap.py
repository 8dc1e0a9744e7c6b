"""Being the only one who writes in a folder, and clearing up after whoever was ended.

What belongs here: locks and what a process leaves that is ended. What does not: whole builds that
are ended (``nights``).
"""

import os
import subprocess
import sys

import pytest

from rus_pipeline.storage.swap import BusyError, held, replacing, writing

_HOLDER = """
import sys
from pathlib import Path
from rus_pipeline.storage.swap import writing

with writing(Path(sys.argv[1]), "the first", print):
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
    """Return a process that is writing in the folder until it is ended."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "holding\n"
        yield process
        process.kill()


def test_who_does_not_wait_is_told_who_is_writing(tmp_path, holder):
    with pytest.raises(BusyError) as error, held(tmp_path / ".lock", "the second"):
        pytest.fail("two at once")
    assert str(error.value) == f"the first, process {holder.pid}"


def test_who_waits_is_told_once_and_gets_in_when_the_other_is_done(tmp_path, holder):
    told = []

    def waiting(other):
        told.append(other)
        holder.stdin.close()

    with writing(tmp_path, "the second", waiting):
        said = (tmp_path / ".lock").read_text()
    assert told == [f"the first, process {holder.pid}"]
    assert said == f"the second, process {os.getpid()}\n"


def test_a_process_that_is_killed_holds_nothing(tmp_path, holder):
    holder.kill()
    holder.wait()
    with writing(tmp_path, "the second", nobody):
        pass


def test_what_is_being_written_is_left_alone_until_it_is_ones_turn(tmp_path, holder):
    half = written(tmp_path / ".staging/2023-99999/half")
    there = []

    def waiting(_other):
        there.append(half.exists())
        holder.stdin.close()

    with writing(tmp_path, "the second", waiting):
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
def test_what_a_process_left_that_was_ended_is_cleared_by_the_next(tmp_path, left):
    stands = {"2023/index.html", "index.html", "releases/chain.json", ".refused/2023.json"}
    for name in (*stands, left):
        written(tmp_path / name)
    with writing(tmp_path, "the next", nobody):
        assert {name for name in names(tmp_path) if (tmp_path / name).is_file()} == {
            ".lock",
            *stands,
        }
        assert list(tmp_path.glob("**/.staging/*")) == []


def test_an_edition_that_was_moved_away_stands_again_where_nothing_took_its_place(tmp_path):
    written(tmp_path / ".staging/2023-99999-old/index.html", "the old")
    written(tmp_path / ".staging/2023-99999/index.html", "the new, half")
    with writing(tmp_path, "the next", nobody):
        assert names(tmp_path) == [".lock", ".staging", "2023", "2023/index.html"]
    assert (tmp_path / "2023/index.html").read_text() == "the old"


def test_an_edition_that_was_moved_away_is_removed_where_the_new_stands(tmp_path):
    written(tmp_path / ".staging/2023-99999-old/index.html", "the old")
    written(tmp_path / "2023/index.html", "the new")
    with writing(tmp_path, "the next", nobody):
        assert names(tmp_path) == [".lock", ".staging", "2023", "2023/index.html"]
    assert (tmp_path / "2023/index.html").read_text() == "the new"


def test_what_a_database_keeps_beside_a_file_goes_with_it(tmp_path):
    def broken():
        with replacing(tmp_path / "rus.duckdb") as new:
            written(new)
            written(new.with_name(f"{new.name}.wal"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert names(tmp_path) == []
