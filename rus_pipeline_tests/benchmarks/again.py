"""The cost of building again, as a table: ``python -m rus_pipeline_tests.benchmarks.again``.

Six editions from nothing, with nothing changed, with one row changed, with one wording changed in
one table, and one mart from Dagster's command line.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[2]
MART = 'key:"mart/tabel_10"'
_RUS = "from rus_pipeline.cli.app import run_command; run_command()"


@dataclass(frozen=True)
class Cost:
    """Seconds of the clock, and of the processor with all processes together."""

    wall: float
    cpu: float


class Ground:
    """A copy of the package and of the raw folder, and where they are built."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(PROJECT / "rus_pipeline", folder / "code/rus_pipeline")
        shutil.copyfile(PROJECT / "requirements.lock", folder / "code/requirements.lock")
        shutil.copytree(PROJECT / "data/raw", folder / "raw")

    def run(self, *words: str) -> Cost:
        """Return what a command of Python's cost. Raises CalledProcessError where it fails."""
        where = {"RAW": "raw", "OUT": "out", "STORE": "store"}
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.folder / "code"),
            "DAGSTER_HOME": str(self.folder / "home"),
            **{f"RUS_{name}": str(self.folder / path) for name, path in where.items()},
        }
        (self.folder / "home").mkdir(exist_ok=True)
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(
            [sys.executable, *words],
            cwd=self.folder / "code",
            env=environment,
            check=True,
            capture_output=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Cost(time.perf_counter() - began, spent)

    def build(self) -> Cost:
        raw, out = str(self.folder / "raw"), str(self.folder / "out")
        return self.run("-c", _RUS, "run", "--raw", raw, "--out", out)

    def dagster(self, *words: str) -> Cost:
        return self.run("-m", "dagster", "asset", *words, "-m", "rus_pipeline.definitions")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def reword(self, name: str, words: str, other: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        assert words in text
        self.write(name, text.replace(words, other))


def costs(ground: Ground) -> Iterator[tuple[str, Cost]]:
    """Yield each, in order: what comes later is built on what came before."""
    yield "six editions from nothing", ground.build()
    yield "the same again, nothing changed", ground.build()
    ground.write("raw/2023/tilskud.csv", "pulje;aar;beloeb\nBar;2023;1000,00\n")
    yield "one row changed in the newest edition", ground.build()
    ground.reword("code/rus_pipeline/tables/tabel_10.py", "Afslutningsårsager i", "Årsager i")
    yield "one wording changed in one table, six editions", ground.build()
    yield "Dagster's start: listing the assets", ground.dagster("list")
    one = ground.dagster("materialize", "--select", MART, "--partition", "2023")
    yield "one mart from the command line", one


def lines() -> Iterator[str]:
    """Measure, and yield the lines of a table."""
    yield "| command | wall, s | CPU, s |"
    yield "| --- | ---: | ---: |"
    with tempfile.TemporaryDirectory() as folder:
        for what, cost in costs(Ground(Path(folder))):
            yield f"| {what} | {cost.wall:.1f} | {cost.cpu:.1f} |"


def main() -> None:
    for line in lines():
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
