"""The four gates: each catches a fault seeded for it, and the edition is not put in place."""

import polars as pl
import pytest

from rus_pipeline import outputs, proving
from rus_pipeline.audit.gates import Gate, GateError
from rus_pipeline.build import build_editions
from rus_pipeline.extracts import folder
from rus_pipeline.variables import VARIABLES
from rus_pipeline.variables.registry import Variable
from rus_pipeline_tests.building import build_data
from rus_pipeline_tests.raw import forloeb, raw_folder

pytestmark = pytest.mark.slow


@pytest.fixture
def raw(tmp_path):
    return raw_folder(
        tmp_path,
        {"2023/forloeb.csv": forloeb({}, {"indskrivningsdato": "31-12-2023"}, {"indsats": "Stof"})},
    )


def verdicts(raw, out):
    try:
        found = build_data(raw, out).proof.verdicts
    except GateError as error:
        found = error.verdicts
    return {verdict.gate: verdict for verdict in found}


def broken(found):
    return {gate for gate, verdict in found.items() if not verdict.holds}


def test_a_sound_edition_comes_through_all_four(raw, tmp_path):
    found = verdicts(raw, tmp_path / "out")
    assert list(found) == list(Gate)
    assert broken(found) == set()
    assert all(verdict.tried for verdict in found.values())


def test_a_stale_mart_is_caught_by_trace_equality(raw, tmp_path, monkeypatch):
    honest = outputs.mart

    def stale(figures):
        frame = honest(figures)
        first = pl.col("figure_id") == "2023/tabel-02/forloeb/alkohol"
        return frame.with_columns(pl.when(first).then(7).otherwise("value").alias("value"))

    monkeypatch.setattr(outputs, "mart", stale)
    found = verdicts(raw, tmp_path / "out")
    assert broken(found) == {Gate.TRACE_EQUALITY}
    assert found[Gate.TRACE_EQUALITY].complaints == (
        "marts/tabel-02.parquet holds 7 for 2023/tabel-02/forloeb/alkohol, not 2",
    )


def test_a_doubled_row_is_caught_by_no_row_twice(raw, tmp_path, monkeypatch):
    honest = proving.build_slice

    def doubled(*given):
        rows = honest(*given)
        frames = dict(rows.frames)
        frames["forloeb"] = pl.concat([frames["forloeb"], frames["forloeb"].head(1)])
        return proving.replace(rows, frames=frames)

    monkeypatch.setattr(proving, "build_slice", doubled)
    found = verdicts(raw, tmp_path / "out")
    assert Gate.NO_ROW_TWICE in broken(found)
    assert (
        "2023/tabel-02/forloeb/alkohol counts 2023/forloeb.csv:2 2 times"
        in found[Gate.NO_ROW_TWICE].complaints
    )


def test_a_row_lost_in_reading_is_caught_by_nothing_lost(raw, tmp_path, monkeypatch):
    honest = folder.read_records

    def losing(path, shown):
        read = honest(path, shown)
        rows = read.pieces[0]()
        columns = [cells[:-1] for cells in rows.columns]
        fewer = proving.replace(rows, lines=rows.lines[:-1], columns=columns)
        return proving.replace(read, pieces=(lambda only=None: fewer,))

    monkeypatch.setattr(folder, "read_records", losing)
    found = verdicts(raw, tmp_path / "out")
    assert broken(found) == {Gate.NOTHING_LOST}
    assert found[Gate.NOTHING_LOST].complaints == (
        "2023/forloeb.csv holds 3 records, but 2 were validated and 0 put out",
    )


def test_less_for_at_most_is_caught_by_the_second_opinion(raw, tmp_path, monkeypatch):
    honest = VARIABLES["forloeb"]["aktiv"]

    def strictly(edition):
        return honest.expression(edition) & (pl.col("indskrivningsdato") < edition.last)

    fault = Variable("aktiv", honest.needs, honest.description, strictly)
    monkeypatch.setitem(VARIABLES["forloeb"], "aktiv", fault)
    found = verdicts(raw, tmp_path / "out")
    assert broken(found) == {Gate.SECOND_OPINION}
    assert any("2023/tabel-02/forloeb/alkohol" in c for c in found[Gate.SECOND_OPINION].complaints)


@pytest.mark.usefixtures("_draws_nothing")
def test_an_edition_whose_gate_does_not_hold_is_not_put_in_place(raw, tmp_path, monkeypatch):
    out = tmp_path / "out"
    list(build_editions(raw, out, [2023], "run"))
    before = (out / "2023/manifest.json").read_bytes()
    honest = outputs.mart
    monkeypatch.setattr(outputs, "mart", lambda f: honest(f).with_columns(value=pl.lit(1)))
    (failed,) = build_editions(raw, out, [2023], "run")
    assert isinstance(failed, GateError)
    assert str(failed).startswith("gate trace-equality: marts/")
    assert (out / "2023/manifest.json").read_bytes() == before
    assert list((out / ".staging").iterdir()) == []


def test_the_colophon_tells_what_was_proved(raw, tmp_path):
    list(build_editions(raw, tmp_path / "out", [2023], "run"))
    page = (tmp_path / "out/2023/report/index.html").read_text()
    for gate in Gate:
        assert gate.shows in page
