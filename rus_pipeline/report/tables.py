"""One table's figures → its HTML.

What belongs here: cells, headings and notes of a table. What does not: pages (``page``) or numbers.
Great Tables escapes every text that it is given (a test keeps it so).
"""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import polars as pl
from great_tables import GT

from rus_pipeline.danish import number
from rus_pipeline.edition import Edition
from rus_pipeline.figures.counting import Figure, Status
from rus_pipeline.figures.declaration import Narrative, Table, Unit

_STUB = "@stub"
UNKNOWN = "?"
ZERO = "-"


def cell(figure: Figure) -> str:
    """Return a figure as its table shows it: ``-`` for zero, ``?`` for what is not known."""
    if figure.status is Status.NOT_AVAILABLE or figure.value is None:
        return UNKNOWN
    if figure.value == 0:
        return ZERO
    return number(figure.value) + (" %" if figure.plan.unit is Unit.PER_CENT else "")


def counted_html(table: Table, edition: Edition, figures: Sequence[Figure]) -> str:
    """Return a table of figures as HTML; ``figures`` are the table's own, row by row."""
    rows = {f.plan.row.key: f.plan.row.label for f in figures}
    columns = {f.plan.column.key: f.plan.column.label for f in figures}
    if not figures:
        return _without_figures(table, edition)
    texts = {f.plan.at: cell(f) for f in figures}
    data = {_STUB: list(rows.values())}
    for column in columns:
        data[column] = [texts.get((row, column), "") for row in rows]
    labels: dict[str, Any] = dict(columns)
    drawn = (
        GT(pl.DataFrame(data), rowname_col=_STUB, id=table.id)
        .tab_header(title=table.headline(edition))
        .tab_stubhead(label=table.stub)
        .cols_label(labels)
        .cols_align("right", columns=list(columns))
    )
    for note in _notes(table, figures):
        drawn = drawn.tab_source_note(note)
    return drawn.as_raw_html()


def narrative_html(table: Narrative, edition: Edition, rows: Sequence[tuple[str, str]]) -> str:
    """Return a table of text as HTML; ``rows`` are (omraade, tekst) as delivered."""
    if not rows:
        return _without_figures(table, edition)
    data = {
        "omraade": [omraade for omraade, _ in rows],
        "tekst": [tekst for _, tekst in rows],
    }
    return (
        GT(pl.DataFrame(data), rowname_col="omraade", id=table.id)
        .tab_header(title=table.headline(edition))
        .tab_stubhead(label="Område")
        .cols_label({"tekst": "Uddybning"})
        .cols_align("left", columns=["tekst"])
        .as_raw_html()
    )


def _without_figures(table: Table | Narrative, edition: Edition) -> str:
    return (
        f'<section id="{table.id}"><h3>{escape(table.headline(edition))}</h3>'
        "<p>Der er ingen oplysninger til denne tabel i udtrækket.</p></section>"
    )


def _notes(table: Table, figures: Sequence[Figure]) -> Iterator[str]:
    yield table.definition
    yield from table.notes
    told: dict[str, list[str]] = {}
    for figure in figures:
        if figure.reason is not None:
            told.setdefault(_reason(figure), []).append(_place(figure))
    for reason, places in told.items():
        yield f"{', '.join(places)}: {reason}"


def _reason(figure: Figure) -> str:
    kind = "ikke oplyst: " if figure.status is Status.NOT_AVAILABLE else ""
    return f"{kind}{figure.reason}"


def _place(figure: Figure) -> str:
    return f"{figure.plan.row.label}, {figure.plan.column.label}"
