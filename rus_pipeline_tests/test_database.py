"""The database over every edition that stands."""

import duckdb

from rus_pipeline.build import build_editions
from rus_pipeline.database import write_database
from rus_pipeline_tests.raw import forloeb, raw_folder


def test_the_database_holds_every_standing_edition(tmp_path):
    raw = raw_folder(
        tmp_path, {"2022/forloeb.csv": forloeb(), "2023/forloeb.csv": forloeb({}, {"cpr": "x"})}
    )
    list(build_editions(raw, tmp_path / "out", (2022, 2023), "run"))
    path = write_database(tmp_path / "out")
    with duckdb.connect(str(path), read_only=True) as database:
        value = database.sql(
            "SELECT value FROM figures WHERE figure_id = '2023/tabel-02/forloeb/alkohol'"
        ).fetchall()
        editions = database.sql("SELECT DISTINCT edition FROM figures ORDER BY 1").fetchall()
        listed = database.sql("SELECT edition, line, rule FROM quarantine").fetchall()
        rows = database.sql("SELECT edition, count(*) FROM slice_forloeb GROUP BY 1").fetchall()
    assert value == [(1,)]
    assert editions == [(2022,), (2023,)]
    assert listed == [(2023, 3, "cpr_ugyldig")]
    assert rows == [(2023, 1)]
