"""What the schedule and the sensor ask for, a notice says, and the housekeeping forgets.

What belongs here: one decision at a time, on an instance in memory. What does not: real servers
(``nights``).
"""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apprise
import dagster as dg
import pytest

from rus_pipeline.extracts.identity import KEY_VARIABLE
from rus_pipeline.orchestration.assets import STALE_ALONE
from rus_pipeline.orchestration.nights import WHY, nightly, raw_folder
from rus_pipeline.orchestration.notices import ADDRESSES, NoticeError, tell
from rus_pipeline.orchestration.partitions import EDITIONS
from rus_pipeline.orchestration.resources import Folders
from rus_pipeline.orchestration.retention import forget
from rus_pipeline.orchestration.specs import REPORT
from rus_pipeline.staleness import Inputs, note_refused
from rus_pipeline_tests.raw import forloeb
from rus_pipeline_tests.raw import raw_folder as a_raw_folder
from rus_pipeline_tests.test_staleness import stand

YEARS = (2021, 2022, 2023)
RANGE = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")


RAW = Path(__file__).parents[2] / "data" / "raw"
IDLE_NIGHT = """
import dagster as dg, os, sys
from rus_pipeline.definitions import defs
from rus_pipeline.orchestration.nights import nightly
from rus_pipeline.orchestration.resources import Folders
folders = Folders(raw=sys.argv[1], out=sys.argv[2])
began = os.times()
with dg.build_schedule_context(resources={"folders": folders}) as context:
    told = nightly(context)
spent = os.times()
work = spent.user + spent.system - began.user - began.system
print(told.skip_message, work, sep="|")
"""


@pytest.fixture
def folders(tmp_path):
    files = {f"{year}/forloeb.csv": forloeb({}) for year in YEARS}
    raw, out = a_raw_folder(tmp_path / "given", files), tmp_path / "out"
    for year in YEARS:
        (out / str(year)).mkdir(parents=True)
        stand(raw, out, year)
    note_across(out)
    return Folders(raw=str(raw), out=str(out))


def note_across(out):
    """Say that the database and the front page are of what stands."""
    from rus_pipeline.across import _of

    (out / ".across.json").write_text(json.dumps(_of(out)))


def deliver(folders, year, text="new"):
    (folders.raw_path / str(year) / "forloeb.csv").write_text(text)


def at_night(folders):
    with dg.build_schedule_context(resources={"folders": folders}) as context:
        return nightly(context)


def looked(folders, cursor=None):
    with dg.build_sensor_context(resources={"folders": folders}, cursor=cursor) as context:
        result = raw_folder(context)
    return (cursor, result) if isinstance(result, dg.SkipReason) else (result.cursor, result)


def test_a_night_with_nothing_to_do_says_so(folders):
    asked = at_night(folders)
    assert isinstance(asked, dg.SkipReason)
    assert asked.skip_message == "2021, 2022, 2023 stand as what they are made of"


