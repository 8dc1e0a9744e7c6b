"""Export: the files of a crate, what is not in it, and that every change of it is found."""

import base64
import csv
import hashlib
import json
import shutil
import socket
import subprocess
import sys
import zipfile

import pytest
from rocrate.rocrate import ROCrate

from rus_pipeline.audit import attestation, crate
from rus_pipeline.audit.crate import METADATA, export, verify_crate
from rus_pipeline.audit.release import release as make_release
from rus_pipeline.core.errors import InputError
from rus_pipeline.figures.stored_edition import StoredEdition, releases
from rus_pipeline_tests.audit.releases import (
    FIGURES,
    SECRETS,
    contents,
    described,
    flipped,
    key_pair,
    packed,
    release,
    undescribed,
    without,
)
from rus_pipeline_tests.building import build_light
from rus_pipeline_tests.raw import fictitious_cpr, forloeb, raw_folder

SIGNATURE = attestation.FILE
DATA = [
    *("checks.json", "components.csv", "definitions.json", "figures.csv", "lineage.ndjson"),
    *("manifest.json", "reconciliation.json"),
]


@pytest.fixture(name="signed")
def _signed(tmp_path):
    """Return a signed crate and the public key that it holds by."""
    private, public = key_pair(tmp_path)
    return export(release(tmp_path), tmp_path / "2023-r1.crate.zip", private), public


@pytest.fixture(name="unsigned")
def _unsigned(tmp_path):
    return export(release(tmp_path), tmp_path / "2023-r1.crate.zip", None)


def rows(data):
    return list(csv.DictReader(data.decode().splitlines()))


def test_a_signed_crate_has_the_release_and_is_verified(signed):
    path, public = signed
    assert sorted(contents(path)) == sorted([*DATA, METADATA, SIGNATURE])
    assert verify_crate(path, public) == []
    assert verify_crate(path, None) == []


def test_a_crate_without_a_key_verifies_without_one_alone(tmp_path, unsigned):
    assert sorted(contents(unsigned)) == sorted([*DATA, METADATA])
    assert verify_crate(unsigned, None) == []
    told = "2023-r1.crate.zip is not signed: it holds no attestation.dsse.json"
    assert verify_crate(unsigned, key_pair(tmp_path)[1]) == [told]


def test_figures_definitions_and_components_are_those_of_the_release(unsigned):
    found = contents(unsigned)
    for row, one in zip(rows(found["figures.csv"]), FIGURES, strict=True):
        assert row.pop("edition") == "2023"
        assert row == {name: getattr(one, name) or "" for name in row}
        assert {"figure_id", "value", "status", "reason", "row_label"} <= row.keys()
    for name in ("figure_id", "title", "definition", "words", "unit", "rule"):
        told = [row[name] for row in json.loads(found["definitions.json"])]
        assert told == [getattr(one, name) for one in FIGURES]
    assert rows(found["components.csv"]) == [
        {"figure_id": one.figure_id, "component_id": part.figure_id, "role": part.role}
        for one in FIGURES
        for part in one.components
    ]


def test_the_checks_name_a_gate_that_was_allowed_to_fail(tmp_path):
    edition = release(tmp_path, allowed=["fictitious", "no-row-twice"])
    found = contents(export(edition, tmp_path / "a.zip", None))
    assert found["manifest.json"] == (edition.folder / "manifest.json").read_bytes()
    checks = json.loads(found["checks.json"])
    assert {gate["gate"]: (gate["tried"], gate["holds"]) for gate in checks["gates"]} == {
        "trace-equality": (7, True),
        "no-row-twice": (5, False),
        "nothing-lost": (2, True),
        "second-opinion": (7, True),
    }
    assert checks["allowed"] == ["fictitious", "no-row-twice"]


def test_a_crate_has_nothing_of_rows(tmp_path, signed):
    files = contents(signed[0])
    statement = base64.b64decode(json.loads(files[SIGNATURE])["payload"])
    crated = b"".join([signed[0].read_bytes(), *files.values(), statement])
    released = b"".join(path.read_bytes() for path in tmp_path.glob("releases/**/*.*"))
    assert [what for what, secret in SECRETS.items() if secret in crated] == []
    assert [what for what, secret in SECRETS.items() if secret not in released] == []


