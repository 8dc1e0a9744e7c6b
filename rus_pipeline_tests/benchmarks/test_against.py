"""All ways of the benchmark agree, and ours has a limited cost."""

from importlib import import_module
from pathlib import Path

import polars as pl
import pytest

from rus_pipeline_tests.benchmarks import SIX_YEARS, YEAR
from rus_pipeline_tests.benchmarks.against import OURS, SIX_EDITIONS, SQL, measured, refuse_unequal
from rus_pipeline_tests.benchmarks.equal import differences
from rus_pipeline_tests.benchmarks.many_courses import EVERY, write

FAR_OUT = 5.0  # times what DuckDB takes, both after their imports


def test_six_small_editions_give_the_same_figures_as_sql(tmp_path):
    raw = write(tmp_path / "raw", int(SIX_EDITIONS), SIX_YEARS)
    refuse_unequal(raw, tmp_path, (OURS, SQL))
    listed = pl.read_csv(tmp_path / "ours" / "quarantine.csv")
    assert listed["file"].n_unique() > 1


@pytest.mark.slow
def test_courses_give_the_same_figures_as_sql_at_a_similar_cost():
    found = {one.way: one for one in measured("20000", (OURS, SQL), count=3)}
    assert found[SQL.name].ratio_after_imports.median < FAR_OUT


def test_a_difference_is_reported(tmp_path):
    raw = write(tmp_path / "raw", 1000)
    refuse_unequal(raw, tmp_path, (OURS, SQL))
    file = tmp_path / SQL.script.stem / "figures.parquet"
    pl.read_parquet(file).with_columns(pl.col("value") + 1).write_parquet(file)
    assert differences(tmp_path / "ours", file.parent)


def test_the_same_number_gives_the_same_file(tmp_path):
    one, other = (write(tmp_path / name, 3 * EVERY) / str(YEAR) / "forloeb.csv" for name in "ab")
    assert one.read_bytes() == other.read_bytes()
    assert not set(one.read_bytes()) & set(range(0x80, 0xA0))  # Latin-1 is Windows-1252 there


def test_every_rule_of_forloeb_is_broken_by_some_row(tmp_path):
    raw = write(tmp_path / "raw", 54 * EVERY)
    (out := tmp_path / "out").mkdir()
    from rus_pipeline_tests.benchmarks.pairs import run

    run(OURS, raw, out)
    rules = set(pl.read_csv(out / "quarantine.csv")["rule"])
    assert rules == {
        "feltantal",
        "mangler",
        "dato_ugyldig",
        "cpr_ugyldig",
        "kode_ukendt",
        "kommune_ukendt",
        "id_dublet",
        "dato_raekkefoelge",
        "dato_fremtid",
        "alder_urimelig",
        "felt_uventet",
    }


@pytest.mark.parametrize("name", sorted(path.stem for path in Path(__file__).parent.glob("*.py")))
def test_every_program_that_is_run_by_hand_can_be_loaded(name):
    import_module(f"rus_pipeline_tests.benchmarks.{name}")
