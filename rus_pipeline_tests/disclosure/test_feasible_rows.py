"""Feasible rows: none breaks a rule of the schema, and every kind of row is among them."""

from datetime import date

import polars as pl
import pytest

from rus_pipeline.core.codes import UNKNOWN_KOMMUNE, code_list
from rus_pipeline.core.edition import Edition
from rus_pipeline.disclosure import feasible_rows as module
from rus_pipeline.ingest.schema import DELIVERED, Kind
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.slices.variables.registry import VARIABLES
from rus_pipeline_tests.raw import opened, raw_folder

COUNTED = ("forloeb", "eksterne_forloeb", "doegnophold")
EXTRACT_DATE = date(2024, 1, 31)


@pytest.fixture(scope="module")
def edition(tmp_path_factory) -> Edition:
    raw = raw_folder(tmp_path_factory.mktemp("feasible"))
    return Edition(2023, opened(raw).center)


@pytest.fixture(scope="module")
def delivered(edition):
    """Rows by file before variables are derived."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "derive", lambda rows, *_: rows)
        patch.setattr(module, "_CACHE", {})
        return {stem: module.feasible_rows(stem, edition, EXTRACT_DATE) for stem in COUNTED}


def rules():
    return [
        pytest.param(stem, rule, id=f"{stem}-{number}-{rule.name}-{rule.column}")
        for stem in COUNTED
        for number, rule in enumerate((*SCHEMAS[stem].field_rules, *SCHEMAS[stem].rules))
    ]


@pytest.mark.parametrize(("stem", "rule"), rules())
def test_no_feasible_row_breaks_a_rule(delivered, stem, rule):
    # A field that breaks one is emptied, its text as delivered is not.
    emptied = [
        pl.col(name).is_null() & pl.col(f"{DELIVERED}{name}").is_not_null()
        for name, spec in SCHEMAS[stem].columns.items()
        if spec.secondary and name in rule.violated.meta.root_names()
    ]
    rows = delivered[stem].filter(~pl.any_horizontal(pl.lit(value=False), *emptied))
    assert rows.height > 0
    assert rows.filter(rule.violated.fill_null(value=False)).height == 0


def code_columns():
    return [
        (stem, name, spec.code_list)
        for stem in COUNTED
        for name, spec in SCHEMAS[stem].columns.items()
        if spec.code_list is not None
    ]


@pytest.mark.parametrize(("stem", "column", "codes"), code_columns())
def test_every_code_of_a_list_occurs(delivered, stem, column, codes):
    assert {code.kode for code in code_list(codes)} <= set(delivered[stem][column])


@pytest.mark.parametrize("stem", COUNTED)
def test_the_centres_own_and_unknown_municipalities_occur(delivered, edition, stem):
    own = {item.kode for item in edition.kommuner}
    assert own | {UNKNOWN_KOMMUNE} <= set(delivered[stem]["kommune"])


def may_be_missing():
    return [
        (stem, name)
        for stem in COUNTED
        for name, spec in SCHEMAS[stem].columns.items()
        if spec.required is not True and spec.kind not in {Kind.KOMMUNE, Kind.CPR}
    ]


@pytest.mark.parametrize(("stem", "column"), may_be_missing())
def test_an_optional_value_is_missing_in_some_rows_alone(delivered, stem, column):
    missing = delivered[stem][column].is_null()
    assert missing.any()
    assert not missing.all()


def test_persons_with_and_without_a_number_occur(delivered):
    born = delivered["forloeb"]["foedselsdato"]
    assert born.is_null().any()
    assert born.is_not_null().any()


def test_the_sample_is_large(delivered):
    assert min(rows.height for rows in delivered.values()) > 10_000


@pytest.mark.parametrize("stem", COUNTED)
def test_every_variable_is_a_column(edition, stem):
    assert VARIABLES[stem].keys() <= set(module.feasible_rows(stem, edition, EXTRACT_DATE).columns)


@pytest.mark.parametrize("stem", COUNTED)
def test_the_sample_is_the_same_each_time(edition, stem):
    first, second = (module._sample(stem, edition, EXTRACT_DATE) for _ in range(2))
    assert first.equals(second)


def test_a_sample_is_cached(edition):
    first, second = (module.feasible_rows("doegnophold", edition, EXTRACT_DATE) for _ in range(2))
    assert first is second


def test_every_boolean_variable_takes_both_values(edition):
    rows = module.feasible_rows("forloeb", edition, EXTRACT_DATE)
    flags = [name for name, dtype in rows.schema.items() if dtype == pl.Boolean]
    assert [name for name in flags if rows[name].drop_nulls().n_unique() < 2] == []
