"""Compares the results of two ways: ``python -m rus_pipeline_tests.benchmarks.equal A B``.

Equal are every figure that courses tell, by id, value and status, and the quarantine list, line by
line in its order.
"""

import sys
from itertools import zip_longest
from pathlib import Path

import polars as pl

# No course is behind these; the other ways do not make them.
_NOT_OF_COURSES = ("tabel-03", "tabel-04", "tabel-05", "tabel-06")


def differences(one: Path, other: Path) -> list[str]:
    """Return a sentence for each figure and each line of the list that is not the same."""
    mine, theirs = _figures(one), _figures(other)
    found = [
        f"{id_}: {mine.get(id_)} and {theirs.get(id_)}"
        for id_ in dict.fromkeys([*mine, *theirs])
        if mine.get(id_) != theirs.get(id_)
    ]
    if not mine:
        found.append("there are no figures")
    listed = zip_longest(_listed(one), _listed(other))
    return found + [f"listed: {a} and {b}" for a, b in listed if a != b]


def _figures(folder: Path) -> dict[str, tuple[int | None, str]]:
    frame = pl.read_parquet(folder / "figures.parquet").select("figure_id", "value", "status")
    return {
        id_: (None if value is None else int(value), status)
        for id_, value, status in frame.iter_rows()
        if not id_.split("/")[1].startswith(_NOT_OF_COURSES)
    }


def _listed(folder: Path) -> list[tuple[str, ...]]:
    listed = pl.read_csv(folder / "quarantine.csv", infer_schema=False).fill_null("")
    return listed.select("file", "line", "column", "rule", "action", "value").rows()


if __name__ == "__main__":
    told = differences(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.stdout.write("\n".join(told[:20]))
    raise SystemExit(1 if told else 0)
