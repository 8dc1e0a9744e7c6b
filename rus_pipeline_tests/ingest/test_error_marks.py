"""What a spreadsheet could not calculate is a value that cannot be used, never an empty one."""

from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZipFile

import pytest
from xlsxwriter import Workbook

from rus_pipeline.audit.record_count import records
from rus_pipeline.core.errors import ExtractError
from rus_pipeline.ingest.files.raw_rows import raw_rows
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.ingest.values.error_marks import is_error_mark
from rus_pipeline_tests.ingest.checking import (
    DISCHARGED,
    EMPTIED,
    OUT,
    checked,
    checked_text,
    listed,
    shown,
    values,
)
from rus_pipeline_tests.raw import csv_text, extract, raw_folder

HEADER = ["type", "omraade", "tekst"]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
UNCALCULATED = "formel uden værdi"


class Xml(str):
    """A cell as its XML, without its reference."""

    __slots__ = ()


def workbook(*rows, properties="", prefix="", references=True):
    """Return an .xlsx with these rows: inline text or ``Xml``; None is no cell."""
    lines = []
    for number, cells in enumerate(rows, 1):
        line = ""
        for letter, cell in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", cells, strict=False):
            at = f' r="{letter}{number}"' if references else ""
            if isinstance(cell, Xml):
                line += cell.replace("<c", f"<c{at}", 1)
            elif cell is not None or not references:
                line += f'<c{at} t="inlineStr"><is><t>{escape(cell or "")}</t></is></c>'
        lines.append(f'<row r="{number}">{line}</row>' if references else f"<row>{line}</row>")
    sheet = f"<worksheet><sheetData>{''.join(lines)}</sheetData></worksheet>"
    if prefix:
        sheet = sheet.replace("</", "<@").replace("<", f"<{prefix}:").replace(f"{prefix}:@", "/x:")
    xmlns = f"xmlns:{prefix}" if prefix else "xmlns"
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1"'
        f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name="A" sheetId="1" r:id="rId7"/></sheets>{properties}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId7"'
        f' Type="{OFFICE}/worksheet" Target="worksheets/ark.xml"/></Relationships>',
        "xl/worksheets/ark.xml": sheet.replace("worksheet>", f'worksheet {xmlns}="{MAIN}">', 1),
    }
    content = BytesIO()
    with ZipFile(content, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return content.getvalue()


def narrative(tmp_path, *rows, **more):
    content = workbook(HEADER, *rows, **more)
    return checked_text(tmp_path, content, "tvaergaaende", suffix=".xlsx")


def sheet(tmp_path, stem, cells):
    """Validate a workbook of one row with its defaults, but for ``cells``."""
    header, default = (line.split(";") for line in csv_text(stem, {}).splitlines())
    row = dict(zip(header, default, strict=True)) | cells
    content = workbook(header, [row[name] or None for name in header])
    return checked_text(tmp_path, content, stem, suffix=".xlsx")


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        ('<c t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c s="4" t="e"><f aca="false">B9</f><v>#REF!</v></c>', "#REF!"),
        ("<c t='e'><v>#VALUE!</v></c>", "#VALUE!"),
        ('<c t = "e" ><v>#NAME?</v></c>', "#NAME?"),
        ('<c t="e"><v>#NUM!</v></c>', "#NUM!"),
        ('<c t="e"><v>#NULL!</v></c>', "#NULL!"),
        ('<c t="e"><v></v></c>', "#N/A"),
        ("<c><f>SUM(A1:A2)</f><v></v></c>", UNCALCULATED),
        ("<c><f>SUM(A1:A2)</f><v/></c>", UNCALCULATED),
        ("<c><f>SUM(A1:A2)</f><v /></c>", UNCALCULATED),
        ("<c><f>SUM(A1:A2)</f></c>", UNCALCULATED),
        ('<c><f t="shared" ref="C2:C9" si="0">A1</f></c>', UNCALCULATED),
        ('<c><f t="shared" si="0"/></c>', UNCALCULATED),
        ('<c><f t="shared" si="0"/><v></v></c>', UNCALCULATED),
        ('<c t="str"><f>A1</f></c>', UNCALCULATED),
        ('<c t="b"><f>A1</f><v/></c>', UNCALCULATED),
        ("<c>\n<f>A1</f>\n<v>\n</v>\n</c>", UNCALCULATED),
    ],
)
def test_a_cell_without_a_usable_value(tmp_path, cell, mark):
    file = narrative(tmp_path, ["Fokus", "A", "B"], ["Fokus", "A", Xml(cell)])
    assert listed(file) == [(3, "tekst", "kode_ukendt", OUT)]
    assert shown(file) == [mark]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c t="str"><f>A2&amp;"x"</f><v>Fokusx</v></c>', "Fokusx"),
        ("<c><f>1-1</f><v>0</v></c>", "0"),
        ('<c t="inlineStr"><f>A2</f><is><t>B</t></is></c>', "B"),
    ],
)
def test_a_formula_with_a_result_is_its_result(tmp_path, cell, text):
    file = narrative(tmp_path, ["Fokus", "A", Xml(cell)])
    assert (listed(file), values(file, "tekst")) == ([], [text])


