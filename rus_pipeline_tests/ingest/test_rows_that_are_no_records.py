"""A total among the rows, and the header again: out by a rule of their own, and by no other."""

from io import BytesIO

import pytest
from xlsxwriter import Workbook

from rus_pipeline.audit.record_count import records
from rus_pipeline.ingest.files import text_file
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.ingest.values.identity import KEY_VARIABLE
from rus_pipeline_tests.ingest.checking import OUT, checked, checked_text, listed, shown, values
from rus_pipeline_tests.raw import CENTER, csv_text, extract, raw_folder

FIRST = {"posteringer": "bilagsnr", "doegnophold": "ophold_id", "tilskud": "pulje"}
EMPTY = dict.fromkeys(SCHEMAS["doegnophold"].delivered_names(), "")


def as_workbook(text):
    content = BytesIO()
    with Workbook(content) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(text.splitlines()):
            for position, cell in enumerate(line.split(";")):
                if cell:
                    sheet.write_string(number, position, cell)
    return content.getvalue()


TOTALS = [
    f"{text}{of}"
    for text in ("I alt", "Total", "Sum", "Hovedtotal", "i ALT", "I  alt", "SUM")
    for of in ("", " 2023", " Alkohol", ":", " - Stof", ", kr.")
]


@pytest.mark.parametrize("stem", FIRST)
def test_a_total_is_out_by_that_rule_alone(tmp_path, stem):
    file = checked(tmp_path, stem, {}, *({FIRST[stem]: text, "beloeb": "x"} for text in TOTALS))
    assert listed(file) == [
        (line, FIRST[stem], "sumraekke", OUT) for line, _ in enumerate(TOTALS, 3)
    ]
    assert (file.records, file.frame.height, file.rows_out) == (43, 1, 42)


@pytest.mark.parametrize(
    "text", ["Sumpuljen", "Totalindsats", "Ialt", "I-alt", "Totalt", "Pulje i alt", "Summen"]
)
def test_a_name_that_begins_alike_is_no_total(tmp_path, text):
    assert listed(checked(tmp_path, "tilskud", {"pulje": text})) == []


def test_a_total_stands_in_the_first_field_that_is_not_empty(tmp_path):
    text = "ophold_id;note;cpr;omraade;startdato;beloeb\n;;;Sum Stof;;100,00\n; I alt ;;;;100,00\n"
    file = checked_text(tmp_path, text, "doegnophold")
    assert listed(file) == [(2, "omraade", "sumraekke", OUT), (3, "note", "sumraekke", OUT)]
    assert shown(file) == ["Sum Stof", "I alt"]


def test_a_later_field_makes_no_total(tmp_path):
    text = "aar;pulje;beloeb\n2023;I alt;100,00\n"
    assert listed(checked_text(tmp_path, text, "tilskud")) == []


@pytest.mark.parametrize("stem", ["forloeb", "eksterne_forloeb", "tvaergaaende"])
def test_other_files_hold_no_totals(tmp_path, stem):
    file = checked(tmp_path, stem, {next(iter(SCHEMAS[stem].delivered_names())): "I alt"})
    assert "sumraekke" not in file.listed["rule"].to_list()


def test_a_total_of_another_length_is_a_row_of_another_length(tmp_path):
    text = csv_text("tilskud") + "I alt;100,00\n"
    assert listed(checked_text(tmp_path, text, "tilskud")) == [(2, "", "feltantal", OUT)]


def test_totals_are_no_duplicates_of_each_other(tmp_path):
    total = {**EMPTY, "ophold_id": "I alt"}
    file = checked(tmp_path, "doegnophold", {}, total, {**total, "beloeb": "1,00"})
    assert [rule for _, _, rule, _ in listed(file)] == ["sumraekke", "sumraekke"]


def test_a_real_number_on_a_total_is_real(tmp_path, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, "ab" * 32)
    text = csv_text("doegnophold", {}, {"ophold_id": "I alt", "cpr": "010180-0001"})
    file = checked_text(tmp_path, text, "doegnophold")
    assert (file.numbers, file.real_numbers) == (2, 1)
    files = {"2023/doegnophold.csv": text}
    assert not extract(raw_folder(tmp_path / "all", files)).fictitious


def test_no_number_of_a_total_is_shown(tmp_path):
    file = checked(tmp_path, "tilskud", {"pulje": "I alt 010180-0001"})
    assert shown(file) == ["I alt ******-****"]


