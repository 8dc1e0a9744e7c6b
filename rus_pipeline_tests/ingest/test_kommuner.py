"""What a municipality may be called."""

import pytest

from rus_pipeline_tests.ingest.checking import OUT, checked, listed, row


@pytest.mark.parametrize(
    "text",
    ["320", "0320", "Faxe", "faxe", "FAXE", "Faxe Kommune", "faxe kommune", "FAXE KOMMUNE"],
)
def test_a_code_or_the_official_name(tmp_path, text):
    file = checked(tmp_path, "forloeb", {"kommune": text})
    assert (row(file)["kommune"], file.warnings) == ("0320", ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("101", "0101"),
        ("Lolland", "0360"),
        ("Høje-Taastrup Kommune", "0169"),
        ("Ringkøbing-Skjern", "0760"),
        ("Bornholm", "0400"),
        ("Ærø", "0492"),
    ],
)
def test_other_municipalities(tmp_path, text, code):
    file = checked(tmp_path, "forloeb", {"kommune": text})
    assert (row(file)["kommune"], file.warnings) == (code, ())


@pytest.mark.parametrize(
    ("alias", "code"),
    [
        ("Rødby", "0360"),
        ("Haslev", "0320"),
        ("Store Heddinge", "0336"),
        ("Hårlev", "0336"),
        ("Stevn", "0336"),
        ("Høje Taastrup", "0169"),
        ("Århus", "0751"),
        ("Vesthimmerland", "0820"),
        ("Nordfyn", "0480"),
        ("Bornholms Regionskommune", "0400"),
        ("rødby", "0360"),
        ("ÅRHUS", "0751"),
    ],
)
def test_aliases(tmp_path, alias, code):
    assert row(checked(tmp_path, "forloeb", {"kommune": alias}))["kommune"] == code


def test_an_alias_used_is_a_warning(tmp_path):
    file = checked(tmp_path, "forloeb", {"kommune": "Rødby"}, {"kommune": "Rødby"}, {})
    (warning,) = file.warnings
    for word in ("2023/forloeb.csv", "Rødby", "Lolland", "2"):
        assert word in warning


@pytest.mark.parametrize("stem", ["eksterne_forloeb", "doegnophold"])
def test_an_alias_in_another_file_is_a_warning(tmp_path, stem):
    (warning,) = checked(tmp_path, stem, {"kommune": "Haslev"}).warnings
    assert "Haslev" in warning
    assert "Faxe" in warning


@pytest.mark.parametrize(
    "text", ["", "999", "9999", "Uoplyst", "uoplyst", "Udland", "UDLAND", "9999 Uoplyst"]
)
def test_unknown(tmp_path, text):
    file = checked(tmp_path, "forloeb", {"kommune": text})
    assert (row(file)["kommune"], listed(file), file.warnings) == ("uoplyst", [], ())


@pytest.mark.parametrize(
    "text",
    [
        "32",
        "00320",
        "0321",
        "4000",
        "Fakse",
        "Kommune",
        "Faxe By",
        "Sverige",
        "320,5",
        "320 - Stevns",
        "Faxe (0336)",
    ],
)
def test_anything_else_is_not_a_municipality(tmp_path, text):
    file = checked(tmp_path, "forloeb", {"kommune": text})
    assert listed(file) == [(2, "kommune", "kommune_ukendt", OUT)]
