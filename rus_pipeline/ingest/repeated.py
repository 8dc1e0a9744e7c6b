"""The ids that a file has more than once.

They are found across the file's pieces by a hash of each id, kept for every row; which rows are
alike is then told by reading again what the suspect rows hold. What belongs here: ``id_dublet``.
What does not: any other rule. Source: extract contract, What bad input gets.
"""

from collections.abc import Iterator, Sequence

import polars as pl

from rus_pipeline.ingest.delivery import ReadDelivered
from rus_pipeline.ingest.error_marks import error_marks
from rus_pipeline.ingest.proof import ProofError
from rus_pipeline.ingest.quarantine import ROW_OUT, findings, shown


def hashed(text: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return ``line`` and ``hash`` (UInt64) of the rows of ``text`` that have an id in ``name``.

    An error mark is no id.
    """
    ids = text.select("line", pl.col(name).alias("hash"))
    return ids.filter(~error_marks(pl.col("hash"))).with_columns(pl.col("hash").hash())


def repeated(
    ids: Sequence[pl.DataFrame], pieces: Sequence[ReadDelivered], file: str, name: str
) -> pl.DataFrame:
    """List the rows whose id is in the file before: alike, the later ones; differing, all.

    ``ids`` are the ``hashed`` ids of each piece of the file, ``pieces`` read the rows of
    each. Returns findings (``quarantine.SCHEMA``). Raises ProofError where that leaves an id twice.
    """
    suspects = pl.concat(ids).filter(pl.col("hash").is_duplicated())["line"]
    if suspects.is_empty():
        return findings([])
    rows = pl.concat(_suspect_rows(ids, pieces, suspects))
    cells = [column for column in rows.columns if column != "line"]
    found = (
        rows.filter(pl.col(name).is_duplicated())
        .with_columns(
            (pl.struct(cells).n_unique().over(name) == 1).alias("@alike"),
            (pl.int_range(pl.len()).over(name) == 0).alias("@first"),
        )
        .filter(~(pl.col("@alike") & pl.col("@first")))
    )
    # Ids with a hash of their own are of themselves; those that are left must be so now.
    left = rows.filter(~pl.col("line").is_in(found["line"].implode()))
    if not left[name].is_unique().all():
        raise ProofError(f"{file}: {name} is there twice")
    return findings(
        (file, line, name, "id_dublet", ROW_OUT, shown(value, holds_cpr=False))
        for line, value in found.select("line", name).iter_rows()
    )


def _suspect_rows(
    ids: Sequence[pl.DataFrame],
    pieces: Sequence[ReadDelivered],
    suspects: pl.Series,
) -> Iterator[pl.DataFrame]:
    for known, read in zip(ids, pieces, strict=True):
        own = known["line"].filter(known["line"].is_in(suspects.implode()))
        if not own.is_empty():
            yield read(only=own.to_list()).text
