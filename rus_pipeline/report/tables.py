"""A sheet → its HTML, by Great Tables.

What belongs here: how a table looks in a page. What does not: pages (``pages``) or numbers. Great
Tables escapes every text that it is given (a test keeps it so); the cells of figures are written
here. What Great Tables says of colours and borders gives way to the report's own stylesheet, which
all tables share.
"""

import re
from html import escape

from rus_pipeline.figures.figure import Figure
from rus_pipeline.report.cells import cell_html
from rus_pipeline.report.origins import FOLDER, link
from rus_pipeline.report.sheets import Heading, Part, Sheet
from rus_pipeline.storage.cache import piece

NOTHING = "Der er ingen oplysninger til denne tabel i udtrækket."

_STUB = "@stub"
_TABLE = re.compile(r"<table .*?</table>", re.DOTALL)
_ATTRIBUTES = re.compile(r'<table class="gt_table"[^>]*>')
_PLACE = re.compile(r"(?<=>)\d+(?=</td>)")


def table_html(sheet: Sheet, way: str | None = None) -> str:
    """Return the table with its notes; the page has its title, with the id ``<sheet>-titel``.

    Where ``way`` is given, the way from the page to the report's folder, each figure is a link to
    where it comes from.
    """
    if not sheet.rows:
        return f"<p>{NOTHING}</p>"
    labelled = f'aria-labelledby="{sheet.id}-titel"'
    return "\n".join(
        (
            f'<div class="rulle" tabindex="0" role="group" {labelled}>',
            _drawn(sheet, labelled, sheet.marks, way),
            "</div>",
            _notes(sheet),
        )
    )


def from_below(html: str) -> str:
    """Return a table's HTML, made for a page in the report's folder, for one in a folder below."""
    return html.replace(f'<a href="{FOLDER}/', f'<a href="../{FOLDER}/')


def _drawn(sheet: Sheet, labelled: str, marks: dict[str, str], way: str | None) -> str:
    labels = tuple(row.label for row in sheet.rows)
    cells = [
        _cell(sheet, parts, marks, way)
        for row in sheet.rows
        for _, parts in zip(sheet.headings, row.cells, strict=True)
    ]
    without = _without_cells(sheet.id, sheet.stub, sheet.headings, labels)
    html = _PLACE.sub(lambda place: cells[int(place[0])], without)
    opening = f'<table class="gt_table" id="{sheet.id}" {labelled}>'
    return _with_totals(sheet, _ATTRIBUTES.sub(lambda _: opening, html, count=1))


def _without_cells(
    name: str, stub: str, headings: tuple[Heading, ...], labels: tuple[str, ...]
) -> str:
    """Return a table's HTML with a cell's place, counted row by row, where the cell is to be.

    Great Tables takes some ten milliseconds for a table, most of it for what is the same whatever
    its cells are, and the cells are written here. Those of the public report and of other editions
    differ in many tables in their cells alone.
    """
    given = repr((name, stub, headings, labels))
    return piece(__name__, given, lambda: _laid_out(name, stub, headings, labels).encode()).decode()


def _laid_out(name: str, stub: str, headings: tuple[Heading, ...], labels: tuple[str, ...]) -> str:
    import polars as pl
    from great_tables import GT

    places = range(len(labels) * len(headings))
    data = {_STUB: list(labels)}
    data |= {h.key: [str(n) for n in places[at :: len(headings)]] for at, h in enumerate(headings)}
    table = (
        GT(pl.DataFrame(data), rowname_col=_STUB, id=name)
        .tab_stubhead(label=stub)
        .cols_label({h.key: h.short or h.label for h in headings})
    )
    for spanner in dict.fromkeys(h.spanner for h in headings if h.spanner):
        under = [h.key for h in headings if h.spanner == spanner]
        table = table.tab_spanner(label=spanner, columns=under)
    for align, numeric in (("right", True), ("left", False)):
        columns = [h.key for h in headings if h.numeric is numeric]
        table = table.cols_align(align, columns=columns) if columns else table
    found = _TABLE.search(table.as_raw_html())
    assert found is not None
    # Columns under one spanner are moved together, so that the places may stand in another order.
    assert sorted(map(int, _PLACE.findall(found[0]))) == list(places)
    return found[0]


def _with_totals(sheet: Sheet, html: str) -> str:
    """Mark the rows that are totals, for the stylesheet."""
    for n, row in enumerate(sheet.rows, 1):
        if row.total:
            stub = f'<tr>\n    <th scope="row" id="{sheet.id}-stub-{n}"'
            html = html.replace(stub, stub.replace("<tr>", '<tr class="i-alt">'))
    return html


def _cell(sheet: Sheet, parts: tuple[Part, ...], marks: dict[str, str], way: str | None) -> str:
    return "".join(
        _figure(sheet, part, marks, way) if isinstance(part, Figure) else escape(part)
        for part in parts
    )


def _figure(sheet: Sheet, figure: Figure, marks: dict[str, str], way: str | None) -> str:
    shown = cell_html(figure)
    if way is not None:
        shown = f'<a href="{escape(way + link(figure))}">{shown}</a>'
    letters = marks.get(figure.figure_id)
    if letters is None:
        return shown
    first = letters.split(",")[0]
    return f'{shown}<sup><a href="#{sheet.id}-note-{first}">{letters}</a></sup>'


def _notes(sheet: Sheet) -> str:
    lines = [f"<p>{escape(note)}</p>" for note in sheet.notes]
    lines += [
        f'<p id="{sheet.id}-note-{note.letter}"><sup>{note.letter}</sup> {escape(note.text)}</p>'
        for note in sheet.footnotes
    ]
    return '<div class="noter">\n' + "\n".join(lines) + "\n</div>"
