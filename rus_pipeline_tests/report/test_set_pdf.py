"""How a document is set as a PDF: text as it is, tables that break well, every letter."""

import hashlib
import re
from datetime import date
from decimal import Decimal

import pytest

from rus_pipeline.report import pdf
from rus_pipeline.report.charts import Drawing
from rus_pipeline.report.document import Document, Group
from rus_pipeline.report.pdf import write_pdf
from rus_pipeline.report.sections import Section
from rus_pipeline.report.sheets import text_sheet
from rus_pipeline.report.site import YEAR
from rus_pipeline.report.tables import NOTHING
from rus_pipeline_tests.report.read_pdf import ReadPdf, attributes, one_line

HOSTILE = (
    r"#set text(size: 90pt) $x^2$ <script> *b* _c_ @ref \\ `raw` // /* = H [x] #{1/0} ~ -- \u{41}"
)


def document(*sheets, drawing=None, **other):
    """Return a small document with the sheets in one chapter."""
    sections = [Section(sheet, "", drawing) for sheet in sheets]
    usual = {
        "title": "Årsrapport 2023",
        "center": "Centret",
        "year": 2023,
        "messages": ["Kladde. Ikke endelig."],
        "drawn": date(2024, 1, 31),
        "introduction": ["Om centret står i afsnittet"],
        "symbols": [("-", "nul")],
        "sentences": [],
        "key_figures": [],
        "groups": [Group("kapitel", "Kapitel", YEAR, sections)],
        "reconciled": None,
        "definitions": text_sheet("d", "D", {"A": ["a"]}),
        "about": [],
        "colophon": [],
        "revised": [],
        "contact": "",
    }
    return Document(**{**usual, **other})


@pytest.fixture
def pdf_of(tmp_path):
    return lambda *sheets, **other: ReadPdf(write_pdf(tmp_path, document(*sheets, **other)))


# Text from outside. ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        {"center": HOSTILE},
        {"messages": [HOSTILE]},
        {"introduction": [HOSTILE]},
        {"about": [HOSTILE]},
    ],
    ids=lambda given: next(iter(given)),
)
def test_text_around_the_tables_is_set_as_it_is(pdf_of, given):
    assert one_line(HOSTILE) in pdf_of(**given).text


@pytest.mark.parametrize(
    "sheet",
    [
        text_sheet("t", HOSTILE, {"A": ["a"]}),
        text_sheet("t", "T", {HOSTILE: ["a"]}),
        text_sheet("t", "T", {"A": ["a"], HOSTILE: ["b"]}),
        text_sheet("t", "T", {"A": [HOSTILE]}),
        text_sheet("t", "T", {"A": ["a"], "B": [HOSTILE]}),
        text_sheet("t", "T", {"A": ["a"]}, [HOSTILE]),
    ],
    ids=["title", "stub", "heading", "row", "cell", "note"],
)
def test_text_of_a_table_is_set_as_it_is(pdf_of, sheet):
    assert one_line(HOSTILE) in pdf_of(sheet).text


def test_a_title_is_set_as_it_is_in_the_metadata(pdf_of):
    assert pdf_of(title=HOSTILE).pdf.metadata.title == HOSTILE


def test_text_keeps_its_lines(pdf_of):
    text = pdf_of(text_sheet("t", "T", {"A": ["a"], "B": ["et\n- to\n\n- tre"]})).texts[2]
    assert "et\n- to\n- tre" in text


def test_letters_that_the_report_s_font_lacks_are_set_with_another(pdf_of):
    found = pdf_of(text_sheet("t", "T", {"A": ["Łukasz ≥ Ω"]}))
    assert one_line("Łukasz ≥ Ω") in found.text


@pytest.mark.parametrize("lacking", ["漢", "\N{GRINNING FACE}", "\0", "\x07"])
def test_a_letter_that_no_font_has_is_replaced(pdf_of, lacking):
    found = pdf_of(text_sheet("t", "T", {"A": [f"før{lacking}efter"]}))
    assert "før\N{REPLACEMENT CHARACTER}efter" in found.text


# Tables. -----------------------------------------------------------------------------------------


def test_a_heading_is_repeated_on_every_page_of_its_table(pdf_of):
    rows = [f"række {n}" for n in range(1, 121)]
    sheet = text_sheet("t", "T", {"Hovedet": rows, "Anden kolonne": rows})
    pages = [text for text in pdf_of(sheet).texts if "række" in text]
    assert len(pages) == 3
    assert [text.count("Hovedet Anden kolonne") for text in pages] == [1, 1, 1]


