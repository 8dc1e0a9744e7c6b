"""A tiny release, written by hand, with a secret in every file that must not be exported."""

import hashlib
import json
import zipfile
from dataclasses import asdict
from datetime import date

import polars as pl
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from rus_pipeline.figures.figure import Component, Counted, Figure
from rus_pipeline.figures.files import write_figures
from rus_pipeline.figures.stored_edition import StoredEdition

RAW_ROW = "F17;610180-4012;Alkohol;Hemmelig Allé"
ROW_SHA256 = hashlib.sha256(RAW_ROW.encode()).hexdigest()
LINE = 4873129
PERSON = 16045690984833335023
LISTED = "31-02-2023 (ulæselig)"

# What may stand in no crate: how it looks as bytes.
SECRETS = {
    "raw row": RAW_ROW.encode(),
    "row sha256": ROW_SHA256.encode(),
    "line": str(LINE).encode(),
    "line as a number": LINE.to_bytes(8, "little"),
    "a line's name": b'"line"',
    "person": str(PERSON).encode(),
    "person as a number": PERSON.to_bytes(8, "little"),
    "quarantined value": LISTED.encode(),
}

_FORLOEB = "2023/forloeb.csv"
_POSTINGS = "2023/posteringer.csv"


def counted(table, row, column, value, where, *, source="forloeb", aggregate="distinct", over=()):
    files = (_FORLOEB,) if source == "forloeb" else (_POSTINGS,)
    return figure(table, row, column, value, counted=Counted(source, aggregate, over, where, files))


def figure(table, row, column, value, **changes):
    made = {
        "figure_id": f"2023/{table}/{row}/{column}",
        "table_id": table,
        "row_key": row,
        "column_key": column,
        "row_label": row.title(),
        "column_label": column.title(),
        "title": "Borgere i behandling, ænder og gæs",
        "definition": "Forskellige personer i behandling.",
        "words": f"Antallet af forskellige personer; {row}, {column}.",
        "unit": "personer",
        "value": value,
        "exact": value,
        "status": "observed",
        "reason": None,
        "rule": "counted",
        "counted": None,
        "components": (),
    }
    return Figure(**(made | changes))


def _cell(row, column, value, **extra):
    where = {"aktiv": True, "raekke": row, "kolonne": column}
    return counted("tabel-01", row, column, value, where, over=("person",), **extra)


FIGURES = (
    _cell("faxe", "alkohol", "2"),
    _cell("faxe", "stof-voksne", "1"),
    figure(
        "tabel-01",
        "faxe",
        "i-alt",
        "3",
        rule="total",
        components=(
            Component("2023/tabel-01/faxe/alkohol", "addend"),
            Component("2023/tabel-01/faxe/stof-voksne", "addend"),
        ),
    ),
    _cell("andre-kommuner", "alkohol", "0"),
    _cell("andre-kommuner", "stof-voksne", "4"),
    counted(
        "tabel-04",
        "udgift",
        "2023",
        "100",
        {"art": "udgift", "omraade": "alkohol"},
        source="posteringer",
        aggregate="sum",
        over=("beloeb",),
    ),
    figure(
        "tabel-05",
        "udgift",
        "2023",
        None,
        status="not_available",
        reason='Filen 2023/posteringer.csv er "ikke" leveret, endnu',
        rule="not-available",
    ),
)


