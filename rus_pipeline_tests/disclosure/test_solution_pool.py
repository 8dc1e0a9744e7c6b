"""The solution pool: which earlier solutions count once bounds have changed."""

import numpy as np

from rus_pipeline.disclosure.solution_pool import SolutionPool

ANY = (0.0, 100.0)


def pool_of(*solutions):
    """Solutions of two columns, with a row that is the second less the first."""
    pool = SolutionPool(2, [{0: -1, 1: 1}])
    for columns in solutions:
        pool.add(np.array(columns, dtype=np.float64))
    return pool


def bound(pool, first, second, row):
    low, high = np.array([first, second], dtype=np.float64).T
    pool.bound(low, high, np.array([row], dtype=np.float64))


def test_the_range_is_that_of_the_solutions():
    pool = pool_of([1, 5], [4, 5], [3, 9])
    assert (pool.range(0), pool.range(1)) == ((1, 4), (5, 9))


def test_without_solutions_the_least_is_above_the_greatest():
    low, high = pool_of().range(0)
    assert low > high


def test_a_solution_outside_a_columns_bounds_does_not_count():
    pool = pool_of([1, 5], [4, 5], [3, 9])
    bound(pool, ANY, (5, 5), -100)
    assert (pool.range(0), pool.range(1)) == ((1, 4), (5, 5))


def test_a_solution_below_a_rows_bound_does_not_count():
    pool = pool_of([1, 5], [4, 5], [3, 9])
    bound(pool, ANY, ANY, 4)
    assert pool.range(0) == (1, 3)


def test_a_solution_counts_again_when_it_is_feasible_again():
    pool = pool_of([1, 5], [4, 5])
    bound(pool, (4, 4), ANY, -100)
    assert pool.range(0) == (4, 4)
    bound(pool, ANY, ANY, -100)
    assert pool.range(0) == (1, 4)


def test_the_points_are_the_solutions_that_count_each_once():
    pool = pool_of([1, 5], [4, 5], [1, 5], [2, 30])
    bound(pool, ANY, (0, 9), -100)
    assert pool.points([0]).tolist() == [[1], [4]]
