"""An extract's Pandera schema, compiled: all that it demands of a frame, asked at once.

Pandera asks each demand by itself, some fifty queries a frame; here they are one. What belongs
here: the demands of a schema → expressions. What does not: any demand, which the schemas declare.
"""

from collections.abc import Iterator

import polars as pl

from rus_pipeline.ingest.schema import ExtractSchema


class ProofError(Exception):
    """Rows that were validated are not what the schema demands: a fault of the program."""


def prove(frame: pl.DataFrame, schema: ExtractSchema) -> None:
    """Prove that rows are what the schema demands of each, as Pandera's ``validate`` would.

    ``frame`` has the schema's columns and those that its rules name (``schema.delivered``). That
    an id is there once is demanded of the whole file, and proved where it is whole (``repeated``).
    Raises ProofError naming the demands that it does not meet, and no value.
    """
    wrong = [
        f"{name} is {frame.schema.get(name)}"
        for name, dtype in schema.dtypes.items()
        if frame.schema.get(name) != dtype
    ]
    if not wrong:
        met = frame.select(demand.alias(name) for name, demand in _compiled(schema)).row(
            0, named=True
        )
        wrong = [name for name, holds in met.items() if not holds]
    if wrong:
        raise ProofError(f"{schema.stem}: {', '.join(wrong)}")


def _compiled(schema: ExtractSchema) -> Iterator[tuple[str, pl.Expr]]:
    for name, column in schema.frame.columns.items():
        values = pl.col(name)
        if not column.nullable:
            yield f"{name} is there", values.is_not_null().all()
        for check in column.checks:
            allowed = list(check.statistics["allowed_values"])
            yield f"{name} is in its list", values.is_in(allowed).all()
    for number, rule in enumerate(schema.rules, 1):
        holds = ~rule.violated.fill_null(value=False)
        yield f"{rule.name}:{rule.column} (rule {number})", holds.all()
