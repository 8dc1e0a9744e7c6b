"""The compiled schema demands of each row what Pandera does by the same schema."""

from datetime import date

import pandera.errors
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rus_pipeline.ingest.folder import SCHEMAS
from rus_pipeline.ingest.proof import ProofError, prove
from rus_pipeline.ingest.schema import COVERED, DELIVERED, EXTRACTED

SCHEMA = SCHEMAS["forloeb"]
DAYS = [date(2022, 12, 31), date(2023, 1, 1), date(2023, 6, 1), None]
VALUES = {
    pl.String: ["F1", "F2", None],
    pl.UInt64: [1, None],
    pl.Boolean: [True, None],
    pl.Date: DAYS,
}
CODES = {
    "indsats": ["alkohol", "stof", "tobak", None],
    "koen": ["kvinder", "andet", None],
    "afslutningsaarsag": ["andet", "doed", "ukendt", None],
    "effekt": ["stoffri", "ukendt", None],
}


def values(name, dtype):
    return CODES.get(name, ["0320"]) if dtype.is_(SCHEMA.dtypes["indsats"]) else VALUES[dtype]


@st.composite
def frames(draw):
    """Draw a row whose fields are right as often as not."""
    row = {
        name: draw(st.sampled_from(values(name, dtype))) for name, dtype in SCHEMA.dtypes.items()
    }
    texts = {f"{DELIVERED}{name}": draw(st.sampled_from(["x", None])) for name in ("cpr", *row)}
    dtypes = {**SCHEMA.dtypes, **dict.fromkeys(texts, pl.String)}
    return pl.DataFrame([{**row, **texts}], schema=dtypes).with_columns(
        pl.lit(date(2023, 12, 31)).alias(EXTRACTED),
        pl.lit([2023], dtype=pl.List(pl.Int32)).alias(COVERED),
    )


def proved(frame):
    try:
        prove(frame, SCHEMA)
    except ProofError:
        return False
    return True


def holds_by_pandera(frame):
    try:
        SCHEMA.frame.validate(frame)
    except pandera.errors.SchemaError:
        return False
    return True


@given(frames())
def test_rows_are_proved_where_pandera_takes_them(frame):
    assert proved(frame) == holds_by_pandera(frame)


RIGHT = {
    "forloeb_id": "F1",
    "person": 1,
    "indsats": "alkohol",
    "kommune": "0320",
    "indskrivningsdato": date(2023, 1, 1),
}


def right(**changed):
    row = dict.fromkeys(SCHEMA.dtypes) | RIGHT | changed
    texts = {f"{DELIVERED}{name}": None if v is None else str(v) for name, v in row.items()}
    dtypes = {**SCHEMA.dtypes, **dict.fromkeys(texts, pl.String)}
    return pl.DataFrame([row | texts], schema=dtypes).with_columns(
        pl.lit(date(2023, 12, 31)).alias(EXTRACTED),
        pl.lit([2023], dtype=pl.List(pl.Int32)).alias(COVERED),
    )


def test_a_right_row_is_proved():
    assert proved(right())
    assert holds_by_pandera(right())


@pytest.mark.parametrize(
    ("changed", "demand"),
    [
        ({"forloeb_id": None}, "forloeb_id is there"),
        ({"indsats": "tobak"}, "indsats is in its list"),
        ({"udskrivningsdato": date(2022, 1, 1)}, "dato_raekkefoelge:udskrivningsdato"),
        ({"effekt": "stoffri"}, "felt_uventet:effekt"),
    ],
)
def test_what_is_not_met_is_named_and_no_value_shown(changed, demand):
    with pytest.raises(ProofError, match=demand) as error:
        prove(right(**changed), SCHEMA)
    assert "tobak" not in str(error.value)


def test_a_column_of_another_type_is_named():
    with pytest.raises(ProofError, match="person is String"):
        prove(right().with_columns(pl.col("person").cast(pl.String)), SCHEMA)
