"""A centre whose reports have printed nothing: the journal that is written for it."""

from random import Random

import pytest

from rus_pipeline.core.center import read_center
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.axes import ALCOHOL, DRUGS_ADULT
from rus_pipeline.synthetic.ledger import make_postings
from rus_pipeline.synthetic.usual import usual_journal
from rus_pipeline.synthetic.writing import SEED, write_extracts
from rus_pipeline_tests.raw import opened, raw_folder

NAESTVED = """\
navn = "Centret"
hjemkommune = "0370"
samarbejdskommuner = ["0376", "0360", "0390"]
"""


def edition(tmp_path, sections="", year=2023):
    return Edition(year, read_center(raw_folder(tmp_path, center=NAESTVED + sections)))


def by(found, what):
    counts = {}
    for cell, count in found.items():
        counts[what(cell)] = counts.get(what(cell), 0) + count
    return {key: count for key, count in counts.items() if count}


@pytest.mark.parametrize(
    ("sections", "counts"),
    [
        ("", {"alkohol": 80, "stof": 98, "paaroerende": 22}),
        ('[tilbud]\nindsatser = ["Alkohol", "Stof"]\n', {"alkohol": 90, "stof": 110}),
        ('[tilbud]\nindsatser = ["Pårørende"]\n', {"paaroerende": 200}),
    ],
)
def test_courses_are_of_what_the_centre_offers(tmp_path, sections, counts):
    found = usual_journal(edition(tmp_path, sections), 200)
    assert by(found, lambda cell: cell.group.indsats) == counts


def test_most_live_in_the_home_municipality_then_in_its_partners(tmp_path):
    found = by(usual_journal(edition(tmp_path), 2000), lambda cell: cell.group.raekke)
    assert list(found) == ["naestved", "guldborgsund", "lolland", "vordingborg", "andre-kommuner"]
    assert sorted(found.values(), reverse=True) == list(found.values())


def test_nobody_is_young_where_the_young_are_offered_nothing(tmp_path):
    found = usual_journal(edition(tmp_path, "[tilbud]\nunge = false\n"), 2000)
    assert "stof-unge" not in by(found, lambda cell: cell.kolonne)


def test_years_are_not_alike(tmp_path):
    years = [edition(tmp_path / str(year), year=year) for year in (2021, 2022, 2023)]
    assert len({sum(usual_journal(one, 500).values()) for one in years}) == 3


def test_postings_are_of_every_month_and_a_part_is_paid_back(tmp_path):
    rows = list(make_postings(edition(tmp_path), {ALCOHOL: 10, DRUGS_ADULT: 5}, Random(1)))
    of = {(row["omraade"], row["art"]) for row in rows}
    assert of == {(area, art) for area in ("Alkohol", "Stof") for art in ("Udgift", "Indtægt")}
    assert len({row["bilagsnr"] for row in rows}) == len(rows) == 2 * (12 + 4)


@pytest.mark.slow
def test_the_extracts_can_be_read_and_are_about_as_large_as_asked_for(tmp_path):
    raw = raw_folder(tmp_path, {"2022/forloeb.csv": "", "2023/forloeb.csv": ""}, center=NAESTVED)
    write_extracts(raw, (), (2022, 2023), SEED, center=read_center(raw), courses=250)
    folder = opened(raw)
    for year in (2022, 2023):
        extract = folder.extract(year)
        assert extract.listed.is_empty()
        assert extract.fictitious
        courses = extract.files["forloeb"].frame
        assert courses.height == pytest.approx(250, rel=0.1)
        own = courses["kommune"].cast(str).is_in(["0370", "0376", "0360", "0390"])
        assert own.mean() > 0.85
        # The rest live in the same region.
        others = {*courses.filter(~own)["kommune"].cast(str)}
        assert others <= {"0253", "0259", "0265", "0269", "0306"}
        assert set(extract.files) >= {"eksterne_forloeb", "doegnophold", "posteringer"}
