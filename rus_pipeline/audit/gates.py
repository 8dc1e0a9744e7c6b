"""The four gates: what every build proves before it is put in place.

What belongs here: each gate's verdict. What does not: what follows from it (``build``), or how a
figure is measured (``measures``) or counted by SQL (``recount``). Source: audit contract,
The four gates.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from rus_pipeline.audit.measures import Measured, rounded
from rus_pipeline.audit.record_count import records
from rus_pipeline.core.errors import InputError
from rus_pipeline.figures.stored_edition import FiguresWithRows

_SHOWN = 5  # so many of a gate's complaints are told; the others are counted


class Gate(StrEnum):
    """The gates, in the contract's order."""

    TRACE_EQUALITY = "trace-equality"
    NO_ROW_TWICE = "no-row-twice"
    NOTHING_LOST = "nothing-lost"
    SECOND_OPINION = "second-opinion"

    @property
    def shows(self) -> str:
        """Return in Danish what the gate shows where it holds."""
        return _SHOWS[self]


_SHOWS = {
    Gate.TRACE_EQUALITY: "Hvert tal er det, som dets egne rækker eller dele giver",
    Gate.NO_ROW_TWICE: "Ingen række tæller to gange i et tal",
    Gate.NOTHING_LOST: "Hver leveret post er brugt eller sat ud",
    Gate.SECOND_OPINION: "Hvert tal, talt igen i SQL skrevet for sig, er det samme",
}


@dataclass(frozen=True)
class Verdict:
    """What a gate found: how many things it tried, and what does not hold, in English."""

    gate: Gate
    tried: int
    complaints: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Return whether the gate holds."""
        return not self.complaints


class GateError(InputError):
    """An edition was built but a gate does not hold: it is not put in place."""

    def __init__(self, edition: int, verdicts: Iterable[Verdict]) -> None:
        self.edition = edition
        self.verdicts = tuple(verdicts)
        failed = [verdict for verdict in self.verdicts if not verdict.holds]
        super().__init__("; ".join(_told(verdict) for verdict in failed))


def _told(verdict: Verdict) -> str:
    shown = "; ".join(verdict.complaints[:_SHOWN])
    more = len(verdict.complaints) - _SHOWN
    return f"gate {verdict.gate}: {shown}" + (f"; and {more} more" if more > 0 else "")


def trace_equality(
    counts: FiguresWithRows,
    measured: Mapping[str, Measured],
    written: Mapping[str, Iterable[tuple[str, Decimal | None]]],
) -> Verdict:
    """Check that each figure, wherever it is written, is the measure of its rows or components.

    ``written`` maps each file that figures were written to, to their ids and values in it.
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


def written_figures(folder: Path) -> dict[str, list[tuple[str, Decimal | None]]]:
    """Return each file of an edition's folder that holds figures, with their ids and values."""
    import polars as pl

    files = (folder / "figures.parquet", *sorted(folder.glob("marts/*.parquet")))
    return {
        path.relative_to(folder).as_posix(): pl.read_parquet(path)
        .select("figure_id", "value")
        .rows()
        for path in files
    }


def no_row_twice(kept: FiguresWithRows) -> Verdict:
    """Prove that no figure counts a row twice: each source holds each (file, line) once.

    Where a source holds one twice, the figures that count it so are named.
    """
    import polars as pl

    counted = [(figure, figure.counted) for figure in kept.figures.values() if figure.counted]
    doubled: set[str] = set()
    for source in sorted({counts.source for _, counts in counted}):
        of_file = kept.source(source).group_by("file")
        # They mostly stand in order already, and to sort them costs a fifth of a set of them.
        twice = (pl.col("line").sort().diff() == 0).any()
        if of_file.agg(twice.alias("twice")).collect()["twice"].any():
            doubled.add(source)
    complaints: list[str] = []
    for figure, counts in counted:
        if counts.source not in doubled:
            continue
        rows = kept.counted_rows(counts).group_by("file", "line").len().filter(pl.col("len") > 1)
        for file, line, times in rows.sort("file", "line").head(1).collect().iter_rows():
            complaints.append(f"{figure.figure_id} counts {file}:{line} {times} times")
    return Verdict(Gate.NO_ROW_TWICE, len(counted), tuple(complaints))


def nothing_lost(raw: Path, files: Mapping[str, tuple[int, int]]) -> Verdict:
    """Prove that a file's records are its validated rows and its quarantined rows together.

    ``files`` maps each raw file to how many rows were validated and how many put out.
    """
    complaints: list[str] = []
    for file, (validated, out) in files.items():
        held = records(raw / file)
        if held != validated + out:
            complaints.append(
                f"{file} holds {held} records, but {validated} were validated and {out} put out"
            )
    return Verdict(Gate.NOTHING_LOST, len(files), tuple(complaints))


def recount(figures: int, disagreements: Iterable[str]) -> Verdict:
    """Return the verdict of the second opinion on so many figures."""
    return Verdict(Gate.SECOND_OPINION, figures, tuple(disagreements))


def failed(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Yield the verdicts of gates that do not hold."""
    return (verdict for verdict in verdicts if not verdict.holds)
