"""The same file in every dialect that the contract allows."""

import pytest

from rus_pipeline_tests.ingest.checking import NEEDED, checked_text, listed, row, values

HEADER = "forloeb_id;cpr;indsats;leverandoer;startdato"
TEXT = f"{HEADER}\nE1;610180-0001;Pårørende;Øen;01-03-2023\n"


def external(tmp_path, content):
    return checked_text(tmp_path, content, "eksterne_forloeb")


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("windows-1252"),
    ],
    ids=["utf-8", "utf-8 with BOM", "utf-16 little-endian", "utf-16 big-endian", "windows-1252"],
)
def test_the_encoding_is_told_by_the_bytes(tmp_path, content):
    file = external(tmp_path, content)
    assert listed(file) == []
    assert (row(file)["indsats"], row(file)["leverandoer"]) == ("paaroerende", "Øen")


def test_windows_1252_is_not_latin_1(tmp_path):
    file = external(tmp_path, TEXT.replace("Øen", "Alfa – 5 €").encode("windows-1252"))
    assert row(file)["leverandoer"] == "Alfa – 5 €"


def test_a_utf_8_file_may_hold_any_character(tmp_path):
    assert row(external(tmp_path, TEXT.replace("Øen", "Łódź 🏥")))["leverandoer"] == "Łódź 🏥"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_lines_may_end_in_crlf(tmp_path, encoding):
    file = external(tmp_path, TEXT.replace("\n", "\r\n").encode(encoding))
    assert listed(file) == []
    assert values(file, "line") == [2]


def test_the_last_line_need_not_end(tmp_path):
    assert values(external(tmp_path, TEXT.rstrip("\n")), "line") == [2]


def test_columns_stand_in_any_order(tmp_path):
    turned = "\n".join(";".join(reversed(line.split(";"))) for line in TEXT.splitlines())
    file = external(tmp_path, turned)
    assert (row(file)["forloeb_id"], row(file)["leverandoer"]) == ("E1", "Øen")


@pytest.mark.parametrize("heading", ["CPR", " Cpr ", '"cpr"', '" cPR "', ' "cpr"\t'])
def test_headings_in_any_case_trimmed_and_quoted(tmp_path, heading):
    file = external(tmp_path, TEXT.replace("cpr", heading, 1))
    assert (file.frame.height, file.warnings) == (1, ())


@pytest.mark.parametrize("cell", ["Øen", "  Øen  ", "\tØen", '"Øen"', '" Øen "', "\u00a0Øen"])
def test_white_space_around_a_value_is_trimmed(tmp_path, cell):
    assert row(external(tmp_path, TEXT.replace("Øen", cell)))["leverandoer"] == "Øen"


@pytest.mark.parametrize("cell", ["", "   ", '""', '"  "', ' "" '])
def test_nothing_but_white_space_is_missing(tmp_path, cell):
    assert row(external(tmp_path, TEXT.replace("Øen", cell)))["leverandoer"] is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('"Alfa; Beta"', "Alfa; Beta"),
        ('"Alfa ""Beta"""', 'Alfa "Beta"'),
        ('""""', '"'),
        ('"Alfa\nBeta"', "Alfa\nBeta"),
        ('"Alfa;\n""Beta"""', 'Alfa;\n"Beta"'),
        ('Alfa "Beta"', 'Alfa "Beta"'),
        ('5" rør', '5" rør'),
        (' "Alfa"', "Alfa"),
        ('"Alfa"  ', "Alfa"),
        ('\t "Alfa; ""Beta""" \t', 'Alfa; "Beta"'),
        (' "Alfa\n "";Beta" ', 'Alfa\n ";Beta'),
    ],
)
def test_quoted_fields(tmp_path, cell, expected):
    assert row(external(tmp_path, TEXT.replace("Øen", cell)))["leverandoer"] == expected


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_rows_line_is_the_physical_one_on_which_it_starts(tmp_path, end):
    lines = ["type;omraade;tekst", 'Indsats;A;"en', "", 'to"', "Indsats;B;tre", "Indsats;C;fire"]
    file = checked_text(tmp_path, end.join(lines), "tvaergaaende")
    assert values(file, "line") == [2, 5, 6]


def test_a_heading_may_hold_a_line_break(tmp_path):
    file = checked_text(tmp_path, 'type;omraade;tekst;"en\nnote"\nFokus;A;B;C\n', "tvaergaaende")
    assert values(file, "line") == [3]


@pytest.mark.parametrize("blank", ["", "   ", ";;;;", " ; ; ; ; ", ";", ";;;;;;;;;"])
def test_blank_lines_and_lines_of_delimiters_are_skipped(tmp_path, blank):
    header, course = TEXT.splitlines()
    file = external(tmp_path, f"{header}\n{blank}\n{course}\n{blank}\n{blank}")
    assert listed(file) == []
    assert (file.records, values(file, "line")) == (1, [3])


def test_the_listed_line_is_the_physical_one(tmp_path):
    text = f'{NEEDED}\n\n;;;;;;\n"F\n1";;Stof;0320;01-03-2023;;\nF2;;Stof;Atlantis;01-03-2023;;\n'
    assert listed(checked_text(tmp_path, text)) == [(6, "kommune", "kommune_ukendt", "raekke_ude")]


def test_a_file_with_a_header_alone_has_no_rows(tmp_path):
    file = external(tmp_path, HEADER)
    assert (file.records, file.frame.height, listed(file)) == (0, 0, [])
