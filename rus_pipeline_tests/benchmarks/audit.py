"""What trace and gates cost as rows grow: ``python -m rus_pipeline_tests.benchmarks.audit 500 …``.

An edition of ``data/raw`` is multiplied: its slice and its raw file of courses, each row again with
a line of its own, and its validated courses for the SQL. What belongs here: timing, in one process,
after imports. What does not: a limit on a time, which another machine would break.
"""

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table as Shown

from rus_pipeline.audit.gates import no_row_twice, nothing_lost
from rus_pipeline.audit.kept import KeptEdition
from rus_pipeline.audit.measures import measures
from rus_pipeline.audit.raw_rows import file_sha256, line_index, row_digests
from rus_pipeline.audit.second_opinion import second_opinion
from rus_pipeline.audit.trace import rows_of
from rus_pipeline.build import build_edition
from rus_pipeline.built import BuiltEdition
from rus_pipeline.extracts.folder import RawFolder
from rus_pipeline.extracts.identity import PersonKeys
from rus_pipeline.published.claims import read_claims

RAW = Path(__file__).parents[2] / "data" / "raw"
YEAR = 2023
FILE = f"{YEAR}/forloeb.csv"
FIGURE = f"{YEAR}/tabel-10/andet/antal"  # a figure of few rows, as most that are asked about


def _median(work: Callable[[], object], repeats: int) -> float:
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _multiplied(frame: pl.DataFrame, rows: int) -> pl.DataFrame:
    """Return a frame of about so many rows, its own again and again, each on a line of its own."""
    times = max(1, round(rows / frame.height))
    many = pl.concat([frame] * times)
    return many.with_columns(line=pl.int_range(2, many.height + 2, dtype=pl.Int64))


def _written(folder: Path, built: BuiltEdition, rows: int) -> tuple[KeptEdition, Path]:
    """Write an edition of so many courses and its raw file."""
    kept, raw = folder / str(YEAR), folder / "raw"
    shutil.copytree(built.folder, kept)
    courses = pl.read_parquet(kept / "slice" / "forloeb.parquet")
    # The rows of the other closing reasons are multiplied; those of FIGURE stay few.
    few = pl.col("udskrevet") & (pl.col("afslutningsaarsag") == "andet").fill_null(value=False)
    many = pl.concat([courses.filter(few), _multiplied(courses.filter(~few), rows)])
    many = many.with_columns(line=pl.int_range(2, many.height + 2, dtype=pl.Int64))
    many.write_parquet(kept / "slice" / "forloeb.parquet")
    header, *lines = (RAW / FILE).read_bytes().splitlines(keepends=True)
    (raw / FILE).parent.mkdir(parents=True)
    with (raw / FILE).open("wb") as file:
        file.write(header)
        whole, rest = divmod(many.height, len(lines))
        for _ in range(whole):
            file.write(b"".join(lines))
        file.write(b"".join(lines[:rest]))
    return KeptEdition(kept, YEAR), raw


def measured(built: BuiltEdition, rows: int, repeats: int) -> dict[str, float]:
    """Return seconds of each part at about so many rows."""
    with tempfile.TemporaryDirectory() as folder:
        kept, raw = _written(Path(folder), built, rows)
        behind = kept.counted_in(kept.figures[FIGURE])
        found = rows_of(kept, behind)
        index = line_index(raw / FILE)
        count = kept.source("forloeb").select(pl.len()).collect().item()
        own = built.extracts[YEAR]
        courses = replace(own.files["forloeb"], frame=_multiplied(own.files["forloeb"].frame, rows))
        extracts = {**built.extracts, YEAR: replace(own, files={**own.files, "forloeb": courses})}
        opinion = lambda: second_opinion(built.edition, extracts, built.context.printed)  # noqa: E731
        return {
            "rows": count,
            "trace: rows": _median(lambda: rows_of(kept, behind), repeats),
            "trace: digests": _median(
                lambda: row_digests(raw / FILE, [line for _, line in found], index), repeats
            ),
            "sha256 of the raw file": _median(lambda: file_sha256(raw / FILE), repeats),
            "trace-equality": _median(lambda: measures(kept), repeats),
            "no-row-twice": _median(lambda: no_row_twice(kept), repeats),
            "nothing-lost": _median(lambda: nothing_lost(raw, {FILE: (count, 0)}), repeats),
            "second-opinion": _median(opinion, repeats),
        }


def main(sizes: list[int]) -> None:
    """Time every size and print a table."""
    with tempfile.TemporaryDirectory() as out:
        raw = RawFolder(RAW, PersonKeys.from_environment())
        claims, _ = read_claims(RAW)
        built = build_edition(raw, Path(out), YEAR, "benchmark", claims)
        found = [measured(built, size, 5 if size <= 100_000 else 3) for size in sizes]
    table = Shown("Milliseconds", *(f"{int(one['rows']):,} rows" for one in found), box=None)
    for part in list(found[0])[1:]:
        table.add_row(part, *(f"{1000 * one[part]:,.2f}" for one in found))
    Console().print(table)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [500, 100_000])
