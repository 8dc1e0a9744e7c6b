"""The proof of an edition before it is put in place: its figures measured again, and the gates.

What belongs here: running the gates on what was written. What does not: any gate.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rus_pipeline.audit import gates
from rus_pipeline.audit.gates import GateError, Verdict
from rus_pipeline.audit.kept import KeptEdition
from rus_pipeline.audit.measures import Measured, measures
from rus_pipeline.figures.stored import StoredFigure


@dataclass(frozen=True)
class Proof:
    """What was proved of an edition: its declared figures, what their rows say, the verdicts.

    ``files`` are the raw files behind each figure; all maps are by figure id.
    """

    figures: Mapping[str, StoredFigure]
    measured: Mapping[str, Measured]
    files: Mapping[str, tuple[str, ...]]
    verdicts: tuple[Verdict, ...]


def prove(
    kept: KeptEdition,
    raw: Path,
    rows_by_file: Mapping[str, tuple[int, int]],
    disagreements: Iterable[str],
) -> Proof:
    """Prove an edition that is written but not in place; ``disagreements`` are the SQL's.

    ``rows_by_file`` are, of each of its raw files, the rows validated and the rows put out. Raises
    GateError where a gate does not hold.
    """
    measured = measures(kept)
    verdicts = (
        gates.trace_equality(kept, measured),
        gates.no_row_twice(kept),
        gates.nothing_lost(raw, rows_by_file),
        gates.second_opinion(len(kept.figures), disagreements),
    )
    if not all(verdict.holds for verdict in verdicts):
        raise GateError(kept.year, verdicts)
    return Proof(kept.figures, measured, _files(kept), verdicts)


def _files(kept: KeptEdition) -> dict[str, tuple[str, ...]]:
    return {
        figure_id: tuple(
            sorted({f for one in kept.counted_in(figure) if one.counted for f in one.counted.files})
        )
        for figure_id, figure in kept.figures.items()
    }
