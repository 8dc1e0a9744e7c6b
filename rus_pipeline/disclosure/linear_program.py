"""A linear program that is solved again and again under other bounds: HiGHS, with its duals.

One thread, a fixed seed and a fixed effort, so that the same program has the same solution on every
machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from highspy import (
    Highs,
    HighsLp,
    HighsModelStatus,
    HighsVarType,
    MatrixFormat,
    kHighsInf,
)

from rus_pipeline.core.solver import GUESSING, UndecidedError

_NODES = 50  # branch-and-bound nodes at the most
_STILL = 1e-9
_DUAL, _PRIMAL = 1, 4  # the solver's simplex methods
_UNDECIDED = {HighsModelStatus.kUnknown, HighsModelStatus.kSolveError}

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]

Row = tuple[Mapping[int, float], float, float]
"""Column → factor, and the lower and upper bound of their sum."""


@dataclass(frozen=True)
class Optimum:
    """An optimal solution: objective value, column values, and the duals of columns and rows."""

    value: float
    columns: Sequence[float]
    column_duals: Sequence[float]
    row_duals: Sequence[float]


class LinearProgram:
    """A minimisation problem whose objective and column bounds change between solutions.

    ``bounds`` are the columns' (lower, upper). After a solution, ``gave_up`` is whether the integer
    search ended at its fixed effort.
    """

    def __init__(self, bounds: Sequence[tuple[float, float]], rows: Sequence[Row]) -> None:
        program = HighsLp()
        program.num_col_, program.num_row_ = len(bounds), len(rows)
        program.col_cost_ = np.zeros(len(bounds))
        program.col_lower_ = np.array([lower for lower, _ in bounds], dtype=np.float64)
        program.col_upper_ = np.array([upper for _, upper in bounds], dtype=np.float64)
        program.row_lower_ = np.array([lower for _, lower, _ in rows], dtype=np.float64)
        program.row_upper_ = np.array([upper for *_, upper in rows], dtype=np.float64)
        matrix: Any = program.a_matrix_
        matrix.format_ = MatrixFormat.kRowwise
        matrix.start_ = np.cumsum([0, *(len(terms) for terms, *_ in rows)], dtype=np.int32)
        matrix.index_ = np.array([c for terms, *_ in rows for c in terms], dtype=np.int32)
        matrix.value_ = np.array([f for t, *_ in rows for f in t.values()], dtype=np.float64)
        self._solver = Highs()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("output_flag", False)  # noqa: FBT003
        self._solver.setOptionValue("threads", 1)
        self._solver.setOptionValue("random_seed", 1)
        # An effort, not a time: the same program ends the same way on every machine.
        self._solver.setOptionValue("mip_max_nodes", _NODES)
        # Integers are searched for without it first, and with it only where none is found.
        self._solver.setOptionValue(GUESSING, False)  # noqa: FBT003
        self._solver.passModel(program)
        self._columns = len(bounds)
        self._bounds, self._rows = bounds, rows
        self._low = np.concatenate([program.col_lower_, program.row_lower_])
        self._high = np.concatenate([program.col_upper_, program.row_upper_])
        self._cost: dict[int, float] = {}
        self._is_bounded_anew = True
        self.gave_up = False

    @cached_property
    def _matrix(self) -> Matrix:
        """One row for each column's bounds, then the rows."""
        found = np.zeros((self._columns + len(self._rows), self._columns))
        np.fill_diagonal(found, 1)
        for row, (terms, *_) in enumerate(self._rows, self._columns):
            found[row, list(terms)] = list(terms.values())
        return found

    def steps(self, point: Vector, directions: Matrix) -> tuple[Vector, Vector]:
        """Return how far one can go from a feasible point: back (at most 0) and ahead.

        ``directions`` has a direction in each row. The columns have the bounds they began with.
        """
        at, speeds = self._matrix @ point, directions @ self._matrix.T
        speeds[np.abs(speeds) < _STILL] = 0
        with np.errstate(divide="ignore", invalid="ignore"):
            to_low, to_high = (self._low - at) / speeds, (self._high - at) / speeds
        back, ahead = np.fmin(to_low, to_high), np.fmax(to_low, to_high)
        still = speeds == 0
        back[still], ahead[still] = -np.inf, np.inf
        return back.max(axis=1), ahead.min(axis=1)

    def changes_from(self, point: Vector) -> "Changes":
        """Return the changes that lead from a feasible point to others.

        The columns have the bounds they began with.
        """
        return Changes(self._bounds, self._rows, point)

    def bound_column(self, column: int, lower: float, upper: float) -> None:
        """Change the bounds of a column."""
        self._is_bounded_anew = True
        self._solver.changeColBounds(column, lower, upper)

    def require_integers(self) -> None:
        """Require every column to be an integer."""
        self._set_kind(HighsVarType.kInteger)

    def relax_integers(self) -> None:
        """Allow every column any real number."""
        self._set_kind(HighsVarType.kContinuous)

    def _set_kind(self, kind: HighsVarType) -> None:
        every = np.arange(self._columns, dtype=np.int32)
        kinds = np.full(self._columns, int(kind), dtype=np.uint8)
        self._solver.changeColsIntegrality(self._columns, every, kinds)

    def minimise(self, cost: Mapping[int, float]) -> Optimum | None:
        """Minimise ``cost`` (column → factor). Return the optimum, or None where it is infeasible.

        An integer search that ends at its fixed effort returns None too, with ``gave_up`` set.
        Raises UndecidedError where the solver can tell neither.
        """
        if cost != self._cost:
            for column in self._cost.keys() - cost.keys():
                self._solver.changeColCost(column, 0.0)
            for column, factor in cost.items():
                self._solver.changeColCost(column, factor)
            self._cost = dict(cost)
        # Where only the cost is another, the last vertex is feasible: the primal method needs a
        # tenth of the steps.
        method = _DUAL if self._is_bounded_anew else _PRIMAL
        self._solver.setOptionValue("simplex_strategy", method)
        self._is_bounded_anew = False
        status = self._status()
        self.gave_up = status == HighsModelStatus.kSolutionLimit
        if status in {HighsModelStatus.kInfeasible, HighsModelStatus.kUnboundedOrInfeasible}:
            return None
        if self.gave_up:
            return None
        if status == HighsModelStatus.kUnbounded:
            return Optimum(-kHighsInf, [], [], [])
        if status != HighsModelStatus.kOptimal:
            raise UndecidedError(f"the solver ended with {status}")
        found = self._solver.getSolution()
        return Optimum(
            self._solver.getInfo().objective_function_value,
            found.col_value,
            found.col_dual,
            found.row_dual,
        )

    def minimise_feasible(self, cost: Mapping[int, float]) -> Optimum:
        """Minimise ``cost`` over a program that is known to be feasible.

        Raises UndecidedError where the solver finds no solution.
        """
        found = self.minimise(cost)
        if found is None:
            raise UndecidedError("the solver finds no solution where there is one")
        return found

    def _status(self) -> HighsModelStatus:
        """Solve. Solve once more from scratch if undecided, or with heuristics if it gave up."""
        self._solver.run()
        status = self._solver.getModelStatus()
        if status in _UNDECIDED:
            self._solver.clearSolver()
            self._solver.run()
            status = self._solver.getModelStatus()
        if status == HighsModelStatus.kSolutionLimit:
            self._solver.setOptionValue(GUESSING, True)  # noqa: FBT003
            self._solver.run()
            status = self._solver.getModelStatus()
            self._solver.setOptionValue(GUESSING, False)  # noqa: FBT003
        return status


