"""Ways timed against each other: fresh processes, alternating, compared round by round.

Only the standard library: a child's peak memory on Linux begins at that of the process that starts
it, so that one must stay small.
"""

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEY_VARIABLE = "RUS_PSEUDONYM_KEY"  # left out: every way uses the demonstration key


@dataclass(frozen=True)
class Way:
    """A program ``python script RAW OUT`` whose last line tells its seconds after its imports."""

    name: str
    python: Path
    script: Path


@dataclass(frozen=True)
class Run:
    """One run: seconds in all, after its imports, and of all cores; peak memory in MB."""

    seconds: float
    after_imports: float
    cpu: float
    peak: float


@dataclass(frozen=True)
class Spread:
    """A median with its range."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Return the median and the range of values."""
        return cls(statistics.median(values), min(values), max(values))


@dataclass(frozen=True)
class Result:
    """A way at a size: medians, and how many times its time ours takes, round by round."""

    size: str
    rows: int
    way: str
    rounds: int
    seconds: float
    after_imports: float
    ratio: Spread
    ratio_after_imports: Spread
    cpu: float
    peak: float


def run(way: Way, raw: Path, out: Path) -> Run:
    """Run a way once in a process of its own.

    Raises RuntimeError with what it said where it fails.
    """
    environment = {k: v for k, v in os.environ.items() if k != KEY_VARIABLE}
    environment["PYTHONPATH"] = str(ROOT)
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        child = subprocess.Popen(
            [way.python, way.script, raw, out],
            stdout=said,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=out,
        )
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        words = said.read().decode(errors="replace")
    if child.returncode:
        raise RuntimeError(f"{way.name} ended with {child.returncode}:\n{words}")
    cpu = used.ru_utime + used.ru_stime
    return Run(seconds, float(words.split()[-1]), cpu, used.ru_maxrss / 1024)


def rounds(ways: Sequence[Way], raw: Path, count: int) -> dict[str, list[Run]]:
    """Run every way once a round, each round beginning with the next of them."""
    found: dict[str, list[Run]] = {way.name: [] for way in ways}
    for number in range(count):
        first = number % len(ways)
        for way in (*ways[first:], *ways[:first]):
            with tempfile.TemporaryDirectory() as out:
                found[way.name].append(run(way, raw, Path(out)))
    return found


def results(size: str, rows: int, ours: str, runs: Mapping[str, Sequence[Run]]) -> list[Result]:
    """Return each way beside ``ours``, ratios taken within each round."""
    own = runs[ours]
    return [
        Result(
            size=size,
            rows=rows,
            way=way,
            rounds=len(found),
            seconds=statistics.median(one.seconds for one in found),
            after_imports=statistics.median(one.after_imports for one in found),
            ratio=Spread.of([a.seconds / b.seconds for a, b in zip(own, found, strict=True)]),
            ratio_after_imports=Spread.of(
                [a.after_imports / b.after_imports for a, b in zip(own, found, strict=True)]
            ),
            cpu=statistics.median(one.cpu for one in found),
            peak=max(one.peak for one in found),
        )
        for way, found in runs.items()
    ]
