"""An edition as it is kept: one that stands, or a release of it, opened to be asked.

What belongs here: where things lie in a kept edition. What does not: any question (``trace``,
``release``, ``verify``). Nothing of the engine is imported: what was built speaks for itself.
"""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rus_pipeline.core.errors import InputError
from rus_pipeline.figures.figure import Counted, Figure
from rus_pipeline.figures.files import FILE, read_figures
from rus_pipeline.storage.digests import file_sha256
from rus_pipeline.storage.layout import MANIFEST, RELEASES

if TYPE_CHECKING:
    import polars as pl

    from rus_pipeline.ingest.plausibility import BuiltFrom

BUILT_FROM = "delivery"  # in the manifest

_RELEASE = re.compile(r"(\d{4})-r(\d+)", re.ASCII)


class UnknownError(InputError):
    """There is no such figure, row or edition; the message names the nearest."""


class Counts(ABC):
    """Figures and the rows that they are counted from, wherever these lie."""

    @property
    @abstractmethod
    def figures(self) -> Mapping[str, Figure]:
        """Return the figures by id, as they were declared when they were built."""

    @abstractmethod
    def source(self, name: str) -> "pl.LazyFrame":
        """Return the rows of a source of the slice, not yet read."""

    def counted_rows(self, counted: Counted) -> "pl.LazyFrame":
        """Return the rows of the slice that meet every condition, by plain equality."""
        return self.source(counted.source).filter(*conditions(counted))

    def counted_in(self, figure: Figure) -> list[Figure]:
        """Return the counted figures that a figure rests on, itself where it is one, each once."""
        found: dict[str, Figure] = {}
        seen: set[str] = set()
        waiting = [figure]
        while waiting:
            one = waiting.pop()
            if one.figure_id in seen:
                continue
            seen.add(one.figure_id)
            if one.counted is not None:
                found[one.figure_id] = one
            waiting += [self.figures[part.figure_id] for part in one.components]
        return [found[figure_id] for figure_id in sorted(found)]


@dataclass(frozen=True)
class EditionFiles(Counts):
    """Figures that are not in an edition yet, with the file of each source of the slice."""

    year: int
    declared: Mapping[str, Figure]
    sources: Mapping[str, Path]

    @property
    def figures(self) -> Mapping[str, Figure]:
        """Return the figures by id."""
        return self.declared

    def source(self, name: str) -> "pl.LazyFrame":
        """Return the rows of a source of the slice, not yet read."""
        import polars as pl

        return pl.scan_parquet(self.sources[name])


@dataclass(frozen=True)
class StoredEdition(Counts):
    """A folder with an edition in it; ``release`` is its number, None for the one that stands."""

    folder: Path
    year: int
    release: int | None = None

    @property
    def name(self) -> str:
        """Return ``2023``, or ``2023-r1`` for a release."""
        return self.folder.name

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """Return what the edition was made of and with."""
        found: dict[str, Any] = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        return found

    @property
    def manifest_sha256(self) -> str:
        """Return the sha256 of the manifest, which seals the edition."""
        return file_sha256(self.folder / MANIFEST)

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """Return the figures by id, as they were declared when they were built."""
        return read_figures(self.folder / FILE)

    def source(self, name: str) -> "pl.LazyFrame":
        """Return the rows of a source of the slice, not yet read.

        Raises OSError where they may not be: they are their owner's alone.
        """
        import polars as pl

        path = self.folder / "slice" / f"{name}.parquet"
        path.open("rb").close()  # by itself, polars names half of a path that it may not open
        return pl.scan_parquet(path)


def conditions(counted: Counted) -> "list[pl.Expr]":
    """Return the conditions on a row of the slice, by plain equality; null is neither met nor not.

    None where every row counts.
    """
    import polars as pl

    return [
        pl.col(name).is_in(value) if isinstance(value, list) else pl.col(name) == value
        for name, value in counted.where.items()
    ]


def files_of(folder: Path) -> Iterator[str]:
    """Yield every file of a kept edition but its manifest, relative to it, in order."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != MANIFEST:
            yield name


def current_editions(out: Path) -> list[StoredEdition]:
    """Return the editions that stand under ``out``, in order."""
    folders = sorted(path.parent for path in out.glob(f"[0-9][0-9][0-9][0-9]/{MANIFEST}"))
    return [StoredEdition(folder, int(folder.name)) for folder in folders]


def releases(out: Path, year: int | None = None) -> list[StoredEdition]:
    """Return the releases under ``out``, of one edition or all, in the order of their numbers."""
    found = [
        StoredEdition(path, int(match[1]), int(match[2]))
        for path in (out / RELEASES).glob("*")
        if (match := _RELEASE.fullmatch(path.name)) and path.is_dir()
    ]
    own = [kept for kept in found if year in (None, kept.year)]
    return sorted(own, key=lambda kept: (kept.year, kept.release or 0))


def released_files(out: Path) -> list[Mapping[str, str]]:
    """Return of every release under ``out`` the raw files that it was built from, with sha256."""
    return [kept.manifest["files"] for kept in releases(out)]


def current_deliveries(out: Path) -> "dict[int, BuiltFrom]":
    """Return by edition the delivery that each one that stands was built from.

    Editions that were built before it was noted are not in it.
    """
    from rus_pipeline.ingest.plausibility import BuiltFrom

    noted = {kept.year: kept.manifest.get(BUILT_FROM) for kept in current_editions(out)}
    return {year: BuiltFrom.from_json(found) for year, found in noted.items() if found}


def edition_of(out: Path, year: int) -> StoredEdition:
    """Return the edition of a year that stands. Raises UnknownError where none does."""
    kept = current_editions(out)
    for edition in kept:
        if edition.year == year:
            return edition
    built = ", ".join(edition.name for edition in kept) or "none"
    raise UnknownError(f"{out}: no edition {year} stands here (built: {built}); build with rus run")


def figure_of(out: Path, figure_id: str) -> tuple[StoredEdition, Figure]:
    """Return a figure that stands, and its edition.

    Raises UnknownError naming the nearest ids where there is none.
    """
    kept = current_editions(out)
    for edition in kept:
        if figure_id.startswith(f"{edition.year}/") and figure_id in edition.figures:
            return edition, edition.figures[figure_id]
    near = ", ".join(_nearest(figure_id, kept)) or "none; build with rus run"
    raise UnknownError(f"{figure_id}: no such figure. Nearest: {near}")


def _nearest(figure_id: str, kept: list[StoredEdition]) -> Iterator[str]:
    from difflib import get_close_matches

    year = figure_id.partition("/")[0]
    own = [edition for edition in kept if str(edition.year) == year] or kept[-1:]
    ids = [known for edition in own for known in edition.figures]
    yield from get_close_matches(figure_id, ids, n=3, cutoff=0.0)
