"""``center.toml`` and ``udtraek.toml``: the centre, and the facts of one extract."""

from datetime import date

import pytest

from rus_pipeline.core.center import read_center
from rus_pipeline.core.errors import ExtractError, RawFolderError
from rus_pipeline.ingest.udtraek import Accepteret, FindingName, IkkeOplyst, read_udtraek
from rus_pipeline_tests.raw import CENTER, raw_folder

NAME = 'navn = "Rusmiddelcentret Faxe"\n'
HOME = 'hjemkommune = "0320"\n'


def center(tmp_path, text):
    return read_center(raw_folder(tmp_path, center=text))


def udtraek(tmp_path, text, edition=2023):
    return read_udtraek(raw_folder(tmp_path, {f"{edition}/udtraek.toml": text}), edition)


def test_the_centre(tmp_path):
    found = center(tmp_path, CENTER)
    assert (found.navn, found.hjemkommune, found.samarbejdskommuner) == (
        "Rusmiddelcentret Faxe",
        "0320",
        ("0336",),
    )


def test_the_home_municipality_comes_first(tmp_path):
    text = f'{NAME}{HOME}samarbejdskommuner = ["0336", "0259"]\n'
    assert center(tmp_path, text).kommuner == ("0320", "0336", "0259")


def test_a_centre_may_work_alone(tmp_path):
    assert center(tmp_path, NAME + HOME).samarbejdskommuner == ()


@pytest.mark.parametrize(
    ("line", "tolerance"),
    [
        ("", 0.02),
        ("kvarantaene_tolerance = 0", 0),
        ("kvarantaene_tolerance = 0.5", 0.5),
        ("kvarantaene_tolerance = 1", 1),
    ],
)
def test_the_tolerance(tmp_path, line, tolerance):
    assert float(center(tmp_path, CENTER + line).kvarantaene_tolerance) == tolerance


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("navn = ", "toml"),
        (f'{HOME}navn = "Århus"\n'.encode("cp1252"), "UTF-8"),
        (HOME, "navn"),
        (f'{HOME}navn = " "\n', "navn"),
        (f"{HOME}navn = 5\n", "navn"),
        (NAME, "hjemkommune"),
        (f"{NAME}hjemkommune = 320\n", "hjemkommune"),
        (f'{NAME}hjemkommune = "0321"\n', "hjemkommune"),
        (CENTER.replace("0336", "0321"), "samarbejdskommuner"),
        (f'{NAME}{HOME}samarbejdskommuner = "0336"\n', "samarbejdskommuner"),
        (f'{NAME}{HOME}samarbejdskommuner = ["0320"]\n', "samarbejdskommuner"),
        (f'{NAME}{HOME}samarbejdskommuner = ["0336", "0336"]\n', "samarbejdskommuner"),
        (f'{CENTER}kvarantaene_tolerance = "2 %"\n', "kvarantaene_tolerance"),
        (f"{CENTER}kvarantaene_tolerance = 2\n", "kvarantaene_tolerance"),
        (f"{CENTER}kvarantaene_tolerance = -0.1\n", "kvarantaene_tolerance"),
        (f"{CENTER}kvarantaene_tolerance = nan\n", "kvarantaene_tolerance"),
        (f"{CENTER}kvarantaene_tolerance = true\n", "kvarantaene_tolerance"),
        (f"{CENTER}kolonner = 5\n", "kolonner"),
        (f"{CENTER}[kolonner]\nforloeb = 5\n", "kolonner.forloeb"),
        (f"{CENTER}[koder.indsats]\nA = 5\n", "koder.indsats"),
    ],
)
def test_a_center_toml_that_cannot_be_used(tmp_path, text, named):
    raw = raw_folder(tmp_path, {"center.toml": text})
    with pytest.raises(RawFolderError, match=r"^center\.toml(, linje \d)?: ") as refused:
        read_center(raw)
    assert named in str(refused.value)


FORTY_DIGITS = "1" * 40


