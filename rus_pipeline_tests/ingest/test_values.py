"""Which texts are a date, an amount, yes or no, or a code, and what each becomes."""

from datetime import date
from decimal import Decimal

import pytest

from rus_pipeline.core.codes import code_list
from rus_pipeline_tests.ingest.checking import (
    DISCHARGED,
    EMPTIED,
    OUT,
    checked,
    listed,
    row,
)

CLOSING_REASONS = {
    "Færdigbehandlet": "faerdigbehandlet",
    "Afsluttet efter eget ønske": "afsluttet-efter-eget-oenske",
    "Afsluttet med vejledning": "afsluttet-med-vejledning",
    "Udeblevet": "udeblevet",
    "Død": "doed",
    "Fraflyttet": "fraflyttet",
    "Udskrevet til anden institution": "udskrevet-til-anden-institution",
    "Udskrevet til egen læge": "udskrevet-til-egen-laege",
    "Udskrevet til hospital": "udskrevet-til-hospital",
    "Andet": "andet",
}


@pytest.mark.parametrize(
    "text", ["5-3-2023", "05-3-2023", "5-03-2023", "05-03-2023", "2023-03-05", " 05-03-2023 "]
)
def test_dates(tmp_path, text):
    file = checked(tmp_path, "forloeb", {"indskrivningsdato": text})
    assert row(file)["indskrivningsdato"] == date(2023, 3, 5)


def test_the_29th_of_february_of_a_leap_year(tmp_path):
    file = checked(tmp_path, "forloeb", {"indskrivningsdato": "29-02-2020"})
    assert row(file)["indskrivningsdato"] == date(2020, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "29-02-2023",
        "31-04-2023",
        "00-03-2023",
        "05-00-2023",
        "05-03-02023",
        "005-03-2023",
        "05032023",
        "2023-3-5",
        "2023-02-30",
        "05-03-2023 24:00",
        "05-03-2023 2:30 PM",
        "2023-03-05Z",
        "2023-13-05",
        "5. marts 2023",
        "05 - 03 - 2023",
        "05–03–2023",
        "-5-03-2023",
        "45000",
        "٠٥-٠٣-٢٠٢٣",
    ],
)
def test_texts_that_are_no_date(tmp_path, text):
    file = checked(tmp_path, "forloeb", {"indskrivningsdato": text})
    assert listed(file) == [(2, "indskrivningsdato", "dato_ugyldig", OUT)]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234,50", "1234.50"),
        ("-71.272", "-71272.00"),
        ("+83,4", "83.40"),
        ("0", "0.00"),
        ("0,05", "0.05"),
        ("-0,5", "-0.50"),
        ("1234,5", "1234.50"),
        ("12345678,90", "12345678.90"),
        ("12.345.678,9", "12345678.90"),
        ("007", "7.00"),
        ("500,00-", "-500.00"),
        ("1 234 567,5", "1234567.50"),
        ("1\u00a0234,50", "1234.50"),
        ("- 70.851", "-70851.00"),
        ("−5", "-5.00"),
        ("5,00+", "5.00"),
        ("kr. 1.234,50", "1234.50"),
        ("-1.234,50 kr.", "-1234.50"),
        ("100 KR", "100.00"),
        # Not a binary fraction, and too many digits for a double.
        ("90071992547409,93", "90071992547409.93"),
    ],
)
def test_amounts(tmp_path, text, amount):
    found = row(checked(tmp_path, "posteringer", {"beloeb": text}))["beloeb"]
    assert (type(found), found) == (Decimal, Decimal(amount))


@pytest.mark.parametrize(
    "text",
    [
        "12.34",
        "1,234.50",
        "1.2345",
        "1.23.456",
        "12345.678",
        ".500",
        "1..000",
        ",5",
        "5,",
        "5,123",
        "12 34",
        "1.234 567",
        "(5)",
        "1e3",
        "5 DKK",
        "--5",
        "-5-",
        "+",
        "nan",
        "fem",
        "٥",
    ],
)
def test_texts_that_are_no_amount(tmp_path, text):
    file = checked(tmp_path, "posteringer", {"beloeb": text})
    assert listed(file) == [(2, "beloeb", "beloeb_ugyldig", OUT)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((text, True) for text in ("J", "j", "Ja", "JA", "true", "True", "1", "sand", "SAND")),
        *((text, False) for text in ("N", "nej", "false", "FALSE", "0", "falsk")),
    ],
)
def test_yes_and_no(tmp_path, text, expected):
    file = checked(tmp_path, "forloeb", {"laegesamtale_oensket": text})
    assert row(file)["laegesamtale_oensket"] is expected


