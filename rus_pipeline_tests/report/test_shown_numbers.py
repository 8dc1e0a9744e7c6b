"""Pages and downloads show every figure of ``figures.parquet`` and no other number."""

from pathlib import Path

import pytest

from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.building import EDITIONS
from rus_pipeline_tests.report.read_editions import YEARS, alone, index, panels
from rus_pipeline_tests.report.reading_back import other_numbers, wrong_figures
from rus_pipeline_tests.report.reading_charts import wrong_charts
from rus_pipeline_tests.report.reading_downloads import (
    wrong_csv,
    wrong_figures_csv,
    wrong_marts,
    wrong_xlsx,
)
from rus_pipeline_tests.report.reading_sections import (
    wrong_changes,
    wrong_claims,
    wrong_development,
    wrong_panels,
    wrong_sentences,
)
from rus_pipeline_tests.report.reading_tables import lines, wrong_places

pytestmark = pytest.mark.slow
of_each_year = pytest.mark.parametrize("year", YEARS)


@of_each_year
def test_a_mart_is_its_part_of_the_figures(read, year):
    assert list(wrong_marts(read.out / str(year))) == []


@of_each_year
def test_every_element_that_names_a_figure_shows_it(read, year):
    wrong = [
        f"{name}: {complaint}"
        for name, page in read.edition(year).items()
        for complaint in wrong_figures(page, read.figures)
    ]
    assert wrong == []


@of_each_year
def test_every_change_is_the_distance_of_the_figures_it_names(read, year):
    page = read.pages[index(year)]
    assert page.select("#aaret-i-tal [data-fra]") != []
    assert list(wrong_changes(page, read.figures)) == []


@of_each_year
def test_every_change_in_a_sentence_is_the_distance_of_the_figures_it_names(read, year):
    page = read.pages[index(year)]
    assert page.select(".saetninger [data-fra]") != []
    assert list(wrong_sentences(page, read.figures)) == []


@of_each_year
def test_every_figure_stands_once_in_its_table_under_its_labels(read, year):
    wrong = [
        f"{name}: {complaint}"
        for table in read.tables(year)
        for name, page in (
            ("the report", read.page_of(year, table)),
            ("alone", read.pages[alone(year, table)]),
        )
        for complaint in wrong_places(page, table, year, read.figures)
    ]
    assert wrong == []


@of_each_year
def test_every_figure_has_a_panel_that_tells_what_it_rests_on(read, year):
    wrong = [
        complaint
        for table in read.tables(year)
        for complaint in wrong_panels(read.pages[panels(year, table)], table, year, read.figures)
    ]
    assert wrong == []


@of_each_year
def test_a_chart_shows_its_figures_and_nothing_else(read, year):
    pages = read.edition(year)
    charted = {table.id for table in counted_tables() if table.chart is not None}
    shown = {
        table
        for table in charted
        if read.page_of(year, table).select(f"#afsnit-{table} figure#billede-{table}")
    }
    assert shown == charted
    wrong = [c for page in pages.values() for c in wrong_charts(page, read.figures)]
    assert wrong == []


@of_each_year
def test_no_other_number_is_shown(read, year):
    wrong = [
        f"{name}: {complaint}"
        for name, page in read.edition(year).items()
        for complaint in other_numbers(page)
    ]
    assert wrong == []


@of_each_year
def test_the_page_of_reconciliation_shows_the_verdicts(read, year):
    page = read.pages[f"{year}/report/afstemning.html"]
    kept = read.out / str(year) / "reconciliation.json"
    assert list(wrong_claims(page, kept)) == []


@of_each_year
def test_a_table_by_itself_is_the_table_of_the_report(read, year):
    names = [name for name in read.edition(year) if "/tabeller/" in name]
    assert [
        name
        for name in names
        if lines(read.pages[name], Path(name).stem, read.figures)
        != lines(read.page_of(year, Path(name).stem), Path(name).stem, read.figures)
    ] == []


@of_each_year
def test_a_table_to_take_away_is_the_table_of_the_page(read, year):
    wrong = []
    for path in sorted(read.out.glob(f"{year}/report/tabeller/*.html")):
        shown = lines(read.pages[alone(year, path.stem)], path.stem, read.figures)
        wrong += wrong_csv(path.with_suffix(".csv"), shown)
        wrong += wrong_xlsx(path.with_suffix(".xlsx"), shown)
    assert wrong == []


@of_each_year
def test_the_file_of_all_figures_holds_them_all(read, year):
    assert list(wrong_figures_csv(read.out / str(year))) == []


def test_the_front_page_shows_figures_and_nothing_else(read):
    page = read.pages["index.html"]
    assert len(page.select(".linjer svg")) == len(page.select("#hovedtal tbody tr"))
    assert list(wrong_figures(page, read.figures)) == []
    assert list(wrong_charts(page, read.figures)) == []
    assert list(other_numbers(page)) == []


def test_the_front_page_has_the_main_figures_of_each_report(read):
    reports = {year: read.pages[f"{year}/report/udvikling.html"] for year in EDITIONS}
    assert list(wrong_development(read.pages["index.html"], reports, read.figures)) == []
