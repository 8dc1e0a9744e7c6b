"""``/udgave/<edition>/aendringer``: what moved between two releases, by data and by method."""

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rus_pipeline.audit.release import listed_rows
from rus_pipeline.audit.revisions import Fate, as_json, revisions_between
from rus_pipeline.audit.trace import ChangedError
from rus_pipeline.core.errors import InputError
from rus_pipeline.figures.stored_edition import (
    StoredEdition,
    UnknownError,
    edition_of,
    releases,
)
from rus_pipeline.storage.digests import changed_files
from rus_pipeline.storage.layout import REVISIONS
from rus_pipeline.web.archive import Archive
from rus_pipeline.web.asked import Asked
from rus_pipeline.web.lists import Part

if TYPE_CHECKING:
    from rus_pipeline.figures.figure import Figure

NOW = "nu"
"""The edition that stands, which may be no release."""

FATES = {
    Fate.CAME: "kommet til",
    Fate.WENT: "gået ud",
    Fate.CHANGED: "ændret",
    Fate.COUNTS: "tæller nu",
    Fate.NO_LONGER: "tæller ikke længere",
}
_RELEASE = re.compile(r"r[1-9][0-9]{0,5}", re.ASCII)
_ROWS = 200  # of each figure; JSON has all


class NoReleaseError(InputError):
    """The edition has no release that it could be compared with."""


def data(archive: Archive, asked: Asked) -> list[dict[str, Any]]:
    """Return the revisions as ``rus release`` lists them."""
    return _of_table(_asked(archive, asked)[2], asked.chosen("tabel"))


def page(archive: Archive, asked: Asked) -> dict[str, Any]:
    """Return what the page is filled with."""
    before, after, every = _asked(archive, asked)
    table = asked.chosen("tabel")
    found = _of_table(every, table)
    part = Part(asked.page, len(found))
    return {
        "edition": edition_of(archive.opened, asked.edition),
        "before": before,
        "after": after,
        "choices": [*(f"r{one.release}" for one in releases(archive.opened, asked.edition)), NOW],
        "from_": f"r{before.release}",
        "to": NOW if after.release is None else f"r{after.release}",
        "table": table,
        "tables": sorted({_table_of(one["figure_id"]) for one in every}),
        "found": [_shown(one, before, after) for one in found[part.first : part.last]],
        "part": part,
    }


def _of_table(found: list[dict[str, Any]], table: str) -> list[dict[str, Any]]:
    return [one for one in found if table in ("", _table_of(one["figure_id"]))]


def _table_of(figure_id: str) -> str:
    return figure_id.split("/")[1]


def _shown(one: dict[str, Any], before: StoredEdition, after: StoredEdition) -> dict[str, Any]:
    figure: Figure | None = after.figures.get(one["figure_id"])
    figure = figure or before.figures.get(one["figure_id"])
    numbers = {
        name: None if one[name] is None else Decimal(one[name])
        for name in ("before", "after", "by_data", "by_definition")
    }
    fates = [(row["file"], row["line"], FATES[Fate(row["fate"])]) for row in one["rows"]]
    return {
        "figure_id": one["figure_id"],
        "figure": figure,
        **numbers,
        "rows": fates[:_ROWS],
        "more": max(0, len(fates) - _ROWS),
    }


def _asked(
    archive: Archive, asked: Asked
) -> tuple[StoredEdition, StoredEdition, list[dict[str, Any]]]:
    """Return the two that are compared, and what moved. Raises UnknownError, NoReleaseError."""
    year = asked.edition
    current = edition_of(archive.opened, year)
    released = releases(archive.opened, year)
    if not released:
        raise NoReleaseError(f"{year} er ikke frigivet, så der er intet at sammenligne med.")
    to = asked.chosen("til") or NOW
    after = current if to == NOW else _release(released, year, to)
    earlier = [one for one in released if one.folder != after.folder and _before(one, after)]
    from_ = asked.chosen("fra") or f"r{(earlier or released)[-1].release}"
    before = _release(released, year, from_)
    key = ("revisions", before.manifest_sha256, after.manifest_sha256)
    return before, after, archive.remembered(key, lambda: _moved(archive, before, after))


def _before(one: StoredEdition, other: StoredEdition) -> bool:
    return other.release is None or (one.release or 0) < other.release


def _release(released: list[StoredEdition], year: int, name: str) -> StoredEdition:
    found = [one for one in released if _RELEASE.fullmatch(name) and f"r{one.release}" == name]
    if not found:
        names = [f"{year}-r{one.release}" for one in released]
        raise UnknownError(f"{name[:50]}: no such release of {year}", names)
    return found[0]


def _moved(archive: Archive, before: StoredEdition, after: StoredEdition) -> list[dict[str, Any]]:
    """Return what moved: as a release lists it, or found now where no release has this list."""
    path = after.folder / REVISIONS
    if after.release is not None and before.release == after.release - 1 and path.is_file():
        stored: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        return stored
    if after.release is not None:
        return [as_json(one) for one in revisions_between(before, after)]
    for file in changed_files(archive.raw, after.manifest["files"]):
        raise ChangedError(f"{file}: the file was changed since the edition was built")
    rows = listed_rows(archive.raw, after)
    return [as_json(one) for one in revisions_between(before, after, rows)]
