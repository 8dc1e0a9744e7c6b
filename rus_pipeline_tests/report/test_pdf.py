"""An edition's report as a PDF: tagged for those who cannot see it, with the page's numbers."""

import re
from collections import Counter
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from bs4 import BeautifulSoup

from rus_pipeline_tests.building import build
from rus_pipeline_tests.raw import forloeb, raw_folder
from rus_pipeline_tests.report.read_pdf import ReadPdf, attributes, one_line

pytestmark = pytest.mark.slow


class Report(ReadPdf):
    """A report's PDF beside what its pages show, in the order of the PDF."""

    def __init__(self, folder):
        super().__init__(folder / "report" / "rapport.pdf")
        pages = [
            BeautifulSoup((folder / "report" / f"{name}.html").read_text("utf-8"), "html.parser")
            for name in ("index", "kvalitet", "udvikling", "dokumenter", "metode")
            if (folder / "report" / f"{name}.html").is_file()
        ]
        index, method = pages[0], pages[-1]
        about = index.select_one("#om-rapporten")
        about.nav.decompose()
        chapters = [
            chapter
            for page in pages[:-1]
            for chapter in page.select(".kapitel")
            if chapter["id"] not in {"om-rapporten", "oekonomi-over-aar"}
        ]
        parts = [index.select_one("#kort-fortalt"), about, *chapters]
        parts += [method.select_one(f"#{name}") for name in ("afstemning", "kolofon")]
        self.title = index.title.string
        self.messages = [message.string for message in index.select(".besked")]
        text = "".join(str(part) for part in parts if part is not None)
        self.page = BeautifulSoup(f"<main>{text}</main>", "html.parser")


@pytest.fixture(scope="module")
def folder(editions):
    return editions / "2023"


@pytest.fixture(scope="module")
def report(folder):
    return Report(folder)


@pytest.fixture(scope="module")
def public(folder):
    return Report(folder / "public")


@pytest.fixture(params=["internal", "public"])
def either(request, report, public):
    return report if request.param == "internal" else public


# For those who cannot see it. --------------------------------------------------------------------


def test_it_says_that_it_is_tagged_and_in_danish(either):
    assert either.root["/MarkInfo"]["/Marked"].value is True
    assert either.root["/Lang"] == "da"


def test_its_title_is_that_of_the_page_and_is_shown(either):
    assert either.pdf.metadata.title == either.title
    assert either.root["/ViewerPreferences"]["/DisplayDocTitle"].value is True


def test_it_says_that_it_is_pdf_ua_1(either):
    metadata = ET.fromstring(either.root["/Metadata"].get_data().decode())
    part = "{http://www.aiim.org/pdfua/ns/id/}part"
    assert [tag.text for tag in metadata.iter(part)] == ["1"]


def test_every_letter_is_the_report_s_own_also_in_charts(either):
    assert either.fonts.keys() == {"RapportSans-Regular", "RapportSans-SemiBold"}
    assert [name for name, font in either.fonts.items() if "/FontFile2" not in font] == []


def test_headings_are_those_of_the_page(either):
    contents = 1
    assert either.counts["/Title"] == 1
    assert either.counts["/H1"] == len(either.page.select("main h2")) + contents
    assert either.counts["/H2"] == len(either.page.select("main h3")) > 20


def test_every_table_is_tagged_with_its_cells(either):
    for tag, name in (("/Table", "table"), ("/TR", "tr"), ("/TH", "th"), ("/TD", "td")):
        assert either.counts[tag] == len(either.page.select(f"main {name}")) > 0


def test_each_row_is_named_by_its_first_cell(either):
    first = [cells[0] for cells in either.body_rows]
    assert len(first) == len(either.page.select("main tbody tr")) > 100
    assert {(cell["/S"], attributes(cell).get("/Scope")) for cell in first} == {("/TH", "/Row")}


def test_no_cell_names_headers_that_leave_its_row_out(either):
    others = [cell for cells in either.body_rows for cell in cells[1:]]
    assert {cell["/S"] for cell in others} == {"/TD"}
    assert [cell for cell in others if "/Headers" in attributes(cell)] == []


def test_every_chart_is_a_figure_called_by_its_title(either):
    alternatives = [e.get("/Alt") for e in either.structure if e["/S"] == "/Figure"]
    assert alternatives == [svg.title.string for svg in either.page.select("figure.billede svg")]


def test_every_chart_has_its_words_as_a_caption(either):
    captions = [one_line(caption.get_text()) for caption in either.page.select("figcaption")]
    assert either.counts["/Caption"] == len(captions) > 5
    assert [words for words in captions if words not in either.text] == []


