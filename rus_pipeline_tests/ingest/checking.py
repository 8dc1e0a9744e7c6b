"""One file validated on its own, and what is on its quarantine list as plain tuples."""

from pathlib import Path

import polars as pl

from rus_pipeline.core.center import read_center
from rus_pipeline.ingest.folder import validated_file
from rus_pipeline.ingest.rows.quarantine import FIELD_EMPTY, ROW_OUT
from rus_pipeline.ingest.rows.validated_file import ValidatedFile
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.ingest.udtraek import read_udtraek
from rus_pipeline.ingest.values.identity import PersonKeys
from rus_pipeline_tests.raw import CENTER, Row, csv_text, raw_folder

# What follows every course with a discharge in these tests.
DISCHARGED = {"udskrivningsdato": "01-06-2023", "afslutningsaarsag": "Andet"}

# The columns without which forloeb.csv cannot be used.
NEEDED = "forloeb_id;cpr;indsats;kommune;indskrivningsdato;udskrivningsdato;afslutningsaarsag"

OUT, EMPTIED = ROW_OUT, FIELD_EMPTY


def checked(
    tmp_path: Path, stem: str, *rows: Row, center: str = CENTER, udtraek: str | None = None
) -> ValidatedFile:
    """Return the file ``stem`` of 2023 with these rows, validated."""
    text = csv_text(stem, *rows)
    return checked_text(tmp_path, text, stem, center=center, udtraek=udtraek)


def checked_text(
    tmp_path: Path,
    content: str | bytes,
    stem: str = "forloeb",
    *,
    suffix: str = ".csv",
    center: str = CENTER,
    udtraek: str | None = None,
) -> ValidatedFile:
    """Return the file ``stem`` of 2023 with this content, validated."""
    files = {f"2023/{stem}{suffix}": content}
    raw = raw_folder(tmp_path, files, center=center, udtraek=udtraek)
    facts, keys = read_udtraek(raw, 2023), PersonKeys.from_environment()
    # Alone: with each of many short files, forloeb.csv would be validated too.
    file = validated_file(raw, SCHEMAS[stem], facts, read_center(raw), keys)
    assert file is not None
    return file


def listed(file: ValidatedFile) -> list[tuple[int, str, str, str]]:
    """Return line, column, rule and action of everything on the file's list."""
    return file.listed.select("line", "column", "rule", "action").rows()


def shown(file: ValidatedFile) -> list[str]:
    """Return the values that the file's list shows."""
    return file.listed["value"].to_list()


def values(file: ValidatedFile, column: str) -> list[object]:
    """Return a column of the validated rows."""
    return file.frame[column].to_list()


def row(file: ValidatedFile) -> dict[str, object]:
    """Return the only validated row."""
    return file.frame.row(0, named=True) if file.frame.height == 1 else _not_one(file.frame)


def _not_one(frame: pl.DataFrame) -> dict[str, object]:
    raise AssertionError(f"expected one row, got {frame.height}")
