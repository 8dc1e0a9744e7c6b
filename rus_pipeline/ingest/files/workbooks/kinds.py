"""Which format a file has, told by its bytes: its ending may be another's.

Source: extract contract, Which file.
"""

import re
from enum import Enum
from pathlib import Path
from zipfile import is_zipfile

from rus_pipeline.ingest.files.workbooks.compound_file import SIGNATURE
from rus_pipeline.ingest.files.workbooks.package import Package
from rus_pipeline.ingest.files.workbooks.sheet import BROKEN, UnreadableWorkbookError

_SAVE_AGAIN = "åbn den i Excel og gem som .xlsx"
ENCRYPTED = (
    "regnearket er beskyttet med en adgangskode; åbn det i Excel, fjern koden under"
    " Filer, Oplysninger, Beskyt projektmappe, og gem som .xlsx"
)
NO_WORKBOOK = f"filen er ikke et regneark; find den rigtige fil, eller {_SAVE_AGAIN}"
_EMPTY = "filen er tom; udtræk den igen som .xlsx"
_WEB_PAGE = f"filen er en webside under et regnearks navn; {_SAVE_AGAIN}"
_XML_2003 = f"filen er et regneark i Excels XML-format fra 2003; {_SAVE_AGAIN}"
_OTHER_XML = f"filen er XML under et regnearks navn; {_SAVE_AGAIN}"
_TEXT = (
    "filen er ren tekst under et regnearks navn;"
    f" giv den endelsen .csv i stedet, eller {_SAVE_AGAIN}"
)
_BEFORE_1995 = f"regnearket har et format fra før 1995; {_SAVE_AGAIN}"

_HEAD = 1 << 12  # bytes
_BEFORE_1995_STARTS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_PAGE = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|table|meta|style|title|div|script)\b", re.IGNORECASE
)
_MAIL = re.compile(rb"mime-version:|content-type:", re.IGNORECASE)  # a page with its pictures
_CONTROL = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")


class Kind(Enum):
    """A format of workbooks that is read."""

    XLSX = "xlsx"  # xlsm too
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"


def kind_of(path: Path) -> Kind:
    """Return the format of a workbook.

    Raises UnreadableWorkbookError for a file that is another thing, and says what.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(SIGNATURE):
        return Kind.XLS
    if head.startswith(_ZIP_STARTS):
        return _kind_of_package(path)
    raise UnreadableWorkbookError(_other_than_a_workbook(head))


def _kind_of_package(path: Path) -> Kind:
    if not is_zipfile(path):
        raise UnreadableWorkbookError(BROKEN)
    with Package(path) as package:
        if "_rels/.rels" in package:
            main = package.main_part()
            return Kind.XLSB if main.casefold().endswith(".bin") else Kind.XLSX
        if "mimetype" in package and b"opendocument.spreadsheet" in package.read("mimetype"):
            return Kind.ODS
    raise UnreadableWorkbookError(NO_WORKBOOK)


def _other_than_a_workbook(head: bytes) -> str:
    if not head:
        return _EMPTY
    if head.startswith(_BEFORE_1995_STARTS):
        return _BEFORE_1995
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\0", b"")[2:]
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in start and b"<?xml" in start:
            return _XML_2003
        return _WEB_PAGE if _PAGE.search(start) else _OTHER_XML
    if _MAIL.match(start):
        return _WEB_PAGE
    return NO_WORKBOOK if _CONTROL.search(head) else _TEXT
