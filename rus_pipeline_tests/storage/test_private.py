"""Rows of persons in output folder and store are private, whatever the umask, at every moment."""

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from rus_pipeline.audit.release import release
from rus_pipeline.core.edition import Edition
from rus_pipeline.ingest.corrections import write_workbook
from rus_pipeline.pipeline.overview import write_overview
from rus_pipeline.pipeline.stages import marts
from rus_pipeline.storage.location import configured_store
from rus_pipeline.storage.locks import exclusive_writer
from rus_pipeline.storage.private import (
    copy_privately,
    make_rows_private,
    private_file,
    private_folder,
)
from rus_pipeline_tests.audit.editions import build
from rus_pipeline_tests.audit.staged import staged
from rus_pipeline_tests.building import build_light
from rus_pipeline_tests.conditions import bound_by_modes
from rus_pipeline_tests.raw import extract, forloeb, opened, raw_folder
from rus_pipeline_tests.rights import OTHERS, everything, holds_rows, open_to_others, rights, umask

ROWS = {
    "2023/lines.json",
    "2023/quarantine.csv",
    "2023/set_aside.csv",
    *(f"2023/slice/{name}.parquet" for name in ("forloeb", "posteringer", "eksterne_forloeb")),
    "releases/2023-r1/rows.parquet",
    "releases/2023-r1/slice/forloeb.parquet",
    "releases/2023-r2/movements.json",
    "rus.duckdb",
}


def fill(raw, out):
    """Build an edition, release it twice, and write database and front page."""
    build_light(raw, out, 2023)
    for _ in range(2):
        release(raw, out, 2023, ["fictitious", "quarantined"])
    write_overview(out, raw)


_WATCHER = """
import os, sys
from pathlib import Path
from rus_pipeline.storage.location import configured_store
from rus_pipeline.report import database
from rus_pipeline.ingest import corrections
from rus_pipeline_tests.storage.test_private import fill, reachable

raw, out = map(Path, sys.argv[1:])
looks, found, looking = 0, set(), False

def hook(event, _args):
    global looks, looking
    if looking or not event.startswith(("open", "os.", "shutil.", "tempfile.")):
        return
    looking = True
    looks += 1
    found.update(reachable(out), reachable(configured_store(out)))
    looking = False

os.umask(0)
sys.addaudithook(hook)
fill(raw, out)
looking = True
print(looks, *sorted(found))
"""

# By name: an unfinished file cannot be opened.
_NAMED = ("lines.json", "quarantine.csv", "set_aside.csv", "rows.parquet", "movements.json")


def reachable(folder, above=""):
    """Yield the files with rows, also unfinished ones, that other users can read now."""
    for entry in os.scandir(folder) if Path(folder).is_dir() else ():
        try:
            if not entry.stat(follow_symlinks=False).st_mode & OTHERS:
                continue
        except FileNotFoundError:
            continue
        if entry.is_dir():
            # These have many files, and hold no rows.
            if entry.name not in ("report", "public", "marts"):
                yield from reachable(entry.path, f"{above}{entry.name}/")
        elif entry.name in _NAMED or "duckdb" in entry.name or above.endswith("slice/"):
            yield f"{above}{entry.name}"


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rows")
    return raw_folder(folder, {"2023/forloeb.csv": forloeb({}, {}, {"cpr": "x"})})


@pytest.fixture(scope="module")
def watched(raw, tmp_path_factory):
    """Fill a folder under umask 000; return it, the number of looks, and what others could read."""
    out = tmp_path_factory.mktemp("watched")
    words = [sys.executable, "-c", _WATCHER, str(raw), str(out)]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    looks, *found = said.split()
    return out, int(looks), found


@pytest.fixture(scope="module")
def usual(raw, tmp_path_factory):
    """Return a folder filled under umask 022."""
    out = tmp_path_factory.mktemp("usual")
    with umask(0o022):
        fill(raw, out)
    return out


@pytest.fixture(params=["watched", "usual"])
def out(request):
    found = request.getfixturevalue(request.param)
    return found[0] if request.param == "watched" else found


def test_rows_are_private(out):
    held = {p.relative_to(out).as_posix() for p in everything(out) if p.is_file() and holds_rows(p)}
    assert held > ROWS
    assert open_to_others(out) == []


def test_folders_of_rows_are_private(out):
    private = {"slice", ".staging"}
    found = {path: rights(path) for path in everything(out) if path.name in private}
    assert {path.parent.relative_to(out).as_posix() for path in found} == {
        *(".", "2023", "releases", "releases/2023-r1", "releases/2023-r2")
    }
    assert set(found.values()) == {0o700}


def test_pages_and_figures_have_the_rights_of_the_umask(usual):
    for edition in (usual / "2023", usual / "releases/2023-r1"):
        read = [edition / name for name in ("report", "public", "marts")]
        assert {rights(path) for path in (edition, *read)} == {0o755}
        shown = [path for folder in read for path in everything(folder) if path.is_file()]
        assert len(shown) > 50
        assert {rights(p) & 0o044 for p in (*shown, edition / "figures.parquet")} == {0o044}
    assert rights(usual / "index.html") == 0o644


