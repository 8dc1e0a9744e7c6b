"""The report as one document: what both its pages (HTML) and its PDF are set from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rus_pipeline.core.codes import key
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.declaration import Chapter, Table
from rus_pipeline.figures.partner_tables import why_not_a_partners
from rus_pipeline.ingest.documents import Document as OtherDocument
from rus_pipeline.ingest.documents import DocumentTable, Promises, Transcribed
from rus_pipeline.report.brief import Sentence, in_brief
from rus_pipeline.report.development import Series, development_sheet, series_of
from rus_pipeline.report.edition_status import gates_sheet
from rus_pipeline.report.input import ReportInput
from rus_pipeline.report.prose import about, introduction, revised, symbols
from rus_pipeline.report.reconciliation import counts_sheet
from rus_pipeline.report.sections import Section, draw_sheet, draw_table, sheet_of
from rus_pipeline.report.sheets import Sheet, full_title, provisional, text_sheet
from rus_pipeline.report.site import DOCUMENTS, QUALITY, YEAR, Page, page_of
from rus_pipeline.report.summary import KeyFigure, key_figures
from rus_pipeline.report.transcribed import claims_by_place, transcribed_sheet
from rus_pipeline.tables import ReportTable, counted_tables, shown_tables


@dataclass(frozen=True)
class Group:
    """A heading of the report and the sections under it: a chapter, or what a document printed.

    ``opening`` stands before its sections.
    """

    id: str
    name: str
    page: Page
    sections: Sequence[Section]
    opening: str = ""


@dataclass(frozen=True)
class Document:
    """A report from its title to its colophon.

    ``drawn``: the day the extract was drawn. ``reconciled``: how many printed numbers came to each
    outcome; None in a public edition. ``definitions``: what each table counts.
    """

    title: str
    center: str
    year: int
    messages: Sequence[str]
    drawn: date
    sentences: Sequence[Sentence]
    key_figures: Sequence[KeyFigure]
    introduction: Sequence[str]
    symbols: Sequence[tuple[str, str]]
    groups: Sequence[Group]
    reconciled: Sheet | None
    definitions: Sheet
    about: Sequence[str]
    colophon: Sequence[Sheet]
    revised: Sequence[str]
    contact: str

    @property
    def sections(self) -> list[Section]:
        """Return every section, in the order of the report."""
        return [section for group in self.groups for section in group.sections]

    def place(self, table: str) -> str:
        """Return the address of a table, seen from the year's page."""
        for group in self.groups:
            if any(section.id == table for section in group.sections):
                file = "" if group.page == YEAR else group.page.file
                return f"{file}#{table}"
        raise KeyError(table)

    def on(self, page: Page) -> list[Group]:
        """Return the groups of a page."""
        return [group for group in self.groups if group.page == page]


def document_of(given: ReportInput, title: str) -> Document:
    """Return the report as the document that pages and PDF are set from."""
    edition, status = given.edition, given.status
    editions = [*(Edition(year, edition.center) for year in sorted(given.earlier)), edition]
    now = given.by_id
    series = series_of(counted_tables(), editions, {**given.earlier, edition.year: now})
    before = given.earlier.get(edition.year - 1)
    groups = [*_chapters(given, series), *_documents(given)]
    return Document(
        title=title,
        center=edition.name,
        year=edition.year,
        messages=tuple(status.messages()),
        drawn=status.udtraek.udtrukket,
        sentences=in_brief(edition, now, before, series),
        key_figures=key_figures(series, edition.year),
        introduction=introduction(edition, status),
        symbols=symbols(status),
        groups=groups,
        reconciled=counts_sheet(given.compared) if given.compared else None,
        definitions=_definitions(edition),
        about=about(status),
        colophon=[
            *status.colophon(),
            *([gates_sheet(given.gates)] if given.gates else []),
            *([_not_a_partners(edition)] if edition.of_partner else []),
        ],
        revised=revised(edition.year),
        contact=edition.center.kontakt or edition.center.navn,
    )


