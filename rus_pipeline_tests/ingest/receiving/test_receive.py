"""``rus receive``: what is put in place, what is kept, how it is taken back, and what is told."""

import hashlib
import os
import shlex

import pytest

from rus_pipeline.figures.stored_edition import released_files
from rus_pipeline.ingest import receiving
from rus_pipeline.ingest.files.delivered_folder import digest
from rus_pipeline.ingest.receiving import RefusedError, receive
from rus_pipeline_tests.ingest.receiving.deliveries import (
    FACTS,
    delivery,
    earlier,
    files_in,
    left_in_staging,
    refused,
    rus,
    rus_receive,
    standing,
)
from rus_pipeline_tests.raw import forloeb, opened, raw_folder

# What is put in place, and what is kept


def test_a_delivery_stands_and_the_one_before_is_kept(tmp_path, raw):
    first, folder = standing(raw), delivery(tmp_path, "new")
    received = receive(folder, raw, 2023)
    assert standing(raw) == files_in(folder)
    assert earlier(raw) == {received.previous: first}
    assert received.files == ("forloeb.csv", "udtraek.toml")


def test_the_first_delivery_of_a_year_keeps_nothing(tmp_path, raw):
    folder = delivery(tmp_path, "new", udtraek_toml="udtrukket = 2023-01-31\n")
    assert receive(folder, raw, 2022).previous is None
    assert standing(raw, 2022) == files_in(folder)
    assert opened(raw).editions == (2022, 2023)


def test_every_earlier_delivery_is_kept(tmp_path, raw):
    deliveries = [delivery(tmp_path, name) for name in ("a", "b", "c")]
    for folder in deliveries:
        receive(folder, raw, 2023)
    kept = earlier(raw)
    assert standing(raw) == files_in(deliveries[2])
    assert len(kept) == 3
    assert [kept[digest(folder)] for folder in deliveries[:2]] == list(
        map(files_in, deliveries[:2])
    )


def test_a_file_that_is_not_delivered_again_is_gone(tmp_path, raw):
    receive(delivery(tmp_path, "a", tilskud_csv="pulje;aar;beloeb\n"), raw, 2023)
    without = delivery(tmp_path, "b")
    with pytest.raises(RefusedError, match="fil_mangler"):
        receive(without, raw, 2023)
    accepted = f'{FACTS}[[accepteret]]\nhvad = "fil_mangler"\ngrund = "Puljen er ophørt"\n'
    (without / "udtraek.toml").write_text(accepted, encoding="utf-8")
    receive(without, raw, 2023)
    assert list(standing(raw)) == ["forloeb.csv", "udtraek.toml"]


def test_what_was_put_in_place_by_hand_is_kept_whole(tmp_path, raw):
    (raw / "2023" / "notes").mkdir()
    (raw / "2023" / "notes" / "noter.txt").write_text("x")
    (raw / "2023" / "link.csv").symlink_to("forloeb.csv")
    kept = receive(delivery(tmp_path, "new"), raw, 2023).previous
    assert sorted(earlier(raw)[kept]) == [
        "forloeb.csv",
        "link.csv",
        "notes/noter.txt",
        "udtraek.toml",
    ]
    assert (raw / "2023" / ".earlier" / kept / "link.csv").is_symlink()


def test_what_stands_is_no_link_to_the_delivery_or_to_an_earlier_one(tmp_path, raw):
    folder = delivery(tmp_path, "a")
    receive(folder, raw, 2023)
    receive(delivery(tmp_path, "b"), raw, 2023)
    receive(raw / "2023" / ".earlier" / digest(folder), raw, 2023)
    was = files_in(folder)
    (raw / "2023" / "forloeb.csv").write_text("mended by hand")
    assert files_in(folder) == was
    assert earlier(raw)[digest(folder)] == was


def test_the_new_folder_is_as_closed_to_others_as_the_one_before(tmp_path, raw):
    (raw / "2023").chmod(0o700)
    receive(delivery(tmp_path, "new"), raw, 2023)
    assert (raw / "2023").stat().st_mode & 0o777 == 0o700


