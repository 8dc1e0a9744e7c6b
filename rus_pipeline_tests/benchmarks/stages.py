"""What each stage costs: ``python stages.py RAW``, one round in one process, as JSON.

Seconds by stage, and the most memory that the process held at once, in MB.

Each stage by itself, after imports, beside a floor measured in the same round where there is one.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
import polars_hash

from rus_pipeline.audit.trace import rows_of
from rus_pipeline.core.center import read_center
from rus_pipeline.figures.stored_edition import StoredEdition
from rus_pipeline.ingest.files.file_layout import FileLayout
from rus_pipeline.ingest.files.headings import headings_of
from rus_pipeline.ingest.files.raw_rows import line_index, row_digests
from rus_pipeline.ingest.files.reading import read_records
from rus_pipeline.ingest.rows.delivery import deliver
from rus_pipeline.ingest.rows.validation import validate
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.ingest.udtraek import read_udtraek
from rus_pipeline.ingest.values.identity import PersonKeys, read_cpr
from rus_pipeline.pipeline.run import Run
from rus_pipeline.pipeline.stages import marts, slicing, staging
from rus_pipeline.storage.store import Store
from rus_pipeline_tests.benchmarks import YEAR
from rus_pipeline_tests.benchmarks.by_hand import faults

FLOOR = "floor: the bytes, lines counted"
BARE_HASH = "floor: a keyed hash of each number"
PERSON = "person key of each number"
BY_HAND = "floor: the rules by hand, on rows as text"
RULES = "validation of rows as text"
EXTRACT = "reading and validation"
FILE = f"{YEAR}/forloeb.csv"
FIGURE = f"{YEAR}/tabel-10/andet/antal"

# Stages that are timed where they happen, within the building of an edition: each time that the
# function is called in the module or class.
_WITHIN: tuple[tuple[object, str, str], ...] = (
    (staging, "validated_file", EXTRACT),
    (staging, "records", "check: nothing lost"),
    (slicing, "build_source", "slice"),
    (marts, "figures", "figures"),
    (marts, "measures", "check: trace equality"),
    (marts, "no_row_twice", "check: no row twice"),
    (marts, "recount", "check: recount in SQL"),
    (Store, "put", "results kept in the store"),
)

# Stages that are whole assets, by the group or name of these.
_WHOLE = {
    "snapshot": "snapshots",
    "public": "public edition",
    "report": "reports",
    "public_report": "reports",
    "edition": "edition put together and swapped in",
}

T = TypeVar("T")


class Clock:
    """Seconds of each stage, in order."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, stage: str, work: Callable[[], T]) -> T:
        """Time a stage, added to what it took before, and return what it made."""
        began = time.perf_counter()
        made = work()
        self.add(stage, time.perf_counter() - began)
        return made

    def add(self, stage: str, seconds: float) -> None:
        """Add seconds to what a stage took before."""
        self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds

    def around(self, place: object, name: str, stage: str) -> None:
        """Time a function of a module or class whenever it is called there."""
        honest = getattr(place, name)

        def timed(*given: Any, **named: Any) -> Any:
            return self.time(stage, lambda: honest(*given, **named))

        setattr(place, name, timed)


def one_round(path: Path) -> dict[str, float]:
    """Return the seconds of each stage of the edition of a raw folder, once."""
    clock = Clock()
    beside_floors(clock, path)
    with tempfile.TemporaryDirectory() as folder:
        _edition(clock, path, Path(folder))
    return clock.seconds


def beside_floors(clock: Clock, path: Path) -> None:
    """Time the stages of reading a raw folder's courses, and their floors."""
    keys, center = PersonKeys.from_environment(), read_center(path)
    schema, udtraek = SCHEMAS["forloeb"], read_udtraek(path, YEAR)
    headings = headings_of(schema, center)
    clock.time(FLOOR, lambda: (path / FILE).read_bytes().count(b"\n"))
    records = clock.time(
        "reading: all bytes looked at", lambda: read_records(path / FILE, FILE, headings)
    )
    clock.time("reading: bytes to cells", lambda: [read().lines.len() for read in records.pieces])
    delivery = deliver(records, schema, center)
    # The first piece stands for all: the text of a large file is more than memory holds.
    rows = delivery.pieces[0]()
    numbers = read_cpr(rows.text["cpr"]).select("nummer").drop_nulls()
    keyed = polars_hash.CryptographicHashingNameSpace(pl.col("nummer")).hmac_sha256(key=keys.key)
    by_hand = faults(rows.text, udtraek.udtrukket, keys)[0].height
    clock.time(BARE_HASH, lambda: numbers.select(keyed))
    clock.time(PERSON, lambda: numbers.select(keys.person(pl.col("nummer"))))
    clock.time(BY_HAND, lambda: faults(rows.text, udtraek.udtrukket, keys))
    alone = replace(delivery, pieces=(lambda *, only=None: _only(rows, only),))
    validated = clock.time(RULES, lambda: validate(alone, schema, udtraek, keys))
    # By hand nothing is said of ids that are there twice.
    twice = validated.listed.filter(pl.col("rule") == "id_dublet")["line"].n_unique()
    assert by_hand - twice <= validated.frame.height <= by_hand


def _only(rows: Any, only: list[int] | None) -> Any:
    if only is None:
        return rows
    return replace(rows, text=rows.text.filter(pl.col("line").is_in(only)))


def _edition(clock: Clock, path: Path, folder: Path) -> None:
    """Build the edition as it is built, and trace a figure of it."""
    for stage in _WITHIN:
        clock.around(*stage)
    out = folder / "out"
    out.mkdir()
    for made in Run(path, out, Store(folder / "store"), "benchmark").edition(YEAR):
        whole = _WHOLE.get(made.asset.partition("/")[0])
        if whole is not None:
            clock.add(whole, made.seconds)
    kept = StoredEdition(out / str(YEAR), YEAR)
    behind, index = kept.counted_in(kept.figures[FIGURE]), line_index(path / FILE, FileLayout())
    found = clock.time(f"trace: rows of {FIGURE}", lambda: rows_of(kept, behind))
    few = [line for _, line in found][:100]
    clock.time(
        "trace: digests of a hundred", lambda: row_digests(path / FILE, few, FileLayout(), index)
    )


def main() -> None:
    """Print a round as JSON."""
    seconds = one_round(Path(sys.argv[1]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"seconds": seconds, "peak": peak}))


if __name__ == "__main__":
    main()