def test_a_crate_of_a_real_build_verifies_and_holds_no_person(tmp_path):
    cprs = [fictitious_cpr(number=number) for number in range(1, 4)]
    courses = [{"cpr": cpr, "forloeb_id": f"HEMMELIG{i}"} for i, cpr in enumerate(cprs)]
    raw, out = raw_folder(tmp_path, {"2023/forloeb.csv": forloeb(*courses)}), tmp_path / "out"
    build_light(raw, out, 2023)
    make_release(raw, out, 2023, ["fictitious"])
    (edition,) = releases(out)
    private, public = key_pair(tmp_path)
    path = export(edition, tmp_path / "new" / "2023-r1.crate.zip", private)
    assert verify_crate(path, public) == []
    persons = edition.source("forloeb").collect()["person"].to_list()
    assert len(persons) == 3
    secrets = [*cprs, *map(str, persons), "HEMMELIG", '"line"']
    assert [secret for secret in secrets if secret.encode() in path.read_bytes()] == []


def test_the_same_release_and_key_give_the_same_bytes_elsewhere(tmp_path, signed):
    shutil.copytree(tmp_path / "releases", tmp_path / "elsewhere" / "releases")
    edition = StoredEdition(tmp_path / "elsewhere" / "releases" / "2023-r1", 2023, 1)
    again = export(edition, tmp_path / "again.zip", key_pair(tmp_path)[0]).read_bytes()
    assert again == signed[0].read_bytes()
    assert export(edition, tmp_path / "b.zip", key_pair(tmp_path, 2)[0]).read_bytes() != again


def test_another_process_gives_the_same_bytes(tmp_path, signed):
    code = (
        "import sys, pathlib; from rus_pipeline.audit import crate;"
        "from rus_pipeline.figures.stored_edition import StoredEdition;"
        "folder, to, key = map(pathlib.Path, sys.argv[1:]);"
        "crate.export(StoredEdition(folder, 2023, 1), to, key)"
    )
    again = tmp_path / "again.zip"
    arguments = [tmp_path / "releases" / "2023-r1", again, tmp_path / "1-private.pem"]
    environment = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", code, *map(str, arguments)], check=True, env=environment)
    assert again.read_bytes() == signed[0].read_bytes()


def test_the_library_reads_the_metadata_and_every_file_is_described(signed):
    read = ROCrate(signed[0])
    root = read.root_dataset
    assert (root["name"], root["inLanguage"]) == ("Rapporten for 2023, frigivelse 1", "da")
    assert root.get("datePublished") == "2024-02-02T09:30:00+00:00"
    assert root["license"]["name"]
    for name, data in without(contents(signed[0]), METADATA).items():
        entity = read.get(name)
        assert {"name", "description", "encodingFormat"} <= set(entity)
        if name != SIGNATURE:
            assert entity["sha256"] == hashlib.sha256(data).hexdigest()
            assert entity["contentSize"] == str(len(data))
    metadata = contents(signed[0])[METADATA].decode()
    words = ("author", "creator", "publisher", str(signed[0].parent), socket.gethostname())
    assert [word for word in words if word in metadata] == []


@pytest.mark.parametrize("given", [{"fictitious": True}, {"kladde": True}, {}])
def test_the_metadata_name_synthetic_data_and_drafts(tmp_path, given):
    edition = release(tmp_path, **({"fictitious": False} | given))
    root = ROCrate(export(edition, tmp_path / "a.zip", None)).root_dataset
    for told in (root["creativeWorkStatus"], root["description"]):
        assert ("Fiktive data" in told) == ("fictitious" in given)
        assert ("Kladde" in told) == ("kladde" in given)


@pytest.mark.parametrize("name", [*DATA, METADATA, SIGNATURE])
def test_a_changed_byte_or_a_removed_file_of_a_signed_crate_is_found(signed, name):
    path, public = signed
    files = contents(path)
    for place in (0.0, 0.5, 0.999):
        complaints = verify_crate(packed(path, flipped(files, name, place)), public)
        assert any(name in complaint for complaint in complaints), place
    for key in (public, None):
        assert f"{name} is gone" in verify_crate(packed(path, without(files, name)), key)


@pytest.mark.parametrize("name", DATA)
def test_an_unsigned_file_is_compared_with_the_metadata(unsigned, name):
    files = contents(unsigned)
    told = verify_crate(packed(unsigned, flipped(files, name)), None)
    assert told[0].startswith(f"{name} was altered: sha256 ")
    told = verify_crate(packed(unsigned, files | {name: files[name] + b" "}), None)
    assert any(complaint.startswith(f"{name} holds ") for complaint in told)
    told = verify_crate(packed(unsigned, undescribed(files, name)), None)
    assert told == [f"{name} is gone"]


def other_figures(files):
    return described(files, "figures.csv", files["figures.csv"].replace(b",2,pers", b",9,pers"))


