"""Constraints found from counted rows, on the real declarations of two editions.

Those that must hold are found, and none that is false.
"""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from rus_pipeline_tests.disclosure.edition_constraints import constraints_of_editions, is_latent
from rus_pipeline_tests.figures.random_extracts import deliveries
from rus_pipeline_tests.raw import opened, raw_folder
from rus_pipeline_tests.tables.figures_of import raw_of

RAW = Path(__file__).parents[2] / "data" / "raw"


@pytest.fixture(scope="module")
def both():
    return constraints_of_editions(opened(RAW), 2022, 2023)


def sums(left, right):
    """Return the terms of: the first add up to the second."""
    return {**dict.fromkeys(left, 1), **dict.fromkeys(right, -1)}


def parts(prefix, *names):
    return [f"{prefix}/{name}" for name in names]


PROMISE = ("inden-for-14-dage", "efter-14-dage", "afventer")
FOLLOWED = ("rettidig", "forsinket", "afventer")
EFFECTS = ("stoffri", "reduceret", "stabiliseret", "uaendret", "forvaerret", "uoplyst")
CHANGES = ("bedring", "uaendret", "forvaerring", "uden-maaling")
LENGTHS = ("0-27", "28-83", "84-181", "182-364", "365-og-derover")
DRUGS = ("stof-voksne", "stof-unge")

EQUAL = {
    "admissions of table 7 and by month": (
        ["2023/tabel-07/forloeb/i-alt"],
        ["2023/tabel-09/i-alt/indskrivninger"],
    ),
    "discharges of table 8 and by month": (
        ["2023/tabel-08/forloeb/i-alt"],
        ["2023/tabel-09/i-alt/udskrivninger"],
    ),
    "discharges by month and by reason": (
        ["2023/tabel-09/i-alt/udskrivninger"],
        ["2023/tabel-10/i-alt/antal"],
    ),
    "discharges by month and by reason until 2022": (
        ["2022/tabel-09/i-alt/udskrivninger"],
        ["2022/tabel-10/i-alt/antal"],
    ),
    "drug courses, whatever age is counted by": (
        parts("2023/tabel-02/forloeb", *DRUGS),
        [f"2023/tabel-11/{sex}/{column}" for sex in ("kvinder", "maend") for column in DRUGS],
    ),
    "alcohol courses by sex": (
        ["2023/tabel-02/forloeb/alkohol"],
        parts("2023/tabel-11", "kvinder/alkohol", "maend/alkohol"),
    ),
    "courses of the year and of its development": (
        parts("2023/tabel-02/forloeb", *DRUGS),
        ["2023/udvikling-forloeb/2023/stof"],
    ),
    "courses of last year's edition and of this one's development": (
        ["2022/tabel-02/forloeb/stof"],
        ["2023/udvikling-forloeb/2022/stof"],
    ),
    "last year's relatives and of this one's development": (
        ["2022/tabel-02/forloeb/paaroerende"],
        ["2023/udvikling-forloeb/2022/paaroerende"],
    ),
    "last year's total and of this one's development": (
        ["2022/tabel-02/forloeb/i-alt"],
        ["2023/udvikling-forloeb/2022/i-alt"],
    ),
    "a year long ago in two developments": (
        ["2022/udvikling-forloeb/2019/stof"],
        ["2023/udvikling-forloeb/2019/stof"],
    ),
    "contacts for drug treatment under two promises": (
        parts("2023/kvalitet-behandlingsgaranti/stof", *PROMISE),
        parts("2023/kvalitet-behandlingsplan/antal", *PROMISE),
    ),
    "followed up after one month and after six": (
        parts("2023/kvalitet-opfoelgning/1-md", *FOLLOWED),
        parts("2023/kvalitet-opfoelgning/6-md", *FOLLOWED),
    ),
    "drug discharges by change of score and by length": (
        parts("2023/effekt-ors/stof", *CHANGES),
        parts("2023/laengde/stof", *LENGTHS),
    ),
    "alcohol discharges by change of score and by way of ending": (
        parts("2022/effekt-ors/alkohol", *CHANGES),
        ["2022/afslutningsmaade/i-alt/alkohol"],
    ),
    "persons elsewhere and of its development": (
        parts("2022/tabel-03/faxe", "alkohol", *DRUGS),
        ["2022/tabel-03-udvikling/faxe/2022"],
    ),
    "persons elsewhere and of the next edition's development": (
        parts("2022/tabel-03/faxe", "alkohol", *DRUGS),
        ["2023/tabel-03-udvikling/faxe/2022"],
    ),
    "persons elsewhere where one column alone is printed": (
        ["2023/tabel-03/faxe/stof-voksne"],
        ["2023/tabel-03-udvikling/faxe/2023"],
    ),
}


@pytest.mark.parametrize(("left", "right"), EQUAL.values(), ids=EQUAL.keys())
def test_counts_of_the_same_rows_are_equal(both, left, right):
    assert both.adds_up(sums(left, right))


DIFFERENT = {
    "discharges until 2022, when table 8 was of fewer": (
        ["2022/tabel-08/forloeb/i-alt"],
        ["2022/tabel-09/i-alt/udskrivninger"],
    ),
    "grown-ups, whose age is counted by two days": (
        ["2023/tabel-02/forloeb/stof-voksne"],
        parts("2023/tabel-11", "kvinder/stof-voksne", "maend/stof-voksne"),
    ),
    "contacts who want a doctor's talk and all": (
        parts("2023/kvalitet-laegesamtale/antal", *PROMISE),
        parts("2023/kvalitet-behandlingsplan/antal", *PROMISE),
    ),
    "kept promises of two kinds": (
        ["2023/kvalitet-behandlingsgaranti/stof/inden-for-14-dage"],
        ["2023/kvalitet-behandlingsplan/antal/inden-for-14-dage"],
    ),
    "those who are measured and all": (
        parts("2023/effekt-ors/stof", *CHANGES[:3]),
        ["2023/laengde/stof/i-alt"],
    ),
    "two years": (["2022/tabel-02/forloeb/alkohol"], ["2023/tabel-02/forloeb/alkohol"]),
    "persons and courses": (
        ["2023/tabel-01/samarbejde/i-alt"],
        ["2023/tabel-02/forloeb/i-alt"],
    ),
}


