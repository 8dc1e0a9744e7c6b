"""The rows of a workbook are counted by code that has nothing of the reader's."""

import struct

import pytest

from rus_pipeline.audit.workbook_records import records
from rus_pipeline.core.errors import ExtractError
from rus_pipeline_tests.ingest.workbooks import ods_books, xls_books, xlsb_books, xlsx_books
from rus_pipeline_tests.ingest.workbooks.books import Book, Formula, Page, of, written
from rus_pipeline_tests.ingest.workbooks.packages import package

BLANKS = ["", " ", "\u00a0", "\u202f", "\u200b", "\ufeff", "\u00ad", "\t\n"]


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsb", ".xls", ".ods"])
def test_white_space_of_every_kind_is_nothing(tmp_path, suffix):
    book = of(["a"], *[[blank] for blank in BLANKS], ["".join(BLANKS)], ["b"])
    assert records(written(tmp_path, book, suffix), "Ark1", 0) == 2


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (xlsx_books.of_xml("<row><c><v>1</v></c></row><row/><row><c><v>2</v></c></row>"), 2),
        (xlsx_books.of_xml('<row r="2"><c t="inlineStr"><is><t>a</t></is></c></row>'), 1),
        (xlsx_books.of_xml('<row r="2"><c t="str"><f>A1</f><v></v></c></row>'), 0),
        (xlsx_books.of_xml('<row r="2"><c t="e"/></row>'), 1),
        (
            xlsb_books.of_records(
                xlsb_books.row(1)
                + xlsb_books.record(0x07, xlsb_books.place(0), struct.pack("<I", 1))
                + xlsb_books.row(2)
                + xlsb_books.record(0x07, xlsb_books.place(0), struct.pack("<I", 0)),
                texts=(" ", "a"),
            ),
            1,
        ),
        (
            ods_books.of_xml(
                ods_books.table(
                    '<table:table-row table:number-rows-repeated="3">'
                    f"{ods_books.text_cell('a')}</table:table-row>"
                    "<table:table-row><table:table-cell><office:annotation><text:p>Husk</text:p>"
                    "</office:annotation></table:table-cell></table:table-row>"
                )
            ),
            3,
        ),
    ],
)
def test_rows_that_hold_anything(tmp_path, content, count):
    path = tmp_path / "bog"
    path.write_bytes(content)
    assert records(path, "A", 0) == count


def test_a_workbook_may_hold_a_package_and_be_none(tmp_path):
    theme = xls_books.record(0x896, package({"theme.xml": "<a/>"}))
    stream = xls_books.stream(of(["a"], ["b"]))
    begin, rest = stream[:20], stream[20:]
    (start,) = struct.unpack_from("<I", rest, rest.index(b"\x85\0") + 4)
    rest = rest.replace(struct.pack("<I", start), struct.pack("<I", start + len(theme)))
    path = tmp_path / "bog.xls"
    path.write_bytes(xls_books.compound(begin + theme + rest))
    assert records(path, "Ark1", 1) == 1


def test_an_xls_that_the_other_program_does_not_read(tmp_path):
    path = tmp_path / "2023" / "forloeb.xls"
    path.parent.mkdir()
    path.write_bytes(xls_books.xls(of(["a"]))[:3000])
    with pytest.raises(ExtractError, match=r"^2023/forloeb\.xls: .*tælles efter.*\.xlsx$"):
        records(path, "Ark1", 0)


def test_a_formula_in_a_hidden_sheet_is_counted_in_that_sheet(tmp_path):
    pages = Page("A", {1: ["a"]}), Page("B", {1: [Formula(3)], 2: ["b"]}, state="hidden")
    assert records(written(tmp_path, Book(pages), ".xlsb"), "B", 0) == 2
