"""Text and numbers as pages and previews write them: escaped, masked, cut, and in Danish.

What belongs here: text of a hostile raw folder, followed everywhere it is shown; and the forms that
all pages share. What does not: whether a number is right (``test_shown_numbers``).
"""

import csv
from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from python_calamine import CalamineWorkbook

from rus_pipeline.build import build_editions
from rus_pipeline.center import Udtraek, read_center
from rus_pipeline.errors import MASK
from rus_pipeline.figures.declaration import Unit
from rus_pipeline.report import pdf
from rus_pipeline.report.front_page import write_front_page
from rus_pipeline.report.pages import fill
from rus_pipeline.report.preview import preview
from rus_pipeline.report.sheets import Heading, Row, Sheet, text_sheet
from rus_pipeline.report.standing import DeliveredFile, Standing
from rus_pipeline.report.tables import NOTHING, table_html
from rus_pipeline_tests.published.reports import claims_csv
from rus_pipeline_tests.raw import CENTER, csv_text, raw_folder
from rus_pipeline_tests.report.test_downloads import figure

# Text from outside. ------------------------------------------------------------------------------

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
            "published/own.csv": claims_csv(
                (HOSTILE.replace('"', '""'),) * 4, document="skema.txt", year=2014
            ),
        },
        center=CENTER.replace('"Rusmiddelcentret Faxe"', toml(HOSTILE)),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "possible", lambda: False)
        (built,) = build_editions(raw, folder / "out", [2023], "run")
        write_front_page(folder / "out", read_center(raw))
    return built, folder / "out"


def page(hostile, name):
    text = (hostile[1] / name).read_text(encoding="utf-8")
    return BeautifulSoup(text, "html.parser")


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
        (f"{REPORT}index.html", "#kolofon-udtraek td"),
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
    ("name", "selector", "told"),
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
def test_text_within_a_sentence_reads_as_it_was_delivered(hostile, name, selector, told):
    assert page(hostile, name).select_one(selector).get_text() == told


def test_text_within_an_attribute_reads_as_it_was_delivered(hostile):
    described = page(hostile, f"{REPORT}index.html").select_one("meta[name=description]")["content"]
    assert described == f"Årsrapport 2023 for {HOSTILE}: behandling for alkohol og stoffer."


def test_text_in_a_preview_is_no_markup(hostile):
    told = preview(hostile[0].sheets["tabel-13"])
    assert "\\<script\\>alert" in told
    assert "<script>" not in told.replace("\\<", "").replace("\\>", "")


def test_a_formula_is_text_in_a_csv(hostile):
    path = hostile[1] / REPORT / "tabeller" / "tabel-13.csv"
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.reader(file))[1:]
    assert found == [[HOSTILE, HOSTILE], [f"'{FORMULA}", f"'{FORMULA}"]]


def test_a_formula_is_text_in_a_workbook(hostile):
    path = hostile[1] / REPORT / "tabeller" / "tabel-13.xlsx"
    found = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert [line[:2] for line in found if line[1]][1:] == [[HOSTILE] * 2, [FORMULA] * 2]


def test_text_that_a_template_is_given_is_escaped():
    told = fill(
        "table.html",
        title=HOSTILE,
        up="../",
        center=HOSTILE,
        year=2023,
        messages=[HOSTILE],
        source=HOSTILE,
        source_told=True,
        drawn=date(2024, 1, 31),
        section={"id": "t", "title": HOSTILE, "table": "<p>bord</p>", "picture": ""},
    )
    found = BeautifulSoup(told, "html.parser")
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
        {HOSTILE: (unknown.id,)},
    )
    found = BeautifulSoup(table_html(sheet), "html.parser")
    assert found.find(["script", "strong", "b"]) is None
    headings = [heading.get_text(strip=True) for heading in found.select("thead th")]
    assert headings == [HOSTILE, f"{HOSTILE}.", "**Y**", f"{HOSTILE}!"]
    assert found.select_one("tbody th").get_text() == HOSTILE
    assert found.select("tbody td")[1].get_text() == HOSTILE
    assert [note.get_text() for note in found.select(".noter p")] == [HOSTILE, f"a {HOSTILE}."]


# A preview. --------------------------------------------------------------------------------------