@pytest.mark.parametrize(("left", "right"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_counts_of_other_rows_are_not_taken_for_equal(both, left, right):
    assert not both.adds_up(sums(left, right), nobody_moved=True)


def others(both, year):
    return [name for name in both.values if name.startswith(f"{year}/tabel-01-kommuner/")]


@pytest.mark.parametrize(
    ("year", "columns"),
    [(2022, ("alkohol", *DRUGS)), (2023, ("alkohol", *DRUGS, "paaroerende"))],
)
def test_persons_of_other_municipalities_add_up_where_nobody_moved(both, year, columns):
    together = parts(f"{year}/tabel-01/andre-kommuner", *columns)
    assert both.adds_up(sums(others(both, year), together), nobody_moved=True)


def test_persons_of_other_municipalities_need_not_add_up(both):
    together = ["2023/tabel-01/andre-kommuner/i-alt"]
    assert not both.adds_up(sums(others(both, 2023), together))


def test_persons_of_other_municipalities_are_at_least_their_total(both):
    together = ["2023/tabel-01/andre-kommuner/i-alt"]
    assert both.never_below_zero(sums(others(both, 2023), together))


WITHIN = {
    "who came back, of who left": (
        ["2023/kvalitet-tilbagevenden/personer/i-alt"],
        ["2023/kvalitet-tilbagevenden/personer/vendt-tilbage"],
    ),
    "persons of one municipality, of all courses": (
        ["2023/tabel-02/forloeb/alkohol"],
        ["2023/tabel-01/faxe/alkohol"],
    ),
    "persons of every municipality, of all courses": (
        ["2023/tabel-02/forloeb/i-alt"],
        ["2023/tabel-01/samarbejde/i-alt", "2023/tabel-01/andre-kommuner/i-alt"],
    ),
    "discharged and not to be followed up, of the dead": (
        [
            "2023/tabel-10/doed/antal",
            *parts("2023/kvalitet-opfoelgning/1-md", *FOLLOWED),
        ],
        [f"2023/kvalitet-effekt/{effect}/antal" for effect in EFFECTS],
    ),
    "the home municipality's discharges, of everyone's": (
        parts("2023/tabel-08/forloeb", *DRUGS),
        [f"2023/kvalitet-effekt/{effect}/antal" for effect in EFFECTS],
    ),
    "followed up, of the discharged": (
        parts("2023/tabel-08/forloeb", *DRUGS),
        parts("2023/kvalitet-opfoelgning/6-md", *FOLLOWED),
    ),
    "who want a doctor's talk, of the contacts": (
        parts("2023/kvalitet-behandlingsplan/antal", *PROMISE),
        parts("2023/kvalitet-laegesamtale/antal", *PROMISE),
    ),
    "admitted to alcohol treatment, of those in it": (
        ["2023/tabel-02/forloeb/alkohol"],
        ["2023/tabel-07/forloeb/alkohol"],
    ),
    "discharged until 2022, of all who were": (
        ["2022/tabel-10/i-alt/antal"],
        ["2022/tabel-08/forloeb/i-alt"],
    ),
}


@pytest.mark.parametrize(("whole", "part"), WITHIN.values(), ids=WITHIN.keys())
def test_a_part_is_at_most_its_whole(both, whole, part):
    assert both.never_below_zero(sums(whole, part))


@pytest.mark.parametrize(("whole", "part"), WITHIN.values(), ids=WITHIN.keys())
def test_a_whole_is_not_taken_to_be_at_most_its_part(both, whole, part):
    assert not both.never_below_zero(sums(part, whole))


def test_every_constraint_without_latent_counts_holds_for_the_real_figures(both):
    own = [
        constraint for constraint in both.constraints if not any(map(is_latent, constraint.terms))
    ]
    sizes = [
        sum(factor * both.values[n] for n, factor in constraint.terms.items()) for constraint in own
    ]
    broken = [
        constraint
        for constraint, size in zip(own, sizes, strict=True)
        if size < 0 or (size > 0 and constraint.equal and constraint.exact)
    ]
    assert broken == []


def test_the_real_figures_meet_all_constraints_at_once(both):
    assert both.fits()


MOVED = """
person | indsats | kommune | ind
a      | Stof    | 0370    | 01-02-2023
a      | Stof    | 0360    | 01-05-2023
b      | Stof    | 0370    | 01-02-2023
"""


def test_the_figures_of_one_who_moved_meet_all_constraints_at_once(tmp_path):
    assert constraints_of_editions(raw_of(tmp_path, {"2023/forloeb": MOVED}), 2023).fits()


SOME = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # each extract takes seconds
)


@settings(SOME, max_examples=2)
@given(deliveries())
def test_the_figures_of_random_extracts_meet_all_their_constraints(delivery):
    check(delivery)


@pytest.mark.sample
@settings(SOME, max_examples=15)
@given(deliveries())
def test_the_figures_of_many_random_extracts_meet_all_their_constraints(delivery):
    check(delivery)


def check(delivery):
    with tempfile.TemporaryDirectory() as folder:
        raw = opened(raw_folder(Path(folder), delivery.files, center=delivery.center))
        assert constraints_of_editions(raw, delivery.years[-1]).fits()
