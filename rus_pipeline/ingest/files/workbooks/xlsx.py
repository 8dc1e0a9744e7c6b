"""Workbooks of Excel since 2007 (``.xlsx``, ``.xlsm``). Source: extract contract, Workbooks."""

import re
from collections.abc import Iterator

from rus_pipeline.ingest.files.workbooks.package import Package
from rus_pipeline.ingest.files.workbooks.sheet import Sheet
from rus_pipeline.ingest.files.workbooks.xlsx_book import read_book, read_shared_texts
from rus_pipeline.ingest.files.workbooks.xlsx_cells import read_every_cell
from rus_pipeline.ingest.files.workbooks.xlsx_plain import read_plainly

# A sheet may list every row that there is, for its height alone.
_EMPTY_ROW = re.compile(rb'<row r="[0-9]+"[^<>]*(?:/>|></row>)')
_LARGE = 1 << 22  # bytes
_BYTES_PER_CELL = 200


def xlsx_sheets(package: Package) -> Iterator[Sheet]:
    """Yield the visible sheets of an ``.xlsx``.

    Raises KeyError, ValueError, IndexError, ExpatError or BadZipFile where it is broken.
    """
    book = read_book(package)
    shared = b"" if book.shared_texts is None else package.read(book.shared_texts)
    texts: list[str] | None = None
    for name, part in book.sheets:
        xml = _without_empty_rows(package.read(part))
        sheet = read_plainly(name, xml, book, shared)
        if sheet is None:
            if texts is None:
                texts = read_shared_texts(shared) if shared else []
            sheet = read_every_cell(name, xml, book, texts)
        yield sheet


def _without_empty_rows(xml: bytes) -> bytes:
    """Return the XML of a sheet without rows that hold no cell, where most of it is such."""
    if len(xml) < _LARGE or xml.count(b"<c ") * _BYTES_PER_CELL > len(xml):
        return xml
    if xml.count(b"<row") > xml.count(b'<row r="'):  # one is numbered by those before it
        return xml
    return _EMPTY_ROW.sub(b"", xml)
