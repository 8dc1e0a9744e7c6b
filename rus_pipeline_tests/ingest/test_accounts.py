"""``[konti]`` and ``[fortegn]`` of center.toml: postings by account, and income booked negative."""

from decimal import Decimal
from io import BytesIO

import pytest
from xlsxwriter import Workbook

from rus_pipeline.core.errors import ExtractError
from rus_pipeline_tests.ingest.checking import OUT, checked, checked_text, listed, shown, values
from rus_pipeline_tests.raw import CENTER

A_STAY = '{ omraade = "Stof", form = "Døgn", art = "Udgift" }'
KONTI = """
[konti]
"5.38.44.*" = { omraade = "Alkohol", form = "Ambulant", art = "Udgift" }
"5.38.44.*.002" = { omraade = "alkohol", form = "Døgn", art = "Indtægt" }
"5.38.45.1" = { omraade = "Stof", form = "Ambulant", art = "Udgift" }
"5.38.10.*" = "ikke med"
"5.38.10.7" = { omraade = "Stof", form = "Døgn", art = "Udgift" }
"""
HEADER = "bilagsnr;bogfoeringsdato;konto;beloeb"


def postings(tmp_path, *accounts, konti=KONTI, beloeb="100,00"):
    lines = (f"B{n};01-03-2023;{account};{beloeb}" for n, account in enumerate(accounts, 1))
    text = "\n".join([HEADER, *lines, ""])
    return checked_text(tmp_path, text, "posteringer", center=CENTER + konti)


def aside(file):
    return file.aside.select("line", "kind", "konto").rows()


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ("5.38.44.1.01.001", ("alkohol", "ambulant", "udgift")),
        ("5.38.44.", ("alkohol", "ambulant", "udgift")),
        ("5.38.44.1.01.002", ("alkohol", "doegn", "indtaegt")),
        (" 5.38.45.1 ", ("stof", "ambulant", "udgift")),
        ("5.38.10.7", ("stof", "doegn", "udgift")),
    ],
    ids=["a star", "a star of nothing", "the longest", "trimmed", "more than one left out"],
)
def test_an_account_tells_what_a_posting_is(tmp_path, account, expected):
    file = postings(tmp_path, account)
    assert file.frame.select("omraade", "form", "art").row(0) == expected
    assert (listed(file), aside(file), file.warnings) == ([], [], ())


def test_upper_and_lower_case_are_alike(tmp_path):
    konti = KONTI.replace("5.38.45.1", "xg-*")
    assert values(postings(tmp_path, "XG-1", konti=konti), "omraade") == ["stof"]


def test_a_dot_in_a_pattern_is_a_dot(tmp_path):
    assert listed(postings(tmp_path, "5x38x45x1")) == [(2, "konto", "konto_ukendt", OUT)]


def test_an_account_that_is_not_the_centres_is_read_and_told_but_not_counted(tmp_path):
    file = postings(tmp_path, "5.38.10.1", "5.38.45.1", "5.38.10.2")
    assert aside(file) == [(2, "udeladt", "5.38.10.1"), (4, "udeladt", "5.38.10.2")]
    assert (file.records, values(file, "line"), file.rows_out) == (3, [3], 0)
    assert (file.udeladt, file.samlet, listed(file)) == (2, 0, [])


def test_nothing_in_a_row_left_out_needs_correcting(tmp_path):
    file = postings(tmp_path, "5.38.10.1", beloeb="mange")
    assert (listed(file), file.udeladt) == ([], 1)


def test_dates_of_rows_left_out_tell_how_all_dates_are_written(tmp_path):
    text = f"{HEADER}\nB1;05/06/2023;5.38.45.1;1,00\nB2;05/31/2023;5.38.10.1;1,00\n"
    expected = "^2023/posteringer.csv, linje 3, kolonnen bogfoeringsdato: datoen har måneden først"
    with pytest.raises(ExtractError, match=expected):
        checked_text(tmp_path, text, "posteringer", center=CENTER + KONTI)


def test_an_account_that_no_pattern_names_is_out_by_that_rule_alone(tmp_path):
    file = postings(tmp_path, "5.38.99", "5.38.45.1")
    assert listed(file) == [(2, "konto", "konto_ukendt", OUT)]
    assert shown(file) == ["5.38.99"]
    assert (file.records, file.frame.height, file.rows_out) == (2, 1, 1)


