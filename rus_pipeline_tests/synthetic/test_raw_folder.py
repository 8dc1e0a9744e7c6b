"""A folder of synthetic rows becomes a raw folder that can be built."""

from rus_pipeline.core.edition import Edition
from rus_pipeline.ingest.udtraek import read_udtraek
from rus_pipeline.reconciliation.claims import read_claims
from rus_pipeline.synthetic.raw_folder import complete_raw_folder
from rus_pipeline_tests.raw import opened, raw_folder
from rus_pipeline_tests.reconciliation.reports import claims_csv

OUTSIDE = "Faxe-borgere uden for kommunen"


def completed(tmp_path, **already):
    unknown = [
        ("Tabel 3", OUTSIDE, "Alkohol", "?"),
        ("Tabel 3", OUTSIDE, "Stof – unge under 18 år", "(Bevilges af B&U – antal er uvist)"),
        ("Tabel 3", OUTSIDE, "Stof – voksne", "13"),
    ]
    raw = raw_folder(tmp_path, {"published/own.csv": claims_csv(*unknown)})
    folder = opened(raw)
    target = tmp_path / "target"
    (target / "2023").mkdir(parents=True)
    for name, text in already.items():
        (target / f"{name}.toml").write_text(text)
    claims, _ = read_claims(raw)
    complete_raw_folder(raw, target, claims, Edition(2023, folder.center))
    return target


def test_a_number_printed_as_unknown_is_not_available(tmp_path):
    udtraek = read_udtraek(completed(tmp_path), 2023)
    assert [(item.kolonne, item.grund) for item in udtraek.ikke_oplyst] == [
        ("alkohol", "Trykt som ?"),
        ("stof-unge", "Bevilges af B&U – antal er uvist"),
    ]
    assert udtraek.udtrukket.isoformat() == "2024-01-31"


def test_center_and_claims_are_copied(tmp_path):
    target = completed(tmp_path)
    assert (target / "center.toml").is_file()
    assert (target / "published" / "own.csv").is_file()


def test_an_existing_file_is_not_replaced(tmp_path):
    target = completed(tmp_path, center="# mine")
    assert (target / "center.toml").read_text() == "# mine"
