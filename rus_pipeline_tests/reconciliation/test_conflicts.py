"""Conflicts among a few printed figures: found, irreducible, and put in words."""

import pytest

from rus_pipeline.core.edition import Edition
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.feasible.conflicts import SwitchedTargets, conflicts
from rus_pipeline.reconciliation.feasible.max_feasible import max_feasible_subset
from rus_pipeline.reconciliation.feasible.targets import report_claims, targets

YEAR = 2023


def printed(*cells):
    return tuple(
        Claim("aarsrapport-2023.txt", line, YEAR, table, row, column, text, "")
        for line, (table, row, column, text) in enumerate(cells, 1)
    )


@pytest.fixture
def edition(center):
    return Edition(YEAR, center)


def unmet(claims, edition):
    return max_feasible_subset(edition, targets(claims, edition)).unmet


PERSONS = ("Tabel 1", "Faxe", "Alkohol", "40")
COURSES = ("Tabel 2", "Samlet antal forløb", "Alkohol", "30")
BEGAN = ("Tabel 7", "Nyindskrivninger", "Alkohol", "31")
WOMEN = ("Tabel 11", "Kvinder", "I alt", "135")
MEN = ("Tabel 11", "Mænd", "I alt", "269")
SHARE = ("Tabel 11", "Kvinder", "I alt pct.", "34 %")


@pytest.mark.parametrize("cells", [(COURSES, PERSONS), (COURSES, BEGAN), (WOMEN, MEN, SHARE)])
def test_a_conflict_is_irreducible(edition, cells):
    claims = printed(*cells)
    found = conflicts(claims, edition, [claims[-1]])
    assert [conflict.claim for conflict in found] == [claims[-1]]
    assert set(found[0].others) == set(claims[:-1])
    everything = (found[0].claim, *found[0].others)
    assert unmet(everything, edition)
    for left_out in found[0].others:
        assert not unmet([claim for claim in everything if claim != left_out], edition)


def test_by_default_as_few_figures_as_possible_are_unmet(edition):
    claims = printed(COURSES, PERSONS, ("Tabel 2", "Samlet antal forløb", "Pårørendeforløb", "5"))
    assert len(conflicts(claims, edition)) == 1


def test_a_figure_that_can_be_met_has_no_conflict(edition):
    claims = printed(("Tabel 1", "Faxe", "Alkohol", "30"), COURSES)
    assert conflicts(claims, edition) == []
    assert conflicts(claims, edition, claims[:1]) == []


def test_met_figures_that_no_journal_of_the_model_can_meet_are_left_out(edition):
    claims = printed(COURSES, PERSONS, ("Tabel 2", "Samlet antal forløb", "Alkohol", "50"))
    (found,) = conflicts(claims, edition, claims[2:])
    assert found.others == claims[:1]


def test_one_who_moved_counts_twice_in_the_note(edition):
    note = "Tabel 1 note Andre kommuner"
    claims = printed(
        ("Tabel 1", "Andre kommuner", "I alt", "1"),
        (note, "Køge", "antal", "1"),
        (note, "Næstved", "antal", "1"),
    )
    assert conflicts(claims, edition, claims[2:]) == []
    courses = printed(("Tabel 2", "Samlet antal forløb", "I alt", "1"))
    assert conflicts([*claims, *courses], edition, claims[2:])


def test_the_arithmetic_names_the_bound(edition):
    claims = printed(COURSES, BEGAN)
    (found,) = conflicts(claims, edition, claims[1:])
    assert found.arithmetic == (
        "Tabel 7 «Nyindskrivninger, Alkohol» 31,"
        " men med Tabel 2 «Samlet antal forløb, Alkohol» 30 er tallet højst 30"
    )


def test_the_arithmetic_names_the_nearest_share(edition):
    claims = printed(WOMEN, MEN, SHARE)
    (found,) = conflicts(claims, edition, claims[2:])
    assert found.arithmetic.endswith("kan andelen ikke være 34 %; nærmest er 33 %")


@pytest.mark.slow
@pytest.mark.parametrize("year", [2021, 2023])
def test_every_unmet_figure_of_a_report_has_an_irreducible_conflict(center, claims, year):
    edition = Edition(year, center)
    own = report_claims(claims, year)
    model = SwitchedTargets(edition, targets(own, edition), dated=True)
    met, missed = [], []
    for target in model.figures:
        (met if model.can_meet([*met, target]) else missed).append(target)
    not_met = [claim for target in missed for claim in target.claims]
    found = conflicts(own, edition, not_met)
    assert [conflict.claim for conflict in found] == not_met != []
    of_claim = {claim: target for target in model.figures for claim in target.claims}
    for conflict in found:
        together = {of_claim[claim] for claim in (conflict.claim, *conflict.others)}
        assert not model.can_meet(together)
        assert all(model.can_meet(together - {left_out}) for left_out in together)
