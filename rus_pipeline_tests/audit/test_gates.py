"""The gates: each finds a fault seeded for it, and the edition is not swapped in."""

from dataclasses import replace

import polars as pl
import pytest

from rus_pipeline.audit.gates import Gate
from rus_pipeline.figures.sums import Equal, asked_of
from rus_pipeline.ingest import folder
from rus_pipeline.pipeline.run import CheckError
from rus_pipeline.pipeline.stages import marts, slicing
from rus_pipeline.pipeline.stages.staging import NOTHING_LOST
from rus_pipeline.slices.variables import VARIABLES
from rus_pipeline.slices.variables.registry import Variable
from rus_pipeline_tests.building import Built, build, build_data
from rus_pipeline_tests.raw import forloeb, raw_folder

pytestmark = pytest.mark.slow

GATES = {marts.TRACE_EQUALITY, marts.NO_ROW_TWICE, NOTHING_LOST, marts.RECOUNT, marts.ADDS_UP}


@pytest.fixture
def raw(tmp_path):
    return raw_folder(
        tmp_path,
        {"2023/forloeb.csv": forloeb({}, {"indskrivningsdato": "31-12-2023"}, {"indsats": "Stof"})},
    )


def checks(raw, out):
    """Return the checks of the assets made, including the first with a failed one."""
    try:
        found = build_data(raw, out)
    except CheckError as error:
        found = Built(raw, out, error.edition)
    return found.checks


def broken(found):
    return {check["name"] for check in found if not check["passed"]}


def complaints(found, gate):
    return [text for check in found if check["name"] == gate for text in check["complaints"]]


def test_a_sound_edition_passes_all_gates(raw, tmp_path):
    found = checks(raw, tmp_path / "out")
    assert {check["name"] for check in found} >= GATES
    assert broken(found) == set()
    assert all(any(c["tried"] for c in found if c["name"] == gate) for gate in GATES)


def test_a_stale_mart_is_caught_by_trace_equality(raw, tmp_path, monkeypatch):
    honest = marts.with_labels

    def stale(edition, figures):
        frame = honest(edition, figures)
        first = pl.col("figure_id") == "2023/tabel-02/forloeb/alkohol"
        return frame.with_columns(pl.when(first).then(7).otherwise("value").alias("value"))

    monkeypatch.setattr(marts, "with_labels", stale)
    found = checks(raw, tmp_path / "out")
    assert broken(found) == {marts.TRACE_EQUALITY}
    assert complaints(found, marts.TRACE_EQUALITY) == [
        "mart.parquet holds 7 for 2023/tabel-02/forloeb/alkohol, not 2",
    ]


def test_a_doubled_row_is_caught_by_no_row_twice(raw, tmp_path, monkeypatch):
    honest = slicing.build_source

    def doubled(source, *given):
        built = honest(source, *given)
        if source != "forloeb":
            return built
        return replace(built, frame=pl.concat([built.frame, built.frame.head(1)]))

    monkeypatch.setattr(slicing, "build_source", doubled)
    (failed,) = build(raw, tmp_path / "out", 2023)
    assert isinstance(failed, CheckError)
    found = Built(raw, tmp_path / "out", 2023).result(failed.asset).facts["checks"]
    assert marts.NO_ROW_TWICE in broken(found)
    assert any("counts 2023/forloeb.csv:2 2 times" in c for c in complaints(found, "ingen_dobbelt"))


def test_a_row_lost_in_reading_is_caught_by_nothing_lost(raw, tmp_path, monkeypatch):
    honest = folder.read_records

    def losing(path, shown, headings):
        read = honest(path, shown, headings)
        rows = read.pieces[0]()
        columns = [cells[:-1] for cells in rows.columns]
        fewer = replace(rows, lines=rows.lines[:-1], columns=columns)
        return replace(read, pieces=(lambda only=None: fewer,))

    monkeypatch.setattr(folder, "read_records", losing)
    found = checks(raw, tmp_path / "out")
    assert broken(found) == {NOTHING_LOST}
    assert complaints(found, NOTHING_LOST) == [
        "2023/forloeb.csv holds 3 records, of which 2 were validated, quarantined, left out or"
        " joined",
    ]


def test_less_for_at_most_is_caught_by_the_independent_recount(raw, tmp_path, monkeypatch):
    honest = VARIABLES["forloeb"]["aktiv"]

    def strictly(edition):
        return honest.expression(edition) & (pl.col("indskrivningsdato") < edition.last)

    fault = Variable("aktiv", honest.needs, honest.description, strictly)
    monkeypatch.setitem(VARIABLES["forloeb"], "aktiv", fault)
    found = checks(raw, tmp_path / "out")
    assert broken(found) == {marts.RECOUNT}
    assert any("2023/tabel-01/faxe/alkohol" in c for c in complaints(found, marts.RECOUNT))


@pytest.mark.usefixtures("_builds_lightly")
def test_an_edition_with_a_failed_gate_is_not_swapped_in(raw, tmp_path, monkeypatch):
    out = tmp_path / "out"
    build(raw, out, 2023)
    before = (out / "2023/manifest.json").read_bytes()
    honest = marts.with_labels
    monkeypatch.setattr(
        marts, "with_labels", lambda y, f: honest(y, f).with_columns(value=pl.lit(1))
    )
    (failed,) = build(raw, out, 2023, force=True)
    assert isinstance(failed, CheckError)
    assert str(failed).startswith("2023/mart/")
    assert ": sporing: mart.parquet holds 1 for " in str(failed)
    assert (out / "2023/manifest.json").read_bytes() == before
    assert list((out / ".staging").iterdir()) == []


def test_tables_that_do_not_agree_are_caught_by_what_must_add_up(raw, tmp_path, monkeypatch):
    alike = Equal(("tabel-02/forloeb/alkohol",), ("tabel-02/forloeb/stof-voksne",))
    monkeypatch.setattr(marts, "asked_of", lambda _, figures: asked_of([alike], figures))
    found = checks(raw, tmp_path / "out")
    assert broken(found) == {marts.ADDS_UP}
    assert complaints(found, marts.ADDS_UP) == [
        "2023/tabel-02/forloeb/alkohol - 2023/tabel-02/forloeb/stof-voksne is 1, not 0",
    ]


def test_the_colophon_lists_the_checks(editions):
    page = (editions / "2023/report/metode.html").read_text(encoding="utf-8")
    for gate in Gate:
        assert gate.shows in page
