"""No CPR is in a message, on the quarantine list or in a warning."""

import pytest

from rus_pipeline.core.errors import ExtractError, InputError, RawFolderError, mask
from rus_pipeline_tests.ingest.checking import NEEDED, checked, checked_text, shown, values
from rus_pipeline_tests.raw import CENTER, extract, forloeb, opened, raw_folder

NUMBER = "610180-0001"
MASK = "******-****"


@pytest.mark.parametrize(
    "written",
    [
        "610180-0001",
        "6101800001",
        "610180 0001",
        "610180 - 0001",
        "610180–0001",
        "610180-0AB1",
        "6101800ab1",
        "999999-9999",
    ],
)
@pytest.mark.parametrize("around", ["{}", "cpr {}.", "F{}", "{}_2", "({})", "{}, {}"])
def test_whatever_may_be_a_cpr_is_masked(written, around):
    text = mask(around.replace("{}", written))
    assert text == around.replace("{}", MASK)


@pytest.mark.parametrize(
    "text",
    ["", "Faxe", "0320", "01-03-2023", "2023-03-01", "20230301", "1.234,50", "2023/forloeb.csv"],
)
def test_nothing_else_is_masked(text):
    assert mask(text) == text


@pytest.mark.parametrize(
    "text", ["123", "610180", NUMBER, "ingen", "610180-0001 Jens", "61018-0001"]
)
def test_a_value_of_a_cpr_column_is_masked_whole(tmp_path, text):
    # The column holds nothing but numbers: what cannot be read is a number mistyped.
    cells = {"cpr": text, "indskrivningsdato": "01-03-1970"}
    assert shown(checked(tmp_path, "forloeb", cells)) == [MASK]


@pytest.mark.parametrize(
    "cells",
    [
        {"kommune": NUMBER},
        {"indsats": f"Stof {NUMBER}"},
        {"indskrivningsdato": "6101800001"},
        {"henvendelsesdato": "610180 0001"},
        {"effekt": "610180-0ab1"},
    ],
)
def test_a_cpr_in_another_column_is_masked(tmp_path, cells):
    (value,) = shown(checked(tmp_path, "forloeb", cells))
    assert MASK in value
    assert "610180" not in value


def test_a_cpr_in_a_repeated_id_is_masked(tmp_path):
    twice = {"forloeb_id": NUMBER, "cpr": NUMBER}
    assert shown(checked(tmp_path, "forloeb", twice, twice)) == [MASK]


def test_a_cpr_in_a_row_of_another_length_is_not_shown(tmp_path):
    (value,) = shown(checked_text(tmp_path, f"{NEEDED}\n{NUMBER}\n"))
    assert "610180" not in value


@pytest.mark.parametrize(
    ("stem", "column"),
    [
        ("eksterne_forloeb", "leverandoer"),
        ("posteringer", "bilagsnr"),
        ("tilskud", "pulje"),
        ("tvaergaaende", "omraade"),
        ("tvaergaaende", "tekst"),
    ],
)
def test_a_cpr_in_free_text_is_masked_and_the_rest_is_kept(tmp_path, stem, column):
    file = checked(tmp_path, stem, {}, {column: f"om {NUMBER} og mere"})
    assert values(file, column)[1] == f"om {MASK} og mere"


def test_a_cpr_as_an_unknown_heading_is_masked(tmp_path):
    file = checked_text(tmp_path, f"{NEEDED};{NUMBER}\n")
    assert file.warnings == (f"2023/forloeb.csv: kolonnen {MASK} kendes ikke og bruges ikke",)


def test_a_cpr_as_a_heading_twice_is_masked(tmp_path):
    raw = raw_folder(tmp_path, {"2023/forloeb.csv": f"{NEEDED};{NUMBER};{NUMBER}\n"})
    with pytest.raises(ExtractError) as failed:
        extract(raw)
    assert "610180" not in str(failed.value)


@pytest.mark.parametrize(
    "lines",
    [
        f'[koder.indsats]\n"{NUMBER}" = "x"\n',
        f'[koder.indsats]\n"x" = "{NUMBER}"\n',
        f'[kolonner.forloeb]\n"{NUMBER}" = "x"\n',
        f'[kolonner.forloeb]\n"{NUMBER}" = \n',
        f'[kolonner."{NUMBER}"]\n"x" = "y"\n',
    ],
)
def test_a_cpr_in_a_translation_is_masked(tmp_path, lines):
    with pytest.raises(RawFolderError) as refused:
        opened(raw_folder(tmp_path, center=CENTER + lines))
    assert "610180" not in str(refused.value)


def test_a_cpr_as_a_key_of_center_toml_is_masked(tmp_path):
    folder = opened(raw_folder(tmp_path, center=f'{CENTER}"{NUMBER}" = 1\n'))
    assert len(folder.warnings) == 1
    assert "610180" not in folder.warnings[0]


def test_a_cpr_as_a_folders_name_is_masked(tmp_path):
    folder = opened(raw_folder(tmp_path, {f"{NUMBER}/forloeb.csv": ""}))
    assert len(folder.warnings) == 1
    assert "610180" not in folder.warnings[0]


def test_every_input_error_is_masked():
    assert str(InputError(f"{NUMBER}: kan ikke læses")) == f"{MASK}: kan ikke læses"


def test_no_cpr_is_in_the_validated_rows(tmp_path):
    file = extract(raw_folder(tmp_path, {"2023/forloeb.csv": forloeb({"cpr": NUMBER})}))
    text = str(file.files["forloeb"].frame.to_dicts())
    assert "0001" not in text
    assert "610180" not in text