def test_its_other_fields_are_tried_as_well(tmp_path):
    file = postings(tmp_path, "5.38.99", beloeb="mange")
    assert listed(file) == [
        (2, "beloeb", "beloeb_ugyldig", OUT),
        (2, "konto", "konto_ukendt", OUT),
    ]


@pytest.mark.parametrize(("cell", "rule"), [("", "mangler"), ("#REF!", "kode_ukendt")])
def test_a_posting_without_an_account(tmp_path, cell, rule):
    file = postings(tmp_path, cell, konti=KONTI + '"*" = "ikke med"\n')
    assert listed(file) == [(2, "konto", rule, OUT)]


def test_what_may_be_a_cpr_is_masked(tmp_path):
    file = postings(tmp_path, "610180-0001", "6101800002", konti=KONTI + '"*2" = "ikke med"\n')
    assert shown(file) == ["******-****"]
    assert aside(file) == [(3, "udeladt", "******-****")]


def test_two_patterns_as_long_that_disagree_are_an_error(tmp_path):
    konti = (
        '[konti]\n"5.*" = "ikke med"\n"*.7" = { omraade = "Stof", form = "Døgn", art = "Udgift" }\n'
    )
    expected = r'linje 3, kolonnen konto: kontoen 5\.7 passer lige godt på "5\.\*" og "\*\.7"'
    with pytest.raises(ExtractError, match=expected):
        postings(tmp_path, "5.38", "5.7", konti=konti)


def test_two_patterns_as_long_that_agree_are_none(tmp_path):
    file = postings(tmp_path, "5.7", konti='[konti]\n"5.*" = "ikke med"\n"*.7" = "ikke med"\n')
    assert file.udeladt == 1


def test_an_account_written_whole_is_its_own(tmp_path):
    konti = f'[konti]\n"5.7*" = "ikke med"\n"5.7" = {A_STAY}\n'
    file = postings(tmp_path, "5.7", "5.71", konti=konti)
    assert (values(file, "line"), aside(file)) == ([2], [(3, "udeladt", "5.71")])


def test_headings_and_values_are_translated_before(tmp_path):
    words = '[kolonner.posteringer]\n"Artskonto" = "konto"\n[koder.konto]\n"gammel" = "5.38.45.1"\n'
    text = f"{HEADER.replace('konto', 'Artskonto')}\nB1;01-03-2023;Gammel;100,00\n"
    file = checked_text(tmp_path, text, "posteringer", center=CENTER + words + KONTI)
    assert values(file, "omraade") == ["stof"]


@pytest.mark.parametrize("heading", ["KONTO", "Konto-nr.", "Kontonummer", "Kontostreng"])
def test_the_header_is_found_by_the_account_in_place_of_what_it_tells(tmp_path, heading):
    text = f"Udtræk af finans\nBogføringsdag,{heading},Beløb\n01-03-2023,5.38.45.1,7\n"
    file = checked_text(tmp_path, text, "posteringer", center=CENTER + KONTI)
    assert values(file, "omraade") == ["stof"]
    assert file.warnings == ("2023/posteringer.csv: 1 linje før overskriften er sprunget over",)


def test_a_file_of_the_three_columns_is_read_as_ever(tmp_path):
    text = "bogfoeringsdato;omraade;form;art;beloeb\n01-03-2023;Stof;Døgn;Udgift;1,00\n"
    file = checked_text(tmp_path, text, "posteringer", center=CENTER + KONTI)
    assert (values(file, "form"), file.warnings) == (["doegn"], ())


BOTH = "konto;omraade;form;art;bogfoeringsdato;beloeb\n{};Stof;Døgn;Udgift;01-03-2023;1,00\n"


def test_where_both_were_delivered_the_account_tells_and_a_warning_says_so(tmp_path):
    text = BOTH.format("5.38.44.1")
    file = checked_text(tmp_path, text, "posteringer", center=CENTER + KONTI)
    assert values(file, "omraade") == ["alkohol"]
    assert file.warnings == (
        "2023/posteringer.csv: omraade, form, art er leveret, men bruges ikke: [konti] i"
        " center.toml siger dem af konto",
    )


