"""The ids that a file has more than once.

Of every row a hash of its id is kept, so that duplicates are found across the pieces of a file.
The rows with the same hash are then read again, and their text decides. Source: extract contract,
What bad input gets, ``id_dublet``.
"""

from collections.abc import Iterator, Sequence

import polars as pl

from rus_pipeline.ingest.rows.checks import BrokenSchemaError
from rus_pipeline.ingest.rows.delivery import ReadDelivered
from rus_pipeline.ingest.rows.quarantine import ROW_OUT, findings, shown
from rus_pipeline.ingest.values.error_marks import error_marks


def id_hashes(text: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return ``line`` and ``hash`` (UInt64) of the rows of ``text`` that have an id in ``name``.

    An error mark is no id.
    """
    ids = text.select("line", pl.col(name).alias("hash"))
    return ids.filter(~error_marks(pl.col("hash"))).with_columns(pl.col("hash").hash())


def duplicate_ids(
    hashes: Sequence[pl.DataFrame], pieces: Sequence[ReadDelivered], file: str, name: str
) -> pl.DataFrame:
    """List the rows whose id another row has: the later ones where they are alike, else all.

    ``hashes`` are the ``id_hashes`` of each piece of the file, ``pieces`` read its rows. Returns
    findings (``quarantine.SCHEMA``). Raises BrokenSchemaError where an id would be left twice.
    """
    suspects = pl.concat(hashes).filter(pl.col("hash").is_duplicated())["line"]
    if suspects.is_empty():
        return findings([])
    rows = pl.concat(_suspect_rows(hashes, pieces, suspects))
    cells = [column for column in rows.columns if column != "line"]
    found = (
        rows.filter(pl.col(name).is_duplicated())
        .with_columns(
            (pl.struct(cells).n_unique().over(name) == 1).alias("@alike"),
            (pl.int_range(pl.len()).over(name) == 0).alias("@first"),
        )
        .filter(~(pl.col("@alike") & pl.col("@first")))
    )
    # An id whose hash no other has is unique; so must the ids of the rows read again be now.
    left = rows.filter(~pl.col("line").is_in(found["line"].implode()))
    if not left[name].is_unique().all():
        raise BrokenSchemaError(f"{file}: {name} is there twice")
    return findings(
        (file, line, name, "id_dublet", ROW_OUT, shown(value, holds_cpr=False))
        for line, value in found.select("line", name).iter_rows()
    )


def _suspect_rows(
    hashes: Sequence[pl.DataFrame],
    pieces: Sequence[ReadDelivered],
    suspects: pl.Series,
) -> Iterator[pl.DataFrame]:
    for known, read in zip(hashes, pieces, strict=True):
        own = known["line"].filter(known["line"].is_in(suspects.implode()))
        if not own.is_empty():
            yield read(only=own.to_list()).text
