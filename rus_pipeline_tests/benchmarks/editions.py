"""What editions cost: ``python editions.py RAW [dagster]``, one round in one process, as JSON.

The newest edition's figures; and the newest edition built where all others stand. With ``dagster``:
every edition built by the package alone, and through Dagster as ``rus run`` does.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.counting import figures
from rus_pipeline.figures.declaration import Context
from rus_pipeline.ingest.folder import RawFolder
from rus_pipeline.ingest.values.identity import PersonKeys
from rus_pipeline.pipeline.overview import write_overview
from rus_pipeline.pipeline.plan import Inputs
from rus_pipeline.pipeline.run import Run
from rus_pipeline.pipeline.status import editions_status
from rus_pipeline.slices.build import build_slice
from rus_pipeline.storage.location import configured_store
from rus_pipeline.storage.store import Store
from rus_pipeline.tables import counted_tables


def newest_added(path: Path, out: Path) -> dict[str, float]:
    """Return the seconds of the newest edition's figures, and of building it beside the others.

    ``built`` is how many editions were stale, and so built, when it came.
    """
    began = time.perf_counter()
    raw = RawFolder(path, PersonKeys.from_environment())
    raw.refuse_real_numbers()
    newest = Edition(max(raw.editions), raw.center)
    context = Context(newest, build_slice(raw, newest), {})
    for table in counted_tables():
        figures(table, context)
    counted = time.perf_counter() - began
    _build(path, out, [year for year in raw.editions if year != newest.year])
    found = editions_status(Inputs(path, out), Store(configured_store(out)))
    stale = [one.edition for one in found if one.to_make]
    began = time.perf_counter()
    _build(path, out, stale)
    return {
        "figures of the newest": counted,
        "the newest added": time.perf_counter() - began,
        "built": len(stale),
    }


def share_of_dagster(path: Path, out: Path) -> dict[str, float]:
    """Return the seconds of building every edition, without Dagster and through it."""
    raw = RawFolder(path, PersonKeys.from_environment())
    _build(path, out / "warm", raw.editions[:1])
    began = time.perf_counter()
    _build(path, out / "alone", raw.editions)
    alone = time.perf_counter() - began
    os.environ["DAGSTER_HOME"] = str(out / "home")
    os.environ["RUS_RAW"] = str(path)  # Dagster's partitions, read when it is imported
    began = time.perf_counter()
    from rus_pipeline.pipeline.dagster.partitions import known_editions

    imported = time.perf_counter() - began
    assert known_editions() == tuple(raw.editions)
    from rus_pipeline.pipeline.editions import build

    began = time.perf_counter()
    built = build(path, out / "dagster", [], force=False, progress=lambda _line: None)
    through = time.perf_counter() - began
    assert [one.failed for one in built.editions] == [None] * len(raw.editions)
    return {"alone": alone, "importing Dagster": imported, "through Dagster": through}


def _build(path: Path, out: Path, years: Sequence[int]) -> None:
    """Build editions, and the database and the front page over them.

    Raises StepError where one cannot be built.
    """
    out.mkdir(parents=True, exist_ok=True)
    run = Run(path, out, Store(configured_store(out)), "benchmark")
    for year in years:
        for _made in run.edition(year):
            pass
    write_overview(out, path)


def main() -> None:
    """Print a round as JSON."""
    work = share_of_dagster if sys.argv[2:] == ["dagster"] else newest_added
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(json.dumps(work(Path(sys.argv[1]), Path(folder) / "out")))


if __name__ == "__main__":
    main()
