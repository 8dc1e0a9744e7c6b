"""The file of all figures, and the metadata as the ``csvw`` package understands them."""

import json
import re
import socket
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from csvw import CSVW, TableGroup

from rus_pipeline.figures.figure import Unit
from rus_pipeline.report.downloads import write_csv
from rus_pipeline.report.open_data import (
    DataSet,
    write_csvw,
    write_figures_csv,
    write_figures_parquet,
)
from rus_pipeline.report.sheets import Heading, Row, Sheet
from rus_pipeline_tests.report.test_downloads import REASON, SHEET, UNKNOWN, figure

FIGURES = {
    "lille": [figure("faxe", "alkohol", 1234), figure("faxe", "stof-voksne", 0), UNKNOWN],
    "anden": [figure("=1+1", "andel", -35, Unit.PER_CENT, reason='Kun "A", B')],
}

ABOUT = DataSet(
    title="Årsrapport 2023",
    description="Alle tal.",
    publisher="Rusmiddelcentret Faxe",
    created=date(2024, 1, 31),
    remarks=("Fiktive data.",),
)


def test_every_figure_has_a_line(tmp_path):
    write_figures_csv(tmp_path / "figures.csv", FIGURES, 2023)
    assert (tmp_path / "figures.csv").read_bytes().decode("utf-8-sig") == (
        "figure_id;edition;table_id;row_key;column_key;row_label;column_label;"
        "value;unit;status;reason\n"
        "2023/lille/faxe/alkohol;2023;lille;faxe;alkohol;Faxe;Alkohol;1234;forløb;observed;\n"
        "2023/lille/faxe/stof-voksne;2023;lille;faxe;stof-voksne;Faxe;Stof-voksne;"
        "0;forløb;observed;\n"
        "2023/lille/stevns/stof-unge;2023;lille;stevns;stof-unge;Stevns;Stof-unge;"
        ";forløb;not_available;Tælles ikke i Stevns\n"
        "2023/lille/=1+1/andel;2023;lille;'=1+1;andel;'=1+1;Andel;"
        '-35;pct.;observed;"Kun ""A"", B"\n'
    )


def test_the_same_figures_are_a_row_each_in_parquet(tmp_path):
    write_figures_parquet(tmp_path / "figures.parquet", FIGURES, 2023)
    found = pl.read_parquet(tmp_path / "figures.parquet")
    assert found.columns[:2] == ["figure_id", "edition"]
    assert found.select("table_id", "value", "status", "reason").rows() == [
        ("lille", 1234, "observed", None),
        ("lille", 0, "observed", None),
        ("lille", None, "not_available", "Tælles ikke i Stevns"),
        ("lille", -35, "observed", 'Kun "A", B'),
    ]
    assert found.schema["edition"] == found.schema["value"] == pl.Int64


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    def refuse(*_args):
        raise AssertionError("the metadata are read without a network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def written(tmp_path):
    """Return the path of the metadata, beside the files that they describe."""
    (tmp_path / "tabeller").mkdir()
    write_csv(tmp_path / "tabeller" / "lille.csv", SHEET)
    write_figures_csv(tmp_path / "figures.csv", FIGURES, 2023)
    write_csvw(tmp_path / "csv-metadata.json", ABOUT, {"tabeller/lille.csv": SHEET})
    return tmp_path / "csv-metadata.json"


def test_the_metadata_are_valid_csv_on_the_web(written):
    checked = CSVW(str(written), validate=True)
    assert checked.is_valid, [str(warning.message) for warning in checked.warnings]


def read(written, url):
    return [dict(row) for row in TableGroup.from_file(written).tabledict[url]]


def test_a_table_is_read_with_zero_as_zero_and_unknown_as_nothing(written):
    assert read(written, "tabeller/lille.csv") == [
        {"raekke": "Faxe", "alkohol": 1234, "stof_voksne": 0, "stof_unge": -7, "andel": 35},
        {"raekke": "Stevns", "alkohol": 0, "stof_voksne": None, "stof_unge": None, "andel": None},
        {"raekke": "I alt", "alkohol": 1234, "stof_voksne": None, "stof_unge": None, "andel": None},
    ]


def test_the_figures_are_read_with_their_types(written):
    assert [
        (row["figure_id"], row["edition"], row["value"], row["status"], row["reason"])
        for row in read(written, "figures.csv")
    ] == [
        ("2023/lille/faxe/alkohol", 2023, 1234, "observed", None),
        ("2023/lille/faxe/stof-voksne", 2023, 0, "observed", None),
        ("2023/lille/stevns/stof-unge", 2023, None, "not_available", REASON),
        ("2023/lille/=1+1/andel", 2023, -35, "observed", 'Kun "A", B'),
    ]


def test_a_value_is_a_whole_number_or_nothing(written):
    assert {type(row["value"]) for row in read(written, "figures.csv")} == {int, type(None)}


@pytest.mark.parametrize(
    ("written_as", "untrue"), [("observed;\n", "guessed;\n"), (";1234;", ";mange;"), ("2023;", ";")]
)
def test_the_metadata_refuse_what_is_no_figure(written, written_as, untrue):
    figures = written.with_name("figures.csv")
    text = figures.read_text(encoding="utf-8")
    figures.write_text(text.replace(written_as, untrue, 1), encoding="utf-8")
    assert not CSVW(str(written), validate=True).is_valid


def test_the_metadata_refuse_a_figure_told_twice(written):
    figures = written.with_name("figures.csv")
    lines = figures.read_text(encoding="utf-8").splitlines(keepends=True)
    figures.write_text("".join([*lines, lines[-1]]), encoding="utf-8")
    with pytest.raises(ValueError, match="duplicate primary key"):
        TableGroup.from_file(written).tabledict["figures.csv"].check_primary_key()


def test_the_metadata_say_what_the_data_are(written):
    group = json.loads(written.read_text(encoding="utf-8"))
    del group["dialect"], group["tables"]
    assert group == {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "da"}],
        "dc:title": "Årsrapport 2023",
        "dc:description": "Alle tal.",
        "dc:publisher": {"schema:name": "Rusmiddelcentret Faxe"},
        "dc:created": {"@value": "2024-01-31", "@type": "xsd:date"},
        "dc:language": "da",
        "notes": [{"rdfs:comment": "Fiktive data."}],
    }


