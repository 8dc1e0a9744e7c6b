"""Search: a number as printed, words of a table, a municipality, a figure's id, a row's place."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rus_pipeline.core.danish import number
from rus_pipeline.figures.figure import Figure, by_table
from rus_pipeline.figures.rounding import half_away
from rus_pipeline.figures.stored_edition import StoredEdition, current_editions
from rus_pipeline.reconciliation.stored import FILE as RECONCILIATION
from rus_pipeline.web.archive import Archive

SHOWN = 100
_LONGEST = 200  # letters of a question

_ROW = re.compile(r"[0-9]{4}/[^:/\\]{1,100}:[1-9][0-9]{0,11}", re.ASCII)
_NUMBER = re.compile(
    r"([-\u2212]?)([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,15})(?: ?(?:%|pct\.?|kr\.?))?", re.ASCII
)
_LETTERS = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe", "-": " ", "_": " "})


@dataclass(frozen=True)
class _Entry:
    """A figure, its labels, all that is written of it, and its numbers, as built and as printed."""

    figure: Figure
    labels: str
    text: str
    numbers: set[str]


def leads_to(archive: Archive, text: str) -> str | None:
    """Return the path of the one page that a question names: a row, or a figure by its id."""
    if _ROW.fullmatch(text):
        return f"/raekke/{text}"
    for edition in current_editions(archive.opened):
        if text in edition.figures:
            return f"/tal/{text}"
    return None


def found(archive: Archive, text: str) -> list[Figure]:
    """Return the figures with this number, or with all of these words.

    Those whose labels have the words come first, then by edition, the newest first.
    """
    asked = text[:_LONGEST]
    entries = [
        entry
        for edition in reversed(current_editions(archive.opened))
        for entry in _entries(archive, edition)
    ]
    as_number = _as_number(asked)
    if as_number is not None:
        return [entry.figure for entry in entries if as_number in entry.numbers]
    words = asked.lower().translate(_LETTERS).split()
    met = [entry for entry in entries if words and all(word in entry.text for word in words)]
    met.sort(key=lambda entry: not all(word in entry.labels for word in words))
    return [entry.figure for entry in met]


def grouped(figures: Sequence[Figure]) -> dict[str, dict[str, list[Figure]]]:
    """Return what was found by edition and by table."""
    by_year: dict[str, list[Figure]] = {}
    for figure in figures:
        by_year.setdefault(figure.figure_id.partition("/")[0], []).append(figure)
    return {year: by_table(own) for year, own in by_year.items()}


def _as_number(text: str) -> str | None:
    """Return a number as it would be printed, however it is written; None for other text."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    value = Decimal(match[2].replace(".", ""))
    return number(-value if match[1] else value)


def _entries(archive: Archive, edition: StoredEdition) -> list[_Entry]:
    key = ("search", edition.manifest_sha256)
    return archive.remembered(key, lambda: list(_indexed(edition)))


def _indexed(edition: StoredEdition) -> Iterator[_Entry]:
    printed: dict[str, set[str]] = {}
    for claim in json.loads((edition.folder / RECONCILIATION).read_text(encoding="utf-8")):
        if claim["figure_id"] is not None and claim["printed_value"] is not None:
            value = number(half_away(Decimal(claim["printed_value"])))
            printed.setdefault(claim["figure_id"], set()).add(value)
    for figure in edition.figures.values():
        named = (figure.figure_id, figure.title, figure.row_label, figure.column_label)
        labels = _searched(" ".join(named))
        text = f"{labels} {_searched(f'{figure.definition} {figure.words}')}"
        numbers = printed.get(figure.figure_id, set())
        if figure.value is not None:
            numbers = {*numbers, number(figure.value)}
        yield _Entry(figure, labels, text, numbers)


def _searched(text: str) -> str:
    return text.lower().translate(_LETTERS)
