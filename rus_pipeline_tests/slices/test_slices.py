"""An edition's slice: which extracts it reads, which rows of them, and what it says is missing."""

import datetime as dt

import pytest

from rus_pipeline.core.edition import Edition
from rus_pipeline.slices import (
    ARRIVALS,
    COURSES,
    COURSES_BY_YEAR,
    EXTERNAL_BY_YEAR,
    POSTINGS,
    RETURNS,
    SOURCES,
    STAYS,
    Gap,
    upstream,
    years_behind,
)
from rus_pipeline.slices.build import EditionError, build_slice
from rus_pipeline_tests.raw import fictitious_cpr
from rus_pipeline_tests.tables.figures_of import raw_of, without

BROKEN = "forloeb_id;cpr\n"


def slice_of(tmp_path, files, year=2023):
    raw = raw_of(tmp_path, files)
    return build_slice(raw, Edition(year, raw.center))


@pytest.mark.parametrize(
    ("source", "years"),
    [
        (COURSES, [2023]),
        (RETURNS, [2022, 2023]),
        (ARRIVALS, [2022, 2023]),
        (COURSES_BY_YEAR, [2018, 2019, 2020, 2021, 2022, 2023]),
        (POSTINGS, [2018, 2019, 2020, 2021, 2022, 2023]),
        (EXTERNAL_BY_YEAR, [2017, 2018, 2019, 2020, 2021, 2022, 2023]),
    ],
)
def test_the_years_behind_a_source(source, years):
    assert list(years_behind(source, 2023)) == years


def test_the_years_behind_an_edition():
    assert upstream(2024) == list(range(2017, 2025))


def test_the_years_behind_an_early_edition():
    assert upstream(2016) == list(range(2011, 2017))


def test_an_edition_reads_no_later_extract(tmp_path):
    found = slice_of(tmp_path, {"2023/forloeb": "ind", "2024/forloeb.csv": BROKEN})
    assert list(found.udtraek) == [2023]


def test_an_edition_that_reads_a_failed_earlier_one_fails_and_names_it(tmp_path):
    with pytest.raises(EditionError) as failed:
        slice_of(tmp_path, {"2022/forloeb.csv": BROKEN, "2023/forloeb": "ind"})
    assert failed.value.edition == 2023
    assert "2022/forloeb.csv" in str(failed.value)


def test_an_edition_fails_with_its_own_extract(tmp_path):
    with pytest.raises(EditionError) as failed:
        slice_of(tmp_path, {"2022/forloeb": "ind", "2023/forloeb.csv": BROKEN})
    assert "2023/forloeb.csv" in str(failed.value)


def test_an_edition_before_the_failed_one_is_built(tmp_path):
    found = slice_of(tmp_path, {"2022/forloeb": "ind", "2023/forloeb.csv": BROKEN}, year=2022)
    assert found.frames[COURSES].is_empty()


def test_an_edition_fails_with_a_ledger_from_before_the_years_it_reads(tmp_path):
    files = {
        "2012/posteringer": "beloeb",
        "2012/udtraek.toml": 'kilde = "x"\n',
        "2023/forloeb": "ind",
    }
    with pytest.raises(EditionError, match=r"2012/udtraek\.toml"):
        slice_of(tmp_path, files)


def test_an_extract_too_old_for_anything_is_not_read(tmp_path):
    found = slice_of(tmp_path, {"2012/forloeb.csv": BROKEN, "2023/forloeb": "ind"})
    assert list(found.udtraek) == [2023]


def test_an_edition_without_a_folder_fails_and_says_so(tmp_path):
    with pytest.raises(EditionError, match="2025"):
        slice_of(tmp_path, {"2023/forloeb": "ind"}, year=2025)


def test_every_source_has_a_frame_whose_rows_say_where_they_stand(tmp_path):
    found = slice_of(tmp_path, {"2023/forloeb": "ind\n01-03-2023"})
    assert set(found.frames) == set(SOURCES)
    assert all(frame.columns[:2] == ["file", "line"] for frame in found.frames.values())


def test_a_row_keeps_its_file_and_line(tmp_path):
    found = slice_of(tmp_path, {"2023/forloeb": "ind\n01-03-2023\n01-04-2023"})
    assert found.frames[COURSES].select("file", "line").rows() == [
        ("2023/forloeb.csv", 2),
        ("2023/forloeb.csv", 3),
    ]


def test_a_development_reads_each_extract_as_of_its_own_year(tmp_path):
    files = {
        "2022/forloeb": "person | indsats | ind\na 02-03-2004 | Stof | 01-03-2022",
        "2023/forloeb": "person | indsats | ind\na 02-03-2004 | Stof | 01-03-2022",
    }
    found = slice_of(tmp_path, files).frames[COURSES_BY_YEAR]
    assert found.select("aar", "kolonne").rows() == [
        ("2022", "stof-unge"),
        ("2023", "stof-voksne"),
    ]


