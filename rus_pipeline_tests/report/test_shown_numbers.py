"""Every number in a page or a download is a figure of ``figures.parquet``; every figure is shown.

What belongs here: whole editions read back, and proof that a fault in them would be seen. What does
not: how a page is read (``reading_back``).
"""

import re
import shutil
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from rus_pipeline.build import build_editions
from rus_pipeline.center import read_center
from rus_pipeline.report import pdf
from rus_pipeline.report.front_page import write_front_page
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.report import reading_back as back
from rus_pipeline_tests.report.reading_back import Figures

RAW = Path(__file__).parents[2] / "data" / "raw"
YEARS = (2021, 2022, 2023)
BUILT = (2020, *YEARS)  # the summary of 2021 shows figures of 2020 too

pytestmark = pytest.mark.slow
of_each_year = pytest.mark.parametrize("year", YEARS)


@dataclass(frozen=True)
class Read:
    """What was built: the figures of all editions, and every page by its name."""

    out: Path
    figures: Figures
    pages: dict[str, BeautifulSoup]

    def edition(self, year: int) -> dict[str, BeautifulSoup]:
        return {name: page for name, page in self.pages.items() if name.startswith(f"{year}/")}

    def tables(self, year: int) -> list[str]:
        """Return the tables that hold figures, each once."""
        own = (f.table for f in self.figures.values() if f.edition == str(year))
        return list(dict.fromkeys(own))


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    out = tmp_path_factory.mktemp("shown")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "possible", lambda: False)
        assert len(list(build_editions(RAW, out, BUILT, "run"))) == len(BUILT)
        write_front_page(out, read_center(RAW))
    paths = [out / "index.html", *sorted(out.glob("*/report/**/*.html"))]
    pages = {path.relative_to(out).as_posix(): page_of(path) for path in paths}
    return Read(out, back.figures_under(out), pages)


def page_of(path):
    return back.read(path.read_text(encoding="utf-8"))


def index(year):
    return f"{year}/report/index.html"


def alone(year, table):
    return f"{year}/report/tabeller/{table}.html"


def panels(year, table):
    return f"{year}/report/tal/{table}.html"


@of_each_year
def test_a_mart_is_its_part_of_the_figures(read, year):
    assert list(back.wrong_marts(read.out / str(year))) == []


@of_each_year
def test_every_element_that_names_a_figure_shows_it(read, year):
    wrong = [
        f"{name}: {complaint}"
        for name, page in read.edition(year).items()
        for complaint in back.wrong_figures(page, read.figures)
    ]
    assert wrong == []


@of_each_year
def test_every_change_is_the_distance_of_the_figures_it_names(read, year):
    page = read.pages[index(year)]
    assert page.select("#aaret-i-tal [data-fra]") != []
    assert list(back.wrong_changes(page, read.figures)) == []


@of_each_year
def test_every_figure_stands_once_in_its_table_under_its_labels(read, year):
    wrong = [
        f"{name}: {complaint}"
        for table in read.tables(year)
        for name in (index(year), alone(year, table))
        for complaint in back.wrong_places(read.pages[name], table, year, read.figures)
    ]
    assert wrong == []


@of_each_year
def test_every_figure_has_a_panel_that_tells_what_it_rests_on(read, year):
    wrong = [
        complaint
        for table in read.tables(year)
        for complaint in back.wrong_panels(
            read.pages[panels(year, table)], table, year, read.figures
        )
    ]
    assert wrong == []


@of_each_year
def test_a_picture_shows_its_figures_and_nothing_else(read, year):
    pages = read.edition(year)
    pictured = [table for table in counted_tables() if table.picture is not None]
    assert len(pages[index(year)].select("figure.billede")) == len(pictured)
    wrong = [c for page in pages.values() for c in back.wrong_pictures(page, read.figures)]
    assert wrong == []


