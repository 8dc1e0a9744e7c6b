"""Text from outside, markup or a formula, reads as it was delivered wherever it is shown."""

import csv
from datetime import date

import pytest
from bs4 import BeautifulSoup
from python_calamine import CalamineWorkbook

from rus_pipeline.core.center import read_center
from rus_pipeline.report.front_page import write_front_page
from rus_pipeline.report.pages import fill
from rus_pipeline.report.sheets import Heading, Row, Sheet
from rus_pipeline.report.site import YEAR
from rus_pipeline.report.tables import table_html
from rus_pipeline_tests.building import build
from rus_pipeline_tests.raw import CENTER, csv_text, raw_folder
from rus_pipeline_tests.reconciliation.reports import claims_csv
from rus_pipeline_tests.report.test_downloads import figure

HOSTILE = """<script>alert("x")</script> & 'y'"""
FORMULA = '=HYPERLINK("http://a","b")'


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def toml(text):
    return f'"""{text}"""'


UDTRAEK = f"""\
kilde = {toml(HOSTILE)}
udtrukket = 2024-01-31
[[ikke_oplyst]]
tabel = "tabel-03"
kolonne = "alkohol"
grund = {toml(HOSTILE)}
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """An edition of which every free text is markup or a formula, and the folder it stands in."""
    folder = tmp_path_factory.mktemp("hostile")
    texts = [{"omraade": quoted(text), "tekst": quoted(text)} for text in (HOSTILE, FORMULA)]
    raw = raw_folder(
        folder,
        {
            "2023/udtraek.toml": UDTRAEK,
            "2023/tvaergaaende.csv": csv_text("tvaergaaende", *texts),
            "2023/tilskud.csv": csv_text("tilskud", {"pulje": quoted(HOSTILE)}),
            "2023/noter.csv": csv_text(
                "noter",
                {"tekst": quoted(HOSTILE)},
                {"tekst": quoted(FORMULA)},
                {"tabel": "tabel-13"},
            ),
            "published/own.csv": claims_csv(
                (HOSTILE.replace('"', '""'),) * 4, document="skema.txt", year=2014
            ),
        },
        center=CENTER.replace('"Rusmiddelcentret Faxe"', toml(HOSTILE)),
    )
    (built,) = build(raw, folder / "out", 2023)
    write_front_page(folder / "out", read_center(raw))
    return built, folder / "out"


def page(hostile, name):
    text = (hostile[1] / name).read_text(encoding="utf-8")
    return BeautifulSoup(text, "html.parser")


@pytest.mark.parametrize("edition", ["report", "public/report"])
@pytest.mark.parametrize(
    ("table", "texts"), [("tabel-01", (HOSTILE, FORMULA)), ("tabel-13", ("En note",))]
)
def test_the_centre_s_notes_stand_under_their_table_and_are_said_to_be_the_centre_s(
    hostile, edition, table, texts
):
    notes = [f"Centrets egen note: {text}" for text in texts]
    for name in ("index.html", f"tabeller/{table}.html"):
        shown = page(hostile, f"2023/{edition}/{name}").find("table", id=table)
        under = [p.get_text() for p in shown.find_next("div", class_="noter").find_all("p")]
        assert under[-len(notes) :] == notes
    with CalamineWorkbook.from_path(
        str(hostile[1] / f"2023/{edition}/tabeller/{table}.xlsx")
    ) as workbook:
        cells = [str(cell) for row in workbook.get_sheet_by_index(0).to_python() for cell in row]
    assert [cell for cell in cells if cell.startswith("Centrets egen note")] == notes


def test_a_table_without_a_note_of_the_centre_s_has_none(hostile):
    assert (
        "Centrets egen note" not in page(hostile, "2023/report/tabeller/tabel-02.html").get_text()
    )


def test_no_page_holds_a_script(hostile):
    pages = sorted(hostile[1].rglob("*.html"))
    assert len(pages) > 30
    assert [path.name for path in pages if "<script" in path.read_text(encoding="utf-8")] == []


def test_no_page_holds_markup_that_the_report_does_not_make(hostile):
    made = {"button", "form", "iframe", "img", "input", "link", "object", "script"}
    found = {
        tag.name
        for path in hostile[1].rglob("*.html")
        for tag in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").find_all()
    }
    assert found & made == set()


REPORT = "2023/report/"


@pytest.mark.parametrize(
    ("name", "selector"),
    [
        (f"{REPORT}index.html", ".afsender"),
        (f"{REPORT}metode.html", "#kolofon-udtraek td"),
        (f"{REPORT}index.html", "#tabel-13 tbody th"),
        (f"{REPORT}index.html", "#tabel-13 tbody td"),
        (f"{REPORT}index.html", "#tabel-06-tilskud tbody th"),
        (f"{REPORT}tabeller/tabel-13.html", ".afsender"),
        (f"{REPORT}tabeller/tabel-13.html", "#tabel-13 tbody td"),
        (f"{REPORT}tabeller/tabel-06-tilskud.html", "#tabel-06-tilskud tbody th"),
        (f"{REPORT}afstemning.html", ".afsender"),
        (f"{REPORT}afstemning.html", "#afstemning-not-derivable td:nth-of-type(2)"),
        ("index.html", ".afsender"),
    ],
)
def test_text_reads_as_it_was_delivered(hostile, name, selector):
    assert page(hostile, name).select_one(selector).get_text() == HOSTILE


@pytest.mark.parametrize(
    ("name", "selector", "text"),
    [
        (f"{REPORT}index.html", "title", f"Årsrapport 2023 – {HOSTILE}"),
        (f"{REPORT}index.html", "#tabel-03-note-a", f"a Ikke oplyst: {HOSTILE}."),
        (
            f"{REPORT}tabeller/tabel-13.html",
            "footer p",
            f"Kilde: {HOSTILE}, udtrukket 31. januar 2024.",
        ),
        (f"{REPORT}afstemning.html", "footer p", f"Kilde: {HOSTILE}, udtrukket 31. januar 2024."),
        ("index.html", "title", f"Årsrapporter – {HOSTILE}"),
    ],
)
def test_text_within_a_sentence_reads_as_it_was_delivered(hostile, name, selector, text):
    assert page(hostile, name).select_one(selector).get_text() == text


def test_text_within_an_attribute_reads_as_it_was_delivered(hostile):
    described = page(hostile, f"{REPORT}index.html").select_one("meta[name=description]")["content"]
    assert described == f"Årsrapport 2023 for {HOSTILE}: behandling for alkohol og stoffer."


def test_text_in_a_preview_is_no_markup(hostile):
    shown = hostile[0].result("snapshot/tabel_13").facts["preview"]
    assert "\\<script\\>alert" in shown
    assert "<script>" not in shown.replace("\\<", "").replace("\\>", "")


def test_a_formula_is_text_in_a_csv(hostile):
    path = hostile[1] / REPORT / "tabeller" / "tabel-13.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file, delimiter=";"))[1:]
    assert found == [[HOSTILE, HOSTILE], [f"'{FORMULA}", f"'{FORMULA}"]]


def test_a_formula_is_text_in_a_workbook(hostile):
    path = hostile[1] / REPORT / "tabeller" / "tabel-13.xlsx"
    found = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert [line[:2] for line in found if line[1]][1:] == [[HOSTILE] * 2, [FORMULA] * 2]


def test_text_that_a_template_is_given_is_escaped():
    shown = fill(
        "table.html",
        title=HOSTILE,
        up="../",
        center=HOSTILE,
        year=2023,
        messages=[HOSTILE],
        source=HOSTILE,
        drawn=date(2024, 1, 31),
        here=YEAR,
        pages=[YEAR],
        section={"id": "t", "title": HOSTILE, "table": "<p>bord</p>", "drawing": None},
    )
    found = BeautifulSoup(shown, "html.parser")
    assert found.script is None
    assert [found.select_one(s).get_text() for s in ("title", "h1", ".besked", ".afsender")] == [
        HOSTILE
    ] * 4
    assert found.select_one(".par p").get_text() == "bord"


def test_every_text_of_a_sheet_is_escaped():
    known, unknown = figure("a", "x", 1), figure("b", "x", None, reason=HOSTILE)
    heading = Heading("x", HOSTILE, numeric=True, spanner=f"{HOSTILE}.", short=f"{HOSTILE}!")
    sheet = Sheet(
        "t",
        HOSTILE,
        HOSTILE,
        (heading, Heading("y", "**Y**")),
        (Row(HOSTILE, ((known,), (HOSTILE,)), total=True), Row("", ((unknown,), ()))),
        (HOSTILE,),
        {HOSTILE: (unknown.figure_id,)},
    )
    found = BeautifulSoup(table_html(sheet), "html.parser")
    assert found.find(["script", "strong", "b"]) is None
    headings = [heading.get_text(strip=True) for heading in found.select("thead th")]
    assert headings == [HOSTILE, f"{HOSTILE}.", "**Y**", f"{HOSTILE}!"]
    assert found.select_one("tbody th").get_text() == HOSTILE
    assert found.select("tbody td")[1].get_text() == HOSTILE
    assert [note.get_text() for note in found.select(".noter p")] == [HOSTILE, f"a {HOSTILE}."]


def test_a_reason_of_an_extract_has_its_letter_in_the_report(hostile):
    cell = page(hostile, f"{REPORT}index.html").select_one("#tabel-03 tbody td")
    assert cell.get_text() == "?a"