def test_without_konti_the_columns_tell(tmp_path):
    file = checked_text(tmp_path, BOTH.format("5.38.10.1"), "posteringer")
    assert (values(file, "omraade"), file.warnings) == (["stof"], ())


def test_an_account_without_konti_is_an_error_that_names_it(tmp_path):
    text = f"{HEADER}\nB1;01-03-2023;5.38.45.1;100,00\n"
    with pytest.raises(ExtractError, match=r"kolonnen omraade: .*når center\.toml har \[konti\]"):
        checked_text(tmp_path, text, "posteringer")


def test_a_total_is_told_as_one_in_whatever_column_it_stands(tmp_path):
    text = BOTH.format("5.38.45.1") + ";I alt;;;;1,00\n"
    file = checked_text(tmp_path, text, "posteringer", center=CENTER + KONTI)
    assert listed(file) == [(3, "omraade", "sumraekke", OUT)]


def test_the_tolerance_is_of_the_rows_that_are_the_centres(tmp_path):
    file = postings(tmp_path, *["5.38.10.1"] * 96, *["5.38.99"] * 4)
    assert (file.records, file.own_rows, file.rows_out) == (100, 4, 4)
    assert file.too_many_out(0.05)


def test_a_sheet_is_found_by_its_accounts_which_may_be_numbers(tmp_path):
    content = BytesIO()
    with Workbook(content) as book:
        book.add_worksheet("Forside").write(0, 0, "Udtræk af finans")
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, ["Kontonummer", "Posteringsdato", "Beløb"])
        sheet.write_row(1, 0, [5384451, "01-03-2023", -12.5])
        sheet.write_row(2, 0, [5381001, "01-03-2023", 1])
    konti = f'[konti]\n"53844*" = {A_STAY}\n"53810*" = "ikke med"\n'
    file = checked_text(
        tmp_path, content.getvalue(), "posteringer", suffix=".xlsx", center=CENTER + konti
    )
    assert values(file, "konto") == ["5384451"]
    assert values(file, "beloeb") == [Decimal("-12.50")]
    assert (aside(file), listed(file)) == ([(3, "udeladt", "5381001")], [])


SIGNS = '[fortegn]\nposteringer = "{}"\n'
BOOKED = [
    {"art": "Udgift", "beloeb": "500,00"},
    {"art": "Udgift", "beloeb": "-20,00"},
    {"art": "Indtægt", "beloeb": "-300,50"},
    {"art": "indtægt", "beloeb": "10,00"},
]


@pytest.mark.parametrize(
    ("lines", "amounts"),
    [
        ("", ["500.00", "-20.00", "-300.50", "10.00"]),
        (SIGNS.format("bilag"), ["500.00", "-20.00", "-300.50", "10.00"]),
        (SIGNS.format("finans"), ["500.00", "-20.00", "300.50", "-10.00"]),
    ],
    ids=["default", "bilag", "finans"],
)
def test_income_booked_negative_is_turned(tmp_path, lines, amounts):
    file = checked(tmp_path, "posteringer", *BOOKED, center=CENTER + lines)
    assert values(file, "beloeb") == list(map(Decimal, amounts))


def test_income_is_turned_by_the_art_of_its_account(tmp_path):
    konti = KONTI + SIGNS.format("finans")
    file = postings(tmp_path, "5.38.44.1.002", "5.38.44.1", konti=konti, beloeb="-100,00")
    assert values(file, "beloeb") == [Decimal("100.00"), Decimal("-100.00")]


def test_no_other_file_is_turned(tmp_path):
    center = CENTER + SIGNS.format("finans")
    file = checked(tmp_path, "tilskud", {"beloeb": "-5,00"}, center=center)
    assert values(file, "beloeb") == [Decimal("-5.00")]


def test_the_list_shows_the_amount_as_delivered(tmp_path):
    cells = {"art": "Indtægt", "beloeb": "-300,555"}
    file = checked(tmp_path, "posteringer", cells, center=CENTER + SIGNS.format("finans"))
    assert shown(file) == ["-300,555"]
