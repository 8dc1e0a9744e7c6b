"""The rows of stored editions that ``center.toml`` leaves out or joins with others, for traces.

Source: extract contract, The raw folder; audit contract, Trace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rus_pipeline.figures.stored_edition import OutputFolder, current_editions
from rus_pipeline.storage.layout import SET_ASIDE

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Aside:
    """Why a row is set aside: the line of the course that it is joined with, else its account."""

    konto: str | None
    course_line: int | None

    def __str__(self) -> str:
        if self.course_line is not None:
            return (
                f"The row is joined (samlet) with line {self.course_line} of the same course, which"
                " counts in its place: [saml.forloeb] in center.toml"
            )
        return (
            f"The row is left out (udeladt): its account {self.konto} is »ikke med« under [konti]"
            " in center.toml"
        )


def joined_with(
    out: OutputFolder, rows: Sequence[tuple[str, int]]
) -> Mapping[tuple[str, int], list[int]]:
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


def why_aside(out: OutputFolder, file: str, line: int) -> Aside | None:
    """Return why a row is set aside; None where it is not."""
    import polars as pl

    found = _set_aside(out).filter(pl.col("file") == file, pl.col("line") == line).collect()
    for konto, course_line in found.select("konto", "course_line").iter_rows():
        return Aside(konto, course_line)
    return None


def _set_aside(out: OutputFolder) -> "pl.LazyFrame":
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
