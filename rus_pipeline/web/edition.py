"""``/udgave/<edition>``: what an edition rests on, what was checked, and whether it is final."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rus_pipeline.audit.gates import Gate
from rus_pipeline.audit.verify import chain_complaints
from rus_pipeline.core.errors import InputError
from rus_pipeline.figures.stored_edition import StoredEdition, edition_of, releases
from rus_pipeline.ingest.rows.quarantine import EXPLANATIONS, ROW_OUT
from rus_pipeline.ingest.udtraek import Accepteret, read_udtraek
from rus_pipeline.storage.digests import changed_files
from rus_pipeline.storage.layout import SET_ASIDE
from rus_pipeline.web.archive import Archive
from rus_pipeline.web.asked import Asked
from rus_pipeline.web.front import drawn
from rus_pipeline.web.lists import Part
from rus_pipeline.web.status import STATES, in_danish, statuses

_UNITS = {
    Gate.TRACE_EQUALITY: "tal, hvert sammenholdt med det, som dets rækker eller dele giver",
    Gate.NO_ROW_TWICE: "tal, hvert set efter for rækker, der står to gange",
    Gate.NOTHING_LOST: "filer, hver med poster talt mod brugte, udsatte, udeladte og samlede",
    Gate.INDEPENDENT_RECOUNT: "tal, hvert sammenholdt med en optælling i SQL skrevet for sig",
    Gate.ADDS_UP: "summer på tværs af tabeller, hver regnet efter",
}


@dataclass(frozen=True)
class LeftOut:
    """A row, or a field of one, that does not count: where, by which rule, and what was done."""

    file: str
    line: int
    rule: str
    says: str
    done: str


def data(archive: Archive, asked: Asked) -> dict[str, Any]:
    """Return the edition's status as ``rus status`` gives it, its manifest, and its chain."""
    edition = edition_of(archive.opened, asked.edition)
    known = statuses(archive).editions.get(edition.year)
    return {
        "status": None if known is None else known.as_json(),
        "manifest": edition.manifest,
        "releases": [one.manifest for one in releases(archive.opened, edition.year)],
        "chain": _chain(archive, edition.year),
    }


def page(archive: Archive, asked: Asked) -> dict[str, Any]:
    """Return what the edition's page is filled with."""
    edition = edition_of(archive.opened, asked.edition)
    statused = statuses(archive)
    known = statused.editions.get(edition.year)
    released = releases(archive.opened, edition.year)
    left_out = list(_left_out(edition))
    part = Part(asked.page, len(left_out))
    manifest = edition.manifest
    changed = changed_files(archive.raw, manifest["files"])
    return {
        "edition": edition,
        "manifest": manifest,
        "digest": edition.manifest_sha256,
        "drawn": drawn(edition),
        "state": "ukendt" if known is None else STATES[known.state],
        "unknown": statused.unknown,
        "refused": known and known.refused,
        "stale": [
            (one.asset, [in_danish(why) for why in one.why])
            for one in (known.stale if known else ())
        ],
        "final": _final(edition, released),
        "changed": sorted(changed),
        "by_rule": _by_rule(left_out),
        "left_out": left_out[part.first : part.last],
        "part": part,
        "accepted": _accepted(archive, edition.year),
        "gates": [
            (gate.shows, manifest["gates"][gate.value], _UNITS[gate])
            for gate in Gate
            if gate.value in manifest["gates"]
        ],
        "released": [(one, one.manifest_sha256) for one in released],
        "chain": _chain(archive, edition.year),
    }


def _final(edition: StoredEdition, released: list[StoredEdition]) -> list[str]:
    """Return whether the edition is final, in sentences."""
    said: list[str] = []
    if edition.manifest["kladde"]:
        said.append("Nej: den er en kladde, for udtrækket er fra før året var omme.")
    if not released:
        said.append("Nej: den er ikke frigivet, og kan bygges om.")
    else:
        newest = released[-1]
        same = edition.manifest["outputs"].get("declaration.json") == newest.manifest[
            "outputs"
        ].get("declaration.json")
        said.append(
            f"Ja: den står, som den er frigivet i {newest.name}."
            if same
            else f"Nej: den er bygget om, siden {newest.name} blev frigivet, og tal er anderledes."
        )
    if edition.manifest["fictitious"]:
        said.append("Den bygger på fiktive data.")
    return said


def _left_out(edition: StoredEdition) -> Iterator[LeftOut]:
    """Yield what does not count, without what stands in it: quarantined first, then set aside."""
    with (edition.folder / "quarantine.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            done = "rækken er sat ud" if row["action"] == ROW_OUT else "feltet er tømt"
            says = f"{EXPLANATIONS.get(row['rule'], '')} ({row['column']})"
            yield LeftOut(row["file"], int(row["line"]), row["rule"], says, done)
    path = edition.folder / SET_ASIDE
    if not path.is_file():  # an edition of an earlier version has none
        return
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            joined = row["course_line"]
            says = (
                f"Samlet med linje {joined} af samme forløb"
                if joined
                else "Kontoen er »ikke med« under [konti] i center.toml"
            )
            yield LeftOut(row["file"], int(row["line"]), row["kind"], says, row["kind"])


def _by_rule(left_out: list[LeftOut]) -> list[tuple[str, str, int]]:
    """Return each rule, what was done and how often."""
    counts = Counter((one.rule, one.done) for one in left_out)
    return [(rule, done, many) for (rule, done), many in sorted(counts.items())]


def _accepted(archive: Archive, year: int) -> tuple[Accepteret, ...] | None:
    """Return what the centre has accepted of the delivery; None where the file cannot be read."""
    try:
        return read_udtraek(archive.raw, year).accepteret
    except (InputError, OSError):
        return None


def _chain(archive: Archive, year: int) -> list[str]:
    """Return what is wrong in the edition's chain of releases."""
    return list(chain_complaints(archive.out, releases(archive.opened, year), year))
