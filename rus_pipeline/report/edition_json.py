"""The whole edition as JSON: ``tal.json``, and the schema that it follows.

Source: report contract, Downloads.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from rus_pipeline.figures.figure import Figure
from rus_pipeline.report.cells import cell
from rus_pipeline.report.document import Document, Group
from rus_pipeline.report.downloads import shown_number
from rus_pipeline.report.input import ReportInput
from rus_pipeline.report.sections import Section
from rus_pipeline.report.sheets import Part

FILE = "tal.json"
SCHEMA = "tal.schema.json"

_SCHEMA = Path(__file__).parent / "templates" / SCHEMA


def write_json(folder: Path, given: ReportInput, whole: Document) -> None:
    """Write ``tal.json`` into ``folder``, and beside it the schema that it follows.

    ``tables`` are as they are shown, each cell with its text and the ids of its figures;
    ``figures`` are the edition's own, in the order of ``figures.csv``.
    """
    status = given.status
    content = {
        "$schema": SCHEMA,
        "edition": whole.year,
        "title": whole.title,
        "center": whole.center,
        "source": status.udtraek.kilde or None,
        "drawn": whole.drawn.isoformat(),
        "draft": status.udtraek.kladde,
        "synthetic": status.synthetic,
        "smallest_count": status.smallest,
        "messages": list(whole.messages),
        "brief": [{"text": one.text, "table": one.table} for one in whole.sentences],
        "symbols": [{"symbol": sign, "meaning": meaning} for sign, meaning in whole.symbols],
        "tables": [_table(group, one) for group in whole.groups for one in group.sections],
        "figures": [_figure(one) for found in given.figures.values() for one in found],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (folder / FILE).write_text(f"{text}\n", encoding="utf-8")
    shutil.copyfile(_SCHEMA, folder / SCHEMA)


def _table(group: Group, section: Section) -> dict[str, Any]:
    sheet = section.sheet
    return {
        "id": sheet.id,
        "title": sheet.title,
        "group": group.name,
        "url": f"{group.page.file}#{sheet.id}",
        "row_heading": sheet.stub,
        "columns": [
            {
                "key": heading.key,
                "label": heading.label,
                "spanner": heading.spanner or None,
                "numeric": heading.numeric,
            }
            for heading in sheet.headings
        ],
        "rows": [
            {
                "label": row.label,
                "total": row.total,
                "cells": [_cell(parts) for parts in row.cells],
            }
            for row in sheet.rows
        ],
        "notes": list(sheet.notes),
        "footnotes": [
            {"mark": note.letter, "text": note.text, "figures": list(note.figures)}
            for note in sheet.footnotes
        ],
    }


def _cell(parts: tuple[Part, ...]) -> dict[str, Any] | None:
    """Return what a cell shows, None where there is no cell."""
    if not parts:
        return None
    return {
        "text": "".join(cell(part) if isinstance(part, Figure) else part for part in parts),
        "figures": [part.figure_id for part in parts if isinstance(part, Figure)],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "figure_id": figure.figure_id,
        "table": figure.table_id,
        "row": figure.row_key,
        "column": figure.column_key,
        "row_label": figure.row_label,
        "column_label": figure.column_label,
        "value": shown_number(figure),
        "unit": figure.unit.value,
        "status": figure.status.value,
        "reason": figure.reason,
    }
