"""A sheet drawn as the HTML of a table, by Great Tables."""

from dataclasses import dataclass
from html import escape

from rus_pipeline.figures.figure import Figure
from rus_pipeline.report.cells import cell_html
from rus_pipeline.report.markup import accessible, with_links
from rus_pipeline.report.origins import FOLDER, link
from rus_pipeline.report.sheets import Heading, Part, Sheet
from rus_pipeline.storage.cache import cached

NOTHING = "Der er ingen oplysninger til denne tabel i udtrækket."

_STUB = "@stub"


@dataclass(frozen=True)
class _Shown:
    """All that a table's HTML depends on.

    ``cells`` are HTML, row by row; ``totals`` are the places of rows that are totals; ``footnotes``
    are (letter, text, the places of the cells that bear the letter by column).
    """

    name: str
    stub: str
    headings: tuple[Heading, ...]
    labels: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    totals: tuple[int, ...]
    notes: tuple[str, ...]
    footnotes: tuple[tuple[str, str, dict[str, list[int]]], ...]


def table_html(sheet: Sheet, way: str | None = None) -> str:
    """Return the table with its notes; the page has its title, with the id ``<sheet>-titel``.

    ``way`` is the relative path from the page to the report's folder. Where it is given, each
    figure is a link to its origin. A table is drawn again only where something in it has changed.
    """
    if not sheet.rows:
        return f"<p>{NOTHING}</p>"
    shown = _shown(sheet, way)
    return cached(__name__, repr(shown), lambda: _drawn(shown).encode()).decode()


def from_below(html: str) -> str:
    """Return a table's HTML, made for a page in the report's folder, for one in a folder below."""
    return with_links(html, FOLDER, "../")


def _shown(sheet: Sheet, way: str | None) -> _Shown:
    keys = [heading.key for heading in sheet.headings]
    footnotes = tuple(
        (note.letter, note.text, _places(sheet, set(note.figures))) for note in sheet.footnotes
    )
    return _Shown(
        sheet.id,
        sheet.stub,
        sheet.headings,
        tuple(row.label for row in sheet.rows),
        tuple(
            tuple(_cell(parts, way) for _, parts in zip(keys, row.cells, strict=True))
            for row in sheet.rows
        ),
        tuple(n for n, row in enumerate(sheet.rows) if row.total),
        sheet.notes,
        footnotes,
    )


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


def _drawn(shown: _Shown) -> str:
    """Draw the table.

    Great Tables escapes labels and notes. It leaves formatted cells as they are (``escape=False``),
    since figures carry their id in markup.
    """
    import polars as pl
    from great_tables import GT, loc, style

    keys = [heading.key for heading in shown.headings]
    columns = {key: [row[n] for row in shown.cells] for n, key in enumerate(keys)}
    table = (
        GT(
            pl.DataFrame({_STUB: shown.labels, **columns}),
            rowname_col=_STUB,
            auto_align=False,
            id=shown.name,
            locale="da",
        )
        .tab_stubhead(label=shown.stub)
        .cols_label({h.key: h.short or h.label for h in shown.headings})
        .cols_align("right", columns=[h.key for h in shown.headings if h.numeric])
        .cols_align("left", columns=[_STUB, *(h.key for h in shown.headings if not h.numeric)])
        .fmt_passthrough(columns=keys, escape=False)
        .opt_footnote_marks([letter for letter, *_ in shown.footnotes])
        .opt_footnote_order("preserve_order")
    )
    for spanner in dict.fromkeys(h.spanner for h in shown.headings if h.spanner):
        under = [h.key for h in shown.headings if h.spanner == spanner]
        table = table.tab_spanner(label=spanner, columns=under)
    if shown.totals:
        totals = list(shown.totals)
        table = table.tab_style(
            [style.text(weight="bold"), style.fill("var(--svag)")],
            [loc.stub(totals), loc.body(rows=totals)],
        )
    for note in shown.notes:
        table = table.tab_source_note(note)
    for _, text, places in shown.footnotes:
        for key, rows in places.items():
            table = table.tab_footnote(text, loc.body(key, rows), placement="right")
    return accessible(table.as_raw_html(), shown.name)
