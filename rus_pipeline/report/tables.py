"""A sheet drawn as the HTML of a table, by Great Tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain

from rus_pipeline.figures.figure import Figure
from rus_pipeline.report.cells import cell_html
from rus_pipeline.report.markup import SLOT, accessible
from rus_pipeline.report.origins import link
from rus_pipeline.report.sheets import Heading, Part, Row, Sheet
from rus_pipeline.storage.cache import cached

NOTHING = "Der er ingen oplysninger til denne tabel i udtrækket."

_STUB = "@stub"


@dataclass(frozen=True)
class _Frame:
    """A table without what its cells and notes say: all that the HTML around them depends on.

    ``headings`` are in the order shown. ``totals`` are the places of rows that are totals.
    ``noted``: there are notes or footnotes. ``marks`` are (a footnote's letter, the places of the
    cells that bear it by column).
    """

    name: str
    stub: str
    headings: tuple[Heading, ...]
    labels: tuple[str, ...]
    totals: tuple[int, ...]
    noted: bool
    marks: tuple[tuple[str, dict[str, list[int]]], ...]


def table_html(sheet: Sheet, way: str | None = None) -> str:
    """Return the table with its notes; the page has its title, with the id ``<sheet>-titel``.

    ``way`` is the relative path from the page to the report's folder. Where it is given, each
    figure is a link to its origin. Drawing is slow: what stands around the cells is drawn once for
    all pages and editions in which it is the same, and the cells and notes are put into it.
    """
    if not sheet.rows:
        return f'<p id="{escape(sheet.id)}">{NOTHING}</p>'
    frame = _frame(sheet)
    drawn = cached(__name__, repr(frame), lambda: _drawn(frame).encode()).decode()
    cells = [
        _cell(row[heading.key], way)
        for row in (_by_key(sheet, row) for row in sheet.rows)
        for heading in frame.headings
    ]
    notes = ["".join(_notes(sheet))] if frame.noted else []
    around = drawn.split(SLOT)
    return "".join(chain.from_iterable(zip(around, [*cells, *notes, ""], strict=True)))


def _notes(sheet: Sheet) -> Iterator[str]:
    """Yield each note of the sheet as a paragraph; a footnote's has an id, for its marks."""
    for text in sheet.notes:
        yield f"<p>{escape(text, quote=False)}</p>"
    for note in sheet.footnotes:
        marked = f'<p id="{escape(sheet.id)}-note-{note.letter}"><sup>{note.letter}</sup>'
        yield f"{marked} {escape(note.text, quote=False)}</p>"


def _frame(sheet: Sheet) -> _Frame:
    return _Frame(
        sheet.id,
        sheet.stub,
        tuple(_in_order_shown(sheet.headings)),
        tuple(row.label for row in sheet.rows),
        tuple(n for n, row in enumerate(sheet.rows) if row.total),
        bool(sheet.notes or sheet.footnotes),
        tuple((note.letter, _places(sheet, set(note.figures))) for note in sheet.footnotes),
    )


def _in_order_shown(headings: Sequence[Heading]) -> Iterator[Heading]:
    """Yield the headings; those under one spanner stand together, where the first of them is."""
    groups: dict[tuple[str, str], list[Heading]] = {}
    for heading in headings:
        alone = "" if heading.spanner else heading.key
        groups.setdefault((heading.spanner, alone), []).append(heading)
    return chain.from_iterable(groups.values())


def _by_key(sheet: Sheet, row: Row) -> dict[str, tuple[Part, ...]]:
    """Return heading's key → what its cell in the row shows."""
    keys = [heading.key for heading in sheet.headings]
    return dict(zip(keys, row.cells, strict=True))


def _places(sheet: Sheet, ids: set[str]) -> dict[str, list[int]]:
    """Return heading's key → the rows in which its cell shows one of the figures."""
    found: dict[str, list[int]] = {}
    for n, row in enumerate(sheet.rows):
        for heading, parts in zip(sheet.headings, row.cells, strict=True):
            if any(isinstance(part, Figure) and part.figure_id in ids for part in parts):
                found.setdefault(heading.key, []).append(n)
    return found


def _cell(parts: tuple[Part, ...], way: str | None) -> str:
    return "".join(
        _figure(part, way) if isinstance(part, Figure) else escape(part) for part in parts
    )


def _figure(figure: Figure, way: str | None) -> str:
    shown = cell_html(figure)
    return shown if way is None else f'<a href="{escape(way + link(figure))}">{shown}</a>'


def _drawn(frame: _Frame) -> str:
    """Draw the table with a slot in each cell. Great Tables escapes labels."""
    import polars as pl
    from great_tables import GT, loc, style

    keys = [heading.key for heading in frame.headings]
    cells = dict.fromkeys(keys, [None] * len(frame.labels))
    table = (
        GT(
            pl.DataFrame({_STUB: frame.labels, **cells}),
            rowname_col=_STUB,
            auto_align=False,
            id=frame.name,
            locale="da",
        )
        .tab_stubhead(label=frame.stub)
        .cols_label({h.key: h.short or h.label for h in frame.headings})
        .cols_align("right", columns=[h.key for h in frame.headings if h.numeric])
        .cols_align("left", columns=[_STUB, *(h.key for h in frame.headings if not h.numeric)])
        .opt_footnote_marks([letter for letter, _ in frame.marks])
        .opt_footnote_order("preserve_order")
    )
    for spanner in dict.fromkeys(h.spanner for h in frame.headings if h.spanner):
        under = [h.key for h in frame.headings if h.spanner == spanner]
        table = table.tab_spanner(label=spanner, columns=under)
    if frame.totals:
        totals = list(frame.totals)
        table = table.tab_style(
            [style.text(weight="bold"), style.fill("var(--svag)")],
            [loc.stub(totals), loc.body(rows=totals)],
        )
    if frame.noted:
        table = table.tab_source_note("")  # in the place of all
    for letter, places in frame.marks:
        for key, rows in places.items():
            table = table.tab_footnote(letter, loc.body(key, rows), placement="right")
    return accessible(table.as_raw_html(), frame.name)
