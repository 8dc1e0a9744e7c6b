"""A table as files to download: CSV and Excel.

No time or place of writing is in them: the same sheet gives the same bytes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby
from math import ceil
from pathlib import Path
from typing import Any

from rus_pipeline.figures.figure import Figure, Status, Unit
from rus_pipeline.report.cells import HIDDEN, UNKNOWN, cell
from rus_pipeline.report.sheets import Part, Sheet
from rus_pipeline.storage.cache import cached

STUB = "Række"
"""What the rows' column is called where the sheet does not say."""

NO_NUMBER = (UNKNOWN, HIDDEN, "")
"""What stands in a column of numbers where there is none: not known, hidden, no cell at all."""

WORKSHEET = "Tabel"

# A status that is not here shows no number, so that a new one hides before it tells.
_SHOWN = (Status.OBSERVED, Status.PUBLISHED)

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SIGNED = re.compile(r"-|[+-] ?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?: ?%)?", re.ASCII)
_QUOTED = re.compile(r'[;"\r\n]')

ENCODING, DELIMITER = "utf-8-sig", ";"
"""As a Danish Excel opens a file of its own accord. Source: report contract, Downloads."""

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # a workbook must have a date, and no clock is read
_WHOLE = "#,##0"
_PER_CENT = '0" %"'
_LEFT, _RIGHT = "left", "right"
_LINE = 15  # points, Excel's own height of a line
_TALLEST = 409  # points, Excel's limit
_NARROW, _WIDE = 10, 50  # a column, in characters
_ACROSS = 80  # the lines above and below the table, in characters at least


def shown_number(figure: Figure) -> int | None:
    """Return a figure's whole number, or None where none is shown (``cell`` is then its text)."""
    if figure.status not in _SHOWN or figure.value is None:
        return None
    return int(figure.value)


def header(sheet: Sheet) -> list[str]:
    """Return the first line of the sheet's CSV: the rows' heading and each column's label."""
    labels = [sheet.stub or STUB, *(heading.label for heading in sheet.headings)]
    return [harmless(label) for label in labels]


def harmless(text: str) -> str:
    """Return ``text`` with an apostrophe before what a spreadsheet would run as a formula.

    Signed numbers and a lone ``-`` are left as they are. Done twice it is the same.
    """
    if text.startswith(_FORMULA) and not _SIGNED.fullmatch(text):
        return f"'{text}"
    return text


def write_csv(path: Path, sheet: Sheet) -> None:
    """Write the table as shown: a line of headings, then one line a row.

    A cell that is one figure is its bare number; zero is 0, ``?`` what is not known, ``..`` what is
    hidden. An empty field is no cell. The folder is there.
    """
    write_lines(
        path,
        [
            header(sheet),
            *([row.label, *(_field(parts) for parts in row.cells)] for row in sheet.rows),
        ],
    )


def write_lines(path: Path, lines: Sequence[Sequence[str]]) -> None:
    """Write fields as CSV: UTF-8 with its mark, semicolons, quotes as RFC 4180 wants them.

    No field is a formula.
    """
    # By hand, because csv.writer (3.11) leaves a lone carriage return unquoted.
    text = "".join(
        DELIMITER.join(_quoted(harmless(field)) for field in fields) + "\n" for fields in lines
    )
    path.write_bytes(text.encode(ENCODING))


def write_xlsx(path: Path, sheet: Sheet, about: Sequence[str]) -> None:
    """Write the table as a workbook; ``about`` are lines to stand under its title.

    Numbers are numbers; all else is text, never a formula or a link, and is cut where Excel's limit
    of 32,767 characters cuts it. The folder is there.
    """
    content = _content(sheet, about)
    path.write_bytes(cached(__name__, repr(content), lambda: _workbook(content)))


@dataclass(frozen=True)
class _Content:
    """All that a workbook says: lines above and below, and the table's cells.

    A heading is its label, whether numbers stand under it, and its spanner. A row is its label,
    whether it is a total, and its cells: a number and its shape, a text and ``right`` where it
    stands for a number, or nothing.
    """

    title: str
    about: tuple[str, ...]
    stub: str
    headings: tuple[tuple[str, bool, str], ...]
    rows: tuple[tuple[str, bool, tuple[tuple[int | str, str] | None, ...]], ...]
    widths: tuple[int, ...]
    below: tuple[str, ...]


def _content(sheet: Sheet, about: Sequence[str]) -> _Content:
    return _Content(
        sheet.title,
        tuple(about),
        sheet.stub or STUB,
        tuple((h.short or h.label, h.numeric, h.spanner) for h in sheet.headings),
        tuple((row.label, row.total, tuple(map(_value, row.cells))) for row in sheet.rows),
        tuple(_widths(sheet)),
        tuple(_below(sheet)),
    )


def _value(parts: tuple[Part, ...]) -> tuple[int | str, str] | None:
    """Return a cell's number and its shape, its text and where it stands, or None for no cell."""
    if len(parts) == 1 and isinstance(parts[0], Figure):
        number = shown_number(parts[0])
        if number is None:
            return cell(parts[0]), _RIGHT
        return number, _PER_CENT if parts[0].unit is Unit.PER_CENT else _WHOLE
    return (_text(parts), _LEFT) if parts else None


