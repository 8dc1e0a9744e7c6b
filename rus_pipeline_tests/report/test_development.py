"""The main figures over the years: which stand in a row, and where a row breaks."""

from decimal import Decimal

import pytest

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.presentation import Main
from rus_pipeline.report.development import development_sheet, series_of
from rus_pipeline_tests.figures.made import figure_of
from rus_pipeline_tests.figures.small_table import small_table
from rus_pipeline_tests.raw import opened, raw_folder


@pytest.fixture
def series(tmp_path):
    """Return the series of ``main``, of values by year; None is no such figure in that edition."""
    center = opened(raw_folder(tmp_path)).center

    def found(main, values):
        editions = [Edition(year, center) for year in values]
        figures = {}
        for year, value in values.items():
            figure = figure_of("lille", "alkohol", "antal", value, year=year)
            figures[year] = {} if value is None else {figure.figure_id: figure}
        return series_of([small_table(main=(main,))], editions, figures)

    return found


def test_a_main_figure_has_its_value_of_each_edition(series):
    (one,) = series(Main("borgere", "alkohol", "antal"), {2021: 7, 2022: None, 2023: 9})
    assert one.years == (2021, 2022, 2023)
    assert one.values == [Decimal(7), None, Decimal(9)]
    assert one.breaks == ()


def test_a_series_breaks_in_the_first_year_that_is_counted_otherwise(series):
    main = Main("borgere", "alkohol", "antal", since=2022, because="pårørende er nu talt med")
    found = series(main, {2020: 1, 2021: 7, 2022: 8, 2023: 9})
    assert found[0].breaks == (2022,)
    assert development_sheet(found).notes == (
        "Borgere er fra 2022 opgjort på en anden måde end før: pårørende er nu talt med. Hen over"
        " 2022 kan tallene ikke sammenlignes.",
    )


def test_a_way_of_counting_older_than_every_edition_breaks_nothing(series):
    main = Main("borgere", "alkohol", "antal", since=2022)
    assert series(main, {2022: 8, 2023: 9})[0].breaks == ()


def test_a_main_figure_that_no_edition_has_is_in_no_row(series):
    assert series(Main("borgere", "kokain", "antal"), {2022: 8, 2023: 9}) == []


def test_a_single_year_has_no_line(series):
    assert series(Main("borgere", "alkohol", "antal"), {2023: 9})[0].line == ""
