"""Names and paths of the output folder: its files, its editions, and which of them hold rows."""

from pathlib import Path

MANIFEST = "manifest.json"
"""An edition's inputs, code and outputs with their digests; in each edition's folder."""

RELEASES = "releases"
"""The folder of releases, each in ``<year>-r<number>``."""

CHAIN = "chain.json"
"""The register of releases, in ``RELEASES``: each name with the digest of its manifest."""

PARTNERS = "partnere"
"""The folder of partners' editions: ``<code>/``, each laid out as the output folder."""

DATABASE = "rus.duckdb"
OVERVIEW_NOTE = ".overview.json"
"""The editions and releases that database and front page were written from."""

LOCK = ".lock"
"""The lock of whoever writes in the output folder."""

STAGING = ".staging"
"""The folder of what is being made, in the folder that it will be moved to."""

LINES = "lines.json"
"""In an edition: of each raw file, its layout, and how many lines end before each 64 KiB."""

SET_ASIDE = "set_aside.csv"
"""In an edition: the rows that ``center.toml`` leaves out or joins with others."""

REVISIONS = "movements.json"
"""In a release: the figures revised since the release before. The name is that of old releases."""

_EDITIONS = ("[0-9][0-9][0-9][0-9]", f"{RELEASES}/*-r*")
_OF_AN_EDITION = ("slice", "slice/*", "quarantine.csv", SET_ASIDE, LINES, "rows.parquet", REVISIONS)
_OF_A_CENTRE = (
    DATABASE,
    STAGING,
    f"{RELEASES}/{STAGING}",
    *(f"{edition}/{name}" for edition in _EDITIONS for name in _OF_AN_EDITION),
)
HOLD_ROWS = (*_OF_A_CENTRE, *(f"{PARTNERS}/*/{name}" for name in _OF_A_CENTRE))
"""Patterns of all that holds rows of persons, or says something of single rows."""


def partner_out(out: Path, kode: str) -> Path:
    """Return the output folder of a partner, in that of the centre."""
    return out / PARTNERS / kode


def centre_out(partner: Path) -> Path:
    """Return the output folder of the centre that a partner's is in."""
    return partner.parents[1]