def test_nothing_is_left_in_staging(tmp_path, raw):
    receive(delivery(tmp_path, "new"), raw, 2023)
    assert left_in_staging(raw) == []


def test_dot_folders_are_no_part_of_the_raw_folder(tmp_path, raw):
    receive(delivery(tmp_path, "a"), raw, 2023)
    receive(delivery(tmp_path, "b", forloeb_csv=forloeb({}, {}, {})), raw, 2023)
    (raw / ".staging" / "2022-1" / "2022").mkdir(parents=True)
    folder = opened(raw)
    assert (folder.editions, folder.warnings) == ((2023,), ())
    assert folder.extract(2023).files["forloeb"].records == 3
    assert folder.extract(2023).fictitious


def test_the_digest_is_that_of_sha256sum(tmp_path):
    folder = delivery(tmp_path, "a")
    lines = [
        f"{hashlib.sha256(data).hexdigest()}  {name}\n"
        for name, data in sorted(files_in(folder).items())
    ]
    assert digest(folder) == hashlib.sha256("".join(lines).encode()).hexdigest()


# Taking back


def test_an_earlier_delivery_is_taken_back(tmp_path, raw):
    good, bad = delivery(tmp_path, "good"), delivery(tmp_path, "bad")
    receive(good, raw, 2023)
    received = receive(bad, raw, 2023)
    again = receive(raw / "2023" / ".earlier" / received.previous, raw, 2023)
    assert standing(raw) == files_in(good)
    assert earlier(raw)[again.previous] == files_in(bad)
    assert earlier(raw)[received.previous] == files_in(good)


def test_the_command_says_how_to_take_a_delivery_back(tmp_path, raw):
    first = standing(raw)
    told = rus_receive(delivery(tmp_path, "new"), raw).stdout.splitlines()
    (command,) = (
        line.partition(": ")[2] for line in told if line.startswith("To undo: rus receive")
    )
    assert rus(*shlex.split(command)[1:]).exit_code == 0
    assert standing(raw) == first


def test_what_was_put_beside_an_extract_by_hand_does_not_hinder_taking_it_back(tmp_path, raw):
    first = standing(raw)
    (raw / "2023" / "notater.csv").write_text("x")
    kept = receive(delivery(tmp_path, "new"), raw, 2023).previous
    received = receive(raw / "2023" / ".earlier" / kept, raw, 2023)
    assert received.warnings == ("notater.csv is no part of an extract and is left out",)
    assert standing(raw) == first
    assert "notater.csv" in earlier(raw)[kept]


def test_an_earlier_delivery_that_was_altered_is_not_taken_back(tmp_path, raw):
    kept = receive(delivery(tmp_path, "new"), raw, 2023).previous
    (raw / "2023" / ".earlier" / kept / "forloeb.csv").write_bytes(b"x")
    assert "is not what it was when it was stored" in refused(raw / "2023" / ".earlier" / kept, raw)


def test_an_earlier_delivery_that_was_altered_is_never_taken_for_what_stands(tmp_path, raw):
    first, new = standing(raw), delivery(tmp_path, "new")
    kept = receive(new, raw, 2023).previous
    receive(raw / "2023" / ".earlier" / kept, raw, 2023)
    (raw / "2023" / ".earlier" / kept / "forloeb.csv").write_bytes(b"x")
    assert "move it out of the raw folder" in refused(new, raw)
    assert standing(raw) == first


# What there is to do nothing about, and what is accepted and told


@pytest.mark.parametrize("where", ["new", "raw/2023"])
def test_the_same_delivery_again_is_nothing_to_do(tmp_path, raw, where):
    receive(delivery(tmp_path, "new"), raw, 2023)
    before = files_in(raw)
    result = rus_receive(tmp_path / where, raw)
    assert (result.exit_code, files_in(raw)) == (0, before)
    assert "nothing to do" in result.stdout


