"""Synthetic extracts: the printed figures they meet, what they hold, the same for a seed."""

import re
from datetime import date

import polars as pl
import pytest

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.declaration import SHARE
from rus_pipeline.reconciliation.feasible.targets import KOMMUNER_TABLE, report_claims, targets
from rus_pipeline.slices.measures import ORS_CHANGE, with_ors_change
from rus_pipeline.synthetic.writing import SEED, write_extracts
from rus_pipeline_tests.building import RAW
from rus_pipeline_tests.synthetic.conftest import YEARS

pytestmark = pytest.mark.slow  # they fit six years of journals

FICTITIOUS = re.compile(r"^(6[1-9]|[78]\d|9[01])\d{4}-\d{4}$")


@pytest.mark.parametrize(
    ("year", "kind", "printed", "met"),
    [
        (2021, "counts", 58, 55),
        (2021, "shares", 7, 2),
        (2023, "counts", 64, 62),
        (2023, "shares", 7, 5),
    ],
)
def test_built_figures_have_the_printed_values(built, claims, center, year, kind, printed, met):
    counted = [
        target
        for target in targets(report_claims(claims, year), Edition(year, center))
        if target.figure.table != KOMMUNER_TABLE
        and (target.figure.column == SHARE) == (kind == "shares")
    ]
    assert len(counted) == printed
    assert sum(built.get(t.figure.figure_id) == t.value for t in counted) == met


@pytest.mark.parametrize("year", [2021, 2023])
def test_the_journals_unmet_targets_are_those_that_built_figures_miss(built, written, year):
    journal = next(one for one in written[1] if one.edition.year == year)
    assert [t.name for t in journal.targets if built.get(t.figure.figure_id) != t.value] == [
        t.name for t in journal.unmet
    ]


@pytest.mark.parametrize("year", [2021, 2023])
@pytest.mark.parametrize("table", ["tabel-01", "tabel-02", "tabel-07", "tabel-08", KOMMUNER_TABLE])
def test_tables_of_all_persons_and_courses_are_met_in_full(built, claims, center, year, table):
    wanted = targets(report_claims(claims, year), Edition(year, center))
    wanted_names = [t.name for t in wanted if t.figure.table == table]
    assert wanted_names
    assert [
        t for t in wanted if t.name in wanted_names and built.get(t.figure.figure_id) != t.value
    ] == []


def test_external_courses_are_as_printed(built):
    assert built["2021/tabel-03/faxe/alkohol"] == 41
    assert built["2021/tabel-03/faxe/stof-voksne"] == 11
    assert built["2023/tabel-03/faxe/i-alt"] == 13
    years = {2018: 34, 2019: 50, 2020: 43, 2022: 44}
    assert {y: built[f"2023/tabel-03-udvikling/faxe/{y}"] for y in years} == years


def test_residential_stays_are_as_printed(built):
    values = [built[f"{y}/tabel-06/alkohol/{c}"] for y in (2021, 2023) for c in ("antal", "beloeb")]
    assert values == [2, 354600, 1, 40000]


def test_nothing_is_quarantined_and_one_alias_is_delivered(extracts):
    for year, extract in extracts.items():
        assert extract.listed.height == 0, year
    said = [w for extract in extracts.values() for w in extract.warnings if "læst som" in w]
    assert said == ["2023/forloeb.csv: Rødby er læst som Lolland i 1 række"]


def test_a_course_open_over_new_year_is_the_same_in_both_extracts(extracts):
    same = ["person", "indsats", "kommune", "henvendelsesdato", "indskrivningsdato"]
    for year in range(2018, 2023):
        frames = [extracts[y].files["forloeb"].frame for y in (year, year + 1)]
        still_open = frames[0].filter(
            (pl.col("indskrivningsdato").dt.year() <= year) & pl.col("udskrivningsdato").is_null()
        )
        joined = still_open.join(frames[1], on="forloeb_id", suffix="_then")
        assert joined.height == still_open.height > 50
        for column in same:
            assert joined.filter(pl.col(column).ne_missing(pl.col(f"{column}_then"))).is_empty()
        began_before = frames[1].filter(pl.col("indskrivningsdato").dt.year() <= year)
        assert began_before.join(frames[0], on="forloeb_id", how="anti").is_empty()