@of_each_year
def test_no_other_number_is_shown(read, year):
    wrong = [
        f"{name}: {complaint}"
        for name, page in read.edition(year).items()
        for complaint in back.other_numbers(page)
    ]
    assert wrong == []


@of_each_year
def test_the_page_of_reconciliation_shows_the_verdicts(read, year):
    page = read.pages[f"{year}/report/afstemning.html"]
    kept = read.out / str(year) / "reconciliation.json"
    assert list(back.wrong_claims(page, kept)) == []


@of_each_year
def test_a_table_by_itself_is_the_table_of_the_report(read, year):
    whole = read.pages[index(year)]
    names = [name for name in read.edition(year) if "/tabeller/" in name]
    assert [
        name
        for name in names
        if back.lines(read.pages[name], Path(name).stem, read.figures)
        != back.lines(whole, Path(name).stem, read.figures)
    ] == []


@of_each_year
def test_a_table_to_take_away_is_the_table_of_the_page(read, year):
    wrong = []
    for path in sorted(read.out.glob(f"{year}/report/tabeller/*.html")):
        shown = back.lines(read.pages[alone(year, path.stem)], path.stem, read.figures)
        wrong += back.wrong_csv(path.with_suffix(".csv"), shown)
        wrong += back.wrong_xlsx(path.with_suffix(".xlsx"), shown)
    assert wrong == []


@of_each_year
def test_the_file_of_all_figures_holds_them_all(read, year):
    assert list(back.wrong_figures_csv(read.out / str(year))) == []


def test_the_front_page_shows_figures_and_nothing_else(read):
    page = read.pages["index.html"]
    assert len(page.select("figure.billede")) == len(page.select("#hovedtal tbody tr"))
    assert list(back.wrong_figures(page, read.figures)) == []
    assert list(back.wrong_pictures(page, read.figures)) == []
    assert list(back.other_numbers(page)) == []


def test_the_front_page_has_the_main_figures_of_each_report(read):
    reports = {year: read.pages[index(year)] for year in BUILT}
    assert list(back.wrong_development(read.pages["index.html"], reports, read.figures)) == []


# Proof that a fault would be seen: each is put by hand into a page that is sound. ----------------


@pytest.fixture
def table(read):
    """A copy of the page of table 1 in 2023."""
    return copy(read.pages[alone(2023, "tabel-01")])


@pytest.fixture
def drawn(read):
    """A copy of the page of table 5 in 2023, which has a picture."""
    return copy(read.pages[alone(2023, "tabel-05")])


@pytest.fixture
def summary(read):
    """A copy of the report of 2023."""
    return copy(read.pages[index(2023)])


def shown_at(page, at):
    return page.select_one(f'td [data-figur="2023/tabel-01/{at}"]')


def seen(complaints, *words):
    """Return whether the words are in the complaints, each in its own, and nothing else is."""
    found = list(complaints)
    return len(found) == len(words) and all(w in c for w, c in zip(words, found, strict=True))


def test_another_number_is_seen(read, table):
    shown_at(table, "faxe/alkohol").string = "7.777"
    assert seen(back.wrong_figures(table, read.figures), "faxe/alkohol reads")


def test_another_number_in_the_markup_is_seen(read, table):
    shown_at(table, "faxe/alkohol")["value"] = "7777"
    assert seen(back.wrong_figures(table, read.figures), "marked '7777'")


def test_a_figure_that_there_is_not_is_seen(read, table):
    shown_at(table, "faxe/alkohol")["data-figur"] = "2023/tabel-01/fakse/alkohol"
    assert seen(back.wrong_figures(table, read.figures), "fakse/alkohol is no figure")


def test_an_amount_without_kroner_is_seen(read, summary):
    amount = summary.select_one('.hovedtal strong [data-figur^="2023/tabel-04/"]')
    amount.next_sibling.extract()
    assert seen(back.wrong_figures(summary, read.figures), "without or with kr.")


