"""The rights of the files in a folder, and which of them hold rows of persons."""

import os
from contextlib import contextmanager

import duckdb
import polars as pl

OTHERS = 0o077

# Names of columns by which a table tells of single rows.
_OF_A_ROW = {"person", "line", "row_sha256"}
# Files that are no tables, and tell of single rows.
_BY_NAME = {"lines.json", "movements.json"}


@contextmanager
def umask(mask):
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def rights(path):
    return path.stat().st_mode & 0o777


def everything(folder):
    """Return every file and folder within a folder, in order."""
    return sorted(path for path in folder.rglob("*") if not path.is_symlink())


def holds_rows(path):
    """Return whether a file holds rows of persons, or facts of single rows."""
    if path.suffix == ".parquet":
        return not _OF_A_ROW.isdisjoint(pl.read_parquet_schema(path))
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as database:
            columns = database.sql("SELECT column_name FROM duckdb_columns()").fetchall()
        return not _OF_A_ROW.isdisjoint(name for (name,) in columns)
    if path.suffix == ".csv":
        heading = path.read_text(encoding="utf-8").partition("\n")[0]
        return not _OF_A_ROW.isdisjoint(heading.split(","))
    return path.name in _BY_NAME


def open_to_others(folder):
    """Return the files with rows to which others have any right, relative to the folder."""
    return [
        path.relative_to(folder).as_posix()
        for path in everything(folder)
        if path.is_file() and holds_rows(path) and rights(path) & OTHERS
    ]
