"""Optimal suppression of single tables costs as much as that of τ-ARGUS, which offices use.

``pytauargus`` is asked for the same tables: random ones, and those of the project's own editions of
2021 and 2023. τ-ARGUS is asked only that a small count could be as large as the smallest one that
may be shown. Our rule implies that: every suppressed count is at least one, so the greatest of five
values is no less. On these tables one costs as much as the other. Source: Hundepool et al., τ-ARGUS
user's manual, optimal suppression.
"""

import random
from functools import cache
from pathlib import Path

import pytauargus as argus
import pytest

from rus_pipeline.disclosure.chosen_suppressions import SuppressionProblem
from rus_pipeline.disclosure.constraints import Constraints, composed_constraints
from rus_pipeline.disclosure.suppression import choose_suppression
from rus_pipeline.figures.counting import figures
from rus_pipeline.ingest.folder import RawFolder
from rus_pipeline.ingest.values.identity import PersonKeys
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.disclosure.brute_force import SMALLEST, problem_cost, two_way
from rus_pipeline_tests.tables.figures_of import context_of

RAW = Path(__file__).parents[2] / "data" / "raw"
PRINTED = ["tabel-01", "tabel-02", "tabel-07", "tabel-08", "tabel-09", "tabel-10", "tabel-11"]
PRINTED += ["tabel-12", "udvikling-forloeb"]


def suppressed_by_argus(problem, folder):
    """Return what τ-ARGUS suppresses, asked with a file in its own ("JJ") format."""
    at = {name: number for number, name in enumerate(problem.counts)}
    lines = ["0", str(len(at))]
    for name, count in problem.counts.items():
        known, primary = name in problem.known, name in problem.primary
        status = "u" if primary else "z" if known else "s"
        least, most = (count, count) if known else (1, 2 * count + 50)
        above = SMALLEST - count if primary else 0
        cost = problem.costs.get(name, count)
        # number, value, cost, status, least, most, protection below, above, and of both together
        lines.append(f"{at[name]} {count} {cost} {status} {least} {most} 0 {above} 0")
    lines.append(str(len(problem.constraints.linear)))
    for constraint in problem.constraints.linear:
        terms = " ".join(f"{at[name]} ({factor})" for name, factor in constraint.terms.items())
        lines.append(f"0 {len(constraint.terms)} : {terms}")
    asked, answer = folder / "asked", folder / "answer"
    asked.write_text("\n".join(lines) + "\n", encoding="ascii")
    code = argus.HiTaSCtrl().full_jj(
        in_file_jj=str(asked), out_file=str(answer), max_time=1, out_dir=str(folder)
    )
    assert code == 0
    names = list(at)
    return {
        names[int(line)] for line in answer.read_text(encoding="ascii").split()
    } | problem.primary


def a_table(seed):
    """A table that can be protected, with small counts in it."""
    chance = random.Random(seed)
    rows, columns = chance.choice([(2, 3), (3, 3), (3, 4), (4, 5)])
    numbers = [0, 1, 2, 3, 4, *(chance.randint(5, 30) for _ in range(4))]
    table = two_way([[chance.choice(numbers) for _ in range(columns)] for _ in range(rows)])
    return table if table.primary else a_table(seed + 1000)


@pytest.mark.parametrize("seed", range(60))
def test_a_random_table_costs_as_much_as_with_argus(seed, tmp_path):
    problem = a_table(seed).problem()
    found = choose_suppression(problem)
    assert found.disclosed == {}
    theirs = suppressed_by_argus(problem, tmp_path)
    assert problem_cost(problem, found.suppressed) == problem_cost(problem, theirs)


@cache
def edition(year):
    """Return the figures of one of the project's own editions, by id."""
    context = context_of(RawFolder(RAW, PersonKeys.from_environment()), year)
    return {f.figure_id: f for table in counted_tables() for f in figures(table, context)}


def printed(year, table):
    """Return the suppression problem of one table, as if nothing else were published."""
    found = {
        i: figure
        for i, figure in edition(year).items()
        if figure.table_id == table and figure.unit != "pct."
    }
    counts = {i: int(figure.value) for i, figure in found.items()}
    constraints, _ = composed_constraints(found)
    zeros = frozenset(i for i, count in counts.items() if count == 0)
    costs = {i: count for i, count in counts.items() if count}
    small = frozenset(i for i, count in counts.items() if 0 < count < SMALLEST)
    return SuppressionProblem(
        Constraints(tuple(constraints), ()), counts, zeros, costs, {}, small, SMALLEST
    )


@pytest.mark.parametrize("year", [2021, 2023])
@pytest.mark.parametrize("table", PRINTED)
def test_a_printed_table_costs_as_much_as_with_argus(year, table, tmp_path):
    problem = printed(year, table)
    found = choose_suppression(problem)
    assert found.disclosed == {}
    assert problem.primary <= found.suppressed
    theirs = suppressed_by_argus(problem, tmp_path) if problem.primary else frozenset()
    assert problem_cost(problem, found.suppressed) == problem_cost(problem, theirs)
