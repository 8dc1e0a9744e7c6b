"""The tests of deliveries on real servers, for each storage of Dagster."""

from rus_pipeline.pipeline.dagster.nights import WHY


class DeliveryTests:
    """The tests; the fixture ``story`` says what became of it."""

    before: str  # the step before the delivery

    def test_the_sensor_builds_the_edition_that_was_delivered_and_no_other(self, story):
        assert story.ended("delivered") == {2023: "SUCCESS"}
        assert "2023/raw/forloeb is changed" in story.runs["delivered"][2023]["tags"][WHY]
        assert story.rebuilt("delivered", self.before) == [2023]

    def test_a_bad_delivery_fails_and_changes_no_edition(self, story):
        assert story.ended("delivered badly") == {2022: "FAILURE", 2023: "FAILURE"}
        assert story.rebuilt("delivered badly", "delivered") == []

    def test_each_failed_run_sends_one_notice_with_what_to_correct(self, story):
        assert {notice["title"] for notice in story.notices} == {"Årsrapport: en kørsel fejlede"}
        told = [notice["message"] for notice in story.notices]
        assert all("2022/forloeb.csv, linje 1, kolonnen" in message for message in told)
        runs = [run for runs in story.runs.values() for run in runs.values()]
        for run in runs:
            notices = sum(run["runId"] in message for message in told)
            assert notices == (1 if run["status"] == "FAILURE" else 0)

    def test_dagster_writes_no_personal_number(self, story):
        assert story.looked_through > 50
        assert story.numbers_found == []
