"""The raw files as an auditor finds them: lines, rows, digests, and a second count of records."""

import hashlib
import random

import pytest

from rus_pipeline.audit.record_count import records
from rus_pipeline.ingest.files import raw_rows
from rus_pipeline.ingest.files.file_layout import FileLayout
from rus_pipeline.ingest.files.headings import Headings
from rus_pipeline.ingest.files.raw_rows import line_index, row_digests
from rus_pipeline.ingest.files.reading import read_records

TEXT = 'a;b\n1; "x;y"\n\n2;\t"to\nlinjer" \n;\n3;"sagt ""nej"""\n'


AB = Headings({"a": "a", "b": "b"}, {}, ("a", "b"))
LAYOUT = FileLayout()


def written(tmp_path, data, name="x.csv"):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_a_row_starts_on_its_line_and_ends_where_its_quotes_do(tmp_path):
    path = written(tmp_path, TEXT)
    assert [(line, row.decode()) for line, row in raw_rows.raw_rows(path, LAYOUT)] == [
        (2, '1; "x;y"'),
        (4, '2;\t"to\nlinjer" '),
        (7, '3;"sagt ""nej"""'),
    ]


def test_a_line_end_of_two_bytes_is_not_of_the_row(tmp_path):
    path = written(tmp_path, b"a\r\nxyz\r\n")
    assert row_digests(path, [2], LAYOUT) == {2: hashlib.sha256(b"xyz").hexdigest()}


def test_a_line_past_the_end_has_no_row(tmp_path):
    assert row_digests(written(tmp_path, TEXT), [99], LAYOUT) == {}


def test_the_index_tells_how_many_lines_end_before_each_block(tmp_path, monkeypatch):
    monkeypatch.setattr(raw_rows, "_BLOCK", 4)
    assert line_index(written(tmp_path, "ab\ncd\ne\nf"), LAYOUT) == [0, 1, 3]


def test_a_file_whose_lines_end_in_carriage_returns_alone_has_no_index(tmp_path):
    path = written(tmp_path, "a;b\r1;x\r2;y\r")
    assert line_index(path, LAYOUT) == []
    assert row_digests(path, [3], LAYOUT) == {3: hashlib.sha256(b"2;y").hexdigest()}


def test_a_line_end_of_two_bytes_may_be_cut_by_a_block(tmp_path, monkeypatch):
    monkeypatch.setattr(raw_rows, "_BLOCK", 3)
    assert line_index(written(tmp_path, "ab\r\ncd\r\n"), LAYOUT) == [0, 0, 1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_rows_found_by_the_index_are_those_found_by_reading_all(tmp_path, monkeypatch, encoding):
    monkeypatch.setattr(raw_rows, "_BLOCK", 64)
    chance = random.Random(encoding)
    cells = ["a", "æø", '"x;y"', ' "l\nm" ', '\t"l\n ""m"', '"q""q"', "", "  ", "x" * 50]
    for _ in range(50):
        rows = [";".join(chance.choices(cells, k=3)) for _ in range(chance.randint(1, 40))]
        end = chance.choice(["\n", "\r\n"])
        path = written(tmp_path, end.join(rows).encode(encoding))
        layout = FileLayout(
            0, {"utf-16": "utf-16-le", "utf-8-sig": "utf-8"}.get(encoding, encoding)
        )
        rows = raw_rows.raw_rows(path, layout)
        whole = {n: hashlib.sha256(row).hexdigest() for n, row in rows}
        assert row_digests(path, whole, layout, line_index(path, layout)) == whole


def read_by_the_reader(path):
    """Return how many records the reader finds, and the file's layout."""
    found = read_records(path, path.name, AB)
    pieces = [read() for read in found.pieces]
    return sum(len(rows.lines) + len(rows.others) for rows in pieces), found.layout


def test_records_are_counted_as_the_reader_reads_them(tmp_path):
    path = written(tmp_path, TEXT)
    held, layout = read_by_the_reader(path)
    assert records(path, layout) == held == 3


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("a;b\n", 0),
        ("a;b\n1;2", 1),
        ('a;b\n"";""\n1;2\n', 1),
        ('a;b\n "" ;\t" "\n1; "to\nlinjer" \n', 1),
        ('a;b\n"en ""; to";2\n', 1),
        ('a;b\nx"y;2\n3;4\n', 2),
        ("a;b\n;2\n ;\t\n\n;\r\n\r\n 1;", 2),
        ("a;b\næ;1\n1;2\n", 2),
        ("a;b\n;æ\n\u00a0;\n1;2\n", 2),
        ("a;b\r1;2\r;\r3;4", 2),
        ("Titel\n\na;b\n1;2\n", 1),
        ("Titel;x\na;b\n1;2\n\u200b;\n", 1),
        ("a\tb\n1\t2\n\t\n;\t\n", 2),
        ('sep=,\na,b\n"1,5",2\n,\n', 1),
        ('a;b\n="1";=""\n', 1),
    ],
)
def test_records_of_small_texts(tmp_path, text, held):
    path = written(tmp_path, text)
    read, layout = read_by_the_reader(path)
    assert (records(path, layout), read) == (held, held)


def test_records_of_a_workbook_are_counted_from_its_xml(tmp_path):
    from xlsxwriter import Workbook

    path = tmp_path / "x.xlsx"
    with Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for row, cells in enumerate([("a", "b"), (1, "x"), ("", " "), ("y", None)]):
            sheet.write_row(row, 0, cells)
    held, layout = read_by_the_reader(path)
    assert records(path, layout) == held == 2


@pytest.mark.parametrize(
    "text",
    ['a;b\n="1\n2";3\n4;5\n', 'a;b\n="1;\n2";x"y\n4;5\n', 'a;b\n ="1\n";"2"\n'],
    ids=["regular", "irregular", "after white space"],
)
def test_a_field_wrapped_against_a_spreadsheet_may_have_line_breaks(tmp_path, text):
    path = written(tmp_path, text)
    held, layout = read_by_the_reader(path)
    rows = [line for line, _ in raw_rows.raw_rows(path, layout)]
    assert records(path, layout) == held == len(rows)
    assert rows in ([2, 4], [2])
