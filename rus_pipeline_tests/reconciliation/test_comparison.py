"""The outcome of a printed number, and the page that shows it."""

import pytest

from rus_pipeline.ingest.documents import ClaimAt, FigureAt
from rus_pipeline.reconciliation.comparison import Outcome
from rus_pipeline.report.reconciliation import reconciliation_sheets
from rus_pipeline.report.tables import table_html
from rus_pipeline_tests.raw import csv_text, forloeb
from rus_pipeline_tests.reconciliation.reports import (
    arithmetic,
    claims_csv,
    outcomes,
    reconciled,
    reconciled_figures,
)

TWO_COURSES = {"2023/forloeb.csv": forloeb({}, {})}
COURSES = ("Tabel 2", "Samlet antal forløb", "Alkohol")


def postings(*amounts):
    rows = [
        {"bogfoeringsdato": "01-03-2023", "art": art, "beloeb": beloeb} for art, beloeb in amounts
    ]
    return {"2023/forloeb.csv": forloeb(), "2023/posteringer.csv": csv_text("posteringer", *rows)}


def test_a_printed_number_equal_to_the_built_one_is_reproduced(tmp_path):
    assert outcomes(reconciled(tmp_path, TWO_COURSES, (*COURSES, "2"))) == ["reproduced"]


def test_a_claim_changed_by_one_differs(tmp_path):
    (claim,) = reconciled(tmp_path, TWO_COURSES, (*COURSES, "3")).claims
    assert (claim.outcome, claim.reason) == (Outcome.DIFFERS, "Trykt 3, bygget 2")


def test_a_claim_differs_when_a_row_is_removed(tmp_path):
    found = reconciled(tmp_path, {"2023/forloeb.csv": forloeb({})}, (*COURSES, "2"))
    assert outcomes(found) == ["differs"]


def test_a_figure_printed_as_unknown_and_not_available_is_reproduced(tmp_path):
    number = ("Tabel 3", "Faxe-borgere uden for kommunen", "Alkohol", "?")
    assert outcomes(reconciled(tmp_path, TWO_COURSES, number)) == ["reproduced"]


def test_a_number_without_an_extract_is_not_derivable_with_the_reason(tmp_path):
    number = ("Tabel 3", "Faxe-borgere uden for kommunen", "Alkohol", "7")
    (claim,) = reconciled(tmp_path, TWO_COURSES, number).claims
    assert claim.outcome is Outcome.NOT_DERIVABLE
    assert claim.reason == "Filen 2023/eksterne_forloeb.csv er ikke leveret"


@pytest.mark.parametrize(
    "number",
    [
        ("Lovhenvisning Tabel 4", "Sundhedsloven", "§", "252"),
        ("Tabel 13", "Alkoholkampagne", "uge", "40"),
        ("Tabel 9", "(hele tabellen)", "", "(figur mangler)"),
    ],
)
def test_what_no_extract_holds_is_not_derivable(tmp_path, number):
    assert outcomes(reconciled(tmp_path, TWO_COURSES, number)) == ["not_derivable"]


def test_a_difference_of_the_wrong_sign_is_contradicted_with_its_arithmetic(tmp_path):
    found = reconciled(
        tmp_path,
        postings(("Udgift", "247875"), ("Indtægt", "635812")),
        ("Tabel 4", "Udgift", "2023", "247.875"),
        ("Tabel 4", "Indtægt", "2023", "635.812"),
        ("Tabel 4", "Årets resultat", "2023", "-387.937"),
    )
    # Which of the three is wrong the document does not say: each is marked.
    assert outcomes(found) == ["contradicted"] * 3
    assert arithmetic(found.contradictions) == [
        "635.812 − 247.875 = 387.937, trykt -387.937; det passer, hvis de to bytter plads"
    ]


def test_a_difference_off_by_one_is_explained_by_oere(tmp_path):
    found = reconciled(
        tmp_path,
        postings(("Udgift", "417397,40"), ("Indtægt", "309456,60")),
        ("Tabel 4", "Udgift", "2023", "417.397"),
        ("Tabel 4", "Indtægt", "2023", "309.457"),
        ("Tabel 4", "Årets resultat", "2023", "-107.941"),
    )
    assert outcomes(found) == ["reproduced"] * 3
    assert found.contradictions == ()
    assert arithmetic(found.remarks)[0].startswith("309.457 − 417.397 = −107.940, trykt -107.941")


def test_a_total_that_is_not_the_sum_is_a_contradiction(tmp_path):
    found = reconciled(
        tmp_path,
        TWO_COURSES,
        (*COURSES, "2"),
        ("Tabel 2", "Samlet antal forløb", "Stof – voksne", "-"),
        ("Tabel 2", "Samlet antal forløb", "Stof unge", "-"),
        ("Tabel 2", "Samlet antal forløb", "Pårørendeforløb", "-"),
        ("Tabel 2", "Samlet antal forløb", "I alt", "5"),
    )
    assert outcomes(found)[-1] == "contradicted"
    assert arithmetic(found.contradictions) == ["2 + 0 + 0 + 0 = 2, trykt 5"]


