"""Files that cannot be used: the edition fails, and the message says where and why."""

import pytest

from rus_pipeline.core.errors import ExtractError
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline_tests.ingest.checking import NEEDED
from rus_pipeline_tests.raw import csv_text, extract, forloeb, opened, raw_folder

MUST_BE_THERE = {
    "forloeb": NEEDED.split(";"),
    "eksterne_forloeb": ["forloeb_id", "cpr", "indsats", "startdato"],
    "posteringer": ["bogfoeringsdato", "omraade", "form", "art", "beloeb"],
    "doegnophold": ["ophold_id", "cpr", "omraade", "startdato", "beloeb"],
    "tilskud": ["pulje", "aar", "beloeb"],
    "tvaergaaende": ["type", "omraade", "tekst"],
    "maalinger": ["forloeb_id", "dato", "instrument", "score"],
    "noter": ["tabel", "tekst"],
}
MAY_BE_LEFT_OUT = {
    stem: [name for name in SCHEMAS[stem].delivered_names() if name not in needed]
    for stem, needed in MUST_BE_THERE.items()
}


def pairs(columns):
    return [(stem, column) for stem, names in columns.items() for column in names]


def without(stem, column):
    """Return the file ``stem`` with one row and no such column."""
    lines = [line.split(";") for line in csv_text(stem, {}).splitlines()]
    at = lines[0].index(column)
    return "\n".join(";".join(cells[:at] + cells[at + 1 :]) for cells in lines)


def failure(tmp_path, files):
    """Return the message with which the edition 2023 fails."""
    with pytest.raises(ExtractError) as failed:
        extract(raw_folder(tmp_path, files))
    return str(failed.value)


def failure_of_text(tmp_path, content):
    return failure(tmp_path, {"2023/tvaergaaende.csv": content})


def test_a_required_file_is_missing(tmp_path):
    raw = raw_folder(tmp_path)
    (raw / "2023" / "forloeb.csv").unlink()
    with pytest.raises(ExtractError, match=r"^2023/forloeb\.csv: filen mangler"):
        extract(raw)


@pytest.mark.parametrize("stem", [stem for stem in SCHEMAS if stem != "forloeb"])
def test_every_other_file_may_be_missing(tmp_path, stem):
    found = extract(raw_folder(tmp_path))
    assert stem not in found.files
    assert found.warnings == ()


@pytest.mark.parametrize(("stem", "column"), pairs(MUST_BE_THERE))
def test_a_column_that_must_be_there_is_missing(tmp_path, stem, column):
    message = failure(tmp_path, {f"2023/{stem}.csv": without(stem, column)})
    assert message.startswith(f"2023/{stem}.csv, linje 1, kolonnen {column}: ")


@pytest.mark.parametrize(("stem", "column"), pairs(MAY_BE_LEFT_OUT))
def test_any_other_column_may_be_left_out(tmp_path, stem, column):
    file = extract(raw_folder(tmp_path, {f"2023/{stem}.csv": without(stem, column)})).files[stem]
    assert (file.left_out, file.frame.height) == ({column}, 1)


def test_nothing_is_left_out_of_a_whole_file(tmp_path):
    file = extract(raw_folder(tmp_path, {"2023/forloeb.csv": forloeb({})})).files["forloeb"]
    assert file.left_out == frozenset()


@pytest.mark.parametrize("twice", ["omraade", "OMRAADE", " Område "])
def test_a_heading_stands_twice(tmp_path, twice):
    message = failure_of_text(tmp_path, f'type;omraade;tekst;"{twice}"\nFokus;A;B;C\n')
    assert message.startswith(f"2023/tvaergaaende.csv, linje 1, kolonnen {twice.strip()}: ")


def test_an_unknown_heading_stands_twice(tmp_path):
    message = failure_of_text(tmp_path, "type;omraade;tekst;note;Note\n")
    assert message.startswith("2023/tvaergaaende.csv, linje 1, kolonnen Note: ")


@pytest.mark.parametrize("content", ["", "\n\n", ";;\n"])
def test_a_file_without_a_header(tmp_path, content):
    assert failure_of_text(tmp_path, content).startswith("2023/tvaergaaende.csv, linje 1: ")


TEXT = "type;omraade;tekst\r\nFokus;A;øl\r\nFokus;B;{}\r\n"