def test_each_year_of_the_ledger_comes_from_the_newest_folder_that_names_it(tmp_path):
    files = {
        "2021/udtraek.toml": "udtrukket = 2022-01-31\nregnskabsaar = [2020, 2021]\n",
        "2021/posteringer": "bogfoert",
        "2023/udtraek.toml": "udtrukket = 2024-01-31\nregnskabsaar = [2021, 2023]\n",
        "2023/posteringer": "bogfoert",
    }
    assert slice_of(tmp_path, files).postings_from == {
        2018: None,
        2019: None,
        2020: 2021,
        2021: 2023,
        2022: None,
        2023: 2023,
    }


def test_the_ledger_holds_no_row_of_a_folder_that_is_not_used_for_its_year(tmp_path):
    files = {
        "2022/udtraek.toml": "udtrukket = 2023-01-31\nregnskabsaar = [2021, 2022]\n",
        "2022/posteringer": "bogfoert | beloeb\n01-03-2021 | 1,00\n01-03-2022 | 2,00",
        "2023/udtraek.toml": "udtrukket = 2024-01-31\nregnskabsaar = [2022, 2023]\n",
        "2023/posteringer": "bogfoert | beloeb\n01-03-2022 | 3,00",
    }
    found = slice_of(tmp_path, files).frames[POSTINGS]
    assert found.select("file", "aar", "beloeb").rows() == [
        ("2022/posteringer.csv", "2021", 1),
        ("2023/posteringer.csv", "2022", 3),
    ]


def test_a_return_keeps_the_line_of_the_last_discharge(tmp_path):
    files = {
        "2022/forloeb": (
            "person | indsats | ind | ud\n"
            "a | Stof | 01-06-2022 | 01-09-2022\n"
            "a | Stof | 01-01-2022 | 01-03-2022"
        ),
        "2023/forloeb": "ind",
    }
    found = slice_of(tmp_path, files).frames[RETURNS]
    assert found.select("file", "line", "vendt_tilbage").rows() == [("2022/forloeb.csv", 2, False)]


def test_a_return_keeps_the_municipality_of_the_last_discharge(tmp_path):
    files = {
        "2022/forloeb": (
            "person | indsats | kommune | ind | ud\n"
            "a | Stof | 0320 | 01-06-2022 | 01-09-2022\n"
            "b | Stof | 0336 | 01-06-2022 | 01-09-2022\n"
            "c | Stof | 0370 | 01-06-2022 | 01-09-2022"
        ),
        "2023/forloeb": "ind",
    }
    found = slice_of(tmp_path, files).frames[RETURNS]
    assert found.select("hjemme", "raekke").rows() == [
        (True, "faxe"),
        (False, "stevns"),
        (False, "andre-kommuner"),
    ]


def test_a_file_that_is_not_delivered_is_a_gap_with_its_name(tmp_path):
    found = slice_of(tmp_path, {"2023/forloeb": "ind"})
    assert "2023/doegnophold.csv" in found.gaps[STAYS, 2023].reason(frozenset())


def test_a_column_left_out_is_a_gap_for_those_who_need_it(tmp_path):
    text = without("doegnophold", "beloeb\n1,00", "kommune")
    gap = slice_of(tmp_path, {"2023/doegnophold.csv": text}).gaps[STAYS, 2023]
    assert "kommune" in gap.reason(frozenset({"kommune", "omraade"}))
    assert gap.reason(frozenset({"omraade"})) is None


def test_a_gap_of_nothing_is_none():
    assert Gap().reason(frozenset({"kommune"})) is None


def test_every_raw_file_behind_it_is_named_with_its_digest(tmp_path):
    found = slice_of(tmp_path, {"2022/forloeb": "ind", "2023/tilskud": "pulje"})
    assert set(found.files) == {"2022/forloeb.csv", "2023/forloeb.csv", "2023/tilskud.csv"}
    assert all(len(digest) == 64 for digest in found.files.values())


def test_it_is_fictitious_where_an_extract_behind_it_is(tmp_path):
    real = fictitious_cpr(dt.date(1980, 1, 1)).replace("61", "01", 1)
    files = {
        "2022/forloeb": "person\na",
        "2023/forloeb": f"cpr\n{real}",
    }
    assert slice_of(tmp_path, files).fictitious


def test_no_cpr_and_no_birth_date_is_in_a_slice(tmp_path):
    found = slice_of(tmp_path, {"2023/forloeb": "person\na"})
    columns = {name for frame in found.frames.values() for name in frame.columns}
    assert columns.isdisjoint({"cpr", "foedselsdato"})
