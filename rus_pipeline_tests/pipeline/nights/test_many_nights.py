"""Nights with deliveries, kills and releases, checked each morning.

``long`` lives through six weeks, with kills at five moments. Deliveries and runs are kept for days
there instead of months, so that two weeks reach what in production takes half a year: from then on
nothing may grow. Three and a half weeks with more bad deliveries are CI's sample of it.
"""

import pickle

import pytest

from rus_pipeline_tests.building import made_once
from rus_pipeline_tests.pipeline.nights.lived import (
    EARLY,
    KEPT_DELIVERIES,
    LATE,
    SLACK,
    live_through,
)

SAMPLE = 24  # nights


@pytest.mark.sample
def test_each_night_of_some_weeks_leaves_current_editions(tmp_path):
    told = live_through(tmp_path, SAMPLE, kills=3, one_bad_in=3, seed=1)
    assert told.counted["kills"] == 3
    assert told.counted["nights that repaired what a kill left"] > 0
    assert told.counted["deliveries"] > 0.75 * SAMPLE
    assert min(told.counted["bad, by hand"], told.counted["bad, refused"]) > 1
    assert told.counted["taken back"] > 0
    assert told.counted["skipped nights"] > 2
    assert told.releases == 3
    assert max(told.earlier.values()) <= KEPT_DELIVERIES + told.releases


@pytest.fixture(scope="module")
def weeks(tmp_path_factory):
    """Return what became of the six weeks."""

    def live(folder):
        told = live_through(folder, LATE, kills=5, one_bad_in=5, seed=6)
        (folder / "told.pickle").write_bytes(pickle.dumps(told))

    return pickle.loads((made_once(tmp_path_factory, "weeks", live) / "told.pickle").read_bytes())


@pytest.mark.long
def test_each_night_of_six_weeks_leaves_current_editions(weeks):
    count = weeks.counted
    assert count["kills"] == 5
    assert count["nights that repaired what a kill left"] > 0
    assert count["deliveries"] > 0.75 * LATE
    assert min(count["bad, by hand"], count["bad, refused"]) > 2
    assert count["taken back"] > 1
    assert count["skipped nights"] > 5
    assert weeks.releases == 3


@pytest.mark.long
@pytest.mark.parametrize("place", ["out", "store", "home", "staging"])
def test_six_weeks_take_no_more_disk_than_three(weeks, place):
    then, now = weeks.measures[EARLY], weeks.measures[LATE]
    assert now.size[place] <= 1.3 * then.size[place] + SLACK
    assert now.files[place] <= 1.3 * then.files[place] + 20


@pytest.mark.long
def test_the_newest_deliveries_and_released_ones_are_stored(weeks):
    assert weeks.counted["deliveries"] > 2 * (KEPT_DELIVERIES + weeks.releases)
    for kept in weeks.earlier.values():
        assert kept <= KEPT_DELIVERIES + weeks.releases


@pytest.mark.long
def test_old_runs_are_deleted_except_those_of_current_editions(weeks):
    assert weeks.counted["runs forgotten"] > 0
    assert weeks.overdue == ()
