"""The database over every edition that stands, and the worked queries of ``docs/sql.md``."""

import re
from pathlib import Path

import duckdb
import pytest

from rus_pipeline.audit.release import release
from rus_pipeline.core.center import read_center
from rus_pipeline.core.edition import Edition
from rus_pipeline.report.database import COMMENTS, write_database
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.building import RAW, build_light
from rus_pipeline_tests.raw import csv_text, forloeb, raw_folder

QUERIES = re.findall(
    r"```sql\n(.*?)```", Path(__file__).parents[2].joinpath("docs/sql.md").read_text(), re.DOTALL
)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    folder = tmp_path_factory.mktemp("database")
    raw = raw_folder(
        folder,
        {
            "2022/forloeb.csv": forloeb(),
            "2023/forloeb.csv": forloeb({}, {}, {"cpr": "x"}),
            "2023/maalinger.csv": csv_text("maalinger", {}),
        },
    )
    out = folder / "out"
    build_light(raw, out, 2022, 2023)
    release(raw, out, 2023, ["fictitious", "quarantined"])
    with duckdb.connect(str(write_database(out)), read_only=True) as connection:
        yield connection


def test_the_database_holds_every_standing_edition(database):
    editions = database.sql("SELECT DISTINCT edition FROM figures ORDER BY 1").fetchall()
    rows = database.sql("SELECT edition, count(*) FROM slice_forloeb GROUP BY 1").fetchall()
    assert editions == [(2022,), (2023,)]
    assert rows == [(2023, 2)]


def test_a_slice_has_the_columns_that_one_delivery_alone_has(database):
    rows = database.sql("SELECT line, ors_foerste_linje, effekt_ors FROM slice_forloeb").fetchall()
    assert rows == [(2, None, None), (3, None, None)]


def test_what_could_not_be_used_is_listed(database):
    listed = database.sql("SELECT edition, line, rule FROM quarantine").fetchall()
    assert listed == [(2023, 4, "cpr_ugyldig")]


def test_each_table_is_a_view_with_its_columns_side_by_side(database):
    (row,) = database.sql(
        'SELECT row_label, "alkohol", "i-alt" FROM tabel_02 WHERE edition = 2023'
    ).fetchall()
    assert row == ("Forløb", 2, 2)


def test_a_view_keeps_the_order_of_its_table(database):
    rows = database.sql("SELECT row_key FROM tabel_09 WHERE edition = 2023").fetchall()
    assert [key for (key,) in rows] == [*(f"{month:02}" for month in range(1, 13)), "i-alt"]


def test_definitions_say_source_and_conditions(database):
    found = database.sql(
        "SELECT source, conditions, exact FROM definitions"
        " WHERE figure_id = '2023/tabel-02/forloeb/alkohol'"
    ).fetchall()
    assert found == [("forloeb", '{"aktiv": true, "kolonne": "alkohol"}', 2)]


def test_components_name_their_role(database):
    found = database.sql(
        "SELECT component_id, role FROM components"
        " WHERE figure_id = '2023/tabel-11/kvinder/andel' ORDER BY ALL"
    ).fetchall()
    assert found == [
        ("2023/tabel-11/kvinder/i-alt", "denominator"),
        ("2023/tabel-11/kvinder/i-alt", "numerator"),
        ("2023/tabel-11/maend/i-alt", "denominator"),
    ]


def test_releases_are_listed(database):
    found = database.sql("SELECT edition, release, length(manifest_sha256) FROM releases")
    assert found.fetchall() == [(2023, "2023-r1", 64)]


def test_every_table_and_view_says_what_it_holds(database):
    tables = dict(database.sql("SELECT table_name, comment FROM duckdb_tables()").fetchall())
    views = dict(
        database.sql("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall()
    )
    assert COMMENTS.keys() <= tables.keys()
    assert all(tables.values())
    edition = Edition(2023, read_center(RAW))
    declared = {table.id.replace("-", "_"): table.described(edition) for table in counted_tables()}
    assert views == {name: declared[name] for name in views}
    assert len(views) > 10


def test_every_described_column_is_there(database):
    for table, (_, columns) in COMMENTS.items():
        found = {name for name, *_ in database.sql(f"DESCRIBE {table}").fetchall()}
        assert columns.keys() <= found, table


@pytest.mark.parametrize("query", QUERIES)
def test_a_worked_query_works(database, query):
    database.sql(query).fetchall()


def test_totals_add_up_as_the_worked_query_says(database):
    (query,) = (query for query in QUERIES if "sum_of_parts" in query)
    assert database.sql(query).fetchall() == []