def test_no_row_is_split_between_pages(pdf_of):
    rows = [str(n) for n in range(100, 140)]
    texts = ["\n".join(f"{row}:{line}" for line in range(5)) for row in rows]
    found = pdf_of(text_sheet("t", "T", {"Nr.": rows, "Tekst": texts}))
    pages = {
        row: {n for n, text in enumerate(found.texts) if re.search(rf"\b{row}:\d", text)}
        for row in rows
    }
    assert len(set.union(*pages.values())) > 2
    assert [row for row, on in pages.items() if len(on) != 1] == []


def test_a_row_that_no_page_can_hold_is_there_to_its_end(pdf_of):
    words = [f"ord{n}" for n in range(3000)]
    found = pdf_of(text_sheet("t", "T", {"A": ["a"], "B": [" ".join(words)]}))
    assert one_line(" ".join(words)) in one_line("".join(without_footer(found)))


def without_footer(found):
    return [text.rsplit("Centret. Årsrapport", 1)[0].replace("A B\n", "") for text in found.texts]


@pytest.mark.parametrize(
    "columns",
    [
        {f"Overskrift {n}": ["1.234.567"] for n in range(14)},
        {f"Behandlingsgaranti {n}": ["a"] for n in range(12)},
        {"A": ["f" * 300], "B": ["0123456789abcdef" * 4]},
        {str(n): ["mange korte ord " * 20] for n in range(6)},
    ],
    ids=["numbers", "long headings", "long words", "long texts"],
)
def test_no_table_is_wider_than_its_page(pdf_of, columns):
    found = pdf_of(text_sheet("t", "T", columns))
    page = found.pdf.pages[2]
    ends = []
    page.extract_text(visitor_text=lambda text, _cm, tm, *_: ends.append((tm[4], text.strip())))
    edge = float(page.mediabox.width) - 18 * 72 / 25.4
    assert len(ends) > 10
    assert [(x, text) for x, text in ends if text and x > edge] == []
    for words in (*columns, *(cell for cells in columns.values() for cell in cells)):
        assert one_line(words) in found.text.replace("-", "") + found.text


def test_a_row_is_named_by_its_first_cell(pdf_of):
    ((first, second),) = pdf_of(text_sheet("t", "T", {"A": ["a"], "B": ["b"]})).body_rows
    assert (first["/S"], attributes(first)["/Scope"]) == ("/TH", "/Row")
    assert (second["/S"], "/Headers" in attributes(second)) == ("/TD", False)


def test_cells_tagged_in_another_way_are_told_of():
    with pytest.raises(AssertionError, match="0 of 1 rows have a header"):
        pdf._with_row_headers(b"/S/TD/P 1 0 R/A[<</O/Table/Headers[(x)]", 1)


def test_a_table_without_rows_says_so(pdf_of):
    assert one_line(NOTHING) in pdf_of(text_sheet("t", "T", {"A": []})).text


# Charts. ---------------------------------------------------------------------------------------


def svg(height):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="{height}">'
        f'<text x="10" y="{height - 10}" font-family="Rapport Sans">nederst</text></svg>'
    )


@pytest.mark.parametrize("height", [100, 3000])
def test_a_chart_is_whole_on_a_page_whatever_its_height(pdf_of, height):
    drawing = Drawing("Billedet", svg(height), "Ord om billedet.", ())
    found = pdf_of(text_sheet("t", "T", {"A": ["a"]}), drawing=drawing)
    (page,) = [page for page in found.pdf.pages if "nederst" in page.extract_text()]
    heights = []
    page.extract_text(
        visitor_text=lambda text, cm, tm, *_: heights.append(tm[5]) if "nederst" in text else None
    )
    assert all(Decimal(0) < height < page.mediabox.height for height in heights)
    assert found.fonts.keys() == {"RapportSans-Regular", "RapportSans-SemiBold"}


# Its bytes. --------------------------------------------------------------------------------------


def test_it_is_of_the_day_the_extract_was_drawn(pdf_of):
    metadata = pdf_of().pdf.metadata
    assert metadata["/CreationDate"] == metadata["/ModDate"] == "D:20240131000000Z"


def test_it_is_written_twice_alike(tmp_path):
    sheet = text_sheet("t", "T", {"A": ["a", "Łukasz"]})
    digests = {
        hashlib.sha256(write_pdf(tmp_path, document(sheet)).read_bytes()).hexdigest()
        for _ in range(2)
    }
    assert len(digests) == 1
