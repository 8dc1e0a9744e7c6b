"""An edition's report as files: page, PDF, each table by itself, reconciliation, downloads.

What belongs here: which files there are and what goes into each. What does not: how a table,
picture, summary or download is made.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.declaration import Chapter, Narrative, Table
from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.layout import Layout
from rus_pipeline.figures.transcribed import Transcribed
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.comparison import Reconciliation
from rus_pipeline.report.charts import Drawing, bars, drawing
from rus_pipeline.report.document import ChapterSections, Document, Section
from rus_pipeline.report.downloads import write_csv, write_xlsx
from rus_pipeline.report.edition_status import EditionStatusShown, GateShown, gates_sheet
from rus_pipeline.report.open_data import DataSet, write_csvw, write_figures_csv
from rus_pipeline.report.origins import FOLDER as ORIGINS
from rus_pipeline.report.origins import Origin, files_of, panels
from rus_pipeline.report.pages import FONTS, fill
from rus_pipeline.report.pdf import PDF, write_pdf
from rus_pipeline.report.prose import ABOUT, PRINTED, about, introduction, symbols
from rus_pipeline.report.reconciliation import TITLE, counts_sheet, reconciliation_sheets
from rus_pipeline.report.sheets import Sheet, counted_sheet, narrative_sheet
from rus_pipeline.report.summary import changes
from rus_pipeline.report.tables import from_below, table_html
from rus_pipeline.report.transcribed import Claims, claims_by_place, transcribed_sheet
from rus_pipeline.tables import ReportTable, all_tables, counted_tables

RECONCILIATION = "afstemning.html"
TABLES = "tabeller"

_ANNUAL_REPORT = "Årsrapport"


@dataclass(frozen=True)
class Drawn:
    """A table as HTML, and its picture, if it has one."""

    table: str
    picture: Drawing | None


@dataclass(frozen=True)
class ReportInput:
    """All that a report is made of.

    ``layouts`` and ``figures`` are the edition's by table, ``before`` the main figures of the year
    before by id; ``narrative`` maps a kind to its (omraade, tekst). ``origins`` say by figure id
    where each figure comes from; where there are none, no page says.
    Without a ``reconciliation`` there is no page of it, and no table that another document printed:
    a public edition shows only what is protected. ``public``: there is a public edition to link to.
    ``drawn`` are the tables that are drawn already, by id.
    """

    edition: Edition
    standing: EditionStatusShown
    layouts: Mapping[str, Layout]
    figures: Mapping[str, Sequence[Figure]]
    before: Mapping[str, Figure]
    narrative: Mapping[str, Sequence[tuple[str, str]]]
    claims: Sequence[Claim]
    reconciliation: Reconciliation | None
    origins: Mapping[str, Origin]
    gates: Sequence[GateShown]
    public: bool = False
    drawn: Mapping[str, Drawn] = field(default_factory=dict[str, Drawn])

    @property
    def by_id(self) -> dict[str, Figure]:
        """Return the edition's figures by id."""
        return {figure.figure_id: figure for found in self.figures.values() for figure in found}


