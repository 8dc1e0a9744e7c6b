"""Which assets a run makes, and which it reuses."""

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from rus_pipeline.core.errors import RawFolderError
from rus_pipeline.disclosure.constraints import ContradictionError
from rus_pipeline.ingest.schema import ExtractSchema
from rus_pipeline.pipeline.plan import Inputs, states
from rus_pipeline.pipeline.run import CheckError, Run, StepError
from rus_pipeline.pipeline.stages import marts, publishing
from rus_pipeline.pipeline.steps import assets
from rus_pipeline.storage.store import Store
from rus_pipeline.tables import counted_tables
from rus_pipeline_tests.conditions import build_lightly
from rus_pipeline_tests.raw import csv_text, forloeb, raw_folder

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("_builds_lightly")]

FILES = {
    "2022/forloeb.csv": forloeb({"indskrivningsdato": "01-03-2022"}),
    "2023/forloeb.csv": forloeb({}, {"kommune": "0336"}),
}


def run_of(tmp_path, raw, **options):
    (tmp_path / "out").mkdir(exist_ok=True)
    return Run(raw, tmp_path / "out", Store(tmp_path / "store"), "run", **options)


def built(tmp_path, raw, *years, **options):
    """Build editions and return what was made anew, and what was taken as it was."""
    made, reused = set(), set()
    for year in years or (2022, 2023):
        run = run_of(tmp_path, raw, **options)
        run.run_id = f"run {len(list((tmp_path / 'store').rglob('result.json')))} {year}"
        for one in run.edition(year):
            found = one.result.origin
            (reused if one.reused else made).add(f"{found.edition}/{one.asset}")
    return made, reused - made


def tree(out: Path):
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in ("manifest.json", ".lock")
    }


