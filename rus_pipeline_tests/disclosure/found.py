"""The ties of real declarations, and what follows from ties.

What belongs here: editions' figures and their ties in memory, and plain linear algebra on ties.
What does not: anything that is expected.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from highspy import Highs, HighsModelStatus, kHighsInf

from rus_pipeline.disclosure.constraints import (
    LATENT,
    Constraint,
    Constraints,
    composed_constraints,
)
from rus_pipeline.disclosure.populations import linked, populations
from rus_pipeline.disclosure.shared_rows import shared_rows
from rus_pipeline.figures.counting import figures
from rus_pipeline.ingest.folder import RawFolder
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.tables.figures_of import context_of

_NEAR = 1e-6


@dataclass(frozen=True)
class Found:
    """Editions' numbers by id, and every tie of their counts."""

    values: Mapping[str, int]
    ties: Sequence[Constraint]

    @cached_property
    def names(self) -> list[str]:
        return sorted({name for tie in self.ties for name in tie.terms})

    @cached_property
    def _spans(self) -> dict[bool, np.ndarray]:
        """Whether ties that are not exact are among them → a basis of all that follows."""
        return {inexact: self._span(inexact=inexact) for inexact in (False, True)}

    def _span(self, *, inexact: bool) -> np.ndarray:
        equal = [tie for tie in self.ties if tie.equal and (tie.exact or inexact)]
        _, sizes, rows = np.linalg.svd(np.array([self._vector(tie.terms) for tie in equal]), False)
        return rows[sizes > _NEAR]

    def _vector(self, terms: Mapping[str, int]) -> np.ndarray:
        at = {name: column for column, name in enumerate(self.names)}
        vector = np.zeros(len(self.names))
        for name, factor in terms.items():
            vector[at[name]] = factor
        return vector

    def adds_up(self, terms: Mapping[str, int], *, moved: bool = False) -> bool:
        """Return whether it follows that these are nothing together.

        ``moved``: where no person moved, which ties that are not exact tell.
        """
        vector, span = self._vector(terms), self._spans[moved]
        return bool(np.abs(vector - span.T @ (span @ vector)).max() < _NEAR)

    def never_below_zero(self, terms: Mapping[str, int]) -> bool:
        """Return whether it follows that these together are never below zero."""
        return self._fitting(terms, {}) == HighsModelStatus.kOptimal

    def fits(self) -> bool:
        """Return whether the numbers meet every tie, with some numbers for what is no figure."""
        return self._fitting({}, self.values) == HighsModelStatus.kOptimal

    def _fitting(self, cost: Mapping[str, int], values: Mapping[str, int]) -> HighsModelStatus:
        program = Highs()
        program.silent()
        columns = {
            name: program.addVariable(values.get(name, 0), values.get(name, kHighsInf))
            for name in self.names
        }
        for tie in self.ties:
            whole = sum(factor * columns[name] for name, factor in tie.terms.items())
            program.addConstr(whole == 0 if tie.equal and tie.exact else whole >= 0)
        for name, factor in cost.items():
            program.changeColCost(columns[name].index, factor)
        program.run()
        return program.getModelStatus()


def found(raw: RawFolder, *years: int) -> Found:
    """Return the counts of editions of a raw folder, and every tie of them.

    An edition tells which rows it holds of its own year, and nothing of other years'.
    """
    ties: list[Constraint] = []
    values: dict[str, int] = {}
    for year in years:
        context = context_of(raw, year)
        own = {f.figure_id: f for table in counted_tables() for f in figures(table, context)}
        drawn = context.slice.udtraek
        composed, _ = composed_constraints(own)
        tied = [t for t in composed if not any(own[name].unit == "kr." for name in t.terms)]
        for population in populations(own):
            of = drawn[population.journal.year].udtrukket
            own_rows = context.slice.frames.get(population.journal.source)
            held = [own_rows] if own_rows is not None and population.journal.year == year else []
            tied += shared_rows(population, raw.center, of, held, year)
        ties += linked(Constraints(tuple(tied), ()), context.slice.files).ties
        values |= {
            name: int(figure.value)
            for name, figure in own.items()
            if figure.value is not None and figure.unit in {"forløb", "personer"}
        }
    return Found(values, ties)


def latent(name: str) -> bool:
    return name.startswith(LATENT)
