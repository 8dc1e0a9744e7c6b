"""``[tilbud]``, ``[frister]`` and ``[udgaver]`` of ``center.toml``."""

import pytest

from rus_pipeline.core.center import read_center
from rus_pipeline.core.errors import RawFolderError
from rus_pipeline.core.offer import Frister, Tilbud
from rus_pipeline_tests.raw import CENTER, raw_folder


def center(tmp_path, sections=""):
    return read_center(raw_folder(tmp_path, center=f"{CENTER}\n{sections}"))


def test_a_centre_that_says_nothing_offers_everything_by_the_contract_s_terms(tmp_path):
    found = center(tmp_path)
    assert found.tilbud == Tilbud(("alkohol", "stof", "paaroerende"), unge=True)
    assert found.frister == Frister(14, (1, 6), 84)
    assert found.som is None


@pytest.mark.parametrize(
    ("listed", "keys"),
    [
        ('["Stof"]', ("stof",)),
        ('["pårørende", " ALKOHOL "]', ("alkohol", "paaroerende")),
    ],
)
def test_what_it_offers_is_in_the_order_of_the_code_list(tmp_path, listed, keys):
    assert center(tmp_path, f"[tilbud]\nindsatser = {listed}\n").tilbud.indsatser == keys


@pytest.mark.parametrize(
    ("tilbud", "treatment", "offers"),
    [
        (Tilbud(("alkohol",)), "alkohol", True),
        (Tilbud(("alkohol",)), "stof-voksne", False),
        (Tilbud(("stof",)), "stof-unge", True),
        (Tilbud(("stof",), unge=False), "stof-unge", False),
        (Tilbud(("stof",), unge=False), "stof-voksne", True),
        (Tilbud(("alkohol",)), "stof-unge", False),
    ],
)
def test_whether_it_offers_a_treatment(tilbud, treatment, offers):
    assert tilbud.offers(treatment) is offers


def test_its_own_terms(tmp_path):
    given = "[frister]\nbehandlingsgaranti_dage = 7\nopfoelgning_mdr = [3, 12]\n"
    found = center(tmp_path, f"{given}fastholdelse_dage = 90\n")
    assert found.frister == Frister(7, (3, 12), 90)
    assert found.warnings == ()


def test_the_layout_that_its_editions_follow(tmp_path):
    assert center(tmp_path, "[udgaver]\nsom = 2023\n").som == 2023


@pytest.mark.parametrize(
    ("sections", "line", "said"),
    [
        ("[tilbud]\nindsatser = []\n", 6, "tilbud.indsatser skal være en liste af"),
        ('[tilbud]\nindsatser = ["Hash"]\n', 6, "tilbud.indsatser skal være en liste af"),
        ('[tilbud]\nindsatser = ["Stof", "stof"]\n', 6, "hver højst én gang"),
        ('[tilbud]\nindsatser = ["Stof", 5]\n', 6, "tilbud.indsatser skal være en liste af"),
        ('[tilbud]\nindsatser = "Stof"\n', 6, "tilbud.indsatser skal være en liste af"),
        ('[tilbud]\nunge = "ja"\n', 6, "tilbud.unge skal være true eller false"),
        ("[tilbud]\nung = true\n", 6, "[tilbud] har ingen nøgle ung; den har indsatser, unge"),
        ("tilbud = 5\n", 5, "[tilbud] skal være en tabel"),
        ("[frister]\nbehandlingsgaranti_dage = 0\n", 6, "et helt tal fra 1 til 365"),
        ("[frister]\nbehandlingsgaranti_dage = 14.0\n", 6, "et helt tal fra 1 til 365"),
        ("[frister]\nfastholdelse_dage = 366\n", 6, "frister.fastholdelse_dage skal være et helt"),
        ("[frister]\nopfoelgning_mdr = [6, 1]\n", 6, "to hele tal, det mindste først"),
        ("[frister]\nopfoelgning_mdr = [1]\n", 6, "to hele tal, det mindste først"),
        ("[frister]\nopfoelgning_mdr = [1, 6, 12]\n", 6, "to hele tal, det mindste først"),
        ("[frister]\nopfoelgning_mdr = [true, 6]\n", 6, "to hele tal, det mindste først"),
        ("[frister]\nopfoelgning_mdr = 6\n", 6, "to hele tal, det mindste først"),
        ("[frister]\ndage = 6\n", 6, "[frister] har ingen nøgle dage; den har"),
        ("[udgaver]\nsom = 2006\n", 6, "udgaver.som skal være et årstal fra 2007"),
        ('[udgaver]\nsom = "2023"\n', 6, "udgaver.som skal være et årstal fra 2007"),
        ("[udgaver]\nfra = 2023\n", 6, "[udgaver] har ingen nøgle fra; den har som"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(tmp_path, sections, line, said):
    with pytest.raises(RawFolderError) as refused:
        center(tmp_path, sections)
    assert str(refused.value).startswith("center.toml, linje ")
    assert f"linje {line}: " in str(refused.value)
    assert said in str(refused.value)
