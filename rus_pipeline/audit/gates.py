"""The gates: checks that every edition must pass before it is swapped in.

Gate 3 is checked where files are read (``pipeline.stages.staging``), gate 4 by ``recount``.
Source: audit contract, The four gates; counting rules, What must add up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from rus_pipeline.audit.measures import Measured, rounded
from rus_pipeline.figures.stored_edition import FiguresWithRows
from rus_pipeline.figures.sums import Terms, off_by

if TYPE_CHECKING:
    import polars as pl


class Gate(StrEnum):
    """The gates, in the contract's order."""

    TRACE_EQUALITY = "trace-equality"
    NO_ROW_TWICE = "no-row-twice"
    NOTHING_LOST = "nothing-lost"
    INDEPENDENT_RECOUNT = "second-opinion"
    ADDS_UP = "adds-up"

    @property
    def shows(self) -> str:
        """Return in Danish what is known if the gate holds."""
        return _SHOWS[self]


_SHOWS = {
    Gate.TRACE_EQUALITY: "Hvert tal er det, som dets egne rækker eller dele giver",
    Gate.NO_ROW_TWICE: "Ingen række tæller to gange i et tal",
    Gate.NOTHING_LOST: "Hver leveret post er brugt, sat ud, udeladt eller samlet med en anden",
    Gate.INDEPENDENT_RECOUNT: "Hvert tal, talt igen i SQL skrevet for sig, er det samme",
    Gate.ADDS_UP: "Tal, der skal stemme fra tabel til tabel, stemmer",
}


@dataclass(frozen=True)
class Verdict:
    """The result of a gate: how many things it checked, and a sentence for each fault."""

    gate: Gate
    tried: int
    complaints: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Return whether the gate holds."""
        return not self.complaints


def trace_equality(
    counts: FiguresWithRows,
    measured: Mapping[str, Measured],
    written: Mapping[str, Iterable[tuple[str, Decimal | None]]],
) -> Verdict:
    """Check that each figure has the value that its rows or components give, in every file.

    ``written`` maps each file with figures to their ids and values in it.
    """
    complaints: list[str] = []
    for figure_id, figure in counts.figures.items():
        value = rounded(measured[figure_id].value)
        if value != figure.value:
            complaints.append(f"{figure_id} is {figure.value}, its rows give {value}")
    for where, values in written.items():
        for figure_id, value in values:
            declared = counts.figures.get(figure_id)
            if declared is None:
                complaints.append(f"{where} holds {figure_id}, which was not declared")
            elif value != declared.value:
                complaints.append(f"{where} holds {value} for {figure_id}, not {declared.value}")
    return Verdict(Gate.TRACE_EQUALITY, len(counts.figures), tuple(complaints))


def adds_up(values: Mapping[str, Decimal | None], sums: Sequence[Terms]) -> Verdict:
    """Check that figures (by id) meet the sums that are asked of them."""
    complaints = tuple(
        f"{_formula(terms)} is {off}, not 0" for terms in sums if (off := off_by(terms, values))
    )
    return Verdict(Gate.ADDS_UP, len(sums), complaints)


def _formula(terms: Terms) -> str:
    text = " ".join(f"{'+' if factor > 0 else '-'} {name}" for name, factor in terms.items())
    return text.removeprefix("+ ")


def written_figures(folder: Path) -> dict[str, list[tuple[str, Decimal | None]]]:
    """Return each file with figures in an edition's folder, with their ids and values."""
    import polars as pl

    files = (folder / "figures.parquet", *sorted(folder.glob("marts/*.parquet")))
    return {
        path.relative_to(folder).as_posix(): pl.read_parquet(path)
        .select("figure_id", "value")
        .rows()
        for path in files
    }


def has_row_twice(rows: "pl.LazyFrame") -> bool:
    """Return whether a source has a (file, line) twice."""
    import polars as pl

    # Lines are mostly in order already: sorting costs a fifth of collecting distinct values.
    twice = (pl.col("line").sort().diff() == 0).any()
    found = rows.group_by("file").agg(twice.alias("twice")).collect()
    return bool(found["twice"].any())


def no_row_twice(edition: FiguresWithRows, doubled: Mapping[str, bool] | None = None) -> Verdict:
    """Check that no figure counts a row twice: each source has each (file, line) once.

    If a source has one twice, name the figures that count it twice. ``doubled`` maps each source
    to its ``has_row_twice``, if that is known.
    """
    import polars as pl

    counted = [(figure, figure.counted) for figure in edition.figures.values() if figure.counted]
    sources = sorted({counts.source for _, counts in counted})
    if doubled is None:
        doubled = {source: has_row_twice(edition.source(source)) for source in sources}
    complaints: list[str] = []
    for figure, counts in counted:
        if not doubled[counts.source]:
            continue
        rows = edition.counted_rows(counts).group_by("file", "line").len().filter(pl.col("len") > 1)
        for file, line, times in rows.sort("file", "line").head(1).collect().iter_rows():
            complaints.append(f"{figure.figure_id} counts {file}:{line} {times} times")
    return Verdict(Gate.NO_ROW_TWICE, len(counted), tuple(complaints))
