"""The tables of the report as a whole: which there are, their names and the files of each."""

from importlib import import_module
from pathlib import Path, PurePath
from pkgutil import iter_modules
from typing import get_args

import pytest

from rus_pipeline import tables
from rus_pipeline.core.codes import code_list
from rus_pipeline.figures.counting import figures
from rus_pipeline.figures.declaration import Chapter
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.slices import SOURCES, STEM_OF
from rus_pipeline_tests.tables.figures_of import context_of, raw_of

FOLDER = Path(tables.__file__).parent
MODULES = [module.name for module in iter_modules(tables.__path__)]

THE_REPORT = {
    *(f"tabel-{number:02}" for number in range(1, 15)),
    "tabel-01-kommuner",
    "tabel-03-udvikling",
    "tabel-06-tilskud",
    "udvikling-forloeb",
    "kvalitet-behandlingsgaranti",
    "kvalitet-behandlingsplan",
    "kvalitet-laegesamtale",
    "kvalitet-opfoelgning",
    "kvalitet-effekt",
    "kvalitet-tilbagevenden",
    "fastholdelse",
    "effekt-ors",
    "afvist-psykiatri",
    "nye-tilbage",
    "stroem",
    "bestand",
    "laengde",
    "afslutningsmaade",
    "ventetid",
}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_holds_the_table_of_its_name(name):
    table = import_module(f"rus_pipeline.tables.{name}").TABLE
    assert isinstance(table, get_args(tables.ReportTable))
    assert table.id == name.replace("_", "-")


@pytest.mark.parametrize("table", tables.all_tables(), ids=lambda table: table.id)
def test_a_table_says_what_it_counts(table):
    assert table.title.strip()
    assert table.in_general.strip().endswith(".")


@pytest.mark.parametrize("table", tables.counted_tables(), ids=lambda table: table.id)
def test_a_counted_table_is_counted_from_a_slice(table):
    assert table.source in SOURCES


def test_a_table_rests_on_the_files_that_its_conditions_need(tmp_path):
    raw = raw_of(tmp_path, dict.fromkeys((f"2023/{stem}" for stem in SCHEMAS), "\n"))
    context = context_of(raw, 2023)
    for table in tables.counted_tables():
        counted = [figure.counted for figure in figures(table, context) if figure.counted]
        stems = {PurePath(file).stem for one in counted for file in one.files}
        assert stems - {STEM_OF.get(table.source, table.source)} == set(table.rests_on), table.id


@pytest.mark.parametrize("table", tables.all_tables(), ids=lambda table: table.id)
def test_a_table_has_a_test_file(table):
    assert Path(__file__).with_name(f"test_{table.id.replace('-', '_')}.py").is_file()


def test_each_counted_table_and_no_other_has_its_recount_beside_it():
    counted = {table.id.replace("-", "_") for table in tables.counted_tables()}
    assert {path.stem for path in FOLDER.glob("*.sql")} == counted


def test_ids_are_unique():
    ids = [table.id for table in tables.all_tables()]
    assert len(ids) == len(set(ids))


def test_every_table_of_the_counting_rules_is_there():
    assert {table.id for table in tables.all_tables()} >= THE_REPORT


def test_the_centre_can_write_a_note_under_every_table():
    assert {code.kode for code in code_list("tabeller")} == {t.id for t in tables.all_tables()}


def test_the_tables_come_by_chapter_and_then_by_id():
    chapters = list(Chapter)
    order = [(chapters.index(table.chapter), table.id) for table in tables.all_tables()]
    assert order == sorted(order)


def test_the_narrative_tables_hold_no_figures():
    counted = {table.id for table in tables.counted_tables()}
    assert {"tabel-13", "tabel-14"}.isdisjoint(counted)
