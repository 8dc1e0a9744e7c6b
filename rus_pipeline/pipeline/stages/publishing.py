"""``public``: the protected figures, what ties them, and what an intruder can make of them.

What is public depends on earlier editions and on the register of releases, never on what else
happens to be built. Source: stages contract, Assets; audit contract, The public edition.
"""

import json
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rus_pipeline.core.solver import UndecidedError
from rus_pipeline.disclosure.constraints import FILE as TIES
from rus_pipeline.disclosure.constraints import (
    Constraints,
    ContradictionError,
    constraint_items,
    constraints_of,
    write_constraints,
)
from rus_pipeline.disclosure.intruder import Cell, attack
from rus_pipeline.disclosure.populations import linked
from rus_pipeline.disclosure.protect import Given, Protection, protect
from rus_pipeline.disclosure.public_state import (
    FIGURES,
    PublicFolder,
    PublicState,
    narrow,
    public_frame,
    read_public,
    released_states,
)
from rus_pipeline.figures.figure import Figure, Status
from rus_pipeline.figures.files import as_frame, as_json, read_figures
from rus_pipeline.pipeline.job import Facts, Job, check, named, read_json, write_json
from rus_pipeline.pipeline.stages import slicing
from rus_pipeline.pipeline.stages.marts import figures_of, measured_of
from rus_pipeline.slices import SOURCES
from rus_pipeline.storage.cache import piece

REASON = "Skjult af hensyn til personer bag små tal"
VERDICT = "verdict.json"
DECLARATION = "declaration.json"
PUBLIC_FILES = (FIGURES, TIES)
INTRUDER = "indtraenger"

_WORDS = {"row_label", "column_label", "title", "definition", "words"}


@dataclass(frozen=True)
class Publication:
    """What became of an edition's public figures.

    ``hidden`` are the suppressed figures; ``complaints`` say why nothing is public; ``beside`` the
    editions and releases whose public figures were reckoned with.
    """

    hidden: frozenset[str]
    complaints: tuple[str, ...]
    beside: tuple[str, ...]


def make(job: Job, _asset: str, folder: Path) -> Facts:
    """Protect the figures: ``figures.parquet`` and ``ties.json``, and ``verdict.json``.

    Where nothing can protect a small count, or the intruder narrows one too far, there is the
    verdict alone.
    """
    others = list(_others(job))
    given = _given(job)
    numbers = json.dumps(_numbers(job, given, others))
    told = piece(__name__, numbers, lambda: json.dumps(_reckoned(job, given, others)).encode())
    found: dict[str, Any] = json.loads(told)
    hidden, complaints, cells = found["hidden"], found["complaints"], found["cells"]
    if not complaints:
        _write_public(job, folder, hidden, constraints_of(found["ties"]))
        # Later editions are protected beside these figures, of which they must know the making.
        shutil.copyfile(job.input("figures") / DECLARATION, folder / DECLARATION)
    beside = [other.folder.name for other in others]
    verdict = {
        "hidden": hidden,
        "complaints": complaints,
        "beside": beside,
        "files": dict(given.files),
    }
    write_json(folder / VERDICT, verdict)
    return {
        "hidden": len(hidden),
        "shown": len(given.figures) - len(hidden),
        "beside": beside,
        "narrowest": cells[:3],
        "checks": [check(INTRUDER, complaints, len(cells))],
    }


def publication_of(job: Job, year: int | None = None) -> Publication:
    """Return what became of an edition's public figures."""
    found = _verdict(job.input("public", year))
    return Publication(
        frozenset(found["hidden"]), tuple(found["complaints"]), tuple(found["beside"])
    )


def public_figures(job: Job) -> list[Figure]:
    """Return the edition's figures as they may be published."""
    hidden = publication_of(job).hidden
    return [_public(figure, hidden) for figure in figures_of(job).values()]


def public_before(job: Job) -> dict[str, Figure]:
    """Return the figures of the year before as far as they are public, by id."""
    year = job.year - 1
    if ("public", year) not in job.versions:
        return {}
    publication = publication_of(job, year)
    if publication.complaints:
        return {}
    return {i: _public(f, publication.hidden) for i, f in figures_of(job, year).items()}


