"""The solution pool: which earlier solutions count once bounds have changed."""

from rus_pipeline.disclosure.linear_program import Optimum
from rus_pipeline.disclosure.solution_pool import SolutionPool

ANY = (0.0, 100.0)


def pool_of(*solutions):
    """Solutions of two columns, with a row that is the second less the first."""
    pool = SolutionPool(2, [{0: -1.0, 1: 1.0}])
    for columns in solutions:
        pool.add(Optimum(0.0, columns, [], []))
    return pool


def test_the_width_is_the_range_over_the_solutions():
    pool = pool_of([1, 5], [4, 5], [3, 9])
    assert (pool.width(0), pool.width(1)) == (3, 4)


def test_without_solutions_the_width_is_negative():
    assert pool_of().width(0) < 0


def test_an_unbounded_optimum_is_no_solution():
    assert pool_of([]).width(0) < 0


def test_a_solution_outside_a_columns_bounds_does_not_count():
    pool = pool_of([1, 5], [4, 5], [3, 9])
    pool.bound([ANY, (5, 5)], [-100])
    assert (pool.width(0), pool.width(1)) == (3, 0)


def test_a_solution_below_a_rows_bound_does_not_count():
    pool = pool_of([1, 5], [4, 5], [3, 9])
    pool.bound([ANY, ANY], [4])
    assert pool.width(0) == 2


def test_a_solution_counts_again_when_it_is_feasible_again():
    pool = pool_of([1, 5], [4, 5])
    pool.bound([(4, 4), ANY], [-100])
    assert pool.width(0) == 0
    pool.bound([ANY, ANY], [-100])
    assert pool.width(0) == 3
