"""A fault in a page or a download would be seen by those that read it back."""

import re
import shutil
from copy import copy
from dataclasses import replace

import pytest

from rus_pipeline_tests.building import EDITIONS
from rus_pipeline_tests.report.read_editions import alone, index, panels, read_all
from rus_pipeline_tests.report.reading_back import other_numbers, wrong_figures
from rus_pipeline_tests.report.reading_charts import wrong_charts
from rus_pipeline_tests.report.reading_downloads import wrong_csv, wrong_figures_csv, wrong_xlsx
from rus_pipeline_tests.report.reading_sections import (
    wrong_changes,
    wrong_claims,
    wrong_development,
    wrong_panels,
    wrong_sentences,
)
from rus_pipeline_tests.report.reading_tables import lines, wrong_places

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def read(editions):
    """The editions, of which the pages of 2023 alone: it takes seconds to read those of a year."""
    return read_all(editions, [2023])


@pytest.fixture
def table(read):
    """A copy of the page of table 1 in 2023."""
    return copy(read.pages[alone(2023, "tabel-01")])


@pytest.fixture
def drawn(read):
    """A copy of the page of table 5 in 2023, which has a chart."""
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
    assert seen(wrong_figures(table, read.figures), "faxe/alkohol reads")


def test_another_number_in_the_markup_is_seen(read, table):
    shown_at(table, "faxe/alkohol")["value"] = "7777"
    assert seen(wrong_figures(table, read.figures), "marked '7777'")


def test_a_figure_that_there_is_not_is_seen(read, table):
    shown_at(table, "faxe/alkohol")["data-figur"] = "2023/tabel-01/fakse/alkohol"
    assert seen(wrong_figures(table, read.figures), "fakse/alkohol is no figure")


def test_an_amount_without_kroner_is_seen(read, summary):
    amount = summary.select_one('.saetninger [data-figur^="2023/tabel-05/"]')
    amount.next_sibling.extract()
    assert seen(wrong_figures(summary, read.figures), "without or with kr.")


def test_a_figure_left_out_is_seen(read, table):
    shown_at(table, "faxe/alkohol").decompose()
    wrong = wrong_places(table, "tabel-01", 2023, read.figures)
    assert seen(wrong, "not shown once: ['2023/tabel-01/faxe/alkohol']")


def test_a_figure_shown_twice_is_seen(read, table):
    figure = shown_at(table, "faxe/alkohol")
    figure.insert_after(copy(figure))
    wrong = wrong_places(table, "tabel-01", 2023, read.figures)
    assert seen(wrong, "not shown once: ['2023/tabel-01/faxe/alkohol']")


def test_two_figures_that_change_places_are_seen(read, table):
    one, other = shown_at(table, "faxe/alkohol"), shown_at(table, "stevns/alkohol")
    one["data-figur"], other["data-figur"] = other["data-figur"], one["data-figur"]
    wrong = wrong_places(table, "tabel-01", 2023, read.figures)
    assert seen(wrong, "stands at Faxe, Alkohol", "stands at Stevns, Alkohol")


def test_two_headings_that_change_places_are_seen(read, table):
    one, other = table.select("th#tabel-01-stof-voksne, th#tabel-01-stof-unge")
    one.string, other.string = other.string, one.string
    wrong = list(wrong_places(table, "tabel-01", 2023, read.figures))
    expected = "2023/tabel-01/faxe/stof-voksne stands at Faxe, Stof – unge under 18 år"
    assert wrong[0] == expected
    assert len(wrong) == 2 * len(table.select("tbody th:not([style])"))


def test_a_cell_that_tells_of_another_row_is_seen(read, table):
    cell = shown_at(table, "faxe/alkohol").find_parent("td")
    cell["headers"] = ["tabel-01-stub-2", "tabel-01-alkohol"]
    wrong = wrong_places(table, "tabel-01", 2023, read.figures)
    assert seen(wrong, "a cell of Faxe is said to be of ['tabel-01-stub-2', 'tabel-01-alkohol']")


def test_another_change_is_seen(read, summary):
    summary.select_one("#aaret-i-tal [data-fra]").string = "7.777"
    assert seen(wrong_changes(summary, read.figures), "shown '7.777 ")


def test_a_change_with_the_other_sign_is_seen(read, summary):
    change = summary.select_one("#aaret-i-tal [data-fra]")
    change["value"] = str(-int(change["value"]))
    assert seen(wrong_changes(summary, read.figures), "reads")


def test_a_change_with_the_other_word_is_seen(read, summary):
    words = summary.select_one("#aaret-i-tal [data-fra]").next_sibling
    other = words.replace("flere", "@").replace("færre", "flere").replace("@", "færre")
    assert other != words
    words.replace_with(other)
    assert seen(wrong_changes(summary, read.figures), "reads")


def test_a_change_from_another_year_is_seen(read, summary):
    change = summary.select_one("#aaret-i-tal [data-fra]")
    change["data-fra"] = change["data-fra"].replace("2022/", "2021/")
    assert seen(wrong_changes(summary, read.figures), "is marked")


def test_a_change_that_is_said_to_be_none_is_seen(read, summary):
    change = summary.select_one("#aaret-i-tal [data-fra]")
    change.next_sibling.extract()
    change.replace_with("Uændret fra 2022 (")
    assert seen(wrong_changes(summary, read.figures), "is said to be as 2022/")


def test_a_change_that_is_not_told_is_seen(read, summary):
    change = summary.select_one("#aaret-i-tal [data-fra]")
    change.next_sibling.extract()
    change.replace_with("2022: ")
    assert seen(wrong_changes(summary, read.figures), "says nothing of its change")


