"""The report as a PDF: tagged for those who cannot see it, with the page's text and numbers.

What belongs here: the PDF of a whole edition, taken apart. What does not: its bytes
(``test_same_bytes``), or how it looks on paper.
"""

import re
from collections import Counter
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from rus_pipeline.build import build_editions
from rus_pipeline_tests.raw import forloeb, raw_folder

RAW = Path(__file__).parents[2] / "data" / "raw"

pytestmark = [pytest.mark.system, pytest.mark.pdf]


class Report:
    """A report's PDF beside the page that it is drawn from."""

    def __init__(self, folder):
        self.pdf = PdfReader(folder / "report" / "rapport.pdf")
        html = (folder / "report" / "index.html").read_text(encoding="utf-8")
        self.page = BeautifulSoup(html, "html.parser")
        self.figures = pl.read_parquet(folder / "figures.parquet")

    @property
    def root(self):
        return self.pdf.trailer["/Root"]

    @cached_property
    def texts(self):
        """Return the text of each page, with single spaces."""
        return [re.sub(r"[^\S\n]+", " ", page.extract_text()) for page in self.pdf.pages]

    @cached_property
    def structure(self):
        """Return every element of the structure tree, in order."""
        return list(_elements(self.root["/StructTreeRoot"]["/K"]))

    @property
    def counts(self):
        return Counter(element["/S"] for element in self.structure)

    @property
    def bookmarks(self):
        """Return the title and page number of each bookmark, from the first on."""
        return list(self._bookmarks(self.pdf.outline))

    def _bookmarks(self, items):
        for item in items:
            if isinstance(item, list):
                yield from self._bookmarks(item)
            else:
                yield item.title, self.pdf.get_destination_page_number(item)


def _elements(found):
    found = found.get_object()
    if isinstance(found, ArrayObject):
        for one in found:
            yield from _elements(one)
    elif isinstance(found, DictionaryObject):
        if "/S" in found:
            yield found
        if "/K" in found:
            yield from _elements(found["/K"])


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    out = tmp_path_factory.mktemp("pdf")
    (built,) = build_editions(RAW, out, [2023], "run")
    return Report(built.folder)


# For those who cannot see it. --------------------------------------------------------------------


def test_it_says_that_it_is_tagged_and_in_danish(report):
    assert report.root["/MarkInfo"]["/Marked"].value is True
    assert report.root["/Lang"] == "da"


def test_its_title_is_that_of_the_page_and_is_shown(report):
    assert report.pdf.metadata.title == report.page.title.string
    assert report.root["/ViewerPreferences"]["/DisplayDocTitle"].value is True


def test_it_says_that_it_is_pdf_ua_1(report):
    told = ET.fromstring(report.root["/Metadata"].get_data().decode())
    attribute = "{http://www.aiim.org/pdfua/ns/id/}part"
    assert [tag.get(attribute) for tag in told.iter() if tag.get(attribute)] == ["1"]


def test_it_names_no_writer_and_no_day(report):
    assert report.pdf.metadata.keys() <= {"/Producer", "/Title", "/Subject"}


def test_every_font_is_in_it(report):
    fonts = [
        font.get_object()
        for page in report.pdf.pages
        for font in page["/Resources"].get("/Font", {}).values()
    ]
    descriptors = [f["/DescendantFonts"][0].get_object()["/FontDescriptor"] for f in fonts]
    assert descriptors != []
    assert [d for d in descriptors if not d.keys() & {"/FontFile2", "/FontFile3"}] == []


def test_headings_are_those_of_the_page(report):
    for level in ("h1", "h2", "h3"):
        assert report.counts[f"/{level.upper()}"] == len(report.page.select(f"body {level}")) > 0


def test_every_table_is_tagged_with_its_cells(report):
    assert report.counts["/TD"] == len(report.page.select("td")) > 0
    # A table over two pages is two, with its headings on both.
    for tag, name in (("/Table", "table"), ("/TR", "tr"), ("/TH", "th")):
        assert report.counts[tag] >= len(report.page.select(name)) > 0


def test_every_picture_is_a_figure_called_by_its_title(report):
    alternatives = [e.get("/Alt") for e in report.structure if e["/S"] == "/Figure"]
    assert alternatives == [svg.title.string for svg in report.page.select("figure.billede svg")]


