"""The pipeline against other ways to the same figures: ``python -m …benchmarks.against 500 …``.

A size is a number of courses in one edition; 500 is six editions of so many each. Every way must
have found the same figures and the same quarantine list before any is timed. Without sizes all are
measured, and how cost grows, and ``docs/benchmarks.md`` is written.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from rus_pipeline_tests.benchmarks import SIX_YEARS
from rus_pipeline_tests.benchmarks.pairs import ROOT, Result, Way, results, rounds, run

WAYS = Path(__file__).parent / "ways"
BENCH_PYTHON = ROOT / ".bench-venv" / "bin" / "python"  # has pandas and dbt, which .venv has not
HERE = Path(sys.executable)

OURS = Way("rus_pipeline", HERE, WAYS / "ours.py")
SQL = Way("DuckDB SQL", HERE, WAYS / "duckdb_sql.py")
PANDAS = Way("pandas", BENCH_PYTHON, WAYS / "pandas_script.py")
DBT = Way("dbt-duckdb", BENCH_PYTHON, WAYS / "dbt_duckdb.py")
FLOOR = Way("the bytes, lines counted", HERE, WAYS / "floor.py")

UP_TO_A_MILLION = {
    PANDAS: "at ten million it would need some 14 GB",
    DBT: "it runs the statements of DuckDB SQL, and starts as long as at a million",
}

SIZES = ("500", "100000", "1000000", "10000000")
SIX_EDITIONS = "500"
ROUNDS = 7


def rows_of(size: str) -> int:
    """Return how many courses a size has in all."""
    return int(size) * (6 if size == SIX_EDITIONS else 1)


def measured(
    size: str, ways: Sequence[Way] = (OURS, SQL, PANDAS, DBT, FLOOR), count: int = ROUNDS
) -> list[Result]:
    """Return what each way takes at a size, after they were found to be equal.

    Raises RuntimeError where they are not.
    """
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        module = "rus_pipeline_tests.benchmarks.many_courses"
        years = [str(year) for year in SIX_YEARS] if size == SIX_EDITIONS else []
        command = [str(HERE), "-m", module, str(raw), size, *years]
        subprocess.run(command, check=True, cwd=ROOT)
        refuse_unequal(raw, Path(folder), ways)
        return results(size, rows_of(size), OURS.name, rounds(ways, raw, count))


def refuse_unequal(raw: Path, folder: Path, ways: Sequence[Way]) -> None:
    """Run every way once, and raise RuntimeError where one did not find what ours did."""
    for way in ways:
        out = folder / way.script.stem
        out.mkdir()
        run(way, raw, out)
        if way in (OURS, FLOOR):
            continue
        module = "rus_pipeline_tests.benchmarks.equal"
        mine = folder / OURS.script.stem
        command = [str(HERE), "-m", module, str(mine), str(out)]
        told = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
        if told.returncode:
            raise RuntimeError(
                f"{editions_of(raw)}: {way.name} differs:\n{told.stdout}{told.stderr}"
            )


def editions_of(raw: Path) -> str:
    """Return the editions of a raw folder as words."""
    return ", ".join(sorted(path.name for path in raw.iterdir() if path.is_dir()))


def fitting(size: str) -> Iterator[Way]:
    """Yield the ways that are tried at a size: two of them do not go beyond a million."""
    for way in (OURS, SQL, PANDAS, DBT, FLOOR):
        if way in UP_TO_A_MILLION and rows_of(size) > 10**6:
            say(f"{size}: {way.name} is left out: {UP_TO_A_MILLION[way]}")
        else:
            yield way


def say(text: str) -> None:
    """Print a text at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def lines(found: Sequence[Result]) -> Iterator[str]:
    """Yield the results as lines of a table."""
    yield "| courses | way | seconds | ours takes | after imports | ours takes | CPU s | peak MB |"
    yield "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for one in found:
        times, inner = one.ratio, one.ratio_after_imports
        courses = "6 × 500" if one.size == SIX_EDITIONS else f"{one.rows:,}"
        yield (
            f"| {courses} | {one.way} | {one.seconds:.2f} |"
            f" {times.median:.2f} × ({times.least:.2f}–{times.most:.2f}) |"
            f" {one.after_imports:.2f} |"
            f" {inner.median:.2f} × ({inner.least:.2f}–{inner.most:.2f}) | {one.cpu:.2f} |"
            f" {one.peak:,.0f} |"
        )


def main() -> None:
    """Measure the sizes asked for and print them; or all there is to measure, and write it down."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    found: list[Result] = []
    for size in asked.sizes or SIZES:
        ways = list(fitting(size))
        new = measured(size, ways, asked.rounds)
        say("\n".join(lines(new)))
        found += new
    if not asked.sizes:
        # Here, not above: what this process holds counts as the least of what a way does.
        from rus_pipeline_tests.benchmarks.growth import measured as grown
        from rus_pipeline_tests.benchmarks.written import write

        write(found, grown(SIX_YEARS[0]))


if __name__ == "__main__":
    main()
