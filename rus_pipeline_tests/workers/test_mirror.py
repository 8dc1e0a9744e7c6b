"""A folder at a URL and its copy here.

What belongs here: what is there at each moment, over a store in this process. What does not: S3
(``test_several_machines``).
"""

import fsspec
import pytest

from rus_pipeline.mirror import shared

URL = "memory://out"


@pytest.fixture
def store():
    found = fsspec.filesystem("memory")
    found.pipe({"/out/2023/manifest.json": b"old", "/out/2023/a": b"old", "/out/2023/gone": b"old"})
    yield found
    found.store.clear()


def everything(_name):
    return True


def test_only_what_is_wanted_is_fetched(store):
    with shared(URL, lambda name: name.endswith("/a")) as copy:
        (path,) = [path for path in copy.folder.rglob("*") if path.is_file()]
        assert path.relative_to(copy.folder).as_posix() == "2023/a"
        assert path.stat().st_mtime == store.modified("/out/2023/a").timestamp()
    assert not copy.folder.exists()


def changed(copy):
    for name, text in (("a", "new"), ("b", "new"), ("manifest.json", "new")):
        (copy.folder / "2023" / name).write_text(text)
    (copy.folder / "2023/gone").unlink()


def test_what_is_brought_back_is_there_as_it_is_here(store):
    with shared(URL, everything) as copy:
        changed(copy)
        copy.bring("2023", last="manifest.json")
    assert store.cat(store.find("/out/2023")) == {
        f"/out/2023/{name}": b"new" for name in ("a", "b", "manifest.json")
    }


@pytest.mark.parametrize(("at", "manifest"), [("manifest.json", b"old"), ("rm", b"new")])
def test_whoever_is_ended_meanwhile_has_taken_nothing_away(store, monkeypatch, at, manifest):
    put = store.put

    def ended(here, there, **words):
        if there[0].endswith(at):
            raise KeyboardInterrupt
        return put(here, there, **words)

    def removed(_names):
        raise KeyboardInterrupt

    with shared(URL, everything) as copy:
        changed(copy)
        monkeypatch.setattr(store, "put", ended)
        monkeypatch.setattr(store, "rm", removed)
        with pytest.raises(KeyboardInterrupt):
            copy.bring("2023", last="manifest.json")
    monkeypatch.undo()
    assert store.cat("/out/2023/manifest.json") == manifest
    assert store.cat("/out/2023/a") == b"new"
    assert store.exists("/out/2023/gone")


def test_a_folder_that_is_gone_here_is_taken_away_there(store):
    with shared(URL, lambda _: False) as copy:
        copy.bring("2023")
    assert not store.exists("/out/2023/a")


def test_a_path_is_the_folder_itself(tmp_path):
    with shared(str(tmp_path), everything) as same:
        same.bring("nothing")
        assert same.folder == tmp_path
