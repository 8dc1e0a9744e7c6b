"""Figure → rows, and row → figures, of what was built. Source: audit contract, Trace.

A figure's rows are found on demand: by equality over the stored slice, with the conditions of the
stored declaration. What belongs here: the questions and their answers. What does not: how an answer
is printed (``commands``).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from rus_pipeline.core.errors import InputError
from rus_pipeline.figures.figure import Counted, Figure
from rus_pipeline.figures.stored_edition import (
    LINES,
    StoredEdition,
    UnknownError,
    current_editions,
    figure_of,
    releases,
)
from rus_pipeline.ingest.raw_rows import raw_rows, row_digests
from rus_pipeline.storage.digests import changed_files

Row = tuple[str, int]
"""A raw file, relative to the raw folder, and the line on which the row starts."""


class ChangedError(InputError):
    """A raw file is not as it was when the figure was built; the message gives both digests."""


@dataclass(frozen=True)
class Condition:
    """A condition of a figure, and whether a row meets it; ``found`` is the row's own value."""

    figure_id: str
    column: str
    wanted: Any
    found: Any
    met: bool


def trace(raw: Path, out: Path, figure_id: str) -> dict[str, Any]:
    """Return everything that is known of a figure that stands, as the contract's JSON object.

    Raises UnknownError for an id that no edition has, ChangedError where a raw file behind the
    figure is no longer the one it was built from.
    """
    kept, figure = figure_of(out, figure_id)
    behind = kept.counted_in(figure)
    files = sorted({file for one in behind for file in _counted(one).files})
    built = kept.manifest["files"]
    _refuse_changed(raw, kept, files)
    rows = rows_of(kept, behind)
    years = sorted({int(file.partition("/")[0]) for file in files})
    return {
        "figure_id": figure.figure_id,
        "edition": kept.year,
        "value": _text(figure.value),
        "unit": figure.unit,
        "status": figure.status,
        "reason": figure.reason,
        "title": f"{figure.title}: {figure.row_label}, {figure.column_label}",
        "definition": f"{figure.definition} {figure.words}",
        "components": [
            {"figure_id": part.figure_id, "role": part.role} for part in figure.components
        ],
        "rows": list(_with_digests(raw, kept, rows)),
        "files": [{"file": file, "sha256": built[file]} for file in files],
        "extract": [
            {"edition": year, **kept.manifest["extracts"][str(year)]}
            for year in years
            if str(year) in kept.manifest["extracts"]
        ],
        "built": {name: kept.manifest[name] for name in ("run_id", "code_version", "built_at")},
        "other_editions": list(_elsewhere(out, kept, figure)),
    }


def rows_of(kept: StoredEdition, figures: Iterable[Figure]) -> list[Row]:
    """Return the rows that count in any of these counted figures, each once, by file and line."""
    import polars as pl

    found = [kept.counted_rows(_counted(figure)).select("file", "line") for figure in figures]
    if not found:
        return []
    rows = pl.concat(found).unique().sort("file", "line").collect()
    return [(str(file), int(line)) for file, line in rows.iter_rows()]


def trace_row(raw: Path, out: Path, file: str, line: int) -> dict[str, Any]:
    """Return the figures, of every edition that stands, in which a row counts.

    Raises UnknownError where no row starts on the line, naming the nearest that do.
    """
    quarantined = sorted(_quarantined(out, file, line))
    figures: list[str] = []
    known = bool(quarantined)
    for kept in current_editions(out):
        if file in kept.manifest["files"]:
            found = dict(_rows_in_slice(kept, file, line))
            known = known or bool(found)
            figures += figures_of_row(kept, found)
    if not known:
        _refuse_no_row(raw, file, line)
    return {"file": file, "line": line, "quarantined": quarantined, "figures": figures}


def why_not(raw: Path, out: Path, figure_id: str, file: str, line: int) -> dict[str, Any]:
    """Return each condition of a figure and of what it is composed of, and whether a row meets it.

    ``outside`` says why a row is not among those that are tried at all. Raises UnknownError for an
    unknown figure or row.
    """
    kept, figure = figure_of(out, figure_id)
    quarantined = sorted(_quarantined(out, file, line))
    found = dict(_rows_in_slice(kept, file, line))
    if not found and not quarantined:
        _refuse_no_row(raw, file, line)
    conditions: list[Condition] = []
    tried: list[dict[str, Any]] = []
    for one in kept.counted_in(figure):
        counted = _counted(one)
        row = found.get(counted.source)
        own = [] if row is None else list(_conditions(one.figure_id, counted, row))
        conditions += own
        counts = row is not None and all(condition.met for condition in own)
        tried.append({"figure_id": one.figure_id, "source": counted.source, "counts": counts})
    return {
        "figure_id": figure_id,
        "file": file,
        "line": line,
        "counts": any(one["counts"] for one in tried),
        "quarantined": quarantined,
        "outside": None if conditions else _outside(figure, quarantined),
        "figures": tried,
        "conditions": [vars(condition) for condition in conditions],
    }


def _outside(figure: Figure, quarantined: Sequence[str]) -> str:
    if quarantined:
        return "The row is in quarantine, and counts nowhere"
    if figure.status != "observed":
        return f"The figure is counted from no rows: {figure.reason}"
    return "The row is not among those that the figure is counted from"


def _counted(figure: Figure) -> Counted:
    assert figure.counted is not None
    return figure.counted


