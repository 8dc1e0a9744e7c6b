"""The SQL of every figure, run on ``rus.duckdb``, gives the figure; so do its counted rows."""

import duckdb
import pytest

from rus_pipeline.audit.figure_sql import figure_sql
from rus_pipeline.audit.measures import measures
from rus_pipeline.audit.rows_behind import rows_behind
from rus_pipeline.figures.stored_edition import edition_of
from rus_pipeline_tests.building import EDITIONS

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("year", EDITIONS)
def test_every_figure_is_what_its_sql_counts(editions, year):
    figures = edition_of(editions, year).figures
    with duckdb.connect(str(editions / "rus.duckdb"), read_only=True) as database:
        counted = {
            figure_id: database.execute(sql).fetchall()
            for figure_id in figures
            if (sql := figure_sql(figures, figure_id)) is not None
        }
    assert {i: value for i, ((value,),) in counted.items()} == {
        i: None if figures[i].value is None else int(figures[i].value) for i in counted
    }
    assert {figures[i].rule for i in counted} >= {"counted", "total", "share", "share-to-100"}


def test_a_figure_that_no_row_is_counted_for_has_no_sql(editions):
    figures = edition_of(editions, 2018).figures
    without = [f for f in figures.values() if figure_sql(figures, f.figure_id) is None]
    assert {one.rule for one in without} <= {"not-available", "published", "total"}
    assert without


@pytest.mark.parametrize("year", [2018, 2023])
def test_rows_and_persons_behind_one_figure_are_those_measured_of_all(editions, year):
    edition = edition_of(editions, year)
    measured = measures(edition)
    behind = {i: rows_behind(edition, figure) for i, figure in edition.figures.items()}
    assert {i: (one.rows, one.persons) for i, one in behind.items()} == {
        i: (one.rows, one.persons) for i, one in measured.items()
    }
