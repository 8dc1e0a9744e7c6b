"""The page over all editions: what it shows of each, and where it leads."""

import json
import re
import shutil

import pytest
from bs4 import BeautifulSoup

from rus_pipeline.core.center import read_center
from rus_pipeline.figures.files import read_figures, write_figures
from rus_pipeline.report.front_page import write_front_page
from rus_pipeline_tests.building import build_drawn, build_light
from rus_pipeline_tests.report.reading_links import broken
from rus_pipeline_tests.tables.figures_of import raw_of

pytestmark = pytest.mark.slow

FILES = {
    "2021/forloeb": "ind\n01-03-2021",
    "2022/forloeb": "ind\n01-03-2022\n01-03-2022",
    "2023/forloeb": "ind | kommune\n01-03-2023 | 0320\n01-03-2023 | 0336\n01-03-2023 | 0370",
    "published/2023.csv": (
        "source_file,line,report_year,table,row_label,column_label,value_as_printed,numeric_value,"
        "note\naarsrapport-2023.txt,7,2023,Tabel 7,Nyindskrivninger,I alt,3,3,\n"
    ),
}
INTERNAL = "Intern udgave. Den viser små tal og må ikke offentliggøres."
SYNTHETIC = "Fiktive data. Journalen er opdigtet; tallene beskriver ingen virkelige personer."


@pytest.fixture(scope="module")
def current_editions(tmp_path_factory):
    """A raw folder of three editions, and the output folder in which they stand: 2023 is drawn."""
    folder = tmp_path_factory.mktemp("standing")
    raw, out = raw_of(folder, FILES).path, folder / "out"
    build_light(raw, out, 2021, 2022)
    for year in (2021, 2022):
        (out / str(year) / "report" / "rapport.pdf").touch()
    build_drawn(raw, out, 2023)
    return raw, out


@pytest.fixture
def out(current_editions, tmp_path):
    """A copy of the output folder, to be changed."""
    return shutil.copytree(current_editions[1], tmp_path / "out")


@pytest.fixture
def front(current_editions, out):
    """Write the front page over what stands in ``out``, and return it as a reader has it."""

    def write():
        path = write_front_page(out, read_center(current_editions[0]))
        assert path == out / "index.html"
        return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")

    return write


def rows(page):
    """Return the table of main figures, line by line."""
    return [
        [cell.get_text(strip=True) for cell in line.select("th, td")]
        for line in page.select("#hovedtal tr")
    ]


def row(page, label):
    return next(line[1:] for line in rows(page) if line[0] == label)


def notes(page):
    return [note.get_text() for note in page.select(".noter p")]


def remove(out, year, table):
    path = out / str(year) / "declaration.json"
    write_figures(path, [f for f in read_figures(path).values() if f.table_id != table])


def manifest(out, year, **changed):
    path = out / str(year) / "manifest.json"
    held = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**held, **changed}), encoding="utf-8")


# Main figures. -----------------------------------------------------------------------------------


def test_main_figures_stand_year_by_year(front):
    page = front()
    assert rows(page)[0] == ["Hovedtal", "2021", "2022", "2023"]
    assert row(page, "Behandlingsforløb") == ["1", "2", "3"]
    assert row(page, "Personer fra Faxe og Stevns i behandling") == ["1", "2", "2"]


def test_main_figures_stand_in_the_order_of_the_report(front):
    assert [line[0] for line in rows(front())[1:]] == [
        "Personer fra Faxe og Stevns i behandling",
        "Behandlingsforløb",
        "Årets resultat, ekstern alkoholbehandling",
        "Årets resultat, ekstern stofbehandling",
        "Nyindskrivninger",
        "Afsluttede forløb",
        "I alkoholbehandling inden for 14 dage",
        "I stofbehandling inden for 14 dage",
    ]


