"""Whole runs of the ``rus`` command, through Dagster and its own storage."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import dagster as dg
import duckdb
import pytest
from dagster._core.instance import InstanceRef
from typer.testing import CliRunner

# Imported here: its partitions are the years of the raw folder that the first to import it has.
import rus_pipeline.pipeline.dagster.partitions  # noqa: F401
from rus_pipeline.cli.app import app
from rus_pipeline.cli.console import err_console, out_console
from rus_pipeline.storage.store import Store
from rus_pipeline_tests.building import build_light
from rus_pipeline_tests.conditions import RUS_BUILDING_LIGHTLY, RUS_DRAWING_NOTHING, build_lightly
from rus_pipeline_tests.raw import csv_text, fictitious_cpr, forloeb, raw_folder

RUS = Path(sys.executable).with_name("rus")
PROJECT = Path(__file__).parents[3]

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("_builds_lightly")]


def program(tmp_path, *words, **environment):
    return subprocess.run(
        [*map(str, words)],
        cwd=tmp_path,
        env={**os.environ, "DAGSTER_HOME": str(tmp_path / "home"), "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def within(tmp_path, *words, **environment):
    """Call ``rus`` in this process: another would take as long to import Dagster as to build."""
    given = {"DAGSTER_HOME": str(tmp_path / "home"), "RUS_RAW": None} | environment
    # Rich has read COLUMNS when the console was made.
    with patch.object(out_console, "_width", 200), patch.object(err_console, "_width", 200):
        return CliRunner(env=given).invoke(app, [*map(str, words)])


def run(tmp_path, raw, *words, **environment):
    return within(tmp_path, "run", "--raw", raw, "--out", tmp_path / "out", *words, **environment)


def instance(tmp_path):
    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(tmp_path / "home")))


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """Three editions: 2021 sound, 2022 with a broken file, 2023 reading 2022."""
    tmp_path = tmp_path_factory.mktemp("mixed")
    raw = raw_folder(
        tmp_path,
        {
            "2021/forloeb.csv": forloeb(
                *({"indskrivningsdato": "01-03-2021"} for _ in range(6)),
                {"cpr": "010180-123X", "indskrivningsdato": "01-03-2021"},
            ),
            "2021/posteringer.csv": csv_text("posteringer", {"bogfoeringsdato": "1-3-2021"}),
            "2022/forloeb.csv": "forloeb_id;cpr\n1;" + fictitious_cpr() + "\n",
            "2023/forloeb.csv": forloeb({}),
        },
    )
    words = ("run", "--raw", raw, "--out", tmp_path / "out")
    return tmp_path, raw, program(tmp_path, sys.executable, "-c", RUS_BUILDING_LIGHTLY, *words)


def test_sound_editions_are_built_and_failed_ones_named(mixed):
    tmp_path, _, result = mixed
    assert result.returncode == 1
    assert (tmp_path / "out/2021/figures.parquet").is_file()
    assert not (tmp_path / "out/2022").exists()
    assert not (tmp_path / "out/2023").exists()
    assert "2022 was not built: 2022/forloeb.csv, linje 1, kolonnen indsats" in result.stderr
    assert "2023 was not built: læser udtrækket 2022" in result.stderr
    assert "Traceback" not in result.stderr + result.stdout


def test_the_summary_counts_rows_and_says_where_the_report_is(mixed):
    _, _, result = mixed
    line, public = (
        line.split() for line in result.stdout.splitlines() if line.strip().startswith("2021")
    )
    assert line[2:4] == ["8", "1"]
    assert sum(map(int, public[1:4])) > 0
    assert "report/index.html" in result.stdout


def test_the_run_and_its_materializations_are_stored(mixed):
    tmp_path, _, _ = mixed
    with instance(tmp_path) as kept:
        ended = {
            record.dagster_run.tags["dagster/partition"]: record.dagster_run.status
            for record in kept.get_run_records()
            if "dagster/partition" in record.dagster_run.tags
        }
        assert ended == {
            "2021": dg.DagsterRunStatus.SUCCESS,
            "2022": dg.DagsterRunStatus.FAILURE,
            "2023": dg.DagsterRunStatus.FAILURE,
        }
        for key in ("figures", "edition"):
            assert kept.get_materialized_partitions(dg.AssetKey(key)) == {"2021"}


def test_a_materialization_carries_its_versions(mixed):
    tmp_path, _, _ = mixed
    with instance(tmp_path) as kept:
        event = kept.get_latest_materialization_event(dg.AssetKey(["staging", "posteringer"]))
    tags = event.asset_materialization.tags
    assert len(tags["dagster/data_version"]) == 64
    assert tags["dagster/code_version"]


def test_a_snapshot_previews_its_table_in_the_ui(mixed):
    tmp_path, _, _ = mixed
    with instance(tmp_path) as kept:
        event = kept.get_latest_materialization_event(dg.AssetKey(["snapshot", "tabel_02"]))
    preview = event.asset_materialization.metadata["preview"]
    assert isinstance(preview, dg.MarkdownMetadataValue)
    assert preview.value.splitlines()[-1] == "| Forløb | 6 | - | - | 6 |"


def test_a_mart_has_column_lineage(mixed):
    tmp_path, _, _ = mixed
    with instance(tmp_path) as kept:
        asked = dg.AssetRecordsFilter(
            asset_key=dg.AssetKey(["mart", "tabel_02"]), asset_partitions=["2021"]
        )
        (record,) = kept.fetch_materializations(asked, limit=1).records
    lineage = record.asset_materialization.metadata["dagster/column_lineage"].value
    behind = {(d.asset_key.path[-1], d.column_name) for d in lineage.deps_by_column["value"]}
    assert {("forloeb", "aktiv"), ("forloeb", "omraade")} <= behind


def test_the_gates_are_a_check_of_each_mart(mixed):
    tmp_path, _, _ = mixed
    key = dg.AssetCheckKey(dg.AssetKey(["mart", "tabel_02"]), "tre_kontroller")
    with instance(tmp_path) as kept:
        record = kept.event_log_storage.get_latest_asset_check_execution_by_key([key])[key]
    check = record.event.dagster_event.asset_check_evaluation_data
    assert check.passed
    assert check.metadata.keys() == {"sporing", "ingen_dobbelt", "anden_opgoerelse"}
    assert all(gate.value["tried"] > 0 for gate in check.metadata.values())


def test_the_front_page_leads_to_the_report(mixed):
    tmp_path, _, _ = mixed
    assert 'href="2021/report/index.html"' in (tmp_path / "out/index.html").read_text()


def test_no_cpr_in_any_byte_left_behind(mixed):
    tmp_path, _, result = mixed
    numbers = {fictitious_cpr(number=n) for n in range(1, 9)} | {"010180-123X"}
    wanted = [t.encode() for n in numbers for t in (n, n.replace("-", ""))]
    looked_at = 0
    for root in (tmp_path / "out", tmp_path / "home"):
        for path in root.rglob("*"):
            if path.is_file():
                looked_at += 1
                found = [text for text in wanted if text in path.read_bytes()]
                assert not found, path
    assert looked_at > 20
    with duckdb.connect(str(tmp_path / "out/rus.duckdb"), read_only=True) as database:
        tables = [name for (name,) in database.sql("SHOW TABLES").fetchall()]
        text = "".join(str(database.table(name).fetchall()) for name in tables)
    for output in (text, result.stdout, result.stderr):
        assert not [n for n in wanted if n.decode() in output]


def test_real_numbers_without_a_key_are_refused_before_anything_is_written(tmp_path):
    raw = raw_folder(tmp_path, {"2023/forloeb.csv": forloeb({"cpr": "010180-1234"})})
    result = run(tmp_path, raw)
    assert result.exit_code == 1
    assert "RUS_PSEUDONYM_KEY" in result.stderr
    assert "010180" not in result.stderr
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "home").exists()


ACCEPTED = 'udtrukket = 2024-01-31\n[[accepteret]]\nhvad = "ingen_raekker"\nfil = "forloeb"\n'


@pytest.fixture(scope="module")
def newest(tmp_path_factory):
    """Of two editions the newest alone, of real numbers with a key, with something to warn of."""
    tmp_path, real = tmp_path_factory.mktemp("newest"), {"cpr": "010180-1234"}
    raw = raw_folder(
        tmp_path,
        {
            "2022/forloeb.csv": forloeb({**real, "indskrivningsdato": "01-03-2022"}),
            "2023/udtraek.toml": f'{ACCEPTED}grund = "så få er vi"\n',
            "2023/forloeb.csv": forloeb(real, {"cpr": "020180-1236"}),
            "gammelt/forloeb.csv": "",
        },
    )
    with pytest.MonkeyPatch.context() as patch:
        build_lightly(patch.setattr)
        given = {"RUS_PSEUDONYM_KEY": "ab" * 32}
        return tmp_path, run(tmp_path, raw, "--edition", "2023", **given)


def test_real_numbers_with_a_key_are_built(newest):
    tmp_path, result = newest
    assert result.exit_code == 0, result.stderr
    assert "fictitious" not in result.stdout
    page = (tmp_path / "out/2023/report/index.html").read_text(encoding="utf-8")
    assert "Fiktive" not in page


def test_each_warning_is_printed_once(newest):
    told = newest[1].stderr.splitlines()
    assert [line for line in told if line.startswith("Warning")] == [
        "Warning: gammelt: mappens navn er intet årstal; den læses ikke",
        "Warning: 2023/udtraek.toml: accepteret: der er ingen ingen_raekker for forloeb;"
        " linjen kan slettes",
    ]


def test_one_edition_alone_reads_the_earlier_extracts_too(newest):
    tmp_path, _ = newest
    assert not (tmp_path / "out/2022").exists()
    with duckdb.connect(str(tmp_path / "out/rus.duckdb"), read_only=True) as database:
        counted = database.sql(
            "SELECT row_key, value FROM figures"
            " WHERE table_id = 'udvikling-forloeb' AND column_key = 'i-alt' ORDER BY 1"
        ).fetchall()
    assert counted == [("2022", 1), ("2023", 2)]


def test_an_edition_without_a_folder_is_an_error(mixed, tmp_path):
    raw = shutil.copytree(mixed[1], tmp_path / "raw")
    for name in ("out", ".out.store"):
        shutil.copytree(mixed[0] / name, tmp_path / name)
    shutil.rmtree(tmp_path / "out/2021")
    result = run(tmp_path, raw, "--edition", "2021", "--edition", "2019")
    assert result.exit_code == 1
    assert (tmp_path / "out/2021/figures.parquet").is_file()
    assert "2019 was not built: der er ingen mappe" in result.stderr
    again = run(tmp_path, raw, "2019")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "2019 was not built: der er ingen mappe" in again.stderr


def test_a_run_ends_with_the_newest_report_whether_or_not_it_built_one(tmp_path):
    raw = raw_folder(tmp_path, {"2022/forloeb.csv": forloeb(), "2023/forloeb.csv": forloeb({})})
    out = tmp_path / "out"
    build_light(raw, out, 2022, 2023)
    shutil.rmtree(out / "2022")
    where = [f"All editions: {out}/index.html", f"Report: {out}/2023/report/index.html"]
    assert run(tmp_path, raw).stdout.splitlines()[-2:] == where
    again = run(tmp_path, raw).stdout.splitlines()
    assert again == [f"Nothing to do: every edition in {out} is current", *where]
    assert (out / "index.html").is_file()


@pytest.mark.parametrize("break_it", ["center.toml", "raw folder", "no editions"])
def test_a_raw_folder_that_cannot_be_used_is_one_line(tmp_path, break_it):
    raw = raw_folder(tmp_path, {"2023/forloeb.csv": forloeb()})
    if break_it == "center.toml":
        (raw / "center.toml").write_text("navn = \n")
    elif break_it == "raw folder":
        raw = tmp_path / "elsewhere"
    else:
        (raw / "2023").rename(raw / ".2023")
    result = run(tmp_path, raw)
    assert result.exit_code == 1
    assert result.stderr.strip().startswith("Error: ")
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_run_that_waited_for_another_makes_nothing_again(tmp_path, monkeypatch):
    raw = raw_folder(tmp_path, {"2023/forloeb.csv": forloeb({})})
    alone = Store.alone

    @contextmanager
    def after_another(store, who):
        build_light(raw, tmp_path / "out", 2023)
        with alone(store, who):
            yield

    monkeypatch.setattr(Store, "alone", after_another)
    result = run(tmp_path, raw)
    assert result.exit_code == 0
    assert "to make" not in result.output


def test_check_lists_corrections_in_danish_and_as_xlsx(tmp_path):
    from python_calamine import CalamineWorkbook

    raw = raw_folder(
        tmp_path, {"2023/forloeb.csv": forloeb({}, {"effekt": "=1+1"}, {"cpr": "010180-123X"})}
    )
    result = within(tmp_path, "check", "--raw", raw, "--xlsx", tmp_path / "list.xlsx")
    assert result.exit_code == 0
    assert "2023: 2 ting at rette" in result.stdout
    assert "Ordet står ikke i kodelisten" in result.stdout
    assert "******-****" in result.stdout
    assert "010180" not in result.stdout
    rows = CalamineWorkbook.from_path(tmp_path / "list.xlsx").get_sheet_by_index(0).to_python()
    assert rows[1][:4] == [2023, "2023/forloeb.csv", 3, "effekt"]
    assert rows[1][5] == "=1+1"
    assert not (tmp_path / "out").exists()


def test_check_fails_if_an_edition_cannot_be_built(tmp_path):
    raw = raw_folder(tmp_path, {"2023/forloeb.csv": "forloeb_id\n1\n"})
    result = within(tmp_path, "check", "--raw", raw)
    assert result.exit_code == 1
    assert "Udgaven kan ikke bygges: 2023/forloeb.csv" in result.stdout


def test_definitions_validate_without_a_warning_of_ours(tmp_path):
    result = subprocess.run(
        [RUS.with_name("dagster"), "definitions", "validate", "-w", PROJECT / "workspace.yaml"],
        cwd=PROJECT,
        env={**os.environ, "DAGSTER_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    output = result.stdout + result.stderr
    assert result.returncode == 0, output
    assert "Validation successful" in output
    # Dagster says of this very command that another will replace it; that one line is not ours.
    lines = [line for line in output.splitlines() if "Warning" in line]
    assert [line for line in lines if "SupersessionWarning" not in line] == []


def test_an_output_folder_that_cannot_be_written_is_one_line(tmp_path):
    raw = raw_folder(tmp_path, {"2022/forloeb.csv": forloeb(), "2023/forloeb.csv": forloeb()})
    (tmp_path / "file").write_text("")
    out = tmp_path / "file" / "out"
    result = program(tmp_path, RUS, "run", "--raw", raw, "--out", out)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert result.stderr == f"Error: {tmp_path}/file: File exists\n"


def test_a_run_leaves_nothing_in_the_temporary_folder(tmp_path):
    """The process ends without freeing what it holds, as the folder of the recount's database."""
    raw = raw_folder(tmp_path, {"2023/forloeb.csv": forloeb({})})
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    run = (sys.executable, "-c", RUS_DRAWING_NOTHING, "run", "--force")
    words = (*run, "--raw", raw, "--out", tmp_path / "out")
    result = program(tmp_path, *words, TMPDIR=str(temporary))
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "out/2023/manifest.json").is_file()
    assert list(temporary.iterdir()) == []
