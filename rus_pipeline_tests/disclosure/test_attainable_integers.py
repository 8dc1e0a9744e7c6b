"""Integers that are attained: shown by a solution, by the line through two, or by the solver."""

from rus_pipeline.disclosure.attainable_integers import AttainableIntegers
from rus_pipeline.disclosure.linear_program import LinearProgram

SUM = ({0: 1.0, 1: 1.0}, 10.0, 10.0)  # two counts are 10 together


def attainable(*solutions, bounds=((1.0, 60.0), (1.0, 60.0)), rows=(SUM,)):
    integers = AttainableIntegers(LinearProgram(bounds, rows), range(len(bounds)), bounds)
    for solution in solutions:
        integers.add(solution)
    return integers


def test_an_integral_solution_shows_its_values():
    integers = attainable([3.0, 7.0])
    assert (integers.attained(0), integers.attained(1)) == ({3}, {7})


def test_a_solution_with_a_fraction_shows_nothing():
    assert attainable([3.5, 6.5]).attained(0) == set()


def test_an_unbounded_optimum_shows_nothing():
    assert attainable([]).attained(0) == set()


def test_two_solutions_show_the_line_through_them_as_far_as_bounds_allow():
    assert attainable([3.0, 7.0], [5.0, 5.0]).attained(0) == {1, 2, 3, 4, 5, 6, 7, 8, 9}


def test_a_line_ends_where_a_row_does():
    at_most = ({0: 1.0, 1: -1.0}, -4.0, 2.0)
    integers = attainable([3.0, 7.0], [5.0, 5.0], rows=(SUM, at_most))
    assert integers.attained(0) == {3, 4, 5, 6}


def test_a_line_has_integers_alone():
    # Twice the first is thrice the second.
    multiple = ({0: 2.0, 1: -3.0}, 0.0, 0.0)
    integers = attainable([3.0, 2.0], [9.0, 6.0], bounds=[(1, 13), (1, 13)], rows=[multiple])
    assert integers.attained(0) == {3, 6, 9, 12}


def test_a_line_without_end_is_followed_for_a_few_steps():
    integers = attainable([1.0], [2.0], bounds=[(1.0, float("inf"))], rows=[])
    assert integers.attained(0) == set(range(1, 10))


def test_integers_that_no_line_shows_are_asked_of_the_solver():
    integers = attainable([3.0, 7.0])
    assert integers.at_least(0, 9, 1, 9, tries=12)
    assert integers.attained(0) == {1, 2, 3, 4, 5, 6, 7, 8, 9}
    assert not integers.at_least(0, 10, 1, 9, tries=12)


def test_integers_near_the_first_solution_are_found_by_changing_little_else():
    # A third count that no integer solution can be close to a fraction of, is left as it is.
    half = ({2: 2.0, 3: -1.0}, 0.0, 0.0)
    bounds = [(1.0, 60.0)] * 4
    integers = attainable([3.0, 7.0, 2.0, 4.0], bounds=bounds, rows=[SUM, half])
    assert integers.has_near(0, 5)
    assert integers.attained(0) == set(range(1, 10))
    assert integers.attained(2) == {2}


def test_a_column_that_cannot_change_has_no_integers_near():
    assert not attainable([3.0, 7.0], bounds=[(3.0, 3.0), (1.0, 60.0)]).has_near(0, 2)
    assert not attainable().has_near(0, 1)
