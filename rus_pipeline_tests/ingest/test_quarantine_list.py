"""The list as a whole: its order, each entry once, and every record accounted for."""

import csv
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from rus_pipeline.ingest.files.cells import unwrapped
from rus_pipeline.ingest.files.text_lines import tidy
from rus_pipeline.ingest.rows.quarantine import EXPLANATIONS
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline_tests.ingest.checking import checked, checked_text, listed
from rus_pipeline_tests.raw import csv_text, extract, forloeb, raw_folder

COLUMNS = list(SCHEMAS["forloeb"].delivered_names())
WORDS = [
    "",
    "F1",
    "F2",
    "610180-0001",
    "610180-0AB2",
    "Stof",
    "Alkohol",
    "stof",
    "0320",
    "Rødby",
    "01-03-2023",
    "05-03-2023",
    "2024-02-01",
    "01-01-0000",
    "31-02-2023",
    "Andet",
    "Stoffri",
    "J",
    "K",
]


def test_the_list_is_ordered_by_file_line_and_column(tmp_path):
    files = {
        "2023/forloeb.csv": forloeb({"kommune": "x"}, {"kommune": "x", "indsats": "x"}),
        "2023/tilskud.csv": csv_text("tilskud", {"beloeb": "x"}),
        "2023/doegnophold.csv": csv_text("doegnophold", {"omraade": "x", "beloeb": "x"}),
    }
    found = extract(raw_folder(tmp_path, files)).listed
    assert found.select("file", "line", "column").rows() == [
        ("2023/doegnophold.csv", 2, "beloeb"),
        ("2023/doegnophold.csv", 2, "omraade"),
        ("2023/forloeb.csv", 2, "kommune"),
        ("2023/forloeb.csv", 3, "indsats"),
        ("2023/forloeb.csv", 3, "kommune"),
        ("2023/tilskud.csv", 2, "beloeb"),
    ]


def test_lines_are_ordered_as_numbers(tmp_path):
    file = checked(tmp_path, "tilskud", *[{"beloeb": "x"}] * 10)
    assert [line for line, *_ in listed(file)] == list(range(2, 12))


def test_a_rule_broken_in_two_ways_is_listed_once(tmp_path):
    # An effect of Alkohol, and without a discharge.
    file = checked(tmp_path, "forloeb", {"indsats": "Alkohol", "effekt": "Stoffri"})
    assert listed(file) == [(2, "effekt", "felt_uventet", "felt_tomt")]


def test_a_column_is_listed_for_each_rule_that_it_breaks(tmp_path):
    days = {"henvendelsesdato": "02-02-2024", "indskrivningsdato": "01-02-2024"}
    file = checked(tmp_path, "forloeb", days)
    assert listed(file) == [
        (2, "henvendelsesdato", "dato_fremtid", "felt_tomt"),
        (2, "henvendelsesdato", "dato_raekkefoelge", "felt_tomt"),
        (2, "indskrivningsdato", "dato_fremtid", "raekke_ude"),
    ]


def test_the_lists_columns(tmp_path):
    assert checked(tmp_path, "forloeb", {"kommune": "x"}).listed.to_dicts() == [
        {
            "file": "2023/forloeb.csv",
            "line": 2,
            "column": "kommune",
            "rule": "kommune_ukendt",
            "action": "raekke_ude",
            "value": "x",
        }
    ]


def delivered(cells):
    content = StringIO()
    csv.writer(content, delimiter=";", lineterminator="\n").writerows([COLUMNS, *cells])
    with TemporaryDirectory() as folder:
        return checked_text(Path(folder), content.getvalue())


cells = st.sampled_from(WORDS) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\rÃÂâ"), max_size=12
)
rows_of_the_right_length = st.lists(cells, min_size=len(COLUMNS), max_size=len(COLUMNS))
any_rows = st.lists(cells, min_size=1, max_size=len(COLUMNS) + 1)


@settings(max_examples=40, deadline=None)
@given(st.lists(rows_of_the_right_length | any_rows, max_size=6))
def test_whatever_is_delivered_every_record_is_a_row_or_out(table):
    file = delivered(table)
    assert file.records == sum(any(unwrapped(tidy(cell)) for cell in row) for row in table)
    assert file.records == file.frame.height + file.rows_out


@settings(max_examples=40, deadline=None)
@given(st.lists(rows_of_the_right_length | any_rows, max_size=6))
def test_whatever_is_delivered_the_list_is_ordered_unique_and_explained(table):
    found = delivered(table).listed
    places = found.select("line", "column", "rule").rows()
    assert places == sorted(set(places))
    assert set(found["rule"]) <= EXPLANATIONS.keys()
