"""A release as an RO-Crate: one file to give away, with everything of a release but its rows.

It holds figures, their definitions and components, manifest, gates, reconciliation and column
lineage, described in Danish, and a signature if a key is given. It holds nothing of rows: no slice,
digest, line, person or quarantined value. So each file but the manifest is written here from the
fields that it may hold; none is copied. The same release and key give the same bytes: files are
stored in order, uncompressed and without times. Source: audit contract, Export.
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
from rus_pipeline.figures.stored_edition import StoredEdition
from rus_pipeline.storage.digests import file_sha256
from rus_pipeline.storage.layout import MANIFEST
from rus_pipeline.storage.swap import replacing

METADATA = "ro-crate-metadata.json"
FIGURES = "figures.csv"
DEFINITIONS = "definitions.json"
COMPONENTS = "components.csv"
CHECKS = "checks.json"
RECONCILIATION = "reconciliation.json"
LINEAGE = "lineage.ndjson"

_SPECIFICATION = "1.2"
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can have
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
# The line in the printed document is left out: the crate names no line of anything.
_CLAIM = (
    *("document", "report_year", "table", "row", "column", "printed", "note"),
    *("printed_value", "figure_id", "value", "outcome", "reason"),
)

_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, ValueError, EOFError)
_MALFORMED = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def export(edition: StoredEdition, target: Path, key: Path | None) -> Path:
    """Write a release as a crate to ``target``, signed with the private ``key`` if one is given.

    Raises InputError if it is no release or was altered, and for a key that cannot sign.
    """
    signer = None if key is None else attestation.signer(key)
    if edition.release is None:
        raise InputError(
            f"{edition.folder} is no release; make one with rus release {edition.year}"
        )
    _refuse_altered(edition)
    contents = dict(_contents(edition))
    contents[METADATA] = _metadata(edition, contents, signed=signer is not None)
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
    """Return a sentence for each fault of a crate, which names the file in it.

    With a public ``key``, the crate must be signed with the matching private key. Raises InputError
    if the file or the key does not exist.
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


def _refuse_altered(edition: StoredEdition) -> None:
    for name, sha256 in edition.manifest["outputs"].items():
        path = edition.folder / name
        if not path.is_file() or file_sha256(path) != sha256:
            raise InputError(f"{path} is not as it was released; see rus verify {edition.year}")


def _contents(edition: StoredEdition) -> Iterator[tuple[str, bytes]]:
    from rus_pipeline.audit.lineage import events

    figures = [{"edition": edition.year, **vars(figure)} for figure in edition.figures.values()]
    yield FIGURES, _as_csv(_FIGURE, figures)
    yield (
        DEFINITIONS,
        _as_json([{name: figure[name] for name in _DEFINITION} for figure in figures]),
    )
    parts = (
        {"figure_id": figure.figure_id, "component_id": part.figure_id, "role": part.role}
        for figure in edition.figures.values()
        for part in figure.components
    )
    yield COMPONENTS, _as_csv(("figure_id", "component_id", "role"), parts)
    yield MANIFEST, (edition.folder / MANIFEST).read_bytes()
    yield CHECKS, _as_json(_checks(edition.manifest))
    claims = json.loads((edition.folder / RECONCILIATION).read_text(encoding="utf-8"))
    yield RECONCILIATION, _as_json([{name: claim[name] for name in _CLAIM} for claim in claims])
    yield LINEAGE, "".join(f"{event}\n" for event in events(edition)).encode()


def _checks(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return the gates. A gate that does not hold was allowed by name at the release."""
    from rus_pipeline.audit.gates import Gate

    shows = {gate.value: gate.shows for gate in Gate}
    allowed = manifest["allowed"]
    gates = [
        {"gate": gate, "shows": shows.get(gate), "tried": tried, "holds": gate not in allowed}
        for gate, tried in manifest["gates"].items()
    ]
    return {"gates": gates, "allowed": allowed}


def _metadata(edition: StoredEdition, contents: Mapping[str, bytes], *, signed: bool) -> bytes:
    """Return the crate's description, without who made it or on what machine."""
    from rocrate.model.contextentity import ContextEntity  # type: ignore[import-untyped]
    from rocrate.rocrate import ROCrate  # type: ignore[import-untyped]

    manifest = edition.manifest
    remarks = list(_remarks(manifest))
    crate = ROCrate(version=_SPECIFICATION)
    root = crate.root_dataset
    root["datePublished"] = manifest["released_at"]
    root["name"] = f"Rapporten for {edition.year}, frigivelse {edition.release}"
    root["description"] = " ".join(
        [
            f"Frigivelse {edition.release} af rapporten for {edition.year}: tallene, deres"
            " definitioner og dele, manifest, kontroller, afstemning og herkomst. Udtrækkenes"
            " rækker er ikke med.",
            *(remark for _, remark in remarks),
        ]
    )
    root["inLanguage"] = "da"
    root["version"] = f"{edition.year}-r{edition.release}"
    root["temporalCoverage"] = str(edition.year)
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
    if signed:  # without a digest: the signature holds the digest of this file
        crate.add_file(dest_path=attestation.FILE, properties=_named(*_SIGNATURE))
    return _as_json(crate.metadata.generate())


def _named(kind: str, name: str, description: str) -> dict[str, str]:
    return {"encodingFormat": kind, "name": name, "description": description}


def _remarks(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each remark on the edition's status, as a term and as a sentence."""
    from rus_pipeline.report.edition_status import DRAFT, SYNTHETIC

    if manifest["fictitious"]:
        yield "Fiktive data", SYNTHETIC
    if manifest["kladde"]:
        yield DRAFT, f"{DRAFT}. Udtrækket er fra før året var omme, og tallene vil ændre sig."


def _predicate(manifest: bytes) -> dict[str, Any]:
    """Return the facts of the manifest that are signed together with the files."""
    found = json.loads(manifest)
    names = ("edition", "release", "code_version", "gates")
    return {**{name: found[name] for name in names}, "manifest_sha256": _sha256(manifest)}


def _read(file: Path) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of a crate, and a sentence for each that cannot be read."""
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
    """Yield a sentence for each file that differs from the metadata, or is missing in either."""
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
        about, size = described[name], str(len(contents[name]))
        if about.get("sha256") != digests[name]:
            yield f"{name} was altered: sha256 {digests[name]}, {about.get('sha256')} in {METADATA}"
        if about.get("contentSize") != size:
            yield f"{name} holds {size} bytes, {about.get('contentSize')} in {METADATA}"


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