def test_each_chapter_and_table_has_a_bookmark_to_its_page(either):
    headings = [heading.get_text(strip=True) for heading in either.page.select("main :is(h2, h3)")]
    assert [title for title, _ in either.bookmarks] == headings
    lost = [t for t, n in either.bookmarks if one_line(t) not in one_line(either.texts[n])]
    assert lost == []


# What it says. -----------------------------------------------------------------------------------


def footers(report):
    return [" ".join(text.splitlines()[-2:]) for text in report.texts]


def test_a_council_can_be_given_it_on_paper(either):
    assert len(either.pdf.pages) <= 30


def test_every_page_says_that_the_data_are_fictitious(report):
    pages = len(report.texts)
    status = "Rusmiddelcentret Faxe. Årsrapport 2023. Fiktive data · Intern udgave"
    wanted = [f"{status} Side {n} af {pages}" for n in range(1, pages + 1)]
    found = zip(footers(report), wanted, strict=True)
    assert [text for text, words in found if words not in text] == []


def test_every_page_says_so_however_much_else_there_is_to_say(tmp_path):
    raw = raw_folder(
        tmp_path,
        {"2023/forloeb.csv": forloeb(*[{}] * 60, {"kommune": "Andeby"})},
        udtraek="udtrukket = 2023-11-30\n",
    )
    (built,) = build(raw, tmp_path / "out", 2023)
    found = footers(Report(built.folder))
    assert len(found) > 1
    assert [line for line in found if "Fiktive data" not in line] == []


def test_the_cover_says_all_that_the_page_says_on_top(either):
    messages = [one_line(message) for message in either.messages]
    assert len(messages) == 2
    assert [words for words in messages if words not in one_line(either.texts[0])] == []


def test_every_figure_of_table_1_is_in_its_text(folder, report):
    figures = pl.read_parquet(folder / "figures.parquet").filter(pl.col("table_id") == "tabel-01")
    rows = report.page.select("#tabel-01 tbody tr")
    lines = [" ".join(cell.get_text() for cell in row.select("th, td")).split() for row in rows]
    number = dict(report.bookmarks)[report.page.select_one("#tabel-01-titel").string]
    split = [line.split() for line in report.texts[number].splitlines()]
    assert sum(len(row.select("data")) for row in rows) == figures.height > 0
    assert [line for line in lines if line not in split] == []


def test_every_figure_is_in_its_text(either):
    shown = Counter(n for mark in either.page.select("[data-figur]") for n in numbers(mark.string))
    assert shown.total() > 200
    assert shown - Counter(numbers("\n".join(either.texts))) == Counter()


def numbers(text):
    return re.findall(r"−?\d+(?:\.\d{3})*", text)


def test_all_text_of_the_page_that_is_for_paper_is_in_it(either):
    for hidden in either.page.select(".ikke-tryk"):
        hidden.decompose()
    words = [one_line(found.get_text()) for found in either.page.select("main :is(p, th, td, li)")]
    assert len(words) > 500
    assert [found for found in words if found not in either.text] == []


def test_what_is_not_for_paper_is_not_in_it(report):
    for words in ("Hent rapporten", "Tabellen for sig", "Alle udgaver", "Spring til indholdet"):
        assert one_line(words) not in report.text


def test_what_is_suppressed_is_two_full_stops_in_it(public):
    shown = [mark for mark in public.page.select("td data") if mark.string == ".."]
    cells = [line.split().count("..") for text in public.texts[2:] for line in text.splitlines()]
    assert sum(cells) >= len(shown) > 20


def test_the_public_one_tells_nothing_of_files_and_printed_numbers(public):
    for words in ("sha256", "Filer i årets udtræk", "Afstemning", "Kontrol før udgivelse"):
        assert one_line(words) not in public.text


# Where it leads. ---------------------------------------------------------------------------------


def test_every_link_has_words_and_leads_to_a_page(either):
    known = either.pdf.named_destinations
    found = either.links
    assert len(found) > 30
    assert [link for link in found if not link.get("/Contents")] == []
    places = [link.get("/Dest") or link["/A"]["/D"] for link in found]
    lost = [p for p in places if isinstance(p, str) and p not in known]
    assert lost == []


def test_the_table_of_contents_tells_the_pages(either):
    contents = "\n".join(either.texts[1:3])
    for title, number in either.bookmarks:
        words = re.escape(title).replace(r"\ ", r"\s+")
        assert re.search(rf"{words}[\s.]+{number + 1}\n", contents), (title, number + 1)