def test_rows_and_fields_that_cannot_be_used_are_told(tmp_path, raw):
    rows = forloeb(
        {"kommune": "Atlantis", "henvendelsesdato": "x"},
        {"henvendelsesdato": "x", "behandlingsplandato": "y"},
        {},
    )
    folder = delivery(tmp_path, "new", forloeb_csv=rows)
    result = rus_receive(folder, raw)
    assert result.exit_code == 0
    expected = (
        f"1 row and 2 fields cannot be used; to list them: rus check --edition 2023 --raw {raw}"
    )
    assert expected in result.stdout.splitlines()
    assert standing(raw) == files_in(folder)


@pytest.mark.parametrize(
    ("drawn", "told"),
    [
        ("2023-10-01", "before the year was over: the edition is a draft"),
        ("2022-12-31", "before the year began: is it of another year?"),
    ],
)
def test_an_early_extract_is_a_warning(tmp_path, raw, drawn, told):
    rows = forloeb({"indskrivningsdato": "01-03-2022"})
    facts = f"udtrukket = {drawn}\n"
    folder = delivery(tmp_path, "new", udtraek_toml=facts, forloeb_csv=rows)
    assert receive(folder, raw, 2023).warnings == (f"the extract was drawn on {drawn}, {told}",)


def test_the_translations_of_the_centre_hold_for_a_delivery(tmp_path):
    center = 'navn = "X"\nhjemkommune = "0320"\n[kolonner.forloeb]\n"CPR-nr." = "cpr"\n'
    folder = delivery(tmp_path, "new", forloeb_csv=forloeb({}).replace("cpr", "CPR-nr."))
    assert receive(folder, raw_folder(tmp_path, center=center), 2023).rows_out == 0


def taken_in(tmp_path, raw, *names, released=()):
    return [receive(delivery(tmp_path, n), raw, 2023, released).sha for n in names]


def test_of_earlier_deliveries_the_newest_are_kept(tmp_path, raw, monkeypatch):
    monkeypatch.setattr(receiving, "STORED_DELIVERIES", 2)
    _first, second, third, fourth = taken_in(tmp_path, raw, "a", "b", "c", "d")
    assert earlier(raw).keys() == {second, third}
    assert digest(raw / "2023") == fourth


def test_what_stood_until_now_is_kept_however_old_its_files_are(tmp_path, raw, monkeypatch):
    monkeypatch.setattr(receiving, "STORED_DELIVERIES", 1)
    _first, second = taken_in(tmp_path, raw, "a", "b")
    for file in (raw / "2023").glob("*.*"):
        os.utime(file, (0, 0))
    taken_in(tmp_path, raw, "c")
    assert earlier(raw).keys() == {second}


def test_a_delivery_that_a_release_was_built_from_is_kept(tmp_path, raw, monkeypatch):
    monkeypatch.setattr(receiving, "STORED_DELIVERIES", 1)
    (first,) = taken_in(tmp_path, raw, "a")
    sha = hashlib.sha256(standing(raw)["forloeb.csv"]).hexdigest()
    released = [{"2022/forloeb.csv": "other", "2023/forloeb.csv": sha}]
    _second, third, _fourth = taken_in(tmp_path, raw, "b", "c", "d", released=released)
    assert earlier(raw).keys() == {first, third}


def test_a_delivery_that_only_shares_a_file_with_a_release_is_not_kept(tmp_path, raw, monkeypatch):
    monkeypatch.setattr(receiving, "STORED_DELIVERIES", 1)
    (_first,) = taken_in(tmp_path, raw, "a")
    sha = hashlib.sha256(standing(raw)["forloeb.csv"]).hexdigest()
    released = [{"2023/forloeb.csv": sha, "2023/tilskud.csv": "another"}]
    _second, third, _fourth = taken_in(tmp_path, raw, "b", "c", "d", released=released)
    assert earlier(raw).keys() == {third}


def test_the_command_asks_the_releases_what_they_were_built_from(tmp_path):
    folder = tmp_path / "out" / "releases" / "2023-r1"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text('{"files": {"2023/forloeb.csv": "ab"}}')
    assert released_files(tmp_path / "out") == [{"2023/forloeb.csv": "ab"}]
