"""A table as it is shown: headings, rows and cells, of whatever kind the table is.

Page, PDF, downloads and preview are all made from a sheet, so that they cannot differ.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.declaration import Narrative, Table
from rus_pipeline.figures.figure import Figure, Role, Status
from rus_pipeline.figures.layout import Layout
from rus_pipeline.ingest.documents import DocumentTable
from rus_pipeline.report.cells import HIDDEN, UNKNOWN, ZERO, cell
from rus_pipeline.tables import ReportTable

Part = str | Figure

HIDES = "To punktummer (..) er et tal, der er skjult af hensyn til de få bag det eller et andet."
PROVISIONAL = "*"
"""The mark of numbers that will change. Source: report contract, Symbols."""

_NOTHING = "En streg (-) er nul."
_LESS_THAN_HALF = "0 er mindre end en halv."
_UNKNOWN = "Et spørgsmålstegn (?) er ikke oplyst; bogstavet ved det viser, hvorfor."

OF_THE_CENTRE = "Centrets egen note:"

_NUMBERED = re.compile(r"tabel-0*(\d+)", re.ASCII)


@dataclass(frozen=True)
class Heading:
    """A column's key and label; ``spanner`` is the heading that it shares with its neighbours."""

    key: str
    label: str
    numeric: bool = False
    spanner: str = ""
    short: str = ""


@dataclass(frozen=True)
class Row:
    """A row's label and its cells, each a run of text and figures; an empty one is no cell."""

    label: str
    cells: tuple[tuple[Part, ...], ...]
    total: bool = False


@dataclass(frozen=True)
class Footnote:
    """Why some figures of a sheet are not known or not whole: its letter, its text, their ids."""

    letter: str
    text: str
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A table to show.

    ``reasons`` are why figures in it are not known or not whole, each with the ids of those.
    """

    id: str
    title: str
    stub: str
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    reasons: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    @property
    def figures(self) -> Iterator[Figure]:
        """Yield every figure in it, row by row."""
        for row in self.rows:
            for parts in row.cells:
                yield from (part for part in parts if isinstance(part, Figure))

    @property
    def footnotes(self) -> tuple[Footnote, ...]:
        """Return a footnote for each of the reasons, lettered in their order."""
        return tuple(
            Footnote(_letter(n), _sentence(reason), ids)
            for n, (reason, ids) in enumerate(self.reasons.items())
        )

    @property
    def marks(self) -> dict[str, str]:
        """Return figure id → the letters of its footnotes."""
        letters: dict[str, list[str]] = {}
        for note in self.footnotes:
            for figure_id in note.figures:
                letters.setdefault(figure_id, []).append(note.letter)
        return {figure_id: ", ".join(found) for figure_id, found in letters.items()}


def _letter(n: int) -> str:
    """Return the n-th mark: a to z, then aa, ab and so on."""
    first, last = divmod(n, 26)
    return (_letter(first - 1) if first else "") + chr(ord("a") + last)


def _sentence(reason: str) -> str:
    text = reason[:1].upper() + reason[1:]
    return text if text.endswith(".") else f"{text}."


def full_title(table: ReportTable | DocumentTable, edition: Edition) -> str:
    """Return the table's title, with its number where it has one."""
    numbered = _NUMBERED.fullmatch(table.id)
    prefix = f"Tabel {numbered[1]}. " if numbered else ""
    return f"{prefix}{table.headline(edition)}"


def counted_sheet(
    table: Table, edition: Edition, layout: Layout, figures: Sequence[Figure]
) -> Sheet:
    """Return a table of figures as a sheet; ``figures`` are the table's own, row by row."""
    figures = _unrounded(figures)
    at = {figure.at: (figure,) for figure in figures}
    return Sheet(
        id=table.id,
        title=full_title(table, edition),
        stub=table.stub,
        headings=tuple(
            Heading(line.key, line.label, numeric=True, spanner=line.spanner, short=line.short)
            for line in layout.columns
        ),
        rows=tuple(
            Row(
                row.label,
                tuple(at.get((row.key, column.key), ()) for column in layout.columns),
                total=row.formula is not None,
            )
            for row in layout.rows
        ),
        notes=(
            table.described(edition),
            *table.said_under(edition),
            *_left_out(layout, edition, figures),
            *layout.notes,
            *signs(figures),
        ),
        reasons=_reasons(figures),
    )


