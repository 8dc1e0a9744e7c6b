"""The scores behind a course: the rows of ``maalinger`` that tell how it changed.

They are the first and the last ORS score of a course with two or more. Source: counting rules,
effekt-ors.
"""

from collections.abc import Collection, Mapping
from pathlib import PurePath
from typing import TypeAlias

from rus_pipeline.figures.figure import Counted
from rus_pipeline.figures.stored_edition import StoredEdition
from rus_pipeline.ingest.files.delivered_names import stem_of

Row: TypeAlias = tuple[str, int]
"""A raw file, relative to the raw folder, and the line on which a row starts."""


def rests_on_scores(counted: Counted) -> bool:
    """Return whether scores tell which courses count in a figure."""
    return any(map(_holds_scores, counted.files))


def scores_of(
    edition: StoredEdition, courses: Collection[Row] | None = None
) -> Mapping[Row, tuple[Row, Row]]:
    """Return course → the rows of its first and its last score, of ``courses`` or of all.

    A course with fewer than two scores is left out.
    """
    import polars as pl

    from rus_pipeline.slices import COURSES
    from rus_pipeline.slices.measures import FIRST_LINE, LAST_LINE

    own = [name for name in edition.manifest["files"] if name.startswith(f"{edition.year}/")]
    file = next(filter(_holds_scores, own), None)
    rows = edition.source(COURSES)
    if file is None or FIRST_LINE not in rows.collect_schema():
        return {}
    rows = rows.filter(pl.col(FIRST_LINE).is_not_null())
    if courses is not None:
        rows = rows.filter(pl.col("line").is_in([line for _, line in courses]))
    found = rows.select("file", "line", FIRST_LINE, LAST_LINE).collect()
    return {
        (course, line): ((file, first), (file, last)) for course, line, first, last in found.rows()
    }


def _holds_scores(file: str) -> bool:
    from rus_pipeline.slices import MEASURES

    return stem_of(PurePath(file).name) == MEASURES
