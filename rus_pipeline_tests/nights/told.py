"""What is expected of days and nights on real servers, wherever Dagster keeps its state.

What belongs here: one expectation a test, over the story as it was lived. What does not: living it
(``story``).
"""

import pytest

from rus_pipeline.orchestration.assets import STALE_ALONE
from rus_pipeline_tests.nights.story import Story, tell


class Told:
    """The tests; ``storage`` is where the state is kept."""

    storage: str

    @pytest.fixture(scope="class")
    @classmethod
    def story(cls, chromium, tmp_path_factory) -> Story:
        return tell(tmp_path_factory.mktemp(cls.storage), cls.storage, chromium)

    def test_a_run_asked_for_in_the_ui_builds_the_edition(self, story):
        assert story.runs["materialised in the UI"]["status"] == "SUCCESS"
        assert story.rebuilt("materialised in the UI", "before") == [2023]

    def test_the_ui_shows_the_report_with_a_link_to_where_it_is_served(self, story):
        assert "https://rapport.example/2023/report/index.html" in story.seen["report"]

    def test_the_ui_shows_that_the_edition_is_fictitious(self, story):
        assert "fictitious\n" in story.seen["report"]
        assert "fictitious\n" in story.seen["extract"]

    def test_the_ui_shows_how_fresh_the_report_is(self, story):
        assert "Fails if more than 14 days" in story.seen["report"]

    def test_the_ui_shows_row_counts_and_quarantined_rows_by_rule(self, story):
        assert "Row count\n6\n" in story.seen["extract"]
        assert "by_rule" in story.seen["extract"]

    def test_the_ui_shows_the_gates(self, story):
        for gate in ("trace_equality", "no_row_twice", "nothing_lost", "second_opinion"):
            assert gate in story.seen["checks"]

    def test_the_ui_shows_a_preview_and_what_a_table_counts(self, story):
        assert "Pårørende" in story.seen["snapshot"]
        assert "som HTML" in story.seen["snapshot"]

    def test_the_ui_shows_the_schedules_and_sensors(self, story):
        for name in ("nightly", "weekly_housekeeping", "raw_folder", "failure_notice"):
            assert name in story.seen["automation"]

    def test_the_sensor_builds_the_edition_that_was_delivered_and_no_other(self, story):
        assert story.runs["delivered"]["status"] == "SUCCESS"
        assert story.runs["delivered"]["tags"][STALE_ALONE] == "2023"
        assert story.rebuilt("delivered", "materialised in the UI") == [2023]

    def test_a_bad_delivery_fails_and_everything_stands_that_reads_it(self, story):
        assert story.runs["delivered badly"]["status"] == "FAILURE"
        assert story.runs["delivered badly"]["tags"][STALE_ALONE] == "2022,2023"
        assert story.rebuilt("delivered badly", "delivered") == []

    def test_the_failure_is_told_once_with_what_to_mend(self, story):
        (first, *others) = story.notices
        assert first["title"] == "Årsrapport: en kørsel fejlede"
        assert "2022/forloeb.csv, linje 1, kolonnen" in first["message"]
        assert story.runs["delivered badly"]["runId"] in first["message"]
        # The backfill failed as well.
        assert len(others) <= 1

    def test_a_backfill_is_one_run_that_builds_what_can_be_built(self, story):
        run = story.runs["backfilled"]
        assert run["status"] == "FAILURE"
        assert run["tags"]["dagster/asset_partition_range_start"] == "2021"
        assert run["tags"]["dagster/asset_partition_range_end"] == "2023"
        assert story.rebuilt("backfilled", "delivered badly") == [2021]

    def test_a_night_does_not_try_the_same_bad_delivery_again(self, story):
        tick = story.ticks["a night with a bad delivery"]
        assert tick["status"] == "SKIPPED"
        assert "what could not be built is as it was then: 2022 (" in tick["skipReason"]
        assert story.rebuilt("a night with a bad delivery", "backfilled") == []

    def test_a_night_builds_what_was_delivered_and_what_stands_on_it(self, story):
        assert story.ticks["a night with a delivery"]["status"] == "SUCCESS"
        assert story.runs["a night with a delivery"]["status"] == "SUCCESS"
        assert story.rebuilt("a night with a delivery", "a night with a bad delivery") == [
            2022,
            2023,
        ]

    def test_a_night_with_nothing_to_do_says_so(self, story):
        tick = story.ticks["a night with nothing"]
        assert tick["status"] == "SKIPPED"
        assert tick["skipReason"] == "2021, 2022, 2023 stand as what they are made of"
        assert story.rebuilt("a night with nothing", "a night with a delivery") == []

    def test_no_personal_number_is_anywhere_that_dagster_writes(self, story):
        assert story.looked_through > 50
        assert story.numbers_found == []