def one_cell(text):
    """Return the cell of a preview of one row."""
    sheet = text_sheet("t", "Titel", {"Område": ["Klynge"], "Tekst": [text]})
    return preview(sheet).splitlines()[2].removeprefix("| Klynge | ").removesuffix(" |")


def test_a_preview_is_a_table_in_markdown():
    sheet = Sheet(
        "t",
        "Titel",
        "Kommune",
        (Heading("x", "Alkohol", numeric=True), Heading("y", "Tekst")),
        (
            Row("Faxe", ((figure("a", "x", 1234),), ("Møder",))),
            Row("Stevns", ((figure("b", "x", None, reason="r"),), ())),
        ),
    )
    assert preview(sheet) == (
        "| Kommune | Alkohol | Tekst |\n"
        "| --- | ---: | --- |\n"
        "| Faxe | 1.234 | Møder |\n"
        "| Stevns | ? |  |"
    )


@pytest.mark.parametrize(
    "number", ["010180-1234", "0101801234", "010180 1234", "610180 - 12A4", "990180-1234"]
)
def test_what_may_be_a_personal_number_is_masked(number):
    assert one_cell(f"Møde med {number}, igen") == f"Møde med {MASK}, igen".replace("*", "\\*")


def test_a_personal_number_is_masked_in_headings_and_labels_too():
    sheet = text_sheet("t", "Titel", {"010180-1234": ["020280-1234"], "030380-1234": ["x"]})
    told = preview(sheet)
    assert "1234" not in told
    assert told.count("\\*\\*\\*\\*\\*\\*-\\*\\*\\*\\*") == 3


def test_a_personal_number_is_masked_before_the_text_is_cut():
    assert one_cell("x" * 195 + " 010180-1234") == "x" * 195 + " \\*\\*\\*\\*…"


@pytest.mark.parametrize("sign", "\\`*_{}[]<>#|")
def test_signs_of_markdown_are_escaped(sign):
    assert one_cell(f"a{sign}b") == f"a\\{sign}b"


def test_a_text_over_several_lines_stays_in_its_row():
    assert one_cell(quoted("a\nb\r\n  c")) == '"a b c"'


def test_a_long_text_is_cut():
    assert one_cell("å" * 200) == "å" * 200
    assert one_cell("å" * 201) == "å" * 200 + "…"


def long(rows):
    """Return the end of a preview of so many rows."""
    cells = {"Nr.": [str(n) for n in range(rows)], "Tekst": ["x"] * rows}
    return preview(text_sheet("t", "Titel", cells)).splitlines()[-3:]


def test_a_long_table_is_cut_and_says_so():
    assert long(40) == ["| 37 | x |", "| 38 | x |", "| 39 | x |"]
    assert long(42) == ["| 39 | x |", "", "… og 2 rækker til"]


def test_one_row_more_is_one():
    assert long(41) == ["| 39 | x |", "", "… og 1 række til"]


def test_an_empty_table_says_so():
    assert preview(text_sheet("t", "Titel", {"Område": [], "Tekst": []})) == NOTHING


# Danish forms. -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (1234, Unit.COURSES, "1.234"),
        (-1234, Unit.KRONER, "−1.234"),
        (1234567, Unit.KRONER, "1.234.567"),
        (999, Unit.PERSONS, "999"),
        (92, Unit.PER_CENT, "92\N{NO-BREAK SPACE}%"),
        (0, Unit.COURSES, "-"),
        (0, Unit.PER_CENT, "-"),
        (None, Unit.COURSES, "?"),
        (None, Unit.PER_CENT, "?"),
        ("0.4", Unit.KRONER, "-"),
        ("-0.4", Unit.KRONER, "-"),
        ("-0.5", Unit.KRONER, "−1"),
    ],
)
def test_a_figure_in_a_table_is_written_in_danish(value, unit, told):
    reason = "r" if value is None else None
    cells = ((figure("a", "x", value, unit, reason=reason),),)
    sheet = Sheet("t", "Titel", "", (Heading("x", "X", numeric=True),), (Row("A", cells),))
    assert BeautifulSoup(table_html(sheet), "html.parser").td.get_text() == told