@pytest.mark.parametrize(
    ("text", "line", "named"),
    [
        (f"{CENTER}mindste_celle = 0\n", 4, "mindste_celle skal være et helt tal fra 1"),
        (f"{CENTER}mindste_celle = 5.0\n", 4, "mindste_celle skal være et helt tal fra 1"),
        (f"{CENTER}mindste_celle = true\n", 4, "mindste_celle skal være et helt tal fra 1"),
        (f"{CENTER}mindste_celle = {FORTY_DIGITS}\n", 4, "mindste_celle skal være et helt tal"),
        (f"{CENTER}kvarantaene_tolerance = {FORTY_DIGITS}\n", 4, "mellem 0 og 1"),
        (f"{CENTER}\n[plausibilitet]\nfaerre_raekker = -1\n", 6, "mellem 0 og"),
        (f"{CENTER}\n[plausibilitet]\nfaerre_raekker = inf\n", 6, "mellem 0 og"),
        (f'{CENTER}\n[plausibilitet]\nfaerre_raekker = "30 %"\n', 6, "skal være et tal"),
        (f"{CENTER}\n[plausibilitet]\nfaere_raekker = 0.3\n", 6, "har ingen grænse faere_raekker"),
        (f"{CENTER}plausibilitet = 5\n", 4, "[plausibilitet] skal være en tabel"),
        ("navn = 'A'\nhjemkommune =\n", 2, "toml"),
    ],
)
def test_a_number_out_of_range_is_named_with_its_line(tmp_path, text, line, named):
    raw = raw_folder(tmp_path, {"center.toml": text})
    with pytest.raises(RawFolderError, match=rf"^center\.toml, linje {line}: ") as refused:
        read_center(raw)
    assert named in str(refused.value)


def test_a_number_of_more_digits_than_python_reads(tmp_path):
    raw = raw_folder(tmp_path, {"center.toml": f"{CENTER}mindste_celle = {'1' * 5000}\n"})
    with pytest.raises(RawFolderError, match=r"^center\.toml: filen kan ikke læses som toml"):
        read_center(raw)


def test_the_limits_of_a_plausible_delivery(tmp_path):
    limits = center(tmp_path, f"{CENTER}[plausibilitet]\nfaerre_raekker = 0.6\n").plausibilitet
    assert (limits.faerre_raekker, limits.flere_raekker) == (0.6, 0.5)
    # A year may differ from the year before at least as much as one delivery from the last.
    assert (limits.faerre_raekker_aaret_foer, limits.flere_raekker_aaret_foer) == (0.6, 1.0)


def test_center_toml_is_missing(tmp_path):
    raw = raw_folder(tmp_path)
    (raw / "center.toml").unlink()
    with pytest.raises(RawFolderError, match=r"^center\.toml: filen mangler"):
        read_center(raw)


def test_the_raw_folder_is_missing(tmp_path):
    with pytest.raises(RawFolderError, match="findes ikke"):
        read_center(tmp_path / "nowhere")


def test_an_unknown_key_is_a_warning(tmp_path):
    (warning,) = center(tmp_path, f"{CENTER}telefon = 5\n").warnings
    assert "telefon" in warning


def test_the_extracts_own_facts(tmp_path):
    found = udtraek(tmp_path, 'kilde = "Cura"\nudtrukket = 2024-01-31\nregnskabsaar = [2023, 2022]')
    assert (found.edition, found.kilde, found.udtrukket, found.regnskabsaar) == (
        2023,
        "Cura",
        date(2024, 1, 31),
        (2022, 2023),
    )


def test_postings_cover_the_editions_year_by_default(tmp_path):
    assert udtraek(tmp_path, "udtrukket = 2022-01-31", edition=2021).regnskabsaar == (2021,)


@pytest.mark.parametrize(
    ("drawn", "draft"),
    [("2023-12-30", True), ("2023-12-31", False), ("2024-01-31", False), ("2022-12-31", True)],
)
def test_an_extract_drawn_before_the_end_of_the_year_is_a_draft(tmp_path, drawn, draft):
    assert udtraek(tmp_path, f"udtrukket = {drawn}").kladde is draft


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ("regnskabsaar = 2023", "regnskabsaar"),
        ('regnskabsaar = ["2023"]', "regnskabsaar"),
        ("kilde = 5", "kilde"),
        ("ikke_oplyst = 5", "ikke_oplyst"),
        ('[[ikke_oplyst]]\ntabel = "tabel-03"\nkolonne = "alkohol"', "grund"),
        ('[[ikke_oplyst]]\ntabel = "tabel-03"\ngrund = "?"', "kolonne"),
        ('[[ikke_oplyst]]\nkolonne = "alkohol"\ngrund = "?"', "tabel"),
        ('[[ikke_oplyst]]\ntabel="a"\nkolonne="b"\ngrund="c"\nraekke=5', "raekke"),
    ],
)
def test_a_fact_that_cannot_be_used(tmp_path, lines, named):
    with pytest.raises(ExtractError, match=r"^2023/udtraek\.toml(, linje \d)?: ") as failed:
        udtraek(tmp_path, f"udtrukket = 2024-01-31\n{lines}\n")
    assert named in str(failed.value)


