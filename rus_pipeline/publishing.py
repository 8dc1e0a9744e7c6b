"""The public edition: what is hidden of a built one, its files, and the attacker's verdict on them.

What belongs here: from a built edition to its public folder. What does not: which figures are
hidden and why (``disclosure``), or how a report is made (``report``). Source: audit contract, The
public edition.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rus_pipeline.built import BuiltEdition, Publication
from rus_pipeline.disclosure.attacker import Cell, attack
from rus_pipeline.disclosure.populations import linked
from rus_pipeline.disclosure.protect import Given, Protection, protect
from rus_pipeline.disclosure.public import (
    FIGURES,
    FOLDER,
    PublicFolder,
    PublicState,
    narrow,
    public_frame,
    read_public,
)
from rus_pipeline.disclosure.ties import FILE as TIES
from rus_pipeline.disclosure.ties import ContradictionError, write_ties
from rus_pipeline.figures.counting import Figure, Status, as_frame
from rus_pipeline.program import UndecidedError

REASON = "Skjult af hensyn til personer bag små tal"


def publish(folder: Path, built: BuiltEdition, others: Sequence[PublicState]) -> Publication:
    """Protect the edition's figures and write them, with their ties, into its public folder.

    The attacker then reads what was written, beside what is public of ``others``. Where he narrows
    a small count too far, or nothing can protect one, there is no public folder.
    """
    beside = tuple(other.folder.name for other in others)
    try:
        return _published(folder, built, others, beside)
    except (ContradictionError, UndecidedError) as error:
        shutil.rmtree(folder / FOLDER, ignore_errors=True)
        return Publication(
            None, {}, (), (f"nothing can be said of what is hidden: {error}",), beside
        )


def _published(
    folder: Path, built: BuiltEdition, others: Sequence[PublicState], beside: tuple[str, ...]
) -> Publication:
    protection = protect(_given(built), others)
    figures = {
        table: [_public(figure, protection.hidden) for figure in found]
        for table, found in built.figures.items()
    }
    target = folder / FOLDER
    target.mkdir()
    every = [figure for found in built.figures.values() for figure in found]
    frame = as_frame(built.edition.year, every)
    public_frame(frame, protection.hidden, REASON).write_parquet(target / FIGURES)
    write_ties(target / TIES, protection.ties)
    own = _linked(read_public(target), built)
    cells = attack([own, *(other.folder for other in others)], of=own)
    complaints = (*_given_away(protection), *_narrowed(built, protection, cells, others))
    if complaints:
        shutil.rmtree(target)
    return Publication(protection, figures, tuple(cells), complaints, beside)


def state(built: BuiltEdition, folder: Path) -> PublicState | None:
    """Return what is public of an edition whose files are in ``folder``, for those built next."""
    if not (folder / FOLDER).is_dir():
        return None
    assert built.proof is not None
    public = replace(_linked(read_public(folder / FOLDER), built), name=str(built.edition.year))
    return PublicState(public, built.proof.figures, built.slice.files)


def _linked(folder: PublicFolder, built: BuiltEdition) -> PublicFolder:
    return replace(folder, ties=linked(folder.ties, built.slice.files))


def public_before(built: BuiltEdition, others: Sequence[PublicState]) -> dict[str, Figure]:
    """Return the figures of the year before as far as they are public, by id."""
    shown: dict[str, Figure] = {}
    for other in others:
        for figure_id, figure in built.before.items():
            if figure_id not in other.folder.values:
                continue
            value = other.folder.values[figure_id]
            if figure_id in other.folder.hidden:
                shown[figure_id] = _public(figure, frozenset({figure_id}))
            elif value == (None if figure.value is None else int(figure.value)):
                shown[figure_id] = figure
    return shown


def _given(built: BuiltEdition) -> Given:
    assert built.proof is not None
    return Given(
        year=built.edition.year,
        center=built.edition.center,
        figures=built.proof.figures,
        files=built.slice.files,
        frames=built.slice.frames,
        drawn={year: facts.udtrukket for year, facts in built.slice.udtraek.items()},
        persons={i: measured.persons for i, measured in built.proof.measured.items()},
    )


def _public(figure: Figure, hidden: frozenset[str]) -> Figure:
    if figure.id not in hidden:
        return figure
    return replace(figure, exact=None, status=Status.SUPPRESSED, reason=REASON)


def _given_away(protection: Protection) -> Iterator[str]:
    for name, givers in sorted(protection.given_away.items()):
        by = ", ".join(givers) or "what is public"
        yield f"{name} cannot be protected: {by} gives it away and is public already"


def _narrowed(
    built: BuiltEdition,
    protection: Protection,
    cells: Sequence[Cell],
    others: Sequence[PublicState],
) -> Iterator[str]:
    smallest = built.edition.center.mindste_celle
    small = set(protection.small)
    for other in others:
        small |= narrow(other.figures, smallest)
    for cell in cells:
        if cell.name in small - protection.given_away.keys() and cell.values < smallest:
            yield (
                f"{cell.name} can be narrowed to {cell.low:g}-{cell.high:g}, which is fewer than"
                f" {smallest} values"
            )
