"""A small edition whose public tables are added up: built, released and built again."""

import zipfile

import polars as pl
import pytest

from rus_pipeline.audit.release import release
from rus_pipeline.disclosure.intruder import disclosure_audit
from rus_pipeline.disclosure.public_state import public_folders, read_together, released_states
from rus_pipeline.report import edition
from rus_pipeline.report.downloads import write_xlsx
from rus_pipeline_tests.audit.editions import build
from rus_pipeline_tests.building import build_light
from rus_pipeline_tests.conditions import build_lightly
from rus_pipeline_tests.disclosure.publishing.small_editions import folder, shown

pytestmark = pytest.mark.slow

# Of the municipalities of neither home nor partner, one has eight, four have fewer than five.
FEW = (
    *((9, "0320", "Alkohol"), (2, "0336", "Alkohol"), (8, "0320", "Stof"), (1, "0336", "Stof")),
    *((8, "0370", "Alkohol"), (3, "0265", "Alkohol"), (2, "0259", "Stof"), (2, "0253", "Alkohol")),
    *((2, "0390", "Stof"), (1, "0320", "Stof", 2010), (1, "0320", "Pårørende")),
)
OTHERS = "2023/tabel-01-kommuner/oevrige-kommuner/antal"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An output folder with an edition, its release, and the edition built again."""
    tmp_path = tmp_path_factory.mktemp("recoded")
    raw, out = folder(tmp_path, *FEW), tmp_path / "out"
    with pytest.MonkeyPatch.context() as patch:
        build_lightly(patch.setattr)
        build_light(raw, out, 2023)
        release(raw, out, 2023, ["fictitious"])
        patch.setattr(edition, "write_xlsx", write_xlsx)
        build(raw, out)
    return out


def ids(out, table):
    frame = pl.read_parquet(out / "2023" / "public" / "figures.parquet")
    return frame.filter(pl.col("table_id") == table)["figure_id"].to_list()


def table(out, name):
    path = out / "2023" / "public" / "report" / "tabeller" / f"{name}.csv"
    return path.read_text(encoding="utf-8-sig")


def test_the_small_municipalities_are_one_row(made):
    assert ids(made, "tabel-01-kommuner") == ["2023/tabel-01-kommuner/naestved/antal", OTHERS]
    assert shown(made, OTHERS) in (9, None)
    assert "Øvrige kommuner (4 kommuner)" in table(made, "tabel-01-kommuner")


def test_the_columns_of_a_table_of_small_counts_are_added_up(made):
    assert ids(made, "tabel-02") == [
        f"2023/tabel-02/forloeb/{column}" for column in ("alkohol", "stof", "paaroerende", "i-alt")
    ]
    assert shown(made, "2023/tabel-02/forloeb/stof") in (14, None)
    assert "Alkohol;Stof;Pårørende;I alt" in table(made, "tabel-02")


def test_the_table_says_so(made):
    book = made / "2023" / "public" / "report" / "tabeller" / "tabel-02.xlsx"
    with zipfile.ZipFile(book) as parts:
        texts = parts.read("xl/sharedStrings.xml").decode("utf-8")
    assert (
        "I den offentlige udgave er Stof – voksne og Stof – unge under 18 år lagt sammen: mere end"
        " halvdelen af tabellens tal måtte ellers skjules."
    ) in texts


def test_the_internal_edition_has_every_row_and_column(made):
    internal = pl.read_parquet(made / "2023" / "figures.parquet")["figure_id"].to_list()
    assert OTHERS not in internal
    assert "2023/tabel-02/forloeb/stof-unge" in internal


def test_an_edition_built_again_beside_its_release_is_published_alike(made):
    now, then = (
        made / name / "public" / "figures.parquet" for name in ("2023", "releases/2023-r1")
    )
    assert now.read_bytes() == then.read_bytes()


def test_a_release_has_the_true_value_of_its_sums(made):
    (state,) = released_states(made)
    assert state.figures[f"2023-r1:{OTHERS}"].value == 9
    assert state.figures["2023-r1:2023/tabel-02/forloeb/stof"].value == 14


def test_no_count_in_a_sum_is_narrowed_by_edition_and_release_together(made):
    cells = disclosure_audit(read_together(public_folders(made)))
    merged = [cell for cell in cells if cell.name.startswith("@+")]
    assert {cell.name.partition("2023/")[0] for cell in merged} == {"@+", "@+2023-r1:"}
    of_municipalities = [cell for cell in merged if cell.name.endswith("/en")]
    assert [cell.values >= 5 for cell in of_municipalities] == [True, True]
