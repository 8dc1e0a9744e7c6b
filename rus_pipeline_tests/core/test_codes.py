"""The code lists: complete, dated and unambiguous."""

from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise

import pytest

from rus_pipeline.core import codes
from rus_pipeline.core.codes import (
    age_bands,
    code_list,
    codes_on,
    fold,
    key,
    kommune_names,
    kommuner,
)

LISTS = sorted(
    entry.name.removesuffix(".csv")
    for entry in files(codes).iterdir()
    if entry.name.endswith(".csv")
)
DAYS = [date(2007, 1, 1), date(2023, 12, 31), date(2026, 12, 31), date(2027, 1, 1)]
REFORM = date(2027, 1, 1)


def regions(day):
    return {code.more["region"] for code in kommuner(day).values()}


@pytest.mark.parametrize("name", LISTS)
def test_every_code_has_a_key_a_name_and_a_source(name):
    for code in code_list(name):
        assert code.kode
        assert code.navn
        assert code.more["kilde"]


@pytest.mark.parametrize("name", LISTS)
def test_no_code_ends_before_it_begins(name):
    for code in code_list(name):
        assert code.gyldig_til is None or code.gyldig_fra <= code.gyldig_til


@pytest.mark.parametrize("name", LISTS)
def test_validity_of_one_name_does_not_overlap(name):
    dated = sorted((fold(code.navn), code.gyldig_fra, code.gyldig_til) for code in code_list(name))
    for (navn, _, til), (next_navn, next_fra, _) in pairwise(dated):
        assert navn != next_navn or (til is not None and til < next_fra)


# Several names mean one municipality, and several words mean that it is not known.
@pytest.mark.parametrize("name", sorted({*LISTS} - {"kommune_alias", "kommune_uoplyst"}))
def test_validity_of_one_code_does_not_overlap(name):
    dated = sorted((code.kode, code.gyldig_fra, code.gyldig_til) for code in code_list(name))
    for (kode, _, til), (next_kode, next_fra, _) in pairwise(dated):
        assert kode != next_kode or (til is not None and til < next_fra)


@pytest.mark.parametrize("name", sorted({*LISTS} - {"kommuner", "kommune_alias", "koen"}))
def test_a_key_is_fit_for_a_figures_id(name):
    for code in code_list(name):
        assert code.kode == key(code.kode)


@pytest.mark.parametrize("day", DAYS)
def test_there_are_98_municipalities(day):
    assert len(codes_on("kommuner", day)) == 98


@pytest.mark.parametrize("day", DAYS)
def test_the_codes_of_municipalities_are_four_digits_and_unique(day):
    found = [code.kode for code in codes_on("kommuner", day)]
    assert all(len(kode) == 4 and kode.isdigit() for kode in found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("day", DAYS)
def test_the_names_of_municipalities_are_unique(day):
    assert len(kommune_names(day).official) == 98


def test_names_and_codes_of_municipalities_outlast_the_reform():
    before, after = (kommune_names(day).official for day in (REFORM - timedelta(1), REFORM))
    assert before == after


def test_there_are_five_regions_until_the_reform():
    assert regions(REFORM - timedelta(1)) == {
        "Region Hovedstaden",
        "Region Sjælland",
        "Region Syddanmark",
        "Region Midtjylland",
        "Region Nordjylland",
    }


def test_two_regions_become_one_on_the_day_of_the_reform():
    assert regions(REFORM) == {
        "Region Østdanmark",
        "Region Syddanmark",
        "Region Midtjylland",
        "Region Nordjylland",
    }


@pytest.mark.parametrize(
    ("day", "region"),
    [(date(2026, 12, 31), "Region Sjælland"), (date(2027, 1, 1), "Region Østdanmark")],
)
def test_the_region_of_faxe(day, region):
    assert kommuner(day)["0320"].more["region"] == region


@pytest.mark.parametrize(
    ("kode", "navn"),
    [
        ("0101", "København"),
        ("0169", "Høje-Taastrup"),
        ("0320", "Faxe"),
        ("0336", "Stevns"),
        ("0360", "Lolland"),
        ("0376", "Guldborgsund"),
        ("0400", "Bornholm"),
        ("0751", "Aarhus"),
        ("0860", "Hjørring"),
    ],
)
def test_some_municipalities(kode, navn):
    found = {code.kode: code.navn for code in codes_on("kommuner", date(2023, 12, 31))}
    assert found[kode] == navn


def test_christiansoe_has_a_code_but_is_no_municipality():
    assert "0411" not in kommuner(date(2023, 12, 31))


def test_an_alias_leads_to_a_municipality():
    known = {code.kode for code in code_list("kommuner")}
    assert {code.kode for code in code_list("kommune_alias")} <= known


def test_an_alias_is_no_official_name():
    names = kommune_names(date(2023, 12, 31))
    assert not names.aliases.keys() & names.official.keys()


def test_age_bands_have_no_gap_and_no_overlap():
    bands = age_bands(date(2023, 12, 31))
    assert bands[0].fra == 0
    assert [band.fra for band in bands[1:]] == [band.til + 1 for band in bands[:-1]]
    assert bands[-1].til is None


def test_age_bands_are_those_of_the_printed_report():
    bands = [(band.fra, band.til) for band in age_bands(date(2023, 12, 31))]
    assert bands == [(0, 17), (18, 29), (30, 49), (50, 69), (70, None)]


def test_a_code_is_valid_on_its_first_and_last_day():
    first = next(code for code in code_list("kommuner") if code.gyldig_til is not None)
    days = [
        first.gyldig_fra - timedelta(1),
        first.gyldig_fra,
        first.gyldig_til,
        first.gyldig_til + timedelta(1),
    ]
    assert [first.valid_on(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Færdigbehandlet", "faerdigbehandlet"),
        ("Afsluttet efter eget ønske", "afsluttet-efter-eget-oenske"),
        ("Pårørende", "paaroerende"),
        ("  Døgn ", "doegn"),
        ("Høje-Taastrup", "hoeje-taastrup"),
        ("Pulje A/B (2023)", "pulje-a-b-2023"),
        ("Café", "cafe"),
    ],
)
def test_keys_are_lower_case_ascii(text, expected):
    assert key(text) == expected
