"""Cached pieces: made once of the same, again where they were altered, gone with their users."""

import os
import stat
from dataclasses import replace

import pytest

from rus_pipeline.storage import cache as module
from rus_pipeline.storage.cache import piece
from rus_pipeline.storage.result import Origin
from rus_pipeline.storage.store import Store

ORIGIN = Origin("snapshot/tabel_10", "2023", {"2023/mart/tabel_10": "a"}, code="c", libraries="l")
CHARTS, TABLES = "rus_pipeline.report.charts", "rus_pipeline.report.tables"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def made():
    """What was made, in order."""
    return []


def drawing(store, made, given="37", maker=CHARTS, *, afresh=False):
    """Ask for a piece as a step does; return it and the keys that were used."""

    def make():
        made.append(given)
        return f"<svg>{given}</svg>".encode()

    with store.pieces(afresh=afresh) as used:
        return piece(maker, given, make), used


def kept(store):
    return sorted((store.folder / "pieces").iterdir())


def test_outside_a_step_it_is_made():
    assert piece(CHARTS, "37", lambda: b"made") == b"made"


def test_it_is_made_once_of_the_same(store, made):
    assert drawing(store, made) == drawing(store, made)
    assert made == ["37"]


@pytest.mark.parametrize("other", [{"given": "38"}, {"maker": TABLES}])
def test_it_is_made_anew_of_anything_else(store, made, other):
    drawing(store, made)
    drawing(store, made, **other)
    assert len(made) == len(kept(store)) == 2


@pytest.mark.parametrize("what", ["code_digest", "lock_sha256"])
def test_it_is_made_anew_by_other_code_and_other_libraries(store, made, monkeypatch, what):
    drawing(store, made)
    monkeypatch.setattr(module, what, lambda *_modules: "other")
    drawing(store, made)
    assert made == ["37", "37"]


def test_afresh_it_is_made_again_whatever_is_there(store, made):
    drawing(store, made)
    drawing(store, made, afresh=True)
    assert made == ["37", "37"]


def test_one_that_was_altered_is_made_again_and_told_of(store, made, caplog):
    found, _ = drawing(store, made)
    (file,) = kept(store)
    file.write_bytes(file.read_bytes().replace(b"37", b"38"))
    assert drawing(store, made)[0] == found
    assert made == ["37", "37"]
    assert f"the piece {file.name} in the store was altered" in caplog.text


def test_its_owner_alone_may_read_it(store, made):
    before = os.umask(0)
    try:
        drawing(store, made)
    finally:
        os.umask(before)
    (file,) = kept(store)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file.parent, file)] == [0o700, 0o600]


def test_what_no_current_result_used_is_purged(store, made):
    _, used = drawing(store, made)
    _, other = drawing(store, made, "38")
    for origin, pieces in ((ORIGIN, used), (replace(ORIGIN, edition="2022"), other)):
        with store.making() as folder:
            (folder / "table.html").write_text("37")
            store.put(folder, origin, {"pieces": sorted(pieces)})
    store.purge()
    assert len(kept(store)) == 2
    store.forget(["2022"])
    store.purge()
    assert [file.name for file in kept(store)] == sorted(used)


def test_what_something_else_than_a_result_used_last_stays(store, made):
    def page(given):
        with store.pieces_of("overview"):
            piece(CHARTS, given, lambda: made.append(given) or b"<svg>")
        store.purge()

    page("37")
    page("37")
    assert made == ["37"]
    page("38")
    assert len(kept(store)) == 1
