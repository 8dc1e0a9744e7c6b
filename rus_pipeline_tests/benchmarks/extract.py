"""What an extract costs from bytes to validated rows: ``python -m …benchmarks.extract 500 …``.

Each part is set beside a floor that is measured in the same round, since a time means nothing on
another machine. What belongs here: the parts of reading, in one process, after imports. What does
not: what comes after validation.
"""

import hmac
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table as Shown

from rus_pipeline.center import read_center, read_udtraek
from rus_pipeline.extracts.delivery import deliver
from rus_pipeline.extracts.folder import SCHEMAS, RawFolder
from rus_pipeline.extracts.identity import PersonKeys
from rus_pipeline.extracts.reading import read_records
from rus_pipeline.extracts.validation import validate
from rus_pipeline_tests.benchmarks.many_courses import YEAR, write

FILE = f"{YEAR}/forloeb.csv"


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def one_round(raw: Path) -> dict[str, float]:
    """Return the seconds of each part, one after the other."""
    keys, center, schema = PersonKeys.from_environment(), read_center(raw), SCHEMAS["forloeb"]
    udtraek = read_udtraek(raw, YEAR)
    records = read_records(raw / FILE, FILE)
    delivery = deliver(records, schema, center)
    numbers = delivery.text["cpr"].str.replace("-", "", literal=True)
    return {
        "floor: the bytes, lines counted": _timed(lambda: (raw / FILE).read_bytes().count(b"\n")),
        "read: bytes to cells": _timed(lambda: read_records(raw / FILE, FILE)),
        "deliver: cells to the contract's words": _timed(lambda: deliver(records, schema, center)),
        "is any number real": _timed(lambda: RawFolder(raw, keys).refuse_real_numbers()),
        "floor: a bare keyed hash of each number": _timed(lambda: _hashed(numbers, keys)),
        "person: number to person": _timed(lambda: keys.persons(numbers)),
        "validate: words to rows": _timed(lambda: validate(delivery, schema, udtraek, keys)),
    }


def _hashed(numbers: pl.Series, keys: PersonKeys) -> list[bytes]:
    return [hmac.digest(keys.key, n.encode(), "sha256") for n in numbers.drop_nulls().to_list()]


def main(sizes: list[int], rounds: int = 7) -> None:
    """Time every size and print medians: milliseconds, and how many times the floor."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            raw = write(Path(folder) / "raw", size)
            one_round(raw)  # warms up
            found = [one_round(raw) for _ in range(rounds)]
        table = Shown(f"{size:,} courses", "ms", "times the bytes", box=None)
        floor, *_ = found[0]
        for part in found[0]:
            milliseconds = 1000 * statistics.median(one[part] for one in found)
            ratio = statistics.median(one[part] / one[floor] for one in found)
            table.add_row(part, f"{milliseconds:,.1f}", f"{ratio:,.1f}")
        Console().print(table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Console().print(f"peak memory {peak:,.0f} MB")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [500, 100_000])
