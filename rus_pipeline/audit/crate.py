"""A release as an RO-Crate: one file to hand on, with everything of a release but its rows.

Figures, their definitions and components, manifest, gates, reconciliation and column lineage are in
it, described in Danish and, where a key is given, signed. Of rows nothing is: no slice, digest,
line, person or quarantined value; so each file is made here of what it may hold, and none is copied
but the manifest. The same release and key give the same bytes: files are stored in order, not
packed, with no time of their own. What belongs here: writing the crate and checking it. What does
not: the signature (``attestation``), or what the lineage says (``lineage``).
Source: audit contract, Export.
"""

import csv
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rus_pipeline.audit import attestation
from rus_pipeline.core.errors import InputError
from rus_pipeline.figures.stored_edition import MANIFEST, StoredEdition
from rus_pipeline.storage.digests import file_sha256
from rus_pipeline.storage.swap import replacing

METADATA = "ro-crate-metadata.json"
FIGURES = "figures.csv"
DEFINITIONS = "definitions.json"
COMPONENTS = "components.csv"
CHECKS = "checks.json"
RECONCILIATION = "reconciliation.json"
LINEAGE = "lineage.ndjson"

_SPECIFICATION = "1.2"
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip file can tell
_LARGEST = 1 << 30

_CSV, _JSON = "text/csv", "application/json"
# Name → media type, Danish name, what is in it.
_FILES: Mapping[str, tuple[str, str, str]] = {
    FIGURES: (_CSV, "Tallene", "Ét tal pr. linje, med tabel, række, kolonne og status."),
    DEFINITIONS: (_JSON, "Definitionerne", "Hvert tals titel, enhed, regel, og i ord hvad det er."),
    COMPONENTS: (_CSV, "Delene", "De tal, som et tal er sat sammen af, og deres rolle i det."),
    MANIFEST: (
        _JSON,
        "Manifestet",
        "Hvad frigivelsen er bygget af og med: filernes sha256, kodens version og tidspunkter.",
    ),
    CHECKS: (
        _JSON,
        "Kontrollerne",
        "Hver kontrol, hvor meget den har prøvet, og hvad der er tilladt ved frigivelsen.",
    ),
    RECONCILIATION: (_JSON, "Afstemningen", "Hvert trykt tal ved siden af det, der er bygget."),
    LINEAGE: ("application/x-ndjson", "Herkomsten", "Hver kolonnes kilder, som OpenLineage."),
}
_SIGNATURE = (
    "application/vnd.dsse.envelope.v1+json",
    "Underskriften",
    "Alle de andre filers sha256 i en underskrevet erklæring (in-toto i en DSSE-konvolut).",
)

_FIGURE = (
    *("figure_id", "edition", "table_id", "row_key", "column_key", "row_label", "column_label"),
    *("value", "unit", "status", "reason"),
)
_DEFINITION = ("figure_id", "title", "definition", "words", "unit", "rule")
# Where a printed number stands in its document is not told: the crate names no line of anything.
_CLAIM = (
    *("document", "report_year", "table", "row", "column", "printed", "note"),
    *("printed_value", "figure_id", "value", "outcome", "reason"),
)

