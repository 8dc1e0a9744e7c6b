"""Write the files of an edition's report: pages, PDF, tables one by one, downloads."""

import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.presentation import Money
from rus_pipeline.report.document import Document, Group, document_of
from rus_pipeline.report.downloads import write_csv, write_xlsx
from rus_pipeline.report.edition_json import write_json
from rus_pipeline.report.input import ReportInput
from rus_pipeline.report.open_data import (
    DataSet,
    write_csvw,
    write_figures_csv,
    write_figures_parquet,
)
from rus_pipeline.report.origins import FOLDER as ORIGINS
from rus_pipeline.report.origins import files_of, panels
from rus_pipeline.report.pages import FONTS, fill
from rus_pipeline.report.pdf import PDF, write_pdf
from rus_pipeline.report.prose import PRINTED, treatment_words
from rus_pipeline.report.reconciliation import TITLE, reconciliation_sheets
from rus_pipeline.report.sections import Section
from rus_pipeline.report.sheets import Sheet
from rus_pipeline.report.site import (
    DEVELOPMENT,
    DOCUMENTS,
    METHOD,
    PAGES,
    QUALITY,
    RECONCILIATION,
    YEAR,
    Page,
)
from rus_pipeline.report.tables import table_html
from rus_pipeline.tables import counted_tables

TABLES = "tabeller"

Frame = dict[str, object]
"""What a page is filled with, whatever is on it."""

_ANNUAL_REPORT = "Årsrapport"


def write_report(folder: Path, given: ReportInput) -> list[Sheet]:
    """Write the report into ``folder``, and return its tables as shown.

    The pages of ``site``, ``rapport.pdf``, ``tabeller/<table>.html``, ``.csv`` and ``.xlsx``,
    ``figures.csv`` and ``.parquet``, ``csv-metadata.json``, ``tal.json`` and its schema.
    Source: report contract, Pages; Downloads; PDF.
    """
    (folder / TABLES).mkdir(parents=True)
    shutil.copytree(
        FONTS,
        folder / "fonts",
        copy_function=shutil.copyfile,
        ignore=shutil.ignore_patterns("*.ttf"),  # the PDF has its own in it
    )
    whole = document_of(given, _title(given, _ANNUAL_REPORT))
    with ThreadPoolExecutor(1) as beside:  # Typst sets on another core while the rest is written
        pdf = beside.submit(write_pdf, folder, whole)
        own = given.by_id
        pages = _pages(given, whole)
        for group in whole.groups:
            frame = {**_frame(given, pages), "here": group.page, "up": "../"}
            for section in group.sections:
                _write_table(folder / TABLES, given, section, own, frame)
                if given.origins and section.id in given.figures and section.sheet.rows:
                    _write_origins(folder / ORIGINS, given, section, own, frame)
        _write_pages(folder, given, whole, pages)
        _write_open_data(folder, given, whole)
        pdf.result()
    return [section.sheet for section in whole.sections]


def _write_table(
    folder: Path,
    given: ReportInput,
    section: Section,
    own: Mapping[str, Figure],
    frame: Frame,
) -> None:
    """Write a table by itself; ``own`` are the edition's figures by id, ``frame`` is its page's."""
    linked = bool(given.origins) and all(f.figure_id in own for f in section.sheet.figures)
    text = fill(
        "table.html",
        **frame,
        title=_title(given, section.title),
        section=replace(section, table=table_html(section.sheet, "../" if linked else None)),
    )
    _write(folder / f"{section.id}.html", text)
    write_csv(folder / f"{section.id}.csv", section.sheet)
    about = [given.edition.name, *given.status.messages()]
    write_xlsx(folder / f"{section.id}.xlsx", section.sheet, about)