@pytest.mark.slow
def test_a_cold_night_with_nothing_to_do_costs_under_five_seconds_of_work(tmp_path):
    for year in range(2018, 2024):
        (tmp_path / str(year)).mkdir()
        stand(RAW, tmp_path, year)
    note_across(tmp_path)
    words = [sys.executable, "-c", IDLE_NIGHT, str(RAW), str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    told, seconds = done.stdout.splitlines()[-1].split("|")
    assert told == "2018, 2019, 2020, 2021, 2022, 2023 stand as what they are made of"
    # Of the processor, not of the clock: another's work is not the night's.
    assert float(seconds) < 5


def test_a_night_asks_for_one_run_over_what_is_stale(folders):
    deliver(folders, 2022)
    asked = at_night(folders)
    assert [asked.tags[name] for name in RANGE] == ["2022", "2023"]
    assert asked.tags[STALE_ALONE] == "2022,2023"
    assert asked.tags[WHY] == "2022: 2022/forloeb.csv is changed; 2023: 2022/forloeb.csv is changed"


def test_a_night_does_not_try_again_what_could_not_be_built(folders):
    deliver(folders, 2023)
    now = Inputs(folders.raw_path).of(2023)
    note_refused(folders.out_path, 2023, now, "2023/forloeb.csv: kan ikke læses")
    asked = at_night(folders)
    assert asked.skip_message == (
        "2021, 2022 stand as what they are made of; what could not be built is as it was then:"
        " 2023 (2023/forloeb.csv: kan ikke læses)"
    )


def test_a_night_after_a_run_that_ended_before_the_database_asks_for_it(folders):
    (folders.out_path / ".across.json").unlink()
    assert at_night(folders).tags[STALE_ALONE] == "2023"


def test_a_night_without_a_raw_folder_asks_for_a_run_that_will_say_so(folders, tmp_path):
    asked = at_night(Folders(raw=str(tmp_path / "none"), out=folders.out))
    assert "mappen findes ikke" in asked.tags[WHY]


def test_the_sensor_waits_until_the_folder_is_still(folders):
    cursor, _first = looked(folders)
    deliver(folders, 2023, "half")
    cursor, second = looked(folders, cursor)
    assert "waiting for it to be still" in second.skip_reason.skip_message
    cursor, third = looked(folders, cursor)
    assert [request.tags[STALE_ALONE] for request in third.run_requests] == ["2023"]
    _, fourth = looked(folders, cursor)
    assert fourth.skip_message == "the raw folder is as it was"


def test_the_sensor_says_where_a_new_file_changes_nothing(folders):
    file = folders.raw_path / "2023" / "forloeb.csv"
    cursor, _ = looked(folders)
    cursor, _ = looked(folders, cursor)
    copy = file.with_name("copy")
    copy.write_bytes(file.read_bytes())
    copy.replace(file)
    cursor, _ = looked(folders, cursor)
    cursor, result = looked(folders, cursor)
    assert "stand as what they are made of" in result.skip_reason.skip_message


def test_the_sensor_says_that_there_is_no_raw_folder(folders, tmp_path):
    _, result = looked(Folders(raw=str(tmp_path / "none"), out=folders.out))
    assert "mappen findes ikke" in result.skip_message


def test_the_sensor_says_that_the_key_is_unusable(folders, monkeypatch):
    cursor, _ = looked(folders)
    monkeypatch.setenv(KEY_VARIABLE, "short")
    _, result = looked(folders, cursor)
    assert "expected at least 32 bytes" in result.skip_message


def test_why_a_run_was_asked_for_is_told_in_a_line_that_fits_a_tag(folders):
    for number in range(300):
        (folders.raw_path / "published").mkdir(exist_ok=True)
        (folders.raw_path / "published" / f"{'long' * 20}-{number}.csv").write_text("x")
    why = at_night(folders).tags[WHY]
    assert len(why) <= 600
    assert why.endswith(" …")


def test_partitions_reach_into_the_year_to_come():
    assert EDITIONS.get_partition_keys()[-1] == str(datetime.now(UTC).year + 1)


# Notices -----------------------------------------------------------------------------------------


def test_nobody_is_told_where_nobody_asked_to_be(monkeypatch):
    monkeypatch.delenv(ADDRESSES, raising=False)
    monkeypatch.setattr(apprise.Apprise, "notify", lambda *_, **__: pytest.fail("told"))
    tell("title", "text")


def test_an_address_that_is_none_is_said_without_the_address(monkeypatch):
    monkeypatch.setenv(ADDRESSES, "json://127.0.0.1/ nothing://user:secret@there")
    with pytest.raises(NoticeError, match="address 2 is none") as error:
        tell("title", "text")
    assert "secret" not in str(error.value)


def test_a_notice_that_is_not_taken_is_an_error(monkeypatch):
    monkeypatch.setenv(ADDRESSES, "json://127.0.0.1:9/")
    monkeypatch.setattr(apprise.Apprise, "notify", lambda *_, **__: False)
    with pytest.raises(NoticeError, match="not taken"):
        tell("title", "text")


# Housekeeping ------------------------------------------------------------------------------------


HELD = dg.AssetCheckSpec("held", asset=REPORT)


@dg.asset(key=REPORT, partitions_def=EDITIONS, check_specs=[HELD])
def a_report():
    return dg.MaterializeResult(
        check_results=[dg.AssetCheckResult(passed=True, check_name=HELD.name)]
    )


def checked_in(instance):
    found = instance.event_log_storage.get_asset_check_execution_history(HELD.key, limit=10)
    return {record.run_id for record in found}


def test_old_runs_are_forgotten_but_for_those_that_last_built_an_edition():
    with dg.DagsterInstance.ephemeral() as instance:
        runs = [
            dg.materialize([a_report], instance=instance, partition_key=year).run_id
            for year in ("2022", "2023", "2023")
        ]
        soon = datetime.now(UTC) + timedelta(seconds=1)
        assert forget(instance, soon - timedelta(days=1)) == 0
        assert forget(instance, soon) == 1
        left = {run.run_id for run in instance.get_runs()}
        assert left == {runs[0], runs[2]}
        assert checked_in(instance) == left
        assert not instance.all_logs(runs[1])


def test_a_run_that_was_killed_is_forgotten_in_time():
    with dg.DagsterInstance.ephemeral() as instance:
        job = dg.Definitions([a_report]).resolve_implicit_global_asset_job_def()
        run = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
        assert forget(instance, datetime.now(UTC) + timedelta(seconds=1)) == 1
        assert instance.get_run_by_id(run.run_id) is None