@pytest.mark.parametrize("cell", ['<c t="str"><f>""</f><v></v></c>', '<c s="1"/>', "<c><v/></c>"])
def test_an_empty_result_and_an_empty_cell_are_missing(tmp_path, cell):
    assert listed(narrative(tmp_path, ["Fokus", "A", Xml(cell)])) == [(2, "tekst", "mangler", OUT)]


@pytest.mark.parametrize(
    ("properties", "found"),
    [
        ('<calcPr calcId="124519" fullCalcOnLoad="1"/>', [(2, "tekst", "kode_ukendt", OUT)]),
        ('<calcPr calcId="191029"/>', []),
    ],
)
def test_a_zero_is_no_result_where_the_file_was_never_calculated(tmp_path, properties, found):
    cell = Xml("<c><f>A1</f><v>0</v></c>")
    assert listed(narrative(tmp_path, ["Fokus", "A", cell], properties=properties)) == found


def test_a_formula_as_xlsxwriter_writes_it_has_no_result(tmp_path):
    content = BytesIO()
    header, default = (line.split(";") for line in csv_text("tilskud", {}).splitlines())
    with Workbook(content) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, header)
        page.write_row(1, 0, default)
        page.write_formula(1, 2, "=100+1")
        page.write_row(2, 0, default)
        page.write_formula(2, 2, "=100+1", None, 101)
    file = checked_text(tmp_path, content.getvalue(), "tilskud", suffix=".xlsx")
    assert listed(file) == [(2, "beloeb", "beloeb_ugyldig", OUT)]
    assert shown(file) == [UNCALCULATED]


def test_cells_are_found_without_references_and_with_a_prefix(tmp_path):
    error = Xml('<c t="e"><v>#REF!</v></c>')
    rows = ["Fokus", "A", "B"], ["Fokus", "A", error]
    bare = narrative(tmp_path / "bare", *rows, references=False)
    prefixed = narrative(tmp_path / "prefixed", *rows, prefix="x")
    assert listed(bare) == listed(prefixed) == [(3, "tekst", "kode_ukendt", OUT)]


@pytest.mark.parametrize("cell", ['<c t="e"><v>#REF!</v></c>', "<c><f>A1</f></c>"])
def test_a_row_that_holds_nothing_else_is_no_blank_row(tmp_path, cell):
    content = workbook(HEADER, ["Fokus", "A", "B"], [], [None, Xml(cell)])
    file = checked_text(tmp_path, content, "tvaergaaende", suffix=".xlsx")
    assert (4, "omraade", "kode_ukendt", OUT) in listed(file)
    path = tmp_path / "raw/2023/tvaergaaende.xlsx"
    rows = list(raw_rows(path, file.layout))
    assert (file.records, records(path, file.layout), len(rows)) == (2, 2, 2)


def test_such_a_cell_beyond_the_header_makes_the_row_too_long(tmp_path):
    file = narrative(tmp_path, ["Fokus", "A", "B", Xml("<c><f>A1</f></c>")])
    assert listed(file) == [(2, "", "feltantal", OUT)]


def test_entities_are_not_expanded(tmp_path):
    content = workbook(HEADER, ["Fokus", "A", Xml('<c t="e"><v>&mark;</v></c>')])
    spoiled = BytesIO()
    with ZipFile(BytesIO(content)) as package, ZipFile(spoiled, "w") as copy:
        for name in package.namelist():
            text = package.read(name)
            if name.endswith("ark.xml"):
                text = b'<!DOCTYPE a [<!ENTITY mark "#REF!">]>' + text
            copy.writestr(name, text)
    with pytest.raises(ExtractError, match=r"^2023/tvaergaaende\.xlsx: "):
        extract(raw_folder(tmp_path, {"2023/tvaergaaende.xlsx": spoiled.getvalue()}))


