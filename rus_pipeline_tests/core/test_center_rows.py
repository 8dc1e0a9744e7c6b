"""``[konti]``, ``[fortegn]`` and ``[saml.forloeb]`` of ``center.toml``."""

from pathlib import Path

import pytest

from rus_pipeline.core.center import read_center
from rus_pipeline.core.center_rows import Konto
from rus_pipeline.core.errors import RawFolderError
from rus_pipeline_tests.raw import CENTER, opened, raw_folder


def rules(tmp_path, text=""):
    return read_center(raw_folder(tmp_path, {"center.toml": CENTER + text})).rows


def test_without_them_rows_are_read_as_they_are(tmp_path):
    found = rules(tmp_path)
    assert (found.konti, found.income_negative, found.ens) == ({}, False, ())


def test_the_accounts(tmp_path):
    text = """[konti]
"5.38.44.1.*.002" = { omraade = "Alkohol", form = "Ambulant", art = "Udgift" }
" XG-* " = "Ikke med"
"""
    assert rules(tmp_path, text).konti == {
        "5.38.44.1.*.002": Konto("Alkohol", "Ambulant", "Udgift"),
        "xg-*": None,
    }


@pytest.mark.parametrize(("sign", "negative"), [("bilag", False), ("finans", True)])
def test_the_sign_of_income(tmp_path, sign, negative):
    text = f'[fortegn]\nposteringer = "{sign}"\n'
    assert rules(tmp_path, text).income_negative is negative


def test_what_rows_of_one_course_are_alike_in(tmp_path):
    assert rules(tmp_path, '[saml.forloeb]\nens = ["forloeb_id", "indsats"]\n').ens == (
        "forloeb_id",
        "indsats",
    )


WHOLE = 'omraade = "Stof", form = "Døgn", art = "Udgift"'


@pytest.mark.parametrize(
    ("lines", "line", "named"),
    [
        (["konti = 5"], 4, "[konti] skal være en tabel"),
        (["[konti]", '"5.1" = "med"'], 5, '"5.1" = "ikke med"'),
        (["[konti]", '"5.1" = { omraade = "Stof" }'], 5, 'form = "Ambulant", art = "Udgift" }'),
        (["[konti]", f'"5.1" = {{ {WHOLE}, sted = "?" }}'], 5, '"5.1" = "ikke med"'),
        (["[konti]", f"5.1 = {{ {WHOLE} }}"], 5, "med kontoen i citationstegn"),
        (
            ["[konti]", f'"4" = {{ {WHOLE} }}', f'"5.1" = {{ {WHOLE.replace("Døgn", "Nat")} }}'],
            6,
            'giver "5.1" form = "Nat"; ventet Ambulant eller Døgn',
        ),
        (["[konti]", f'"5.1" = {{ {WHOLE.replace("Stof", "Pårørende")} }}'], 5, "Alkohol eller"),
        (["[konti]", f'"5.1" = {{ {WHOLE.replace(chr(34) + "Stof" + chr(34), "5")} }}'], 5, '"5"'),
        (["[konti]", '"A" = "ikke med"', '"a" = "ikke med"'], 6, 'kontoen "a" står to gange'),
        (["[konti]", '" " = "ikke med"'], 5, "er tom"),
        (["fortegn = 5"], 4, "[fortegn] skal være en tabel"),
        (["[fortegn]", 'posteringer = "minus"'], 5, 'skal være "bilag"'),
        (["[fortegn]", "posteringer = -1"], 5, 'eller "finans"'),
        (["[fortegn]", 'tilskud = "finans"'], 5, "har kun posteringer, ikke tilskud"),
        (["saml = 5"], 4, "[saml] skal være en tabel"),
        (["[saml]", "forloeb = 5"], 5, "[saml.forloeb] skal være en tabel"),
        (["[saml.doegnophold]", 'ens = ["ophold_id"]'], 4, "kun rækker i forloeb kan samles"),
        (["[saml.forloeb]", 'efter = ["forloeb_id"]'], 5, "har kun ens, ikke efter"),
        (["[saml.forloeb]", "ens = []"], 5, "skal være en liste af kolonner"),
        (["[saml.forloeb]", 'ens = "forloeb_id"'], 5, "skal være en liste af kolonner"),
        (["[saml.forloeb]", 'ens = ["cpr", 5]'], 5, "skal være en liste af kolonner"),
        (["[saml.forloeb]", 'ens = ["cpr", "cpr"]'], 5, "hver én gang"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(tmp_path, lines, line, named):
    text = CENTER + "\n".join(lines) + "\n"
    raw = raw_folder(tmp_path, {"center.toml": text})
    with pytest.raises(RawFolderError, match=rf"^center\.toml, linje {line}: ") as refused:
        read_center(raw)
    assert named in str(refused.value)


def test_the_example_of_the_handbook_can_be_read(tmp_path):
    page = (Path(__file__).parents[2] / "docs/running.md").read_text(encoding="utf-8")
    (example,) = (block for block in page.split("```toml\n") if block.startswith("[kolonner."))
    raw = raw_folder(tmp_path, {"center.toml": CENTER + example.partition("```")[0]})
    found = opened(raw).center.rows
    assert len(found.konti) == 3
    assert (found.income_negative, found.ens) == (True, ("forloeb_id",))
