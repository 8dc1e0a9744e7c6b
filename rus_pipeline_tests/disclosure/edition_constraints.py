"""All constraints of real editions, and what follows from them by plain linear algebra."""

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
from rus_pipeline.disclosure.populations import populations, with_file_digests
from rus_pipeline.disclosure.row_constraints import row_constraints
from rus_pipeline.figures.counting import figures
from rus_pipeline.ingest.folder import RawFolder
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.tables.figures_of import context_of

_NEAR = 1e-6


@dataclass(frozen=True)
class EditionConstraints:
    """The values of editions' figures by id, and every linear constraint between their counts."""

    values: Mapping[str, int]
    constraints: Sequence[Constraint]

    @cached_property
    def names(self) -> list[str]:
        return sorted({name for one in self.constraints for name in one.terms})

    @cached_property
    def _spans(self) -> dict[bool, np.ndarray]:
        """Whether inexact constraints are included → an orthonormal basis of all that follows."""
        return {inexact: self._span(inexact=inexact) for inexact in (False, True)}

    def _span(self, *, inexact: bool) -> np.ndarray:
        equal = [
            constraint
            for constraint in self.constraints
            if constraint.equal and (constraint.exact or inexact)
        ]
        _, sizes, rows = np.linalg.svd(
            np.array([self._vector(constraint.terms) for constraint in equal]), False
        )
        return rows[sizes > _NEAR]

    def _vector(self, terms: Mapping[str, int]) -> np.ndarray:
        at = {name: column for column, name in enumerate(self.names)}
        vector = np.zeros(len(self.names))
        for name, factor in terms.items():
            vector[at[name]] = factor
        return vector

    def adds_up(self, terms: Mapping[str, int], *, nobody_moved: bool = False) -> bool:
        """Return whether it follows that the sum of factor × count is zero.

        With ``nobody_moved`` the inexact constraints count too.
        """
        vector, span = self._vector(terms), self._spans[nobody_moved]
        return bool(np.abs(vector - span.T @ (span @ vector)).max() < _NEAR)

    def never_below_zero(self, terms: Mapping[str, int]) -> bool:
        """Return whether it follows that the sum of factor × count is never below zero."""
        return self._fitting(terms, {}) == HighsModelStatus.kOptimal

    def fits(self) -> bool:
        """Return whether the values meet every constraint, for some values of latent counts."""
        return self._fitting({}, self.values) == HighsModelStatus.kOptimal

    def _fitting(self, cost: Mapping[str, int], values: Mapping[str, int]) -> HighsModelStatus:
        program = Highs()
        program.silent()
        columns = {
            name: program.addVariable(values.get(name, 0), values.get(name, kHighsInf))
            for name in self.names
        }
        for constraint in self.constraints:
            whole = sum(factor * columns[name] for name, factor in constraint.terms.items())
            program.addConstr(whole == 0 if constraint.equal and constraint.exact else whole >= 0)
        for name, factor in cost.items():
            program.changeColCost(columns[name].index, factor)
        program.run()
        return program.getModelStatus()


def constraints_of_editions(raw: RawFolder, *years: int) -> EditionConstraints:
    """Return the counts of editions of a raw folder, with every constraint between them.

    Each edition's actual rows are known of its own year alone.
    """
    found: list[Constraint] = []
    values: dict[str, int] = {}
    for year in years:
        context = context_of(raw, year)
        own = {f.figure_id: f for table in counted_tables() for f in figures(table, context)}
        composed, _ = composed_constraints(own)
        linear = [t for t in composed if not any(own[name].unit == "kr." for name in t.terms)]
        for population in populations(own):
            extract_date = context.slice.udtraek[population.year].udtrukket
            own_rows = context.slice.frames.get(population.source)
            held = [own_rows] if own_rows is not None and population.year == year else []
            linear += row_constraints(population, raw.center, extract_date, held, year)
        own_constraints = Constraints(tuple(linear), ())
        found += with_file_digests(own_constraints, context.slice.files).linear
        values |= {
            name: int(figure.value)
            for name, figure in own.items()
            if figure.value is not None and figure.unit in {"forløb", "personer"}
        }
    return EditionConstraints(values, found)


def is_latent(name: str) -> bool:
    return name.startswith(LATENT)
