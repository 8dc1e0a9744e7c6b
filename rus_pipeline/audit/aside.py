"""The rows of stored editions that ``center.toml`` leaves out or joins with others, for traces.

Source: extract contract, The raw folder; audit contract, Trace.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rus_pipeline.figures.stored_edition import current_editions
from rus_pipeline.storage.layout import SET_ASIDE

if TYPE_CHECKING:
    import polars as pl


def joined_with(out: Path, rows: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], list[int]]:
    """Return the lines that are joined with rows (file, line), in order, of those that have any."""
    import polars as pl

    of_courses = pl.LazyFrame(
        rows, schema={"file": pl.String, "course_line": pl.Int64}, orient="row"
    )
    found = (
        _set_aside(out)
        .join(of_courses, on=["file", "course_line"], how="semi")
        .sort("line")
        .group_by("file", "course_line")
        .agg("line")
        .collect()
    )
    return {(file, line): others for file, line, others in found.iter_rows()}


def why_aside(out: Path, file: str, line: int) -> str | None:
    """Return why a row is set aside; None where it is not."""
    import polars as pl

    found = _set_aside(out).filter(pl.col("file") == file, pl.col("line") == line).collect()
    for konto, course_line in found.select("konto", "course_line").iter_rows():
        if course_line is not None:
            return (
                f"The row is joined (samlet) with line {course_line} of the same course, which"
                " counts in its place: [saml.forloeb] in center.toml"
            )
        return (
            f"The row is left out (udeladt): its account {konto} is »ikke med« under [konti] in"
            " center.toml"
        )
    return None


def _set_aside(out: Path) -> "pl.LazyFrame":
    """Return what is set aside in the current editions: file, line, konto and course_line."""
    import polars as pl

    schema = {
        "file": pl.String,
        "line": pl.Int64,
        "kind": pl.String,
        "konto": pl.String,
        "course_line": pl.Int64,
    }
    lists = [edition.folder / SET_ASIDE for edition in current_editions(out)]
    # An edition of an earlier version has none.
    found = [pl.scan_csv(path, schema=schema, glob=False) for path in lists if path.is_file()]
    return pl.concat([pl.LazyFrame(schema=schema), *found])
