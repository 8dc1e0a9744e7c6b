"""The schedule, the sensors, the notices and the housekeeping, on an instance in memory."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apprise
import dagster as dg
import pytest

from rus_pipeline.ingest.values.identity import KEY_VARIABLE
from rus_pipeline.pipeline.dagster.nights import (
    PRIORITY,
    WHY,
    editions_changed,
    nightly,
    raw_folder,
)
from rus_pipeline.pipeline.dagster.notices import ADDRESSES, NoticeError, send_notice
from rus_pipeline.pipeline.dagster.observing import observe
from rus_pipeline.pipeline.dagster.partitions import EDITIONS
from rus_pipeline.pipeline.dagster.resources import Folders
from rus_pipeline.pipeline.dagster.retention import forget
from rus_pipeline.pipeline.dagster.specs import key_of
from rus_pipeline.pipeline.plan import Inputs, origin_of, versions_of
from rus_pipeline.pipeline.steps import assets, raw_names
from rus_pipeline.storage.layout import OVERVIEW_NOTE
from rus_pipeline.storage.store import Store
from rus_pipeline_tests.building import EDITIONS as ALL
from rus_pipeline_tests.building import RAW, build_light, made_once
from rus_pipeline_tests.raw import forloeb
from rus_pipeline_tests.raw import raw_folder as a_raw_folder

YEARS = (2021, 2022, 2023)
PARTITION = "dagster/partition"
STAND = "2021, 2022, 2023 are current"

IDLE_NIGHT = """
import dagster as dg, os, sys
from rus_pipeline.definitions import defs
from rus_pipeline.pipeline.dagster.nights import nightly
from rus_pipeline.pipeline.dagster.resources import Folders
folders = Folders(raw=sys.argv[1], out=sys.argv[2], store=sys.argv[3])
began = os.times()
with dg.build_schedule_context(resources={"folders": folders}) as context:
    told = nightly(context)
