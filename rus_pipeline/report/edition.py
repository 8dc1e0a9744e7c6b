"""Write the files of an edition's report: pages, PDF, tables one by one, downloads."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.declaration import Chapter, Narrative, Table
from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.layout import Layout
from rus_pipeline.ingest.documents import DocumentTable, Transcribed
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.comparison import Reconciliation
from rus_pipeline.report.charts import Drawing, bars, drawing
from rus_pipeline.report.document import ChapterSections, Document, Section
from rus_pipeline.report.downloads import write_csv, write_xlsx
from rus_pipeline.report.edition_status import GateShown, ReportStatus, gates_sheet
from rus_pipeline.report.open_data import DataSet, write_csvw, write_figures_csv
from rus_pipeline.report.origins import FOLDER as ORIGINS
from rus_pipeline.report.origins import Origin, files_of, panels
from rus_pipeline.report.pages import FONTS, fill
from rus_pipeline.report.pdf import PDF, write_pdf
from rus_pipeline.report.prose import ABOUT, PRINTED, about, introduction, symbols, treatment_words
from rus_pipeline.report.reconciliation import TITLE, counts_sheet, reconciliation_sheets
from rus_pipeline.report.sheets import Sheet, counted_sheet, narrative_sheet, with_notes
from rus_pipeline.report.summary import changes
from rus_pipeline.report.tables import table_html
from rus_pipeline.report.transcribed import claims_by_place, transcribed_sheet
from rus_pipeline.tables import ReportTable, counted_tables, shown_tables

RECONCILIATION = "afstemning.html"
TABLES = "tabeller"

_ANNUAL_REPORT = "Årsrapport"


@dataclass(frozen=True)
class Drawn:
    """A table as HTML, and its chart, if it has one."""

    table: str
    chart: Drawing | None


@dataclass(frozen=True)
class ReportInput:
    """The inputs of a report.

    ``layouts`` and ``figures`` are the edition's by table, ``before`` the main figures of the year
    before by id; ``narrative`` maps a kind to its (omraade, tekst). ``origins`` maps a figure id to
    where the figure comes from; where it is empty, there are no pages of origins.
    Without a ``reconciliation`` there is no page of it, and no table that another document printed:
    a public edition shows only what is protected. ``public``: there is a public edition to link to.
    ``documents`` are the tables of other documents, by id; ``drawn`` the tables that are drawn
    already, by id; ``notes`` the centre's own, by table.
    """

    edition: Edition
    status: ReportStatus
    layouts: Mapping[str, Layout]
    figures: Mapping[str, Sequence[Figure]]
    before: Mapping[str, Figure]
    narrative: Mapping[str, Sequence[tuple[str, str]]]
    claims: Sequence[Claim]
    reconciliation: Reconciliation | None
    origins: Mapping[str, Origin]
    gates: Sequence[GateShown]
    documents: Sequence[DocumentTable] = ()
    public: bool = False
    drawn: Mapping[str, Drawn] = field(default_factory=dict[str, Drawn])
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])

    @property
    def compared(self) -> Reconciliation | None:
        """Return the printed figures and what became of them, None where none is printed."""
        found = self.reconciliation
        return found if found is not None and found.claims else None

    @property
    def by_id(self) -> dict[str, Figure]:
        """Return the edition's figures by id."""
        return {figure.figure_id: figure for found in self.figures.values() for figure in found}


def write_report(folder: Path, given: ReportInput) -> list[Sheet]:
    """Write the report into ``folder``, and return its tables as shown.

    ``index.html``, ``rapport.pdf``, ``afstemning.html`` (where printed figures are compared),
    ``tabeller/<table>.html``, ``.csv`` and ``.xlsx``, ``figures.csv`` and ``csv-metadata.json``.
    """
    (folder / TABLES).mkdir(parents=True)
    shutil.copytree(
        FONTS,
        folder / "fonts",
        copy_function=shutil.copyfile,
        ignore=shutil.ignore_patterns("*.ttf"),  # the PDF has its own in it
    )
    sections = list(sections_of(given))
    whole = document_of(given, sections)
    with ThreadPoolExecutor(1) as beside:  # Typst sets on another core while the rest is written
        pdf = beside.submit(write_pdf, folder, whole)
        for section in sections:
            _write_table(folder / TABLES, given, section)
        if given.origins:
            _write_origins(folder / ORIGINS, given, sections)
        _write_reconciliation(folder, given)
        _write_page(folder, given, whole)
        _write_open_data(folder, given, sections)
        pdf.result()
    return [section.sheet for section in sections]