def test_at_no_moment_can_others_read_rows(watched):
    _out, looks, found = watched
    assert looks > 500
    assert found == []


def test_every_part_of_the_store_is_private(raw, out):
    store = configured_store(out)
    assert store.is_dir()
    found = {True: set(), False: set()}
    for path in (store, *everything(store)):
        found[path.is_dir()].add(rights(path))
    assert found == {True: {0o700}, False: {0o600}}


def test_the_unfinished_files_of_a_step_are_in_a_private_folder(raw, tmp_path, monkeypatch):
    seen = []

    def trace(*_):
        (new,) = (configured_store(tmp_path / "out") / "new").iterdir()
        seen.extend(rights(path) for path in (new.parent, new, new / "files"))
        raise ZeroDivisionError

    monkeypatch.setattr(marts, "trace_equality", trace)
    with umask(0), pytest.raises(ZeroDivisionError):
        build(raw, tmp_path / "out")
    assert seen == [0o700] * 3


def test_the_next_run_closes_rows_that_an_earlier_version_left_open(usual, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(usual, out)
    for path in everything(out):
        path.chmod(0o777 if path.is_dir() else 0o644)
    assert set(open_to_others(out)) > ROWS
    with exclusive_writer(out, "the next", pytest.fail):
        pass
    assert open_to_others(out) == []
    assert {rights(out / n) for n in ("2023/slice", ".staging", "releases/.staging")} == {0o700}
    assert {rights(out / n) for n in ("2023/report", "2023")} == {0o777}


def test_rows_that_belong_to_another_user_are_warned_of(tmp_path, monkeypatch, caplog):
    rows = tmp_path / "rus.duckdb"
    rows.touch(0o644)
    rows.chmod(0o644)

    def refuse(self, _mode):
        raise PermissionError(1, "Operation not permitted", str(self))

    monkeypatch.setattr(Path, "chmod", refuse)
    with caplog.at_level(logging.WARNING, "rus_pipeline"):
        make_rows_private(tmp_path)
    assert caplog.messages == [
        f"{rows} holds rows of persons, others may read it, and it belongs to another user; its"
        f" owner must run: chmod go= {rows}"
    ]


def test_the_recount_spills_from_memory_into_a_private_folder(raw, monkeypatch, tmp_path):
    from rus_pipeline.audit import recount as recounting

    for started_once in (recounting._started_once, recounting._spill_folder):
        started_once.cache_clear()
    given = []

    def connect(*words, config, connect=duckdb.connect):
        given.append(rights(Path(config["temp_directory"])))
        return connect(*words, config=config)

    monkeypatch.setattr(duckdb, "connect", connect)
    with umask(0):
        staged_files = staged({2023: extract(raw)}, tmp_path)
        recounting.recount(Edition(2023, opened(raw).center), staged_files, {})
    assert given == [0o700]


def test_a_workbook_of_corrections_is_private(tmp_path):
    path = tmp_path / "ret.xlsx"
    path.write_text("another, which all may read")
    path.chmod(0o666)
    write_workbook(path, [])
    assert rights(path) == 0o600
    with umask(0):
        write_workbook(tmp_path / "new.xlsx", [])
    assert rights(tmp_path / "new.xlsx") == 0o600


def test_a_private_file_is_empty_and_closed(tmp_path):
    stands = tmp_path / "stands"
    stands.write_text("x")
    stands.chmod(0o644)
    assert (private_file(stands).read_bytes(), rights(stands)) == (b"", 0o600)
    with umask(0):
        assert rights(private_file(tmp_path / "new")) == 0o600


def test_an_existing_private_folder_is_closed_and_its_parents_have_the_rights_of_the_umask(
    tmp_path,
):
    with umask(0o022):
        private = private_folder(tmp_path / "out/slice")
    assert (rights(private), rights(private.parent)) == (0o700, 0o755)
    private.chmod(0o755)
    assert rights(private_folder(private)) == 0o700


def test_a_copy_has_the_rights_of_its_source(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    (source / "slice").mkdir(parents=True)
    (source / "slice").chmod(0o700)
    (source / "slice/rows").write_text("rows")
    (source / "slice/rows").chmod(0o600)
    (source / "page").write_text("page")
    (source / "page").chmod(0o664)
    target.mkdir()
    with umask(0):
        copy_privately(source, target)
    assert {p.relative_to(target).as_posix(): rights(p) for p in everything(target)} == {
        "page": 0o664,
        "slice": 0o700,
        "slice/rows": 0o600,
    }
    assert (target / "slice/rows").read_text() == "rows"


def test_rows_that_may_not_be_read_are_a_one_line_error_that_names_the_file(usual, raw, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(usual, out)
    rows = out / "2023/slice/forloeb.parquet"
    rows.chmod(0)
    words = ["trace", "2023/tabel-02/forloeb/alkohol", "--raw", str(raw), "--out", str(out)]
    told = subprocess.run(
        [sys.executable, "-c", bound_by_modes(), *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == f"Error: {rows}: Permission denied\n"
