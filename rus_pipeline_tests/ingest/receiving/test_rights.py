"""Who may read a delivery: its owner, and whoever could read all of the one that it replaces."""

import os
import shutil

import pytest

from rus_pipeline.ingest import receiving
from rus_pipeline.ingest.receiving import receive
from rus_pipeline_tests.ingest.receiving.deliveries import delivery
from rus_pipeline_tests.rights import everything, rights, umask

FILES = ("udtraek.toml", "forloeb.csv")


def close(raw, folder, *files):
    """Give the delivery that stands its rights."""
    (raw / "2023").chmod(folder)
    for name, mode in zip(FILES, files, strict=True):
        (raw / "2023" / name).chmod(mode)


def taken_in(tmp_path, raw, mask=0):
    """Take a delivery in, and return the rights of its folder and of its files."""
    with umask(mask):
        receive(delivery(tmp_path, "new"), raw, 2023)
    return rights(raw / "2023"), {rights(raw / "2023" / name) for name in FILES}


@pytest.mark.parametrize("mask", [0o000, 0o022], ids=oct)
def test_the_first_delivery_of_an_edition_is_its_owners_alone(tmp_path, raw, mask):
    shutil.rmtree(raw / "2023")
    assert taken_in(tmp_path, raw, mask) == (0o700, {0o600})


def test_a_group_that_may_read_what_stands_may_read_what_replaces_it(tmp_path, raw):
    close(raw, 0o750, 0o640, 0o640)
    assert taken_in(tmp_path, raw, 0o077) == (0o750, {0o640})


def test_one_file_that_is_closed_closes_all_of_the_new_delivery(tmp_path, raw):
    close(raw, 0o755, 0o644, 0o600)
    assert taken_in(tmp_path, raw) == (0o711, {0o600})


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder any group")
def test_the_group_is_that_of_what_stands(tmp_path, raw):
    close(raw, 0o750, 0o640, 0o640)
    for path in (raw / "2023", *everything(raw / "2023")):
        os.chown(path, -1, 4711)
    assert taken_in(tmp_path, raw) == (0o750, {0o640})
    assert {path.stat().st_gid for path in ((raw / "2023"), raw / "2023/forloeb.csv")} == {4711}


def test_no_group_may_read_it_where_it_cannot_be_that_of_what_stands(tmp_path, raw, monkeypatch):
    def refuse(path, *_):
        raise PermissionError(1, "Operation not permitted", str(path))

    close(raw, 0o750, 0o640, 0o640)
    monkeypatch.setattr("os.chown", refuse)
    assert taken_in(tmp_path, raw) == (0o700, {0o600})


def test_earlier_deliveries_are_their_owners_alone(tmp_path, raw):
    close(raw, 0o755, 0o644, 0o644)
    taken_in(tmp_path, raw)
    assert rights(raw / "2023/.earlier") == 0o700


def test_while_it_is_checked_it_is_its_owners_alone(tmp_path, raw, monkeypatch):
    seen = {}

    def checked(_received, view, _target, _current):
        new = view / "2023"
        seen["folders"] = {rights(path) for path in (view.parent, view, new)}
        seen["files"] = {rights(path) for path in new.iterdir()}
        raise ZeroDivisionError

    close(raw, 0o755, 0o644, 0o644)
    (raw / ".staging").mkdir()
    (raw / ".staging").chmod(0o755)
    monkeypatch.setattr(receiving, "_checked", checked)
    with pytest.raises(ZeroDivisionError):
        taken_in(tmp_path, raw)
    assert seen == {"folders": {0o700}, "files": {0o600}}
