"""``/tal/<figure_id>``: what one number counts, its rows, and how anybody counts it again."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rus_pipeline.audit import trace
from rus_pipeline.audit.figure_sql import figure_sql
from rus_pipeline.audit.gates import Gate
from rus_pipeline.audit.recount import statements
from rus_pipeline.audit.suppressed import Publicity, publicity
from rus_pipeline.audit.traced_rows import digested
from rus_pipeline.core.center import read_center
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.figure import Counted, Figure
from rus_pipeline.figures.stored_edition import (
    StoredEdition,
    current_editions,
    figure_of,
    releases,
)
from rus_pipeline.report.sparkline import sparkline
from rus_pipeline.slices import DESCRIPTIONS, STEM_OF
from rus_pipeline.slices.variables import VARIABLES
from rus_pipeline.web.archive import Archive
from rus_pipeline.web.asked import Asked
from rus_pipeline.web.lists import Part
from rus_pipeline.web.tree import tree_of

PUBLICITY = {
    Publicity.NO_PUBLIC_EDITION: "Der er ingen offentlig udgave af året.",
    Publicity.SHOWN: "Tallet vises i den offentlige udgave.",
    Publicity.ADDED_UP: (
        "Tallet står ikke for sig selv i den offentlige udgave: det er lagt sammen med andre."
    ),
    Publicity.SMALL: "Skjult i den offentlige udgave (primært): tallet er selv under {smallest}.",
    Publicity.FEW_PERSONS: (
        "Skjult i den offentlige udgave (primært): der er færre end {smallest} personer bag"
        " beløbet."
    ),
    Publicity.FEW_TO_RANK: (
        "Skjult i den offentlige udgave (primært): der er for få forløb bag til at vise en fraktil."
    ),
    Publicity.PROTECTS_OTHERS: (
        "Skjult i den offentlige udgave (sekundært): det er skjult for at beskytte et andet tal,"
        " der er skjult."
    ),
}
_NOT_KNOWN = "Tallet er ikke oplyst, heller ikke i en offentlig udgave."


@dataclass(frozen=True)
class Wanted:
    """A condition of a figure: the column, what it says, and the values that it may have."""

    column: str
    says: str
    values: str


@dataclass(frozen=True)
class Elsewhere:
    """The same figure in a current edition or a release; ``moved``: its value is another."""

    edition: StoredEdition
    figure: Figure
    moved: bool


def data(archive: Archive, asked: Asked) -> dict[str, Any]:
    """Return what ``rus trace`` gives."""
    return trace.trace(archive.raw, archive.opened, asked.path["figure_id"])


def page(archive: Archive, asked: Asked) -> dict[str, Any]:
    """Return what the figure's page is filled with."""
    figure_id = asked.path["figure_id"]
    answer = trace.about(archive.raw, archive.opened, figure_id)
    edition, figure = figure_of(archive.opened, figure_id)
    behind = archive.rows_behind(edition, figure)
    part = Part(asked.page, behind.rows)
    counted = edition.counted_in(figure)
    rows = trace.rows_of(edition, counted, part.first, part.many)
    center = read_center(archive.raw)
    told = publicity(figure, archive.public_statuses(edition), behind, center.mindste_celle)
    years = [one for one in _current(archive, figure) if one.edition.year != edition.year]
    return {
        "answer": answer,
        "figure": figure,
        "edition": edition,
        "behind": behind,
        "tree": tree_of(edition, figure),
        "wanted": _wanted(figure, Edition(edition.year, center)),
        "source": DESCRIPTIONS.get(figure.counted.source) if figure.counted else None,
        "part": part,
        "rows": digested(archive.raw, archive.opened, edition, rows, counted),
        "sql": figure_sql(edition.figures, figure_id),
        "recount": statements().get(figure.table_id),
        "gates": [(gate.shows, edition.manifest["gates"].get(gate.value)) for gate in Gate],
        "years": years,
        "line": _line([*years, Elsewhere(edition, figure, moved=False)]),
        "releases": list(_released(archive, edition, figure)),
        "printed": [one for one in answer["other_editions"] if one["status"] == "printed"],
        "publicity": _NOT_KNOWN
        if figure.value is None
        else PUBLICITY[told].format(smallest=center.mindste_celle),
    }


def _wanted(figure: Figure, edition: Edition) -> list[Wanted]:
    """Return the conditions of a counted figure, each in words."""
    if figure.counted is None:
        return []
    return list(_conditions(figure.counted, edition))


def _conditions(counted: Counted, edition: Edition) -> Iterator[Wanted]:
    for name, wanted in counted.where.items():
        yield Wanted(name, says(counted.source, name, edition), in_words(wanted))


def says(source: str, column: str, edition: Edition) -> str:
    """Return what a column of the slice says of a row; nothing of one that is as delivered."""
    known: Mapping[str, Any] = VARIABLES.get(STEM_OF.get(source, source), {})
    return known[column].description.format_map(edition.words) if column in known else ""


def in_words(wanted: str | bool | list[str]) -> str:  # noqa: FBT001 # a condition's value
    """Return the values that meet a condition."""
    match wanted:
        case bool():
            return "ja" if wanted else "nej"
        case list():
            return " eller ".join(wanted)
        case _:
            return wanted


def _current(archive: Archive, figure: Figure) -> Iterator[Elsewhere]:
    for other in current_editions(archive.opened):
        found = other.figures.get("/".join((str(other.year), *figure.place)))
        if found is not None:
            yield Elsewhere(other, found, moved=False)


def _released(archive: Archive, edition: StoredEdition, figure: Figure) -> Iterator[Elsewhere]:
    for other in releases(archive.opened, edition.year):
        found = other.figures.get(figure.figure_id)
        if found is not None:
            yield Elsewhere(other, found, moved=found.value != figure.value)


def _line(every: Sequence[Elsewhere]) -> str:
    """Return the years as a small line, broken where the figure is made in another way."""
    ordered = sorted(every, key=lambda one: one.edition.year)
    if len(ordered) < 2:
        return ""
    breaks = [
        now.edition.year
        for before, now in itertools.pairwise(ordered)
        if _way(before.figure) != _way(now.figure)
    ]
    return sparkline(
        [one.edition.year for one in ordered], [one.figure.value for one in ordered], breaks
    )


def _way(figure: Figure) -> tuple[object, ...]:
    counted = figure.counted
    how = None if counted is None else (counted.aggregate, counted.over, dict(counted.where))
    return figure.rule, how
