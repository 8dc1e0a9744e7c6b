"""Assets made through Dagster: only the selection is made, and the edition is unchanged."""

import shutil

import dagster as dg
import pytest

from rus_pipeline.pipeline.dagster.assets import FORCE, step_assets
from rus_pipeline.pipeline.dagster.resources import Folders
from rus_pipeline.pipeline.dagster.runs import run_selection
from rus_pipeline.pipeline.dagster.specs import key_of, raw_specs
from rus_pipeline.pipeline.stages import marts
from rus_pipeline_tests.building import build_light, made_once
from rus_pipeline_tests.pipeline.nights.on_disk import contents
from rus_pipeline_tests.raw import forloeb, raw_folder

YEAR = 2023


@pytest.fixture(scope="module")
def stood(tmp_path_factory):
    def make(folder):
        raw = raw_folder(folder, {f"{YEAR}/forloeb.csv": forloeb({}, {})})
        build_light(raw, folder / "out", YEAR)

    return made_once(tmp_path_factory, "stood-alone", make)


@pytest.fixture
def here(stood, tmp_path):
    return shutil.copytree(stood, tmp_path / "here")


def folders(here):
    return Folders(raw=str(here / "raw"), out=str(here / "out"), store=str(here / ".out.store"))


def materialised(here, *names, tags=None):
    """Return the result of a run over assets."""
    with dg.DagsterInstance.ephemeral() as instance:
        return dg.materialize(
            [*step_assets(), *raw_specs()],
            instance=instance,
            partition_key=str(YEAR),
            selection=[key_of(name) for name in names],
            resources={"folders": folders(here)},
            tags=tags,
            raise_on_error=False,
        )


def stands(here):
    return {
        name: sha for name, sha in contents(here / "out").items() if not name.startswith(".lock")
    }


def made(result):
    return [
        "/".join(event.asset_key.path)
        for event in result.all_events
        if event.is_step_materialization
    ]


@pytest.mark.parametrize("name", ["staging/forloeb", "slice/forloeb", "mart/tabel_10", "figures"])
def test_one_asset_is_one_materialization_and_the_edition_is_unchanged(here, name):
    before = stands(here)
    result = materialised(here, name)
    assert result.success
    assert made(result) == [name]
    assert stands(here) == before


def test_a_selection_of_two_marts_makes_two(here):
    wanted = ["mart/tabel_02", "mart/tabel_10"]
    assert sorted(made(materialised(here, *wanted))) == wanted


def test_a_mart_reports_one_check_with_its_three_gates(here):
    (check,) = materialised(here, "mart/tabel_10").get_asset_check_evaluations()
    assert (check.check_name, check.passed) == ("tre_kontroller", True)
    told = {name: value.value["passed"] for name, value in check.metadata.items()}
    assert told == {"sporing": True, "ingen_dobbelt": True, "anden_opgoerelse": True}


def test_a_failed_check_is_shown_and_fails_the_run(here, monkeypatch):
    monkeypatch.setattr(marts, "disagreements", lambda *_: ["2023/tabel-10/x/y: the SQL counts 2"])
    before = stands(here)
    result = materialised(here, "mart/tabel_10", "figures", tags={FORCE: "true"})
    (check,) = result.get_asset_check_evaluations()
    assert (check.check_name, check.passed) == ("tre_kontroller", False)
    told = {name: value.value["passed"] for name, value in check.metadata.items()}
    assert told == {"sporing": True, "ingen_dobbelt": True, "anden_opgoerelse": False}
    assert not result.success
    assert made(result) == ["mart/tabel_10"]
    assert stands(here) == before


def test_a_missing_input_is_named_in_one_line(here):
    (here / ".out.store/current/slice/forloeb" / str(YEAR)).unlink()
    with dg.DagsterInstance.ephemeral() as instance:
        _, why = run_selection(instance, folders(here), YEAR, ["mart/tabel_10"], force=False)
    assert why == f"{YEAR}/mart/tabel_10: {YEAR}/slice/forloeb is not made; make it first"


def test_parts_that_do_not_belong_together_are_not_swapped_in(here):
    (here / "raw" / str(YEAR) / "forloeb.csv").write_text(forloeb({}, {}, {}), encoding="utf-8")
    assert materialised(here, "staging/forloeb").success
    before = stands(here)
    with dg.DagsterInstance.ephemeral() as instance:
        _, why = run_selection(instance, folders(here), YEAR, ["edition"], force=False)
    assert why is not None
    stale = "staging/maalinger, staging/quarantine, slice/forloeb"
    assert why.startswith(f"{YEAR}: the parts do not belong together; stale are {stale}")
    assert stands(here) == before
