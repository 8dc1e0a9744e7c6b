"""The year in numbers: each main figure, and the words for its change since the year before."""

import pytest
from bs4 import BeautifulSoup

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.figure import Status, Unit
from rus_pipeline.figures.presentation import Main
from rus_pipeline.report.development import series_of
from rus_pipeline.report.summary import key_figures
from rus_pipeline_tests.building import build_light
from rus_pipeline_tests.figures.made import figure_of
from rus_pipeline_tests.figures.small_table import small_table
from rus_pipeline_tests.raw import opened, raw_folder
from rus_pipeline_tests.tables.figures_of import raw_of

SPACE = "\N{NO-BREAK SPACE}"
MAIN = Main("borgere fra {own}", "alkohol", "antal")


@pytest.fixture
def edition(tmp_path):
    return Edition(2023, opened(raw_folder(tmp_path)).center)


def figure(year, value, unit=Unit.PERSONS, at=("alkohol", "antal")):
    """Return a figure of the table ``lille`` by its id; None is not available."""
    row, column = at
    status = Status.OBSERVED if value is not None else Status.NOT_AVAILABLE
    found = figure_of("lille", row, column, value, unit=unit, status=status, year=year)
    return {found.figure_id: found}


def summary(edition, now, before, main=MAIN, unit=Unit.PERSONS):
    """Return the only key figure; ``before`` is a value, or no edition at all."""
    figures = {2023: figure(2023, now, unit)}
    if before != "no edition":
        figures[2022] = figure(2022, before, unit)
    return only(edition, figures, main)


def only(edition, figures, *main):
    """Return the only key figure of 2023."""
    editions = [Edition(year, edition.center) for year in sorted(figures)]
    (found,) = key_figures(series_of([small_table(main=main)], editions, figures), 2023)
    return found


def words(html):
    return BeautifulSoup(html, "html.parser").get_text()


@pytest.mark.parametrize(
    ("unit", "now", "before", "described"),
    [
        (Unit.COURSES, 1300, 100, "1.200 flere end i 2022 (100)"),
        (Unit.COURSES, 100, 1300, "1.200 færre end i 2022 (1.300)"),
        (Unit.PERSONS, 5, 4, "1 flere end i 2022 (4)"),
        (Unit.PERSONS, 0, 4, "4 færre end i 2022 (4)"),
        (Unit.KRONER, -500, -1500, f"1.000 kr. højere end i 2022 (−1.500{SPACE}kr.)"),
        (Unit.KRONER, -1500, 500, f"2.000 kr. lavere end i 2022 (500{SPACE}kr.)"),
        (Unit.PER_CENT, 92, 90, f"2 procentpoint højere end i 2022 (90{SPACE}%)"),
        (Unit.PER_CENT, 0, 100, f"100 procentpoint lavere end i 2022 (100{SPACE}%)"),
    ],
)
def test_a_change_is_described_in_the_words_of_its_unit(edition, unit, now, before, described):
    assert words(summary(edition, now, before, unit=unit).change_html) == described


@pytest.mark.parametrize(
    ("unit", "described"),
    [
        (Unit.COURSES, "Uændret fra 2022 (7)"),
        (Unit.PERSONS, "Uændret fra 2022 (7)"),
        (Unit.KRONER, f"Uændret fra 2022 (7{SPACE}kr.)"),
        (Unit.PER_CENT, f"Uændret fra 2022 (7{SPACE}%)"),
    ],
)
def test_no_change_is_said_to_be_none(edition, unit, described):
    assert words(summary(edition, 7, 7, unit=unit).change_html) == described


def test_a_zero_is_a_number_and_not_unknown(edition):
    assert words(summary(edition, 0, 0).change_html) == "Uændret fra 2022 (0)"
    assert words(summary(edition, 0, 0).html) == "0"


@pytest.mark.parametrize(
    ("unit", "described"),
    [
        (Unit.PERSONS, "−1.234"),
        (Unit.KRONER, f"−1.234{SPACE}kr."),
        (Unit.PER_CENT, f"−1.234{SPACE}%"),
    ],
)
def test_a_main_figure_has_its_unit(edition, unit, described):
    assert words(summary(edition, -1234, 1, unit=unit).html) == described


def test_what_was_not_known_the_year_before_is_said_not_to_be(edition):
    change = summary(edition, 7, None)
    assert words(change.change_html) == "2022: ikke oplyst"
    assert change.change is None


def test_what_is_not_known_this_year_stands_beside_what_was(edition):
    change = summary(edition, None, 1234, unit=Unit.KRONER)
    assert words(change.html) == "?"
    assert words(change.change_html) == f"2022: 1.234{SPACE}kr."


