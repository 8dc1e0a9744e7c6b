"""What a public folder shows and leaves out, and what the disclosure audit finds in it.

The project's own six editions, read as an intruder reads them and compared with the internal ones.
"""

import json
import re
import zipfile

import polars as pl
import pytest
from bs4 import BeautifulSoup

from rus_pipeline.disclosure.constraints import MERGED
from rus_pipeline.disclosure.intruder import disclosure_audit
from rus_pipeline.disclosure.public_state import public_folders, read_together
from rus_pipeline.figures.presentation import Axes, Parts
from rus_pipeline.figures.stored_edition import StoredEdition
from rus_pipeline_tests.building import EDITIONS
from rus_pipeline_tests.report.reading_charts import KINDS, rectangles
from rus_pipeline_tests.report.reading_charts import texts as texts_in

pytestmark = pytest.mark.slow
of_each_year = pytest.mark.parametrize("year", EDITIONS)
SMALLEST = 5


@pytest.fixture(scope="module")
def out(editions):
    return editions


def public(out, year):
    return pl.read_parquet(out / str(year) / "public" / "figures.parquet")


def internal(out, year):
    return pl.read_parquet(out / str(year) / "figures.parquet")


def small_kommuner(out, year):
    """Return the municipalities that are one row in the public edition: figure id → value."""
    own = internal(out, year).filter(
        (pl.col("table_id") == "tabel-01-kommuner") & (pl.col("value") < SMALLEST)
    )
    return {i: int(value) for i, value in own.select("figure_id", "value").rows()}


def others_of(year):
    return f"{year}/tabel-01-kommuner/oevrige-kommuner/antal"


def suppressed(out, year):
    """Return figure id → true value of what the public edition suppresses."""
    found = public(out, year).filter(pl.col("status") == "suppressed")["figure_id"]
    values = dict(internal(out, year).select("figure_id", "value").rows())
    values[others_of(year)] = sum(small_kommuner(out, year).values())
    return {figure_id: int(values[figure_id]) for figure_id in found}


def counts(frame):
    return frame.filter(pl.col("unit").is_in(["forløb", "personer"]))


AS_DELIVERED = ("tabel-13", "tabel-14")


@of_each_year
def test_no_small_count_is_shown(out, year):
    shown = counts(public(out, year)).drop_nulls("value")
    small = shown.filter((pl.col("value") > 0) & (pl.col("value") < SMALLEST))
    assert small["figure_id"].to_list() == []
    assert counts(internal(out, year)).filter(pl.col("value").is_between(1, 4)).height > 0


@of_each_year
def test_what_is_shown_is_as_in_the_internal_edition(out, year):
    others = others_of(year)
    shown = public(out, year).filter(
        (pl.col("status") != "suppressed") & (pl.col("figure_id") != others)
    )
    ids = shown["figure_id"].to_list()
    assert shown.equals(internal(out, year).filter(pl.col("figure_id").is_in(ids)))
    assert set(internal(out, year)["figure_id"]) - set(ids) == (
        suppressed(out, year).keys() - {others} | small_kommuner(out, year).keys()
    )


@of_each_year
def test_the_small_municipalities_are_one_row_the_last(out, year):
    small = small_kommuner(out, year)
    rows = public(out, year).filter(pl.col("table_id") == "tabel-01-kommuner")
    last = rows.row(-1, named=True)
    assert last["figure_id"] == others_of(year)
    assert not small.keys() & set(rows["figure_id"])
    if last["status"] == "observed":
        assert last["value"] == sum(small.values())
        assert last["reason"] == f"Summen af {len(small)} kommuner med færre end 5 personer hver"
    label = f"Øvrige kommuner ({len(small)} kommuner)"
    table = out / str(year) / "public" / "report" / "tabeller" / "tabel-01-kommuner.csv"
    assert label in table.read_text(encoding="utf-8-sig")


