"""The same file in every dialect that the contract allows."""

import pytest

from rus_pipeline.core.errors import ExtractError
from rus_pipeline_tests.ingest.checking import NEEDED, checked_text, listed, row, values

UTF_16 = ("utf-16-le", "utf-16-be")
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
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
    ],
    ids=[
        "utf-8",
        "utf-8 with BOM",
        "utf-16 little-endian",
        "utf-16 big-endian",
        "windows-1252",
        "utf-16 little-endian without BOM",
        "utf-16 big-endian without BOM",
    ],
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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252", *UTF_16])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_way(tmp_path, encoding, end):
    file = external(tmp_path, TEXT.replace("\n", end).encode(encoding))
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


@pytest.mark.parametrize(
    "cell",
    [
        "Øen",
        "  Øen  ",
        "\tØen",
        '"Øen"',
        '" Øen "',
        "\u00a0Øen",
        "\ufeffØen\u200b",
        "\xadØen\u202f",
    ],
)
def test_white_space_around_a_value_is_trimmed(tmp_path, cell):
    assert row(external(tmp_path, TEXT.replace("Øen", cell)))["leverandoer"] == "Øen"


@pytest.mark.parametrize(
    "cell",
    [
        "Alfa Beta",
        "Alfa  Beta",
        "Alfa\tBeta",
        "Alfa\u00a0Beta",
        "Alfa \u200b Beta",
        "Alfa\u202fBeta",
        '"Alfa  Beta"',
        "Alfa\xadBeta",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_white_space_of_every_kind_is_one_space_within_a_value(tmp_path, cell, encoding):
    file = external(tmp_path, TEXT.replace("Øen", cell).encode(encoding))
    assert row(file)["leverandoer"] == "Alfa Beta"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_text_is_brought_to_one_form(tmp_path, encoding):
    text = TEXT.replace("Øen", "A\u030aen").replace("Pårørende", "Pa\u030arørende")
    file = external(tmp_path, text.encode(encoding))
    assert (row(file)["indsats"], row(file)["leverandoer"]) == ("paaroerende", "Åen")


@pytest.mark.parametrize(
    "cell", ["NULL", "null", "(tom)", "(blank)", "-", ".", '"-"', " (Tom) ", "'", '=""']
)
def test_what_stands_for_nothing_is_missing(tmp_path, cell):
    file = external(tmp_path, TEXT.replace("Øen", cell))
    assert (row(file)["leverandoer"], listed(file)) == (None, [])


def test_what_stood_for_nothing_is_told(tmp_path):
    text = f"{TEXT}E2;610180-0001;Stof;-;01-03-2023\nE3;610180-0001;Stof;NULL;01-03-2023\n"
    assert external(tmp_path, text.replace("Øen", "-")).warnings == (
        "2023/eksterne_forloeb.csv: læst som tomme felter: - (2 felter), NULL (1 felt)",
    )


@pytest.mark.parametrize("cell", ['="0320"', '"=""0320"""', "'0320", '" =""0320"" "'])
def test_what_is_wrapped_against_a_spreadsheet_is_what_is_inside(tmp_path, cell):
    assert row(external(tmp_path, TEXT.replace("Øen", cell)))["leverandoer"] == "0320"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_delimiter_is_that_of_the_header(tmp_path, delimiter, encoding):
    text = TEXT.replace("Øen", '"a;b,c|d"').replace(";", delimiter)
    text = text.replace(f"a{delimiter}b", "a;b")
    file = external(tmp_path, text.encode(encoding))
    assert (listed(file), row(file)["leverandoer"]) == ([], "a;b,c|d")


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|", "^"])
def test_a_first_line_may_name_the_delimiter(tmp_path, delimiter):
    file = external(tmp_path, f"sep={delimiter}\n{TEXT.replace(';', delimiter)}")
    assert (listed(file), values(file, "line"), file.warnings) == ([], [3], ())


@pytest.mark.parametrize(
    ("before", "skipped"),
    [
        ("Rusmiddelcentret\n", "1 linje"),
        ("Udtræk;forloeb_id\n\nPeriode: 2023; alle\n", "2 linjer"),
        ('"Titel\nover to linjer"\n', "1 linje"),
        ("x\n" * 19, "19 linjer"),
    ],
)
def test_lines_before_the_header_are_passed_over_and_counted(tmp_path, before, skipped):
    file = external(tmp_path, before + TEXT)
    assert values(file, "line") == [before.count("\n") + 2]
    told = f"2023/eksterne_forloeb.csv: {skipped} før overskriften er sprunget over"
    assert file.warnings == (told,)


def test_the_header_is_among_the_first_twenty_lines(tmp_path):
    with pytest.raises(ExtractError, match="linje 1, kolonnen forloeb_id: kolonnen mangler"):
        external(tmp_path, "x\n" * 20 + TEXT)


def test_empty_fields_beyond_the_last_column_are_dropped(tmp_path):
    header, course = TEXT.splitlines()
    for text in (f"{header};;\n{course};;", f"{header}\n{course};", f"{header};\n{course}"):
        file = external(tmp_path, text)
        assert (listed(file), values(file, "forloeb_id")) == ([], ["E1"])


def test_anything_else_beyond_the_last_column_is_another_number_of_fields(tmp_path):
    file = external(tmp_path, TEXT.replace("01-03-2023", "01-03-2023;;x"))
    assert listed(file) == [(2, "", "feltantal", "raekke_ude")]


@pytest.mark.parametrize("last", ["", "x"])
def test_a_decimal_comma_without_quotes_between_commas_is_no_field_of_its_own(tmp_path, last):
    """The amount would lose its øre, and each field after it be that of the next column."""
    text = f'pulje,aar,beloeb,note\nA,2023,"100,50",{last}\nB,2023,100,50,{last}\n'
    file = checked_text(tmp_path, text, "tilskud")
    assert (values(file, "pulje"), listed(file)) == (["A"], [(3, "", "feltantal", "raekke_ude")])


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode().decode("cp1252").encode(),
        TEXT.replace("Øen", "Åse").encode().decode("latin-1").encode(),
        TEXT.replace("Pårørende", "Stof")
        .replace("Øen", "Alfa – Beta")
        .encode()
        .decode("cp1252")
        .encode(),
        TEXT.encode() + TEXT.encode("cp1252"),
    ],
    ids=["windows-1252", "latin-1", "a dash", "two files in two encodings"],
)
def test_text_that_was_encoded_twice_is_refused(tmp_path, content):
    with pytest.raises(ExtractError, match=r"linje 2: teksten er kodet to gange"):
        external(tmp_path, content)


def test_a_workbook_with_the_ending_of_a_text_is_refused(tmp_path):
    with pytest.raises(ExtractError, match=r"filen er et regneark og ikke tekst"):
        external(tmp_path, b"PK\x03\x04\0\0")


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


def test_what_comes_late_in_a_file_may_tell_its_encoding(tmp_path):
    """Its beginning is plain UTF-8, its end is not, so all of it is Windows-1252."""
    courses = "".join(f"E{n};610180-0001;Stof;Alfa;01-03-2023\n" for n in range(2, 40_000))
    text = f"{HEADER}\n{courses}".encode() + TEXT.splitlines()[1].encode("cp1252")
    file = external(tmp_path, text)
    assert len(text) > 1 << 20
    assert (file.layout.encoding, file.frame["leverandoer"][-1]) == ("cp1252", "Øen")