def _workbook(content: _Content) -> bytes:
    from xlsxwriter import Workbook

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    made = BytesIO()
    with Workbook(made, options) as book:
        book.set_properties({"title": content.title, "created": _CREATED})
        page = _Page(book, content)
        page.line(content.title, bold=True)
        for line in content.about:
            page.line(line)
        page.gap()
        page.table()
        page.gap()
        for line in content.below:
            page.line(line)
    return made.getvalue()


def _field(parts: tuple[Part, ...]) -> str:
    number = shown_number(parts[0]) if len(parts) == 1 and isinstance(parts[0], Figure) else None
    return _text(parts) if number is None else str(number)


def _text(parts: tuple[Part, ...]) -> str:
    return "".join(cell(part) if isinstance(part, Figure) else part for part in parts)


def _quoted(field: str) -> str:
    return '"' + field.replace('"', '""') + '"' if _QUOTED.search(field) else field


def _below(sheet: Sheet) -> Iterator[str]:
    """Yield what stands under the table: notes, then each reason with where it applies."""
    if not sheet.rows:
        from rus_pipeline.report.tables import NOTHING

        yield NOTHING
    yield from sheet.notes
    units = dict.fromkeys(figure.unit.value for figure in sheet.figures)
    if units:
        yield f"Enhed: {', '.join(units)}"
    places = {
        part.figure_id: f"{row.label}, {heading.label}"
        for row in sheet.rows
        for heading, parts in zip(sheet.headings, row.cells, strict=True)
        for part in parts
        if isinstance(part, Figure)
    }
    for reason, ids in sheet.reasons.items():
        sentence = reason[:1].upper() + reason[1:].removesuffix(".")
        yield f"{sentence}. Gælder: {'; '.join(places[figure_id] for figure_id in ids)}."


class _Page:
    """A worksheet that is filled from the top down with one sheet."""

    def __init__(self, book: Any, content: _Content) -> None:
        self._book = book
        self._content = content
        self._page = book.add_worksheet(WORKSHEET)
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self._widths = list(content.widths)
        self._next = 0
        for position, width in enumerate(self._widths):
            self._page.set_column(position, position, width)
        while sum(self._widths) < _ACROSS:
            self._widths.append(_NARROW)
            self._page.set_column(len(self._widths) - 1, len(self._widths) - 1, _NARROW)
        self._page.set_paper(9)  # A4
        self._page.fit_to_pages(1, 0)

    def gap(self) -> None:
        """Leave a line empty."""
        self._next += 1

    def line(self, text: str, *, bold: bool = False) -> None:
        """Write a line across the table, as high as its text needs: Excel fits no merged cells."""
        across = sum(self._widths)
        lines = sum(max(1, ceil(len(part) / across)) for part in text.split("\n"))
        self._page.set_row(self._next, min(_TALLEST, _LINE * lines))
        self._merged(self._next, 0, len(self._widths) - 1, text, bold=bold, valign="top")
        self._next += 1

    def table(self) -> None:
        """Write spanners, headings and rows, and keep the headings in sight."""
        content = self._content
        first = self._next
        if any(spanner for *_, spanner in content.headings):
            places = enumerate(content.headings, 1)
            for spanner, under in groupby(places, lambda place: place[1][2]):
                columns = [position for position, _ in under]
                if spanner:
                    self._merged(first, columns[0], columns[-1], spanner, bold=True, align="center")
            self._next += 1
        for position, (label, numeric, _) in enumerate(
            [(content.stub, False, ""), *content.headings]
        ):
            align = "right" if numeric else "left"
            self._string(self._next, position, label, bold=True, align=align, bottom=1)
        self._page.repeat_rows(first, self._next)
        self._next += 1
        self._page.freeze_panes(self._next, 0)
        for label, total, cells in content.rows:
            self._string(self._next, 0, label, bold=total, valign="top")
            for position, value in enumerate(cells, 1):
                if value is not None:
                    self._cell(position, *value, bold=total)
            self._next += 1

    def _cell(self, position: int, value: int | str, shape: str, *, bold: bool) -> None:
        if isinstance(value, int):
            kind = self._format(bold=bold, num_format=shape, valign="top")
            self._page.write_number(self._next, position, value, kind)
        elif shape == _RIGHT:
            self._string(self._next, position, value, bold=bold, align="right", valign="top")
        else:
            self._string(self._next, position, value, bold=bold, valign="top")

    def _merged(self, row: int, first: int, last: int, text: str, **look: object) -> None:
        if last > first:
            self._page.merge_range(row, first, row, last, "", self._format(text_wrap=True, **look))
        self._string(row, first, text, **look)

    def _string(self, row: int, column: int, text: str, **look: object) -> None:
        self._page.write_string(row, column, text, self._format(text_wrap=True, **look))

    def _format(self, **look: object) -> Any:
        key = tuple(look.items())
        if key not in self._formats:
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]


def _widths(sheet: Sheet) -> list[int]:
    """Return each column's width in characters: its longest line, or word of its heading."""
    columns = [(sheet.stub or STUB, [row.label for row in sheet.rows])]
    for position, heading in enumerate(sheet.headings):
        texts = [_text(row.cells[position]) for row in sheet.rows]
        columns.append((heading.short or heading.label, texts))
    return [
        min(_WIDE, max(_NARROW, *(len(word) + 2 for word in _pieces(label, texts))))
        for label, texts in columns
    ]


def _pieces(label: str, texts: Sequence[str]) -> Iterator[str]:
    yield from label.split()
    for text in texts:
        yield from text.splitlines()