def test_psychiatry_turned_away_as_many_persons_as_is_printed(extracts, claims):
    (printed,) = (c.printed for c in claims if c.row.startswith("Dobbeltdiagnose afvist"))
    refused = {
        person
        for year in range(2020, 2024)
        for person, day in extracts[year]
        .files["forloeb"]
        .frame.select("person", "afvist_psykiatri_dato")
        .iter_rows()
        if day is not None
    }
    assert len(refused) == int(printed)
    assert "afvist_psykiatri_dato" in extracts[2019].files["forloeb"].left_out


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_most_who_ended_are_measured_and_half_of_them_got_better(extracts, center, year):
    files = extracts[year].files
    changed = with_ors_change(files["forloeb"].frame, files["maalinger"].frame)
    ended = changed.filter(
        (pl.col("udskrivningsdato").dt.year() == year) & (pl.col("indsats") != "paaroerende")
    )
    change = ended[ORS_CHANGE].drop_nulls()
    assert 0.7 < change.len() / ended.height < 0.9
    assert 0.4 < (change >= 5).mean() < 0.7
    assert 0 < (change <= -5).mean() < 0.1


def test_scores_of_a_course_are_the_same_in_both_extracts(extracts):
    days = [extracts[year].files["maalinger"].frame.drop("file", "line") for year in (2022, 2023)]
    first = days[0].join(days[1].select("forloeb_id").unique(), on="forloeb_id", how="semi")
    assert first.height > 500
    assert first.join(days[1], on=first.columns, how="anti").is_empty()


def test_nobody_is_measured_before_the_centre_did(extracts):
    assert [year for year in extracts if "maalinger" in extracts[year].files] == [2021, 2022, 2023]
    assert extracts[2021].files["maalinger"].frame["dato"].min() >= date(2021, 1, 4)


def test_every_cpr_number_is_fictitious(written):
    for path in sorted(written[0].glob("2*/*.csv")):
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        if path.stem in {"maalinger", "noter"}:
            assert "cpr" not in head
            continue
        at = head.split(";").index("cpr")
        numbers = [row.split(";")[at] for row in rows]
        assert all(FICTITIOUS.match(number) for number in numbers if number), path.name


def test_providers_are_synthetic(written):
    for path in written[0].glob("2*/eksterne_forloeb.csv"):
        rows = path.read_text(encoding="utf-8").splitlines()[1:]
        assert rows
        assert all(row.split(";")[4].startswith("Leverandør ") for row in rows)


def test_every_extract_has_persons_waiting_for_admission(extracts):
    for extract in extracts.values():
        waiting = extract.files["forloeb"].frame.filter(pl.col("indskrivningsdato").is_null())
        assert 2 <= waiting.height <= 12


def files_of(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.glob("2*/*.csv")}


@pytest.fixture(scope="module", params=["Tabel 12", pytest.param("-", marks=pytest.mark.long)])
def by_seed(request, claims, center, tmp_path_factory):
    """Files and targets met, of a seed twice and of another, without a table or of all.

    The table by age takes nearly all of the time.
    """
    printed = [claim for claim in claims if claim.table != request.param]
    found = []
    for number, seed in enumerate((SEED, SEED, 7)):
        folder = tmp_path_factory.mktemp(f"seed-{number}")
        journals = write_extracts(folder, printed, YEARS[3:], seed, center=center)
        found.append((files_of(folder), [journal.met for journal in journals]))
    return found


def test_the_same_seed_writes_the_same_bytes(by_seed):
    (first, _), (again, _), _ = by_seed
    assert len(again) == 5 * 3
    assert again == first


def test_another_seed_writes_other_persons_and_meets_the_same(by_seed):
    (first, met), _, (other, met_by_other) = by_seed
    assert met_by_other == met
    assert any(met)
    assert other["2021/forloeb.csv"] != first["2021/forloeb.csv"]


def test_the_raw_folder_holds_the_notes_that_are_written(written):
    found = sorted(written[0].glob("2*/noter.csv"))
    assert found
    for path in found:
        assert path.read_bytes() == (RAW / path.relative_to(written[0])).read_bytes()