def _refuse_changed(raw: Path, kept: StoredEdition, files: Iterable[str]) -> None:
    built: Mapping[str, str] = kept.manifest["files"]
    sizes: Mapping[str, Sequence[int]] = kept.manifest.get("raw_files", {})
    suspect = {file: built[file] for file in files if not _untouched(raw / file, sizes.get(file))}
    for file, (then, now) in changed_files(raw, suspect).items():
        told = "is gone" if now is None else f"now has sha256 {now}"
        raise ChangedError(
            f"{file}: built from sha256 {then}, but the file {told}. Its lines may no longer be"
            " those that count; build the edition again with rus run, or bring the file back"
        )


_LARGE = 1 << 24


def _untouched(path: Path, then: Sequence[int] | None) -> bool:
    """Return whether a large file has the size and time it had; a small one is always read."""
    if then is None or not path.is_file():
        return False
    now = path.stat()
    return now.st_size > _LARGE and [now.st_size, now.st_mtime_ns] == list(then)


def _with_digests(raw: Path, kept: StoredEdition, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    lines: dict[str, list[int]] = {}
    for file, line in rows:
        lines.setdefault(file, []).append(line)
    index = _line_index(kept)
    digests = {
        file: row_digests(raw / file, own, index.get(file, ())) for file, own in lines.items()
    }
    for file, line in rows:
        yield {"file": file, "line": line, "row_sha256": digests[file].get(line)}


def _line_index(kept: StoredEdition) -> Mapping[str, Sequence[int]]:
    path = kept.folder / LINES
    if not path.is_file():
        return {}
    found: dict[str, list[int]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _elsewhere(out: Path, kept: StoredEdition, figure: Figure) -> Iterator[dict[str, Any]]:
    for other in [*current_editions(out), *releases(out)]:
        if other.folder == kept.folder:
            continue
        found = other.figures.get("/".join((str(other.year), *figure.place)))
        if found is not None:
            source = f"udgave {other.name}" if other.release is None else f"frigivelse {other.name}"
            yield _other(found.figure_id, found.value, found.status, source)
    path = kept.folder / "reconciliation.json"
    for claim in json.loads(path.read_text(encoding="utf-8")):
        if claim["figure_id"] == figure.figure_id:
            source = f"{claim['document']}, linje {claim['line']}: {claim['printed']}"
            yield _other(figure.figure_id, claim["printed_value"], "printed", source)


def _other(figure_id: str, value: Decimal | str | None, status: str, source: str) -> dict[str, Any]:
    return {"figure_id": figure_id, "value": _text(value), "status": status, "source": source}


def _text(value: Decimal | str | None) -> str | None:
    return None if value is None else str(value)


def _quarantined(out: Path, file: str, line: int) -> set[str]:
    import csv

    rules: set[str] = set()
    year = file.partition("/")[0]
    for kept in current_editions(out):
        if str(kept.year) == year:
            with (kept.folder / "quarantine.csv").open(encoding="utf-8", newline="") as lines:
                rules |= {
                    row["rule"]
                    for row in csv.DictReader(lines)
                    if (row["file"], row["line"]) == (file, str(line))
                }
    return rules


def _rows_in_slice(
    kept: StoredEdition, file: str, line: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each source of the slice that holds the row, with the row's columns."""
    import polars as pl

    for path in sorted((kept.folder / "slice").glob("*.parquet")):
        found = (
            pl.scan_parquet(path).filter(pl.col("file") == file, pl.col("line") == line).collect()
        )
        if found.height:
            yield path.stem, found.row(0, named=True)


def figures_of_row(kept: StoredEdition, found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield the figures in which the row counts: counted ones, and those composed of them."""
    counts: dict[str, bool] = {}

    def counts_in(figure: Figure) -> bool:
        known = counts.get(figure.figure_id)
        if known is None:
            counted = figure.counted
            row = None if counted is None else found.get(counted.source)
            known = (
                counted is not None
                and row is not None
                and all(c.met for c in _conditions(figure.figure_id, counted, row))
            ) or any(counts_in(kept.figures[part.figure_id]) for part in figure.components)
            counts[figure.figure_id] = known
        return known

    for figure in kept.figures.values():
        if counts_in(figure):
            yield figure.figure_id


def _conditions(figure_id: str, counted: Counted, row: Mapping[str, Any]) -> Iterator[Condition]:
    for column, wanted in counted.where.items():
        found = row[column]
        met = found in wanted if isinstance(wanted, list) else found == wanted
        yield Condition(figure_id, column, wanted, found, met)


def _refuse_no_row(raw: Path, file: str, line: int) -> None:
    """Raise UnknownError unless a row, which no figure uses, starts on the line."""
    path = raw / file
    folders = sorted(p.relative_to(raw).as_posix() for p in raw.glob("[0-9]*/*.csv"))
    folders += sorted(p.relative_to(raw).as_posix() for p in raw.glob("[0-9]*/*.xlsx"))
    if file not in folders:
        from difflib import get_close_matches

        near = ", ".join(get_close_matches(file, folders, n=3, cutoff=0.0)) or "none"
        raise UnknownError(f"{file}: no such raw file. Nearest: {near}")
    header, *starts = [start for start, _ in raw_rows(path)] or [0]
    if line in starts:
        return
    near = ", ".join(f"{file}:{n}" for n in sorted(starts, key=lambda n: abs(n - line))[:2])
    what = "the header stands" if line == header else "no row starts"
    raise UnknownError(f"{file}:{line}: {what} on this line. Nearest: {near or 'none'}")