def _reckoned(job: Job, given: Given, others: Sequence[PublicState]) -> dict[str, Any]:
    """Return what is hidden and the ties, what the intruder finds, and what speaks against it."""
    try:
        protection = protect(given, others)
        with TemporaryDirectory(prefix="rus-") as name:
            folder = Path(name)
            _write_public(job, folder, protection.hidden, protection.ties)
            own = _linked(read_public(folder), given.files)
        cells = attack([own, *(other.folder for other in others)], of=own)
    except (ContradictionError, UndecidedError) as error:
        told = f"nothing can be said of what is hidden: {error}"
        return {"hidden": [], "ties": [], "cells": [], "complaints": [told]}
    complaints = [*_disclosed(protection), *_narrowed(job, protection, cells, others)]
    return {
        "hidden": sorted(protection.hidden),
        "ties": constraint_items(protection.ties),
        "cells": [asdict(cell) for cell in cells],
        "complaints": complaints,
    }


def _numbers(job: Job, given: Given, others: Sequence[PublicState]) -> dict[str, Any]:
    """Return all that the protection depends on: numbers and how they were made, but no words."""
    return {
        "year": given.year,
        "center": asdict(given.center),
        "rows": named({one: v for one, v in job.versions.items() if one[0].startswith("slice/")}),
        "drawn": {year: drawn.isoformat() for year, drawn in given.drawn.items()},
        "persons": dict(given.persons),
        "files": dict(given.files),
        "figures": [_without_words(figure) for figure in given.figures.values()],
        "others": [
            {
                "folder": other.folder.name,
                "values": dict(other.folder.values),
                "hidden": sorted(other.folder.hidden),
                "ties": constraint_items(other.folder.ties),
                "files": dict(other.files),
                "figures": [_without_words(figure) for figure in other.figures.values()],
            }
            for other in others
        ],
    }


def _without_words(figure: Figure) -> dict[str, Any]:
    return {name: told for name, told in as_json(figure).items() if name not in _WORDS}


def _write_public(job: Job, folder: Path, hidden: Collection[str], ties: Constraints) -> None:
    frame = as_frame(job.year, list(figures_of(job).values()))
    public_frame(frame, frozenset(hidden), REASON).write_parquet(folder / FIGURES)
    write_constraints(folder / TIES, ties)


def _others(job: Job) -> Iterator[PublicState]:
    """Yield what is public beside the edition: earlier editions, and every release."""
    for year in (year for kind, year in job.versions if kind == "public"):
        folder = job.input("public", year)
        if (folder / FIGURES).is_file():
            files = _verdict(folder)["files"]
            public = replace(_linked(read_public(folder), files), name=str(year))
            yield PublicState(public, read_figures(folder / DECLARATION), files)
    yield from released_states(job.register)


def _given(job: Job) -> Given:
    rows = slicing.slice_of(job, *SOURCES)
    return Given(
        year=job.year,
        center=job.edition.center,
        figures=figures_of(job),
        files=rows.files,
        frames=rows.frames,
        drawn={year: facts.udtrukket for year, facts in rows.udtraek.items()},
        persons={i: measured.persons for i, measured in measured_of(job).items()},
    )


def _linked(folder: PublicFolder, files: Mapping[str, str]) -> PublicFolder:
    return replace(folder, ties=linked(folder.ties, files))


def _verdict(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = read_json(folder / VERDICT)
    return found


def _public(figure: Figure, hidden: frozenset[str]) -> Figure:
    if figure.figure_id not in hidden:
        return figure
    return replace(figure, value=None, exact=None, status=Status.SUPPRESSED, reason=REASON)


def _disclosed(protection: Protection) -> Iterator[str]:
    for name, givers in sorted(protection.given_away.items()):
        by = ", ".join(givers) or "what is public"
        yield f"{name} cannot be protected: {by} gives it away and is public already"


def _narrowed(
    job: Job, protection: Protection, cells: Sequence[Cell], others: Sequence[PublicState]
) -> Iterator[str]:
    smallest = job.edition.center.mindste_celle
    small = set(protection.small)
    for other in others:
        small |= narrow(other.figures, smallest)
    for cell in cells:
        if cell.name in small - protection.given_away.keys() and cell.values < smallest:
            yield (
                f"{cell.name} can be narrowed to {cell.low:g}-{cell.high:g}, which is fewer than"
                f" {smallest} values"
            )