class Changes:
    """The changes from a feasible point of a program that lead to another one.

    Each column goes up or down, at the same cost, so that the cheapest change is of few columns.
    """

    def __init__(
        self, bounds: Sequence[tuple[float, float]], rows: Sequence[Row], point: Vector
    ) -> None:
        self._columns = len(bounds)
        self._up = [(0.0, high - at) for (_, high), at in zip(bounds, point, strict=True)]
        self._down = [(0.0, at - low) for (low, _), at in zip(bounds, point, strict=True)]
        changed: list[Row] = []
        for terms, low, high in rows:
            at = sum(factor * point[column] for column, factor in terms.items())
            down = {column + self._columns: -factor for column, factor in terms.items()}
            changed.append(({**terms, **down}, low - at, high - at))
        self._program = LinearProgram([*self._up, *self._down], changed)
        self._cost = dict.fromkeys(range(2 * self._columns), 1.0)

    def least(self, column: int, by: float) -> Vector | None:
        """Return the change of all columns that changes one by ``by`` and the others least."""
        up, down = column, column + self._columns
        self._program.bound_column(up, max(by, 0), max(by, 0))
        self._program.bound_column(down, max(-by, 0), max(-by, 0))
        found = self._program.minimise(self._cost)
        self._program.bound_column(up, *self._up[column])
        self._program.bound_column(down, *self._down[column])
        if found is None:
            return None
        values = np.array(found.columns, dtype=np.float64)
        change: Vector = values[: self._columns] - values[self._columns :]
        return change
