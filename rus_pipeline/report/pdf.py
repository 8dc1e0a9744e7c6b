"""The report as a tagged PDF (PDF/UA-1), set by Typst from the same document as the page.

Typst refuses to set what breaks PDF/UA-1. Everything that the template is given is data, never
markup, and nothing but the document decides the bytes: no clock, no font of the machine.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from functools import cache
from itertools import groupby
from pathlib import Path

import typst

from rus_pipeline.core.danish import day
from rus_pipeline.figures.figure import Figure
from rus_pipeline.report.cells import cell
from rus_pipeline.report.charts import Drawing
from rus_pipeline.report.document import Document, Group
from rus_pipeline.report.edition_status import in_short
from rus_pipeline.report.pages import FONTS
from rus_pipeline.report.prose import ABOUT, PRINTED
from rus_pipeline.report.reconciliation import TITLE
from rus_pipeline.report.sections import Section
from rus_pipeline.report.sheets import Heading, Part, Sheet
from rus_pipeline.report.tables import NOTHING

PDF = "rapport.pdf"

_TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
_LONG_WORD = re.compile(r"\S{40,}")
_PIECE = 8
_BODY_CELL = re.compile(
    rb"(?P<before>/S/)TD(?P<between>/P \d+ 0 R/A\[<</O/Table)"
    rb"(?P<headers>/Headers\[(?:\(U\d+x(?P<column>\d+)y\d+\))+\])"
)
_MAY_BREAK = "\N{ZERO WIDTH SPACE}"
_NO_GLYPH = "\N{REPLACEMENT CHARACTER}"

Json = dict[str, "Json"] | list["Json"] | str | int | bool | None


def write_pdf(folder: Path, document: Document) -> Path:
    """Write the document as ``rapport.pdf`` into ``folder``, and return its path.

    A character that no font of Typst's has is set as U+FFFD. Raises typst.TypstError where the
    template breaks PDF/UA-1, which is a defect of the template.
    """
    given = json.dumps(_settable(_document(document)), ensure_ascii=False)
    drawn = datetime.combine(document.drawn, time(), UTC)
    compiled = _compiled(_TEMPLATE.read_bytes(), given, drawn)
    path = folder / PDF
    path.write_bytes(_with_row_headers(compiled, _rows(document)))
    return path


def _compiled(template: bytes, document: str, made: datetime) -> bytes:
    return typst.compile(
        template,
        font_paths=_fonts(),
        sys_inputs={"document": document},
        pdf_standards=["ua-1"],
        timestamp=made,
    )


def _with_row_headers(pdf: bytes, rows: int) -> bytes:
    """Tag the first cell of each of the ``rows`` in tables' bodies as the header of its row.

    Typst has a function for it (``pdf.header-cell``), but only behind a feature flag that its
    Python package cannot set. It tags every body cell as data and names the headers of its column.
    Here the first becomes a header with the scope of its row, and the others name none, so that
    readers find both by scope. Each text is replaced by one of the same length: no offset changes.
    """
    found = 0

    def tagged(cell: re.Match[bytes]) -> bytes:
        nonlocal found
        if cell["column"] != b"0":
            return cell["before"] + b"TD" + cell["between"] + b" " * len(cell["headers"])
        found += 1
        scope = b"/Scope/Row".ljust(len(cell["headers"]))
        return cell["before"] + b"TH" + cell["between"] + scope

    tagged_pdf = _BODY_CELL.sub(tagged, pdf)
    assert found == rows, f"{found} of {rows} rows have a header: Typst tags cells in another way"
    return tagged_pdf


def _rows(document: Document) -> int:
    """Return how many rows the document's tables have."""
    sections = [section.sheet for section in document.sections]
    reconciled = [document.reconciled] if document.reconciled else []
    return sum(len(sheet.rows) for sheet in (*sections, *reconciled, *document.colophon))


