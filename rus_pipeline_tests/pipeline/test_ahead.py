"""What a second process makes before the runs ask for it."""

import multiprocessing
import os
import tempfile
import time

import pytest

from rus_pipeline.pipeline import ahead, editions
from rus_pipeline.pipeline.ahead import second_process
from rus_pipeline.pipeline.partners import PartnerFolders
from rus_pipeline.pipeline.plan import EDITION
from rus_pipeline.pipeline.run import Run
from rus_pipeline.pipeline.stages import marts
from rus_pipeline.pipeline.steps import assets
from rus_pipeline.storage.store import Store
from rus_pipeline_tests.conditions import build_lightly
from rus_pipeline_tests.raw import csv_text, forloeb, raw_folder

YEARS = (2021, 2022, 2023)
RUN_IDS = {2021: "a", 2022: "b", 2023: "c"}


def run_in(folder, years=YEARS):
    files = {
        f"{year}/forloeb.csv": forloeb({"indskrivningsdato": f"01-03-{year}"}) for year in years
    }
    (folder / "out").mkdir()
    return Run(raw_folder(folder, files), folder / "out", Store(folder / "store"), "run")


@pytest.fixture
def run(tmp_path):
    return run_in(tmp_path)


def made_by(run, year):
    """Return the id of the run that made each asset of an edition."""
    found = {name: run.store.current(name, str(year)) for name in assets()}
    return {name: one.facts["run_id"] for name, one in found.items() if one is not None}


@pytest.fixture(scope="module")
def all_made(tmp_path_factory):
    """A run before which everything was made, and what was made in turn."""
    run, made, make = run_in(tmp_path_factory.mktemp("ahead")), [], Run.make

    def noted(self, year, asset, *args):
        made.append((year, asset.name))
        return make(self, year, asset, *args)

    with pytest.MonkeyPatch.context() as patch:
        build_lightly(patch.setattr)
        patch.setattr(Run, "make", noted)
        ahead._make(run, RUN_IDS)
    return run, made


@pytest.mark.slow
def test_all_but_the_last_step_is_made_in_the_name_of_its_run(all_made):
    run, _ = all_made
    for year, run_id in RUN_IDS.items():
        assert made_by(run, year) == dict.fromkeys(set(assets()) - {EDITION}, run_id)
    # The run finds it and tells how long it took to make.
    run.run_id = "c"
    found = run.make(2023, assets()["figures"])
    assert not found.reused
    assert found.seconds == found.result.facts["seconds"] > 0


@pytest.mark.slow
def test_what_publication_needs_comes_first_from_the_oldest_edition_on(all_made):
    _, made = all_made
    order = [made.index((year, "public")) for year in YEARS]
    for year in reversed(YEARS):
        order += [made.index((year, name)) for name in ("public_report", "report")]
    assert order == sorted(order)
    assert len(made) == len(set(made))


@pytest.mark.slow
@pytest.mark.usefixtures("_builds_lightly")
def test_only_what_is_stale_is_made_and_recounted(tmp_path, monkeypatch):
    run = run_in(tmp_path, (2023,))
    ahead._make(run, {2023: "before"})
    (run.raw / "2023/tilskud.csv").write_text(csv_text("tilskud", {}), encoding="utf-8")
    recounted = []
    monkeypatch.setattr(marts, "recount", lambda *given: recounted.extend(given[-1]) or {})
    ahead._make(Run(run.raw, run.out, run.store, "now"), {2023: "now"})
    assert recounted == ["tabel-06-tilskud"]
    made = {name for name, run_id in made_by(run, 2023).items() if run_id == "now"}
    assert {"staging/tilskud", "mart/tabel_06_tilskud", "report"} <= made
    assert not {"staging/forloeb", "mart/tabel_10"} & made


@pytest.mark.slow
@pytest.mark.usefixtures("_builds_lightly")
def test_an_edition_that_has_no_run_is_passed_over(tmp_path):
    run = run_in(tmp_path, (2022, 2023))
    ahead._make(run, {2022: "earlier"})
    ahead._make(run, {2023: "c"})
    for year, run_id in {2022: "earlier", 2023: "c"}.items():
        assert made_by(run, year) == dict.fromkeys(set(assets()) - {EDITION}, run_id)


@pytest.mark.slow
@pytest.mark.usefixtures("_builds_lightly")
def test_a_bad_edition_does_not_keep_it_from_the_older_ones(run):
    (run.raw / "2022/forloeb.csv").write_text("no such heading\n", encoding="utf-8")
    ahead._make(run, RUN_IDS)
    assert "figures" not in made_by(run, 2022)
    assert made_by(run, 2021)["figures"] == "a"


@pytest.mark.slow
def test_it_works_while_the_block_runs_and_ends_with_it(run, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with second_process(run.raw, YEARS) as ahead:
        for year in (2021, 2022):  # one thing told after the other
            ahead(run, {year: RUN_IDS[year]})
        until = time.monotonic() + 120
        while run.store.current("staging/forloeb", "2022") is None:
            assert time.monotonic() < until
            time.sleep(0.05)
        assert set(made_by(run, 2021)) == set(assets()) - {EDITION}
    assert multiprocessing.active_children() == []
    assert list(temporary.iterdir()) == []


def test_one_that_has_died_is_told_in_vain(run, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with second_process(run.raw, YEARS) as ahead:
        for process in multiprocessing.active_children():
            process.kill()
            process.join()
        ahead(run, RUN_IDS)
    assert run.store.current("staging/forloeb", "2021") is None


@pytest.mark.parametrize(
    ("processors", "editions", "large"), [(1, 3, 1000), (2, 0, 1000), (2, 3, 10)]
)
def test_nothing_is_started_for_one_processor_no_edition_or_a_large_one(
    run, monkeypatch, processors, editions, large
):
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    monkeypatch.setattr(ahead, "_LARGE", large)
    monkeypatch.setattr(ahead.multiprocessing, "get_context", pytest.fail)
    with second_process(run.raw, YEARS[:editions]) as told:
        told(run, RUN_IDS)


def test_of_a_partner_s_editions_those_that_are_not_current_are_made_ahead(run, monkeypatch):
    folders = PartnerFolders(run.raw, run.out, run.store, "0336")
    asked = []

    def noted(partner, run_ids):
        asked.append((partner.kode, list(run_ids)))

    monkeypatch.setattr(editions, "build_partner", lambda *_, **__: [])
    monkeypatch.setattr(editions, "_stale", lambda year, _run: {"public"} if year > 2021 else set())
    editions._of_partner(folders, YEARS, print, noted, force=False)
    assert asked == [("0336", [2022, 2023])]
