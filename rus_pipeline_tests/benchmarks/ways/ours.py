"""The pipeline's own way: ``python ours.py RAW OUT``, raw files to the newest edition's figures."""

import sys
import time
from pathlib import Path

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.counting import figures
from rus_pipeline.figures.declaration import Chapter, Context
from rus_pipeline.figures.files import as_frame
from rus_pipeline.ingest.folder import RawFolder
from rus_pipeline.ingest.rows.quarantine import in_order
from rus_pipeline.ingest.values.identity import PersonKeys
from rus_pipeline.slices.build import build_slice
from rus_pipeline.tables import counted_tables

_OURS_ALONE = (Chapter.FLOW, Chapter.OUTCOME)
"""Chapters whose tables the other ways do not count."""


def main(path: Path, out: Path) -> None:
    """Write ``figures.parquet`` and ``quarantine.csv`` of every extract that was read."""
    raw = RawFolder(path, PersonKeys.from_environment())
    raw.refuse_real_numbers()
    edition = Edition(max(raw.editions), raw.center)
    rows = build_slice(raw, edition)
    context = Context(edition, rows, {})
    counted = [table for table in counted_tables() if table.chapter not in _OURS_ALONE]
    found = {table.id: figures(table, context) for table in counted}
    every = [figure for table in found.values() for figure in table]
    as_frame(edition.year, every).write_parquet(out / "figures.parquet")
    in_order(raw.extract(year).listed for year in rows.udtraek).write_csv(out / "quarantine.csv")


if __name__ == "__main__":
    began = time.perf_counter()
    main(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.stdout.write(f"{time.perf_counter() - began}\n")
