"""Public folders, written and read: the published figures and constraints of editions and releases.

An edition is protected together with all of them. Source: audit contract, The public edition.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from rus_pipeline.core.errors import InputError
from rus_pipeline.disclosure.constraints import FILE as CONSTRAINTS
from rus_pipeline.disclosure.constraints import (
    LATENT,
    MERGED,
    SHARED,
    Constraint,
    Constraints,
    Share,
    read_constraints,
    year_of,
    zeros_are_shown,
)
from rus_pipeline.disclosure.populations import with_file_digests
from rus_pipeline.figures.figure import Component, Figure
from rus_pipeline.figures.stored_edition import StoredEdition, current_editions, releases

if TYPE_CHECKING:
    import polars as pl

FOLDER = "public"
FIGURES = "figures.parquet"
SUPPRESSED = "suppressed"
COUNTS = ("forløb", "personer")
"""Units of the figures that count persons or courses."""


@dataclass(frozen=True)
class PublicFolder:
    """What an intruder reads in a public folder.

    ``values`` maps each figure to its value, None where it is not shown; ``suppressed`` are the
    figures with that status; ``units`` maps each figure to its unit. Names are figure ids, in a
    release with the release's name before them. With ``zeros_shown`` no suppressed count is zero.
    """

    name: str
    values: Mapping[str, int | None]
    suppressed: frozenset[str]
    units: Mapping[str, str]
    constraints: Constraints
    zeros_shown: bool = True


@dataclass(frozen=True)
class PublicState:
    """A public folder, and what only the centre knows: the true figures and the raw files.

    ``files`` maps each raw file to its sha256.
    """

    folder: PublicFolder
    figures: Mapping[str, Figure]
    files: Mapping[str, str]

    @property
    def shown(self) -> frozenset[str]:
        """Return the figures whose value is public."""
        return frozenset(name for name, value in self.folder.values.items() if value is not None)

    @property
    def unnamed(self) -> frozenset[str]:
        """Return the figures that are rows in a public sum, which nothing public names."""
        added_up = self.figures.keys() - self.folder.values.keys()
        named = self.folder.constraints.names if added_up else set[str]()
        return frozenset(name for name in added_up if f"{MERGED}{name}" not in named)


def read_public(folder: Path, prefix: str = "") -> PublicFolder:
    """Read a public folder and put ``prefix`` before each name in it."""
    import polars as pl

    figures = pl.read_parquet(folder / FIGURES)
    rows = figures.select("figure_id", "value", "unit", "status").rows()
    return PublicFolder(
        name=folder.parent.name,
        values={f"{prefix}{i}": None if value is None else int(value) for i, value, *_ in rows},
        suppressed=frozenset(f"{prefix}{i}" for i, *_, status in rows if status == SUPPRESSED),
        units={f"{prefix}{i}": unit for i, _, unit, _ in rows},
        constraints=_renamed_constraints(read_constraints(folder / CONSTRAINTS), prefix),
        zeros_shown=zeros_are_shown(folder / CONSTRAINTS),
    )


def public_folders(out: Path) -> list[Path]:
    """Return the public folder of every current edition and every release."""
    every = (edition.folder / FOLDER for edition in (*current_editions(out), *releases(out)))
    return [folder for folder in every if folder.is_dir()]


def refuse_incomplete(folder: Path) -> None:
    """Raise InputError for a folder that is no public folder."""
    for name in (FIGURES, CONSTRAINTS):
        if not (folder / name).is_file():
            raise InputError(f"{folder}: no public folder, for it has no {name}")


def read_together(folders: Iterable[Path]) -> list[PublicFolder]:
    """Read public folders for a disclosure audit, and nothing beside them.

    Where two are of one edition year, the later one's names have its folder's name before them.
    Raises InputError for a folder that is no public folder.
    """
    found: list[PublicFolder] = []
    editions: set[int] = set()
    for folder in folders:
        refuse_incomplete(folder)
        read = read_public(folder)
        years = {year_of(name) for name in read.values}
        prefix = f"{folder.parent.name}:" if years & editions else ""
        editions |= years
        found.append(read_public(folder, prefix) if prefix else read)
    return found


def released_states(out: Path, of: str = "") -> Iterator[PublicState]:
    """Yield the public state of every release under ``out`` with a public folder.

    ``of`` is the partner (``0336~``) whose releases they are, if any.
    """
    for release in releases(out):
        if (release.folder / FOLDER).is_dir():
            yield public_state(release, of)


def public_state(edition: StoredEdition, of: str = "") -> PublicState:
    """Return the public state of a stored edition: folder, figures and raw files."""
    prefix = f"{'' if edition.release is None else f'{edition.name}:'}{of}"
    figures = {
        f"{prefix}{i}": renamed_figure(figure, prefix) for i, figure in edition.figures.items()
    }
    folder = read_public(edition.folder / FOLDER, prefix)
    files = edition.manifest["files"]
    return PublicState(
        replace(folder, constraints=with_file_digests(folder.constraints, files)),
        with_sums(figures, folder),
        files,
    )


def with_sums(figures: Mapping[str, Figure], folder: PublicFolder) -> dict[str, Figure]:
    """Return an edition's figures, and the sums that its public folder has in the place of some.

    What a sum adds up is told by its constraint, but for rows that it does not name: those are the
    figures of its column that are not public.
    """
    sums = {
        name: one
        for one in folder.constraints.linear
        for name in one.terms
        if name in folder.values and name not in figures and _adds_up(name, one)
    }
    found = dict(figures)
    for name, one in sums.items():
        terms = [other.removeprefix(MERGED) for other in one.terms if other != name]
        if terms[0] in figures:
            parts = [figures[part] for part in terms]
        else:
            table, _, column = name.rsplit("/", 2)
            parts = [
                figure
                for i, figure in figures.items()
                if i not in folder.values and i.startswith(f"{table}/") and i.endswith(f"/{column}")
            ]
        value = sum((part.value for part in parts if part.value is not None), Decimal(0))
        found[name] = replace(parts[0], figure_id=name, value=value, exact=value)
    return found


def _adds_up(name: str, one: Constraint) -> bool:
    """Return whether a constraint is that of the sum ``name`` of counts that are not public."""
    others = one.terms.keys() - {name}
    return one.equal and one.terms[name] == -1 and all(n.startswith(LATENT) for n in others)


def primary_counts(figures: Mapping[str, Figure], smallest: int) -> set[str]:
    """Return the primary suppressions: counts above zero and below ``smallest``."""
    return {
        name
        for name, figure in figures.items()
        if figure.unit in COUNTS and figure.value is not None and 0 < int(figure.value) < smallest
    }


def renamed_figure(figure: Figure, prefix: str) -> Figure:
    """Return a figure with ``prefix`` before its id and those of its components."""
    if not prefix:
        return figure
    components = tuple(Component(f"{prefix}{c.figure_id}", c.role) for c in figure.components)
    return replace(figure, figure_id=f"{prefix}{figure.figure_id}", components=components)


def _renamed_count(name: str, prefix: str) -> str:
    if name.startswith(SHARED):
        return name
    for first in (MERGED, LATENT):
        if name.startswith(first):
            return f"{first}{prefix}{name.removeprefix(first)}"
    return f"{prefix}{name}"


def _renamed_constraints(constraints: Constraints, prefix: str) -> Constraints:
    if not prefix:
        return constraints
    return Constraints(
        tuple(
            replace(
                t,
                terms={_renamed_count(n, prefix): f for n, f in t.terms.items()},
                of=_renamed_count(t.of, prefix) if t.of else "",
            )
            for t in constraints.linear
        ),
        tuple(
            Share(
                f"{prefix}{s.figure_id}",
                f"{prefix}{s.part}",
                tuple(f"{prefix}{name}" for name in s.whole),
                s.to_100,
            )
            for s in constraints.shares
        ),
    )


def public_frame(
    figures: "pl.DataFrame", suppressed: frozenset[str], reason: str
) -> "pl.DataFrame":
    """Return figures (``figures.parquet``) as published: suppressed ones without a value."""
    import polars as pl

    is_suppressed = pl.col("figure_id").is_in(sorted(suppressed))
    return figures.with_columns(
        value=pl.when(~is_suppressed).then("value"),
        status=pl.when(is_suppressed).then(pl.lit(SUPPRESSED)).otherwise("status"),
        reason=pl.when(is_suppressed).then(pl.lit(reason)).otherwise("reason"),
    )
