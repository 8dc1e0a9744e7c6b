"""A plain sheet of an ``.xlsx`` is read by python-calamine, and is what the other reader reads."""

import random
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from xlsxwriter import Workbook

from rus_pipeline.ingest.files.workbooks import xlsx as reader
from rus_pipeline_tests.ingest.workbooks import xlsx_books
from rus_pipeline_tests.ingest.workbooks.books import Book, Error, Formula, Page, filled, sheets
from rus_pipeline_tests.ingest.workbooks.packages import exchanged

TEXTS = ["a", "  to  ord ", "æøå € 𝒳", "linje\nskift", "_x0041_", "<&>", "'", "0101", "", "#N/A"]
START = datetime(1950, 1, 1)  # noqa: DTZ001


def any_cell(chance):
    moment = START + timedelta(seconds=chance.randrange(4_000_000_000))
    return chance.choice(
        [
            chance.choice(TEXTS),
            chance.uniform(-1e6, 1e6),
            chance.randrange(-100_000, 100_000),
            chance.random() < 0.5,
            moment.date(),
            moment,
            None,
            Formula(chance.choice([1.5, -3, "tekst", True, None])),
            Error(chance.choice(["#N/A", "#REF!"])),
        ]
    )


def any_book(chance):
    rows = {
        number: [any_cell(chance) for _ in range(chance.randint(1, 30))]
        for number in chance.sample(range(1, 60), chance.randint(1, 20))
    }
    hidden = frozenset(chance.sample(range(1, 60), 5))
    return Book((Page("A", rows, hidden),), is_1904=chance.random() < 0.5)


def test_both_readers_read_the_same(tmp_path, monkeypatch):
    plain_reader, plainly = reader.read_plainly, []

    def seen(*arguments):
        plainly.append(plain_reader(*arguments))
        return plainly[-1]

    for seed in range(40):
        content = xlsx_books.xlsx(any_book(random.Random(seed)))
        if seed % 2:  # without its wish to be calculated when it is opened, a zero is a result
            content = exchanged(content, workbook=(' fullCalcOnLoad="1"', ""))
        monkeypatch.setattr(reader, "read_plainly", seen)
        (sheet,) = sheets(tmp_path, content)
        monkeypatch.setattr(reader, "read_plainly", lambda *_: None)
        (other,) = sheets(tmp_path, content)
        assert filled(sheet) == filled(other)
        assert repr(filled(sheet)) == repr(filled(other))
        assert (sheet.hidden_rows, sheet.epoch) == (other.hidden_rows, other.epoch)
    assert None not in plainly


STYLES = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'


@pytest.mark.parametrize(
    ("data", "is_plain"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c></row>', True),
        ('<row r="1"><c r="A1" t="str"><f>A2</f><v></v></c></row>', True),
        ('<row r="1"><c r="A1"><f>A2</f><v>3</v></c></row>', True),
        ('<row r="1"><c r="A1"><f>A2</f></c></row>', True),
        ('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>', True),
        ('<row r="1"><c r="A1" t="e"/></row><row r="2"><c r="A2"><v>1</v></c></row>', False),
        ('<row r="1"><c><v>1</v></c></row>', False),
        ('<row r="1"><c s="0" r="A1"><v>1</v></c></row>', False),
        ('<row r="1" hidden="1"><c r="A1"><v>1</v></c></row>', True),
        ('<row hidden="1"><c r="A1"><v>1</v></c></row>', False),
        ('<row r="9"><c r="ZZ99999"><v>1</v></c></row>', False),
        ("", True),
    ],
)
def test_which_sheets_are_plain(tmp_path, monkeypatch, data, is_plain):
    plain_reader, found = reader.read_plainly, []
    monkeypatch.setattr(
        reader, "read_plainly", lambda *given: found.append(plain_reader(*given)) or found[0]
    )
    sheets(tmp_path, xlsx_books.of_xml(data, styles=STYLES))
    assert (found[0] is not None) == is_plain


def test_a_far_cell_in_the_middle_of_a_large_sheet_is_found(tmp_path):
    rows = [f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 6001)]
    rows[3000] = '<row r="3001"><c r="XFD3001"><v>1</v></c></row>'
    (sheet,) = sheets(tmp_path, xlsx_books.of_xml("".join(rows)))
    assert {len(row) for _, row in sheet.rows} == {1, 16384}


def test_a_sheet_of_charts_is_passed_over(tmp_path):
    content = BytesIO()
    with Workbook(content) as book:
        chart = book.add_chart({"type": "column"})
        book.add_chartsheet("Diagram").set_chart(chart)
        book.add_worksheet("Data").write(0, 0, "a")
        chart.add_series({"values": "=Data!$A$1:$A$2"})
    assert [sheet.name for sheet in sheets(tmp_path, content.getvalue())] == ["Data"]


@pytest.mark.parametrize(
    ("code", "cell"),
    [('0.00 "kr. pr. dag"', 45000.0), ("[$-406]d. mmm yyyy;@", date(2023, 3, 15))],
)
def test_our_own_rule_says_which_formats_are_dates(tmp_path, code, cell):
    quoted = code.replace('"', "&quot;")
    styles = (
        f'<numFmts><numFmt numFmtId="164" formatCode="{quoted}"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>'
    )
    data = '<row r="1"><c r="A1" s="1"><v>45000</v></c><c r="B1" s="0"><v>45000</v></c></row>'
    (sheet,) = sheets(tmp_path, xlsx_books.of_xml(data, styles=styles))
    assert filled(sheet) == {1: [cell, 45000.0]}


@pytest.mark.parametrize("number", ["-1e300", "1e300", "-107000000000000", "inf"])
@pytest.mark.parametrize("number_format", [14, 46])
def test_a_number_that_is_no_day_stays_a_number(tmp_path, number, number_format):
    styles = f'<cellXfs><xf numFmtId="{number_format}"/></cellXfs>'
    data = f'<row r="1"><c r="A1" s="0"><v>{number}</v></c></row>'
    (sheet,) = sheets(tmp_path, xlsx_books.of_xml(data, styles=styles))
    assert filled(sheet) == {1: [float(number)]}