def standing(*files, drawn=date(2024, 1, 31), fictitious=False):
    udtraek = Udtraek(2023, "Cura", drawn, (2023,), ())
    found = tuple(DeliveredFile(f"2023/{n}.csv", "0", 99, *out) for n, out in enumerate(files))
    return Standing(udtraek, fictitious, {2023: udtraek}, found, {}, {})


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([(1, 0)], "1 række er sat ud og 0 felter tømt"),
        ([(2, 1)], "2 rækker er sat ud og 1 felt tømt"),
        ([(0, 2)], "0 rækker er sat ud og 2 felter tømt"),
        ([(1000, 3), (234, 4)], "1.234 rækker er sat ud og 7 felter tømt"),
    ],
)
def test_what_could_not_be_used_is_counted_in_words(files, told):
    assert list(standing(*files).messages()) == [
        f"Ikke alt i udtrækket kunne bruges: {told}. De står i quarantine.csv."
    ]


def test_a_sound_and_whole_extract_needs_no_message():
    assert list(standing((0, 0)).messages()) == []


@pytest.mark.parametrize(
    ("drawn", "draft"), [(date(2023, 12, 30), True), (date(2023, 12, 31), False)]
)
def test_an_extract_of_before_the_last_day_is_a_draft(drawn, draft):
    assert bool(list(standing(drawn=drawn).messages())) is draft


def test_messages_stand_with_the_most_serious_first():
    found = list(standing((1, 0), drawn=date(2023, 7, 1), fictitious=True).messages())
    assert found[0].startswith("Fiktive data. ")
    assert found[1].startswith("Kladde. Udtrækket er fra 1. juli 2023, ")
    assert found[2].startswith("Ikke alt ")
    assert len(found) == 3


@pytest.mark.parametrize(
    ("day", "told"), [(date(2024, 1, 31), "31. januar 2024"), (date(2024, 5, 1), "1. maj 2024")]
)
def test_a_day_is_in_words(day, told):
    colophon = [sheet for sheet in standing(drawn=day).colophon() if sheet.id == "kolofon-udtraek"]
    assert colophon[0].rows[0].cells[1] == (told,)


# Reasons. ----------------------------------------------------------------------------------------


def of_reasons(*reasons):
    """Return the table of a figure that is not known for each reason, as HTML."""
    found = [figure(f"r{n}", "x", None, reason=why) for n, why in enumerate(reasons)]
    by_reason = {why: tuple(f.id for f in found if f.reason == why) for why in reasons}
    rows = tuple(Row(f"R{n}", ((f,),)) for n, f in enumerate(found))
    heading = (Heading("x", "X", numeric=True),)
    sheet = Sheet("t", "Titel", "", heading, rows, ("Definition.",), by_reason)
    return BeautifulSoup(table_html(sheet), "html.parser")


def letters(table):
    return [cell.sup.get_text() for cell in table.select("td")]


def test_each_reason_has_a_letter_and_stands_under_the_table():
    table = of_reasons("ukendt", "for få.")
    assert letters(table) == ["a", "b"]
    assert [note.get_text() for note in table.select(".noter p")] == [
        "Definition.",
        "a Ukendt.",
        "b For få.",
    ]


def test_one_letter_serves_every_cell_of_a_reason():
    table = of_reasons("ukendt", "for få", "ukendt")
    assert letters(table) == ["a", "b", "a"]
    assert len(table.select(".noter p")) == 3


def test_a_letter_leads_to_its_reason():
    table = of_reasons("ukendt", "for få")
    leads = [table.find(id=link["href"][1:]).get_text() for link in table.select("td a")]
    assert leads == ["a Ukendt.", "b For få."]


def test_a_figure_without_a_reason_has_no_letter():
    known = figure("a", "x", Decimal(1))
    sheet = Sheet("t", "Titel", "", (Heading("x", "X", numeric=True),), (Row("A", ((known,),)),))
    assert BeautifulSoup(table_html(sheet), "html.parser").sup is None


def test_after_z_comes_aa():
    found = letters(of_reasons(*(f"grund {n}" for n in range(53))))
    assert found[:2] == ["a", "b"]
    assert found[25:29] == ["z", "aa", "ab", "ac"]
    assert found[51:] == ["az", "ba"]


def test_a_reason_of_an_extract_has_its_letter_in_the_report(hostile):
    cell = page(hostile, f"{REPORT}index.html").select_one("#tabel-03 tbody td")
    assert cell.get_text() == "?a"
