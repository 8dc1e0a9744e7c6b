"""A sheet as Markdown: the preview of a table that Dagster shows."""

import re

from rus_pipeline.core.danish import number_of
from rus_pipeline.core.errors import mask
from rus_pipeline.figures.figure import Figure
from rus_pipeline.report.cells import cell
from rus_pipeline.report.sheets import Part, Sheet
from rus_pipeline.report.tables import NOTHING

_ROWS = 40
_LETTERS = 200
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|])")


def preview(sheet: Sheet) -> str:
    """Return the table as Markdown: its first rows, long text cut, every text masked and escaped.

    A preview is kept with the run, so that no personal number may be in it, even in free text.
    """
    if not sheet.rows:
        return NOTHING
    headings = [sheet.stub, *(heading.label for heading in sheet.headings)]
    aligned = ["---", *("---:" if heading.numeric else "---" for heading in sheet.headings)]
    lines = [_line([_text(heading) for heading in headings]), _line(aligned)]
    lines += [
        _line([_text(row.label), *(_cell(parts) for parts in row.cells)])
        for row in sheet.rows[:_ROWS]
    ]
    more = len(sheet.rows) - _ROWS
    return "\n".join(
        [*lines, *([f"\n… og {number_of(more, 'række', 'rækker')} til"] if more > 0 else [])]
    )


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(parts: tuple[Part, ...]) -> str:
    return _text("".join(cell(part) if isinstance(part, Figure) else part for part in parts))


def _text(text: str) -> str:
    words = " ".join(mask(text).split())
    short = words if len(words) <= _LETTERS else f"{words[:_LETTERS]}…"
    return _MARKUP.sub(r"\\\1", short)