def test_a_figure_left_out_is_seen(read, table):
    shown_at(table, "faxe/alkohol").decompose()
    wrong = back.wrong_places(table, "tabel-01", 2023, read.figures)
    assert seen(wrong, "not shown once: ['2023/tabel-01/faxe/alkohol']")


def test_a_figure_shown_twice_is_seen(read, table):
    figure = shown_at(table, "faxe/alkohol")
    figure.insert_after(copy(figure))
    wrong = back.wrong_places(table, "tabel-01", 2023, read.figures)
    assert seen(wrong, "not shown once: ['2023/tabel-01/faxe/alkohol']")


def test_two_figures_that_change_places_are_seen(read, table):
    one, other = shown_at(table, "faxe/alkohol"), shown_at(table, "stevns/alkohol")
    one["data-figur"], other["data-figur"] = other["data-figur"], one["data-figur"]
    wrong = back.wrong_places(table, "tabel-01", 2023, read.figures)
    assert seen(wrong, "stands at Faxe, Alkohol", "stands at Stevns, Alkohol")


def test_two_headings_that_change_places_are_seen(read, table):
    one, other = table.select("th#tabel-01-stof-voksne, th#tabel-01-stof-unge")
    one.string, other.string = other.string, one.string
    wrong = list(back.wrong_places(table, "tabel-01", 2023, read.figures))
    expected = "2023/tabel-01/faxe/stof-voksne stands at Faxe, Stof – unge under 18 år"
    assert wrong[0] == expected
    assert len(wrong) == 2 * len(table.select("tbody tr:not(.i-alt)"))


def test_a_cell_that_tells_of_another_row_is_seen(read, table):
    cell = shown_at(table, "faxe/alkohol").find_parent("td")
    cell["headers"] = ["tabel-01-stub-2", "tabel-01-alkohol"]
    wrong = back.wrong_places(table, "tabel-01", 2023, read.figures)
    assert seen(wrong, "a cell of Faxe is told to be of ['tabel-01-stub-2', 'tabel-01-alkohol']")


def test_another_change_is_seen(read, summary):
    summary.select_one("[data-fra]").string = "7.777"
    assert seen(back.wrong_changes(summary, read.figures), "shown '7.777 ")


def test_a_change_with_the_other_sign_is_seen(read, summary):
    change = summary.select_one("[data-fra]")
    change["value"] = str(-int(change["value"]))
    assert seen(back.wrong_changes(summary, read.figures), "reads")


def test_a_change_with_the_other_word_is_seen(read, summary):
    words = summary.select_one("[data-fra]").next_sibling
    other = words.replace("flere", "@").replace("færre", "flere").replace("@", "færre")
    assert other != words
    words.replace_with(other)
    assert seen(back.wrong_changes(summary, read.figures), "reads")


def test_a_change_from_another_year_is_seen(read, summary):
    change = summary.select_one("[data-fra]")
    change["data-fra"] = change["data-fra"].replace("2022/", "2021/")
    assert seen(back.wrong_changes(summary, read.figures), "is marked")


def test_a_change_that_is_said_to_be_none_is_seen(read, summary):
    change = summary.select_one("[data-fra]")
    change.next_sibling.extract()
    change.replace_with("Uændret fra 2022 (")
    assert seen(back.wrong_changes(summary, read.figures), "is said to be as 2022/")


def test_a_change_that_is_not_told_is_seen(read, summary):
    change = summary.select_one("[data-fra]")
    change.next_sibling.extract()
    change.replace_with("2022: ")
    assert seen(back.wrong_changes(summary, read.figures), "says nothing of its change")


def test_a_figure_that_rests_on_another_number_is_seen(read):
    page = copy(read.pages[panels(2023, "tabel-01")])
    part = page.select_one("li a")
    part.next_sibling.replace_with(" (7.777 personer)")
    wrong = back.wrong_panels(page, "tabel-01", 2023, read.figures)
    assert seen(wrong, "told as 'Faxe, Alkohol (7.777 personer)'")


