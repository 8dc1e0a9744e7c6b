"""The printed reports of the centre, reconciled with what is built from ``data/raw``."""

import pytest

from rus_pipeline.reconciliation.comparison import Outcome
from rus_pipeline_tests.building import RAW, Built
from rus_pipeline_tests.reconciliation.reports import arithmetic

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(editions):
    return {year: Built(RAW, editions, year) for year in (2021, 2023)}


@pytest.mark.parametrize(
    ("edition", "reproduced", "contradicted", "not_derivable", "differs"),
    [(2021, 82, 42, 138, 0), (2023, 101, 37, 140, 1)],
)
def test_every_printed_number_is_accounted_for(
    built, edition, reproduced, contradicted, not_derivable, differs
):
    assert built[edition].reconciliation.counts() == {
        Outcome.REPRODUCED: reproduced,
        Outcome.CONTRADICTED: contradicted,
        Outcome.RESTATED: 0,
        Outcome.MEASURED: 11,
        Outcome.NOT_DERIVABLE: not_derivable,
        Outcome.DIFFERS: differs,
    }


@pytest.mark.parametrize(
    ("edition", "words"),
    [
        (2021, "635.812 − 247.875 = 387.937, trykt -387.937; det passer, hvis de to bytter plads"),
        (2021, "1 + 1 + 1 + 1 + 1 + 2 + 2 + 3 + 6 = 18, men rækken er 21"),
        (2021, "131 af 365 i hele procent = 36, trykt 35 %"),
        (2021, "234 af 365 i hele procent = 64, trykt 65 %"),
        (2023, "135 af 404 i hele procent = 33, trykt 34 %"),
        (2023, "269 af 404 i hele procent = 67, trykt 66 %"),
        (
            2021,
            "Samme tal er trykt som 41 (Tekst: behandling uden for Faxe Kommune, Faxe-borgere,"
            " 2021) og 52 (Tabel 3, Faxe-borgere uden for kommunen, I alt); 41 er kolonnen Alkohol"
            " alene",
        ),
    ],
)
def test_a_report_that_contradicts_itself_is_found(built, edition, words):
    assert words in arithmetic(built[edition].reconciliation.contradictions)


def test_the_cost_of_2018_is_printed_for_two_figures(built):
    for edition in (2021, 2023):
        assert (
            "380.985 er trykt både som Tabel 4, Udgift, 2018 og som Tabel 5, Udgift, 2018"
            in arithmetic(built[edition].reconciliation.remarks)
        )


def test_the_result_of_2023_is_off_by_one_and_reproduced(built):
    found = built[2023].reconciliation
    assert (
        "309.457 − 417.397 = −107.940, trykt -107.941; øre, der ikke er rundet af, forklarer"
        " forskellen" in arithmetic(found.remarks)
    )
    (claim,) = [c for c in found.claims if c.figure_id == "2023/tabel-04/aarets-resultat/2023"]
    assert claim.outcome is Outcome.REPRODUCED


def test_the_income_of_2021_changed_its_sign_between_the_reports(built):
    changed = [
        (item.earlier.printed, item.later.printed)
        for item in built[2023].reconciliation.restatements
        if item.changed and item.earlier.table == "Tabel 5"
    ]
    assert changed == [("635.812", "-635.812")]


def test_a_promise_without_a_number_is_told_with_the_figure_that_measures_it(built):
    (claim,) = [
        item
        for item in built[2023].reconciliation.claims
        if item.claim.row == "Andel stoffri efter afsluttet behandling"
    ]
    assert (claim.outcome, claim.reason) == (
        Outcome.MEASURED,
        "Målt i 2023: Antal 20 (2023/kvalitet-effekt/stoffri/antal);"
        " Andel 25 % (2023/kvalitet-effekt/stoffri/andel)",
    )


def test_lolland_and_roedby_are_told_to_be_one_municipality(built):
    told = {
        (item.claim.row, item.reason.partition(";")[0])
        for item in built[2023].reconciliation.claims
        if item.figure_id == "2023/tabel-01-kommuner/lolland/antal"
    }
    words = "Lolland og Rødby er navne for én kommune: 1 + 1 = 2"
    assert told == {("Lolland", words), ("Rødby", words)}


def test_every_number_that_is_not_reproduced_has_a_reason(built):
    for edition in built.values():
        for claim in edition.reconciliation.claims:
            assert claim.outcome is Outcome.REPRODUCED or claim.reason
