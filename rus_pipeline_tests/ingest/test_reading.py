"""The reader of text against a slow plain second one, on random text."""

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rus_pipeline.core.errors import ExtractError
from rus_pipeline.ingest.files import text_file
from rus_pipeline.ingest.files.cells import unwrapped
from rus_pipeline.ingest.files.headings import Headings
from rus_pipeline.ingest.files.reading import read_records

HEADER = "x;y\n"
XY = Headings({"x": "x", "y": "y"}, {}, ("x", "y"))


def plain_reader(text):
    """Return (line, cells) of each record that is not blank, or the line of an open quote."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    records, cells, cell = [], [], ""
    line = start = 1
    state = "field starts"
    opened = None
    for char in text:
        if state == "quoted" and char != '"':
            cell += char
        elif state == "quoted":
            state = "quote in quoted"
        elif state == "quote in quoted" and char == '"':
            cell += char
            state = "quoted"
        elif state == "field starts" and char == '"' and not cell.strip(" \t"):
            cell, state, opened = "", "quoted", line
        elif char == ";":
            cells, cell, state = [*cells, cell], "", "field starts"
        elif char == "\n":
            records.append((start, [*cells, cell]))
            cells, cell, state, start = [], "", "field starts", line + 1
        else:
            cell += char
            if state != "field starts" or char not in " \t":
                state = "plain"
        line += char == "\n"
    if state == "quoted":
        return opened
    records.append((start, [*cells, cell]))
    return [(start, cells) for start, cells in records if any(cell.strip() for cell in cells)]


def read(text, piece=1 << 24):
    with TemporaryDirectory() as folder, patch.object(text_file, "_PIECE", piece):
        path = Path(folder) / "file.csv"
        path.write_bytes(text.encode())
        try:
            found = read_records(path, "file.csv", XY)
        except ExtractError as error:
            return error.place.line
    assert found.headings == ("x", "y")
    rows = []
    for piece in found.pieces:
        read = piece()
        rows += [(line, cells) for line, *cells in zip(read.lines, *read.columns, strict=True)]
        rows += read.others
    return sorted((line, ["" if c is None else str(c) for c in cells]) for line, cells in rows)


def trimmed(result):
    """Return records without empty fields beyond the second, and single spaces within a line."""
    if isinstance(result, int):
        return result
    records = [(line, [tidied(cell) for cell in cells]) for line, cells in result]
    return [(line, cells if any(cells[2:]) else cells[:2]) for line, cells in records]


def tidied(cell):
    lines = [" ".join(line.split()) for line in cell.strip().split("\n")]
    return unwrapped("\n".join(lines).strip())


@given(st.text(alphabet='a;"\n\r\t ', max_size=40))
@example('a;"a\n"\n"a')
@example('"a\n";"\n')
@example('"a"a"\n;"a""')
@example('""";\n"')
@example('a"\n"\n"')
@example('"\r\n"\r\n\r\na')
@example('"a";"')
@example('a\n""')
@example(' "a" ;\t"b\n"\t\n')
@example('" ""; "a"";"\n "')
def test_the_reader_agrees_with_a_plain_one(body):
    expected = plain_reader(HEADER + body)
    if not isinstance(expected, int):
        expected = expected[1:]
    assert trimmed(read(HEADER + body)) == trimmed(expected)


@given(
    st.lists(
        st.sampled_from(
            ["a;b", ";b", " å ;", ";", " ", "", "a", "a;b;c", "\x1c;", "b;\r", '"a";b', '"";""']
        )
        | st.sampled_from(
            [
                '"å" ;"b"',
                ' "å"\t; \t"b" ',
                ' "',
                ' "a;";b',
                '"a;";b',
                '"a',
                'a"',
                'a"b;',
                '"""";',
                '"a"b;',
            ]
        )
    ),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(1, 40),
)
def test_a_file_read_in_pieces_is_read_as_a_whole_one(rows, end, piece):
    text = HEADER + end.join(rows)
    expected = plain_reader(text)
    assert trimmed(read(text, piece)) == trimmed(
        expected if isinstance(expected, int) else expected[1:]
    )


@given(
    st.lists(
        st.lists(st.text(alphabet='aå;"\n ', min_size=1, max_size=5), min_size=2, max_size=2),
        max_size=6,
    )
)
def test_whatever_is_quoted_is_read_back(rows):
    lines = [";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    expected = [[tidied(c) for c in row] for row in rows if any(cell.strip() for cell in row)]
    assert [cells for _, cells in trimmed(read(HEADER + "\n".join(lines)))] == expected


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_quotes_around_whole_fields_are_no_hindrance_to_reading_in_pieces(tmp_path, end, mark):
    path = tmp_path / "file.csv"
    text = mark + end.join(['"x"; "y"', '"å";"1"\t', ' "" ;"2"', "b;3"])
    path.write_bytes(text.encode())
    assert read_records(path, "file.csv", XY).headings == ("x", "y")
    (piece,) = read_records(path, "file.csv", XY).pieces
    assert [list(column) for column in piece().columns] == [["å", None, "b"], ["1", "2", "3"]]


@pytest.mark.parametrize(
    ("field", "regular"),
    [
        ('"a;b"', True),
        ('"a\nb"', True),
        ('"a""b"', True),
        ('""""', True),
        ('="a"', True),
        ('a"b', False),
        ('"a"b', False),
        ('a "b"', False),
        ('"a" b', False),
        ('"', False),
        ('a="b"', False),
    ],
)
def test_quotes_that_are_not_around_a_whole_field_are_read_one_by_one(tmp_path, field, regular):
    path = tmp_path / "file.csv"
    path.write_text(f"x;y\n{field};1\n", encoding="utf-8")
    with path.open("rb") as file:
        assert text_file.survey(file, ";").regular is regular
