"""Solutions that were seen: which of them still hold once bounds have changed.

What belongs here: ``Seen``. What does not: what is hidden because of them (``test_suppression``).
"""

from rus_pipeline.disclosure.known_solutions import Seen
from rus_pipeline.disclosure.linear import Optimum

ANY = (0.0, 100.0)


def seen(*solutions):
    """Solutions of two columns, with a row that is the second less the first."""
    kept = Seen(2, [{0: -1.0, 1: 1.0}])
    for columns in solutions:
        kept.note(Optimum(0.0, columns, [], []))
    return kept


def test_a_column_is_as_wide_as_the_numbers_it_had():
    kept = seen([1, 5], [4, 5], [3, 9])
    assert (kept.width(0), kept.width(1)) == (3, 4)


def test_where_nothing_was_seen_there_is_no_room():
    assert seen().width(0) < 0


def test_a_program_without_end_shows_no_numbers():
    assert seen([]).width(0) < 0


def test_what_does_not_meet_a_columns_bounds_any_longer_is_left_out():
    kept = seen([1, 5], [4, 5], [3, 9])
    kept.bound([ANY, (5, 5)], [-100])
    assert (kept.width(0), kept.width(1)) == (3, 0)


def test_what_does_not_meet_a_rows_bound_any_longer_is_left_out():
    kept = seen([1, 5], [4, 5], [3, 9])
    kept.bound([ANY, ANY], [4])
    assert kept.width(0) == 2


def test_what_was_left_out_counts_again_where_it_holds_again():
    kept = seen([1, 5], [4, 5])
    kept.bound([(4, 4), ANY], [-100])
    assert kept.width(0) == 0
    kept.bound([ANY, ANY], [-100])
    assert kept.width(0) == 3