@cache
def _fonts() -> typst.Fonts:
    """Return the report's fonts and, for letters that they lack, those inside Typst."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def _document(document: Document) -> Json:
    return {
        "title": document.title,
        "center": document.center,
        "year": document.year,
        "messages": list(document.messages),
        "status": in_short(document.messages) if document.messages else "",
        "drawn": day(document.drawn),
        "introduction": list(document.introduction),
        "symbols": [list(pair) for pair in document.symbols],
        "sentences": [[one.text, one.table] for one in document.sentences],
        "key_figures": [
            {
                "figure": one.text,
                "label": one.label,
                "line": one.series.line,
                "change": one.change_text,
                "table": one.table,
            }
            for one in document.key_figures
        ],
        "groups": [_group(group) for group in document.groups],
        "reconciliation": TITLE,
        "printed": PRINTED,
        "reconciled": _sheet(document.reconciled) if document.reconciled else None,
        "about_title": ABOUT,
        "about": list(document.about),
        "colophon": [_sheet(sheet) for sheet in document.colophon],
        "revised": list(document.revised),
        "contact": document.contact,
        "nothing": NOTHING,
    }


def _group(group: Group) -> Json:
    return {
        "name": group.name,
        "opening": group.opening,
        "sections": [_section(one) for one in group.sections],
    }


def _section(section: Section) -> Json:
    chart = section.drawing
    return {"sheet": _sheet(section.sheet), "chart": _chart(chart) if chart else None}


def _chart(drawing: Drawing) -> Json:
    return {"svg": drawing.svg, "title": drawing.title, "words": drawing.words}


def _sheet(sheet: Sheet) -> Json:
    marks = sheet.marks
    return {
        "id": sheet.id,
        "title": sheet.title,
        "stub": sheet.stub,
        "spanners": [list(run) for run in _spanners(sheet.headings)],
        "headings": [
            {
                "label": heading.short or heading.label,
                "numeric": heading.numeric,
                "spanned": bool(heading.spanner),
            }
            for heading in sheet.headings
        ],
        "rows": [
            {
                "label": _breakable(row.label),
                "cells": [[_part(part, marks) for part in parts] for parts in row.cells],
                "total": row.total,
            }
            for row in sheet.rows
        ],
        "notes": [_breakable(note) for note in sheet.notes],
        "footnotes": [[note.letter, _breakable(note.text)] for note in sheet.footnotes],
    }


def _spanners(headings: tuple[Heading, ...]) -> Iterator[tuple[str, int]]:
    """Yield each run of columns under one spanner and its length; those under none one by one."""
    for spanner, run in groupby(headings, key=lambda heading: heading.spanner):
        length = len(list(run))
        yield from [(spanner, length)] if spanner else [("", 1)] * length


def _part(part: Part, marks: dict[str, str]) -> Json:
    if isinstance(part, Figure):
        return [cell(part), marks.get(part.figure_id, "")]
    return [_breakable(part), ""]


def _breakable(text: str) -> str:
    """Return text in which a word too long for any column, such as a digest, may be broken."""
    return _LONG_WORD.sub(lambda word: _MAY_BREAK.join(_pieces(word[0])), text)


def _pieces(word: str) -> Iterator[str]:
    for start in range(0, len(word), _PIECE):
        yield word[start : start + _PIECE]


def _settable(value: Json) -> Json:
    """Return the value with every character that no font has replaced."""
    match value:
        case str():
            lacking = {ord(c): _NO_GLYPH for c in set(value) if not _has_glyph(c)}
            return value.translate(lacking) if lacking else value
        case list():
            return [_settable(one) for one in value]
        case dict():
            return {key: _settable(one) for key, one in value.items()}
        case _:
            return value


def _has_glyph(character: str) -> bool:
    """Return whether a font has the character. PDF/UA-1 forbids the box that stands for none."""
    of_latin_1 = " " <= character <= "~" or "\N{NO-BREAK SPACE}" <= character <= "ÿ"
    return of_latin_1 or character in "\n\t" or _can_be_set(character)


@cache
def _can_be_set(character: str) -> bool:
    probe = b'#set document(title: "?")\n#set text(font: "Rapport Sans")\n#sys.inputs.document'
    try:
        _compiled(probe, character, datetime(2000, 1, 1, tzinfo=UTC))
    except typst.TypstError:
        return False
    return True