def release(out, *, number=1, fictitious=True, kladde=False, allowed=("fictitious",)):
    """Write the release under ``out`` and return it, opened."""
    folder = out / "releases" / f"2023-r{number}"
    folder.mkdir(parents=True)
    _write_data(folder)
    _write_slice(folder)
    _write_rows(folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest = {
        "edition": 2023,
        "release": number,
        "run_id": "7d3c9e",
        "code_version": "0123456789abcdef",
        "built_at": "2024-02-01T08:00:00+00:00",
        "released_at": "2024-02-02T09:30:00+00:00",
        "kladde": kladde,
        "fictitious": fictitious,
        "extracts": {"2023": {"kilde": "Journalen", "udtrukket": date(2024, 1, 31).isoformat()}},
        "files": {_FORLOEB: "a" * 64, _POSTINGS: "b" * 64},
        "raw_files": {_FORLOEB: [12, 34], _POSTINGS: [56, 78]},
        "gates": {"trace-equality": 7, "no-row-twice": 5, "nothing-lost": 2, "second-opinion": 7},
        "allowed": list(allowed),
        "lock_sha256": "c" * 64,
        "previous_manifest_sha256": None,
        "outputs": {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
        },
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    return StoredEdition(folder, 2023, number)


def _write_data(folder):
    write_figures(folder / "declaration.json", FIGURES)
    names = ("figure_id", "table_id", "row_key", "column_key", "value", "unit", "status", "reason")
    frame = pl.DataFrame([{name: asdict(one)[name] for name in names} for one in FIGURES])
    _parquet(frame, folder / "figures.parquet")
    for table in {one.table_id for one in FIGURES}:
        own = frame.filter(pl.col("table_id") == table)
        _parquet(own, folder / "marts" / f"{table}.parquet")
    claim = {
        "document": "aarsrapport-2023.csv",
        "line": LINE,
        "report_year": 2023,
        "table": "Tabel 1",
        "row": "Faxe",
        "column": "Alkohol",
        "printed": "2",
        "note": "",
        "printed_value": "2",
        "figure_id": FIGURES[0].figure_id,
        "value": "2",
        "outcome": "reproduced",
        "reason": "",
    }
    (folder / "reconciliation.json").write_text(json.dumps([claim]), encoding="utf-8")


def _write_slice(folder):
    at = {"file": [_FORLOEB], "line": [LINE]}
    person = pl.Series("person", [PERSON], pl.UInt64)
    forloeb = {**at, "person": person, "aktiv": [True], "raekke": ["faxe"], "kolonne": ["alkohol"]}
    postings = {**at, "beloeb": ["100.00"], "art": ["udgift"], "omraade": ["alkohol"]}
    _parquet(pl.DataFrame(forloeb), folder / "slice" / "forloeb.parquet")
    _parquet(pl.DataFrame(postings), folder / "slice" / "posteringer.parquet")


def _write_rows(folder):
    rows = {"file": [_FORLOEB], "line": [LINE], "row_sha256": [ROW_SHA256]}
    _parquet(pl.DataFrame(rows), folder / "rows.parquet")
    moved = [{"figure_id": FIGURES[0].figure_id, "rows": [{"file": _FORLOEB, "line": LINE}]}]
    (folder / "movements.json").write_text(json.dumps(moved), encoding="utf-8")
    (folder / "lines.json").write_text(json.dumps({_FORLOEB: [0, LINE]}), encoding="utf-8")
    listed = f"{_FORLOEB},{LINE},udskrivningsdato,dato_ugyldig,tømt,{LISTED}"
    told = f"file,line,column,rule,action,value\n{listed}\n{RAW_ROW} {PERSON}\n"
    (folder / "quarantine.csv").write_text(told, encoding="utf-8")


def _parquet(frame, path):
    """Write a frame uncompressed, so that a search of its bytes finds its values."""
    path.parent.mkdir(exist_ok=True)
    frame.write_parquet(path, compression="uncompressed")


def key_pair(folder, number=1):
    """Write a private and a public key, always the same of a ``number``, and return their paths."""
    private = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
    secret, public = folder / f"{number}-private.pem", folder / f"{number}-public.pem"
    secret.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    spki = PublicFormat.SubjectPublicKeyInfo
    public.write_bytes(private.public_key().public_bytes(Encoding.PEM, spki))
    return secret, public


def contents(path):
    """Return the files of a crate."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path, files):
    """Write a crate anew with other files, and return its path."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def without(files, name):
    return {other: data for other, data in files.items() if other != name}


def flipped(files, name, place=0.5):
    """Return the files with one bit of one of them another."""
    data = bytearray(files[name])
    data[int(len(data) * place)] ^= 1
    return files | {name: bytes(data)}


def described(files, name, data):
    """Return the files with one added or another, and the metadata as if it always had been so."""
    metadata = json.loads(files["ro-crate-metadata.json"])
    graph, part = metadata["@graph"], {"@id": name}
    if part not in graph[0]["hasPart"]:
        graph[0]["hasPart"].append(part)
        graph.append({**part, "@type": "File"})
    for entity in graph:
        if entity["@id"] == name:
            entity["contentSize"] = str(len(data))
            entity["sha256"] = hashlib.sha256(data).hexdigest()
    return files | {name: data, "ro-crate-metadata.json": json.dumps(metadata).encode()}


def undescribed(files, name):
    """Return the files without one of them, and the metadata as if it never had been there."""
    metadata = json.loads(files["ro-crate-metadata.json"])
    metadata["@graph"][0]["hasPart"].remove({"@id": name})
    return without(files, name) | {"ro-crate-metadata.json": json.dumps(metadata).encode()}
