"""What is hidden of single tables, against τ-ARGUS, which statistical offices use.

Its optimal suppression is asked for the same tables with ``pytauargus``: random ones, and those of
the project's own editions of 2021 and 2023, which are fitted to the printed reports. Of a small
count it is asked that it could be as much as the smallest that may be shown. That is less than our
rule, and follows from it: what is hidden is one at least, so that the greatest of so many values is
no less. On these tables one costs as much as the other.
What belongs here: the comparison. What does not: what is expected of a choice
(``test_suppression``). Source: Hundepool et al., τ-ARGUS user's manual, optimal suppression.
"""

import random
from functools import cache
from pathlib import Path

import pytauargus as argus
import pytest

from rus_pipeline.disclosure.constraints import Constraints, composed_constraints
from rus_pipeline.disclosure.suppression import Problem, choose
from rus_pipeline.figures.counting import figures
from rus_pipeline.ingest.folder import RawFolder
from rus_pipeline.ingest.identity import PersonKeys
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.disclosure.plain import SMALLEST, problem_cost, two_way
from rus_pipeline_tests.tables.figures_of import context_of

RAW = Path(__file__).parents[2] / "data" / "raw"
PRINTED = ["tabel-01", "tabel-02", "tabel-07", "tabel-08", "tabel-09", "tabel-10", "tabel-11"]
PRINTED += ["tabel-12", "udvikling-forloeb"]


def hidden_by_argus(problem, folder):
    """Return what τ-ARGUS hides: cells, bounds and sums as a file of its own ("JJ") form."""
    at = {name: number for number, name in enumerate(problem.counts)}
    lines = ["0", str(len(at))]
    for name, count in problem.counts.items():
        known, small = name in problem.known, name in problem.small
        status = "u" if small else "z" if known else "s"
        least, most = (count, count) if known else (1, 2 * count + 50)
        above = SMALLEST - count if small else 0
        cost = problem.costs.get(name, count)
        # number, value, cost, status, least, most, protection below, above, and of both together
        lines.append(f"{at[name]} {count} {cost} {status} {least} {most} 0 {above} 0")
    lines.append(str(len(problem.ties.ties)))
    for tie in problem.ties.ties:
        terms = " ".join(f"{at[name]} ({factor})" for name, factor in tie.terms.items())
        lines.append(f"0 {len(tie.terms)} : {terms}")
    asked, answer = folder / "asked", folder / "answer"
    asked.write_text("\n".join(lines) + "\n", encoding="ascii")
    code = argus.HiTaSCtrl().full_jj(
        in_file_jj=str(asked), out_file=str(answer), max_time=1, out_dir=str(folder)
    )
    assert code == 0
    names = list(at)
    return {names[int(line)] for line in answer.read_text(encoding="ascii").split()} | problem.small


def a_table(seed):
    """A table that can be protected, with small counts in it."""
    chance = random.Random(seed)
    rows, columns = chance.choice([(2, 3), (3, 3), (3, 4), (4, 5)])
    numbers = [0, 1, 2, 3, 4, *(chance.randint(5, 30) for _ in range(4))]
    table = two_way([[chance.choice(numbers) for _ in range(columns)] for _ in range(rows)])
    return table if table.small else a_table(seed + 1000)


@pytest.mark.parametrize("seed", range(60))
def test_as_much_is_lost_as_by_argus(seed, tmp_path):
    problem = a_table(seed).problem()
    choice = choose(problem)
    assert choice.given_away == {}
    theirs = hidden_by_argus(problem, tmp_path)
    assert problem_cost(problem, choice.hidden) == problem_cost(problem, theirs)


@cache
def edition(year):
    """Return the figures of one of the project's own editions, by id."""
    context = context_of(RawFolder(RAW, PersonKeys.from_environment()), year)
    return {f.figure_id: f for table in counted_tables() for f in figures(table, context)}


def printed(year, table):
    """Return what is to be hidden of one table, as if nothing else were published."""
    found = {
        i: figure
        for i, figure in edition(year).items()
        if figure.table_id == table and figure.unit != "pct."
    }
    counts = {i: int(figure.value) for i, figure in found.items()}
    ties, _ = composed_constraints(found)
    zeros = frozenset(i for i, count in counts.items() if count == 0)
    costs = {i: count for i, count in counts.items() if count}
    small = frozenset(i for i, count in counts.items() if 0 < count < SMALLEST)
    return Problem(Constraints(tuple(ties), ()), counts, zeros, costs, {}, small, SMALLEST)


@pytest.mark.parametrize("year", [2021, 2023])
@pytest.mark.parametrize("table", PRINTED)
def test_as_much_is_lost_of_a_printed_table_as_by_argus(year, table, tmp_path):
    problem = printed(year, table)
    choice = choose(problem)
    assert choice.given_away == {}
    assert problem.small <= choice.hidden
    theirs = hidden_by_argus(problem, tmp_path) if problem.small else frozenset()
    assert problem_cost(problem, choice.hidden) == problem_cost(problem, theirs)
