"""A year of nights with deliveries, kills and releases, checked each morning.

A quarter of a year is CI's sample of it.
"""

import pickle

import pytest

from rus_pipeline.ingest.receiving import STORED_DELIVERIES
from rus_pipeline_tests.building import made_once
from rus_pipeline_tests.pipeline.nights.year_lived import EARLY, LONG, SLACK, live_through

QUARTER = 91  # nights


@pytest.mark.sample
def test_each_night_of_a_quarter_leaves_current_editions(tmp_path):
    told = live_through(tmp_path, QUARTER, kills=6, one_bad_in=4, seed=1)
    assert told.counted["kills"] == 6
    assert told.counted["nights that repaired what a kill left"] > 0
    assert told.counted["deliveries"] > 0.75 * QUARTER
    assert min(told.counted["bad, by hand"], told.counted["bad, refused"]) > 5
    assert told.counted["skipped nights"] > 6
    assert told.releases == 3
    assert max(told.earlier.values()) <= STORED_DELIVERIES + told.releases


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """Return what became of the year."""

    def live(folder):
        told = live_through(folder, LONG, kills=12, one_bad_in=10, seed=2023)
        (folder / "told.pickle").write_bytes(pickle.dumps(told))

    return pickle.loads((made_once(tmp_path_factory, "year", live) / "told.pickle").read_bytes())


@pytest.mark.long
def test_each_night_of_a_year_leaves_current_editions(year):
    count = year.counted
    assert count["kills"] == 12
    assert count["nights that repaired what a kill left"] > 0
    assert count["deliveries"] > 0.75 * LONG
    assert min(count["bad, by hand"], count["bad, refused"]) > 10
    assert count["taken back"] > 3
    assert count["skipped nights"] > 30
    assert year.releases == 3


@pytest.mark.long
@pytest.mark.parametrize("place", ["out", "store", "home", "staging"])
def test_a_year_takes_no_more_disk_than_a_quarter(year, place):
    then, now = year.measures[EARLY], year.measures[LONG]
    assert now.size[place] <= 1.3 * then.size[place] + SLACK
    assert now.files[place] <= 1.3 * then.files[place] + 20


@pytest.mark.long
def test_the_newest_deliveries_and_released_ones_are_stored(year):
    for kept in year.earlier.values():
        assert kept <= STORED_DELIVERIES + year.releases


@pytest.mark.long
def test_old_runs_are_deleted_except_those_of_current_editions(year):
    assert year.overdue == ()