@pytest.mark.parametrize("text", ["Måske", "Y", "2", "Jaja"])
def test_texts_that_are_neither_yes_nor_no(tmp_path, text):
    file = checked(tmp_path, "forloeb", {"laegesamtale_oensket": text})
    assert listed(file) == [(2, "laegesamtale_oensket", "kode_ukendt", EMPTIED)]


@pytest.mark.parametrize("text", ["Pårørende", "pårørende", "PÅRØRENDE", " Pårørende "])
def test_codes_are_matched_trimmed_and_in_any_case(tmp_path, text):
    assert row(checked(tmp_path, "forloeb", {"indsats": text}))["indsats"] == "paaroerende"


@pytest.mark.parametrize("text", ["Paarørende", "Alkohol.", "alkohol stof", "paaroerende"])
def test_nothing_else_is_that_code(tmp_path, text):
    file = checked(tmp_path, "forloeb", {"indsats": text})
    assert listed(file) == [(2, "indsats", "kode_ukendt", OUT)]


@pytest.mark.parametrize(("text", "code"), CLOSING_REASONS.items())
def test_closing_reasons(tmp_path, text, code):
    file = checked(tmp_path, "forloeb", {**DISCHARGED, "afslutningsaarsag": text.upper()})
    assert row(file)["afslutningsaarsag"] == code


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("indsatser", ["Alkohol", "Stof", "Pårørende"]),
        ("effekter", ["Stoffri", "Reduceret", "Stabiliseret", "Uændret", "Forværret"]),
        ("koen", ["K", "M"]),
        ("leverandoertyper", ["Kommune", "Privat"]),
        ("omraader", ["Alkohol", "Stof"]),
        ("former", ["Ambulant", "Døgn"]),
        ("arter", ["Udgift", "Indtægt"]),
        ("tvaergaaende_typer", ["Indsats", "Fokus"]),
        ("afslutningsaarsager", list(CLOSING_REASONS)),
    ],
)
def test_the_words_of_each_list_are_the_contracts(name, words):
    assert [code.navn for code in code_list(name)] == words


@pytest.mark.parametrize("text", ["1,2E+11", "1.23E+05", "6,1E+09"])
@pytest.mark.parametrize(
    ("stem", "column", "rule"),
    [
        ("forloeb", "forloeb_id", "kode_ukendt"),
        ("forloeb", "cpr", "cpr_ugyldig"),
        ("posteringer", "beloeb", "beloeb_ugyldig"),
        ("forloeb", "indskrivningsdato", "dato_ugyldig"),
    ],
)
def test_a_number_shown_as_a_power_of_ten_is_told_as_that(tmp_path, stem, column, rule, text):
    file = checked(tmp_path, stem, {column: text})
    assert listed(file) == [(2, column, rule, OUT)]
    assert file.listed["value"].to_list() == [
        f"{text} (et regneark har vist tallet som en potens af ti; formatér kolonnen som tekst)"
    ]


def test_all_digits_of_a_number_are_masked_however_it_is_shown(tmp_path):
    for text in ("6,101800001E+09", "6,10180E+09"):
        file = checked(tmp_path / text, "forloeb", {"cpr": text})
        assert file.listed["value"].to_list()[0].startswith("******-**** (et regneark")


@pytest.mark.parametrize("text", ["320 - Faxe", "Faxe (0320)", "0320 Faxe Kommune", "320: faxe"])
def test_a_municipality_by_code_and_name(tmp_path, text):
    assert row(checked(tmp_path, "forloeb", {"kommune": text}))["kommune"] == "0320"


@pytest.mark.parametrize("text", ["320 - Stevns", "Faxe (0336)", "0320 Atlantis", "9990 Faxe"])
def test_a_code_and_a_name_that_do_not_agree(tmp_path, text):
    file = checked(tmp_path, "forloeb", {"kommune": text})
    assert listed(file) == [(2, "kommune", "kommune_ukendt", OUT)]