def test_another_change_in_a_sentence_is_seen(read, summary):
    change = summary.select_one(".saetninger [data-fra]")
    change.string = "7.777"
    assert seen(wrong_sentences(summary, read.figures), "shown ")


def test_a_change_in_a_sentence_with_the_other_word_is_seen(read, summary):
    words = summary.select_one(".saetninger [data-fra]").next_sibling
    words.replace_with(words.replace("færre", "@").replace("flere", "færre").replace("@", "flere"))
    assert seen(wrong_sentences(summary, read.figures), "is said to be")


def test_a_figure_that_rests_on_another_number_is_seen(read):
    page = copy(read.pages[panels(2023, "tabel-01")])
    part = page.select_one(".ophav li a")
    part.next_sibling.replace_with(" (7.777 personer)")
    wrong = wrong_panels(page, "tabel-01", 2023, read.figures)
    assert seen(wrong, "shown as 'Faxe, Alkohol (7.777 personer)'")


def test_a_panel_left_out_is_seen(read):
    page = copy(read.pages[panels(2023, "tabel-01")])
    page.select(".ophav[id]")[-1].decompose()
    wrong = wrong_panels(page, "tabel-01", 2023, read.figures)
    assert seen(wrong, "tabel-01: panels of")


def test_another_number_in_a_chart_is_seen(read, drawn):
    drawn.select("svg .tal_marks text")[0].string = "7.777"
    assert seen(wrong_charts(drawn, read.figures), "is drawn as ['7.777', ")


def test_two_numbers_that_change_bars_are_seen(read, drawn):
    one, other = drawn.select("svg .tal_marks text")[:2]
    one.string, other.string = other.string, one.string
    assert seen(wrong_charts(drawn, read.figures), "is drawn as")


def test_one_number_more_in_a_chart_is_seen(read, drawn):
    drawn.select_one("svg .tider_marks text").string = "7.777"
    assert seen(wrong_charts(drawn, read.figures), "drawn, but no label: ['7.777']")


def test_a_figure_that_a_chart_keeps_silent_of_is_seen(read, drawn):
    chart = drawn.select_one("figure.billede")
    chart["data-figurer"] = chart["data-figurer"].rpartition(" ")[0]
    wrong = list(wrong_charts(drawn, read.figures))
    assert "is drawn as" in wrong[0]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (r"^I \d+", "I 1999"),
        (r"udgiften \d+", "udgiften 7.777"),
        (r"underskud på \d+", "underskud på 417"),
        (
            r"overskud i (.*?)\. Der var underskud i (.*?)\.",
            r"overskud i \2. Der var underskud i \1.",
        ),
        (r"udgiften (.*?) og indtægten (.*?):", r"udgiften \2 og indtægten \1:"),
        (r"^I .*?: .*?\. ", ""),
        (r" Alle tal", " De 7 tal"),
    ],
)
def test_words_that_are_not_those_of_the_figures_are_seen(read, drawn, said, fault):
    words = re.sub(said, fault, drawn.figcaption.string, count=1)
    assert words != drawn.figcaption.string
    for words_shown in drawn.select("figcaption, desc"):
        words_shown.string = words
    wrong = list(wrong_charts(drawn, read.figures))
    assert wrong != []
    assert all(
        " described " in complaint or complaint.startswith("description of") for complaint in wrong
    )


def test_a_chart_told_in_two_ways_is_seen(read, drawn):
    drawn.desc.string = "Alle tal står i tabellen."
    assert seen(wrong_charts(drawn, read.figures), "described in two ways")


@pytest.mark.parametrize("place", ["td", "p.besked", "footer p", "h1 + div"])
@pytest.mark.parametrize("number", ["129", "1,5", "2.023", "12. klasse"])
def test_a_number_that_is_no_figure_is_seen(table, place, number):
    assert list(other_numbers(table)) == []
    table.select_one(place).append(f"I alt {number}")
    assert len(list(other_numbers(table))) == 1


def test_a_year_among_the_figures_is_seen(table):
    table.td.append(" 2023")
    assert seen(other_numbers(table), "2023")


def test_a_verdict_that_is_shown_otherwise_is_seen(read):
    page = copy(read.pages["2023/report/afstemning.html"])
    page.select_one("#afstemning-reproduced [data-figur]")["data-figur"] = "2023/x/y/z"
    kept = read.out / "2023" / "reconciliation.json"
    assert seen(wrong_claims(page, kept), "not in the verdicts", "not on the page")


def test_a_main_figure_of_another_year_is_seen(read):
    page = copy(read.pages["index.html"])
    figure = page.select_one('#hovedtal [data-figur^="2022/"]')
    figure["data-figur"] = figure["data-figur"].replace("2022/", "2021/")
    reports = {year: read.pages[f"{year}/report/udvikling.html"] for year in EDITIONS}
    assert seen(wrong_development(page, reports, read.figures), "shown 2021/")


@pytest.mark.parametrize("wrong", [wrong_csv, wrong_xlsx])
def test_another_number_in_a_download_is_seen(read, table, wrong):
    shown = lines(table, "tabel-01", read.figures)
    shown[1][1] = replace(shown[1][1], value=7777)
    path = read.out / "2023" / "report" / "tabeller" / f"tabel-01.{wrong.__name__[6:]}"
    assert seen(wrong(path, shown), "7777")


def test_another_number_among_all_figures_is_seen(read, tmp_path):
    edition = shutil.copytree(read.out / "2023", tmp_path / "2023")
    path = edition / "report" / "figures.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[1] = re.sub(r";\d+;personer;", ";7777;personer;", lines[1])
    path.write_text("".join(lines), encoding="utf-8")
    assert seen(wrong_figures_csv(edition), "7777")
