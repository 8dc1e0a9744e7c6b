"""Trace: the rows behind a figure, and the figures of a row, in stored editions.

A figure's rows are those of the stored slice that equal every condition of the stored declaration.
Source: audit contract, Trace.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from rus_pipeline.audit.aside import joined_with, why_aside
from rus_pipeline.audit.rows_behind import each_once
from rus_pipeline.audit.scores import Row
from rus_pipeline.audit.traced_rows import digested, layouts_of
from rus_pipeline.core.errors import InputError
from rus_pipeline.figures.figure import Counted, Figure
from rus_pipeline.figures.rounding import nearest_rank
from rus_pipeline.figures.stored_edition import (
    OutputFolder,
    StoredEdition,
    UnknownError,
    current_editions,
    figure_of,
    releases,
)
from rus_pipeline.ingest.files.raw_rows import raw_rows
from rus_pipeline.storage.digests import changed_files


class ChangedError(InputError):
    """A raw file has changed since the figure was built; the message gives both digests."""


@dataclass(frozen=True)
class Condition:
    """A condition of a figure, and whether a row meets it; ``found`` is the row's value."""

    figure_id: str
    column: str
    wanted: Any
    found: Any
    met: bool


def trace(raw: Path, out: OutputFolder, figure_id: str) -> dict[str, Any]:
    """Return the trace of a figure of a current edition, as the contract's JSON object.

    A course that counts by its scores has them, the first and the last, under its row as
    ``measured``.

    Raises UnknownError for an id that no edition has, ChangedError if a raw file behind the figure
    has changed since the build.
    """
    edition, figure = figure_of(out, figure_id)
    behind = edition.counted_in(figure)
    rows = rows_of(edition, behind)
    return {**about(raw, out, figure_id), "rows": digested(raw, out, edition, rows, behind)}


def about(raw: Path, out: OutputFolder, figure_id: str) -> dict[str, Any]:
    """Return a figure's trace without its rows, which may be a million. Raises as ``trace``."""
    edition, figure = figure_of(out, figure_id)
    behind = edition.counted_in(figure)
    files = sorted({file for one in behind for file in _counted(one).files})
    built = edition.manifest["files"]
    _refuse_changed(raw, edition, files)
    years = sorted({int(file.partition("/")[0]) for file in files})
    return {
        "figure_id": figure.figure_id,
        "edition": edition.year,
        "value": _text(figure.value),
        "unit": figure.unit,
        "status": figure.status,
        "reason": figure.reason,
        "title": f"{figure.title}: {figure.row_label}, {figure.column_label}",
        "definition": f"{figure.definition} {figure.words}",
        "components": [
            {"figure_id": part.figure_id, "role": part.role} for part in figure.components
        ],
        **_ranked(edition, figure),
        "rows": [],
        "files": [{"file": file, "sha256": built[file]} for file in files],
        "extract": [
            {"edition": year, **edition.manifest["extracts"][str(year)]}
            for year in years
            if str(year) in edition.manifest["extracts"]
        ],
        "built": {name: edition.manifest[name] for name in ("run_id", "code_version", "built_at")},
        "other_editions": list(_elsewhere(out, edition, figure)),
    }


def _ranked(edition: StoredEdition, figure: Figure) -> dict[str, Any]:
    """Return, of a quantile, which row has its value: ``ranked``, its number in order, of how many.

    Of rows with the same value the first by file and line is the first.
    """
    counted = figure.counted
    if counted is None or counted.per_cent is None:
        return {}
    (name,) = counted.over
    rows = edition.counted_rows(counted).select("file", "line", name).drop_nulls(name)
    ordered = rows.sort(name, "file", "line").collect()
    number = nearest_rank(ordered.height, counted.per_cent)
    file, line, _ = ordered.row(number - 1)
    return {
        "ranked": {"number": number, "of": ordered.height, "file": str(file), "line": int(line)}
    }


def rows_of(
    edition: StoredEdition, figures: Sequence[Figure], first: int = 0, many: int | None = None
) -> list[Row]:
    """Return the rows that count in any of these counted figures, each once, by file and line.

    Of these, ``many`` from number ``first`` on; all by default.
    """
    found = each_once(edition, figures)
    if found is None:
        return []
    rows = found.select("file", "line").sort("file", "line").slice(first, many).collect()
    return [(str(file), int(line)) for file, line in rows.iter_rows()]


_ROW_AT = re.compile(r"(.{1,200}):([0-9]{1,12})", re.ASCII)


def row_at(text: str) -> Row:
    """Return the row that ``FILE:LINE`` names, there or not. Raises UnknownError for other text."""
    found = _ROW_AT.fullmatch(text)
    if found is None:
        raise UnknownError(f"{text[:200]}: expected FILE:LINE, as 2023/forloeb.csv:17")
    return found[1], int(found[2])


def trace_row(raw: Path, out: OutputFolder, file: str, line: int) -> dict[str, Any]:
    """Return the figures of all current editions in which a row counts.

    ``set_aside`` says why ``center.toml`` has it count in none, ``joined`` which lines are joined
    with it. Raises UnknownError if no row starts on the line; it names the nearest lines that do.
    """
    quarantined = sorted(_quarantined(out, file, line))
    aside = why_aside(out, file, line)
    figures: list[str] = []
    known = bool(quarantined or aside)
    for edition in current_editions(out):
        if file in edition.manifest["files"]:
            found = dict(_rows_in_slice(edition, file, line))
            known = known or bool(found)
            figures += figures_of_row(edition, found)
    if not known:
        _refuse_no_row(raw, out, file, line)
    return {
        "file": file,
        "line": line,
        "quarantined": quarantined,
        "set_aside": None if aside is None else str(aside),
        "joined": joined_with(out, [(file, line)]).get((file, line), []),
        "figures": figures,
    }