def test_shares_that_do_not_follow_from_their_counts_are_contradicted(tmp_path):
    numbers = [
        ("Tabel 11", "Kvinder", "I alt", "2"),
        ("Tabel 11", "Kvinder", "I alt pct.", "34 %"),
        ("Tabel 11", "Mænd", "I alt", "4"),
        ("Tabel 11", "Mænd", "I alt pct.", "67 %"),
    ]
    found = reconciled(tmp_path, TWO_COURSES, *numbers)
    assert arithmetic(found.contradictions) == ["2 af 6 i hele procent = 33, trykt 34 %"]


def test_the_same_number_printed_twice_says_which_column_it_is(tmp_path):
    row = "Faxe-borgere uden for kommunen"
    found = reconciled(
        tmp_path,
        TWO_COURSES,
        ("Tekst: behandling uden for Faxe Kommune", "Faxe-borgere", "2023", "41"),
        ("Tabel 3", row, "Alkohol", "41"),
        ("Tabel 3", row, "Stof – voksne", "11"),
        ("Tabel 3", row, "I alt", "52"),
    )
    (words,) = arithmetic(found.contradictions)
    assert words.startswith("Samme tal er trykt som 41 ")
    assert words.endswith("41 er kolonnen Alkohol alene")


def test_an_amount_printed_for_two_figures_is_a_remark(tmp_path):
    found = reconciled(
        tmp_path,
        TWO_COURSES,
        ("Tabel 4", "Udgift", "2018", "380.985"),
        ("Tabel 5", "Udgift", "2018", "380.985"),
    )
    assert arithmetic(found.remarks) == [
        "380.985 er trykt både som Tabel 4, Udgift, 2018 og som Tabel 5, Udgift, 2018"
    ]


def test_a_number_with_another_value_in_a_later_report_is_restated(tmp_path):
    later = claims_csv(("Tabel 4", "Udgift", "2023", "200"), year=2024)
    found = reconciled(
        tmp_path,
        {**postings(("Udgift", "200")), "published/later.csv": later},
        ("Tabel 4", "Udgift", "2023", "100"),
    )
    (claim,) = found.claims
    assert claim.outcome is Outcome.RESTATED
    assert claim.reason == "Trykt som 200 i aarsrapport-2024.txt, linje 1"
    assert [item.changed for item in found.restatements] == [True]


def test_a_figure_is_recognised_in_another_table(tmp_path):
    later = claims_csv(
        ("Tekst: behandling uden for Faxe Kommune", "Faxe-borgere", "2023", "41"), year=2024
    )
    found = reconciled(
        tmp_path,
        {**TWO_COURSES, "published/later.csv": later},
        ("Tabel 3", "Faxe-borgere uden for kommunen", "I alt", "52"),
    )
    (restated,) = found.restatements
    assert (restated.earlier.printed, restated.later.printed) == ("52", "41")


def test_two_names_of_one_municipality_are_added_up(tmp_path):
    found = reconciled(
        tmp_path,
        {"2023/forloeb.csv": forloeb({"kommune": "Lolland"}, {"kommune": "Rødby"})},
        ("Tabel 1 note Andre kommuner", "Lolland", "antal", "1"),
        ("Tabel 1 note Andre kommuner", "Rødby", "antal", "1"),
    )
    assert outcomes(found) == ["reproduced", "reproduced"]


def page_of(tmp_path, files, *numbers):
    sheets = reconciliation_sheets(*reconciled_figures(tmp_path, files, *numbers))
    return "".join(sheet.title + table_html(sheet) for sheet in sheets)


def test_a_claim_changed_by_one_changes_the_page(tmp_path):
    before = page_of(tmp_path / "a", TWO_COURSES, (*COURSES, "2"))
    after = page_of(tmp_path / "b", TWO_COURSES, (*COURSES, "3"))
    assert "bygget 2" not in before
    assert "Trykt 3, bygget 2" in after


def test_a_removed_row_changes_the_page(tmp_path):
    before = page_of(tmp_path / "a", TWO_COURSES, (*COURSES, "2"))
    after = page_of(tmp_path / "b", {"2023/forloeb.csv": forloeb({})}, (*COURSES, "2"))
    assert "Afviger" in after
    assert before != after
    assert "Trykt 2, bygget 1" in after


def test_the_page_counts_each_outcome(tmp_path):
    page = page_of(tmp_path, TWO_COURSES, (*COURSES, "2"), (*COURSES, "3"))
    assert "2 trykte tal" in page
    assert "Genskabt" in page
    assert "aarsrapport-2023.txt, linje 2" in page


def test_a_note_that_sums_to_less_than_its_row_is_a_contradiction(tmp_path):
    found = reconciled(
        tmp_path,
        TWO_COURSES,
        ("Tabel 1", "Andre kommuner", "I alt", "21"),
        ("Tabel 1 note Andre kommuner", "Køge", "antal", "7"),
        ("Tabel 1 note Andre kommuner", "Næstved", "antal", "11"),
    )
    assert "7 + 11 = 18, men rækken er 21" in arithmetic(found.contradictions)


