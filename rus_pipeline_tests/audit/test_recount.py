"""The SQL and the engine agree, and what they disagree on is told by figure."""

import re
import subprocess
import sys
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rus_pipeline
from rus_pipeline.audit import recount as recounting
from rus_pipeline.audit.recount import disagreements, recount, statements
from rus_pipeline.core.codes import kommuner
from rus_pipeline.figures import counting
from rus_pipeline_tests.audit.recounting import TABLES, differing, recounted
from rus_pipeline_tests.audit.staged import staged
from rus_pipeline_tests.figures.random_extracts import deliveries
from rus_pipeline_tests.raw import opened, raw_folder
from rus_pipeline_tests.tables.figures_of import context_of, raw_of

RAW = Path(__file__).parents[2] / "data" / "raw"
PACKAGE = Path(rus_pipeline.__file__).parent
SQL = {path.stem: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.sql")}


@pytest.fixture(scope="module")
def delivered():
    return opened(RAW)


@pytest.mark.parametrize("year", range(2018, 2024))
def test_every_edition_of_the_raw_folder(delivered, year):
    assert differing(delivered, year) == []


def check(delivery):
    with tempfile.TemporaryDirectory() as folder:
        raw = opened(raw_folder(Path(folder), delivery.files, center=delivery.center))
        for year in delivery.years:
            assert differing(raw, year) == []


SOME = settings(
    deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)


OTHER_CENTRES = st.builds(
    "\n[tilbud]\nindsatser = {}\nunge = {}\n"
    "[frister]\nbehandlingsgaranti_dage = {}\nopfoelgning_mdr = {}\n"
    "fastholdelse_dage = {}\n{}".format,
    st.lists(st.sampled_from(["Alkohol", "Stof", "Pårørende"]), min_size=1, unique=True),
    st.sampled_from(["true", "false"]),
    st.sampled_from([7, 14, 30]),
    st.sampled_from([[1, 6], [1, 3], [3, 12]]),
    st.sampled_from([28, 84, 90]),
    st.sampled_from(["", "[udgaver]\nsom = 2021\n", "[udgaver]\nsom = 2023\n"]),
)


@pytest.mark.slow
@settings(SOME, max_examples=6)
@given(deliveries(), OTHER_CENTRES)
def test_random_extracts_of_other_centres(delivery, sections):
    delivery.center += sections
    check(delivery)


@pytest.mark.sample
@settings(SOME, max_examples=24)
@given(deliveries())
def test_many_random_extracts(delivery):
    check(delivery)


def test_engine_and_sql_make_the_same_keys_of_names(tmp_path):
    grants = ["pulje", "Ældre på Ø", "Café – År 1/2", "Bedre² liv", "Unge & børn", "+++", "-x-"]
    grants += [
        "A & B",
        "A-B",
        "a & b",
        "A\u00a0&\tB",
        "A-B-2",
        "A+B",
        "B-2",
        "B",
        "b.",
        "Liv™",
        "Liv TM",
    ]
    grants += [
        "Bedre2 liv",
        "***",
        "Uden navn",
        "I-alt",
        "i+alt",
        "I-alt-2",
        "Uoplyst",
        "A\u030ar",
        "År",
    ]
    everywhere = ["kommune", *kommuner(date(2023, 12, 31))]
    given = {"2023/tilskud": "\n".join(grants), "2023/forloeb": "\n".join(everywhere)}
    assert differing(raw_of(tmp_path, given), 2023) == []


def test_each_disagreement_names_the_figure_and_both_values(delivered):
    counted = counting.figures(TABLES["tabel-09"], context_of(delivered, 2021))
    opinion = {figure.figure_id: figure.value for figure in counted}
    del opinion["2021/tabel-09/01/indskrivninger"]
    opinion |= {"2021/tabel-09/02/indskrivninger": None, "2021/tabel-09/13/x": Decimal(2)}
    first, second, third = disagreements(counted, opinion, {})
    assert re.fullmatch(r"\S+/01/\S+: the engine counts \d+, the SQL has no such figure", first)
    assert second.endswith("the SQL says that it is not available")
    assert third == "2021/tabel-09/13/x: the engine has no such figure, the SQL counts 2"


def test_an_edition_without_its_own_extract_cannot_be_recounted(delivered, tmp_path):
    context = context_of(delivered, 2021)
    with pytest.raises(KeyError):
        recount(context.edition, staged({2020: delivered.extract(2020)}, tmp_path), {})


def test_a_statement_that_fails_leaves_nothing_behind(delivered, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(recounting, "statements", lambda: {"tabel-01": "SELECT no_such_column"})
        with pytest.raises(duckdb.Error, match="no_such_column"):
            recounted(delivered, 2021)
    assert differing(delivered, 2021) == []


def test_rows_are_found_in_a_folder_whose_name_is_a_pattern_or_has_a_quote(delivered, tmp_path):
    edition = context_of(delivered, 2021).edition
    plain, odd = tmp_path / "plain", tmp_path / "[a-z]*'s?"
    plain.mkdir()
    odd.mkdir()
    own = {2021: delivered.extract(2021)}
    assert recount(edition, staged(own, odd), {}) == recount(edition, staged(own, plain), {})


def test_each_counted_table_has_a_statement_and_no_other():
    assert statements().keys() == TABLES.keys()


@pytest.mark.parametrize("table", TABLES)
def test_a_statement_names_its_rule_and_is_one_select(table):
    comment, body = re.fullmatch(r"((?:--.*\n)+)([\s\S]*)", statements()[table]).groups()
    assert "Counting rules, " in comment
    assert table in comment
    assert body.startswith(("WITH ", "SELECT "))
    assert body.find(";") == len(body.strip()) - 1


@pytest.mark.parametrize("text", SQL.values(), ids=SQL)
def test_no_statement_uses_binary_floating_point(text):
    counted = re.sub("--.*", "", text)
    assert not re.search(r"\b(DOUBLE|FLOAT|REAL|avg)\b|[^/]/[^/]", counted)


def test_the_recount_imports_nothing_of_the_engine():
    code = "import rus_pipeline.audit.recount, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    engine = {f"rus_pipeline.{name}" for name in ("tables", "slices")}
    assert not {"duckdb", "polars", *engine} & set(loaded)