def _write_origins(
    folder: Path,
    given: ReportInput,
    section: Section,
    own: Mapping[str, Figure],
    frame: Frame,
) -> None:
    """Write the page that says where each figure of a table comes from."""
    folder.mkdir(exist_ok=True)
    found = list(panels(section.sheet, given.origins, own, given.before))
    text = fill(
        "origins.html",
        **frame,
        title=_title(given, f"Hvor tallene kommer fra: {section.title}"),
        sheet=section.sheet,
        panels=found,
        files=files_of(found),
        revision=given.edition.center.revision,
    )
    _write(folder / f"{section.id}.html", text)


_TEMPLATES = {
    YEAR: ("year.html", _ANNUAL_REPORT),
    QUALITY: ("quality.html", "Kvalitet"),
    DEVELOPMENT: ("development.html", "Udvikling over år"),
    DOCUMENTS: ("documents.html", "Andre dokumenter"),
    METHOD: ("method.html", "Metode"),
}


def _write_pages(folder: Path, given: ReportInput, whole: Document, pages: Sequence[Page]) -> None:
    frame = {**_frame(given, pages), "up": ""}
    for page in (page for page in pages if page in _TEMPLATES):
        template, title = _TEMPLATES[page]
        text = fill(
            template,
            **frame,
            title=_title(given, title),
            here=page,
            document=whole,
            groups=whole.on(page),
            money=_money(whole),
            elsewhere=_elsewhere(whole),
            treatment=treatment_words(given.edition.center.tilbud),
            printed=PRINTED,
            hides=given.status.smallest,
            public=given.public,
            pdf=PDF,
        )
        _write(folder / page.file, text)
    if given.compared is not None:
        text = fill(
            "reconciliation.html",
            **frame,
            title=_title(given, TITLE),
            here=RECONCILIATION,
            heading=TITLE,
            sheets=reconciliation_sheets(given.compared, given.by_id),
            way="" if given.origins else None,
        )
        _write(folder / RECONCILIATION.file, text)


def _money(whole: Document) -> list[Section]:
    """Return the tables of money over years, to be shown again by their charts."""
    tables = {table.id for table in counted_tables() if isinstance(table.chart, Money)}
    return [one for one in whole.sections if one.id in tables and one.drawing]


def _elsewhere(whole: Document) -> list[Group]:
    """Return the groups of the centre's own figures that stand on another page than the year's."""
    return [*whole.on(QUALITY), *whole.on(DEVELOPMENT)]


def _frame(given: ReportInput, pages: Sequence[Page]) -> Frame:
    """Return what every page of the report is filled with, but its title and its place."""
    udtraek = given.status.udtraek
    return {
        "center": given.edition.name,
        "year": given.edition.year,
        "messages": list(given.status.messages()),
        "source": udtraek.kilde or "ikke oplyst",
        "drawn": udtraek.udtrukket,
        "pages": pages,
    }


def _pages(given: ReportInput, whole: Document) -> list[Page]:
    """Return the pages that there is something for."""
    empty = {
        *([] if given.compared is not None else [RECONCILIATION]),
        *([] if whole.on(DOCUMENTS) else [DOCUMENTS]),
    }
    return [page for page in PAGES if page not in empty]


def _title(given: ReportInput, title: str) -> str:
    """Return a page's title with the year and the center, and the public edition's with that."""
    year = given.edition.year
    called = title if str(year) in title else f"{title} {year}"
    public = given.status.smallest is not None
    return f"{called}{', offentlig udgave' if public else ''} – {given.edition.name}"


def _write_open_data(folder: Path, given: ReportInput, whole: Document) -> None:
    write_figures_csv(folder / "figures.csv", given.figures, given.edition.year)
    write_figures_parquet(folder / "figures.parquet", given.figures, given.edition.year)
    write_json(folder, given, whole)
    center, year = given.edition.name, given.edition.year
    data_set = DataSet(
        title=f"Årsrapport {year}, {center}",
        description=f"Tallene i {center}s årsrapport for {year}.",
        publisher=center,
        created=given.status.udtraek.udtrukket,
        remarks=tuple(given.status.messages()),
    )
    sheets = {f"{TABLES}/{one.id}.csv": one.sheet for one in whole.sections}
    write_csvw(folder / "csv-metadata.json", data_set, sheets)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