def test_a_figure_of_the_year_is_each_editions_own(front):
    marked = front().select('#hovedtal [data-figur*="/tabel-04/"]')
    assert [figure["data-figur"] for figure in marked] == [
        "2021/tabel-04/aarets-resultat/2021",
        "2022/tabel-04/aarets-resultat/2022",
        "2023/tabel-04/aarets-resultat/2023",
    ]


def test_zero_and_unknown_have_their_marks(front):
    page = front()
    assert row(page, "Afsluttede forløb") == ["-", "-", "-"]
    assert row(page, "Årets resultat, ekstern stofbehandling") == ["?", "?", "?"]


def test_a_main_figure_that_an_old_edition_has_not_is_an_empty_cell(front, out):
    remove(out, 2021, "tabel-02")
    page = front()
    assert row(page, "Behandlingsforløb") == ["", "2", "3"]
    assert rows(page)[2][0] == "Behandlingsforløb"


def test_a_main_figure_that_the_newest_edition_has_not_comes_last(front, out):
    remove(out, 2023, "tabel-02")
    page = front()
    assert rows(page)[-1] == ["Behandlingsforløb", "1", "2", ""]


def lines_of(page):
    """Return the small line of each main figure by its label; a point is known to be drawn."""
    return {item.span.get_text(): item.svg for item in page.select(".linjer li")}


def test_a_line_has_a_point_for_each_edition_that_has_its_figure(front, out):
    remove(out, 2021, "tabel-02")
    (line,) = lines_of(front())["Behandlingsforløb"].select("polyline")
    assert len(line["points"].split()) == 2


def test_a_main_figure_that_is_never_known_has_no_line(front):
    assert "Årets resultat, ekstern stofbehandling" not in lines_of(front())


def test_main_figures_counted_in_another_way_before_are_named_with_why(front):
    page = front()
    assert notes(page) == [
        "Personer fra Faxe og Stevns i behandling er fra 2023 opgjort på en anden måde end før:"
        " pårørende er nu talt med. Hen over 2023 kan tallene ikke sammenlignes.",
        "Afsluttede forløb er fra 2023 opgjort på en anden måde end før: pårørende og borgere fra"
        " andre kommuner er nu talt med. Hen over 2023 kan tallene ikke sammenlignes.",
    ]
    assert [item.get_text() for item in page.select(".nyt li")] == [
        "Personer fra Faxe og Stevns i behandling er opgjort på en anden måde end før: pårørende er"
        " nu talt med.",
        "Afsluttede forløb er opgjort på en anden måde end før: pårørende og borgere fra andre"
        " kommuner er nu talt med.",
    ]


def test_a_table_that_the_edition_before_has_not_is_new(front, out):
    (out / "2022" / "marts" / "tabel-10.parquet").unlink()
    (new,) = (i.get_text() for i in front().select(".nyt li") if "Ny tabel" in i.get_text())
    assert new == "Ny tabel: Afslutningsårsager i 2023."


def test_nothing_is_said_of_a_way_of_counting_older_than_every_edition(front, out):
    for year in (2021, 2022):
        shutil.rmtree(out / str(year))
    page = front()
    assert rows(page)[0] == ["Hovedtal", "2023"]
    assert notes(page) == []


# What is said of an edition. ---------------------------------------------------------------------


def test_a_draft_is_said_to_be_one(front, out):
    manifest(out, 2023, kladde=True)
    assert statuses(front()) == ["Kladde, ikke frigivet", *["Endelig, ikke frigivet"] * 2]


def statuses(page):
    return [item.small.get_text() for item in page.select(".udgaver > li")]


def released(out, year):
    """Leave a release of the edition as it stands, of which the front page reads the figures."""
    folder = out / "releases" / f"{year}-r1"
    folder.mkdir(parents=True)
    for name in ("declaration.json", "manifest.json"):
        shutil.copyfile(out / str(year) / name, folder / name)


def test_a_released_edition_says_which_release_and_how_many_figures_have_changed(front, out):
    released(out, 2023)
    assert statuses(front())[0] == "Endelig, frigivet som r1"
    remove(out, 2023, "tabel-02")
    assert statuses(front())[0] == "Endelig, frigivet som r1; 5 tal er ændret siden"