def test_every_picture_has_its_words_as_a_caption(report):
    assert report.counts["/Caption"] == len(report.page.select("figcaption")) > 0


def test_every_bookmark_is_a_heading_on_its_page(report):
    assert report.bookmarks[1:] == [
        (heading.get_text(strip=True), number)
        for heading, (_, number) in zip(
            report.page.select("h2, h3"), report.bookmarks[1:], strict=True
        )
    ]
    lost = [t for t, n in report.bookmarks if one_line(t) not in one_line(report.texts[n])]
    assert lost == []


def one_line(text):
    """Return text without spaces, which a line that is too long loses or gains."""
    return re.sub(r"\s", "", text)


# What it says. -----------------------------------------------------------------------------------


def footers(report):
    return [text.splitlines()[-1] for text in report.texts]


def test_every_page_says_that_the_data_are_fictitious(report):
    pages = len(report.texts)
    told = "Fiktive data · Intern udgave"
    assert footers(report) == [f"{told} Side {n} af {pages}" for n in range(1, pages + 1)]


def test_every_page_says_so_however_much_else_there_is_to_say(tmp_path):
    raw = raw_folder(
        tmp_path,
        {"2023/forloeb.csv": forloeb(*[{}] * 60, {"kommune": "Andeby"})},
        udtraek="udtrukket = 2023-11-30\n",
    )
    (built,) = build_editions(raw, tmp_path / "out", [2023], "run")
    told = footers(Report(built.folder))
    assert len(told) > 1
    assert [line for line in told if "Fiktive data" not in line] == []


def test_every_figure_of_table_1_is_in_its_text(report):
    figures = report.figures.filter(pl.col("table_id") == "tabel-01")
    rows = report.page.select("#tabel-01 tbody tr")
    lines = [" ".join(cell.get_text() for cell in row.select("th, td")).split() for row in rows]
    number = dict(report.bookmarks)[report.page.select_one("#tabel-01-titel").string]
    told = [line.split() for line in report.texts[number].splitlines()]
    assert sum(len(row.select("data")) for row in rows) == figures.height > 0
    assert [line for line in lines if line not in told] == []


def test_every_figure_is_in_its_text(report):
    shown = Counter(n for mark in report.page.select("[data-figur]") for n in numbers(mark.string))
    assert shown.total() > 200
    assert shown - Counter(numbers("\n".join(report.texts))) == Counter()


def numbers(text):
    return re.findall(r"−?\d+(?:\.\d{3})*", text)


def test_what_is_not_for_paper_is_not_in_it(report):
    told = one_line("".join(report.texts))
    assert report.page.select(".ikke-tryk") != []
    for words in ("Hent rapporten", "Tabellen for sig", "Alle udgaver", "Spring til indholdet"):
        assert one_line(words) in one_line(report.page.get_text())
        assert one_line(words) not in told


# Where it leads. ---------------------------------------------------------------------------------


def links(report):
    """Return the links of each page, as the place in the document or the address they lead to."""
    for page in report.pdf.pages:
        for annotation in (found.get_object() for found in page.get("/Annots", ())):
            if annotation["/Subtype"] == "/Link":
                yield annotation.get("/Dest") or annotation["/A"].get("/URI")


def test_every_link_leads_to_a_page(report):
    known = report.pdf.named_destinations
    found = list(links(report))
    assert found != []
    assert [link for link in found if link not in known] == []
    for place in set(found):
        assert report.pdf.get_destination_page_number(known[place]) is not None


def test_the_table_of_contents_leads_to_every_section(report):
    wanted = {link["href"].removeprefix("#") for link in report.page.select("nav a")}
    assert len(wanted) > 30
    assert wanted <= set(links(report))


def test_the_table_of_contents_tells_the_pages(report):
    known = report.pdf.named_destinations
    contents = "\n".join(report.texts[:2])
    for link in report.page.select("nav a"):
        place = known[link["href"].removeprefix("#")]
        number = report.pdf.get_destination_page_number(place) + 1
        title = re.escape(link.string).replace(r"\ ", r"\s+")
        assert re.search(rf"{title}[\s.]+{number}\n", contents), (link.string, number)


def test_every_link_has_words(report):
    annotations = (a.get_object() for page in report.pdf.pages for a in page.get("/Annots", ()))
    assert [a for a in annotations if not a.get("/Contents")] == []
