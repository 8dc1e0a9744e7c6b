"""Building an edition: its files, and the state after a failure."""

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from rus_pipeline.audit.gates import Gate
from rus_pipeline.pipeline.run import StepError
from rus_pipeline.storage.swap import StagedFolder, replacing
from rus_pipeline_tests.building import Built, build, build_light
from rus_pipeline_tests.raw import forloeb, raw_folder

pytestmark = pytest.mark.usefixtures("_builds_lightly")


def digests(folder, but=("manifest.json",)):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in but
    }


@dataclass(frozen=True)
class Once:
    """A folder with a raw and an output folder, and the raw folder's digests before the build."""

    folder: Path
    delivered: dict[str, str]

    @property
    def edition(self):
        return self.folder / "out" / "2023"


def once(folder, rows, **facts):
    raw = raw_folder(folder, {"2023/forloeb.csv": rows}, **facts)
    delivered = digests(raw, but=())
    build_light(raw, folder / "out", 2023)
    return Once(folder, delivered)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The edition of one course. Change nothing in it: change a copy."""
    return once(tmp_path_factory.mktemp("sound"), forloeb({"forloeb_id": "JOURNAL-77"}))


@pytest.fixture(scope="module")
def sound(built):
    return built.edition


@pytest.fixture
def copied(built, tmp_path):
    return shutil.copytree(built.folder, tmp_path, dirs_exist_ok=True)


@pytest.fixture(scope="module")
def doubtful(tmp_path_factory):
    """An edition of half a year, with a row in quarantine, that names a cell that is not there."""
    rows = forloeb({"indskrivningsdato": "01-02-2023"}, {"kommune": "Andeby"})
    facts = 'udtrukket = 2023-06-30\n[[ikke_oplyst]]\ntabel="tabel-3"\nkolonne="x"\ngrund="y"\n'
    return once(tmp_path_factory.mktemp("doubtful"), rows, udtraek=facts).edition


def test_an_edition_leaves_the_files_of_the_contract(sound):
    left = digests(sound)
    assert {"figures.parquet", "quarantine.csv", "report/index.html"} <= left.keys()
    assert "report/tabeller/tabel-01.html" in left
    assert "marts/tabel-01.parquet" in left


def test_figures_have_the_columns_of_the_contract(sound):
    figures = pl.read_parquet(sound / "figures.parquet")
    assert figures.columns == (
        [
            "figure_id",
            "edition",
            "table_id",
            "row_key",
            "column_key",
            "value",
            "unit",
            "status",
            "reason",
        ]
    )
    assert figures["value"].dtype.is_decimal()
    assert figures["figure_id"].is_unique().all()


def test_the_manifest_counts_what_each_gate_has_checked(sound):
    tried = json.loads((sound / "manifest.json").read_text())["gates"]
    assert set(tried) == {gate.value for gate in Gate}
    assert tried[Gate.NOTHING_LOST] == 1
    every = pl.read_parquet(sound / "figures.parquet").height
    assert tried[Gate.TRACE_EQUALITY] == every
    # Six tables of the standard and ventetid say how many they leave out, of other and of unknown
    # municipality.
    assert tried[Gate.INDEPENDENT_RECOUNT] == every + 7 * 2


def test_a_sound_extract_leaves_an_empty_list_with_its_header(sound):
    assert (sound / "quarantine.csv").read_text() == "file,line,column,rule,action,value\n"


def test_a_quarantined_value_is_in_the_list_and_on_top_of_the_report(doubtful):
    listed = (doubtful / "quarantine.csv").read_text().splitlines()[1:]
    assert listed == ["2023/forloeb.csv,3,kommune,kommune_ukendt,raekke_ude,Andeby"]
    assert "1 række er sat ud" in (doubtful / "report/index.html").read_text()


def test_a_build_writes_nothing_in_the_raw_folder(built):
    assert digests(built.folder / "raw", but=()) == built.delivered


def test_a_failed_build_leaves_the_current_edition(copied):
    before = digests(copied / "out", but=())
    (copied / "raw/2023/forloeb.csv").write_text("forloeb_id\n1\n")
    (failed,) = build(copied / "raw", copied / "out", 2023)
    assert isinstance(failed, StepError)
    assert digests(copied / "out", but=()) == before


def test_an_edition_is_built_though_another_fails(copied):
    shutil.rmtree(copied / "out/2023")
    (copied / "raw/2024").mkdir()
    (copied / "raw/2024/udtraek.toml").write_text("udtrukket = 2025-01-31\n")
    (copied / "raw/2024/forloeb.csv").write_text("nothing\n1\n")
    sound, failed = build(copied / "raw", copied / "out", 2023, 2024)
    assert sound.year == 2023
    assert (copied / "out/2023/manifest.json").is_file()
    assert failed.edition == 2024
    assert not (copied / "out/2024").exists()


def test_an_edition_that_reads_a_failed_one_fails_and_says_which(tmp_path):
    raw = raw_folder(tmp_path, {"2022/forloeb.csv": "nothing\n1\n", "2023/forloeb.csv": forloeb()})
    *_, failed = build(raw, tmp_path / "out", 2022, 2023)
    assert failed.edition == 2023
    assert str(failed).startswith("læser udtrækket 2022, som ikke kan bruges: 2022/forloeb.csv")


def test_a_slice_holds_no_id_and_no_birth_date(sound):
    columns = pl.read_parquet(sound / "slice/forloeb.parquet").columns
    assert {"file", "line", "person"} <= set(columns)
    assert not {"forloeb_id", "foedselsdato", "cpr"} & set(columns)


def test_drafts_and_synthetic_data_are_marked(doubtful):
    page = (doubtful / "report/index.html").read_text()
    assert "Kladde" in page
    assert "Fiktive data" in page


def test_an_unknown_cell_in_ikke_oplyst_is_a_warning(doubtful):
    warnings = Built(doubtful.parents[1] / "raw", doubtful.parent, 2023).warnings
    assert warnings == ["2023/udtraek.toml: ikke_oplyst: tabel-3 / x findes ikke"]


def test_a_discarded_folder_leaves_the_target(tmp_path):
    target = tmp_path / "2023"
    target.mkdir()
    (target / "old").write_text("stands")
    beside = StagedFolder(target)
    (beside.folder / "half").write_text("x")
    beside.discard()
    assert [path.name for path in target.iterdir()] == ["old"]
    assert list((tmp_path / ".staging").iterdir()) == []


def test_a_folder_is_replaced_with_all_its_files(tmp_path):
    target = tmp_path / "2023"
    target.mkdir()
    (target / "old").write_text("stands")
    beside = StagedFolder(target)
    (beside.folder / "new").write_text("built")
    beside.swap_in()
    assert [path.name for path in target.iterdir()] == ["new"]
    assert list((tmp_path / ".staging").iterdir()) == []


def test_a_failed_file_leaves_the_target(tmp_path):
    target = tmp_path / "rus.duckdb"
    target.write_text("stands")
    with pytest.raises(ZeroDivisionError), replacing(target) as new:
        new.write_text(str(new.write_text("half") / 0))
    assert [path.name for path in tmp_path.iterdir()] == ["rus.duckdb"]
    assert target.read_text() == "stands"
