"""Fields that depend on others: waiting and anonymous courses, discharges and what follows them."""

import pytest

from rus_pipeline_tests.ingest.checking import (
    DISCHARGED,
    EMPTIED,
    OUT,
    checked,
    listed,
    row,
    values,
)

WAITING = {"henvendelsesdato": "01-03-2023", "indskrivningsdato": ""}
ANONYMOUS = {"cpr": "", "indsats": "Stof"}


def test_a_waiting_course_needs_no_admission(tmp_path):
    file = checked(tmp_path, "forloeb", WAITING)
    assert listed(file) == []
    assert row(file)["indskrivningsdato"] is None


def test_without_a_contact_nobody_waits(tmp_path):
    file = checked(tmp_path, "forloeb", {**WAITING, "henvendelsesdato": ""})
    assert listed(file) == [(2, "indskrivningsdato", "mangler", OUT)]


def test_without_a_readable_contact_nobody_waits(tmp_path):
    file = checked(tmp_path, "forloeb", {**WAITING, "henvendelsesdato": "marts"})
    assert listed(file) == [
        (2, "henvendelsesdato", "dato_ugyldig", EMPTIED),
        (2, "indskrivningsdato", "mangler", OUT),
    ]


def test_a_readable_contact_that_is_emptied_still_waits(tmp_path):
    # Waiting is told by the contact as delivered, and this one is readable.
    file = checked(tmp_path, "forloeb", {**WAITING, "henvendelsesdato": "01-02-2024"})
    assert listed(file) == [(2, "henvendelsesdato", "dato_fremtid", EMPTIED)]
    assert file.frame.height == 1


@pytest.mark.parametrize("discharge", ["01-06-2023", "juni"])
def test_a_discharged_course_does_not_wait(tmp_path, discharge):
    file = checked(tmp_path, "forloeb", {**WAITING, **DISCHARGED, "udskrivningsdato": discharge})
    assert (2, "indskrivningsdato", "mangler", OUT) in listed(file)


def test_a_discharge_needs_a_closing_reason(tmp_path):
    file = checked(tmp_path, "forloeb", {"udskrivningsdato": "01-06-2023"})
    assert listed(file) == [(2, "afslutningsaarsag", "mangler", OUT)]


def test_a_discharge_that_cannot_be_read_needs_no_closing_reason(tmp_path):
    file = checked(tmp_path, "forloeb", {"udskrivningsdato": "juni"})
    assert listed(file) == [(2, "udskrivningsdato", "dato_ugyldig", OUT)]


def test_a_closing_reason_without_a_discharge(tmp_path):
    file = checked(tmp_path, "forloeb", {"afslutningsaarsag": "Andet"})
    assert listed(file) == [(2, "afslutningsaarsag", "felt_uventet", OUT)]


@pytest.mark.parametrize("column", ["opfoelgning_1md_dato", "opfoelgning_6md_dato"])
def test_a_follow_up_without_a_discharge(tmp_path, column):
    file = checked(tmp_path, "forloeb", {column: "01-07-2023"})
    assert listed(file) == [(2, column, "felt_uventet", EMPTIED)]
    assert row(file)[column] is None


def test_an_effect_without_a_discharge(tmp_path):
    file = checked(tmp_path, "forloeb", {"indsats": "Stof", "effekt": "Stoffri"})
    assert listed(file) == [(2, "effekt", "felt_uventet", EMPTIED)]
    assert row(file)["effekt"] is None


@pytest.mark.parametrize("indsats", ["Alkohol", "Pårørende"])
def test_an_effect_is_for_stof_alone(tmp_path, indsats):
    file = checked(tmp_path, "forloeb", {**DISCHARGED, "indsats": indsats, "effekt": "Stoffri"})
    assert listed(file) == [(2, "effekt", "felt_uventet", EMPTIED)]


def test_an_effect_of_stof_is_kept(tmp_path):
    file = checked(tmp_path, "forloeb", {**DISCHARGED, "indsats": "Stof", "effekt": "Stoffri"})
    assert listed(file) == []
    assert row(file)["effekt"] == "stoffri"


@pytest.mark.parametrize(
    "cells",
    [
        {"afslutningsaarsag": "Andet"},
        {"opfoelgning_1md_dato": "01-07-2023"},
        {"opfoelgning_6md_dato": "01-07-2023"},
        {"indsats": "Stof", "effekt": "Stoffri"},
    ],
)
def test_a_discharge_that_cannot_be_read_is_not_no_discharge(tmp_path, cells):
    file = checked(tmp_path, "forloeb", {"udskrivningsdato": "juni", **cells})
    assert listed(file) == [(2, "udskrivningsdato", "dato_ugyldig", OUT)]


def test_an_effect_with_an_unreadable_indsats_is_not_compared(tmp_path):
    file = checked(tmp_path, "forloeb", {**DISCHARGED, "indsats": "Spil", "effekt": "Stoffri"})
    assert listed(file) == [(2, "indsats", "kode_ukendt", OUT)]


@pytest.mark.parametrize("indsats", ["Stof", "Alkohol"])
def test_stof_and_alkohol_may_be_anonymous(tmp_path, indsats):
    file = checked(tmp_path, "forloeb", {"cpr": "", "indsats": indsats})
    assert listed(file) == []
    assert row(file)["foedselsdato"] is None


def test_relatives_may_not_be_anonymous(tmp_path):
    file = checked(tmp_path, "forloeb", {"cpr": "", "indsats": "Pårørende"})
    assert listed(file) == [(2, "cpr", "mangler", OUT)]


def test_an_unreadable_indsats_forbids_nobody_to_be_anonymous(tmp_path):
    file = checked(tmp_path, "forloeb", {"cpr": "", "indsats": "Spil"})
    assert listed(file) == [(2, "indsats", "kode_ukendt", OUT)]


def test_each_anonymous_course_is_its_own_person(tmp_path):
    file = checked(tmp_path, "forloeb", ANONYMOUS, ANONYMOUS, {})
    assert len(set(values(file, "person"))) == 3


@pytest.mark.parametrize(("delivered", "koen"), [("K", "kvinder"), ("m", "maend"), ("", None)])
def test_the_sex_of_an_anonymous_person_is_the_delivered_one(tmp_path, delivered, koen):
    file = checked(tmp_path, "forloeb", {**ANONYMOUS, "koen": delivered})
    assert row(file)["koen"] == koen


def test_an_unknown_sex_of_an_anonymous_person_is_emptied(tmp_path):
    file = checked(tmp_path, "forloeb", {**ANONYMOUS, "koen": "X"})
    assert listed(file) == [(2, "koen", "kode_ukendt", EMPTIED)]
    assert row(file)["koen"] is None


@pytest.mark.parametrize("delivered", ["M", "X"])
def test_the_cpr_tells_the_sex_and_the_delivered_one_is_ignored(tmp_path, delivered):
    file = checked(tmp_path, "forloeb", {"cpr": "610180-0002", "koen": delivered})
    assert listed(file) == []
    assert row(file)["koen"] == "kvinder"


def test_a_bad_sex_is_ignored_beside_a_cpr_that_cannot_be_read(tmp_path):
    file = checked(tmp_path, "forloeb", {"cpr": "123", "koen": "X"})
    assert listed(file) == [(2, "cpr", "cpr_ugyldig", OUT)]
