"""How the cost of each stage grows with rows, and of a build with editions."""

import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rus_pipeline_tests.benchmarks.pairs import KEY_VARIABLE, ROOT

ROWS = (500, 100_000, 1_000_000, 10_000_000)
EDITIONS = (1, 2, 4, 6, 9, 12)
COURSES = 500
ROUNDS = 3
IMPORTS = (
    "polars",
    "pandera.polars",
    "duckdb",
    "great_tables",
    "highspy",
    "rus_pipeline.cli.app",
    "rus_pipeline.ingest.folder",
    "rus_pipeline.pipeline.run",
    "dagster",
    "rus_pipeline.pipeline.dagster.runs",
)

# Each stage with a floor in the same round, and that floor.
FLOORS = {
    "person key of each number": "floor: a keyed hash of each number",
    "validation of rows as text": "floor: the rules by hand, on rows as text",
    "reading and validation": "floor: the bytes, lines counted",
}
_MODULE = "rus_pipeline_tests.benchmarks"


@dataclass(frozen=True)
class Growth:
    """What was measured: seconds by stage and rows, by number of editions, of Dagster and imports.

    ``ratios`` are those of a stage to its floor, the median of the rounds at most rows; ``peaks``
    the most memory that a process held at once, in MB, by rows.
    """

    stages: Mapping[str, Mapping[int, float]]
    ratios: Mapping[str, float]
    peaks: Mapping[int, float]
    editions: Mapping[int, Mapping[str, float]]
    dagster: Mapping[str, float]
    imports: Mapping[str, float]

    def exponent(self, stage: str) -> float | None:
        """Return the power of the rows that a stage's cost grows with, between the largest two.

        None where it took less than a hundredth of a second, which is no measure.
        """
        less, most = sorted(self.stages[stage])[-2:]
        before, after = self.stages[stage][less], self.stages[stage][most]
        if before < 0.01:
            return None
        return math.log(after / before) / math.log(most / less)


def _json(module: str, *arguments: object) -> Any:
    """Run a module in a process of its own and return what it printed."""
    environment = {k: v for k, v in os.environ.items() if k != KEY_VARIABLE}
    told = subprocess.run(
        [sys.executable, "-m", f"{_MODULE}.{module}", *map(str, arguments)],
        check=True,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
    )
    return json.loads(told.stdout.splitlines()[-1])


@dataclass(frozen=True)
class Round:
    """The seconds of each stage of an edition, and the most memory held at once, in MB."""

    seconds: Mapping[str, float]
    peak: float


def round_of(raw: Path) -> Round:
    """Measure each stage of a raw folder's edition, in a process of its own."""
    return Round(**_json("stages", raw))


def _write(folder: Path, courses: int, years: Sequence[int]) -> Path:
    command = [sys.executable, "-m", f"{_MODULE}.many_courses", str(folder), str(courses)]
    subprocess.run([*command, *map(str, years)], check=True, cwd=ROOT)
    return folder


def to_floor(stage: str, rounds: Sequence[Round]) -> float:
    """Return how many times its floor a stage takes, the median of the rounds."""
    return statistics.median(one.seconds[stage] / one.seconds[FLOORS[stage]] for one in rounds)


def measured(first: int) -> Growth:
    """Measure growth; ``first`` is the oldest edition."""
    stages: dict[str, dict[int, float]] = {}
    ratios: dict[str, float] = {}
    peaks: dict[int, float] = {}
    editions: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for rows in ROWS:
            raw = _write(Path(folder) / str(rows), rows, [])
            rounds = [round_of(raw) for _ in range(ROUNDS)]
            for stage in rounds[0].seconds:
                taken = [one.seconds[stage] for one in rounds]
                stages.setdefault(stage, {})[rows] = statistics.median(taken)
            for stage in FLOORS:
                ratios[stage] = to_floor(stage, rounds)
            peaks[rows] = max(one.peak for one in rounds)
            shutil.rmtree(raw)
        for count in EDITIONS:
            years = range(first, first + count)
            raw = _write(Path(folder) / f"{count} editions", COURSES, years)
            editions[count] = _json("editions", raw)
        shares = [_json("editions", ROOT / "data" / "raw", "dagster") for _ in range(ROUNDS)]
        dagster = {what: statistics.median(one[what] for one in shares) for what in shares[0]}
    imports = {name: _import(name) for name in IMPORTS}
    return Growth(stages, ratios, peaks, editions, dagster, imports)


def _import(module: str) -> float:
    """Return the seconds that a process takes to import a module, less those of one without."""
    taken = {
        code: statistics.median(_seconds(code) for _ in range(2 * ROUNDS + 1))
        for code in ("pass", f"import {module}")
    }
    return taken[f"import {module}"] - taken["pass"]


def _seconds(code: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    return time.perf_counter() - began
