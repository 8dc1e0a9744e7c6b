"""The store: results are complete or absent, private, and found by the digest of their origin."""

import json
import os
from dataclasses import replace
from threading import Event, Thread

import pytest

from rus_pipeline.storage.result import Origin
from rus_pipeline.storage.store import DamagedError, Store

ORIGIN = Origin("mart/tabel_10", "2023", {"2023/slice/forloeb": "a"}, code="c", libraries="l")


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def put(store, origin=ORIGIN, text="37", **facts):
    with store.making() as folder:
        (folder / "figures.json").write_text(text)
        return store.put(folder, origin, facts)


def test_a_stored_result_is_current_and_found_by_its_key(store):
    made = put(store, rows=1)
    assert store.current("mart/tabel_10", "2023") == made
    assert store.find(ORIGIN.key) == made
    assert (store.files(made) / "figures.json").read_text() == "37"
    assert made.facts == {"rows": 1}


def test_nothing_is_current_before_it_is_made(store):
    assert store.current("mart/tabel_10", "2023") is None
    assert store.find(ORIGIN.key) is None


@pytest.mark.parametrize(
    "other",
    [
        {"asset": "mart/tabel_11"},
        {"edition": "2022"},
        {"inputs": {"2023/slice/forloeb": "b"}},
        {"inputs": {"2022/slice/forloeb": "a"}},
        {"code": "d"},
        {"libraries": "m"},
    ],
)
def test_another_origin_has_another_key(other):
    assert replace(ORIGIN, **other).key != ORIGIN.key


def test_the_version_depends_on_the_files_alone(store):
    first = put(store, rows=1)
    second = put(store, replace(ORIGIN, code="d"), rows=2)
    assert first.version == second.version
    assert put(store, replace(ORIGIN, code="e"), text="38").version != first.version


def test_changes_between_origins():
    now = Origin("a", "2023", {"x": "1", "y": "2"}, code="c", libraries="l")
    then = Origin("a", "2023", {"x": "0", "z": "3"}, code="b", libraries="k")
    assert list(now.changes(then)) == [
        "x is changed",
        "y is new",
        "z is gone",
        "the code is changed",
        "the libraries are changed",
    ]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_everything_in_it_is_private(store, umask):
    before = os.umask(umask)
    try:
        with store.making() as folder:
            (folder / "deep").mkdir()
            (folder / "deep" / "rows.parquet").write_text("x")
            store.put(folder, ORIGIN, {})
        store.refuse(replace(ORIGIN, edition="2022"), "why")
    finally:
        os.umask(before)
    found = [store.folder, *store.folder.rglob("*")]
    assert {path.stat().st_mode & 0o777 for path in found if path.is_dir()} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in found if path.is_file()} == {0o600}


def test_an_unfinished_result_leaves_nothing(store):
    with store.making() as folder:
        (folder / "half").write_text("x")
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


def test_the_same_made_twice_is_one(store):
    first, second = put(store), put(store)
    assert first == second
    assert len(list((store.folder / "results").glob("*/*"))) == 1


def test_what_another_process_has_made_current_since_is_found(store):
    another = Store(store.folder)
    first = put(store)
    assert another.current("mart/tabel_10", "2023") == first
    second = put(store, replace(ORIGIN, code="d"), text="38")
    assert another.current("mart/tabel_10", "2023") == second
    store.point(first)
    assert another.current("mart/tabel_10", "2023") == first


def test_a_result_that_another_process_has_replaced_is_read_again(store):
    another = Store(store.folder)
    put(store, rows=1)
    assert another.find(ORIGIN.key).facts == {"rows": 1}
    put(store, rows=2)
    assert another.find(ORIGIN.key).facts == {"rows": 2}


def test_a_flipped_byte_is_found_and_the_result_removed(store, caplog):
    made = put(store)
    path = store.files(made) / "figures.json"
    path.write_text("38")
    with pytest.raises(DamagedError):
        Store(store.folder).files(made)
    assert "2023/mart/tabel_10 in the store: figures.json was altered" in caplog.text
    assert store.find(ORIGIN.key) is None


def test_a_result_that_cannot_be_read_is_made_again(store):
    put(store)
    (path,) = (store.folder / "results").glob("*/*/result.json")
    path.write_text('{"origin": ')
    assert store.find(ORIGIN.key) is None


def test_a_refusal_is_remembered_until_the_result_is_made(store):
    store.refuse(ORIGIN, "linje 3")
    assert store.refused(ORIGIN) == "linje 3"
    assert store.refused(replace(ORIGIN, code="d")) is None
    put(store)
    assert store.refused(ORIGIN) is None


def test_a_purge_leaves_current_results(store):
    put(store)
    newest = put(store, replace(ORIGIN, code="d"))
    assert store.purge() == 1
    assert store.find(ORIGIN.key) is None
    assert store.find(newest.origin.key) == newest


def test_nothing_is_purged_while_another_process_is_at_work(store):
    old = put(store)
    put(store, replace(ORIGIN, code="d"))
    other = Store(store.folder)
    with other.at_work():
        assert store.purge() == 0
    assert store.find(old.origin.key) == old
    assert store.purge() == 1


def test_an_asset_of_an_edition_is_made_by_one_process_at_a_time(store):
    other, waited = Store(store.folder), Event()

    def make(edition):
        with other.making_alone("mart/tabel_10", edition):
            waited.set()

    with store.making_alone("mart/tabel_10", "2023"):
        make("2022")  # of another edition: at once
        waited.clear()
        second = Thread(target=make, args=("2023",))
        second.start()
        assert not waited.wait(0.2)
    assert waited.wait(10)
    second.join()


def test_a_purge_removes_the_unfinished_results_of_a_killed_process(store):
    put(store)
    nobody = 4194304 + 1  # above the greatest process number
    (store.folder / "new" / f"{nobody}-x" / "files").mkdir(parents=True)
    mine = store.folder / "new" / f"{os.getpid()}-x"
    mine.mkdir()
    store.purge()
    assert [path.name for path in (store.folder / "new").iterdir()] == [mine.name]


def test_the_results_of_a_removed_edition_are_purged(store):
    put(store)
    other = put(store, replace(ORIGIN, edition="2022"))
    store.forget(["2022"])
    store.purge()
    assert store.editions() == {"2023"}
    assert store.find(other.origin.key) is None


def test_a_result_is_described_in_json(store):
    made = put(store)
    (path,) = (store.folder / "results").glob("*/*/result.json")
    found = json.loads(path.read_text())
    assert found["origin"]["inputs"] == {"2023/slice/forloeb": "a"}
    assert list(found["files"]) == ["figures.json"]
    assert made.origin == ORIGIN