def write_report(folder: Path, given: ReportInput) -> list[Sheet]:
    """Write the report into ``folder``, and return its tables as shown.

    ``index.html``, ``rapport.pdf``, ``afstemning.html`` (but of a public edition),
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
    claims = claims_by_place(given.claims)
    for table in all_tables():
        if isinstance(table, Transcribed) and given.reconciliation is None:
            continue
        sheet = sheet_of(
            table, given.edition, given.layouts, given.figures, given.narrative, claims
        )
        shown = given.drawn.get(table.id) or draw_table(
            table, sheet, given.layouts, given.figures, linked=bool(given.origins)
        )
        yield Section(sheet, table.chapter, shown.table, shown.picture)


def sheet_of(
    table: ReportTable,
    edition: Edition,
    layouts: Mapping[str, Layout],
    figures: Mapping[str, Sequence[Figure]],
    narrative: Mapping[str, Sequence[tuple[str, str]]],
    claims: Claims,
) -> Sheet:
    """Return a table as it is shown, of layouts and figures by table, narrative rows, claims."""
    match table:
        case Table():
            return counted_sheet(table, edition, layouts[table.id], figures[table.id])
        case Narrative():
            return narrative_sheet(table, edition, narrative.get(table.kind, ()))
        case _:
            return transcribed_sheet(table, edition, claims, figures)


def draw_table(
    table: ReportTable,
    sheet: Sheet,
    layouts: Mapping[str, Layout],
    figures: Mapping[str, Sequence[Figure]],
    *,
    linked: bool,
) -> Drawn:
    """Draw a table and its picture; ``linked``: each figure leads to where it comes from."""
    return Drawn(
        table_html(sheet, "" if linked else None), _picture(table, sheet, layouts, figures)
    )


def _picture(
    table: ReportTable,
    sheet: Sheet,
    layouts: Mapping[str, Layout],
    figures: Mapping[str, Sequence[Figure]],
) -> Drawing | None:
    if not isinstance(table, Table) or table.picture is None or not sheet.rows:
        return None
    return drawing(bars(table.picture, layouts[table.id], figures[table.id]), sheet.title)


def _write_table(folder: Path, given: ReportInput, section: Section) -> None:
    page = fill(
        "table.html",
        **_frame(given, section.title, "../"),
        section=replace(section, table=from_below(section.table)),
    )
    _write(folder / f"{section.id}.html", page)
    write_csv(folder / f"{section.id}.csv", section.sheet)
    about = [given.edition.center.navn, *given.standing.messages()]
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
            )
            _write(folder / f"{section.id}.html", page)


def _write_reconciliation(folder: Path, given: ReportInput) -> None:
    if given.reconciliation is not None:
        page = fill(
            "reconciliation.html",
            **_frame(given, TITLE, ""),
            heading=TITLE,
            sheets=reconciliation_sheets(given.reconciliation, given.by_id),
            way="" if given.origins else None,
        )
        _write(folder / RECONCILIATION, page)


def document_of(given: ReportInput, sections: Sequence[Section]) -> Document:
    """Return the report as the document that page and PDF are set from."""
    edition, standing = given.edition, given.standing
    return Document(
        title=_title(given, _ANNUAL_REPORT),
        center=edition.center.navn,
        year=edition.year,
        messages=tuple(standing.messages()),
        drawn=standing.udtraek.udtrukket,
        introduction=introduction(edition, standing),
        symbols=symbols(standing),
        changes=changes(counted_tables(), edition, given.by_id, given.before),
        chapters=[
            ChapterSections(chapter, found)
            for chapter in Chapter
            if (found := [section for section in sections if section.chapter is chapter])
        ],
        reconciled=counts_sheet(given.reconciliation) if given.reconciliation else None,
        about=about(standing),
        colophon=[*standing.colophon(), *([gates_sheet(given.gates)] if given.gates else [])],
    )


def _write_page(folder: Path, given: ReportInput, whole: Document) -> None:
    page = fill(
        "report.html",
        **_frame(given, _ANNUAL_REPORT, ""),
        document=whole,
        about=ABOUT,
        printed=PRINTED,
        hides=given.standing.smallest,
        public=given.public,
        pdf=PDF,
    )
    _write(folder / "index.html", page)


def _frame(given: ReportInput, title: str, up: str) -> dict[str, object]:
    """Return what every page of the report is filled with."""
    udtraek = given.standing.udtraek
    return {
        "title": _title(given, title),
        "up": up,
        "center": given.edition.center.navn,
        "year": given.edition.year,
        "messages": list(given.standing.messages()),
        "source": udtraek.kilde or "ikke oplyst",
        "drawn": udtraek.udtrukket,
    }


def _title(given: ReportInput, title: str) -> str:
    """Return a page's title with the year and the center, and the public edition's with that."""
    year = given.edition.year
    called = title if str(year) in title else f"{title} {year}"
    public = given.standing.smallest is not None
    return f"{called}{', offentlig udgave' if public else ''} – {given.edition.center.navn}"


def _write_open_data(folder: Path, given: ReportInput, sections: Sequence[Section]) -> None:
    write_figures_csv(folder / "figures.csv", given.figures, given.edition.year)
    center, year = given.edition.center.navn, given.edition.year
    data_set = DataSet(
        title=f"Årsrapport {year}, {center}",
        description=f"Tallene i {center}s årsrapport for {year}.",
        publisher=center,
        created=given.standing.udtraek.udtrukket,
        remarks=tuple(given.standing.messages()),
    )
    sheets = {f"{TABLES}/{section.id}.csv": section.sheet for section in sections}
    write_csvw(folder / "csv-metadata.json", data_set, sheets)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
