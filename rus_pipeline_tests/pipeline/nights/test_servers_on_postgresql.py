"""Days and nights on real servers, over PostgreSQL, with the settings of production.

The long story: the UI, deliveries, a backfill and two nights. What is expected of the deliveries
is in ``server_tests``.
"""

import pytest

from rus_pipeline_tests.pipeline.nights.server_tests import DeliveryTests
from rus_pipeline_tests.pipeline.nights.story import Story, tell


@pytest.mark.system
class TestOnPostgresql(DeliveryTests):
    before = "materialised in the UI"

    @pytest.fixture(scope="class")
    @classmethod
    def story(cls, chromium, tmp_path_factory) -> Story:
        return tell(tmp_path_factory.mktemp("postgresql"), chromium)

    def test_a_run_from_the_ui_reuses_current_assets(self, story):
        assert story.ended("materialised in the UI") == {2023: "SUCCESS"}
        assert story.rebuilt("materialised in the UI", "before") == []

    def test_the_ui_shows_the_report_with_a_link_to_where_it_is_served(self, story):
        assert "https://rapport.example/2023/report/index.html" in story.seen["edition"]

    def test_the_ui_shows_that_the_edition_is_synthetic(self, story):
        assert "fictitious\n" in story.seen["edition"]

    def test_the_ui_shows_how_fresh_the_edition_is(self, story):
        assert "Fails if more than 14 days" in story.seen["edition"]

    def test_the_ui_shows_row_counts_and_quarantined_rows_by_rule(self, story):
        assert "Row count\n6\n" in story.seen["staged"]
        assert "by_rule" in story.seen["quarantine"]

    def test_the_ui_shows_the_gates_of_a_mart(self, story):
        for gate in ("sporing", "ingen_dobbelt", "anden_opgoerelse"):
            assert gate in story.seen["checks"]

    def test_the_ui_shows_a_preview_and_a_link_to_a_table(self, story):
        assert "preview" in story.seen["snapshot"]
        page = "https://rapport.example/2023/report/tabeller/tabel-02.html"
        assert page in story.seen["snapshot"]

    def test_the_ui_shows_the_schedules_and_sensors(self, story):
        names = ("nightly", "weekly_housekeeping", "raw_folder", "editions_changed")
        for name in (*names, "failure_notice"):
            assert name in story.seen["automation"]

    def test_a_backfill_is_a_run_an_edition_and_each_fails_alone(self, story):
        assert story.ended("backfilled") == {2021: "SUCCESS", 2022: "FAILURE"}
        assert story.rebuilt("backfilled", "delivered badly") == []

    def test_a_night_does_not_retry_a_bad_delivery(self, story):
        tick = story.ticks["a night with a bad delivery"]
        assert tick["status"] == "SKIPPED"
        assert "what could not be built has not changed: 2022 (" in tick["skipReason"]
        assert story.rebuilt("a night with a bad delivery", "backfilled") == []

    def test_a_night_builds_the_delivered_edition_and_those_that_read_it(self, story):
        assert story.ticks["a night with a delivery"]["status"] == "SUCCESS"
        assert story.ended("a night with a delivery") == {2022: "SUCCESS", 2023: "SUCCESS"}
        rebuilt = story.rebuilt("a night with a delivery", "a night with a bad delivery")
        assert rebuilt == [2022, 2023]
