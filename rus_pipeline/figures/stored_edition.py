"""Stored editions: the current ones and their releases, opened to be read.

Nothing of the engine is imported: a stored edition is read as it was built, whatever counts today.
"""

import hashlib
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from rus_pipeline.core.errors import InputError
from rus_pipeline.figures.figure import Counted, Figure
from rus_pipeline.figures.files import FILE, read_figures
from rus_pipeline.figures.sums import FILE as SUMS
from rus_pipeline.figures.sums import Terms, read_asked
from rus_pipeline.storage.digests import file_sha256
from rus_pipeline.storage.layout import MANIFEST, RELEASES

if TYPE_CHECKING:
    import polars as pl

    from rus_pipeline.ingest.plausibility import BuiltFrom

BUILT_FROM = "delivery"  # in the manifest

_RELEASE = re.compile(r"(\d{4})-r(\d+)", re.ASCII)
_LONGEST_ID = 100  # letters: of a longer one the nearest would take seconds to find


class UnknownError(InputError):
    """There is no such figure, row or edition; the message names the ``nearest``."""

    def __init__(self, message: str, nearest: Sequence[str] = ()) -> None:
        self.nearest = tuple(nearest)
        super().__init__(message)


class FiguresWithRows(ABC):
    """Figures, and the rows of the slice that they were counted from."""

    @property
    @abstractmethod
    def figures(self) -> Mapping[str, Figure]:
        """Return the figures by id, as they were when they were built."""

    @abstractmethod
    def source(self, name: str) -> "pl.LazyFrame":
        """Return the rows of a source of the slice, not read yet."""

    def counted_rows(self, counted: Counted) -> "pl.LazyFrame":
        """Return the rows of the slice that meet every condition, by plain equality."""
        return self.source(counted.source).filter(*conditions(counted))

    def counted_in(self, figure: Figure) -> list[Figure]:
        """Return the counted figures that a figure is composed of, or itself, each once, by id."""
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
class DeclaredFigures(FiguresWithRows):
    """Figures that are in no edition yet, with the rows of each source of the slice."""

    declared: Mapping[str, Figure]
    sources: "Mapping[str, pl.LazyFrame]"

    @property
    def figures(self) -> Mapping[str, Figure]:
        """Return the figures by id."""
        return self.declared

    def source(self, name: str) -> "pl.LazyFrame":
        """Return the rows of a source of the slice."""
        return self.sources[name]


@dataclass(frozen=True)
class StoredEdition(FiguresWithRows):
    """An edition in its folder; ``release`` is its number, None for the current edition."""

    folder: Path
    year: int
    release: int | None = None

    @property
    def name(self) -> str:
        """Return ``2023``, or ``2023-r1`` for a release."""
        return self.folder.name

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """Return ``manifest.json``: the edition's inputs, code and outputs."""
        found: dict[str, Any] = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        return found

    @property
    def manifest_sha256(self) -> str:
        """Return the sha256 of the manifest, which seals the edition."""
        return file_sha256(self.folder / MANIFEST)

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """Return the figures by id, as they were when they were built."""
        return read_figures(self.folder / FILE)

    @property
    def sums(self) -> Sequence[Terms]:
        """Return the sums that its figures must meet; editions of before have none."""
        path = self.folder / SUMS
        return read_asked(path) if path.is_file() else []

    def source(self, name: str) -> "pl.LazyFrame":
        """Return the rows of a source of the slice, not read yet.

        Raises OSError where they may not be read: only their owner may.
        """
        import polars as pl

        path = self.folder / "slice" / f"{name}.parquet"
        path.open("rb").close()  # by itself, polars names half of a path that it may not open
        return pl.scan_parquet(path, glob=False)


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
    """Yield the path of every file of a stored edition but its manifest, relative, in order."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != MANIFEST:
            yield name


class Opened:
    """An output folder whose editions stay open from one question to the next.

    An edition is opened again when its manifest has another digest: one that was built again is
    seen at once, and a process that answers many questions reads each declaration once.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: dict[Path, tuple[str, StoredEdition]] = {}

    def current(self) -> list[StoredEdition]:
        """Return the current editions, by year."""
        return [self._opened(edition) for edition in current_editions(self.folder)]

    def released(self, year: int | None = None) -> list[StoredEdition]:
        """Return the releases of one edition or all, by year and number."""
        return [self._opened(release) for release in releases(self.folder, year)]

    def digests(self) -> dict[str, str]:
        """Return every edition and release with the digest of its manifest."""
        every = (*self.current(), *self.released())
        return {edition.name: self._open[edition.folder][0] for edition in every}

    def _opened(self, edition: StoredEdition) -> StoredEdition:
        text = (edition.folder / MANIFEST).read_bytes()
        digest = hashlib.sha256(text).hexdigest()
        before = self._open.get(edition.folder)
        if before is not None and before[0] == digest:
            return before[1]
        self._open[edition.folder] = (digest, edition)
        return edition