def test_a_table_is_described_by_its_definition_and_notes(written):
    table = json.loads(written.read_text(encoding="utf-8"))["tables"][1]
    del table["tableSchema"]
    assert table == {
        "url": "tabeller/lille.csv",
        "dc:title": "Tabel 1. Lille tabel",
        "dc:description": "Definition.",
        "notes": [{"rdfs:comment": "Note."}],
    }


def test_names_are_such_as_the_standard_allows(written):
    group = json.loads(written.read_text(encoding="utf-8"))
    names = [c["name"] for table in group["tables"] for c in table["tableSchema"]["columns"]]
    assert [name for name in names if not re.fullmatch(r"[a-z0-9][a-z0-9_]*", name)] == []


def test_titles_are_what_the_file_has(written):
    table = json.loads(written.read_text(encoding="utf-8"))["tables"][1]
    titles = [column["titles"] for column in table["tableSchema"]["columns"]]
    first = written.with_name("tabeller").joinpath("lille.csv").read_text(encoding="utf-8-sig")
    assert first.splitlines()[0].split(";") == titles


def test_columns_of_one_name_are_refused(tmp_path):
    twice = replace(SHEET, headings=(Heading("a-b", "X"), Heading("a_b", "Y")), rows=())
    with pytest.raises(ValueError, match="lille: two columns have the same name"):
        write_csvw(tmp_path / "m.json", ABOUT, {"lille.csv": twice})


def test_a_table_of_text_is_read_as_text(tmp_path):
    rows = (Row("Klynge", (("=1+1",),)), Row("Andet", ((),)))
    sheet = Sheet("t", "Titel", "Område", (Heading("tekst", "Uddybning"),), rows)
    write_csv(tmp_path / "t.csv", sheet)
    write_csvw(tmp_path / "csv-metadata.json", ABOUT, {"t.csv": sheet})
    assert read(tmp_path / "csv-metadata.json", "t.csv") == [
        {"raekke": "Klynge", "tekst": "'=1+1"},
        {"raekke": "Andet", "tekst": None},
    ]


def test_the_same_data_give_the_same_bytes(tmp_path):
    found = []
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        write_csvw(folder / "m.json", ABOUT, {"lille.csv": SHEET})
        write_figures_csv(folder / "f.csv", FIGURES, 2023)
        found.append([(folder / file).read_bytes() for file in ("m.json", "f.csv")])
    assert found[0] == found[1]
