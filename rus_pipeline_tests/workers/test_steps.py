"""The steps that workers take, in one process: what they ask for, what they tell, when they refuse.

What belongs here: the job without its engine. What does not: several machines
(``test_several_machines``).
"""

import dagster as dg
import pytest

from rus_pipeline.handover import PROVED, place, write_plan
from rus_pipeline.orchestration.partitions import range_tags
from rus_pipeline.orchestration.resources import Folders
from rus_pipeline.orchestration.workers import editions_on_workers
from rus_pipeline_tests.raw import forloeb, raw_folder

pytestmark = pytest.mark.slow

FILES = {
    "2021/forloeb.csv": forloeb({"indskrivningsdato": "01-03-2021"}),
    "2022/forloeb.csv": "forloeb_id\n1\n",
    "2023/forloeb.csv": forloeb({}),
}


@pytest.fixture
def run(tmp_path):
    raw = raw_folder(tmp_path, FILES)
    instance = dg.DagsterInstance.ephemeral()

    def run(**words):
        folders = Folders(raw=str(raw), out=str(tmp_path / "out"))
        job = editions_on_workers.to_job(resource_defs={"folders": folders})
        return job.execute_in_process(instance=instance, raise_on_error=False, **words)

    return run


def of_kind(result, kind):
    return [event for event in result.all_events if event.event_type_value == kind]


def failures(result):
    told = [event.step_failure_data for event in of_kind(result, "STEP_FAILURE")]
    return [data.user_failure_data.description for data in told]


def test_the_sound_editions_are_put_in_place_and_told_of_and_the_failed_ones_named(run, tmp_path):
    result = run(tags=range_tags(["2021", "2023"]))
    (why,) = failures(result)
    assert [line[:5] for line in why.splitlines()] == ["2022:", "2023:"]
    assert [path.name for path in (tmp_path / "out").glob("2*")] == ["2021"]
    told = of_kind(result, "ASSET_MATERIALIZATION")
    assert {event.partition for event in told} == {"2021"}
    checks = {
        event.asset_check_evaluation_data.asset_check_key.to_user_string()
        for event in of_kind(result, "ASSET_CHECK_EVALUATION")
    }
    assert {"extract/forloeb:skema", "figures:second_opinion", "public:angriber"} <= checks
    assert not list((tmp_path / "out" / PROVED).iterdir())


def test_what_is_not_stale_is_not_built_again_unless_it_is_asked_for(run):
    run()
    again = run()
    assert again.success
    assert not of_kind(again, "ASSET_MATERIALIZATION")
    asked = run(run_config={"ops": {"plan": {"config": {"editions": [2021]}}}})
    assert asked.success
    assert of_kind(asked, "ASSET_MATERIALIZATION")


def test_a_step_that_has_taken_three_workers_is_not_given_to_a_fourth(run, tmp_path, monkeypatch):
    def planned(out, run_id, made_of):
        write_plan(out, run_id, made_of)
        tries = out / place(run_id) / "2021.tries"
        tries.mkdir()
        for name in "abc":
            (tries / name).touch()

    monkeypatch.setattr("rus_pipeline.orchestration.workers.write_plan", planned)
    result = run(run_config={"ops": {"plan": {"config": {"editions": [2021]}}}})
    assert any("3 workers were lost" in why for why in failures(result))
    assert not (tmp_path / "out/2021").exists()


def test_what_was_handed_over_in_a_run_that_ended_is_removed_by_the_next(run, tmp_path):
    left = tmp_path / "out" / PROVED / "a-run-that-is-over"
    left.mkdir(parents=True)
    run(run_config={"ops": {"plan": {"config": {"editions": [2021]}}}})
    assert not left.exists()
