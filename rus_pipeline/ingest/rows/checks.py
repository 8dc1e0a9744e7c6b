"""Validated rows checked by Pandera against the schema of their file, before they are written.

Source: ``docs/decisions/0012-pandera-validates.md``.
"""

from typing import TYPE_CHECKING

import polars as pl

from rus_pipeline.ingest.schema import ExtractSchema

if TYPE_CHECKING:
    from pandera.errors import SchemaError


class BrokenSchemaError(Exception):
    """Validated rows break the schema of their file: a fault of the program."""


def check_rows(frame: pl.DataFrame, schema: ExtractSchema) -> None:
    """Check some validated rows of a file against its Pandera schema.

    ``frame`` has the schema's columns and those that its rules read (``schema.Rule``). An id may be
    there twice: that is checked where the file is whole (``duplicates``). Raises BrokenSchemaError
    with the column and check that failed first, and no value.
    """
    from pandera.config import ValidationDepth, config_context
    from pandera.errors import SchemaError

    # No environment variable switches the checks off. They run on a DataFrame: on a LazyFrame
    # Pandera looks at types alone.
    with config_context(
        validation_enabled=True,
        validation_depth=ValidationDepth.SCHEMA_AND_DATA,
        use_narwhals_backend=False,
    ):
        try:
            # Not ``lazy``: Pandera cannot put the failures of both kinds of check in one list.
            schema.piece.validate(frame)
        except SchemaError as error:
            failed = _failed(error)
        else:
            return
    # Raised outside the handler: Pandera's error holds the rows, and must not be its context.
    raise BrokenSchemaError(f"{schema.stem}: {failed}")


def _failed(error: "SchemaError") -> str:
    check = getattr(error.check, "name", None) or str(error.check)
    statistics = getattr(error.check, "statistics", None) or {}
    return f"{statistics.get('column') or error.column_name or error.schema.name}: {check}"