def sections_of(given: ReportInput) -> Iterator[Section]:
    """Yield each table of the report as it is shown, in order."""
    linked = bool(given.origins)
    for table in shown_tables(given.edition):
        sheet = sheet_of(
            table, given.edition, given.layouts, given.figures, given.narrative, given.notes
        )
        shown = given.drawn.get(table.id) or draw_table(
            table, sheet, given.layouts, given.figures, linked=linked
        )
        yield Section(sheet, table.chapter, shown.table, shown.chart)
    claims = claims_by_place(given.claims)
    for document in given.documents:
        if isinstance(document, Transcribed) and given.reconciliation is None:
            continue
        sheet = transcribed_sheet(document, given.edition, claims, given.figures)
        shown = given.drawn.get(document.id) or draw_document(sheet, linked=linked)
        yield Section(sheet, Chapter.OTHER, shown.table, shown.chart)


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


def draw_document(sheet: Sheet, *, linked: bool) -> Drawn:
    """Draw a table of another document; ``linked``: each figure leads to where it comes from."""
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
    return drawing(bars(table.chart, layouts[table.id], figures[table.id]), sheet.title)


def _write_table(folder: Path, given: ReportInput, section: Section) -> None:
    page = fill(
        "table.html",
        **_frame(given, section.title, "../"),
        section=replace(section, table=table_html(section.sheet, "../" if given.origins else None)),
    )
    _write(folder / f"{section.id}.html", page)
    write_csv(folder / f"{section.id}.csv", section.sheet)
    about = [given.edition.center.navn, *given.status.messages()]
    write_xlsx(folder / f"{section.id}.xlsx", section.sheet, about)


def _write_origins(folder: Path, given: ReportInput, sections: Sequence[Section]) -> None:
    """Write a page for each table of figures, with where each of them comes from."""
    folder.mkdir()
    figures = given.by_id
    for section in sections:
        if section.id in given.figures and section.sheet.rows:
            found = list(panels(section.sheet, given.origins, figures, given.before))
            page = fill(
                "origins.html",
                **_frame(given, f"Hvor tallene kommer fra: {section.title}", "../"),
                sheet=section.sheet,
                panels=found,
                files=files_of(found),
                revision=given.edition.center.revision,
            )
            _write(folder / f"{section.id}.html", page)


def _write_reconciliation(folder: Path, given: ReportInput) -> None:
    if given.compared is not None:
        page = fill(
            "reconciliation.html",
            **_frame(given, TITLE, ""),
            heading=TITLE,
            sheets=reconciliation_sheets(given.compared, given.by_id),
            way="" if given.origins else None,
        )
        _write(folder / RECONCILIATION, page)


def document_of(given: ReportInput, sections: Sequence[Section]) -> Document:
    """Return the report as the document that page and PDF are set from."""
    edition, status = given.edition, given.status
    return Document(
        title=_title(given, _ANNUAL_REPORT),
        center=edition.center.navn,
        year=edition.year,
        messages=tuple(status.messages()),
        drawn=status.udtraek.udtrukket,
        introduction=introduction(edition, status),
        symbols=symbols(status),
        changes=changes(counted_tables(), edition, given.by_id, given.before),
        chapters=[
            ChapterSections(chapter, found)
            for chapter in Chapter
            if (found := [section for section in sections if section.chapter is chapter])
        ],
        reconciled=counts_sheet(given.compared) if given.compared else None,
        about=about(status),
        colophon=[*status.colophon(), *([gates_sheet(given.gates)] if given.gates else [])],
    )


def _write_page(folder: Path, given: ReportInput, whole: Document) -> None:
    page = fill(
        "report.html",
        **_frame(given, _ANNUAL_REPORT, ""),
        document=whole,
        treatment=treatment_words(given.edition.center.tilbud),
        about=ABOUT,
        printed=PRINTED,
        hides=given.status.smallest,
        public=given.public,
        pdf=PDF,
    )
    _write(folder / "index.html", page)


def _frame(given: ReportInput, title: str, up: str) -> dict[str, object]:
    """Return what every page of the report is filled with."""
    udtraek = given.status.udtraek
    return {
        "title": _title(given, title),
        "up": up,
        "center": given.edition.center.navn,
        "year": given.edition.year,
        "messages": list(given.status.messages()),
        "source": udtraek.kilde or "ikke oplyst",
        "drawn": udtraek.udtrukket,
    }


def _title(given: ReportInput, title: str) -> str:
    """Return a page's title with the year and the center, and the public edition's with that."""
    year = given.edition.year
    called = title if str(year) in title else f"{title} {year}"
    public = given.status.smallest is not None
    return f"{called}{', offentlig udgave' if public else ''} – {given.edition.center.navn}"


def _write_open_data(folder: Path, given: ReportInput, sections: Sequence[Section]) -> None:
    write_figures_csv(folder / "figures.csv", given.figures, given.edition.year)
    center, year = given.edition.center.navn, given.edition.year
    data_set = DataSet(
        title=f"Årsrapport {year}, {center}",
        description=f"Tallene i {center}s årsrapport for {year}.",
        publisher=center,
        created=given.status.udtraek.udtrukket,
        remarks=tuple(given.status.messages()),
    )
    sheets = {f"{TABLES}/{section.id}.csv": section.sheet for section in sections}
    write_csvw(folder / "csv-metadata.json", data_set, sheets)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