def other_words(files):
    return files | {METADATA: files[METADATA].replace(b"Fiktive", b"Rigtige")}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda files: files | {"a.txt": b""}, "a.txt is not described in ro-crate-metadata.json"),
        (lambda files: described(files, "a.txt", b""), "a.txt is not in the signed statement"),
        (other_figures, "figures.csv was altered: sha256 "),
        (other_words, "ro-crate-metadata.json was altered: sha256 "),
        (lambda files: undescribed(files, SIGNATURE), "2023-r1.crate.zip is not signed: "),
        (lambda files: described(files, "manifest.json", b"[]"), "manifest.json cannot be read"),
    ],
)
def test_a_change_of_file_and_metadata_is_found_by_the_signature(signed, change, expected):
    path, public = signed
    complaints = verify_crate(packed(path, change(contents(path))), public)
    assert any(complaint.startswith(expected) for complaint in complaints)


def test_another_key_or_the_signature_of_another_release_does_not_hold(tmp_path, signed):
    path, public = signed
    other = export(release(tmp_path, number=2), tmp_path / "b.zip", tmp_path / "1-private.pem")
    assert verify_crate(path, key_pair(tmp_path, 2)[1]) == [
        f"{SIGNATURE} is not signed with this key"
    ]
    files = contents(path) | {SIGNATURE: contents(other)[SIGNATURE]}
    told = verify_crate(packed(path, files), public)
    assert f"{SIGNATURE}: the statement's release is not what the crate's manifest says" in told


@pytest.mark.parametrize(
    "content", ["{}", "[]", '{"@graph": 1}', '{"@graph": [{}]}', "[" * 99999, "twice"]
)
def test_unreadable_metadata_are_named(unsigned, content):
    files = contents(unsigned)
    if content == "twice":
        metadata = json.loads(files[METADATA])
        content = json.dumps({**metadata, "@graph": metadata["@graph"] * 2})
    told = verify_crate(packed(unsigned, files | {METADATA: content}), None)
    assert told == ["ro-crate-metadata.json cannot be read"]


def test_a_repeated_or_damaged_file_is_named(signed):
    path, public = signed
    data = bytearray(path.read_bytes())
    data[data.index(b"2023/tabel-01/faxe/alkohol")] ^= 1
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("figures.csv", "other")
    assert verify_crate(path, public) == ["figures.csv is twice in the crate"]
    path.write_bytes(data)
    (damaged,) = verify_crate(path, public)
    assert "is damaged" in damaged


def test_a_broken_zip_is_a_one_line_complaint(signed, monkeypatch):
    path, public = signed
    whole = path.read_bytes()
    told = "2023-r1.crate.zip is broken: it cannot be read as a zip file"
    for size in range(0, len(whole), 997):
        path.write_bytes(whole[:size])
        assert verify_crate(path, public) == [told]
    for at in range(0, len(whole), 211):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        assert all(isinstance(line, str) for line in verify_crate(path, public))
    path.write_bytes(whole)
    monkeypatch.setattr(crate, "_LARGEST", 1000)
    assert verify_crate(path, public) == ["2023-r1.crate.zip is larger than a crate can be"]


def test_a_failed_export_is_an_error_and_leaves_no_file(tmp_path):
    edition, to = release(tmp_path), tmp_path / "a.zip"
    with pytest.raises(InputError, match="is no release"):
        export(StoredEdition(edition.folder, 2023), to, None)
    with pytest.raises(InputError, match="there is no such key file"):
        export(edition, to, tmp_path / "no.pem")
    with (edition.folder / "declaration.json").open("a") as file:
        file.write(" ")
    with pytest.raises(InputError, match=r"declaration\.json is not as it was released"):
        export(edition, to, None)
    with pytest.raises(InputError, match="there is no such file"):
        verify_crate(to, None)


def test_the_network_is_not_used(tmp_path, monkeypatch):
    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, lambda *_, **__: pytest.fail("the network was asked"))
    private, public = key_pair(tmp_path)
    assert verify_crate(export(release(tmp_path), tmp_path / "a.zip", private), public) == []


def test_heavy_libraries_are_imported_only_if_needed():
    modules = ", ".join(f"rus_pipeline.audit.{n}" for n in ("crate", "attestation", "lineage"))
    code = f"import sys, rus_pipeline.audit.trace, {modules}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"rocrate", "openlineage", "securesystemslib", "cryptography", "polars", "pandera"}
    assert heavy & set(run.stdout.split()) == set()
    assert "rus_pipeline.audit.crate" in run.stdout
