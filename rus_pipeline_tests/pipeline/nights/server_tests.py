"""The tests of days and nights on real servers, for each storage of Dagster."""

import pytest

from rus_pipeline.pipeline.dagster.nights import WHY
from rus_pipeline_tests.pipeline.nights.story import Story, tell


class ServerTests:
    """The tests; ``storage`` is where the state is kept."""

    storage: str

    @pytest.fixture(scope="class")
    @classmethod
    def story(cls, chromium, tmp_path_factory) -> Story:
        return tell(tmp_path_factory.mktemp(cls.storage), cls.storage, chromium)

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

    def test_the_sensor_builds_the_edition_that_was_delivered_and_no_other(self, story):
        assert story.ended("delivered") == {2023: "SUCCESS"}
        assert "2023/raw/forloeb is changed" in story.runs["delivered"][2023]["tags"][WHY]
        assert story.rebuilt("delivered", "materialised in the UI") == [2023]

    def test_a_bad_delivery_fails_and_changes_no_edition(self, story):
        assert story.ended("delivered badly") == {2022: "FAILURE", 2023: "FAILURE"}
        assert story.rebuilt("delivered badly", "delivered") == []

    def test_each_failed_run_sends_one_notice_with_what_to_correct(self, story):
        assert {notice["title"] for notice in story.notices} == {"Årsrapport: en kørsel fejlede"}
        told = [notice["message"] for notice in story.notices]
        assert all("2022/forloeb.csv, linje 1, kolonnen" in message for message in told)
        failed = [story.runs[step] for step in ("delivered badly", "backfilled")]
        ids = [run["runId"] for runs in failed for run in runs.values()]
        assert all(sum(run_id in message for message in told) <= 1 for run_id in ids)
        assert any(failed[0][2022]["runId"] in message for message in told)

    def test_a_backfill_is_a_run_an_edition_and_each_fails_alone(self, story):
        assert story.ended("backfilled") == {2021: "SUCCESS", 2022: "FAILURE", 2023: "FAILURE"}
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

    def test_a_night_with_nothing_to_do_says_so(self, story):
        tick = story.ticks["a night with nothing"]
        assert tick["status"] == "SKIPPED"
        assert tick["skipReason"] == "2021, 2022, 2023 are current"
        assert story.rebuilt("a night with nothing", "a night with a delivery") == []

    def test_dagster_writes_no_personal_number(self, story):
        assert story.looked_through > 50
        assert story.numbers_found == []