OutputFolder: TypeAlias = Path | Opened
"""Where editions are looked for: a folder, read anew by each question, or an opened one."""


def current_editions(out: OutputFolder) -> list[StoredEdition]:
    """Return the current editions under ``out``, by year."""
    if isinstance(out, Opened):
        return out.current()
    folders = sorted(path.parent for path in out.glob(f"[0-9][0-9][0-9][0-9]/{MANIFEST}"))
    return [StoredEdition(folder, int(folder.name)) for folder in folders]


def releases(out: OutputFolder, year: int | None = None) -> list[StoredEdition]:
    """Return the releases under ``out``, of one edition or all, by year and number."""
    if isinstance(out, Opened):
        return out.released(year)
    found = [
        StoredEdition(path, int(match[1]), int(match[2]))
        for path in (out / RELEASES).glob("*")
        if (match := _RELEASE.fullmatch(path.name)) and path.is_dir()
    ]
    own = [release for release in found if year in (None, release.year)]
    return sorted(own, key=lambda release: (release.year, release.release or 0))


def released_files(out: Path) -> list[Mapping[str, str]]:
    """Return, for each release under ``out``, the raw files behind it with their sha256."""
    return [release.manifest["files"] for release in releases(out)]


def current_deliveries(out: Path) -> "dict[int, BuiltFrom]":
    """Return year → the delivery that the current edition was built from.

    Editions whose manifest names no delivery are left out.
    """
    from rus_pipeline.ingest.plausibility import BuiltFrom

    noted = {edition.year: edition.manifest.get(BUILT_FROM) for edition in current_editions(out)}
    return {year: BuiltFrom.from_json(found) for year, found in noted.items() if found}


def edition_of(out: OutputFolder, year: int) -> StoredEdition:
    """Return the current edition of a year. Raises UnknownError where there is none."""
    editions = current_editions(out)
    for edition in editions:
        if edition.year == year:
            return edition
    names = [edition.name for edition in editions]
    where, built = out.folder if isinstance(out, Opened) else out, ", ".join(names) or "none"
    said = f"{where}: no edition {year} stands here (built: {built}); build with rus run"
    raise UnknownError(said, names)


def figure_of(out: OutputFolder, figure_id: str) -> tuple[StoredEdition, Figure]:
    """Return a figure of a current edition, and that edition.

    Raises UnknownError naming the nearest ids where there is none.
    """
    editions = current_editions(out)
    for edition in editions:
        if figure_id.startswith(f"{edition.year}/") and figure_id in edition.figures:
            return edition, edition.figures[figure_id]
    nearest = list(_nearest(figure_id[:_LONGEST_ID], editions))
    near = ", ".join(nearest) or "none; build with rus run"
    raise UnknownError(f"{figure_id}: no such figure. Nearest: {near}", nearest)


def _nearest(figure_id: str, editions: list[StoredEdition]) -> Iterator[str]:
    from difflib import get_close_matches

    year = figure_id.partition("/")[0]
    own = [edition for edition in editions if str(edition.year) == year] or editions[-1:]
    ids = [known for edition in own for known in edition.figures]
    yield from get_close_matches(figure_id, ids, n=3, cutoff=0.0)
