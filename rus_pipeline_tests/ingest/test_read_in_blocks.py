"""A file that is read in many pieces is validated as one that is read whole."""

import polars as pl
import pytest

from rus_pipeline.ingest.files import text_file
from rus_pipeline_tests.ingest.checking import DISCHARGED, OUT, checked, checked_text, listed
from rus_pipeline_tests.raw import csv_text, fictitious_cpr, opened, raw_folder


@pytest.fixture
def _small_pieces(monkeypatch):
    monkeypatch.setattr(text_file, "_PIECE", 100)  # about one row


def courses(*rows):
    return [{"forloeb_id": f"F{number}", **row} for number, row in enumerate(rows, 1)]


FAULTY = courses(
    {},
    {"kommune": "Rødby"},
    {"indsats": "Tobak"},
    {"cpr": "010180-0001"},
    {"effekt": "Stoffri"},
    {"kommune": "Rødby", **DISCHARGED},
    {"forloeb_id": "F1", "indsats": "Stof"},
    {},
    {"forloeb_id": "F8"},
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_nothing_depends_on_where_a_file_is_cut(tmp_path, monkeypatch, encoding):
    content = csv_text("forloeb", *FAULTY).encode(encoding)
    whole = checked_text(tmp_path / "whole", content)
    monkeypatch.setattr(text_file, "_PIECE", 100)
    cut = checked_text(tmp_path / "cut", content)
    assert cut.frame.equals(whole.frame)
    assert cut.listed.equals(whole.listed)
    assert (cut.records, cut.numbers, cut.real_numbers) == (9, 9, 1)
    assert (whole.records, whole.numbers, whole.real_numbers) == (9, 9, 1)
    assert (
        cut.warnings
        == whole.warnings
        == ("2023/forloeb.csv: Rødby er læst som Lolland i 2 rækker",)
    )


@pytest.mark.usefixtures("_small_pieces")
def test_an_id_is_repeated_in_another_piece(tmp_path):
    alike, other = ({"forloeb_id": i, "cpr": fictitious_cpr()} for i in ("F1", "F2"))
    rows = [alike, other, {}, alike, {**other, "kommune": "Stevns"}]
    assert listed(checked(tmp_path, "forloeb", *rows)) == [
        (3, "forloeb_id", "id_dublet", OUT),
        (5, "forloeb_id", "id_dublet", OUT),
        (6, "forloeb_id", "id_dublet", OUT),
    ]


@pytest.mark.usefixtures("_small_pieces")
def test_the_line_of_bytes_that_are_no_characters_is_told_in_a_later_piece(tmp_path):
    content = csv_text("forloeb", *courses(*[{}] * 9)).encode() + b"\xf8\x81\n"
    raw = raw_folder(tmp_path, {"2023/forloeb.csv": content})
    (error,) = opened(raw).inspect(2023).errors
    assert error.place.line == 11


@pytest.mark.usefixtures("_small_pieces")
def test_a_number_of_another_piece_tells_that_no_zeros_were_lost(tmp_path):
    nine, ten = {"cpr": "111800002"}, {"cpr": "0101800001"}
    assert listed(checked(tmp_path / "alone", "forloeb", *courses(nine, {}))) == []
    file = checked(tmp_path / "both", "forloeb", *courses(nine, {}, {}, ten))
    assert listed(file) == [(2, "cpr", "cpr_ugyldig", OUT)]


def test_persons_are_told_apart_in_every_piece(tmp_path, monkeypatch):
    monkeypatch.setattr(text_file, "_PIECE", 100)
    rows = courses(*({"cpr": f"6101800{n:03}"} for n in (1, 2, 1, 2)))
    persons = checked(tmp_path, "forloeb", *rows).frame["person"]
    assert persons.n_unique() == 2
    assert persons.dtype == pl.UInt64
