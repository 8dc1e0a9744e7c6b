"""One description of a workbook, and what writes it in each format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rus_pipeline.ingest.files.workbooks import Sheet, visible_sheets

UNCALCULATED = "formel uden værdi"


@dataclass(frozen=True)
class Error:
    """An error cell."""

    mark: str


@dataclass(frozen=True)
class Formula:
    """A formula with its result; None was never calculated."""

    result: object = None


@dataclass(frozen=True)
class Page:
    """A sheet: its rows by number, the numbers of those hidden, and whether it is seen itself."""

    name: str
    rows: Mapping[int, list]
    hidden: frozenset[int] = frozenset()
    state: str = "visible"


@dataclass(frozen=True)
class Book:
    pages: tuple[Page, ...]
    is_1904: bool = False


def of(*rows: list, name: str = "Ark1", is_1904: bool = False) -> Book:
    """Return the book of one sheet with these rows, the first first."""
    return Book((Page(name, dict(enumerate(rows, 1))),), is_1904)


def writers() -> Mapping[str, Callable[[Book], bytes]]:
    from rus_pipeline_tests.ingest.workbooks.ods_books import ods
    from rus_pipeline_tests.ingest.workbooks.xls_books import xls
    from rus_pipeline_tests.ingest.workbooks.xlsb_books import xlsb
    from rus_pipeline_tests.ingest.workbooks.xlsx_books import xlsx

    return {".xlsx": xlsx, ".xlsb": xlsb, ".xls": xls, ".ods": ods}


FORMATS = (".xlsx", ".xlsb", ".xls", ".ods")


def written(folder: Path, book: Book, suffix: str) -> Path:
    """Write a book in the format of an ending and return its path."""
    path = folder / f"bog{suffix}"
    path.write_bytes(writers()[suffix](book))
    return path


def sheets(folder: Path, content: bytes, suffix: str = ".xlsx") -> list[Sheet]:
    """Return the visible sheets that are read of these bytes."""
    path = folder / f"bog{suffix}"
    path.write_bytes(content)
    return list(visible_sheets(path))


def read(folder: Path, book: Book, suffix: str) -> list[Sheet]:
    """Write a book in the format of an ending, and return the visible sheets that are read."""
    return list(visible_sheets(written(folder, book, suffix)))


def filled(sheet: Sheet) -> dict[int, list]:
    """Return the rows of a sheet by number, each up to its last cell that is not empty."""
    found = {}
    for number, row in sheet.rows:
        cells = list(row)
        while cells and cells[-1] == "":
            cells.pop()
        found[number] = cells
    return found