def why_not(raw: Path, out: OutputFolder, figure_id: str, file: str, line: int) -> dict[str, Any]:
    """Return each condition of a figure and of its components, and whether a row meets it.

    ``outside`` says why a row is not tried at all. Raises UnknownError for an unknown figure or
    row.
    """
    edition, figure = figure_of(out, figure_id)
    quarantined = sorted(_quarantined(out, file, line))
    found = dict(_rows_in_slice(edition, file, line))
    aside = why_aside(out, file, line)
    if not (found or quarantined or aside):
        _refuse_no_row(raw, out, file, line)
    conditions: list[Condition] = []
    tried: list[dict[str, Any]] = []
    for one in edition.counted_in(figure):
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
        "outside": None if conditions else str(aside or _outside(figure, quarantined)),
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


def _refuse_changed(raw: Path, edition: StoredEdition, files: Iterable[str]) -> None:
    built: Mapping[str, str] = edition.manifest["files"]
    sizes: Mapping[str, Sequence[int]] = edition.manifest.get("raw_files", {})
    suspect = {file: built[file] for file in files if not _untouched(raw / file, sizes.get(file))}
    for file, (then, now) in changed_files(raw, suspect).items():
        change = "is gone" if now is None else f"now has sha256 {now}"
        raise ChangedError(
            f"{file}: built from sha256 {then}, but the file {change}. Its lines may no longer be"
            " those that count; build the edition again with rus run, or bring the file back"
        )


_LARGE = 1 << 24


def _untouched(path: Path, then: Sequence[int] | None) -> bool:
    """Return whether a large file has its old size and time; a small one is always read."""
    if then is None or not path.is_file():
        return False
    now = path.stat()
    return now.st_size > _LARGE and [now.st_size, now.st_mtime_ns] == list(then)


def _elsewhere(
    out: OutputFolder, edition: StoredEdition, figure: Figure
) -> Iterator[dict[str, Any]]:
    for other in [*current_editions(out), *releases(out)]:
        if other.folder == edition.folder:
            continue
        found = other.figures.get("/".join((str(other.year), *figure.place)))
        if found is not None:
            source = f"udgave {other.name}" if other.release is None else f"frigivelse {other.name}"
            yield _other(found.figure_id, found.value, found.status, source)
    path = edition.folder / "reconciliation.json"
    for claim in json.loads(path.read_text(encoding="utf-8")):
        if claim["figure_id"] == figure.figure_id:
            source = f"{claim['document']}, linje {claim['line']}: {claim['printed']}"
            yield _other(figure.figure_id, claim["printed_value"], "printed", source)


def _other(figure_id: str, value: Decimal | str | None, status: str, source: str) -> dict[str, Any]:
    return {"figure_id": figure_id, "value": _text(value), "status": status, "source": source}


def _text(value: Decimal | str | None) -> str | None:
    return None if value is None else str(value)


def _quarantined(out: OutputFolder, file: str, line: int) -> set[str]:
    import csv

    rules: set[str] = set()
    year = file.partition("/")[0]
    for edition in current_editions(out):
        if str(edition.year) == year:
            with (edition.folder / "quarantine.csv").open(encoding="utf-8", newline="") as lines:
                rules |= {
                    row["rule"]
                    for row in csv.DictReader(lines)
                    if (row["file"], row["line"]) == (file, str(line))
                }
    return rules


def _rows_in_slice(
    edition: StoredEdition, file: str, line: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each source of the slice that has the row, with the row's columns."""
    import polars as pl

    for path in sorted((edition.folder / "slice").glob("*.parquet")):
        found = (
            pl.scan_parquet(path).filter(pl.col("file") == file, pl.col("line") == line).collect()
        )
        if found.height:
            yield path.stem, found.row(0, named=True)


def figures_of_row(edition: StoredEdition, found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield the figures in which the row counts: counted figures, and those composed of them."""
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
            ) or any(counts_in(edition.figures[part.figure_id]) for part in figure.components)
            counts[figure.figure_id] = known
        return known

    for figure in edition.figures.values():
        if counts_in(figure):
            yield figure.figure_id


def _conditions(figure_id: str, counted: Counted, row: Mapping[str, Any]) -> Iterator[Condition]:
    for column, wanted in counted.where.items():
        found = row[column]
        met = found in wanted if isinstance(wanted, list) else found == wanted
        yield Condition(figure_id, column, wanted, found, met)


def _refuse_no_row(raw: Path, out: OutputFolder, file: str, line: int) -> None:
    """Raise UnknownError unless a row of a file behind an edition starts on the line."""
    layouts = {
        name: layout
        for edition in current_editions(out)
        for name, (layout, _) in layouts_of(edition).items()
    }
    if file not in layouts:
        from difflib import get_close_matches

        from rus_pipeline.ingest.files.delivered_names import stem_of

        known = sorted(p.relative_to(raw).as_posix() for p in raw.glob("[0-9]*/*"))
        nearest = get_close_matches(file, [n for n in known if stem_of(n)], n=3, cutoff=0.0)
        what = "no current edition was built from it" if file in known else "no such raw file"
        raise UnknownError(f"{file}: {what}. Nearest: {', '.join(nearest) or 'none'}", nearest)
    header = layouts[file].header_line
    starts = [start for start, _ in raw_rows(raw / file, layouts[file])]
    if line in starts:
        return
    nearest = [f"{file}:{n}" for n in sorted(starts, key=lambda n: abs(n - line))[:2]]
    what = "the header stands" if line == header else "no row starts"
    said = f"{file}:{line}: {what} on this line. Nearest: {', '.join(nearest) or 'none'}"
    raise UnknownError(said, nearest)
