"""Rows as a trace names them: file, line, digest, and what belongs to each row.

Source: audit contract, Trace.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rus_pipeline.audit.aside import joined_with
from rus_pipeline.audit.scores import Row, rests_on_scores, scores_of
from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.stored_edition import OutputFolder, StoredEdition
from rus_pipeline.ingest.files.file_layout import FileLayout
from rus_pipeline.ingest.files.raw_rows import located, row_digests
from rus_pipeline.storage.layout import LINES


def digested(
    raw: Path,
    out: OutputFolder,
    edition: StoredEdition,
    rows: Sequence[Row],
    behind: Sequence[Figure] = (),
) -> list[dict[str, Any]]:
    """Return rows of an edition as in a trace, each with its digest.

    ``behind`` are the counted figures that they count in: a course that counts by its scores has
    them under its row as ``measured``.
    """
    scored = any(rests_on_scores(one.counted) for one in behind if one.counted is not None)
    beside = _Beside(joined_with(out, rows), scores_of(edition, rows) if scored else {})
    return list(_with_digests(raw, edition, rows, beside))


@dataclass(frozen=True)
class _Beside:
    """Row → the lines that are joined with it, and the rows of its first and last score."""

    joined: Mapping[Row, Sequence[int]]
    measured: Mapping[Row, Sequence[Row]]


def _with_digests(
    raw: Path, edition: StoredEdition, rows: Sequence[Row], beside: _Beside
) -> Iterator[dict[str, Any]]:
    """Yield each row with its digest, and what is beside it as ``joined`` and ``measured``."""
    lines: dict[str, list[int]] = {}
    for row in rows:
        lines.setdefault(row[0], []).extend([row[1], *beside.joined.get(row, ())])
        for file, line in beside.measured.get(row, ()):
            lines.setdefault(file, []).append(line)
    where = layouts_of(edition)
    digests = {file: row_digests(raw / file, own, *where[file]) for file, own in lines.items()}

    def digested(row: Row) -> dict[str, Any]:
        return {"file": row[0], "line": row[1], "row_sha256": digests[row[0]].get(row[1])}

    for row in rows:
        found = digested(row)
        if others := beside.joined.get(row):
            own = digests[row[0]]
            found["joined"] = [{"line": one, "row_sha256": own.get(one)} for one in others]
        if scores := beside.measured.get(row):
            found["measured"] = [digested(one) for one in scores]
        yield found


def layouts_of(edition: StoredEdition) -> Mapping[str, tuple[FileLayout, Sequence[int]]]:
    """Return raw file → its layout and the index of its lines, as they were when it was read."""
    return located(json.loads((edition.folder / LINES).read_text(encoding="utf-8")))