def test_a_total_that_the_centre_translates_is_what_it_says(tmp_path):
    center = f'{CENTER}[koder.pulje]\n"Total" = "Totalpuljen"\n'
    file = checked(tmp_path, "tilskud", {"pulje": "Total"}, center=center)
    assert (listed(file), values(file, "pulje")) == ([], ["Totalpuljen"])


@pytest.mark.parametrize("stem", SCHEMAS)
@pytest.mark.parametrize("written", [str, str.upper, lambda text: text.replace(";", " ; ")])
def test_the_header_again_is_listed_once(tmp_path, stem, written):
    header, row = csv_text(stem, {}).splitlines()
    text = "\n".join([header, row, written(header)])
    plain = checked_text(tmp_path / "plain", text, stem)
    quoted = checked_text(tmp_path / "quoted", f'{header};"a\nb"\n{row};\n{header};"A\nB"\n', stem)
    typed = checked_text(tmp_path / "typed", as_workbook(text), stem, suffix=".xlsx")
    assert listed(plain) == listed(typed) == [(3, "", "overskrift_gentaget", OUT)]
    assert listed(quoted) == [(4, "", "overskrift_gentaget", OUT)]
    assert {file.records for file in (plain, quoted, typed)} == {2}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_such_rows_are_counted_among_the_files_records(tmp_path, suffix):
    text = csv_text("tilskud", {}, {"pulje": "I alt"}) + csv_text("tilskud", {})
    content = text if suffix == ".csv" else as_workbook(text)
    file = checked_text(tmp_path, content, "tilskud", suffix=suffix)
    assert file.frame.height + file.rows_out == file.records == 4
    assert records(tmp_path / f"raw/2023/tilskud{suffix}", file.layout) == 4


def test_a_heading_may_be_a_number(tmp_path):
    content = BytesIO()
    with Workbook(content) as book:
        sheet = book.add_worksheet()
        header = ["pulje", "aar", "beloeb", 2023]
        for number, cells in enumerate([header, ["X", 2023, 100, 1], header]):
            sheet.write_row(number, 0, cells)
    file = checked_text(tmp_path, content.getvalue(), "tilskud", suffix=".xlsx")
    assert listed(file) == [(3, "", "overskrift_gentaget", OUT)]


def test_two_exports_joined_are_read_as_one(tmp_path, monkeypatch):
    monkeypatch.setattr(text_file, "_PIECE", 100)  # about one row
    text = csv_text("forloeb", {}, {}) + csv_text("forloeb", {"forloeb_id": "F3"})
    file = checked_text(tmp_path, text)
    assert listed(file) == [(4, "", "overskrift_gentaget", OUT)]
    assert values(file, "forloeb_id") == ["F1", "F2", "F3"]


def test_headers_again_are_no_duplicates_of_each_other(tmp_path):
    header = csv_text("forloeb")
    file = checked_text(tmp_path, header * 3)
    assert [rule for _, _, rule, _ in listed(file)] == ["overskrift_gentaget"] * 2


def test_translated_headings_are_compared_as_delivered(tmp_path):
    words = '[kolonner.tilskud]\n"Navn på pulje" = "pulje"\n[koder.pulje]\n"navn på pulje" = "X"\n'
    center = CENTER + words
    text = "Navn på pulje;aar;beloeb\nX;2023;1,00\nNAVN PÅ PULJE;Aar;beloeb\npulje;aar;beloeb\n"
    file = checked_text(tmp_path, text, "tilskud", center=center)
    assert {(line, rule) for line, _, rule, _ in listed(file)} == {
        (3, "overskrift_gentaget"),
        (4, "dato_ugyldig"),
        (4, "beloeb_ugyldig"),
    }


def test_a_row_with_some_of_the_headings_is_an_ordinary_row(tmp_path):
    file = checked_text(tmp_path, "pulje;aar;beloeb\npulje;aar;1,00\npulje;2023;1,00\n", "tilskud")
    assert listed(file) == [(2, "aar", "dato_ugyldig", OUT)]


def test_many_such_rows_are_more_than_an_edition_tolerates(tmp_path):
    file = checked(tmp_path, "tilskud", *[{"pulje": "I alt"}] * 4, {})
    assert file.too_many_out(0.02)