@of_each_year
def test_no_file_of_the_folder_names_a_small_municipality(out, year):
    """But in the texts of tables 13 and 14, which are published as delivered."""
    labels = {
        label
        for i, label in pl.read_parquet(out / str(year) / "marts" / "tabel-01-kommuner.parquet")
        .select("figure_id", "row_label")
        .rows()
        if i in small_kommuner(out, year)
    }
    keys = {i.split("/")[2] for i in small_kommuner(out, year)}
    for name, data in texts(out / str(year) / "public"):
        text = data.decode("utf-8", "ignore")
        if name == "tal.json":
            held = json.loads(text)
            counted = [one for one in held["tables"] if one["id"] not in AS_DELIVERED]
            text = json.dumps({**held, "tables": counted}, ensure_ascii=False)
        as_delivered = name == "index.html" or name.startswith(AS_DELIVERED)
        own = {k for k in keys if f"/{k}/" in text}
        if not as_delivered:
            own |= {word for word in labels if re.search(rf"\b{word}\b", text)}
        assert own == set(), name
    frame = pl.read_parquet(out / str(year) / "public" / "report" / "figures.parquet")
    assert not {*frame["row_key"], *frame["row_label"]} & (keys | labels)


def test_the_public_report_says_what_is_added_up_and_how_much_is_shown(out):
    report = out / "2023" / "public" / "report"
    page = (report / "index.html").read_text(encoding="utf-8")
    assert (
        "I den offentlige udgave er kommuner med færre end 5 personer lagt sammen i rækken"
        " Øvrige kommuner."
    ) in page
    method = (report / "metode.html").read_text(encoding="utf-8")
    assert "Af rapportens 442 tal er 360 vist, 18 lagt sammen med andre og 64 skjult." in method
    inside = (out / "2023" / "report" / "index.html").read_text(encoding="utf-8")
    assert "Øvrige kommuner" not in inside


@of_each_year
def test_suppressed_figures_all_look_alike(out, year):
    found = public(out, year).filter(pl.col("status") == "suppressed")
    assert found["value"].null_count() == found.height
    assert found["reason"].unique().to_list() == ["Skjult af hensyn til personer bag små tal"]


@of_each_year
def test_no_count_of_zero_is_suppressed(out, year):
    ids = set(counts(internal(out, year))["figure_id"])
    assert [i for i, value in suppressed(out, year).items() if value == 0 and i in ids] == []


def test_how_many_other_municipalities_are_left_out_is_said_in_no_public_page(out):
    internal_pages, public_pages = (
        (out / "2023" / folder / "kvalitet.html").read_text(encoding="utf-8")
        for folder in ("report", "public/report")
    )
    assert "Ikke talt med: 38 forløb for borgere uden for Faxe Kommune." in internal_pages
    assert "Ikke talt med" not in public_pages
    assert "Kun borgere fra Faxe Kommune tæller med" in public_pages


def test_less_than_a_fifth_of_the_figures_is_suppressed(out):
    many = sum(len(suppressed(out, year)) for year in EDITIONS)
    assert many < sum(public(out, year).height for year in EDITIONS) / 5


def test_an_amount_of_few_persons_is_suppressed(out):
    assert suppressed(out, 2023)["2023/tabel-06/alkohol/beloeb"] == 40000
    assert "2023/tabel-04/udgift/2023" not in suppressed(out, 2023)


def test_the_intruder_narrows_no_small_count(out):
    intervals = disclosure_audit(read_together(public_folders(out)))
    small = {
        i: n for year in EDITIONS for i, n in suppressed(out, year).items() if 0 < n < SMALLEST
    }
    by_name = {interval.name: interval for interval in intervals}
    disclosed = [i for i in small if i in by_name and by_name[i].values < SMALLEST]
    assert disclosed == []
    assert len([i for i in small if i in by_name]) > 80
    merged = [one for one in intervals if one.name.startswith(MERGED)]
    assert len(merged) == len(EDITIONS)
    assert [one for one in merged if one.values < SMALLEST] == []


def test_every_true_value_is_in_its_feasible_interval(out):
    values = {i: n for year in EDITIONS for i, n in suppressed(out, year).items()}
    intervals = disclosure_audit(read_together(public_folders(out)))
    own = [one for one in intervals if not one.name.startswith(MERGED)]
    assert [one for one in own if not one.low <= values[one.name] <= one.high] == []


def test_showing_one_secondary_suppression_discloses_a_small_count(out):
    """The audit is strong enough to find it, and the secondary suppressions are needed."""
    folders = read_together(public_folders(out))
    values = {i: n for year in EDITIONS for i, n in suppressed(out, year).items()}
    last = folders[-1]
    shown = "2023/tabel-09/04/indskrivninger"
    secondary = [i for i in last.suppressed if "/tabel-01/stevns/" in i and values[i] >= 1]
    one = next(i for i in secondary if values[i] >= SMALLEST)
    last.values[one] = values[one]  # type: ignore[index]
    small = {i for i in values if 0 < values[i] < SMALLEST}
    disclosed = [c for c in disclosure_audit(folders) if c.name in small and c.values < SMALLEST]
    assert disclosed != []
    assert shown not in last.suppressed