_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, ValueError, EOFError)
_MALFORMED = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def export(kept: StoredEdition, target: Path, key: Path | None) -> Path:
    """Write a release as a crate to ``target``, signed with the private ``key`` where one is given.

    Raises InputError where it is no release, or was altered, and for a key that cannot sign.
    """
    signer = None if key is None else attestation.signer(key)
    if kept.release is None:
        raise InputError(f"{kept.folder} is no release; make one with rus release {kept.year}")
    _refuse_altered(kept)
    contents = dict(_contents(kept))
    contents[METADATA] = _metadata(kept, contents, signed=signer is not None)
    if signer is not None:
        digests = {name: _sha256(data) for name, data in contents.items()}
        contents[attestation.FILE] = attestation.signed(
            digests, _predicate(contents[MANIFEST]), signer
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    with replacing(target) as new, zipfile.ZipFile(new, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(contents.items()):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, data)
    return target


def verify_crate(file: Path, key: Path | None) -> list[str]:
    """Return what does not hold of a crate, each in a sentence that names the file in it.

    With a public ``key``, the crate must be signed with the private one that goes with it. Raises
    InputError where there is no such file or key.
    """
    public = None if key is None else attestation.public_key(key)
    if not file.is_file():
        raise InputError(f"{file}: there is no such file")
    try:
        contents, damaged = _read(file)
    except _BROKEN:
        return [f"{file.name} is broken: it cannot be read as a zip file"]
    if damaged:
        return damaged
    digests = {name: _sha256(data) for name, data in contents.items()}
    complaints = list(_misdescribed(contents, digests))
    try:
        predicate = _predicate(contents[MANIFEST]) if MANIFEST in contents else None
    except _MALFORMED:
        predicate = None
        complaints.append(f"{MANIFEST} cannot be read")
    envelope = contents.get(attestation.FILE)
    if envelope is not None:
        del digests[attestation.FILE]
        complaints += attestation.complaints(envelope, digests, predicate, public)
    elif public is not None:
        complaints.append(f"{file.name} is not signed: it holds no {attestation.FILE}")
    return list(dict.fromkeys(complaints))


def _refuse_altered(kept: StoredEdition) -> None:
    for name, sha256 in kept.manifest["outputs"].items():
        path = kept.folder / name
        if not path.is_file() or file_sha256(path) != sha256:
            raise InputError(f"{path} is not as it was released; see rus verify {kept.year}")


def _contents(kept: StoredEdition) -> Iterator[tuple[str, bytes]]:
    from rus_pipeline.audit.lineage import events

    figures = [{"edition": kept.year, **vars(figure)} for figure in kept.figures.values()]
    yield FIGURES, _as_csv(_FIGURE, figures)
    yield (
        DEFINITIONS,
        _as_json([{name: figure[name] for name in _DEFINITION} for figure in figures]),
    )
    parts = (
        {"figure_id": figure.figure_id, "component_id": part.figure_id, "role": part.role}
        for figure in kept.figures.values()
        for part in figure.components
    )
    yield COMPONENTS, _as_csv(("figure_id", "component_id", "role"), parts)
    yield MANIFEST, (kept.folder / MANIFEST).read_bytes()
    yield CHECKS, _as_json(_checks(kept.manifest))
    claims = json.loads((kept.folder / RECONCILIATION).read_text(encoding="utf-8"))
    yield RECONCILIATION, _as_json([{name: claim[name] for name in _CLAIM} for claim in claims])
    yield LINEAGE, "".join(f"{event}\n" for event in events(kept)).encode()


def _checks(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return the gates. One that does not hold was allowed by its name."""
    from rus_pipeline.audit.gates import Gate

    shows = {gate.value: gate.shows for gate in Gate}
    allowed = manifest["allowed"]
    gates = [
        {"gate": gate, "shows": shows.get(gate), "tried": tried, "holds": gate not in allowed}
        for gate, tried in manifest["gates"].items()
    ]
    return {"gates": gates, "allowed": allowed}


def _metadata(kept: StoredEdition, contents: Mapping[str, bytes], *, signed: bool) -> bytes:
    """Return the crate's description of itself. Who made it, and on what machine, is not told."""
    from rocrate.model.contextentity import ContextEntity  # type: ignore[import-untyped]
    from rocrate.rocrate import ROCrate  # type: ignore[import-untyped]

    manifest = kept.manifest
    remarks = list(_remarks(manifest))
    crate = ROCrate(version=_SPECIFICATION)
    root = crate.root_dataset
    root["datePublished"] = manifest["released_at"]
    root["name"] = f"Rapporten for {kept.year}, frigivelse {kept.release}"
    root["description"] = " ".join(
        [
            f"Frigivelse {kept.release} af rapporten for {kept.year}: tallene, deres definitioner"
            " og dele, manifest, kontroller, afstemning og herkomst. Udtrækkenes rækker er ikke"
            " med.",
            *(remark for _, remark in remarks),
        ]
    )
    root["inLanguage"] = "da"
    root["version"] = f"{kept.year}-r{kept.release}"
    root["temporalCoverage"] = str(kept.year)
    root["creativeWorkStatus"] = ["Frigivet", *(status for status, _ in remarks)]
    terms = {
        "@type": "CreativeWork",
        "name": "Til revision",
        "description": "Til revision af rapporten. Der er ikke givet licens til anden brug.",
    }
    root["license"] = crate.add(ContextEntity(crate, "#brug", properties=terms))
    for name, described in sorted(_FILES.items()):
        size = {"contentSize": str(len(contents[name])), "sha256": _sha256(contents[name])}
        crate.add_file(dest_path=name, properties={**_named(*described), **size})
    if signed:  # its digest is of a file that holds this one's
        crate.add_file(dest_path=attestation.FILE, properties=_named(*_SIGNATURE))
    return _as_json(crate.metadata.generate())


def _named(kind: str, name: str, description: str) -> dict[str, str]:
    return {"encodingFormat": kind, "name": name, "description": description}


def _remarks(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a reader must know first: its status in a word or two, and in a sentence."""
    from rus_pipeline.report.edition_status import DRAFT, SYNTHETIC

    if manifest["fictitious"]:
        yield "Fiktive data", SYNTHETIC
    if manifest["kladde"]:
        yield DRAFT, f"{DRAFT}. Udtrækket er fra før året var omme, og tallene vil ændre sig."


def _predicate(manifest: bytes) -> dict[str, Any]:
    """Return what a signature vouches for besides the files, as the manifest has it."""
    told = json.loads(manifest)
    names = ("edition", "release", "code_version", "gates")
    return {**{name: told[name] for name in names}, "manifest_sha256": _sha256(manifest)}


def _read(file: Path) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of a crate, and what cannot be read of it."""
    contents: dict[str, bytes] = {}
    damaged: list[str] = []
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > _LARGEST:
            return {}, [f"{file.name} is larger than a crate can be"]
        for entry in entries:
            if entry.filename in contents:
                damaged.append(f"{entry.filename} is twice in the crate")
            try:
                contents[entry.filename] = archive.read(entry)
            except _BROKEN:
                damaged.append(f"{entry.filename} is damaged: it cannot be read out of the crate")
    return contents, damaged


def _misdescribed(contents: Mapping[str, bytes], digests: Mapping[str, str]) -> Iterator[str]:
    """Yield each file that is not as the metadata describe it, or is not described, or is gone."""
    if METADATA not in contents:
        yield f"{METADATA} is gone"
        return
    try:
        described = _parts(contents[METADATA])
    except _MALFORMED:
        yield f"{METADATA} cannot be read"
        return
    for name in sorted({*_FILES, *described} - contents.keys()):
        yield f"{name} is gone"
    for name in sorted(contents.keys() - described.keys() - {METADATA}):
        yield f"{name} is not described in {METADATA}"
    for name in sorted(contents.keys() & described.keys() - {attestation.FILE}):
        said, size = described[name], str(len(contents[name]))
        if said.get("sha256") != digests[name]:
            yield f"{name} was altered: sha256 {digests[name]}, {said.get('sha256')} in {METADATA}"
        if said.get("contentSize") != size:
            yield f"{name} holds {size} bytes, {said.get('contentSize')} in {METADATA}"


def _parts(metadata: bytes) -> dict[str, Mapping[str, Any]]:
    graph = json.loads(metadata)["@graph"]
    entities = {entity["@id"]: entity for entity in graph}
    if len(entities) != len(graph):
        raise ValueError(METADATA)
    root = entities[entities[METADATA]["about"]["@id"]]
    return {part["@id"]: dict(entities[part["@id"]]) for part in root["hasPart"]}


def _as_csv(names: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _as_json(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
