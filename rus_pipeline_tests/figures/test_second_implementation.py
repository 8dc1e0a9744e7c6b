"""Every figure of every table, counted twice: by the package, and by plain loops."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from rus_pipeline.figures.counting import figures
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.figures import plain_field, plain_persons, plain_quality, plain_tables
from rus_pipeline_tests.figures.plain import Book, whole
from rus_pipeline_tests.figures.random_extracts import deliveries
from rus_pipeline_tests.raw import opened, raw_folder
from rus_pipeline_tests.tables.figures_of import context_of

PLAIN = (plain_tables, plain_quality, plain_field, plain_persons)

Told = dict[str, tuple[int | None, str]]


def counted_by_the_package(raw, year: int) -> Told:
    context = context_of(raw, year)
    return {
        figure.figure_id: (None if figure.value is None else int(figure.value), str(figure.status))
        for table in counted_tables()
        for figure in figures(table, context)
    }


def counted_plainly(raw, year: int) -> Told:
    book = Book(raw, year)
    found: Told = {}
    for table in counted_tables():
        name = table.id.replace("-", "_")
        plain = next(getattr(module, name) for module in PLAIN if hasattr(module, name))
        for (row, column), number in plain(book).items():
            status = "not_available" if number is None else "observed"
            if table.id == "tabel-03-udvikling" and number is not None:
                is_printed = book.extract(int(column)) is None
                status = "published" if is_printed else "observed"
            found[f"{year}/{table.id}/{row}/{column}"] = (whole(number), status)
    return found


def check(delivery) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = raw_folder(Path(folder), delivery.files, center=delivery.center)
        raw = opened(path)
        for year in delivery.years:
            counted = counted_by_the_package(raw, year)
            plainly = counted_plainly(raw, year)
            differing = {
                id_: (counted.get(id_), plainly.get(id_))
                for id_ in sorted(counted.keys() | plainly.keys())
                if counted.get(id_) != plainly.get(id_)
            }
            assert not differing, f"figure: (package, plain): {differing}"


SOME = settings(
    deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)


@settings(SOME, max_examples=12)
@given(deliveries())
def test_every_figure_is_what_plain_loops_count(delivery):
    check(delivery)


@pytest.mark.sample
@settings(SOME, max_examples=80)
@given(deliveries())
def test_every_figure_is_what_plain_loops_count_in_many_extracts(delivery):
    check(delivery)