# What is not in the folder. ----------------------------------------------------------------------


def texts(folder):
    """Yield each file of a folder with its bytes, those within workbooks too."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                for name in book.namelist():
                    yield f"{path.name}/{name}", book.read(name)
        elif path.is_file() and path.suffix not in (".woff2", ".parquet"):
            yield path.name, path.read_bytes()


@of_each_year
def test_no_page_has_the_value_of_a_suppressed_figure(out, year):
    secret = suppressed(out, year)
    for path in sorted((out / str(year) / "public").rglob("*.html")):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for shown in page.select("[data-figur]"):
            if shown["data-figur"] in secret or shown.get("data-fra") in secret:
                assert shown["value"] == ""
                assert shown.get_text() in ("..", "skjult"), path


@of_each_year
def test_a_chart_has_no_bar_for_a_suppressed_figure(out, year):
    secret = suppressed(out, year)
    pages = sorted((out / str(year) / "public" / "report").glob("*.html"))
    charts = [
        chart
        for path in pages
        for chart in BeautifulSoup(path.read_text("utf-8"), "html.parser").select("figure.billede")
    ]
    seen = 0
    for chart in charts:
        ids = chart["data-figurer"].split()
        hidden = [id_.split("/") for id_ in ids if id_ in secret]
        kind = KINDS[ids[0].split("/")[1]]
        symbols = texts_in(chart, "tal").count("..")
        if isinstance(kind, Parts):  # one symbol stands for a group
            axis = -2 if kind.along is Axes.ROWS else -1
            hidden = {parts[axis] for parts in hidden}
        assert symbols == len(hidden)
        assert len(rectangles(chart)) <= sum(id_ not in secret for id_ in ids)
        seen += symbols
    assert seen > 0


@of_each_year
def test_a_download_marks_a_suppressed_figure(out, year):
    report = out / str(year) / "public" / "report"
    lines = (report / "figures.csv").read_text(encoding="utf-8").splitlines()
    secret = suppressed(out, year)
    for line in lines[1:]:
        if line.partition(",")[0] in secret:
            assert ",,personer,suppressed," in line or re.search(r",,[^,]*,suppressed,", line)
    tables = "".join(
        path.read_text(encoding="utf-8") for path in sorted((report / "tabeller").glob("*.csv"))
    )
    assert tables.count("..") >= len(secret)


@of_each_year
def test_no_person_key_digest_or_file_name_is_in_the_folder(out, year):
    kept = StoredEdition(out / str(year), year)
    persons = set()
    for path in (kept.folder / "slice").glob("*.parquet"):
        frame = pl.read_parquet(path)
        if "person" in frame.columns:
            persons |= set(frame["person"].drop_nulls().to_list())
    secret = [str(person).encode() for person in persons]
    secret += [digest.encode() for digest in kept.manifest["files"].values()]
    secret += [file.encode() for file in kept.manifest["files"] if not file.startswith("published")]
    for name, data in texts(kept.folder / "public"):
        assert [word for word in secret if word in data] == [], name
    columns = internal(out, year).columns
    labelled = [*columns[:5], "row_label", "column_label", *columns[5:]]
    found = sorted((kept.folder / "public").rglob("*.parquet"))
    assert [pl.read_parquet(path).columns for path in found] == [columns, labelled]


@of_each_year
def test_no_link_leads_out_of_the_folder(out, year):
    folder = (out / str(year) / "public").resolve()
    for path in folder.rglob("*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for link in page.select("a[href]"):
            target = (path.parent / link["href"].partition("#")[0]).resolve()
            assert target.is_relative_to(folder), (path.name, link["href"])
            assert target.exists(), (path.name, link["href"])


@of_each_year
def test_the_internal_report_says_that_it_is_and_links_to_the_public_one(out, year):
    page = (out / str(year) / "report" / "index.html").read_text(encoding="utf-8")
    assert "Intern udgave. Den viser små tal og må ikke offentliggøres." in page
    assert 'href="../public/report/index.html"' in page
