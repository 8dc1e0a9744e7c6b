"""A folder of invented rows is a raw folder that can be built."""

from rus_pipeline.core.edition import Edition
from rus_pipeline.ingest.udtraek import read_udtraek
from rus_pipeline.reconciliation.claims import read_claims
from rus_pipeline.synthetic.surroundings import surround
from rus_pipeline_tests.raw import opened, raw_folder
from rus_pipeline_tests.reconciliation.reports import claims_csv

ELSEWHERE = "Faxe-borgere uden for kommunen"


def surrounded(tmp_path, **already):
    unknown = [
        ("Tabel 3", ELSEWHERE, "Alkohol", "?"),
        ("Tabel 3", ELSEWHERE, "Stof – unge under 18 år", "(Bevilges af B&U – antal er uvist)"),
        ("Tabel 3", ELSEWHERE, "Stof – voksne", "13"),
    ]
    raw = raw_folder(tmp_path, {"published/own.csv": claims_csv(*unknown)})
    folder = opened(raw)
    target = tmp_path / "target"
    (target / "2023").mkdir(parents=True)
    for name, text in already.items():
        (target / f"{name}.toml").write_text(text)
    claims, _ = read_claims(raw)
    surround(raw, target, claims, Edition(2023, folder.center))
    return target


def test_what_was_printed_as_unknown_cannot_be_told(tmp_path):
    told = read_udtraek(surrounded(tmp_path), 2023)
    assert [(item.kolonne, item.grund) for item in told.ikke_oplyst] == [
        ("alkohol", "Trykt som ?"),
        ("stof-unge", "Bevilges af B&U – antal er uvist"),
    ]
    assert told.udtrukket.isoformat() == "2024-01-31"


def test_the_centre_and_its_claims_come_along(tmp_path):
    target = surrounded(tmp_path)
    assert (target / "center.toml").is_file()
    assert (target / "published" / "own.csv").is_file()


def test_what_is_already_there_is_kept(tmp_path):
    target = surrounded(tmp_path, center="# mine")
    assert (target / "center.toml").read_text() == "# mine"
