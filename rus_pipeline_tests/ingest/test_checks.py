"""Validated rows are checked by Pandera, and what is told of a failed check holds no value."""

import os
import subprocess
import sys
import traceback
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rus_pipeline.ingest.rows import validation
from rus_pipeline.ingest.rows.checks import BrokenSchemaError, check_rows
from rus_pipeline.ingest.rows.quarantine import EXPLANATIONS
from rus_pipeline.ingest.schema import COVERED, DELIVERED, EXTRACTED
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline_tests.raw import csv_text, extract, raw_folder

SCHEMA = SCHEMAS["forloeb"]
DAYS = [date(2022, 12, 31), date(2023, 1, 1), date(2023, 6, 1), date(2024, 2, 1), None]
VALUES = {
    pl.String: ["F1", "F2", None],
    pl.UInt64: [1, None],
    pl.Boolean: [True, None],
    pl.Date: DAYS,
}
CODES = {
    "indsats": ["alkohol", "stof", "tobak", None],
    "koen": ["kvinder", "ukendt", None],
    "afslutningsaarsag": ["andet", "doed", "ukendt", None],
    "effekt": ["stoffri", "ukendt", None],
}
UNKNOWN = {"tobak", "ukendt"}
RIGHT = {
    "forloeb_id": "F1",
    "person": 1,
    "indsats": "alkohol",
    "kommune": "0320",
    "indskrivningsdato": date(2023, 1, 1),
}


WAITING = next(
    rule for rule in SCHEMA.rules if (rule.name, rule.column) == ("mangler", "indskrivningsdato")
)


def beside(row):
    """Return a row with its text as delivered and the extract's own facts."""
    texts = {f"{DELIVERED}{name}": None if v is None else str(v) for name, v in row.items()}
    texts[f"{DELIVERED}cpr"] = texts[f"{DELIVERED}person"]
    dtypes = {**SCHEMA.dtypes, **dict.fromkeys(texts, pl.String)}
    return pl.DataFrame([row | texts], schema=dtypes).with_columns(
        pl.lit(date(2024, 1, 31)).alias(EXTRACTED),
        pl.lit([2023], dtype=pl.List(pl.Int32)).alias(COVERED),
    )


def row(**changed):
    return beside(dict.fromkeys(SCHEMA.dtypes) | RIGHT | changed)


@st.composite
def rows(draw):
    """Draw a row whose fields are right as often as not."""
    return beside(
        {
            name: draw(
                st.sampled_from(
                    CODES.get(name, ["0320"])
                    if dtype == SCHEMA.dtypes["indsats"]
                    else VALUES[dtype]
                )
            )
            for name, dtype in SCHEMA.dtypes.items()
        }
    )


def passes(frame):
    try:
        check_rows(frame, SCHEMA)
    except BrokenSchemaError:
        return False
    return True


def keeps_every_rule(frame):
    # Who waits is told by the contact as read, before it may be emptied.
    rules = [r for r in (*SCHEMA.field_rules, *SCHEMA.rules) if r is not WAITING]
    return not any(frame.select(rule.violated.fill_null(value=False)).item() for rule in rules)


def has_codes_of_the_lists(frame):
    return all(frame[name].item() not in UNKNOWN for name in CODES)


@given(rows())
def test_pandera_takes_the_rows_that_keep_every_rule(frame):
    """The rules that the quarantine is told by, and the schema that checks, are of one model."""
    assert passes(frame) == (keeps_every_rule(frame) and has_codes_of_the_lists(frame))


def test_a_right_row_passes():
    check_rows(row(), SCHEMA)


@pytest.mark.parametrize(
    ("changed", "failed"),
    [
        ({"forloeb_id": None}, "forloeb_id: not_nullable"),
        ({"indsats": "tobak"}, "indsats: isin"),
        ({"indskrivningsdato": date(2024, 2, 1)}, "indskrivningsdato: dato_fremtid"),
        (
            {"udskrivningsdato": date(2022, 1, 1), "afslutningsaarsag": "andet"},
            "udskrivningsdato: dato_raekkefoelge",
        ),
        ({"effekt": "stoffri"}, "effekt: felt_uventet"),
    ],
)
def test_column_and_check_that_failed_are_named_and_no_value(changed, failed):
    with pytest.raises(BrokenSchemaError, match=failed) as error:
        check_rows(row(**changed), SCHEMA)
    told = "".join(traceback.format_exception(error.value))
    assert not any(str(value) in told for value in changed.values() if value is not None)
    assert error.value.__context__ is None


def test_a_column_of_another_type_is_named():
    with pytest.raises(BrokenSchemaError, match=r"person: dtype\('UInt64'\)"):
        check_rows(row().with_columns(pl.col("person").cast(pl.String)), SCHEMA)


def test_codes_of_other_categories_are_of_another_type():
    with pytest.raises(BrokenSchemaError, match="kommune: dtype"):
        check_rows(row().with_columns(pl.lit("0320", pl.Categorical).alias("kommune")), SCHEMA)


def test_a_column_left_out_is_named():
    with pytest.raises(BrokenSchemaError, match="forloeb: column_in_dataframe"):
        check_rows(row().drop("kommune"), SCHEMA)


@pytest.mark.parametrize("stem", SCHEMAS)
def test_every_check_says_what_is_wrong_in_the_words_of_the_corrections(stem):
    frame = SCHEMAS[stem].frame
    own = [c for column in frame.columns.values() for c in column.checks if c.name != "isin"]
    assert all(check.description == EXPLANATIONS[check.name] for check in (*frame.checks, *own))


def test_no_variable_switches_the_checks_off():
    code = (
        "from rus_pipeline_tests.ingest.test_checks import passes, row;"
        "assert passes(row()) and not passes(row(effekt='stoffri'))"
    )
    off = {"PANDERA_VALIDATION_ENABLED": "False", "PANDERA_VALIDATION_DEPTH": "SCHEMA_ONLY"}
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | off)


def test_every_delivered_file_is_checked(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(validation, "check_rows", lambda frame, schema: seen.append(schema.stem))
    extract(raw_folder(tmp_path, {"2023/tilskud.csv": csv_text("tilskud", {})}))
    assert {"forloeb", "tilskud"} <= set(seen)


def test_what_is_asked_before_a_step_runs_does_not_import_pandera():
    """It takes a second to import; a run with nothing to do takes less."""
    code = (
        "import sys, rus_pipeline.pipeline.run, rus_pipeline.pipeline.stages.staging;"
        "from rus_pipeline.pipeline.steps import assets;"
        "assets(); assert 'pandera' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
