"""``rus verify`` finds and names each alteration."""

import hashlib
import json
import shutil

import pytest
from typer.testing import CliRunner

from rus_pipeline.audit.release import release
from rus_pipeline.audit.verify import verify
from rus_pipeline.cli.app import app
from rus_pipeline.figures.stored_edition import StoredEdition
from rus_pipeline.pipeline import partners
from rus_pipeline.pipeline.run import rebuild
from rus_pipeline_tests.audit.editions import edit, flip
from rus_pipeline_tests.building import build_light
from rus_pipeline_tests.raw import forloeb, raw_folder

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("_builds_lightly")]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """2023 with two releases, and the same built again; tests take copies."""
    folder = tmp_path_factory.mktemp("verify")
    raw = raw_folder(folder, {"2023/forloeb.csv": forloeb({}, {}, {"indsats": "Stof"})})
    for _ in range(2):
        build_light(raw, folder / "out", 2023)
        release(raw, folder / "out", 2023, ["fictitious"])
    build_light(raw, folder / "again", 2023)
    return folder


@pytest.fixture
def copied(made, tmp_path):
    shutil.copytree(made / "raw", tmp_path / "raw")
    shutil.copytree(made / "out", tmp_path / "out")
    return tmp_path / "raw", tmp_path / "out", rebuild


@pytest.fixture
def altered(copied, made):
    """Copies whose output folder alone is altered, and a rebuild that was made before."""
    return *copied[:2], made_before(made)


def made_before(made):
    again = StoredEdition(made / "again" / "2023", 2023)
    return lambda *_: again


def complaints(copied, year=None):
    raw, out, rebuild = copied
    return verify(raw, out, year, rebuild).complaints


def test_an_unaltered_edition_and_its_releases_are_verified(altered):
    raw, out, rebuild = altered
    found = verify(raw, out, None, rebuild)
    assert found.complaints == ()
    assert found.editions == ("2023", "2023-r1", "2023-r2")
    assert found.files > 100


def test_a_changed_raw_byte_is_found(copied):
    raw, _, _ = copied
    edit(raw / "2023/forloeb.csv", "01-03-2023", "02-03-2023")
    said = complaints(copied)
    assert any("raw/2023/forloeb.csv now has sha256" in text for text in said)
    assert any("tabel-09/03" not in text and "is not what a rebuild gives" in text for text in said)


def test_a_changed_figure_is_found(altered):
    _, out, _ = altered
    flip(out / "2023/figures.parquet")
    assert any("out/2023/figures.parquet was altered" in text for text in complaints(altered))


@pytest.mark.parametrize(
    "name", ["report/index.html", "report/tal/tabel-01.html", "declaration.json", "lines.json"]
)
def test_a_changed_page_or_declaration_is_found(altered, name):
    _, out, _ = altered
    flip(out / "releases/2023-r1" / name)
    assert any(f"2023-r1/{name} was altered" in text for text in complaints(altered))


def test_a_changed_manifest_of_the_current_edition_is_found(altered):
    _, out, _ = altered
    path = out / "2023/manifest.json"
    manifest = json.loads(path.read_text())
    manifest["outputs"]["report/index.html"] = "0" * 64
    path.write_text(json.dumps(manifest))
    assert any("report/index.html was altered" in text for text in complaints(altered))


def test_a_changed_manifest_of_a_release_is_found(altered):
    _, out, _ = altered
    edit(out / "releases/2023-r1/manifest.json", '"allowed": [', '"allowed":  [')
    said = complaints(altered)
    assert any("2023-r1/manifest.json is not the one that was released" in t for t in said)
    assert any("2023-r2 does not follow the release before it" in text for text in said)


def test_a_changed_link_of_the_chain_is_found(altered):
    _, out, _ = altered
    chain = json.loads((out / "releases/chain.json").read_text())
    chain[0]["manifest_sha256"] = "0" * 64
    (out / "releases/chain.json").write_text(json.dumps(chain))
    said = complaints(altered)
    assert any("2023-r1/manifest.json is not the one that was released" in t for t in said)


@pytest.mark.parametrize("name", ["2023-r1", "2023-r2"])
def test_a_removed_release_is_found(altered, name):
    _, out, _ = altered
    shutil.rmtree(out / "releases" / name)
    assert any(f"{name} was released and is gone" in text for text in complaints(altered))


def test_a_release_removed_from_the_chain_too_is_found(altered):
    _, out, _ = altered
    shutil.rmtree(out / "releases/2023-r1")
    chain = json.loads((out / "releases/chain.json").read_text())
    (out / "releases/chain.json").write_text(json.dumps(chain[1:]))
    assert any("the release before it is gone" in text for text in complaints(altered))


def test_exchanged_releases_are_found(altered):
    _, out, _ = altered
    releases = out / "releases"
    (releases / "2023-r1").rename(releases / "x")
    (releases / "2023-r2").rename(releases / "2023-r1")
    (releases / "x").rename(releases / "2023-r2")
    said = complaints(altered)
    assert any("2023-r1 holds release 2023-r2" in text for text in said)
    assert any("2023-r2 holds release 2023-r1" in text for text in said)


def test_a_file_added_to_a_release_is_found(altered):
    _, out, _ = altered
    (out / "releases/2023-r1/more.txt").write_text("x")
    assert any("2023-r1/more.txt is not in the manifest" in text for text in complaints(altered))


def test_a_figure_altered_with_all_its_digests_is_found_by_the_rebuild(altered):
    _, out, _ = altered
    edit(out / "2023/declaration.json", '"value": "2", "exact": "2"', '"value": "3", "exact": "3"')
    path = out / "2023/manifest.json"
    manifest = json.loads(path.read_text())
    declared = (out / "2023/declaration.json").read_bytes()
    manifest["outputs"]["declaration.json"] = hashlib.sha256(declared).hexdigest()
    path.write_text(json.dumps(manifest))
    said = complaints(altered)
    assert "2023: 2023/tabel-01/faxe/alkohol is 3, a rebuild gives 2" in said


def test_the_command_exits_1_and_names_the_file(made, copied, monkeypatch):
    raw, out, _ = copied
    folders = ["--raw", str(raw), "--out", str(out)]
    sound = CliRunner().invoke(app, ["verify", "2023", *folders])
    assert (sound.exit_code, "hold" in sound.stdout) == (0, True)
    flip(out / "2023/quarantine.csv")
    monkeypatch.setattr(partners, "rebuild", made_before(made))
    broken = CliRunner().invoke(app, ["verify", *folders])
    assert (broken.exit_code, "quarantine.csv was altered" in broken.stderr) == (1, True)


def test_an_unknown_edition_is_an_error_that_names_it(copied):
    raw, out, _ = copied
    folders = ["--raw", str(raw), "--out", str(out)]
    said = CliRunner().invoke(app, ["verify", "1999", *folders])
    assert (said.exit_code, "built: 2023" in said.stderr) == (1, True)