def stale(tmp_path, raw, year):
    found = states(year, Inputs(raw, tmp_path / "out"), Store(tmp_path / "store"))
    return {state.asset: state.why for state in found if state.why}


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A raw folder, and both its editions built, with the store: change a copy."""
    folder = tmp_path_factory.mktemp("once")
    raw = raw_folder(folder, FILES)
    with pytest.MonkeyPatch.context() as patch:
        build_lightly(patch.setattr)
        made, reused = built(folder, raw)
    return folder, made, reused


@pytest.fixture
def raw(tmp_path, once):
    """A copy of it, in which everything is current."""
    shutil.copytree(once[0], tmp_path, dirs_exist_ok=True)
    return tmp_path / "raw"


def test_every_asset_of_an_edition_is_made_once(once):
    folder, made, reused = once
    assert made == {f"{year}/{name}" for year in (2022, 2023) for name in assets()}
    assert reused == set()
    assert (folder / "out/2023/report/index.html").is_file()


def test_nothing_is_done_twice(tmp_path, raw):
    before = tree(tmp_path / "out")
    manifest = (tmp_path / "out/2023/manifest.json").stat().st_mtime_ns
    made, reused = built(tmp_path, raw)
    assert (made, len(reused)) == (set(), 2 * len(assets()))
    assert tree(tmp_path / "out") == before
    assert (tmp_path / "out/2023/manifest.json").stat().st_mtime_ns == manifest
    assert stale(tmp_path, raw, 2023) == {}


def test_force_makes_every_result_again_with_the_same_bytes(tmp_path, raw):
    store, before = Store(tmp_path / "store"), tree(tmp_path / "out")
    versions = {name: store.current(name, "2023").version for name in assets()}
    made, _ = built(tmp_path, raw, 2023, force=True)
    assert {f"2023/{name}" for name in assets()} <= made
    assert {name: store.current(name, "2023").version for name in assets()} == versions
    assert tree(tmp_path / "out") == before


def test_a_build_after_changes_equals_a_build_from_nothing(tmp_path, raw):
    more = {"kommune": "0336", "indskrivningsdato": "02-03-2023"}
    for rows in ({}, {"kommune": "0336"}, more), ({"udskrivningsdato": "01-09-2023"}, {}, more):
        (raw / "2023/forloeb.csv").write_text(forloeb(*rows))
        built(tmp_path, raw)
    (tmp_path / "anew").mkdir()
    built(tmp_path / "anew", raw)
    assert tree(tmp_path / "out") == tree(tmp_path / "anew/out")


@pytest.mark.parametrize(
    ("changed", "anew"),
    [
        ({}, False),
        ({"title": "En anden titel", "definition": "Andre ord", "words": "Andre ord"}, False),
        ({"row_label": "Andet", "column_label": "Andet"}, False),
        ({"value": "41", "exact": "41"}, True),
        ({"rule": "total"}, True),
    ],
    ids=["nothing", "words", "labels", "a number", "how it is made"],
)
def test_changed_wording_does_not_repeat_the_protection(tmp_path, raw, monkeypatch, changed, anew):
    asked = []

    def protect(given, _possible, _others):
        asked.append(given.year)
        raise ContradictionError

    monkeypatch.setattr(publishing, "recode_and_protect", protect)
    run = run_of(tmp_path, raw)
    job = run.job(2023, assets()["public"])
    figures = marts.figures_of(job)
    name = next(iter(figures))
    figures[name] = replace(figures[name], **changed)
    with run.store.caching(), run.store.making() as folder:
        publishing.make(job, "public", folder)
    assert asked == ([2023] if anew else [])


def test_each_table_is_recounted_once_and_only_if_wanted(tmp_path, raw, monkeypatch):
    asked = []

    def recount(edition, extracts, printed, tables):
        asked.extend(tables)
        return honest(edition, extracts, printed, tables)

    honest = marts.recount
    monkeypatch.setattr(marts, "recount", recount)
    run = run_of(tmp_path, raw, force=True)
    for year in (2022, 2023):
        steps = [wanted for of, wanted in run.steps_behind(year, ["figures"]) if of == year]
        assert not [made for wanted in steps for made in run.step(year, wanted) if made.reused]
    assert sorted(asked) == sorted(2 * [table.id for table in counted_tables()])
    asked.clear()
    run_of(tmp_path, raw, force=True).make(2023, assets()["mart/tabel_10"])
    assert asked == ["tabel-10"]


def test_after_a_changed_file_only_its_readers_are_made(tmp_path, raw):
    (raw / "2023/tilskud.csv").write_text(csv_text("tilskud", {}))
    assert stale(tmp_path, raw, 2023) == {"staging/tilskud": ("2023/raw/tilskud is changed",)}
    assert stale(tmp_path, raw, 2022) == {}
    made, _ = built(tmp_path, raw)
    assert {name for name in made if "/mart/" in name} == {"2023/mart/tabel_06_tilskud"}
    assert {name for name in made if "/slice/" in name} == {"2023/slice/tilskud"}
    assert not any(name.startswith("2022/") for name in made)


def test_an_unchanged_result_leaves_all_later_assets(tmp_path, raw):
    path = raw / "center.toml"
    path.write_text(f"# Rettet\n{path.read_text()}")
    made, _ = built(tmp_path, raw)
    # Everything that reads center.toml is made again; what reads that alone is not.
    assert "2023/slice/forloeb" in made
    assert "2023/figures" not in made
    assert "2023/edition" not in made


def test_staged_rows_are_read_without_a_pandera_model(tmp_path, raw, monkeypatch):
    """Loading Pandera takes longer than making a mart."""
    monkeypatch.setattr(ExtractSchema, "frame", property(lambda _: pytest.fail("a model")))
    made = run_of(tmp_path, raw, force=True).make(2023, assets()["mart/tabel_10"])
    assert not made.reused


def test_a_missing_input_is_named(tmp_path, raw):
    shutil.rmtree(tmp_path / "store")
    run = run_of(tmp_path, raw)
    with pytest.raises(StepError, match=r"2023/slice/forloeb is not made.*make it first"):
        run.make(2023, assets()["mart/tabel_10"])


def test_parts_that_do_not_belong_together_are_refused(tmp_path, raw):
    before = tree(tmp_path / "out")
    (raw / "2023/forloeb.csv").write_text(forloeb({}))
    run = run_of(tmp_path, raw)
    run.make(2023, assets()["staging/forloeb"])
    with pytest.raises(StepError, match="the parts do not belong together; stale are"):
        run.make(2023, assets()["edition"])
    assert tree(tmp_path / "out") == before


def test_an_edition_whose_check_fails_is_not_swapped_in(tmp_path, raw, monkeypatch):
    before = tree(tmp_path / "out")
    (raw / "2023/forloeb.csv").write_text(forloeb({}))
    monkeypatch.setattr(
        "rus_pipeline.pipeline.stages.marts.disagreements", lambda *_: ["the SQL counts 2"]
    )
    with pytest.raises(CheckError, match="anden_opgoerelse: the SQL counts 2"):
        built(tmp_path, raw, 2023)
    with pytest.raises(StepError, match=r"a check does not pass|do not belong together"):
        run_of(tmp_path, raw).make(2023, assets()["edition"])
    assert tree(tmp_path / "out") == before


def test_a_broken_file_is_refused_and_leaves_the_current_edition(tmp_path, raw):
    before = tree(tmp_path / "out")
    (raw / "2022/forloeb.csv").write_text("nothing\n1\n")
    with pytest.raises(StepError, match=r"^2022/forloeb\.csv, linje 1"):
        built(tmp_path, raw, 2022)
    with pytest.raises(StepError, match=r"^læser udtrækket 2022, som ikke kan bruges: 2022/forl"):
        built(tmp_path, raw, 2023)
    assert tree(tmp_path / "out") == before
    states_of = states(2022, Inputs(raw, tmp_path / "out"), Store(tmp_path / "store"))
    assert {s.asset for s in states_of if s.refused} == {"staging/forloeb"}


def test_a_damaged_result_is_made_again(tmp_path, raw, caplog):
    store = Store(tmp_path / "store")
    mart = store.files(store.current("mart/tabel_10", "2023")) / "mart.parquet"
    mart.write_bytes(mart.read_bytes()[:-1] + b"x")
    made, _ = built(tmp_path, raw)
    assert made == {"2023/mart/tabel_10"}
    assert "2023/mart/tabel_10 in the store: mart.parquet was altered" in caplog.text


def test_a_removed_edition_is_assembled_again(tmp_path, raw):
    before = tree(tmp_path / "out")
    (tmp_path / "out/2023").rename(tmp_path / "elsewhere")
    made, _ = built(tmp_path, raw)
    assert made == {"2023/edition"}
    assert tree(tmp_path / "out") == before


def test_a_raw_file_replaced_during_a_build_is_an_error(tmp_path, raw):
    shutil.rmtree(tmp_path / "store")
    run = run_of(tmp_path, raw)
    run.inputs.version("raw/forloeb", 2023)
    (raw / "2023/forloeb.csv").write_text(forloeb({}))
    with pytest.raises(RawFolderError, match="blev udskiftet, mens 2023 blev bygget"):
        run.make(2023, assets()["staging/forloeb"])


def test_public_figures_do_not_depend_on_the_order_of_building(tmp_path, once):
    (tmp_path / "backwards").mkdir()
    built(tmp_path / "backwards", once[0] / "raw", 2023, 2022)
    forwards, backwards = tree(once[0] / "out"), tree(tmp_path / "backwards" / "out")
    assert any(name.startswith("2023/public/") for name in forwards)
    assert forwards == backwards


@pytest.mark.sample
def test_four_editions_built_in_three_orders_are_the_same(tmp_path):
    years = range(2020, 2024)
    kommuner = ("320", "336", "259")
    files = {
        f"{year}/forloeb.csv": forloeb(
            *({"indskrivningsdato": f"01-03-{year}", "kommune": kommune} for kommune in kommuner)
        )
        for year in years
    }
    raw = raw_folder(tmp_path, files)
    found = []
    for number, order in enumerate((years, years[::-1], (2022, 2020, 2023, 2021))):
        (tmp_path / str(number)).mkdir()
        built(tmp_path / str(number), raw, *order)
        found.append(tree(tmp_path / str(number) / "out"))
    assert {name.split("/")[0] for name in found[0]} == set(map(str, years))
    assert found[0] == found[1] == found[2]
