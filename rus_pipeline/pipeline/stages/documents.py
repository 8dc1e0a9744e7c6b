"""``documents``: what the centre shows of other documents, read from the raw folder and checked.

Source: extract contract, The raw folder.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

from rus_pipeline.ingest.documents import (
    FOLDER,
    Document,
    DocumentTable,
    Promises,
    document_files,
    read_documents,
    tables_of,
)
from rus_pipeline.pipeline.job import Facts, Job
from rus_pipeline.tables import all_tables, counted_tables


def make(job: Job, _asset: str, folder: Path) -> Facts:
    """Copy every document's file that can be used: ``dokumenter/*.toml``.

    Raises ExtractError where one cannot.
    """
    (folder / FOLDER).mkdir()
    for path in document_files(job.raw):
        shutil.copyfile(path, folder / FOLDER / path.name)
    documents = read_documents(folder)
    _refuse_unknown(documents)
    return {"dagster/row_count": len(tables_of(documents))}


def documents_of(job: Job) -> tuple[Document, ...]:
    """Return the documents, in the order of their files."""
    return job.once("documents", lambda: read_documents(job.input("documents")))


def tables_of_documents(job: Job) -> list[DocumentTable]:
    """Return the tables of all documents, by id."""
    return tables_of(documents_of(job))


def _refuse_unknown(documents: Iterable[Document]) -> None:
    """Raise ExtractError where an id is a report table's, or a measuring table is none."""
    taken = {table.id for table in all_tables()}
    counted = {table.id for table in counted_tables()}
    for document in documents:
        for table in document.tables:
            if table.id in taken:
                raise document.file.error(
                    (), f'id = "{table.id}" er en af rapportens egne tabeller; vælg et andet id'
                )
            measured = table.promises if isinstance(table, Promises) else ()
            for number, promise in enumerate(measured):
                for figure in promise.measured:
                    if figure.table not in counted:
                        raise document.file.error(
                            ("loefter", "punkt", number, "maalt"),
                            f'loefter.punkt.maalt nævner tabellen "{figure.table}", som rapporten'
                            f" ikke tæller; ventet en af {', '.join(sorted(counted))}",
                        )
