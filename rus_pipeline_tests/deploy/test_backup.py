"""Backup and restore, on a real database."""

import itertools
import os
import subprocess

import pytest

from rus_pipeline_tests.rights import everything, rights
from rus_pipeline_tests.servers.postgres import bin_folder

pytestmark = pytest.mark.system

_numbers = itertools.count(1)


def place(tmp_path, cluster, name):
    """Return the environment of an empty installation: a database and two folders of its own."""
    database = f"{name}_{next(_numbers)}"
    ask(cluster, f"create database {database}")
    url = cluster.rsplit("/", 1)[0] + f"/{database}"
    return {
        "RUS_POSTGRES_URL": url.replace(
            "postgresql://rus@", "postgresql+psycopg2://rus:any%2Fone@"
        ),
        "RUS_RAW": str(tmp_path / name / "raw"),
        "RUS_OUT": str(tmp_path / name / "marts"),
    }, url


def run(program, *words, **environment):
    path = f"{bin_folder()}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [program, *map(str, words)],
        env={"PATH": path, "RUS_PSEUDONYM_KEY": "ab" * 32, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def ask(url, query):
    done = run("psql", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-Atc", query, url)
    assert done.returncode == 0, done.stderr
    return done.stdout


def fill(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def files(folder):
    return {
        str(path.relative_to(folder)): (path.read_bytes(), oct(path.stat().st_mode))
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def filled(tmp_path, cluster):
    environment, url = place(tmp_path, cluster, "filled")
    ask(url, "create table runs (id int primary key, body text)")
    ask(url, "insert into runs select n, 'kørsel ' || n from generate_series(1, 50) n")
    fill(
        tmp_path / "filled/raw",
        {
            "center.toml": b"navn = 'x'\n",
            "2023/forloeb.csv": b"a;b\n",
            "2023/.earlier/0a/forloeb.csv": b"a;c\n",
            ".staging/2023-1/forloeb.csv": b"half a delivery",
        },
    )
    fill(
        tmp_path / "filled/marts",
        {
            "2023/figures.parquet": bytes(range(256)),
            "releases/2023-r1/manifest.json": b"{}",
            "releases/chain.jsonl": b"{}\n",
            ".staging/2023-1/figures.parquet": b"half an edition",
        },
    )
    return tmp_path, environment, url


@pytest.fixture
def backup(filled, deploy):
    tmp_path, environment, _ = filled
    done = run(deploy / "backup.sh", tmp_path / "copies", **environment)
    assert done.returncode == 0, done.stderr
    (made,) = (tmp_path / "copies").iterdir()
    assert done.stdout.strip() == str(made)
    return made


def whole(folder):
    return {name: told for name, told in files(folder).items() if not name.startswith(".staging")}


def test_a_backup_can_be_restored(filled, backup, deploy, cluster):
    tmp_path, _, url = filled
    environment, empty = place(tmp_path, cluster, "empty")
    done = run(deploy / "restore.sh", backup, **environment)
    assert done.returncode == 0, done.stderr
    for name in ("raw", "marts"):
        assert files(tmp_path / "empty" / name) == whole(tmp_path / "filled" / name)
    rows = ask(url, "select * from runs order by id")
    assert ask(empty, "select * from runs order by id") == rows
    assert rows.startswith("1|kørsel 1\n")


def test_a_backup_is_private_and_without_the_key(backup):
    for path in backup.iterdir():
        assert b"ab" * 32 not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
    assert backup.stat().st_mode & 0o077 == 0


def test_rights_are_restored_except_to_rows_of_persons(filled, deploy, cluster):
    tmp_path, filled_environment, _ = filled
    marts = tmp_path / "filled/marts"
    rows = {
        "rus.duckdb": b"rows",
        "2023/slice/forloeb.parquet": b"rows",
        "2023/quarantine.csv": b"rows",
        "2023/set_aside.csv": b"rows",
        "2023/lines.json": b"{}",
        "releases/2023-r1/rows.parquet": b"rows",
        "releases/2023-r1/movements.json": b"[]",
    }
    fill(marts, {**rows, "2023/report/index.html": b"read by all"})
    for path in everything(tmp_path / "filled"):  # as an earlier version left them
        path.chmod(0o755 if path.is_dir() else 0o644)
    marts.chmod(0o750)
    (tmp_path / "filled/raw").chmod(0o700)
    (tmp_path / "filled/raw/2023/forloeb.csv").chmod(0o600)
    made = run(deploy / "backup.sh", tmp_path / "copies", **filled_environment)
    environment, _ = place(tmp_path, cluster, "empty")
    done = run(deploy / "restore.sh", made.stdout.strip(), **environment)
    assert done.returncode == 0, done.stderr
    back = tmp_path / "empty"
    assert {name: rights(back / "marts" / name) for name in rows} == dict.fromkeys(rows, 0o600)
    assert rights(back / "marts/2023/slice") == 0o700
    assert (rights(back / "marts"), rights(back / "marts/2023/report/index.html")) == (0o750, 0o644)
    assert (rights(back / "raw"), rights(back / "raw/2023/forloeb.csv")) == (0o700, 0o600)


@pytest.mark.parametrize("taken", ["raw", "marts", "database"])
def test_a_restore_overwrites_nothing(filled, backup, deploy, cluster, taken):
    tmp_path, _, _ = filled
    environment, url = place(tmp_path, cluster, "empty")
    if taken == "database":
        ask(url, "create table other (id int)")
    else:
        fill(tmp_path / "empty" / taken, {".kept": b""})
    before = files(tmp_path / "empty")
    done = run(deploy / "restore.sh", backup, **environment)
    assert done.returncode == 1
    assert "not empty; nothing was restored" in done.stderr
    assert files(tmp_path / "empty") == before
    assert ask(url, "select count(*) from pg_tables where tablename = 'runs'") == "0\n"


def test_a_damaged_backup_is_refused(filled, backup, deploy, cluster):
    tmp_path, _, _ = filled
    environment, _ = place(tmp_path, cluster, "empty")
    with (backup / "marts.tar").open("ab") as file:
        file.write(b"x")
    done = run(deploy / "restore.sh", backup, **environment)
    assert done.returncode == 1
    assert "the backup is damaged; nothing was restored" in done.stderr
    assert not (tmp_path / "empty").exists()


def test_a_failed_backup_leaves_no_backup(filled, deploy):
    tmp_path, environment, _ = filled
    environment["RUS_OUT"] = str(tmp_path / "nowhere")
    done = run(deploy / "backup.sh", tmp_path / "copies", **environment)
    assert done.returncode != 0
    assert list((tmp_path / "copies").iterdir()) == []