def _unrounded(figures: Sequence[Figure]) -> list[Figure]:
    """Return figures in which a share of something that is rounded to nothing has its true size.

    Shares are figures of whole per cent; only their parts tell ``0`` and ``-`` apart.
    Source: report contract, Symbols.
    """
    known = {figure.figure_id: figure.value for figure in figures if figure.value is not None}
    return [
        replace(figure, exact=size)
        if figure.value == 0 and (size := _share(figure, known)) is not None
        else figure
        for figure in figures
    ]


def _share(figure: Figure, known: Mapping[str, Decimal]) -> Decimal | None:
    """Return a share before rounding, in per cent; None for what is no share of known figures."""
    parts = {
        role: [known.get(part.figure_id) for part in figure.components if part.role is role]
        for role in (Role.NUMERATOR, Role.DENOMINATOR)
    }
    values = [value for found in parts.values() for value in found]
    if not values or None in values or not parts[Role.NUMERATOR]:
        return None
    part, whole = (sum(filter(None, found), Decimal(0)) for found in parts.values())
    return 100 * part / whole if whole else None


def _left_out(layout: Layout, edition: Edition, figures: Sequence[Figure]) -> list[str]:
    """Return how many the table leaves out, where it has numbers that they could be in."""
    known = any(figure.value is not None for figure in figures)
    return [layout.left_out.said(edition)] if layout.left_out is not None and known else []


def signs(figures: Sequence[Figure]) -> list[str]:
    """Return what each sign means that stands for a figure. Source: report contract, Symbols."""
    shown = {cell(figure) for figure in figures}
    half = any(figure.value == 0 and cell(figure) != ZERO for figure in figures)
    means = {ZERO: _NOTHING, UNKNOWN: _UNKNOWN, HIDDEN: HIDES}
    found = [*(text for sign, text in means.items() if sign in shown)]
    found += [_LESS_THAN_HALF] if half else []
    return [" ".join(found)] if found else []


def provisional(sheet: Sheet) -> Sheet:
    """Return a sheet of a draft: its title bears the mark that the draft's message explains."""
    return replace(sheet, title=f"{sheet.title} {PROVISIONAL}")


def narrative_sheet(table: Narrative, edition: Edition, rows: Sequence[tuple[str, str]]) -> Sheet:
    """Return a table of text as a sheet; ``rows`` are (omraade, tekst) as delivered."""
    return Sheet(
        id=table.id,
        title=full_title(table, edition),
        stub="Område",
        headings=(Heading("tekst", "Uddybning"),),
        rows=tuple(Row(omraade, ((tekst,),)) for omraade, tekst in rows),
        notes=(table.definition,),
    )


def with_notes(sheet: Sheet, notes: Sequence[str]) -> Sheet:
    """Return a sheet with the centre's own notes last under it, each said to be the centre's."""
    return replace(sheet, notes=(*sheet.notes, *(f"{OF_THE_CENTRE} {text}" for text in notes)))


def text_sheet(
    name: str, title: str, columns: dict[str, Sequence[str]], notes: Sequence[str] = ()
) -> Sheet:
    """Return columns of text as a sheet: heading → cells; the first column names the rows."""
    cells: dict[str, list[tuple[Part, ...]]] = {
        heading: [(text,) if text else () for text in texts] for heading, texts in columns.items()
    }
    return mixed_sheet(name, title, cells, notes)


def mixed_sheet(
    name: str,
    title: str,
    columns: dict[str, list[tuple[Part, ...]]],
    notes: Sequence[str] = (),
) -> Sheet:
    """Return columns of text and figures as a sheet; the first, all text, names the rows."""
    (stub, labels), *others = columns.items()
    return Sheet(
        id=name,
        title=title,
        stub=stub,
        headings=tuple(Heading(f"kolonne-{n}", name) for n, (name, _) in enumerate(others, 1)),
        rows=tuple(
            Row("".join(map(str, label)), tuple(cells[n] for _, cells in others))
            for n, label in enumerate(labels)
        ),
        notes=tuple(notes),
    )


def _reasons(figures: Sequence[Figure]) -> dict[str, tuple[str, ...]]:
    by_reason: dict[str, list[str]] = {}
    for figure in figures:
        if figure.reason is not None and figure.status is not Status.SUPPRESSED:
            kind = "ikke oplyst: " if figure.status is Status.NOT_AVAILABLE else ""
            by_reason.setdefault(f"{kind}{figure.reason}", []).append(figure.figure_id)
    return {reason: tuple(ids) for reason, ids in by_reason.items()}