def test_data_that_are_fictitious_in_any_edition_are_said_to_be(front, out):
    for year in (2021, 2022):
        manifest(out, year, fictitious=False)
    assert [note.get_text() for note in front().select(".besked")] == [SYNTHETIC, INTERNAL]


def test_data_that_are_not_are_not(front, out):
    for year in (2021, 2022, 2023):
        manifest(out, year, fictitious=False)
    assert SYNTHETIC not in str(front())


def test_an_extract_before_the_year_is_over_makes_a_draft(tmp_path):
    files = {"2023/forloeb": FILES["2023/forloeb"]}
    raw = raw_of(tmp_path, files, udtraek="udtrukket = 2023-06-30\n").path
    build_light(raw, tmp_path / "out", 2023)
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert statuses(BeautifulSoup(page, "html.parser")) == ["Kladde, ikke frigivet"]


# Where it leads. ---------------------------------------------------------------------------------


def test_every_link_of_the_front_page_leads_to_a_file(front, out):
    front()
    assert broken(out / "index.html") == []


@pytest.mark.parametrize(
    "page",
    [
        "index",
        "kvalitet",
        "udvikling",
        "metode",
        "afstemning",
        "tabeller/tabel-01",
        "tabeller/ventetid",
    ],
)
def test_every_link_of_a_report_leads_to_a_place(front, out, page):
    front()
    assert broken(out / "2023" / "report" / f"{page}.html") == []


def test_a_link_that_leads_nowhere_is_seen(front, out):
    front()
    shutil.rmtree(out / "2022")
    assert broken(out / "index.html") == [
        "2022/report/index.html",
        "2022/report/rapport.pdf",
        "2022/report/figures.csv",
        "2022/public/report/index.html",
    ]


def test_a_place_that_is_not_there_is_seen(front, out):
    front()
    page = out / "2023" / "report" / "tabeller" / "tabel-01.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("index.html#tabel-01", "index.html#tabel-99"), encoding="utf-8")
    assert broken(page) == ["../index.html#tabel-99"]


def test_the_newest_report_comes_first(front):
    links = [link["href"] for link in front().select(".udgaver > li > a")]
    assert links == [f"{year}/report/index.html" for year in (2023, 2022, 2021)]


def test_a_pdf_is_offered_where_there_is_one(front, out):
    (out / "2023" / "report" / "rapport.pdf").unlink()
    links = [link["href"] for link in front().select('a[href$=".pdf"]')]
    assert links == ["2022/report/rapport.pdf", "2021/report/rapport.pdf"]


def test_printed_figures_are_led_to_where_there_are_any(front, out):
    links = [link["href"] for link in front().select('a[href$="afstemning.html"]')]
    assert links == ["2023/report/afstemning.html"]
    told = (out / str(year) / "report" / "metode.html" for year in (2023, 2022))
    pages = [BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for path in told]
    assert [bool(page.select("#afstemning")) for page in pages] == [True, False]
    assert not (out / "2022" / "report" / "afstemning.html").exists()


def test_a_folder_that_holds_no_edition_is_passed_over(front, out):
    (out / "2024").mkdir()
    (out / "2020-gammel").mkdir()
    assert rows(front())[0] == ["Hovedtal", "2021", "2022", "2023"]


def test_the_fonts_are_those_of_the_newest_report(front):
    urls = re.findall(r'url\("([^"]+)"\)', str(front().style))
    assert {url.split("/")[0] for url in urls} == {"2023"}


def test_it_is_written_twice_alike_and_leaves_nothing_beside_it(front, out):
    front()
    first = (out / "index.html").read_bytes()
    before = sorted(path.name for path in out.iterdir())
    front()
    assert (out / "index.html").read_bytes() == first
    assert sorted(path.name for path in out.iterdir()) == before
