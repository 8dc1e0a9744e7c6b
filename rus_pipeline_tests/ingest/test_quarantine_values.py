"""Rules on one field alone: what is missing, cannot be read or is not in its list."""

import pytest

from rus_pipeline_tests.ingest.checking import (
    DISCHARGED,
    EMPTIED,
    NEEDED,
    OUT,
    checked,
    checked_text,
    listed,
    row,
    shown,
    values,
)


def test_a_sound_row_is_not_listed(tmp_path):
    assert listed(checked(tmp_path, "forloeb", {})) == []


@pytest.mark.parametrize("cells", ["F1", "F1;;Stof", "F1;;Stof;0320;01-03-2023;;;;x"])
def test_a_row_of_another_length_is_out_and_names_no_column(tmp_path, cells):
    file = checked_text(tmp_path, f"{NEEDED}\n{cells}\n")
    assert listed(file) == [(2, "", "feltantal", OUT)]


def test_no_other_rule_is_tried_on_a_row_of_another_length(tmp_path):
    file = checked_text(tmp_path, f"{NEEDED}\nF1;bad;bad;bad;bad;bad;bad;bad\n")
    assert [rule for _, _, rule, _ in listed(file)] == ["feltantal"]


def test_a_row_of_another_length_is_a_record(tmp_path):
    file = checked_text(tmp_path, f"{NEEDED}\nF1\nF2;;Stof;0320;01-03-2023;;\n")
    assert (file.records, file.frame.height, file.rows_out) == (2, 1, 1)


@pytest.mark.parametrize(
    ("stem", "column"),
    [
        ("forloeb", "forloeb_id"),
        ("forloeb", "indsats"),
        ("forloeb", "indskrivningsdato"),
        ("eksterne_forloeb", "forloeb_id"),
        ("eksterne_forloeb", "cpr"),
        ("eksterne_forloeb", "indsats"),
        ("eksterne_forloeb", "startdato"),
        ("posteringer", "bogfoeringsdato"),
        ("posteringer", "omraade"),
        ("posteringer", "form"),
        ("posteringer", "art"),
        ("posteringer", "beloeb"),
        ("doegnophold", "ophold_id"),
        ("doegnophold", "cpr"),
        ("doegnophold", "omraade"),
        ("doegnophold", "startdato"),
        ("doegnophold", "beloeb"),
        ("tilskud", "pulje"),
        ("tilskud", "aar"),
        ("tilskud", "beloeb"),
        ("tvaergaaende", "type"),
        ("tvaergaaende", "omraade"),
        ("tvaergaaende", "tekst"),
        ("noter", "tabel"),
        ("noter", "tekst"),
    ],
)
def test_a_row_without_a_required_value_is_out(tmp_path, stem, column):
    file = checked(tmp_path, stem, {column: ""})
    assert listed(file) == [(2, column, "mangler", OUT)]
    assert file.frame.height == 0


@pytest.mark.parametrize(
    ("stem", "column"),
    [
        ("forloeb", "kommune"),
        ("forloeb", "henvendelsesdato"),
        ("eksterne_forloeb", "kommune"),
        ("eksterne_forloeb", "leverandoer"),
        ("eksterne_forloeb", "leverandoertype"),
        ("eksterne_forloeb", "slutdato"),
        ("posteringer", "bilagsnr"),
        ("doegnophold", "kommune"),
        ("doegnophold", "slutdato"),
    ],
)
def test_any_other_value_may_be_missing(tmp_path, stem, column):
    assert listed(checked(tmp_path, stem, {column: ""})) == []


@pytest.mark.parametrize(
    ("stem", "cells", "column", "rule"),
    [
        ("forloeb", {"cpr": "123"}, "cpr", "cpr_ugyldig"),
        ("forloeb", {"indsats": "Spil"}, "indsats", "kode_ukendt"),
        ("forloeb", {"kommune": "Atlantis"}, "kommune", "kommune_ukendt"),
        ("forloeb", {"indskrivningsdato": "1/3"}, "indskrivningsdato", "dato_ugyldig"),
        (
            "forloeb",
            {**DISCHARGED, "udskrivningsdato": "31-02-2023"},
            "udskrivningsdato",
            "dato_ugyldig",
        ),
        (
            "forloeb",
            {**DISCHARGED, "afslutningsaarsag": "Væk"},
            "afslutningsaarsag",
            "kode_ukendt",
        ),
        ("eksterne_forloeb", {"cpr": "123"}, "cpr", "cpr_ugyldig"),
        ("eksterne_forloeb", {"indsats": "Spil"}, "indsats", "kode_ukendt"),
        ("eksterne_forloeb", {"kommune": "Atlantis"}, "kommune", "kommune_ukendt"),
        ("eksterne_forloeb", {"leverandoertype": "Stat"}, "leverandoertype", "kode_ukendt"),
        ("eksterne_forloeb", {"startdato": "i går"}, "startdato", "dato_ugyldig"),
        ("eksterne_forloeb", {"slutdato": "i går"}, "slutdato", "dato_ugyldig"),
        ("posteringer", {"bogfoeringsdato": "marts"}, "bogfoeringsdato", "dato_ugyldig"),
        ("posteringer", {"omraade": "Pårørende"}, "omraade", "kode_ukendt"),
        ("posteringer", {"form": "Dag"}, "form", "kode_ukendt"),
        ("posteringer", {"art": "Gave"}, "art", "kode_ukendt"),
        ("posteringer", {"beloeb": "12.34"}, "beloeb", "beloeb_ugyldig"),
        ("doegnophold", {"cpr": "123"}, "cpr", "cpr_ugyldig"),
        ("doegnophold", {"kommune": "Atlantis"}, "kommune", "kommune_ukendt"),
        ("doegnophold", {"omraade": "Pårørende"}, "omraade", "kode_ukendt"),
        ("doegnophold", {"startdato": "i går"}, "startdato", "dato_ugyldig"),
        ("doegnophold", {"slutdato": "i går"}, "slutdato", "dato_ugyldig"),
        ("doegnophold", {"beloeb": "gratis"}, "beloeb", "beloeb_ugyldig"),
        ("tilskud", {"beloeb": "gratis"}, "beloeb", "beloeb_ugyldig"),
        ("tvaergaaende", {"type": "Andet"}, "type", "kode_ukendt"),
        ("noter", {"tabel": "tabel-99"}, "tabel", "kode_ukendt"),
    ],
)
def test_an_unreadable_value_puts_the_row_out(tmp_path, stem, cells, column, rule):
    file = checked(tmp_path, stem, cells)
    assert listed(file) == [(2, column, rule, OUT)]
    assert file.frame.height == 0


