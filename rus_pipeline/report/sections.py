"""A report's sections: each table as it is shown, drawn as HTML, with its chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.declaration import Narrative, Table
from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.layout import Layout
from rus_pipeline.report.charts import Drawing, drawing
from rus_pipeline.report.sheets import Sheet, counted_sheet, narrative_sheet, with_notes
from rus_pipeline.report.tables import table_html
from rus_pipeline.tables import ReportTable


@dataclass(frozen=True)
class Drawn:
    """A table as HTML, and its chart, if it has one."""

    table: str
    chart: Drawing | None


@dataclass(frozen=True)
class Section:
    """A table as the report shows it: its sheet, its HTML and its chart, if it has one."""

    sheet: Sheet
    table: str
    drawing: Drawing | None

    @property
    def id(self) -> str:
        """Return the table's id."""
        return self.sheet.id

    @property
    def title(self) -> str:
        """Return the table's title."""
        return self.sheet.title


def sheet_of(
    table: ReportTable,
    edition: Edition,
    layouts: Mapping[str, Layout],
    figures: Mapping[str, Sequence[Figure]],
    narrative: Mapping[str, Sequence[tuple[str, str]]],
    notes: Mapping[str, Sequence[str]],
) -> Sheet:
    """Return a table as it is shown, of layouts and figures by table and narrative rows by kind.

    ``notes`` are the centre's own, by table.
    """
    match table:
        case Table():
            sheet = counted_sheet(table, edition, layouts[table.id], figures[table.id])
        case Narrative():
            sheet = narrative_sheet(table, edition, narrative.get(table.kind, ()))
    return with_notes(sheet, notes.get(table.id, ()))


def draw_sheet(sheet: Sheet, *, linked: bool) -> Drawn:
    """Draw a table without a chart; ``linked``: each figure leads to where it comes from."""
    return Drawn(table_html(sheet, "" if linked else None), None)


def draw_table(
    table: ReportTable,
    sheet: Sheet,
    layouts: Mapping[str, Layout],
    figures: Mapping[str, Sequence[Figure]],
    *,
    linked: bool,
) -> Drawn:
    """Draw a table and its chart. ``linked``: each figure is a link to its origin."""
    return Drawn(table_html(sheet, "" if linked else None), _chart(table, sheet, layouts, figures))


def _chart(
    table: ReportTable,
    sheet: Sheet,
    layouts: Mapping[str, Layout],
    figures: Mapping[str, Sequence[Figure]],
) -> Drawing | None:
    if not isinstance(table, Table) or table.chart is None or not sheet.rows:
        return None
    return drawing(table.chart, layouts[table.id], figures[table.id], sheet.title)
