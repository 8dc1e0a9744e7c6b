"""A workbook of any format → its visible sheets.

Source: extract contract, Which file, and Workbooks.
"""

import struct
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812

from rus_pipeline.ingest.files.workbooks.kinds import Kind, kind_of
from rus_pipeline.ingest.files.workbooks.ods import ods_sheets
from rus_pipeline.ingest.files.workbooks.package import Package
from rus_pipeline.ingest.files.workbooks.sheet import BROKEN, Sheet, UnreadableWorkbookError
from rus_pipeline.ingest.files.workbooks.xls import xls_sheets
from rus_pipeline.ingest.files.workbooks.xlsb import xlsb_sheets
from rus_pipeline.ingest.files.workbooks.xlsx import xlsx_sheets

# What is raised of bytes that are not as their format says.
_BROKEN = (
    BadZipFile,
    EOFError,
    ExpatError,
    LookupError,
    NotImplementedError,  # zipfile: a version that it does not know
    OSError,
    OverflowError,
    ValueError,
    ZlibError,
    struct.error,
)
_PACKAGES: Mapping[Kind, Callable[[Package], Iterator[Sheet]]] = {
    Kind.XLSX: xlsx_sheets,
    Kind.XLSB: xlsb_sheets,
    Kind.ODS: ods_sheets,
}


def visible_sheets(path: Path) -> Iterator[Sheet]:
    """Yield the visible sheets of a workbook, each read when it is asked for.

    The format is the one of its bytes, whatever its ending. Hidden sheets, and those of charts and
    macros, are left out. Raises UnreadableWorkbookError for a file that is no workbook, is
    encrypted or broken, or would fill the memory.
    """
    try:
        kind = kind_of(path)
        if kind is Kind.XLS:
            yield from xls_sheets(path)
            return
        with Package(path) as package:
            yield from _PACKAGES[kind](package)
    except _BROKEN:
        raise UnreadableWorkbookError(BROKEN) from None
