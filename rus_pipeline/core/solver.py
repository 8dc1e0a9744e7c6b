"""Mixed-integer programs, solved by HiGHS with the same solution every time.

One thread, a fixed seed and no time limit: the same program has the same solution.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from highspy import Highs, HighsModelStatus, HighsVarType

Expr = Mapping[int, int]
"""Variable → coefficient."""

INFINITY = float("inf")
GUESSING = "mip_heuristic_run_feasibility_jump"
"""HiGHS' heuristic for a first solution: it often takes half the time, and is seldom needed."""

_TINY = 1e-9
_NEAR = 1e-6  # the solver's own tolerance for whole numbers


class UndecidedError(Exception):
    """The solver ended without an optimum: rare, and not caused by the data."""


def add(*parts: Expr) -> dict[int, int]:
    """Return the sum of expressions."""
    total: dict[int, int] = {}
    for part in parts:
        for variable, factor in part.items():
            total[variable] = total.get(variable, 0) + factor
    return total


def scale(expr: Expr, factor: int) -> dict[int, int]:
    """Return ``factor`` times an expression."""
    return {variable: factor * value for variable, value in expr.items()}


def minus(left: Expr, right: Expr) -> dict[int, int]:
    """Return the difference of two expressions."""
    return add(left, scale(right, -1))


class Program:
    """Variables and linear rows.

    Without ``guessing`` (the heuristic ``GUESSING``) it is quicker. Where several solutions have
    the least objective, the one that is found may depend on it.
    """

    def __init__(self, *, guessing: bool = True) -> None:
        self._solver = Highs()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("output_flag", False)  # noqa: FBT003
        self._solver.setOptionValue("threads", 1)
        self._solver.setOptionValue("random_seed", 1)
        self._solver.setOptionValue(GUESSING, guessing)
        self._objective: dict[int, int] = {}
        self._variables = 0
        self._whole: list[int] = []
        self._rows = 0

    def variable(self, lower: float = 0, upper: float = INFINITY, *, whole: bool = True) -> int:
        """Add a variable, an integer if ``whole``, and return its number."""
        nothing: np.ndarray[tuple[int], np.dtype[np.int32]] = np.array([], dtype=np.int32)
        self._solver.addCol(0.0, lower, upper, 0, nothing, np.array([], dtype=np.float64))
        if whole:
            self._solver.changeColIntegrality(self._variables, HighsVarType.kInteger)
            self._whole.append(self._variables)
        self._variables += 1
        return self._variables - 1

    def switch(self) -> int:
        """Add a variable that is 0 or 1, and return its number."""
        return self.variable(0, 1)

    def constrain(self, expr: Expr, lower: float = -INFINITY, upper: float = INFINITY) -> int:
        """Add the row ``lower ≤ expr ≤ upper`` and return its number."""
        terms = {variable: value for variable, value in expr.items() if value}
        index = np.array(list(terms), dtype=np.int32)
        values = np.array(list(terms.values()), dtype=np.float64)
        self._solver.addRow(lower, upper, len(terms), index, values)
        self._rows += 1
        return self._rows - 1

    def rebound(self, row: int, lower: float = -INFINITY, upper: float = INFINITY) -> None:
        """Change the bounds of a row."""
        self._solver.changeRowBounds(row, lower, upper)

    def bound(self, variable: int, lower: int, upper: int) -> None:
        """Change the bounds of a variable."""
        self._solver.changeColBounds(variable, lower, upper)

    def fix(self, variable: int, value: int) -> None:
        """Fix a variable to one value."""
        self.bound(variable, value, value)

    def minimise(
        self, objective: Expr, *, gap: float = 0.0, start: Mapping[int, int] | None = None
    ) -> "Solution | None":
        """Return a solution whose objective is within ``gap`` of the least, None if infeasible.

        ``start`` is a known solution to begin from. Raises UndecidedError.
        """
        self._aim(objective)
        self._solver.setOptionValue("mip_rel_gap", gap)
        self._solver.clearSolver()
        if start:
            self._solver.setSolution(
                len(start),
                np.array(list(start), dtype=np.int32),
                np.array(list(start.values()), dtype=np.float64),
            )
        self._solver.run()
        status = self._solver.getModelStatus()
        if status in {HighsModelStatus.kInfeasible, HighsModelStatus.kUnboundedOrInfeasible}:
            return None
        if status != HighsModelStatus.kOptimal:
            raise UndecidedError(f"the solver ended with {status}")
        return Solution([round(value) for value in self._solver.getSolution().col_value])

    def feasible(self) -> bool:
        """Return whether any values satisfy every row."""
        return self.conflict() is None

    def conflict(self) -> frozenset[int] | None:
        """Return rows that no values can satisfy together, None if the program is feasible.

        They are few if not even fractions satisfy them, else they are all rows.
        """
        self._aim({})
        self._solver.setOptionValue("solve_relaxation", True)  # noqa: FBT003
        self._solver.setOptionValue(
            "presolve", "off"
        )  # presolve would find a conflict and not report its rows
        self._solver.run()
        status = self._solver.getModelStatus()
        self._solver.setOptionValue("solve_relaxation", False)  # noqa: FBT003
        self._solver.setOptionValue("presolve", "choose")
        if status == HighsModelStatus.kOptimal and self._is_whole():
            return None
        if status == HighsModelStatus.kInfeasible:
            _, found, factors = self._solver.getDualRay()  # type: ignore[attr-defined]
            if found:
                return frozenset(np.flatnonzero(np.abs(factors) > _TINY).tolist())
        return None if self.minimise({}) is not None else frozenset(range(self._rows))

    def _is_whole(self) -> bool:
        """Return whether every integer variable of the solution found has a whole value."""
        found = np.asarray(self._solver.getSolution().col_value)[self._whole]
        return bool(np.abs(found - np.rint(found)).max(initial=0.0) < _NEAR)

    def _aim(self, objective: Expr) -> None:
        for variable in self._objective.keys() | objective.keys():
            self._solver.changeColCost(variable, float(objective.get(variable, 0)))
        self._objective = dict(objective)


class Solution:
    """A value for every variable, rounded to whole numbers."""

    def __init__(self, values: Iterable[int]) -> None:
        self.values = list(values)

    def of(self, expr: Expr) -> int:
        """Return the value of an expression."""
        return sum(factor * self.values[variable] for variable, factor in expr.items())