KINDS = [
    ("forloeb", "forloeb_id", "kode_ukendt", OUT),
    ("forloeb", "cpr", "cpr_ugyldig", OUT),
    ("forloeb", "indsats", "kode_ukendt", OUT),
    ("forloeb", "kommune", "kommune_ukendt", OUT),
    ("forloeb", "henvendelsesdato", "dato_ugyldig", EMPTIED),
    ("forloeb", "indskrivningsdato", "dato_ugyldig", OUT),
    ("forloeb", "udskrivningsdato", "dato_ugyldig", OUT),
    ("forloeb", "afslutningsaarsag", "kode_ukendt", OUT),
    ("forloeb", "behandlingsplandato", "dato_ugyldig", EMPTIED),
    ("forloeb", "laegesamtale_oensket", "kode_ukendt", EMPTIED),
    ("forloeb", "laegesamtaledato", "dato_ugyldig", EMPTIED),
    ("forloeb", "opfoelgning_1md_dato", "dato_ugyldig", EMPTIED),
    ("forloeb", "opfoelgning_6md_dato", "dato_ugyldig", EMPTIED),
    ("forloeb", "afvist_psykiatri_dato", "dato_ugyldig", EMPTIED),
    ("forloeb", "effekt", "kode_ukendt", EMPTIED),
    ("eksterne_forloeb", "leverandoer", "kode_ukendt", OUT),
    ("posteringer", "bilagsnr", "kode_ukendt", OUT),
    ("posteringer", "beloeb", "beloeb_ugyldig", OUT),
    ("doegnophold", "ophold_id", "kode_ukendt", OUT),
    ("doegnophold", "slutdato", "dato_ugyldig", OUT),
    ("tilskud", "pulje", "kode_ukendt", OUT),
    ("tilskud", "aar", "dato_ugyldig", OUT),
    ("tvaergaaende", "tekst", "kode_ukendt", OUT),
]


@pytest.mark.parametrize(("stem", "column", "rule", "action"), KINDS)
@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        ("#N/A", "#N/A"),
        (Xml('<c t="e"><v>#N/A</v></c>'), "#N/A"),
        (Xml("<c><f>A1</f></c>"), UNCALCULATED),
    ],
    ids=["text", "error", "formula"],
)
def test_in_every_column_it_is_listed_as_what_cannot_be_read(
    tmp_path, stem, column, rule, action, cell, mark
):
    cells = {**(DISCHARGED if stem == "forloeb" else {}), column: cell}
    file = sheet(tmp_path, stem, cells)
    assert listed(file) == [(2, column, rule, action)]
    assert shown(file) == [mark]
    assert file.frame.height == (action == EMPTIED)


@pytest.mark.parametrize(("stem", "column", "rule", "action"), KINDS)
def test_in_a_csv_too(tmp_path, stem, column, rule, action):
    cells = {**(DISCHARGED if stem == "forloeb" else {}), column: " #i/t "}
    file = checked(tmp_path, stem, cells)
    assert listed(file) == [(2, column, rule, action)]
    assert shown(file) == ["#i/t"]


@pytest.mark.parametrize("stem", SCHEMAS)
def test_no_column_takes_it_for_a_value(tmp_path, stem):
    for column in SCHEMAS[stem].delivered_names():
        needs_anonymous = {"cpr": "", "indsats": "Stof"} if column == "koen" else {}
        file = checked(tmp_path / column, stem, {**needs_anonymous, column: "#DIV/0!"})
        assert column in file.listed["column"].to_list()


def test_an_error_mark_is_no_id_that_two_rows_have(tmp_path):
    file = checked(tmp_path, "forloeb", {"forloeb_id": "#REF!"}, {"forloeb_id": "#REF!"}, {})
    assert listed(file) == [
        (2, "forloeb_id", "kode_ukendt", OUT),
        (3, "forloeb_id", "kode_ukendt", OUT),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#n/a",
        "#GETTING_DATA",
        "#CALC!",
        "#FIELD!",
        "#I/T",
        "#NUL!",
        "#DIVISION/0!",
        "#division/0!",
        "#REFERENCE!",
        "#VÆRDI!",
        "#værdi!",
        "#NAVN?",
        "#OVERLØB!",
        "Err:502",
        "Fejl:508",
    ],
)
def test_the_marks_of_each_language_are_known_in_any_case(text):
    assert is_error_mark(text)


@pytest.mark.parametrize(
    "text", ["", "N/A", "#1", "#", "# 5!", "Pulje #N/A", "#N/A i 2023", "Fejl", "Bedre liv!"]
)
def test_other_text_is_none(text):
    assert not is_error_mark(text)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_heading_that_is_an_error_mark_names_its_column(tmp_path, suffix):
    error = Xml('<c t="e"><v>#REF!</v></c>')
    content = {
        ".csv": b"type;omraade;tekst;#REF!\nFokus;A;B;C\n",
        ".xlsx": workbook([*HEADER, error], ["Fokus", "A", "B", "C"]),
    }
    place = rf"^2023/tvaergaaende\{suffix}, linje 1: overskriften over kolonne 4 .*#REF!"
    with pytest.raises(ExtractError, match=place):
        extract(raw_folder(tmp_path, {f"2023/tvaergaaende{suffix}": content[suffix]}))