@pytest.mark.parametrize("aar", ["23", "i år", "20233"])
def test_a_grant_for_no_year_is_out(tmp_path, aar):
    file = checked(tmp_path, "tilskud", {"aar": aar})
    assert [(column, action) for _, column, _, action in listed(file)] == [("aar", OUT)]


@pytest.mark.parametrize(
    ("column", "rule"),
    [
        ("henvendelsesdato", "dato_ugyldig"),
        ("behandlingsplandato", "dato_ugyldig"),
        ("laegesamtale_oensket", "kode_ukendt"),
        ("laegesamtaledato", "dato_ugyldig"),
        ("opfoelgning_1md_dato", "dato_ugyldig"),
        ("opfoelgning_6md_dato", "dato_ugyldig"),
        ("afvist_psykiatri_dato", "dato_ugyldig"),
        ("effekt", "kode_ukendt"),
    ],
)
def test_an_unreadable_secondary_value_empties_the_field_and_the_row_counts(tmp_path, column, rule):
    file = checked(tmp_path, "forloeb", {**DISCHARGED, "indsats": "Stof", column: "måske"})
    assert listed(file) == [(2, column, rule, EMPTIED)]
    assert row(file)[column] is None


def test_a_row_is_listed_for_each_rule_that_it_breaks(tmp_path):
    file = checked(tmp_path, "forloeb", {"indsats": "Spil", "kommune": "Atlantis"})
    assert listed(file) == [
        (2, "indsats", "kode_ukendt", OUT),
        (2, "kommune", "kommune_ukendt", OUT),
    ]


def test_a_row_is_out_where_any_of_its_rules_says_so(tmp_path):
    file = checked(tmp_path, "forloeb", {"kommune": "Atlantis", "henvendelsesdato": "måske"})
    assert [action for *_, action in listed(file)] == [EMPTIED, OUT]
    assert (file.frame.height, file.rows_out) == (0, 1)


def test_a_row_listed_twice_is_out_once(tmp_path):
    file = checked(tmp_path, "forloeb", {"indsats": "Spil", "kommune": "Atlantis"}, {})
    assert (file.records, file.frame.height, file.rows_out) == (2, 1, 1)


def test_an_emptied_field_is_no_row_out(tmp_path):
    assert checked(tmp_path, "forloeb", {"henvendelsesdato": "måske"}).rows_out == 0


def test_only_the_bad_row_loses_its_field(tmp_path):
    good = {"henvendelsesdato": "01-02-2023"}
    file = checked(tmp_path, "forloeb", good, {"henvendelsesdato": "måske"})
    assert [day is None for day in values(file, "henvendelsesdato")] == [False, True]


def test_a_field_is_emptied_by_whichever_rule_the_row_breaks(tmp_path):
    waiting = {"henvendelsesdato": "01-02-2024", "indskrivningsdato": ""}
    late = {"henvendelsesdato": "02-03-2023"}
    file = checked(tmp_path, "forloeb", waiting, late)
    assert [rule for _, _, rule, _ in listed(file)] == ["dato_fremtid", "dato_raekkefoelge"]
    assert values(file, "henvendelsesdato") == [None, None]


def test_the_list_shows_the_offending_text(tmp_path):
    assert shown(checked(tmp_path, "forloeb", {"kommune": " Atlantis "})) == ["Atlantis"]


def test_a_missing_value_is_shown_as_nothing(tmp_path):
    assert shown(checked(tmp_path, "forloeb", {"indsats": ""})) == [""]


def test_the_file_is_named_relative_to_the_raw_folder(tmp_path):
    file = checked(tmp_path, "doegnophold", {"omraade": ""})
    assert file.listed["file"].to_list() == ["2023/doegnophold.csv"]


def test_lines_alike_of_one_voucher_are_all_kept(tmp_path):
    line = {"bilagsnr": "B1"}
    file = checked(tmp_path, "posteringer", line, line)
    assert (listed(file), file.frame.height) == ([], 2)