def _chapters(given: ReportInput, series: Sequence[Series]) -> Iterator[Group]:
    """Yield each chapter that has sections; the standard's promises stand with their measures."""
    for chapter in Chapter:
        found = [
            _section(given, table)
            for table in shown_tables(given.edition)
            if table.chapter is chapter
        ]
        opening = ""
        if chapter is Chapter.QUALITY and (standard := _standard(given)):
            found = [*(_of_document(given, table) for _, table in standard), *found]
            opening = " ".join(dict.fromkeys(_printed_in(one) for one, _ in standard))
        if chapter is Chapter.DEVELOPMENT:
            sheet = development_sheet(series)
            found = [Section(sheet, draw_sheet(sheet, linked=False).table, None), *found]
        if found:
            yield Group(chapter.anchor, chapter.value, page_of(chapter), found, opening)


def _documents(given: ReportInput) -> Iterator[Group]:
    """Yield what each other document printed, and has no place with the figures that measure it."""
    elsewhere = [table for _, table in _standard(given)]
    for number, document in enumerate(given.documents, 1):
        tables = [
            table
            for table in document.tables
            if table not in elsewhere and _may_be_shown(table, given)
        ]
        if tables:
            yield Group(
                f"dokument-{number}-{key(document.title)}",
                document.title,
                DOCUMENTS,
                [_of_document(given, table) for table in sorted(tables, key=lambda t: t.id)],
                f"{_printed_in(document)} Det trykte er ikke talt op af centrets udtræk.",
            )


def _printed_in(document: OtherDocument) -> str:
    return f"Trykt i {document.title}, {document.date}."


def _standard(given: ReportInput) -> list[tuple[OtherDocument, DocumentTable]]:
    """Return the promises that the figures of the page on quality measure, and no others."""
    measured = {t.id for t in shown_tables(given.edition) if page_of(t.chapter) == QUALITY}
    return [
        (document, table)
        for document in given.documents
        for table in document.tables
        if isinstance(table, Promises)
        and {figure.table for promise in table.promises for figure in promise.measured} <= measured
        and any(promise.measured for promise in table.promises)
    ]


def _may_be_shown(table: DocumentTable, given: ReportInput) -> bool:
    """Return whether a report shows what a document printed: a public one does not."""
    return not isinstance(table, Transcribed) or given.reconciliation is not None


def _section(given: ReportInput, table: ReportTable) -> Section:
    sheet = sheet_of(
        table, given.edition, given.layouts, given.figures, given.narrative, given.notes
    )
    drawn = given.drawn.get(table.id) or draw_table(
        table, sheet, given.layouts, given.figures, linked=bool(given.origins)
    )
    draft = given.status.udtraek.kladde and isinstance(table, Table)
    return Section(provisional(sheet) if draft else sheet, drawn.table, drawn.chart)


def _of_document(given: ReportInput, table: DocumentTable) -> Section:
    sheet = transcribed_sheet(table, given.edition, claims_by_place(given.claims), given.figures)
    drawn = given.drawn.get(table.id) or draw_sheet(sheet, linked=bool(given.origins))
    return Section(sheet, drawn.table, drawn.chart)


def _definitions(edition: Edition) -> Sheet:
    tables = [table for table in shown_tables(edition) if isinstance(table, Table)]
    return text_sheet(
        "metode-definitioner",
        "Hvad hver tabel tæller",
        {
            "Tabel": [full_title(table, edition) for table in tables],
            "Definition": [table.described(edition) for table in tables],
        },
    )


def _not_a_partners(edition: Edition) -> Sheet:
    """Return which of the centre's tables a partner's report has not, and why."""
    centres = Edition(edition.year, edition.center.whole)
    missing = {
        full_title(table, centres): why
        for table in shown_tables(centres)
        if (why := why_not_a_partners(table, edition)) is not None
    }
    return text_sheet(
        "kolofon-ikke-med",
        "Tabeller i centrets egen rapport, som ikke er her",
        {
            "Tabel": list(missing),
            "Hvorfor": list(missing.values()),
        },
    )