def test_a_difference_names_another_reports_value_and_where_this_one_is_there(tmp_path):
    row = "Faxe-borgere uden for kommunen"
    earlier = claims_csv(
        ("Tabel 3", row, "Alkohol", "41"), ("Tabel 3", row, "I alt", "52"), year=2022
    )
    external = [{"cpr": f"{61 + n}0180-1232", "startdato": "01-03-2022"} for n in range(3)]
    found = reconciled(
        tmp_path,
        {
            "2022/forloeb.csv": forloeb(),
            "2022/eksterne_forloeb.csv": csv_text("eksterne_forloeb", *external),
            "2023/forloeb.csv": forloeb(),
            "published/earlier.csv": earlier,
        },
        ("Tekst: behandling uden for Faxe Kommune", "Faxe-borgere", "2022", "41"),
    )
    (claim,) = found.claims
    assert claim.outcome is Outcome.DIFFERS
    assert claim.reason == (
        "Trykt 41, bygget 3; aarsrapport-2022.txt, linje 2, trykker 52,"
        " og 41 er der kolonnen Alkohol alene"
    )


def test_a_table_that_the_extract_does_not_hold_is_not_derivable(tmp_path):
    number = ("Tabel 6 note", "Pulje dobbeltbelastede", "2021", "184.517")
    assert outcomes(reconciled(tmp_path, TWO_COURSES, number)) == ["not_derivable"]


def test_a_grant_is_found_by_its_name_and_a_missing_one_differs(tmp_path):
    grants = {
        "2023/forloeb.csv": forloeb(),
        "2023/tilskud.csv": csv_text(
            "tilskud", {"pulje": "Alkoholbehandling af dobbeltbelastede", "beloeb": "184517"}
        ),
    }
    found = reconciled(
        tmp_path,
        grants,
        ("Tabel 6 note", "Pulje dobbeltbelastede", "2023", "184.517"),
        ("Tabel 6 note", "Pulje ungdom", "2023", "5"),
    )
    assert outcomes(found) == ["reproduced", "differs"]


STANDARD = "kvalitetsstandard.txt"
PROMISED = ("Standard", "Behandlingsplan", "frist dage", "14")
IN_TIME = FigureAt("Andel i tide", "kvalitet-behandlingsplan", "andel", "inden-for-14-dage")
LATE = FigureAt("For sent", "kvalitet-behandlingsplan", "antal", "efter-14-dage")
AT = ClaimAt(STANDARD, *PROMISED[:3])


def promised(tmp_path, *plans: str, number=PROMISED, measured=(IN_TIME, LATE)):
    rows = [
        {"indsats": "Stof", "henvendelsesdato": "01-03-2023", "behandlingsplandato": plan}
        for plan in plans
    ]
    files = {
        "2023/forloeb.csv": forloeb(*rows),
        "published/standard.csv": claims_csv(number, year=2015, document=STANDARD),
    }
    (claim,) = reconciled(tmp_path, files, measures={AT: measured}).claims
    return claim


def test_a_promise_is_measured_with_every_figure_of_it(tmp_path):
    claim = promised(tmp_path, "05-03-2023", "06-03-2023", "01-04-2023")
    assert claim.outcome is Outcome.MEASURED
    assert claim.figure_id == "2023/kvalitet-behandlingsplan/andel/inden-for-14-dage"
    assert claim.built == 67
    assert claim.reason == (
        "Målt i 2023: Andel i tide 67 % (2023/kvalitet-behandlingsplan/andel/inden-for-14-dage);"
        " For sent 1 (2023/kvalitet-behandlingsplan/antal/efter-14-dage)"
    )


def test_a_promise_that_no_known_figure_measures_is_not_derivable(tmp_path):
    assert promised(tmp_path, measured=(IN_TIME,)).outcome is Outcome.NOT_DERIVABLE


def test_a_number_that_is_no_promise_is_not_measured(tmp_path):
    other = ("Standard", "Klage", "frist uger", "4")
    assert promised(tmp_path, "05-03-2023", number=other).outcome is Outcome.NOT_DERIVABLE


def test_two_names_of_one_municipality_are_told_to_be_one(tmp_path):
    rows = [{"kommune": "0360"}, {"kommune": "0360"}, {"kommune": "0370"}]
    note = "Tabel 1 note Andre kommuner"
    found = reconciled(
        tmp_path,
        {"2023/forloeb.csv": forloeb(*rows)},
        (note, "Lolland", "antal", "1"),
        (note, "Rødby", "antal", "1"),
        (note, "Næstved", "antal", "1"),
    )
    assert outcomes(found) == ["reproduced"] * 3
    words = "Lolland og Rødby er navne for én kommune: 1 + 1 = 2"
    assert [item.reason for item in found.claims] == [words, words, ""]