@pytest.mark.parametrize(
    "content",
    [
        # 0x81 is in neither UTF-8 nor Windows-1252; 0x9D the same.
        TEXT.format("§").encode("cp1252").replace(b"\xa7", b"\x81"),
        TEXT.format("§").encode("cp1252").replace(b"\xa7", b"\x9d"),
        b"\xef\xbb\xbf" + TEXT.format("§").encode("cp1252").replace(b"\xf8", b"o"),
        TEXT.format("\ud800").encode("utf-16", "surrogatepass"),
        TEXT.format("A").encode("utf-16")[:-5],
        TEXT.format("A\0B").encode(),
        TEXT.format("A\0B").encode("utf-16"),
    ],
    ids=[
        "0x81",
        "0x9d",
        "windows-1252 after a UTF-8 BOM",
        "half a surrogate pair",
        "half a UTF-16 character",
        "NUL",
        "NUL in UTF-16",
    ],
)
def test_bytes_that_cannot_be_decoded_name_their_line(tmp_path, content):
    message = failure_of_text(tmp_path, content)
    assert message.startswith("2023/tvaergaaende.csv, linje 3: ")
    for encoding in ("UTF-8", "UTF-16", "Windows-1252"):
        assert encoding in message


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (['Fokus;A;"B', "Fokus;C;D"], 2),
        (["Fokus;A;B", '"Fokus;C;D'], 3),
        (['Fokus;A;"to', 'linjer"', 'Fokus;B;"C', "Fokus;D;E"], 4),
        (['Fokus;"to', 'linjer";"B', "Fokus;D;E"], 3),
        (['Fokus;A;"B""', "Fokus;D;E"], 2),
        (['Fokus;A;"B ""C"" D', "Fokus;D;E"], 2),
        (['Fokus;A;B "C', 'Fokus;D;"E'], 3),
        (["Fokus;A;B", 'Fokus;C;"'], 3),
        (['Fokus;A;"to', 'linjer" ', 'Fokus;\t"B";  "C', "Fokus;D;E"], 4),
    ],
    ids=[
        "swallows the next row",
        "first field",
        "after a row of two lines",
        "after a field of two lines",
        "doubled at the end",
        "doubled inside",
        "after a quote inside a plain field",
        "last character of the file",
        "after white space",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_quote_never_closed_names_the_line_where_it_opens(tmp_path, rows, line, end):
    message = failure_of_text(tmp_path, end.join(["type;omraade;tekst", *rows]))
    assert message.startswith(f"2023/tvaergaaende.csv, linje {line}: ")
    assert "citationstegn" in message


def test_a_quote_never_closed_in_the_header(tmp_path):
    message = failure_of_text(tmp_path, 'type;omraade;"tekst\nFokus;A;B\n')
    assert message.startswith("2023/tvaergaaende.csv, linje 1: ")


def test_a_file_both_as_csv_and_as_xlsx(tmp_path):
    message = failure(tmp_path, {"2023/forloeb.csv": forloeb({}), "2023/forloeb.xlsx": b""})
    assert "forloeb.csv" in message
    assert "forloeb.xlsx" in message


def test_udtraek_is_missing(tmp_path):
    raw = raw_folder(tmp_path)
    (raw / "2023" / "udtraek.toml").unlink()
    with pytest.raises(ExtractError, match=r"^2023/udtraek\.toml: .*udtrukket"):
        extract(raw)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('kilde = "Cura"\n', "udtrukket"),
        ('udtrukket = "i går"\n', "udtrukket"),
        ("udtrukket = 2024\n", "udtrukket"),
        ("udtrukket = \n", "toml"),
        ('udtrukket = 2024-01-31\nkilde = "Århus"\n'.encode("cp1252"), "UTF-8"),
    ],
)
def test_udtraek_cannot_be_used(tmp_path, content, expected):
    message = failure(tmp_path, {"2023/udtraek.toml": content})
    assert message.startswith(("2023/udtraek.toml: ", "2023/udtraek.toml, linje 1: "))
    assert expected in message


def test_the_other_editions_can_be_used(tmp_path):
    folder = opened(raw_folder(tmp_path, {"2022/forloeb.csv": "", "2023/forloeb.csv": forloeb({})}))
    with pytest.raises(ExtractError, match=r"^2022/forloeb\.csv"):
        folder.extract(2022)
    assert folder.extract(2023).files["forloeb"].frame.height == 1


def test_every_fault_of_an_edition_is_found(tmp_path):
    files = {"2023/forloeb.csv": "x", "2023/tilskud.csv": "x", "2023/doegnophold.csv": "x"}
    errors = opened(raw_folder(tmp_path, files)).inspect(2023).errors
    assert {error.place.file for error in errors} == set(files)