def test_a_panel_left_out_is_seen(read):
    page = copy(read.pages[panels(2023, "tabel-01")])
    page.select(".ophav[id]")[-1].decompose()
    wrong = back.wrong_panels(page, "tabel-01", 2023, read.figures)
    assert seen(wrong, "tabel-01: panels of")


def test_another_number_in_a_picture_is_seen(read, drawn):
    drawn.select("svg text")[-4].string = "7.777"
    wrong = back.wrong_pictures(drawn, read.figures)
    assert seen(wrong, "not drawn", "drawn, but no figure: ['7.777']")


def test_one_number_more_in_a_picture_is_seen(read, drawn):
    mark = drawn.select("svg text")[-4]
    mark.insert_after(copy(mark))
    assert seen(back.wrong_pictures(drawn, read.figures), "drawn, but no figure")


def test_a_figure_that_a_picture_keeps_silent_of_is_seen(read, drawn):
    picture = drawn.select_one("figure.billede")
    picture["data-figurer"] = picture["data-figurer"].partition(" ")[2]
    assert seen(back.wrong_pictures(drawn, read.figures), "drawn, but no figure")


@pytest.mark.parametrize("words", ["Udgift – størst: 2018 (7.777 kr.).", "I 2018 var der 7."])
def test_another_number_in_the_words_of_a_picture_is_seen(read, drawn, words):
    for told in drawn.select("figcaption, desc"):
        told.string = words
    assert seen(back.wrong_pictures(drawn, read.figures), "told, but no figure")


def test_a_picture_told_in_two_ways_is_seen(read, drawn):
    drawn.desc.string = "Alle tal står i tabellen."
    assert seen(back.wrong_pictures(drawn, read.figures), "told in two ways")


@pytest.mark.parametrize("place", ["td", "p.besked", "footer p", "h1 + div"])
@pytest.mark.parametrize("number", ["129", "1,5", "2.023", "12. klasse"])
def test_a_number_that_is_no_figure_is_seen(table, place, number):
    assert list(back.other_numbers(table)) == []
    table.select_one(place).append(f"I alt {number}")
    assert len(list(back.other_numbers(table))) == 1


def test_a_year_among_the_figures_is_seen(table):
    table.td.append(" 2023")
    assert seen(back.other_numbers(table), "2023")


def test_a_verdict_that_is_shown_otherwise_is_seen(read):
    page = copy(read.pages["2023/report/afstemning.html"])
    page.select_one("#afstemning-reproduced [data-figur]")["data-figur"] = "2023/x/y/z"
    kept = read.out / "2023" / "reconciliation.json"
    assert seen(back.wrong_claims(page, kept), "not in the verdicts", "not on the page")


def test_a_main_figure_of_another_year_is_seen(read):
    page = copy(read.pages["index.html"])
    figure = page.select_one('#hovedtal [data-figur^="2022/"]')
    figure["data-figur"] = figure["data-figur"].replace("2022/", "2021/")
    reports = {year: read.pages[index(year)] for year in BUILT}
    assert seen(back.wrong_development(page, reports, read.figures), "shown 2021/")


@pytest.mark.parametrize("wrong", [back.wrong_csv, back.wrong_xlsx])
def test_another_number_in_a_download_is_seen(read, table, wrong):
    shown = back.lines(table, "tabel-01", read.figures)
    shown[1][1] = replace(shown[1][1], value=7777)
    path = read.out / "2023" / "report" / "tabeller" / f"tabel-01.{wrong.__name__[6:]}"
    assert seen(wrong(path, shown), "7777")


def test_another_number_among_all_figures_is_seen(read, tmp_path):
    edition = shutil.copytree(read.out / "2023", tmp_path / "2023")
    path = edition / "report" / "figures.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[1] = re.sub(r",\d+,personer,", ",7777,personer,", lines[1])
    path.write_text("".join(lines), encoding="utf-8")
    assert seen(back.wrong_figures_csv(edition), "7777")
