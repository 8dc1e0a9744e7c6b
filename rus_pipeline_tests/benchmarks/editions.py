"""What editions cost: ``python editions.py RAW [dagster]``, one round in one process, as JSON.

The newest edition's figures; and the newest edition built where all others stand. With ``dagster``:
every edition built by the package alone, and through a Dagster run. What belongs
here: a round. What does not: how many there are (``growth``).
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from rus_pipeline.build import build_editions
from rus_pipeline.edition import Edition
from rus_pipeline.extracts.folder import RawFolder
from rus_pipeline.extracts.identity import PersonKeys
from rus_pipeline.figures.counting import figures
from rus_pipeline.figures.declaration import Context
from rus_pipeline.slices import build_slice
from rus_pipeline.staleness import judge
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
    stale = [item.year for item in judge(path, out) if item.stale]
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
    editions = list(raw.editions)
    _build(path, out / "warm", editions[:1])
    began = time.perf_counter()
    _build(path, out / "alone", editions)
    alone = time.perf_counter() - began
    os.environ["DAGSTER_HOME"] = str(out / "home")
    began = time.perf_counter()
    from rus_pipeline.orchestration.runs import run_editions

    imported = time.perf_counter() - began
    began = time.perf_counter()
    run_editions(path, out / "dagster", editions, editions)
    through = time.perf_counter() - began
    return {"alone": alone, "importing Dagster": imported, "through Dagster": through}


def _build(path: Path, out: Path, years: list[int]) -> None:
    for result in build_editions(path, out, years, "benchmark"):
        if isinstance(result, Exception):
            raise result


def main() -> None:
    """Print a round as JSON."""
    work = share_of_dagster if sys.argv[2:] == ["dagster"] else newest_added
    with tempfile.TemporaryDirectory() as out:
        sys.stdout.write(json.dumps(work(Path(sys.argv[1]), Path(out))))


if __name__ == "__main__":
    main()