spent = os.times()
work = spent.user + spent.system - began.user - began.system
print(told.skip_message, work, sep="|")
"""


@pytest.fixture(scope="module")
def stood(tmp_path_factory):
    """Return a folder with three small current editions and their raw folder."""

    def make(folder):
        raw = a_raw_folder(
            folder,
            {
                f"{year}/forloeb.csv": forloeb({"indskrivningsdato": f"01-03-{year}"})
                for year in YEARS
            },
        )
        build_light(raw, folder / "out", *YEARS)

    return made_once(tmp_path_factory, "stood", make)


@pytest.fixture
def folders(stood, tmp_path):
    shutil.copytree(stood, tmp_path / "here")
    return Folders(
        raw=str(tmp_path / "here/raw"),
        out=str(tmp_path / "here/out"),
        store=str(tmp_path / "here/.out.store"),
    )


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as found:
        yield found


def deliver(folders, year, text="new"):
    (Path(folders.raw) / str(year) / "forloeb.csv").write_text(text)


def at_night(folders):
    with dg.build_schedule_context(resources={"folders": folders}) as context:
        return nightly(context)


def looked(instance, folders, cursor=None):
    with dg.build_sensor_context(
        instance, cursor=cursor, resources={"folders": folders}
    ) as context:
        result = raw_folder(context)
    return (cursor, result) if isinstance(result, dg.SkipReason) else (result.cursor, result)


def chosen(request):
    return {"/".join(key.path) for key in request.asset_selection}


def test_a_night_with_nothing_to_do_says_so(folders):
    asked = at_night(folders)
    assert isinstance(asked, dg.SkipReason)
    assert asked.skip_message == STAND


@pytest.mark.slow
def test_a_night_with_nothing_to_do_takes_under_five_cpu_seconds(editions):
    store = editions.parent / f".{editions.name}.store"
    words = [sys.executable, "-c", IDLE_NIGHT, *map(str, (RAW, editions, store))]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    told, seconds = done.stdout.splitlines()[-1].split("|")
    assert told == f"{', '.join(map(str, ALL))} are current"
    # Of the processor, not of the clock: another's work is not the night's.
    assert float(seconds) < 5


def test_a_night_requests_one_run_for_each_stale_edition(folders):
    deliver(folders, 2021)
    deliver(folders, 2023)
    asked = at_night(folders)
    assert [request.tags[PARTITION] for request in asked] == ["2021", "2022", "2023"]
    assert [request.tags[WHY] for request in asked] == [
        "staging/forloeb: 2021/raw/forloeb is changed",
        "an edition that it reads is built again",
        "staging/forloeb: 2023/raw/forloeb is changed",
    ]


def test_a_night_that_is_asked_again_requests_the_same_runs(folders):
    """Dagster asks again where it lost the code server between two; a key has one run a night."""
    deliver(folders, 2022)
    keys = [[request.run_key for request in at_night(folders)] for _ in range(2)]
    assert keys == [["2022", "2023"], ["2022", "2023"]]


def test_the_runs_of_a_delivery_have_no_key(instance, folders):
    """A sensor starts one run for a key, ever: a second delivery of a year would not be built."""
    deliver(folders, 2023)
    cursor, _ = looked(instance, folders)
    _, asked = looked(instance, folders, cursor)
    assert [request.run_key for request in asked.run_requests] == [None]


def test_the_runs_of_a_night_start_with_the_earliest_edition(folders):
    deliver(folders, 2021)
    asked = at_night(folders)
    assert [request.tags[PRIORITY] for request in asked] == ["-2021", "-2022", "-2023"]


def test_a_requested_run_is_of_stale_assets_and_those_after_them(folders):
    deliver(folders, 2023)
    (request,) = at_night(folders)
    named = chosen(request)
    assert {"staging/forloeb", "slice/forloeb", "mart/tabel_01", "edition"} <= named
    assert not named & {"staging/tilskud", "slice/tilskud", "mart/tabel_06_tilskud", "claims"}


def test_a_night_does_not_retry_a_refused_edition(folders):
    deliver(folders, 2023)
    store, staged = Store(Path(folders.store)), assets()["staging/forloeb"]
    versions, _ = versions_of(staged, 2023, Inputs(Path(folders.raw), Path(folders.out)), store)
    store.refuse(origin_of(staged, 2023, versions), "2023/forloeb.csv: kan ikke læses")
    assert at_night(folders).skip_message == (
        "2021, 2022 are current; what could not be built has not changed:"
        " 2023 (2023/forloeb.csv: kan ikke læses)"
    )


def test_a_night_without_a_raw_folder_requests_a_run_that_fails(folders, tmp_path):
    (asked,) = at_night(Folders(raw=str(tmp_path / "none"), out=folders.out))
    assert "mappen findes ikke" in asked.tags[WHY]


def test_the_sensor_waits_until_the_folder_no_longer_changes(instance, folders):
    cursor, _first = looked(instance, folders)
    deliver(folders, 2023, "half")
    cursor, second = looked(instance, folders, cursor)
    assert "waiting until it stops changing" in second.skip_reason.skip_message
    cursor, third = looked(instance, folders, cursor)
    assert [request.tags[PARTITION] for request in third.run_requests] == ["2023"]
    _, fourth = looked(instance, folders, cursor)
    assert fourth.skip_message == "the raw folder has not changed"


def test_the_sensor_skips_if_a_new_file_changes_nothing(instance, folders):
    file = Path(folders.raw) / "2023" / "forloeb.csv"
    cursor, _ = looked(instance, folders)
    cursor, _ = looked(instance, folders, cursor)
    copy = file.with_name("copy")
    copy.write_bytes(file.read_bytes())
    copy.replace(file)
    cursor, _ = looked(instance, folders, cursor)
    cursor, result = looked(instance, folders, cursor)
    assert result.skip_reason.skip_message == STAND


def test_the_sensor_skips_without_a_raw_folder(instance, folders, tmp_path):
    _, result = looked(instance, Folders(raw=str(tmp_path / "none"), out=folders.out))
    assert "mappen findes ikke" in result.skip_message


def test_the_sensor_skips_with_an_unusable_key(instance, folders, monkeypatch):
    cursor, _ = looked(instance, folders)
    monkeypatch.setenv(KEY_VARIABLE, "short")
    _, result = looked(instance, folders, cursor)
    assert "expected at least 32 bytes" in result.skip_message


def test_the_reason_of_a_run_fits_a_tag(folders, tmp_path):
    far = tmp_path.joinpath(*["long" * 50] * 4)
    (asked,) = at_night(Folders(raw=str(far), out=folders.out))
    assert len(asked.tags[WHY]) == 600  # a long path is cut, and not left out as one word
    assert asked.tags[WHY].endswith(" …")


def across(instance, folders):
    return editions_changed(dg.build_sensor_context(instance, resources={"folders": folders}))


def test_database_and_front_page_are_not_requested_if_current(instance, folders):
    assert (
        across(instance, folders).skip_message
        == "database and front page are of the current editions"
    )


def test_database_and_front_page_are_requested_if_stale(instance, folders):
    (Path(folders.out) / OVERVIEW_NOTE).unlink()
    assert isinstance(across(instance, folders), dg.RunRequest)


# Observing ---------------------------------------------------------------------------------------


def observed(instance, folders):
    return observe(instance, Inputs(Path(folders.raw), Path(folders.out)), YEARS)


def test_each_input_is_observed_once_and_again_after_a_change(instance, folders):
    assert observed(instance, folders) == len(YEARS) * len(raw_names())
    assert observed(instance, folders) == 0
    deliver(folders, 2023)
    assert observed(instance, folders) == 1
    asked = dg.AssetRecordsFilter(asset_key=key_of("raw/forloeb"), asset_partitions=["2023"])
    (record,) = instance.fetch_observations(asked, limit=1).records
    version = Inputs(Path(folders.raw), Path(folders.out)).version("raw/forloeb", 2023)
    assert record.asset_observation.tags["dagster/data_version"] == version


def test_an_edition_newer_than_the_loaded_code_is_not_observed(instance, folders):
    later = str(2030)
    assert later not in EDITIONS.get_partition_keys()
    assert observe(instance, Inputs(Path(folders.raw), Path(folders.out)), [2030]) == 0


# Notices -----------------------------------------------------------------------------------------


def test_without_addresses_no_notice_is_sent(monkeypatch):
    monkeypatch.delenv(ADDRESSES, raising=False)
    monkeypatch.setattr(apprise.Apprise, "notify", lambda *_, **__: pytest.fail("told"))
    send_notice("title", "text")


def test_an_unusable_address_is_an_error_without_the_address(monkeypatch):
    monkeypatch.setenv(ADDRESSES, "json://127.0.0.1/ nothing://user:secret@there")
    with pytest.raises(NoticeError, match="address 2 is not in a form") as error:
        send_notice("title", "text")
    assert "secret" not in str(error.value)


def test_a_notice_that_is_not_sent_is_an_error(monkeypatch):
    monkeypatch.setenv(ADDRESSES, "json://127.0.0.1:9/")
    monkeypatch.setattr(apprise.Apprise, "notify", lambda *_, **__: False)
    with pytest.raises(NoticeError, match="could not be sent"):
        send_notice("title", "text")


# Housekeeping ------------------------------------------------------------------------------------


HELD = dg.AssetCheckSpec("held", asset="edition")


@dg.asset(key="edition", partitions_def=EDITIONS, check_specs=[HELD])
def an_edition():
    return dg.MaterializeResult(
        check_results=[dg.AssetCheckResult(passed=True, check_name=HELD.name)]
    )


def checked_in(instance):
    found = instance.event_log_storage.get_asset_check_execution_history(HELD.key, limit=10)
    return {record.run_id for record in found}


def test_old_runs_are_deleted_except_the_last_of_each_asset():
    with dg.DagsterInstance.ephemeral() as instance:
        runs = [
            dg.materialize([an_edition], instance=instance, partition_key=year).run_id
            for year in ("2022", "2023", "2023")
        ]
        soon = datetime.now(UTC) + timedelta(seconds=1)
        assert forget(instance, soon - timedelta(days=1)) == 0
        assert forget(instance, soon) == 1
        left = {run.run_id for run in instance.get_runs()}
        assert left == {runs[0], runs[2]}
        assert checked_in(instance) == left
        assert not instance.all_logs(runs[1])


def test_a_killed_run_is_deleted_in_time():
    with dg.DagsterInstance.ephemeral() as instance:
        job = dg.Definitions([an_edition]).resolve_implicit_global_asset_job_def()
        run = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
        assert forget(instance, datetime.now(UTC) + timedelta(seconds=1)) == 1
        assert instance.get_run_by_id(run.run_id) is None
