"""The cache: entries are made once from the same inputs, and purged with the last user."""

import os
import stat
from dataclasses import replace

import pytest

from rus_pipeline.storage import cache as module
from rus_pipeline.storage.cache import cached
from rus_pipeline.storage.result import Origin
from rus_pipeline.storage.store import USED_CACHE, Store

ORIGIN = Origin("snapshot/tabel_10", "2023", {"2023/mart/tabel_10": "a"}, code="c", libraries="l")
CHARTS, TABLES = "rus_pipeline.report.charts.svg", "rus_pipeline.report.tables"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def made():
    """What was made, in order."""
    return []


def draw(store, made, given="37", maker=CHARTS, *, afresh=False):
    """Ask for an entry as a step does; return it and the keys that were used."""

    def make():
        made.append(given)
        return f"<svg>{given}</svg>".encode()

    with store.caching(afresh=afresh) as used:
        return cached(maker, given, make), used


def entries(store):
    return sorted((store.folder / "pieces").iterdir())


def test_outside_a_step_there_is_no_cache():
    assert cached(CHARTS, "37", lambda: b"made") == b"made"


def test_an_entry_is_made_once_from_the_same_inputs(store, made):
    assert draw(store, made) == draw(store, made)
    assert made == ["37"]


@pytest.mark.parametrize("other", [{"given": "38"}, {"maker": TABLES}])
def test_other_inputs_or_another_maker_make_another_entry(store, made, other):
    draw(store, made)
    draw(store, made, **other)
    assert len(made) == len(entries(store)) == 2


@pytest.mark.parametrize("what", ["code_digest", "lock_sha256"])
def test_other_code_or_libraries_make_another_entry(store, made, monkeypatch, what):
    draw(store, made)
    monkeypatch.setattr(module, what, lambda *_modules: "other")
    draw(store, made)
    assert made == ["37", "37"]


def test_afresh_makes_every_entry_again(store, made):
    draw(store, made)
    draw(store, made, afresh=True)
    assert made == ["37", "37"]


def test_an_altered_entry_is_made_again_with_a_warning(store, made, caplog):
    found, _ = draw(store, made)
    (file,) = entries(store)
    file.write_bytes(file.read_bytes().replace(b"37", b"38"))
    assert draw(store, made)[0] == found
    assert made == ["37", "37"]
    assert f"the cache entry {file.name} in the store was altered" in caplog.text


def test_the_cache_is_private(store, made):
    before = os.umask(0)
    try:
        draw(store, made)
    finally:
        os.umask(before)
    (file,) = entries(store)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file.parent, file)] == [0o700, 0o600]


def test_entries_that_no_current_result_used_are_purged(store, made):
    _, used = draw(store, made)
    _, other = draw(store, made, "38")
    for origin, keys in ((ORIGIN, used), (replace(ORIGIN, edition="2022"), other)):
        with store.making() as folder:
            (folder / "table.html").write_text("37")
            store.put(folder, origin, {USED_CACHE: sorted(keys)})
    store.purge()
    assert len(entries(store)) == 2
    store.forget(["2022"])
    store.purge()
    assert [file.name for file in entries(store)] == sorted(used)


def test_entries_last_used_by_something_that_is_no_result_are_not_purged(store, made):
    def page(given):
        with store.caching_for("overview"):
            cached(CHARTS, given, lambda: made.append(given) or b"<svg>")
        store.purge()

    page("37")
    page("37")
    assert made == ["37"]
    page("38")
    assert len(entries(store)) == 1
