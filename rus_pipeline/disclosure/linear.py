"""A linear program over counts of which some are held to a number: HiGHS, with its duals.

What belongs here: columns, rows, bounds and the solver's settings; one thread and a fixed seed, so
that the same program has the same solution. What does not: what a count or a row stands for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

_NODES = 50
_UNDECIDED = {HighsModelStatus.kUnknown, HighsModelStatus.kSolveError}

Row = tuple[Mapping[int, float], float, float]
"""Column → factor, and the bounds of their sum."""


@dataclass(frozen=True)
class Optimum:
    """The least value of a program, each column's value, and the duals of columns and rows."""

    value: float
    columns: Sequence[float]
    column_duals: Sequence[float]
    row_duals: Sequence[float]


class Linear:
    """A program whose bounds and objective change from one solution to the next."""

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
        # Whole numbers are looked for without it first, and with it where they are not found.
        self._solver.setOptionValue(GUESSING, False)  # noqa: FBT003
        self._solver.passModel(program)
        self._columns = len(bounds)
        self._cost: dict[int, float] = {}
        self.gave_up = False

    def bound_columns(self, bounds: Sequence[tuple[float, float]]) -> None:
        """Give every column other bounds."""
        every = np.arange(self._columns, dtype=np.int32)
        self._solver.changeColsBounds(
            self._columns,
            every,
            np.array([lower for lower, _ in bounds], dtype=np.float64),
            np.array([upper for _, upper in bounds], dtype=np.float64),
        )

    def bound_column(self, column: int, lower: float, upper: float) -> None:
        """Give a column other bounds."""
        self._solver.changeColBounds(column, lower, upper)

    def bound_row(self, row: int, lower: float, upper: float) -> None:
        """Give a row other bounds."""
        self._solver.changeRowBounds(row, lower, upper)

    def whole(self, *, whole: bool) -> None:
        """Hold every column to whole numbers, or no longer."""
        kind = HighsVarType.kInteger if whole else HighsVarType.kContinuous
        every = np.arange(self._columns, dtype=np.int32)
        kinds = np.full(self._columns, int(kind), dtype=np.uint8)
        self._solver.changeColsIntegrality(self._columns, every, kinds)

    def least(self, cost: Mapping[int, float]) -> Optimum | None:
        """Return the least of a cost, or None where nothing meets every bound.

        None too where whole numbers that do are not found within a fixed effort, and ``gave_up`` is
        then true. Raises UndecidedError where any numbers would do and the solver finds neither
        them nor that there are none.
        """
        for column in self._cost.keys() - cost.keys():
            self._solver.changeColCost(column, 0.0)
        for column, factor in cost.items():
            self._solver.changeColCost(column, factor)
        self._cost = dict(cost)
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

    def certain(self, cost: Mapping[int, float]) -> Optimum:
        """Return the least of a cost over bounds that something is known to meet.

        Raises UndecidedError where the solver finds nothing.
        """
        found = self.least(cost)
        if found is None:
            raise UndecidedError("the solver does not find what is there")
        return found

    def _status(self) -> HighsModelStatus:
        """Solve, and once more where the solution before led astray or the effort is too little."""
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