def test_what_is_known_in_neither_year_says_so(edition):
    change = summary(edition, None, None)
    assert (words(change.html), words(change.change_html)) == ("?", "2022: ikke oplyst")


def test_the_first_edition_has_none_before_it(edition):
    assert summary(edition, 7, "no edition").change_html == "Der er ingen udgave for 2022"


@pytest.mark.parametrize(
    ("since", "described"),
    [
        (2022, "3 flere end i 2022 (4)"),
        (2023, "2022: 4, opgjort på en anden måde"),
        (2024, "3 flere end i 2022 (4)"),
    ],
)
def test_years_counted_in_two_ways_are_not_compared(edition, since, described):
    main = Main("borgere", "alkohol", "antal", since=since)
    change = summary(edition, 7, 4, main)
    assert words(change.change_html) == described
    assert change.change == (None if since == 2023 else 3)


def test_a_year_counted_in_another_way_and_not_known_is_not_known(edition):
    main = Main("borgere", "alkohol", "antal", since=2023)
    assert words(summary(edition, 7, None, main).change_html) == "2022: ikke oplyst"


def test_the_markup_names_both_figures_and_the_change(edition):
    page = BeautifulSoup(summary(edition, 4, 7).change_html, "html.parser")
    change, before = page.select("data")
    assert change.attrs == {
        "value": "-3",
        "data-figur": "2023/lille/alkohol/antal",
        "data-fra": "2022/lille/alkohol/antal",
    }
    assert before.attrs == {"value": "7", "data-figur": "2022/lille/alkohol/antal"}


def test_a_label_names_the_home_municipality_and_its_partners(edition):
    assert summary(edition, 7, 7).label == "borgere fra Faxe og Stevns"


def test_a_column_of_the_year_is_that_of_each_year(edition):
    main = Main("resultat", "alkohol", "{year}")
    now = figure(2023, 7, at=("alkohol", "2023")) | figure(2023, 99, at=("alkohol", "2022"))
    before = figure(2022, 4, at=("alkohol", "2022"))
    change = only(edition, {2022: before, 2023: now}, main)
    assert words(change.change_html) == "3 flere end i 2022 (4)"


def test_a_main_figure_that_the_edition_has_not_is_left_out(edition):
    main = (Main("kokain", "kokain", "antal"), MAIN)
    assert only(edition, {2023: figure(2023, 7)}, *main).label == "borgere fra Faxe og Stevns"


def test_a_main_figure_that_is_no_key_figure_is_left_out(edition):
    other = Main("andre", "alkohol", "antal", key=False)
    assert only(edition, {2023: figure(2023, 7)}, other, MAIN).label == MAIN.name(edition)


def test_a_suppressed_figure_is_no_key_figure(edition):
    hidden = figure_of("lille", "alkohol", "antal", None, status=Status.SUPPRESSED)
    figures = {2023: {hidden.figure_id: hidden}}
    series = series_of([small_table(main=(MAIN,))], [edition], figures)
    assert key_figures(series, 2023) == []


# The year before. --------------------------------------------------------------------------------


def described(raw, out, year):
    """Build an edition, and return the change described of courses in treatment."""
    build_light(raw, out, year)
    path = out / str(year) / "report" / "index.html"
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    figure = page.select_one(f'#aaret-i-tal strong [data-figur^="{year}/tabel-02/"]')
    return figure.find_parent("li").small.get_text()


# The extract of 2022 has one course; that of 2023 has three, two of them begun in 2022.
TWO_YEARS = {
    "2022/forloeb": "ind\n01-03-2022",
    "2023/forloeb": "ind\n01-03-2022\n01-04-2022\n01-03-2023",
}


def test_the_year_before_is_counted_of_its_own_extract_built_or_not(tmp_path):
    raw, out = raw_of(tmp_path, TWO_YEARS).path, tmp_path / "out"
    assert described(raw, out, 2023) == "2 flere end i 2022 (1)"
    assert described(raw, out, 2022) == "Der er ingen udgave for 2021"
    assert described(raw, out, 2023) == "2 flere end i 2022 (1)"


def test_a_year_between_without_an_extract_is_no_edition(tmp_path):
    files = {"2021/forloeb": "ind\n01-03-2021", "2023/forloeb": "ind\n01-03-2023"}
    raw = raw_of(tmp_path, files).path
    assert described(raw, tmp_path / "out", 2023) == "Der er ingen udgave for 2022"