@pytest.mark.parametrize(
    ("text", "line", "named"),
    [
        (f"udtrukket = 2024-01-31\nregnskabsaar = [{FORTY_DIGITS}]\n", 2, "årstal fra 1970"),
        ("udtrukket = 2024-01-31\nregnskabsaar = [2023, 23]\n", 2, "årstal fra 1970"),
        ("udtrukket = 2024-01-31\nregnskabsaar = [true]\n", 2, "årstal fra 1970"),
        ('kilde = "Cura"\nudtrukket = 0024-01-31\n', 2, "fra 2007 til 2099"),
        ('kilde = "Cura"\nudtrukket = 9999-12-31\n', 2, "fra 2007 til 2099"),
        ('kilde = "Cura"\nudtrukket = "31-01-2024"\n', 2, "er ingen dato"),
        ('kilde = "Cura"\nudtrukket = 20240131\n', 2, "er ingen dato"),
        ("udtrukket = 2024-01-31\n\n[[accepteret]]\nhvad = 5\n", 3, "mangler hvad og grund"),
        (
            'udtrukket = 2024-01-31\n[[accepteret]]\nhvad = "alt"\ngrund = "?"\n',
            3,
            "alt er intet fund; ventet et af ingen_raekker, faerre_raekker",
        ),
    ],
)
def test_a_fact_out_of_range_is_named_with_its_line(tmp_path, text, line, named):
    with pytest.raises(ExtractError, match=rf"^2023/udtraek\.toml, linje {line}: ") as failed:
        udtraek(tmp_path, text)
    assert named in str(failed.value)


def test_accepted_findings(tmp_path):
    text = """
udtrukket = 2024-01-31
[[accepteret]]
hvad = "faerre_raekker"
fil = "forloeb"
grund = "Ungegruppen føres i eget system"
[[accepteret]]
hvad = "gammelt_udtraek"
grund = "Centret var lukket"
"""
    assert udtraek(tmp_path, text).accepteret == (
        Accepteret(FindingName.FEWER_ROWS, "forloeb", "Ungegruppen føres i eget system"),
        Accepteret(FindingName.OLD_EXTRACT, None, "Centret var lukket"),
    )


UNTOLD = """
udtrukket = 2024-01-31
[[ikke_oplyst]]
tabel = "tabel-03"
kolonne = "alkohol"
grund = "Nyt system"
[[ikke_oplyst]]
tabel = "tabel-01"
kolonne = "stof"
raekke = "faxe"
grund = "Tælles ikke"
"""


def test_cells_that_the_extract_declares_unknown(tmp_path):
    assert udtraek(tmp_path, UNTOLD).ikke_oplyst == (
        IkkeOplyst("tabel-03", "alkohol", None, "Nyt system"),
        IkkeOplyst("tabel-01", "stof", "faxe", "Tælles ikke"),
    )


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (("tabel-03", "2023", "alkohol"), "Nyt system"),
        (("tabel-03", "2022", "alkohol"), "Nyt system"),
        (("tabel-03", "2023", "stof"), None),
        (("tabel-01", "faxe", "stof"), "Tælles ikke"),
        (("tabel-01", "stevns", "stof"), None),
        (("tabel-02", "2023", "alkohol"), None),
    ],
)
def test_the_reason_of_a_cell_declared_unknown(tmp_path, cell, reason):
    assert udtraek(tmp_path, UNTOLD).not_reported(*cell) == reason


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("", ""),
        ('revision = "https://rus.example.dk/revision/"\n', "https://rus.example.dk/revision"),
    ],
)
def test_the_address_of_the_auditors_pages(tmp_path, line, address):
    assert center(tmp_path, NAME + HOME + line).revision == address


@pytest.mark.parametrize(
    "value", ['"rus.example.dk"', "1", '"javascript:alert(1)"', '"https://x\\" y"']
)
def test_what_is_no_address_is_refused(tmp_path, value):
    with pytest.raises(RawFolderError, match="revision skal være en adresse"):
        center(tmp_path, f"{NAME}{HOME}revision = {value}\n")
