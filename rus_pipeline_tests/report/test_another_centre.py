"""Another centre's report, from its own center.toml: its own names, terms and treatments alone."""

import re
from io import BytesIO
from zipfile import ZipFile

import duckdb
import polars as pl
import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner

from rus_pipeline.cli.app import app
from rus_pipeline_tests.another_centre import YEARS
from rus_pipeline_tests.report.read_pdf import ReadPdf
from rus_pipeline_tests.report.reading_links import broken

pytestmark = pytest.mark.slow

PLACES = ("report", "public/report")
BINARY = {".woff2", ".lock"}
# A code, but not a part of a digest, or of a number in a drawing.
FOREIGN = re.compile(r"faxe|stevns|(?<![0-9a-f.])(?:0320|0336)(?![0-9a-f])", re.IGNORECASE)


@pytest.fixture(scope="module")
def pages(other_out):
    """Path → page, of every report and of the front page."""
    return {
        path.relative_to(other_out).as_posix(): BeautifulSoup(
            path.read_text(encoding="utf-8"), "html.parser"
        )
        for path in sorted(other_out.rglob("*.html"))
    }


def texts_in(path):
    """Yield what a file says, whatever it is."""
    match path.suffix:
        case ".pdf":
            yield ReadPdf(path).text
        case ".parquet":
            yield str(pl.read_parquet(path).select(pl.all().cast(pl.String)).rows())
        case ".duckdb":
            with duckdb.connect(str(path), read_only=True) as database:
                for (table,) in database.sql("SELECT table_name FROM duckdb_tables()").fetchall():
                    yield str(database.sql(f"SELECT * FROM {table}").fetchall())
        case ".xlsx":
            with ZipFile(BytesIO(path.read_bytes())) as book:
                for name in book.namelist():
                    yield book.read(name).decode()
        case _:
            yield path.read_text(encoding="utf-8")


def told(folder):
    """Return the files that name the municipalities of the project's own centre."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in BINARY]
    assert len(files) > 8
    return [
        f"{path.relative_to(folder)}: {found[0]}"
        for path in sorted(files)
        for text in texts_in(path)
        if (found := FOREIGN.search(text))
    ]


def test_no_file_names_another_centre_s_municipalities(other_raw, other_out):
    assert told(other_raw) == []
    assert told(other_out) == []


def test_a_name_of_another_centre_would_be_seen(tmp_path):
    for n in range(9):
        (tmp_path / f"{n}.csv").write_text("a0320f 10.0320 0370")
    assert told(tmp_path) == []
    (tmp_path / "0.csv").write_text("0370;0320")
    (tmp_path / "1.csv").write_text("Stevnsborgere")
    assert told(tmp_path) == ["0.csv: 0320", "1.csv: Stevns"]


def test_every_page_is_headed_by_its_own_name(pages):
    assert len(pages) > 2 * 2 * 15
    for name, page in pages.items():
        assert page.select_one(".afsender").get_text() == "Rusmiddelcenter Sydsjælland", name


def test_every_link_leads_to_a_place(other_out, pages):
    for name in pages:
        assert broken(other_out / name) == [], name


@pytest.mark.parametrize("place", PLACES)
def test_it_says_what_it_treats_and_for_whom(pages, place):
    index = pages[f"2023/{place}/index.html"]
    first = index.select_one("#om-rapporten p").get_text()
    assert first.startswith(
        "Rusmiddelcenter Sydsjælland behandler borgere med et problematisk forbrug af alkohol"
        " eller stoffer. Hjemkommunen er Næstved Kommune, og efter aftale behandler centret også"
        " borgere fra Guldborgsund, Lolland og Vordingborg kommuner."
    )
    rows = [cell.get_text() for cell in index.select("#tabel-01 tbody th")]
    assert rows == [
        *("Næstved", "Guldborgsund", "Lolland", "Vordingborg", "Andre kommuner"),
        "Centrets kommuner i alt",
    ]


@pytest.mark.parametrize("place", PLACES)
def test_what_it_does_not_offer_is_left_out(other_out, pages, place):
    folder = other_out / "2023" / place
    figures = pl.read_csv(folder / "figures.csv", separator=";", infer_schema=False)
    ids = figures.select(pl.concat_str(pl.all().fill_null(""), separator=" ")).to_series()
    assert not ids.str.contains("paaroerende|Pårørende|stof-unge|Unge under 18").any()
    index = pages[f"2023/{place}/index.html"]
    headings = [cell.get_text(strip=True) for cell in index.select("#tabel-02 thead th")]
    assert headings == ["", "Alkohol", "Stof", "I alt"]


def test_its_own_terms_are_in_every_text(other_out, pages):
    for name, page in pages.items():
        # Fourteen days may also end a band of waiting, and be what nine of ten waited.
        text = re.sub(r"[0-9]+[–-]14 dage|: 14 dage", "", page.get_text())
        assert not re.search(r"14[ -]dage|1-md|6-md|6 måneder", text), name
    index = pages["2023/report/kvalitet.html"]
    title = index.select_one("#kvalitet-behandlingsgaranti-titel").get_text()
    assert title == "Behandlingsgaranti: i behandling inden for 7 dage"
    rows = [cell.get_text() for cell in index.select("#kvalitet-opfoelgning tbody th")]
    assert rows == ["Efter 3 måneder", "Efter 12 måneder"]
    pdf = ReadPdf(other_out / "2023" / "report" / "rapport.pdf").text
    assert "indenfor7dage" in pdf
    assert not re.search(r"(?<![0-9][–-])14dage", pdf)


def test_editions_follow_one_layout_and_no_break_is_told(pages):
    def headings(year):
        return [h.get_text(strip=True) for h in pages[f"{year}/report/index.html"].select("th")]

    before, now = (headings(year) for year in YEARS)
    assert before.count("Stof") == now.count("Stof")
    for page in pages.values():
        assert "opgjort på en anden måde" not in page.get_text()
        assert "Til og med 2022" not in page.get_text()


def test_nothing_is_said_of_printed_reports_and_other_documents(pages):
    assert not any(name.endswith("afstemning.html") for name in pages)
    for name, page in pages.items():
        assert "Afstemning" not in page.get_text(), name
        assert "Andre dokumenter" not in page.get_text(), name
        assert "trykt" not in page.get_text().casefold(), name


def test_no_section_is_empty(pages):
    for name, page in pages.items():
        for section in page.select("section"):
            heading = section.find(["h1", "h2", "h3"])
            assert section.get_text(strip=True) != heading.get_text(strip=True), (name, heading)


def test_a_treatment_has_one_colour_in_a_chart_of_four_municipalities(pages):
    chart = pages["2023/report/index.html"].select_one("#billede-tabel-12 svg")
    headings = [text.get_text() for text in chart.select(".role-title-text text")]
    kommuner = ("Næstved", "Guldborgsund", "Lolland", "Vordingborg")
    assert headings == [f"{kind} {name}" for name in kommuner for kind in ("Alkohol", "Stof")]
    fills = [
        {path["fill"] for path in chart.select(f".maerker_{n}_marks path")}
        for n in range(len(headings))
    ]
    assert fills == [{"#1f5a8c"}, {"#d1701c"}] * len(kommuner)


def test_a_figure_is_traced_to_its_rows(other_raw, other_out):
    asked = ["trace", "2023/tabel-01/vordingborg/stof-voksne"]
    traced = CliRunner().invoke(app, [*asked, "--raw", str(other_raw), "--out", str(other_out)])
    assert traced.exit_code == 0, traced.output
    assert "Vordingborg, Stof" in traced.output
    assert re.search(r"2023/forloeb\.csv:\d+", traced.output)
