"""What is public already: editions and releases with a public folder, as the next must reckon with.

What belongs here: the public folder's own files, read and written. What does not: what is hidden
(``protect``) or what an attacker makes of it (``attacker``). Source: audit contract, The public
edition.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rus_pipeline.core.errors import InputError
from rus_pipeline.disclosure.constraints import FILE as TIES
from rus_pipeline.disclosure.constraints import (
    LATENT,
    SAME,
    Constraints,
    Share,
    read_constraints,
    year_of,
)
from rus_pipeline.disclosure.populations import linked
from rus_pipeline.figures.figure import Component, Figure
from rus_pipeline.figures.stored_edition import StoredEdition, current_editions, releases

if TYPE_CHECKING:
    import polars as pl

FOLDER = "public"
FIGURES = "figures.parquet"
SUPPRESSED = "suppressed"
COUNTS = ("forløb", "personer")
"""The units of figures that are numbers of persons or courses."""


@dataclass(frozen=True)
class PublicFolder:
    """A public folder as anybody reads it: the value of each figure, None where it is not shown.

    ``hidden`` are those that are hidden to protect; ``units`` what each figure is a number of.
    Names are figure ids, with the release's name before them in a release.
    """

    name: str
    values: Mapping[str, int | None]
    hidden: frozenset[str]
    units: Mapping[str, str]
    ties: Constraints


@dataclass(frozen=True)
class PublicState:
    """A public folder with the edition behind it, which only the centre has.

    ``files`` are the sha256 of the raw files behind it.
    """

    folder: PublicFolder
    figures: Mapping[str, Figure]
    files: Mapping[str, str]

    @property
    def shown(self) -> frozenset[str]:
        """Return the figures whose number is public."""
        return frozenset(name for name, value in self.folder.values.items() if value is not None)


def read_public(folder: Path, prefix: str = "") -> PublicFolder:
    """Read a public folder; ``prefix`` goes before each name in it."""
    import polars as pl

    figures = pl.read_parquet(folder / FIGURES)
    rows = figures.select("figure_id", "value", "unit", "status").rows()
    return PublicFolder(
        name=folder.parent.name,
        values={f"{prefix}{i}": None if value is None else int(value) for i, value, *_ in rows},
        hidden=frozenset(f"{prefix}{i}" for i, *_, status in rows if status == SUPPRESSED),
        units={f"{prefix}{i}": unit for i, _, unit, _ in rows},
        ties=_renamed_ties(read_constraints(folder / TIES), prefix),
    )


def public_folders(out: Path) -> list[Path]:
    """Return the public folder of every edition that stands and of every release."""
    every = (kept.folder / FOLDER for kept in (*current_editions(out), *releases(out)))
    return [folder for folder in every if folder.is_dir()]


def read_together(folders: Iterable[Path]) -> list[PublicFolder]:
    """Read public folders as anybody does who has them, and nothing else.

    Where two of them are of one edition, the names of the later have its folder's before them.
    Raises InputError for a folder that is no public folder.
    """
    found: list[PublicFolder] = []
    editions: set[int] = set()
    for folder in folders:
        for name in (FIGURES, TIES):
            if not (folder / name).is_file():
                raise InputError(f"{folder}: no public folder, for it has no {name}")
        read = read_public(folder)
        years = {year_of(name) for name in read.values}
        prefix = f"{folder.parent.name}:" if years & editions else ""
        editions |= years
        found.append(read_public(folder, prefix) if prefix else read)
    return found


def public_states(out: Path) -> Iterator[PublicState]:
    """Yield every edition that stands and every release that have a public folder."""
    for kept in (*current_editions(out), *releases(out)):
        if (kept.folder / FOLDER).is_dir():
            yield public_state(kept)


def released_states(out: Path) -> Iterator[PublicState]:
    """Yield every release under ``out`` that has a public folder."""
    for kept in releases(out):
        if (kept.folder / FOLDER).is_dir():
            yield public_state(kept)


def public_state(kept: StoredEdition) -> PublicState:
    """Return the public folder of a kept edition, with the edition behind it."""
    prefix = "" if kept.release is None else f"{kept.name}:"
    figures = {f"{prefix}{i}": _renamed(figure, prefix) for i, figure in kept.figures.items()}
    folder = read_public(kept.folder / FOLDER, prefix)
    files = kept.manifest["files"]
    return PublicState(replace(folder, ties=linked(folder.ties, files)), figures, files)


def narrow(figures: Mapping[str, Figure], smallest: int) -> set[str]:
    """Return the counts that are above zero and too small to be shown."""
    return {
        name
        for name, figure in figures.items()
        if figure.unit in COUNTS and figure.value is not None and 0 < int(figure.value) < smallest
    }


def _renamed(figure: Figure, prefix: str) -> Figure:
    if not prefix:
        return figure
    components = tuple(Component(f"{prefix}{c.figure_id}", c.role) for c in figure.components)
    return replace(figure, figure_id=f"{prefix}{figure.figure_id}", components=components)


def _renamed_count(name: str, prefix: str) -> str:
    if name.startswith(SAME):
        return name
    latent = name.startswith(LATENT)
    return f"{LATENT}{prefix}{name.removeprefix(LATENT)}" if latent else f"{prefix}{name}"


def _renamed_ties(ties: Constraints, prefix: str) -> Constraints:
    if not prefix:
        return ties
    return Constraints(
        tuple(
            replace(t, terms={_renamed_count(n, prefix): f for n, f in t.terms.items()})
            for t in ties.ties
        ),
        tuple(
            Share(
                f"{prefix}{s.figure_id}",
                f"{prefix}{s.part}",
                tuple(f"{prefix}{name}" for name in s.whole),
                s.to_100,
            )
            for s in ties.shares
        ),
    )


def public_frame(figures: "pl.DataFrame", hidden: frozenset[str], reason: str) -> "pl.DataFrame":
    """Return figures (``figures.parquet``) as they may be published: hidden ones without value."""
    import polars as pl

    hide = pl.col("figure_id").is_in(sorted(hidden))
    return figures.with_columns(
        value=pl.when(~hide).then("value"),
        status=pl.when(hide).then(pl.lit(SUPPRESSED)).otherwise("status"),
        reason=pl.when(hide).then(pl.lit(reason)).otherwise("reason"),
    )
